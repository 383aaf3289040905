"""Open whatever GDAL opens: find the layer, the text encoding and the polygons. No meaning is attached here."""

from __future__ import annotations

import re
import warnings
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import geopandas as gpd
import shapely

from geodata.areas import KNOWN_LEVELS
from geodata.errors import GeodataError, Problem, Severity, problem, refuse
from geodata.readers.columns import guess_level
from geodata.readers.gdal import pyogrio
from geodata.readers.readable import readable
from geodata.readers.shapefile import check_parts, encoding_of
from geodata.readers.sniff import HEAD_BYTES, XML, check_head, check_tail

PARQUET = {".parquet", ".geoparquet"}
IN_ZIP = (".shp", ".gpkg", ".geojson", ".json", ".fgb", ".gml", ".kml")
FORMATS = {
    ".geojson": "GeoJSON", ".json": "GeoJSON", ".shp": "Shapefile", ".gpkg": "GeoPackage", ".gml": "GML",
    ".parquet": "GeoParquet", ".geoparquet": "GeoParquet", ".fgb": "FlatGeobuf", ".kml": "KML",
}  # fmt: skip
SHAPES = {"Line": "Linien", "Curve": "Linien", "Point": "Punkte"}
NOT_AREAS = {
    "Linien": "Wandeln Sie geschlossene Linien im GIS in Polygone um und speichern Sie die Ebene neu.",
    "Punkte": "Wählen Sie beim Export die Ebene mit den Flächen; Einrichtungen brauchen eine Spalte „name“.",
    "Sachdaten ohne Geometrie": "Exportieren Sie die Ebene mit Geometrie, oder laden Sie die Datei als Tabelle (CSV).",
    "leere Geometrien": "Exportieren Sie die Ebene neu.",
}
OFFICIAL_LAYERS = (
    (4, r"(^|_|\d)gem(einden?)?(_|$)|(^|_)vg\d+_?gem"),
    (3, r"(^|_|\d)(krs|kreise?)(_|$)"),
    (2, r"(^|_|\d)(rbz|regbez|regierungsbezirke?)(_|$)"),
    (1, r"(^|_|\d)(lan|bld|land|bundesl(a|ä|ae)nd(er)?)(_|$)"),
)
DAMAGED = "sie ist beschädigt oder unvollständig"


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
class Layer:
    """A layer, or a source whose layers are not yet looked at."""

    name: str
    path: Path
    member: str = ""  # inside an archive
    inner: str = ""  # layer inside the source; "" = the only one

    @property
    def source(self) -> str:
        """What GDAL opens."""
        return f"/vsizip/{self.path}/{self.member}" if self.member else str(self.path)


def read_vector(path: Path, layer: str | None = None) -> VectorFile:
    """Read one polygon layer.

    Raises ``GeodataError``: ``file_missing``, ``file_unreadable``, ``layer_ambiguous`` (names them),
    ``layer_unknown``, ``no_polygons``, ``file_empty`` and those of ``sniff.check_head``.
    """
    if not path.exists():
        raise refuse("file_missing", file=path.name)
    if path.suffix.lower() in PARQUET:
        _check_plain(path)
        return _checked(VectorFile(path, "GeoParquet", (path.stem,), path.stem, _parquet(path)))
    with opened(path) as (found, done):
        chosen, problems = choose(found, layer, path.name)
        frame = frame_of(chosen)
    suffix = Path(chosen.source).suffix.lower()
    kind = FORMATS.get(suffix, suffix.lstrip(".").upper()) + (" (ZIP)" if path.suffix.lower() == ".zip" else "")
    names = tuple(entry.name for entry in found)
    return _checked(VectorFile(path, kind, names, chosen.name, frame, (*done, *problems)))


def frame_of(chosen: Layer) -> gpd.GeoDataFrame:
    encoding = encoding_of(chosen.path, chosen.member) if chosen.source.lower().endswith(".shp") else None
    try:
        with warnings.catch_warnings(action="ignore"):  # what it guesses of types is looked at here anyway
            frame = pyogrio.read_dataframe(
                chosen.source, layer=chosen.inner or None, encoding=encoding, fid_as_index=False
            )
    except Exception as error:  # GDAL, GEOS and pandas raise many kinds; to the user they mean the same
        raise refuse("file_unreadable", file=chosen.path.name, details=DAMAGED) from error
    if not isinstance(frame, gpd.GeoDataFrame):
        raise _without_areas("Sachdaten ohne Geometrie", chosen.path.name)
    return frame


def separate_layers(path: Path) -> list[str]:
    """Names of the layers of a file that are each another level, coarse to fine; [] if one layer must be chosen."""
    if path.suffix.lower() in PARQUET:
        return []
    with opened(path) as (found, _):
        names = [entry.name for entry in found]
    levels = {name: guess_level(name) for name in names}
    if len(names) < 2 or "" in levels.values() or len(set(levels.values())) < len(names):
        return []
    return sorted(names, key=lambda name: KNOWN_LEVELS[levels[name]].rank)


def _without_areas(found: str, file: str) -> GeodataError:
    return refuse("no_polygons", file=file, found=found, details=NOT_AREAS[found])


