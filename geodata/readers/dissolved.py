"""Areas that a table lists though they did not exist at the time: Aachen before and after 21.10.2009."""

from __future__ import annotations

import pandas as pd

from geodata import nrw_keys
from geodata.errors import Problem, Severity, problem
from geodata.periods import parse_period
from geodata.readers.grids import shown
from geodata.readers.symbols import is_sign

OLD = tuple(nrw_keys.AACHEN_BEFORE_2009)
NEW = "05334"
REST_OF_KREIS = "05354"
MOST_SHOWN = 12


def without_dissolved(figures: pd.DataFrame, file: str) -> tuple[pd.DataFrame, set[str], list[Problem]]:
    """Drop rows of areas that did not exist: figures left, keys that are gone altogether, one finding.

    ``figures``: key, name, period, value. „-“ means zero in these sources, but a Kreis that is gone has no
    inhabitants to count: its rows without any number go, by area and period. So do those of the Städteregion before
    it was formed, and the old Kreis Aachen without the city, which denotes no area of today.
    """
    affected = figures["key"].str.startswith((*OLD, NEW))
    if not affected.any():
        return figures, set(), []
    rows = figures[affected]
    empty = rows["value"].map(lambda v: is_sign(shown(v))).groupby([rows["key"], rows["period"]]).transform("all")
    old = rows["key"].str.startswith(OLD)
    early = rows["period"].map(lambda p: parse_period(p).end.isoformat() < nrw_keys.VALID_FROM)
    gone = (empty & (old | early)) | rows["key"].eq(REST_OF_KREIS)
    left = figures.drop(index=rows.index[gone])
    keys = set(rows.loc[gone, "key"]) - set(left["key"])
    if not gone.any():
        return figures, set(), []
    names = rows.loc[gone].drop_duplicates("key")
    listed = [f"{key} {name}" for key, name in zip(names["key"], names["name"], strict=True)]
    cells = ", ".join(listed[:MOST_SHOWN]) + (" …" if len(listed) > MOST_SHOWN else "")
    note = problem("areas_dissolved", Severity.INFO, file=file, count=len(listed), cells=cells)
    return left, keys, [note]
