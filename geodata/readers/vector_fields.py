"""Which attributes the layers of a geodata file have, without reading its features; for recognising only."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from pathlib import Path

from geodata.errors import GeodataError
from geodata.readers.gdal import pyogrio
from geodata.readers.vector import Layer, opened

Pick = Callable[[list[Layer]], list[Layer]]


def fields(path: Path, pick: Pick | None = None) -> tuple[str, ...]:
    """Names in the layers that ``pick`` chooses (those that may hold polygons), () for a file that cannot be opened:
    reading it says what is wrong with it."""
    try:
        info = path.stat()
        return _fields(path, pick, info.st_mtime_ns, info.st_size)
    except (GeodataError, OSError):
        return ()


@lru_cache(maxsize=16)
def _fields(path: Path, pick: Pick | None, changed: int, size: int) -> tuple[str, ...]:
    """``changed`` and ``size`` only tell versions of a file apart."""
    with opened(path, pick) as (layers, _):
        infos = [pyogrio.read_info(entry.source, layer=entry.inner or None) for entry in layers]
    return tuple(dict.fromkeys(str(name) for info in infos for name in info["fields"]))
