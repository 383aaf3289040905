"""Kitas, primary schools, care homes and advice centres; one neighbourhood has far too few Kita places."""

from __future__ import annotations

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geodata.sample.musterland.layout import Floats
from geodata.sample.musterland.names import WHOLE
from geodata.sample.musterland.people import People
from geodata.sample.musterland.planting import YEARS, Plan

COLUMNS = ["facility_id", "name", "type", "area_id", "lon", "lat", "places", "target_group", "period"]
KITA_COVERAGE = (0.35, 0.97)  # places per child under 3, and from 3 to 5
SHORT_SUPPLY = 0.25  # part of the usual Kita places in the undersupplied neighbourhood
BORDER_DEG = 0.002  # distance from the border of the quarter


@dataclass(frozen=True)
class Kind:
    """A type of facility: its usual and smallest size, and names."""

    type: str
    target_group: str
    usual: int
    smallest: int
    names: tuple[str, ...]


KITA_NAMES = (
    "Kita Löwenzahn",
    "Kita Regenbogen",
    "Kita Wolkenschiff",
    "Kita Pusteblume",
    "Kita Villa Muster",
    "Kita Sandburg",
    "Familienzentrum Beispiel",
)
SCHOOL_NAMES = ("Grundschule am Park", "Musterschule", "Beispiel-Grundschule", "Grundschule am Bach", "Probeschule")
CARE_NAMES = ("Seniorenzentrum Musterhof", "Haus Abendrot", "Pflegewohnen am Teich", "Haus Beispielblick")
KITA = Kind("kita", "Kinder unter 6 Jahren", 115, 60, KITA_NAMES)
SCHOOL = Kind("grundschule", "Kinder von 6 bis 9 Jahren", 300, 150, SCHOOL_NAMES)
CARE = Kind("pflege", "Ältere und Pflegebedürftige", 100, 70, CARE_NAMES)
ADVICE_NAMES = (
    ("Schuldnerberatung", "Erwachsene mit Schulden"),
    ("Erziehungsberatung", "Familien"),
    ("Pflegeberatung", "Ältere und Angehörige"),
    ("Migrationsberatung", "Zugewanderte"),
    ("Sozialberatung", "alle"),
)


def make_facilities(
    quarters: pd.DataFrame, people: People, plan: Plan, shapes: gpd.GeoSeries, seed: int
) -> pd.DataFrame:
    """Facility table (see COLUMNS), places as of the last year; ``shapes``: quarter polygons by area_id."""
    rng = np.random.default_rng([seed, 300])
    now = people.bands[:, -1, :].astype(float)
    kita = now[:, 0] * KITA_COVERAGE[0] + now[:, 1] * KITA_COVERAGE[1]
    kita = _pooled(kita, quarters, KITA.smallest)
    kita[list(plan.undersupply)] = kita[list(plan.undersupply)] * SHORT_SUPPLY
    demand = {
        KITA: kita,
        SCHOOL: _pooled(now[:, 2] * 4 / 9 * 1.08, quarters, SCHOOL.smallest),
        CARE: _pooled(now[:, 7] * 0.19, quarters, CARE.smallest),
    }
    rows = [
        _row(kind.type, quarters.iloc[q], places, kind.target_group, str(rng.choice(kind.names)))
        for kind, needed in demand.items()
        for q in range(len(quarters))
        for places in _sizes(needed[q], kind)
    ]
    rows += _advice(quarters, rng)
    frame = pd.DataFrame(rows)
    number = frame.groupby("type").cumcount() + 1
    frame["facility_id"] = "muster-" + frame["type"] + "-" + number.astype(str).str.zfill(3)
    frame[["lon", "lat"]] = [_spot(shapes[a], rng) for a in frame["area_id"]]
    return frame.assign(period=str(YEARS[-1]))[COLUMNS].sort_values("facility_id").reset_index(drop=True)


def _pooled(needed: Floats, quarters: pd.DataFrame, smallest: int) -> Floats:
    """Move the need of quarters too small for a facility to the largest quarter of their municipality."""
    out = needed.copy()
    for _, rows in quarters.groupby("town"):
        own = rows.index.to_numpy()
        main = own[np.argmax(needed[own])]
        small = own[(needed[own] < smallest) & (own != main)]
        out[main] += needed[small].sum()
        out[small] = 0
    return out


def _sizes(needed: float, kind: Kind) -> list[int]:
    """Places of the facilities of one quarter, in steps of five."""
    if needed < kind.smallest * 0.5:
        return []
    count = max(1, round(needed / kind.usual))
    return [max(10, 5 * round(needed / count / 5))] * count


def _row(kind: str, quarter: pd.Series, places: int, target_group: str, name: str) -> dict[str, object]:
    part = "" if quarter["name"] == WHOLE else f", {quarter['name']}"
    return {
        "name": f"{name} ({quarter['town_name']}{part})",
        "type": kind,
        "area_id": quarter["area_id"],
        "places": places,
        "target_group": target_group,
    }


def _advice(quarters: pd.DataFrame, rng: np.random.Generator) -> list[dict[str, object]]:
    """Advice centres in the middle of towns with at least six quarters; places are consultations per week."""
    rows = []
    for _, town in quarters.groupby("town"):
        if len(town) < 6:
            continue
        offers = range(5) if len(town) >= 10 else sorted(rng.choice(5, 2, replace=False))
        for name, group in (ADVICE_NAMES[i] for i in offers):
            rows.append(_row("beratung", town.iloc[0], int(rng.integers(4, 13)) * 5, group, name))
    return rows


def _spot(shape: shapely.Geometry, rng: np.random.Generator) -> tuple[float, float]:
    """A random point inside the polygon, not at its border."""
    core = shapely.buffer(shape, -BORDER_DEG)
    core = shape if core.is_empty else core
    west, south, east, north = core.bounds
    while True:
        lon, lat = rng.uniform(west, east), rng.uniform(south, north)
        if shapely.contains_xy(core, lon, lat):
            return round(lon, 5), round(lat, 5)
