"""Which columns of a list of schools or other facilities say what, and the coordinates in degrees."""

from __future__ import annotations

import re
from dataclasses import dataclass

import pandas as pd
from pyproj import CRS, Transformer

from geodata.errors import Problem, Severity, problem, refuse
from geodata.readers.columns import as_text
from geodata.readers.crs import CANDIDATES, GEOGRAPHIC, lies_in_germany
from geodata.readers.numbers import Notation, notation, to_number

PAIRS = (
    ("longitude", "latitude"), ("lon", "lat"), ("lng", "lat"), ("long", "lat"), ("laengengrad", "breitengrad"),
    ("längengrad", "breitengrad"), ("utmrechtswert", "utmhochwert"), ("utm_x", "utm_y"), ("rechtswert", "hochwert"),
    ("ostwert", "nordwert"), ("easting", "northing"), ("x_koordinate", "y_koordinate"), ("x", "y"),
)  # fmt: skip
NAMES = {
    "id": r"schulnummer|facility_id|einrichtungs_?(id|nummer|nr)|id|nummer|nr\.?",
    "type": r"schulform|einrichtungs(art|typ)|art( der einrichtung)?|typ|type|kategorie",
    "ags": r"amtlicher gemeindeschl(ü|ue)ssel|gemeindeschl(ü|ue)ssel|ags",
    "places": r"anzahl|pl(ä|ae)tze|platzzahl|places|kapazit(ä|ae)t|anzahl_pl(ä|ae)tze|sch(ü|ue)lerzahl|sch(ü|ue)ler",
    "target_group": r"zielgruppe|target_group",
    "period": r"schuljahr|jahr|stichtag|stand|period|berichtsjahr",
    "index": r"sozialindex(stufe)?",
    "epsg": r"epsg",
}
NAME = re.compile(r"name|bezeichnung|einrichtung(sname)?|amtliche bezeichnung \d|schulbezeichnung_?\d|schulname", re.I)
SCHOOL_YEAR = re.compile(r"(\d{4})\s*/\s*(\d{2}|\d{4})")


@dataclass(frozen=True)
class FacilityColumns:
    """Columns as the file spells them, "" = none; ``names`` are joined with a blank."""

    x: str
    y: str
    names: tuple[str, ...]
    id: str = ""
    type: str = ""
    ags: str = ""
    places: str = ""
    target_group: str = ""
    period: str = ""
    index: str = ""
    epsg: str = ""

    @property
    def schools(self) -> bool:
        return bool(re.fullmatch("schulnummer", self.id, re.IGNORECASE))


def find_columns(header: list[str]) -> FacilityColumns | None:
    """Coordinates, a name and a type; None if one of them is missing."""
    lower = {cell.lower(): cell for cell in header}
    pair = next(((lower[x], lower[y]) for x, y in PAIRS if x in lower and y in lower), None)
    found = {
        role: next((cell for cell in header if re.fullmatch(pattern, cell, re.IGNORECASE)), "")
        for role, pattern in NAMES.items()
    }
    names = tuple(cell for cell in header if NAME.fullmatch(cell))
    if pair is None or not names or not found["type"]:
        return None
    return FacilityColumns(*pair, names=names, **found)


def number_column(frame: pd.DataFrame, column: str) -> pd.Series:
    """Numbers of a column, NaN where a cell holds none; all NaN for the column ""."""
    if not column:
        return pd.Series(float("nan"), index=frame.index)
    style = notation(frame[column])
    style = Notation.ENGLISH if style is Notation.AMBIGUOUS else style
    return pd.Series([to_number(c, style) for c in frame[column]], index=frame.index, dtype="float64")


def text_column(frame: pd.DataFrame, column: str) -> pd.Series:
    """Texts of a column, "" where a cell is empty; all "" for the column ""."""
    return as_text(frame[column]).str.strip() if column else pd.Series("", index=frame.index, dtype=object)


def school_year(text: str) -> str:
    """``2024/25`` → ``2024/2025``; other texts unchanged."""
    if (match := SCHOOL_YEAR.fullmatch(text.strip())) is None:
        return text.strip()
    start, end = match.groups()
    return f"{start}/{end if len(end) == 4 else start[:2] + end}"


def degrees(frame: pd.DataFrame, columns: FacilityColumns, file: str) -> tuple[pd.DataFrame, list[Problem]]:
    """Columns lon and lat in degrees, NaN for points without coordinates or at (0, 0); which system was found.

    Raises ``GeodataError`` (``crs_unknown``) if most points lie in Germany in none of the usual systems.
    """
    x, y = number_column(frame, columns.x), number_column(frame, columns.y)
    missing = x.isna() | y.isna() | (x.eq(0) & y.eq(0))
    x, y = x.mask(missing), y.mask(missing)
    if missing.all():
        raise refuse("points_missing", file=file, value=f"{columns.x}, {columns.y}")
    stated = number_column(frame, columns.epsg).dropna().unique()
    epsg, swapped = int(stated[0]) if len(stated) == 1 else 0, False
    if not epsg:
        epsg, swapped = _system(x, y, file)
    if swapped:
        x, y = y, x
    transformer = Transformer.from_crs(epsg, GEOGRAPHIC, always_xy=True)
    lon, lat = transformer.transform(x.to_numpy(), y.to_numpy())
    out = pd.DataFrame({"lon": lon, "lat": lat}, index=frame.index).mask(missing)
    label = CANDIDATES.get(epsg, f"EPSG:{epsg}") + (", Spalten vertauscht" if swapped else "")
    return out.round(7), [problem("points_system", Severity.INFO, file=file, value=label)]


def _system(x: pd.Series, y: pd.Series, file: str) -> tuple[int, bool]:
    """EPSG code in which the middle 90 % of the points lie in Germany, and whether the axes are swapped."""
    for swapped, (first, second) in enumerate(((x, y), (y, x))):
        west, east = first.quantile([0.05, 0.95])
        south, north = second.quantile([0.05, 0.95])
        grow = 1e-6 if abs(east) < 200 else 1.0  # one point alone has no box
        box = (west - grow, south - grow, east + grow, north + grow)
        for epsg in CANDIDATES:
            if lies_in_germany(box, CRS.from_epsg(epsg)):
                return epsg, bool(swapped)
    raise refuse("crs_unknown", file=file, value=f"{x.median():.1f} / {y.median():.1f}")
