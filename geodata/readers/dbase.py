"""dBase tables (the attribute part of a Shapefile delivered alone)."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from geodata.errors import refuse
from geodata.readers.columns import as_text
from geodata.readers.gdal import pyogrio
from geodata.readers.raw import RawTable
from geodata.readers.shapefile import check_parts, dbf_encoding

SUFFIXES = (".dbf",)


def read_dbase(path: Path, *, encoding: str = "", delimiter: str = "", sheet: str = "") -> RawTable:
    """Read a .dbf. Raises ``GeodataError``: ``file_missing``, ``part_cut``, ``file_unreadable``, ``file_empty``."""
    if not path.exists():
        raise refuse("file_missing", file=path.name)
    check_parts(path)
    try:
        text = encoding or dbf_encoding(path.read_bytes())
        frame = pyogrio.read_dataframe(path, read_geometry=False, encoding=text)
    except Exception as error:  # many kinds, one meaning
        raise refuse("file_unreadable", file=path.name, details="keine lesbare dBase-Datei") from error
    if frame.empty:
        raise refuse("file_empty", file=path.name)
    cells = {
        str(c): frame[c].astype("float64").astype(object)
        if pd.api.types.is_float_dtype(frame[c])
        else as_text(frame[c])
        for c in frame.columns
    }
    table = pd.DataFrame(cells, dtype=object)
    table.index = pd.RangeIndex(1, len(table) + 1)
    return RawTable(path, "dBase", table)
