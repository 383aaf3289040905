"""Open whatever GDAL opens: find the layer, the text encoding and the polygons. No meaning is attached here."""

from __future__ import annotations

import zipfile
from dataclasses import dataclass
from pathlib import Path

import geopandas as gpd
import pyogrio
from pyogrio.errors import DataLayerError, DataSourceError

from geodata.errors import Problem, Severity, problem, refuse

PARQUET = {".parquet", ".geoparquet"}
IN_ZIP = (".shp", ".gpkg", ".geojson", ".json", ".fgb", ".gml")
FORMATS = {
    ".geojson": "GeoJSON", ".json": "GeoJSON", ".shp": "Shapefile", ".gpkg": "GeoPackage", ".gml": "GML",
    ".parquet": "GeoParquet", ".geoparquet": "GeoParquet", ".fgb": "FlatGeobuf", ".kml": "KML",
}  # fmt: skip


@dataclass(frozen=True)
class VectorFile:
    """What was read. ``frame`` keeps the file's columns; its row order is the file's."""

    path: Path
    format: str
    layers: tuple[str, ...]
    layer: str
    frame: gpd.GeoDataFrame
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True)
class _Layer:
    name: str
    source: str  # what GDAL opens
    inner: str = ""  # layer inside the source; "" = the only one


def read_vector(path: Path, layer: str | None = None) -> VectorFile:
    """Read one polygon layer.

    Raises ``GeodataError``: ``file_missing``, ``file_unreadable``, ``layer_ambiguous`` (names them),
    ``layer_unknown``, ``no_polygons``, ``file_empty``.
    """
    if not path.exists():
        raise refuse("file_missing", file=path.name)
    if path.suffix.lower() in PARQUET:
        return _checked(VectorFile(path, "GeoParquet", (path.stem,), path.stem, _parquet(path)))
    found = _layers(path)
    chosen, problems = _choose(found, layer, path.name)
    suffix = Path(chosen.source).suffix.lower()
    kind = FORMATS.get(suffix, suffix.lstrip(".").upper()) + (" (ZIP)" if path.suffix.lower() == ".zip" else "")
    try:
        frame = pyogrio.read_dataframe(
            chosen.source, layer=chosen.inner or None, encoding=_encoding(chosen.source), fid_as_index=False
        )
    except (DataSourceError, DataLayerError, UnicodeDecodeError, ValueError) as error:
        raise refuse("file_unreadable", file=path.name, details=_short(error)) from error
    if not isinstance(frame, gpd.GeoDataFrame):
        raise refuse("no_polygons", file=path.name)
    return _checked(VectorFile(path, kind, tuple(entry.name for entry in found), chosen.name, frame, problems))


def _short(error: Exception) -> str:
    """First line of a library's message, without folder names."""
    return str(error).splitlines()[0].replace("/vsizip/", "").rsplit("/", 1)[-1][:160]


def _checked(read: VectorFile) -> VectorFile:
    if read.frame.empty:
        raise refuse("file_empty", file=read.path.name)
    if not read.frame.geometry.geom_type.isin(["Polygon", "MultiPolygon", "GeometryCollection"]).any():
        raise refuse("no_polygons", file=read.path.name)
    return read


def _parquet(path: Path) -> gpd.GeoDataFrame:
    try:
        return gpd.read_parquet(path)
    except Exception as error:  # pyarrow raises many kinds; to the user they mean the same
        raise refuse("file_unreadable", file=path.name, details=_short(error)) from error


def _layers(path: Path) -> list[_Layer]:
    if path.suffix.lower() != ".zip":
        return _inside(str(path), path.name)
    try:
        with zipfile.ZipFile(path) as archive:
            names = [n for n in archive.namelist() if n.lower().endswith(IN_ZIP) and "__MACOSX" not in n]
    except (zipfile.BadZipFile, OSError) as error:
        raise refuse("file_unreadable", file=path.name, details="keine gültige ZIP-Datei") from error
    if not names:
        raise refuse("file_unreadable", file=path.name, details="das ZIP enthält keine Geodaten")
    return [entry for name in sorted(names) for entry in _inside(f"/vsizip/{path}/{name}", path.name)]


def _inside(source: str, shown: str) -> list[_Layer]:
    try:
        rows = pyogrio.list_layers(source)
    except (DataSourceError, ValueError) as error:
        raise refuse("file_unreadable", file=shown, details=_short(error)) from error
    polygons = [str(name) for name, kind in rows if kind is not None and "Point" not in kind and "Line" not in kind]
    if not polygons:
        raise refuse("no_polygons", file=shown)
    return [_Layer(name, source, name if len(rows) > 1 else "") for name in polygons]


def _choose(found: list[_Layer], wanted: str | None, file: str) -> tuple[_Layer, tuple[Problem, ...]]:
    known = ", ".join(entry.name for entry in found)
    if wanted is not None:
        for entry in found:
            if entry.name == wanted:
                return entry, ()
        raise refuse("layer_unknown", file=file, value=wanted, known=known)
    if len(found) == 1:
        return found[0], ()
    municipal = [entry for entry in found if entry.name.lower().endswith(("_gem", "gemeinden", "_gemeinde"))]
    if len(municipal) != 1:
        raise refuse("layer_ambiguous", file=file, known=known)
    chosen = municipal[0]
    return chosen, (problem("layer_chosen", Severity.INFO, file=file, value=chosen.name, known=known),)


def _encoding(source: str) -> str | None:
    """Encoding of a Shapefile without .cpg, decided by its bytes: UTF-8 if they are, else Windows-1252.

    GDAL's own default (ISO-8859-1, or a code page byte that programs set at random) is often wrong.
    """
    if not source.lower().endswith(".shp"):
        return None
    base = source[:-4]
    if source.startswith("/vsizip/"):
        archive_path, _, member = base.removeprefix("/vsizip/").partition(".zip/")
        with zipfile.ZipFile(archive_path + ".zip") as archive:
            files = {n.lower(): n for n in archive.namelist()}
            if f"{member}.cpg".lower() in files or f"{member}.dbf".lower() not in files:
                return None
            return dbf_encoding(archive.read(files[f"{member}.dbf".lower()]))
    sides = {p.suffix.lower(): p for p in Path(base).parent.glob(f"{Path(base).name}.*")}
    return None if ".cpg" in sides or ".dbf" not in sides else dbf_encoding(sides[".dbf"].read_bytes())


def dbf_encoding(content: bytes) -> str:
    """UTF-8 if the records of a dBase file are valid UTF-8, else cp1252."""
    start = int.from_bytes(content[8:10], "little")
    try:
        content[start:].decode("utf-8")
    except UnicodeDecodeError:
        return "cp1252"
    return "UTF-8"