def _checked(read: VectorFile) -> VectorFile:
    if read.frame.empty:
        raise refuse("file_empty", file=read.path.name)
    kinds = Counter(str(kind) for kind in read.frame.geometry.geom_type.dropna())
    parts = shapely.get_type_id(shapely.get_parts(shapely.get_parts(read.frame.geometry.dropna().to_numpy())))
    if not (parts == shapely.GeometryType.POLYGON).any():
        usual = kinds.most_common(1)[0][0] if kinds and len(parts) else ""
        found = next((german for word, german in SHAPES.items() if word in usual), "leere Geometrien")
        raise _without_areas(found, read.path.name)
    return read


def _parquet(path: Path) -> gpd.GeoDataFrame:
    try:
        return gpd.read_parquet(path)
    except Exception as error:  # pyarrow raises many kinds; to the user they mean the same
        raise refuse("file_unreadable", file=path.name, details=DAMAGED) from error


def _check_plain(path: Path) -> None:
    with path.open("rb") as file:
        head = file.read(HEAD_BYTES)
        check_head(head, path.suffix.lower(), path.name)
        file.seek(max(0, path.stat().st_size - HEAD_BYTES))
        check_tail(head, file.read(), path.suffix.lower(), path.name)


@contextmanager
def opened(
    path: Path, pick: Callable[[list[Layer]], list[Layer]] | None = None
) -> Iterator[tuple[list[Layer], tuple[Problem, ...]]]:
    """Layers of a file (``pick``: those that may hold polygons), readable until the context ends, and what had to be
    done to read them. Raises ``file_unreadable``, ``zip_without_layer``, those of ``check_head`` and of ``pick``."""
    members = _members(path)
    if any(entry.source.lower().endswith(".shp") for entry in members):
        check_parts(path)
    with readable(path) as (source, done):
        yield (pick or _areal)([replace(entry, path=source) for entry in members]), done


def _members(path: Path) -> list[Layer]:
    """Geodata by the names and first bytes of files."""
    if path.suffix.lower() != ".zip":
        _check_plain(path)
        return [Layer(path.stem, path)]
    members, refused = [], []
    try:
        with zipfile.ZipFile(path) as archive:
            names = sorted(n for n in archive.namelist() if n.lower().endswith(IN_ZIP) and "__MACOSX" not in n)
            for name in names:
                with archive.open(name) as member:
                    head = member.read(HEAD_BYTES)
                    rest = member.read() if name.lower().endswith(tuple(XML)) else b""
                try:
                    check_head(head, Path(name).suffix.lower(), path.name)
                    check_tail(head, head + rest, Path(name).suffix.lower(), path.name)
                    members.append(Layer(name, path, name))
                except GeodataError as error:
                    refused.append(error)
    except Exception as error:  # truncated, unknown compression, wrong checksum …
        raise refuse("file_unreadable", file=path.name, details="das ZIP ist beschädigt") from error
    if not members:
        raise refused[0] if refused else refuse("zip_without_layer", file=path.name)
    return members


def _areal(sources: list[Layer]) -> list[Layer]:
    """Layers that may hold polygons; empty ones only if there are no others."""
    found: list[Layer] = []
    blank: list[Layer] = []
    others: list[str] = []
    file = sources[0].path.name
    try:
        for entry in sources:
            rows = [(str(name), kind) for name, kind in pyogrio.list_layers(entry.source)]
            for name, kind in rows:
                if other := _other_kind(kind):
                    others.append(other)
                    continue
                filled = pyogrio.read_info(entry.source, layer=name)["features"] != 0
                (found if filled else blank).append(replace(entry, name=name, inner=name if len(rows) > 1 else ""))
    except Exception as error:  # many kinds again
        raise refuse("file_unreadable", file=file, details=DAMAGED) from error
    if not (found or blank):
        raise _without_areas(others[0] if others else "Sachdaten ohne Geometrie", file)
    tally = Counter(entry.name for entry in found or blank)
    return [entry if tally[entry.name] == 1 else replace(entry, name=entry.member) for entry in found or blank]


def _other_kind(kind: object) -> str:
    """What a layer holds by its declared type; "" if that may be polygons."""
    if kind is None:
        return "Sachdaten ohne Geometrie"
    if "Polygon" in str(kind) or "Surface" in str(kind):
        return ""
    return next((german for word, german in SHAPES.items() if word in str(kind)), "")


def finest_official(name: str) -> int:
    """How fine the official areas of a layer are by its name (``VG250_KRS``, ``dvg2gem_nw``): 0 = none, the
    municipalities 4. A view of a layer and a layer without waters count less than the layer itself."""
    low = name.lower().rpartition("/")[2].removesuffix(".shp")
    if low.startswith("v_") or low.endswith("_o"):
        return 0
    return next((rank for rank, words in OFFICIAL_LAYERS if re.search(words, low)), 0)


def choose(found: list[Layer], wanted: str | None, file: str) -> tuple[Layer, tuple[Problem, ...]]:
    known = ", ".join(entry.name for entry in found)
    if wanted is not None:
        for entry in found:
            if entry.name == wanted:
                return entry, ()
        raise refuse("layer_unknown", file=file, value=wanted, known=known)
    if len(found) == 1:
        return found[0], ()
    official = [(finest_official(entry.name), entry) for entry in found]
    best = max((rank for rank, _ in official), default=0)
    municipal = [entry for rank, entry in official if rank == best > 0]
    if len(municipal) != 1:
        raise refuse("layer_ambiguous", file=file, known=known)
    chosen = municipal[0]
    return chosen, (problem("layer_chosen", Severity.INFO, file=file, value=chosen.name, known=known),)
