"""Areas and their hierarchy: Land → Regierungsbezirk → Kreis → Gemeinde → any layers below.

Ids are strings in namespaces: ``05``, ``051``, ``05315``, ``05315000``, ``05315000/stadtteil/101``. The table is a
DataFrame so that joins stay vectorised; geometry is kept apart from it.
"""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

COLUMNS = [
    "area_id",  # primary key
    "name",
    "level",  # id of an AreaLevel
    "kind",  # German designation: „kreisfreie Stadt“, „Gemeinde“, „Stadtteil“; "" = unknown
    "parent_id",  # next area above that contains it; "" for the root
    "region",  # id of the root area: own canvas, never mixed with another
    "boundary_vintage",  # ISO date of the geometry's Gebietsstand; "" = unknown
    "valid_from",  # ISO date from which this id denotes this territory; "" = open
    "valid_to",  # ISO date, inclusive; "" = open
    "area_km2",  # geodesic, from the unreduced geometry; NaN = unknown
    "lon",
    "lat",  # a point inside, EPSG:4326
    "partition",  # belongs to a layer that covers its parent without overlap, so that figures add up to the parent
    "fictional",
]
FLAGS = {"partition": True, "fictional": False}  # column → what a frame without it means


@dataclass(frozen=True, slots=True)
class AreaLevel:
    """A level of the hierarchy. ``rank`` grows downwards."""

    id: str
    singular: str
    plural: str
    rank: int


LAND = AreaLevel("land", "Land", "Länder", 0)
REGBEZ = AreaLevel("regbez", "Regierungsbezirk", "Regierungsbezirke", 10)
KREIS = AreaLevel("kreis", "Kreis / kreisfreie Stadt", "Kreise und kreisfreie Städte", 20)
GEMEINDE = AreaLevel("gemeinde", "Gemeinde", "Städte und Gemeinden", 30)
STADTBEZIRK = AreaLevel("stadtbezirk", "Stadtbezirk", "Stadtbezirke", 40)
STADTTEIL = AreaLevel("stadtteil", "Stadtteil", "Stadtteile", 50)
QUARTIER = AreaLevel("quartier", "Quartier", "Quartiere", 60)
STADTVIERTEL = AreaLevel("stadtviertel", "Stadtviertel", "Stadtviertel", 65)
KNOWN_LEVELS: dict[str, AreaLevel] = {
    level.id: level for level in (LAND, REGBEZ, KREIS, GEMEINDE, STADTBEZIRK, STADTTEIL, QUARTIER, STADTVIERTEL)
}
SUB_MUNICIPAL_RANK = GEMEINDE.rank + 1


def normalise(frame: pd.DataFrame) -> pd.DataFrame:
    """Bring a frame into the columns above (text as str, numbers as float), sorted by id, indexed 0…n−1.

    A missing flag gets its default: partition True, fictional False.
    """
    out = pd.DataFrame(index=frame.index)
    for column in COLUMNS:
        if column in ("area_km2", "lon", "lat"):
            out[column] = pd.to_numeric(frame[column]).astype("float64") if column in frame else float("nan")
        elif column in FLAGS:
            out[column] = _flags(frame[column], FLAGS[column]) if column in frame else FLAGS[column]
        else:
            texts = frame[column] if column in frame else pd.Series("", index=frame.index)
            out[column] = texts.astype(object).where(texts.notna(), "").astype(str)
    return out.sort_values("area_id", kind="stable").reset_index(drop=True)


def _flags(column: pd.Series, default: bool) -> pd.Series:
    return column.astype(object).where(column.notna(), default).astype(bool)


def ancestors(area_id: str, parents: dict[str, str]) -> list[str]:
    """Ids above ``area_id``, nearest first. ``parents`` maps id → parent id ("" ends). Cycles end the walk."""
    found: list[str] = []
    current = parents.get(area_id, "")
    while current and current not in found:
        found.append(current)
        current = parents.get(current, "")
    return found


def sub_municipal_id(municipality: str, level: str, key: str) -> str:
    """Namespaced id of an area below a municipality."""
    return f"{municipality}/{level}/{key}"


def vintage_fits(vintage: str, valid_from: str, valid_to: str) -> bool:
    """Whether figures keyed in ``vintage`` (ISO date) denote the territory valid from … to (inclusive; "" = open)."""
    return (not valid_from or vintage >= valid_from) and (not valid_to or vintage <= valid_to)
