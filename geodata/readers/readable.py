"""A geodata file as GDAL can read it well, where it cannot as it stands: copies that are gone afterwards."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from geodata.errors import Problem, Severity, problem
from geodata.readers.shapefile import indexed

JSON = {".geojson", ".json"}
GERMAN = "cp1252"  # some city portals send GeoJSON in ISO-8859-1, which the standard forbids


@contextmanager
def readable(path: Path) -> Iterator[tuple[Path, tuple[Problem, ...]]]:
    """The file to read and what was done. Nothing is written beside the original, not even by GDAL."""
    suffix = path.suffix.lower()
    if suffix in JSON and not _is_utf8(content := path.read_bytes()):
        with _copy(path) as copy:
            copy.write_text(content.decode(GERMAN, errors="replace"), encoding="utf-8")
            yield copy, (problem("encoding_guessed", Severity.INFO, file=path.name, value=GERMAN),)
    elif suffix == ".gml":  # GDAL notes the structure it found in a .gfs beside the file
        with _copy(path) as copy:
            shutil.copyfile(path, copy)
            yield copy, ()
    else:
        with indexed(path) as found:
            yield found


@contextmanager
def _copy(path: Path) -> Iterator[Path]:
    with TemporaryDirectory() as folder:
        yield Path(folder) / path.name


def _is_utf8(content: bytes) -> bool:
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True
