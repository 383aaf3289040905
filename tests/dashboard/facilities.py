"""Facilities in the small country: Kleinland has Kitas and an advice centre, Fiktanien a school without places.

Amsel: two Kitas (30 and 20 places, 50 in all). Buche: one Kita whose places nobody stated, one advice centre. Clara has
nothing at all; Dohle one Kita, with a target group too small to show. No list reaches Eiche and Fink.
"""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import pandas as pd

from geodata.catalog import Catalog, FacilityType
from geodata.repository import Repository
from tests.dashboard.small import AMSEL, BUCHE, DOHLE, NORTH_GNEIS, SIDE, SOUTH, WEST, package

NAN = float("nan")
ROWS = [
    ("1", "Kita <b>Eins</b>", "kita", AMSEL, 0.5, 0.5, 30, "Kinder"),
    ("2", "Kita Zwei", "kita", AMSEL, 0.6, 0.5, 20, "Kinder"),
    ("3", "Kita Drei", "kita", BUCHE, 1.5, 0.5, NAN, "Kinder"),
    ("4", "Rat und Tat", "beratung", BUCHE, NAN, NAN, 5, "alle"),
    ("5", "Kita Vier", "kita", DOHLE, 0.5, 1.5, 10, "Kinder"),
    ("6", "Schule Nord", "schule/klein", NORTH_GNEIS, 10.5, 0.5, NAN, "Kinder"),
]
TYPES = (FacilityType(type="kita", name="Kitas", target="poverty"), FacilityType(type="beratung", name="Beratung"))


def facility_table() -> pd.DataFrame:
    frame = pd.DataFrame(ROWS, columns=["facility_id", "name", "type", "area_id", "x", "y", "places", "target_group"])
    return frame.assign(lon=WEST + SIDE * frame.pop("x"), lat=SOUTH + SIDE * frame.pop("y"), period="2021")


@cache
def with_facilities(types: tuple[FacilityType, ...] = TYPES) -> Repository:
    plain = package()
    described = Catalog(datasets=plain.catalog.datasets, indicators=plain.catalog.indicators, facilities=types)
    return Repository([replace(plain, catalog=described, facilities=facility_table())], "abc")
