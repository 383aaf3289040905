"""Which columns of a list of schools or other facilities say what, and the cells in them."""

from __future__ import annotations

import re
from dataclasses import dataclass

import pandas as pd

from geodata.errors import GeodataError, Problem, Severity, problem, refuse
from geodata.readers.columns import as_text
from geodata.readers.numbers import Notation, bare, notation, to_number
from geodata.readers.raw import RawTable

GEOMETRY = ("Rechtswert der Geometrie", "Hochwert der Geometrie")
"""Columns in which points of a geodata file stand, in degrees."""
PAIRS = (
    ("rechtswertdergeometrie", "hochwertdergeometrie"), ("longitude", "latitude"), ("lon", "lat"), ("lng", "lat"),
    ("long", "lat"), ("laengengrad", "breitengrad"), ("laenge", "breite"), ("rechtswert", "hochwert"),
    ("ostwert", "nordwert"), ("easting", "northing"), ("ost", "nord"), ("xkoordinate", "ykoordinate"),
    ("koordinatex", "koordinatey"), ("xkoor", "ykoor"), ("xkoord", "ykoord"), ("koordx", "koordy"),
    ("xcoord", "ycoord"), ("coordx", "coordy"), ("xwert", "ywert"), ("pointx", "pointy"), ("x", "y"),
)  # fmt: skip
"""Names of two columns of coordinates, folded (see ``_folded``), without the system before or after them."""
SYSTEM = r"(?:wgs84|etrs89|utm(?:zone)?(?:32n?)?|gk|epsg\d*|geogr|geo)+"
POINT = re.compile(r"geopoint(2d)?|geopunkt|koordinaten|geokoordinaten|coordinates|wkt|geom(etry|etrie)?|shape")
_COORDINATE = r"([+-]?(?:\d+[.,]\d+|\d{5,}))"
TWO_NUMBERS = re.compile(rf"[^\d+-]*{_COORDINATE}[^\d+-]*[\s,;][^\d+-]*{_COORDINATE}\D*")
NAMES = {
    "id": r"schulnumme?r?|schulnr|facilityid|(einrichtungs|kita)(id|nummer|nr)|id|nummer|nr|lfdnr",
    "type": r"schul(form|art|typ)|(einrichtungs|angebots)(art|typ)|art(dereinrichtung)?|typ|type|kategorie|category",
    "ags": r"(amtlicher)?gemeinde(schluessel|kennziffer|kennzahl)|ags",
    "places": r"anzahl|(anzahl|gesamt|betreuungs)?plaetze(gesamt|insgesamt)?|platzzahl|places|kapazitaet|capacity|"
    r"schueler(zahl|innen|innenundschueler)?|anzahlschueler(innen)?|schuelerinnen(und)?schueler",
    "target_group": r"zielgruppe|targetgroup",
    "period": r"schuljahr|jahr|stichtag|stand|datenstand|period|berichtsjahr",
    "index": r"sozialindex(stufe)?",
    "epsg": r"epsg",
}  # fmt: skip
NAME = re.compile(
    r"name|bezeichnung|einrichtung(sname)?|amtlichebezeichnung\d|schulbezeichnung\d?|schulname|objektname|titel"
)
SHORT_NAME = re.compile(r"kurzname|kurzbezeichnung")
ADDRESS = re.compile(r"strasse.*|adresse|anschrift|plz|postleitzahl|hausnr|hausnummer|traeger(name)?|address|street")
OWN_ID = re.compile(r"schulnumme?r?|schulnr|facilityid|(einrichtungs|kita)(id|nummer|nr)")
"""Numbers of the facilities themselves; other numbers may be of houses or rows."""
VAGUE_PERIOD = re.compile(r"stand|datenstand")
UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})
SCHOOL_YEAR = re.compile(r"(\d{4})\s*/\s*(\d{2}|\d{4})")
MOST_FINDINGS = 20


@dataclass(frozen=True)
class FacilityColumns:
    """Columns as the file spells them, "" = none; ``names`` are joined with a blank. ``point`` holds both coordinates
    where there are no two columns of them (``x`` and ``y`` are "" then)."""

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
    point: str = ""

    @property
    def schools(self) -> bool:
        return _folded(self.id).startswith("schuln")

    @property
    def placed(self) -> bool:
        return bool(self.point or self.x)


def find_columns(header: list[str]) -> FacilityColumns | None:
    """Coordinates and a name, and a type or an address (areas have names and centres, too); None if one is missing.

    A list of schools by their numbers with neither coordinates nor a key of a municipality is one all the same
    (``placed`` is false): it can only be said what it lacks.
    """
    folded = {cell: _folded(cell) for cell in header}
    x, y = _pair(folded)
    found = {
        role: next((cell for cell, text in folded.items() if re.fullmatch(pattern, text)), "")
        for role, pattern in NAMES.items()
    }
    names = tuple(cell for cell, text in folded.items() if NAME.fullmatch(text))
    names = names or tuple(cell for cell, text in folded.items() if SHORT_NAME.fullmatch(text))[:1]
    point = "" if x else next((cell for cell, text in folded.items() if POINT.fullmatch(text)), "")
    columns = FacilityColumns(x, y, names=names, point=point, **found)
    if not columns.placed:
        return columns if columns.schools and names and not columns.ags else None
    geometry = x == GEOMETRY[0]
    telling = found["type"] or geometry or any(ADDRESS.fullmatch(text) for text in folded.values())
    return columns if names and telling else None


def _folded(name: str) -> str:
    """``X-Koordinate (UTM32)`` → ``xkoordinate``."""
    plain = re.sub(r"\(.*?\)", "", name.lower().translate(UMLAUTS))
    return re.sub(r"[^a-z0-9]", "", plain)


