"""A state of two districts, small enough to check by hand, and a catalogue with one indicator of each sort.

::

    05 ─┬─ 05315 (1 km²) ── 05315000 ─┬─ 05315000/stadtteil/1
        │                             └─ 05315000/stadtteil/2
        └─ 05382 (4 km²) ─┬─ 05382004
                          └─ 05382008
"""

from __future__ import annotations

import pandas as pd

from geodata import areas as areas_module
from geodata import observations as observations_module
from geodata.catalog import (
    Catalog,
    Change,
    Dataset,
    Density,
    Direction,
    DisclosureRule,
    Indicator,
    IndicatorKind,
    Share,
    Source,
    Topic,
)
from geodata.repository import Repository
from geodata.workspace import Package

STATE, CITY, COUNTRY = "05", "05315", "05382"
TOWN, VILLAGE = "05382004", "05382008"
QUARTERS = ("05315000/stadtteil/1", "05315000/stadtteil/2")
LEVEL_BY_LENGTH = {2: "land", 5: "kreis", 8: "gemeinde"}
SQUARE_KM = {STATE: 5.0, CITY: 1.0, "05315000": 1.0, COUNTRY: 4.0, TOWN: 3.0, VILLAGE: 1.0}
MAIN = (STATE, CITY, "05315000", COUNTRY, TOWN, VILLAGE)


# Numbers that can be checked by hand are small; what the minimum base does has tests of its own.
FEW_WILL_DO = DisclosureRule(minimum_base=0, minimum_index=0)


def _parent(area_id: str) -> str:
    if "/" in area_id:
        return area_id.partition("/")[0]
    return {2: "", 5: STATE, 8: area_id[:5]}[len(area_id)]


def areas(*ids: str, **columns: object) -> pd.DataFrame:
    """Area table of some ids (default: all without quarters); ``columns`` are set on every row."""
    ids = ids or MAIN
    return areas_module.normalise(
        pd.DataFrame(
            {
                "area_id": ids,
                "name": [f"Gebiet {i}" for i in ids],
                "level": [i.split("/")[1] if "/" in i else LEVEL_BY_LENGTH[len(i)] for i in ids],
                "parent_id": [_parent(i) for i in ids],
                "region": STATE,
                "area_km2": [SQUARE_KM.get(i, 0.5) for i in ids],
                **columns,
            }
        )
    )


def indicator(indicator_id: str, kind: str, **more: object) -> Indicator:
    texts = {"numerator": "Betroffene", "denominator": "alle"} if kind == "rate" else {}
    return Indicator(
        **{
            "id": indicator_id,
            "name": indicator_id,
            "short_name": indicator_id,
            "description": "zum Testen",
            "topic": Topic.WORK,
            "kind": IndicatorKind(kind),
            "unit": "%",
            "direction": Direction.HIGH_IS_NEED,
            "dataset": "made",
            **texts,
            **more,
        }
    )


def catalog(*indicators: Indicator, dataset: str = "made", attribution: str = "Testamt") -> Catalog:
    source = Source(title="Zahlen", publisher="Testamt", licence="CC0", attribution=attribution)
    made = Dataset(id=dataset, title="Gemacht", owner="Testamt", source=source, disclosure=FEW_WILL_DO)
    return Catalog(datasets=(made,), indicators=indicators)


PEOPLE = indicator("people", "count", additive_areas=True)
CHILDREN = indicator("children", "count", additive_areas=True)
POOR = indicator("poor", "rate", additive_areas=True)
RENT = indicator("rent", "value_only")
CHILD_SHARE = indicator("child_share", "rate", derived=Share(type="share", numerator="children", denominator="people"))
DENSITY = indicator("density", "value_only", derived=Density(type="density", numerator="people"))
POOR_CHANGE = indicator("poor_change", "value_only", derived=Change(type="change", indicator="poor", years=1))
GROWTH = indicator("growth", "value_only", derived=Change(type="change", indicator="people", years=1, relative=True))
BASIC = catalog(PEOPLE, CHILDREN, POOR, RENT)
FULL = catalog(PEOPLE, CHILDREN, POOR, RENT, CHILD_SHARE, DENSITY, POOR_CHANGE, GROWTH)


def observations(*rows: dict[str, object], catalog: Catalog = BASIC, **columns: object) -> pd.DataFrame:
    """Canonical table of rows; what a row leaves out: dataset ``made``, period 2023, the city."""
    defaults = {"dataset": "made", "period": "2023", "area_id": CITY, **columns}
    frame = observations_module.normalise(pd.DataFrame([{**defaults, **row} for row in rows]))
    return observations_module.with_values(frame, catalog)


def package(
    *rows: dict[str, object], package_id: str = "made", catalog: Catalog = BASIC, with_areas: bool = True
) -> Package:
    table = observations(*rows, catalog=catalog) if rows else None
    return Package(package_id, "Gemacht", catalog, areas() if with_areas else None, observations=table)


def repository(*rows: dict[str, object], catalog: Catalog = BASIC) -> Repository:
    return Repository([package(*rows, catalog=catalog)], "test")


def count(indicator_id: str, area_id: str, k: float | None, period: str = "2023", **more: object) -> dict[str, object]:
    return {"indicator": indicator_id, "area_id": area_id, "k": k, "period": period, **more}


def poor(k: float, n: float, area_id: str = CITY, period: str = "2023", **more: object) -> dict[str, object]:
    return {"indicator": "poor", "area_id": area_id, "k": k, "n": n, "period": period, **more}
