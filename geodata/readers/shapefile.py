"""The parts of a Shapefile: whether each is whole, whether they belong together, and what a missing part means."""

from __future__ import annotations

import shutil
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory

from geodata.errors import Problem, Severity, problem, refuse
from geodata.readers.gdal import pyogrio

SHAPES, INDEX, TABLE = ".shp", ".shx", ".dbf"
PARTS = (SHAPES, INDEX, TABLE, ".prj", ".cpg")
HEAD_BYTES = 100
DBASE_VERSIONS = frozenset(b"\x02\x03\x04\x05\x30\x31\x32\x43\x63\x83\x8b\x8e\xcb\xf5\xfb")
INDEX_ROW_BYTES = 8


@dataclass(frozen=True)
class Part:
    """One file of a Shapefile. ``name``: path inside an archive, else the file's name; ``head``: its first bytes."""

    name: str
    size: int
    head: bytes

    @property
    def suffix(self) -> str:
        return PurePosixPath(self.name).suffix.lower()

    @property
    def stated(self) -> int:
        """Size that the header states, in bytes; 0 if it states none."""
        if self.suffix in (SHAPES, INDEX):
            return 2 * int.from_bytes(self.head[24:28], "big")
        if self.suffix == TABLE and self.head[:1] and self.head[0] in DBASE_VERSIONS:
            return int.from_bytes(self.head[8:10], "little") + self.rows * int.from_bytes(self.head[10:12], "little")
        return 0

    @property
    def rows(self) -> int:
        """Number of features, as the index or the table says."""
        if self.suffix == TABLE:
            return int.from_bytes(self.head[4:8], "little")
        return (self.stated - HEAD_BYTES) // INDEX_ROW_BYTES


def parts_of(path: Path) -> list[Part]:
    """All parts of a .shp, or of every .shp inside an archive; a file of its own (.dbf) is its only part."""
    if path.suffix.lower() != ".zip":
        beside = path.parent.iterdir() if path.suffix.lower() == SHAPES else (path,)
        files = [f for f in beside if f.stem == path.stem and f.suffix.lower() in PARTS and f.is_file()]
        return [Part(f.name, f.stat().st_size, _head(f)) for f in files]
    with zipfile.ZipFile(path) as archive:
        return [
            Part(member.filename, member.file_size, archive.open(member).read(HEAD_BYTES))
            for member in archive.infolist()
            if PurePosixPath(member.filename).suffix.lower() in PARTS and "__MACOSX" not in member.filename
        ]


def _head(file: Path) -> bytes:
    with file.open("rb") as content:
        return content.read(HEAD_BYTES)


def sets_of(parts: list[Part]) -> list[dict[str, Part]]:
    """Suffix → part for every Shapefile among ``parts``."""
    sets: dict[str, dict[str, Part]] = {}
    for part in parts:
        sets.setdefault(part.name[: -len(part.suffix)].lower(), {})[part.suffix] = part
    return [found for found in sets.values() if SHAPES in found]


def check_parts(path: Path) -> None:
    """Refuse a Shapefile (also inside an archive) or a .dbf that is not whole: GDAL would read what is left of it.

    Raises ``GeodataError``: ``part_cut``, ``table_missing``, ``parts_differ``.
    """
    parts = parts_of(path)
    for part in parts:
        if part.size < part.stated:
            raise refuse("part_cut", file=path.name, value=part.name, found=part.size, expected=part.stated)
    for found in sets_of(parts):
        if TABLE not in found:
            raise refuse("table_missing", file=path.name, value=found[SHAPES].name)
        if INDEX in found and found[INDEX].rows != found[TABLE].rows:
            shapes, rows = found[INDEX].rows, found[TABLE].rows
            raise refuse("parts_differ", file=path.name, value=found[SHAPES].name, shapes=shapes, rows=rows)


@contextmanager
def indexed(path: Path) -> Iterator[tuple[Path, tuple[Problem, ...]]]:
    """The file to read, and what was done: where a .shx is missing, a copy in which GDAL has restored it.

    The copy keeps the name of the file and is gone afterwards; nothing is written beside the original.
    """
    lost = [found for found in sets_of(parts_of(path)) if INDEX not in found]
    if not lost:
        yield path, ()
        return
    with TemporaryDirectory() as folder:
        copy = Path(folder) / path.name
        for number, found in enumerate(lost):
            apart = Path(folder) / str(number)
            apart.mkdir()
            _restore(_extracted(path, found, apart))
            if path.suffix.lower() == ".zip":
                _add_index(path, copy, found[SHAPES], apart)
            else:
                copy = apart / path.name
        names = ", ".join(found[SHAPES].name for found in lost)
        yield copy, (problem("index_restored", Severity.INFO, file=path.name, value=names),)


def _extracted(path: Path, found: dict[str, Part], folder: Path) -> Path:
    """Copies of the parts in ``folder``; returns the .shp."""
    archive = zipfile.ZipFile(path) if path.suffix.lower() == ".zip" else None
    for part in found.values():
        target = folder / PurePosixPath(part.name).name
        if archive is None:
            shutil.copyfile(path.with_name(part.name), target)
        else:
            with archive.open(part.name) as source, target.open("wb") as copy:
                shutil.copyfileobj(source, copy)
    if archive is not None:
        archive.close()
    return folder / PurePosixPath(found[SHAPES].name).name


def _restore(shapes: Path) -> None:
    """Let GDAL write the index beside a .shp that has none."""
    pyogrio.set_gdal_config_options({"SHAPE_RESTORE_SHX": "YES"})
    try:
        pyogrio.read_info(shapes)
    except Exception as error:  # of a damaged file GDAL may report anything
        raise refuse("file_unreadable", file=shapes.name, details="der Index lässt sich nicht herstellen") from error
    finally:
        pyogrio.set_gdal_config_options({"SHAPE_RESTORE_SHX": None})


def _add_index(path: Path, copy: Path, shapes: Part, folder: Path) -> None:
    if not copy.exists():
        shutil.copyfile(path, copy)
    index = next(f for f in folder.iterdir() if f.suffix.lower() == INDEX)
    with zipfile.ZipFile(copy, "a") as archive:
        archive.write(index, shapes.name[: -len(SHAPES)] + (".SHX" if shapes.name.endswith(".SHP") else INDEX))


def encoding_of(source: Path, member: str = "") -> str | None:
    """Encoding of a Shapefile without .cpg, decided by its bytes: UTF-8 if they are, else Windows-1252.

    GDAL's own default (ISO-8859-1, or a code page byte that programs set at random) is often wrong. None = GDAL knows.
    """
    if not member:
        sides = {f.suffix.lower(): f for f in source.parent.iterdir() if f.stem == source.stem}
        return None if ".cpg" in sides or TABLE not in sides else dbf_encoding(sides[TABLE].read_bytes())
    base = member[: -len(SHAPES)].lower()
    with zipfile.ZipFile(source) as archive:
        files = {name.lower(): name for name in archive.namelist()}
        if f"{base}.cpg" in files or f"{base}{TABLE}" not in files:
            return None
        return dbf_encoding(archive.read(files[f"{base}{TABLE}"]))


def dbf_encoding(content: bytes) -> str:
    """UTF-8 if the records of a dBase file are valid UTF-8, else cp1252."""
    start = int.from_bytes(content[8:10], "little")
    try:
        content[start:].decode("utf-8")
    except UnicodeDecodeError:
        return "cp1252"
    return "UTF-8"
