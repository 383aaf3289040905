"""KomMonitor files of our own: the columns behind KomMonitor's give back periods, states, numbers and descriptions."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

import pandas as pd

from geodata.errors import refuse
from geodata.exports.kommonitor import ABOUT, DATED, ID, NAME, PERIODS
from geodata.exports.text import unguarded
from geodata.readers.grids import shown

ROW, DAY = "row", "day"


def columns_held(names: Iterable[str]) -> bool:
    """Whether a file with these columns says more than KomMonitor knows."""
    return {ID, ABOUT} <= set(names)


def long_rows(frame: pd.DataFrame, file: str) -> pd.DataFrame:
    """One row per area and period that the file still holds: ids of the table's columns, ``row`` of the file, ``day``.

    Raises ``GeodataError``: ``export_cell`` where a description cannot be read or a day lacks one of its columns,
    ``file_empty`` without a day or an area.
    """
    found: list[dict[str, object]] = []
    for number, row in zip(frame.index, frame.to_dict("records"), strict=True):
        about = _about(row[ABOUT], number, file)
        area = {"area_id": row[ID], "name": row.get(NAME, ""), ROW: number}
        for day, period in about.pop(PERIODS).items():
            columns = {name: f"{before}{day}" for name, before in DATED.items()}
            missing = [column for column in columns.values() if column not in row]
            if len(missing) == len(columns):
                continue  # a whole day was taken out
            if missing:
                raise refuse("export_cell", file=file, column=missing[0], value="", known="die Spalte dieses Tages")
            numbers = {name: row[column] for name, column in columns.items()}
            found.append({**about, **area, **numbers, "period": period, DAY: day})
    if not found:
        raise refuse("file_empty", file=file)
    return pd.DataFrame(found)


def _about(cell: object, number: object, file: str) -> dict[str, Any]:
    text = unguarded(shown(cell)) if isinstance(cell, str) else ""
    try:
        about = json.loads(text)
        if isinstance(about[PERIODS], dict):
            return {name: part if name == PERIODS else str(part) for name, part in about.items()}
    except (ValueError, KeyError, TypeError):
        pass
    raise refuse("export_cell", file=file, row=int(str(number)), column=ABOUT, value=text[:60],
                 known="die Beschreibung, wie sie heruntergeladen wurde")  # fmt: skip
