"""Whether a geodata file is what its ending says, by its first bytes.

GDAL goes by content and would also follow descriptions of other sources (virtual layers, pipelines, web services);
only plain files pass here. JavaScript and TopoJSON are told apart from GeoJSON, because people do send them.
"""

from __future__ import annotations

import re

from geodata.errors import GeodataError, refuse

HEAD_BYTES = 65_536
MARKS = {
    ".shp": b"\x00\x00\x27\x0a",
    ".gpkg": b"SQLite format 3\x00",
    ".fgb": b"fgb",
    ".parquet": b"PAR1",
    ".geoparquet": b"PAR1",
}
JSON = (".geojson", ".json", ".js", ".topojson")
XML = {".gml": re.compile(rb"[<:]gml|/gml", re.IGNORECASE), ".kml": re.compile(rb"<kml|/kml", re.IGNORECASE)}
ASIDE = re.compile(rb"<!--.*?(-->|$)|<\?.*?(\?>|$)", re.DOTALL)
ROOT = re.compile(rb"\s*<(?:[\w.-]+:)?(?P<name>[\w.-]+)[^>]*")
VIRTUAL = re.compile(rb"OGR|GDAL|VRT|WFS|WMS|CSW|OAPIF", re.IGNORECASE)
JAVASCRIPT = re.compile(r"(var|let|const|window|export|module|self|define)\b|[\w.$]+\s*[(=]|/[/*]")
TOPOLOGY = re.compile(r'"type"\s*:\s*"Topology"')
FEATURES = re.compile(
    r'"type"\s*:\s*"(Feature|FeatureCollection|Multi|Polygon|LineString|Point|Geometry)|"features"\s*:'
)
PIPELINE = re.compile(r'"type"\s*:\s*"gdal_|"gdal_version"')


def check_head(head: bytes, suffix: str, file: str) -> None:
    """Refuse a file (or member of an archive) whose first bytes do not fit its ending.

    Raises ``GeodataError``: ``not_what_it_says``, ``javascript_file``, ``topojson_file``.
    """
    if suffix in MARKS and not head.startswith(MARKS[suffix]):
        raise _other(suffix, file)
    if suffix in XML and (
        not head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<")
        or not _root_fits(head, suffix)
        or b"<!DOCTYPE" in head
        or b"<!ENTITY" in head
    ):
        raise _other(suffix, file)
    if suffix in JSON:
        _check_json(head, suffix, file)


def check_tail(head: bytes, tail: bytes, suffix: str, file: str) -> None:
    """Refuse XML that ends before its root element does (``file_unreadable``): GDAL would read what came before."""
    if suffix not in XML:
        return
    root = ROOT.match(ASIDE.sub(b"", head.removeprefix(b"\xef\xbb\xbf")))
    name = root["name"] if root else b""
    if not re.search(rb"</(?:[\w.-]+:)?" + re.escape(name) + rb"\s*>\s*(?:<!--.*?-->\s*)*\Z", tail, re.DOTALL):
        raise refuse("file_unreadable", file=file, details="sie endet mitten im Inhalt")


def _root_fits(head: bytes, suffix: str) -> bool:
    """The root element itself must be of the format: descriptions of other sources can mention anything inside."""
    root = ROOT.match(ASIDE.sub(b"", head.removeprefix(b"\xef\xbb\xbf")))
    return bool(root and XML[suffix].search(root[0]) and not VIRTUAL.match(root["name"]))


def _check_json(head: bytes, suffix: str, file: str) -> None:
    text = head.decode("utf-8-sig", errors="replace").lstrip()
    if text.startswith("{"):
        if TOPOLOGY.search(text):
            raise refuse("topojson_file", file=file)
        if FEATURES.search(text) and not PIPELINE.search(text):
            return
    elif JAVASCRIPT.match(text):
        raise refuse("javascript_file", file=file)
    raise _other(".geojson", file)


def _other(suffix: str, file: str) -> GeodataError:
    names = {".geojson": "GeoJSON", ".shp": "Shapefile", ".gpkg": "GeoPackage", ".fgb": "FlatGeobuf"}
    names |= {".gml": "GML", ".kml": "KML", ".parquet": "GeoParquet", ".geoparquet": "GeoParquet"}
    return refuse("not_what_it_says", file=file, value=names[suffix])
