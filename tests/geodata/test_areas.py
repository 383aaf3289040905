"""Areas: canonical table, the walk upwards, and whether a boundary vintage fits."""

from __future__ import annotations

import pandas as pd
import pytest

from geodata.areas import COLUMNS, KNOWN_LEVELS, SUB_MUNICIPAL_RANK, ancestors, normalise, vintage_fits


def test_normalise_gives_columns_types_and_order():
    frame = normalise(pd.DataFrame({"area_id": ["05382", "05315"], "area_km2": [4, None], "kind": [None, "Kreis"]}))
    assert list(frame.columns) == COLUMNS
    assert list(frame["area_id"]) == ["05315", "05382"]
    assert list(frame["kind"]) == ["Kreis", ""]
    assert frame["area_km2"].tolist()[1] == 4.0
    assert pd.isna(frame["area_km2"][0])
    assert not frame["fictional"].any()


def test_ancestors_nearest_first():
    parents = {"05": "", "053": "05", "05315": "053", "05315000": "05315"}
    assert ancestors("05315000", parents) == ["05315", "053", "05"]
    assert ancestors("05", parents) == []
    assert ancestors("unbekannt", parents) == []


def test_a_cycle_ends():
    assert ancestors("a", {"a": "b", "b": "c", "c": "b"}) == ["b", "c"]


@pytest.mark.parametrize(
    ("vintage", "start", "end", "fits"),
    [
        ("2022-12-31", "", "", True),
        ("2022-12-31", "2022-12-31", "", True),
        ("2022-12-30", "2022-12-31", "", False),
        ("2022-12-31", "", "2022-12-31", True),
        ("2023-01-01", "", "2022-12-31", False),
        ("2010-06-01", "2009-10-21", "2015-12-31", True),
    ],
)
def test_vintage_fits_inclusively(vintage, start, end, fits):
    assert vintage_fits(vintage, start, end) is fits


def test_only_layers_of_cities_rank_below_the_municipality():
    below = {level.id for level in KNOWN_LEVELS.values() if level.rank >= SUB_MUNICIPAL_RANK}
    assert below == {"stadtbezirk", "stadtteil", "quartier", "stadtviertel"}