def _pair(folded: dict[str, str]) -> tuple[str, str]:
    """Two columns of coordinates in one system, ("", "") if there are none."""
    by_system: dict[tuple[str, str], str] = {}
    for cell, text in folded.items():
        for pattern in (rf"(?P<system>{SYSTEM})(?P<core>.+)", rf"(?P<core>.+?)(?P<system>{SYSTEM})"):
            if match := re.fullmatch(pattern, text):
                by_system.setdefault((match["core"], match["system"]), cell)
        by_system.setdefault((text, ""), cell)
    systems = dict.fromkeys(system for _, system in by_system)
    for x, y in PAIRS:
        for system in sorted(systems, key=len):
            if (x, system) in by_system and (y, system) in by_system:
                return by_system[x, system], by_system[y, system]
    return "", ""


def split_points(raw: RawTable, columns: FacilityColumns) -> tuple[pd.Series, pd.Series]:
    """The two numbers in cells such as ``50.94, 6.95`` or ``POINT (6.95 50.94)`` as texts, "" where there are none.

    Raises ``bad_value`` where a cell holds something else.
    """
    texts = text_column(raw.frame, columns.point)
    found = texts.map(TWO_NUMBERS.fullmatch)
    wrong = texts[found.isna() & texts.str.contains(r"\d")]
    _refuse(wrong, raw, columns.point)
    return found.map(lambda m: m[1] if m else ""), found.map(lambda m: m[2] if m else "")


def number_column(raw: RawTable, column: str, *, whole: bool = False) -> tuple[pd.Series, list[Problem]]:
    """Numbers of a column, NaN where a cell holds none; all NaN for the column "". What was no number is told.

    ``whole``: of two ways to read a column the one that gives whole numbers counts. Raises ``bad_value`` for cells
    with digits that are no number.
    """
    if not column:
        return pd.Series(float("nan"), index=raw.frame.index), []
    cells = raw.frame[column].map(lambda c: c.strip() if isinstance(c, str) else c)
    style = notation(cells)
    if style is Notation.AMBIGUOUS:
        style = _style(cells, whole)
    numbers = pd.Series([to_number(c, style) for c in cells], index=cells.index, dtype="float64")
    odd = as_text(cells[numbers.isna()])
    _refuse(odd[odd.str.contains(r"\d")], raw, column)
    words = odd[odd.str.contains(r"[^\W\d_]{2}") & ~odd.str.fullmatch("(?i:null|nan|none|na)")]
    if words.empty:
        return numbers, []
    where = {"file": raw.path.name, "sheet": raw.sheet, "row": int(str(words.index[0])), "column": column}
    shown = ", ".join(f"„{t}“" for t in words.unique()[:5])
    return numbers, [problem("words_for_numbers", Severity.WARNING, count=len(words), cells=shown, **where)]  # type: ignore[arg-type]


def _style(cells: pd.Series, whole: bool) -> Notation:
    """Notation of a column all of whose numbers can be read in two ways: ``1.200`` places, ``6,953`` degrees."""
    if whole:
        read = [to_number(c, Notation.GERMAN) for c in cells]
        return Notation.GERMAN if all(n is None or n.is_integer() for n in read) else Notation.ENGLISH
    comma = any("," in bare(c) for c in cells if isinstance(c, str))
    return Notation.GERMAN if comma else Notation.ENGLISH


def _refuse(wrong: pd.Series, raw: RawTable, column: str) -> None:
    if len(wrong):
        where = {"file": raw.path.name, "sheet": raw.sheet, "column": column}
        raise GeodataError(
            problem("bad_value", row=int(str(row)), value=text, **where)  # type: ignore[arg-type]
            for row, text in wrong.head(MOST_FINDINGS).items()
        )


def id_column(raw: RawTable, columns: FacilityColumns) -> pd.Series:
    """A number for every facility, made from the row where the file states none of its own.

    Raises ``facility_twice``; numbers that may be of something else only count if all differ.
    """
    rows = pd.Series([f"{raw.path.stem}-{row}" for row in raw.frame.index], index=raw.frame.index)
    ids = text_column(raw.frame, columns.id)
    filled = ids[ids.ne("")]
    twice = filled[filled.duplicated()]
    if len(twice) and not OWN_ID.fullmatch(_folded(columns.id)) and _folded(columns.id) != "id":
        return rows
    if len(twice):
        row, value = int(str(twice.index[0])), twice.iloc[0]
        raise refuse("facility_twice", file=raw.path.name, sheet=raw.sheet, row=row, column=columns.id, value=value)
    return ids.where(ids.ne(""), rows)


def name_column(frame: pd.DataFrame, columns: FacilityColumns) -> pd.Series:
    parts = pd.concat([text_column(frame, c) for c in columns.names], axis=1)
    return parts.apply(lambda row: " ".join(dict.fromkeys(filter(None, row))), axis=1)


def text_column(frame: pd.DataFrame, column: str) -> pd.Series:
    """Texts of a column, "" where a cell is empty; all "" for the column ""."""
    return as_text(frame[column]).str.strip() if column else pd.Series("", index=frame.index, dtype=object)


def school_year(text: str) -> str:
    """``2024/25`` → ``2024/2025``; other texts unchanged."""
    if (match := SCHOOL_YEAR.fullmatch(text.strip())) is None:
        return text.strip()
    start, end = match.groups()
    return f"{start}/{end if len(end) == 4 else start[:2] + end}"


def is_vague_period(column: str) -> bool:
    """Whether a column may also say when a row was last looked at."""
    return bool(VAGUE_PERIOD.fullmatch(_folded(column)))
