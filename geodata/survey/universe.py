"""Who could have answered: the authorities of a survey with their type, size class and place.

North Rhine-Westphalia has 427: 31 Kreise including the Städteregion Aachen, and 396 municipalities. The city of Aachen
belongs to the Städteregion and has most rights of a kreisfreie Stadt, so lists count 23 + 373 or 22 + 374.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

import pandas as pd

from geodata import nrw_keys
from geodata.errors import refuse
from geodata.readers.raw import RawTable
from geodata.survey.schema import Aachen


class Type(StrEnum):
    DISTRICT = "Kreis"
    CITY = "kreisfreie Stadt"
    MUNICIPALITY = "kreisangehörige Kommune"


@dataclass(frozen=True, slots=True)
class Authority:
    """``kreis``: id of the Kreis it is or lies in; ``regbez``: id; ``inhabitants`` None = not known."""

    key: str
    name: str
    type: str
    kreis: str = ""
    regbez: str = ""
    inhabitants: int | None = None

    @property
    def size(self) -> str:
        return size_class(self.type, self.inhabitants)


SIZES = ((100_000, "100 000 und mehr"), (50_000, "50 000 bis unter 100 000"), (20_000, "20 000 bis unter 50 000"),
         (0, "unter 20 000"))  # fmt: skip
DISTRICT_SIZES = ((400_000, "Kreis mit 400 000 und mehr"), (250_000, "Kreis mit 250 000 bis unter 400 000"),
                  (0, "Kreis unter 250 000"))  # fmt: skip
UNKNOWN_SIZE = "Größe nicht bekannt"
SIZE_ORDER = (*(label for _, label in DISTRICT_SIZES), *(label for _, label in SIZES), UNKNOWN_SIZE)


def size_class(kind: str, inhabitants: int | None) -> str:
    """Class of inhabitants; Kreise have classes of their own."""
    if inhabitants is None:
        return UNKNOWN_SIZE
    classes = DISTRICT_SIZES if kind == Type.DISTRICT else SIZES
    return next(label for least, label in classes if inhabitants >= least)


@dataclass(frozen=True)
class Universe:
    """All authorities that were asked, by key."""

    authorities: Mapping[str, Authority]

    @classmethod
    def of(cls, authorities: Iterable[Authority]) -> Universe:
        return cls({a.key: a for a in authorities})

    def __len__(self) -> int:
        return len(self.authorities)

    @property
    def types(self) -> dict[str, int]:
        """Number of authorities per type, in the usual order."""
        found = Counter(a.type for a in self.authorities.values())
        order = [t for t in Type if t in found] + sorted(t for t in found if t not in list(Type))
        return {str(t): found[t] for t in order}


def from_areas(areas: pd.DataFrame, inhabitants: Mapping[str, float], root: str = nrw_keys.LAND,
               aachen: Aachen = Aachen.CITY) -> Universe:  # fmt: skip
    """Kreise (without the kreisfreie Städte) and municipalities of a region of ``geodata.areas``."""
    inside = areas[areas["region"].eq(root)]
    kreise = inside[inside["level"].eq("kreis")]
    cities = set(kreise.loc[kreise["kind"].eq("kreisfreie Stadt"), "area_id"])
    regbez = dict(zip(kreise["area_id"], kreise["parent_id"], strict=True))
    found = [
        Authority(r.area_id, r.name, Type.DISTRICT, r.area_id, r.parent_id, _whole(inhabitants.get(r.area_id)))
        for r in kreise[["area_id", "name", "parent_id"]].itertuples(index=False)
        if r.area_id not in cities
    ]
    for row in inside[inside["level"].eq("gemeinde")][["area_id", "name", "parent_id"]].itertuples(index=False):
        free = row.parent_id in cities or (row.area_id == nrw_keys.AACHEN_CITY and aachen is Aachen.CITY)
        found.append(Authority(row.area_id, row.name, Type.CITY if free else Type.MUNICIPALITY, row.parent_id,
                               regbez.get(row.parent_id, ""), _whole(inhabitants.get(row.area_id))))  # fmt: skip
    return Universe.of(found)


def _whole(number: float | None) -> int | None:
    return None if number is None or number != number else int(number)


COLUMNS = {
    "key": ("key", "schluessel", "schlüssel", "ags", "id"),
    "name": ("name", "kommune", "bezeichnung"),
    "type": ("type", "typ", "art"),
    "kreis": ("kreis", "kreisschlüssel"),
    "regbez": ("regbez", "regierungsbezirk"),
    "inhabitants": ("inhabitants", "einwohner", "einwohnerzahl", "bevölkerung"),
}


def from_table(raw: RawTable) -> Universe:
    """A list with key, name and type, optionally kreis, regbez and inhabitants.

    Raises ``GeodataError``: ``survey_column_missing``, ``survey_universe_twice``, ``survey_universe_number``.
    """
    file = raw.path.name
    at = {part: _column(raw, names) for part, names in COLUMNS.items()}
    for part in ("key", "name", "type"):
        if not at[part]:
            raise refuse("survey_column_missing", file=file, value=part, known=", ".join(raw.columns))
    found: dict[str, Authority] = {}
    for line, cells in raw.frame.iterrows():
        text = {p: _cell(cells[c]) if c else "" for p, c in at.items()}
        if text["key"] in found:
            raise refuse("survey_universe_twice", file=file, row=int(str(line)), value=text["key"])
        found[text["key"]] = Authority(
            text["key"], text["name"], text["type"], text["kreis"], text["regbez"],
            _inhabitants(text["inhabitants"], file, int(str(line))),
        )  # fmt: skip
    return Universe(found)


def _column(raw: RawTable, names: tuple[str, ...]) -> str:
    return next((c for n in names for c in raw.columns if c.strip().casefold() == n), "")


def _cell(value: object) -> str:
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return "" if value is None else str(value).strip()


def _inhabitants(text: str, file: str, row: int) -> int | None:
    bare = text.replace(".", "").replace(" ", "").replace("\u00a0", "")
    if not bare:
        return None
    if not bare.isdecimal():
        raise refuse("survey_universe_number", file=file, row=row, value=text)
    return int(bare)


def read_universe(path: Path) -> Universe:
    """A universe from a CSV file or workbook; raises what reading tables raises."""
    from geodata.survey.reading import read_raw

    return from_table(read_raw(path))
