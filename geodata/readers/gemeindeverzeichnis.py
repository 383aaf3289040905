"""Gemeindeverzeichnis of the Federal Statistical Office (GV-ISys): population and area of every municipality."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from geodata.catalog import Catalog, Direction, Indicator, IndicatorKind, TableMapping, Topic
from geodata.errors import Severity, problem, refuse
from geodata.readers import symbols, times
from geodata.readers.boundaries import Options
from geodata.readers.formats import Peek, Recognised
from geodata.readers.genesis import KEY, NAME, PERIOD
from geodata.readers.grids import heads, sheet_rows, shown
from geodata.readers.mapping import CELL_COLUMNS
from geodata.readers.publication import Publication, footer
from geodata.readers.raw import RawTable, Row
from geodata.readers.unstated import slug

FORMAT = "gemeindeverzeichnis-xlsx"
MUNICIPALITY = "60"
PUBLISHER = "Statistisches Bundesamt (Destatis)"
KEY_PARTS = ("Land", "RB", "Kreis", "VB", "Gem")
PART_DIGITS = (2, 1, 2, 4, 3)  # in files whose key parts are stored as numbers the zeros in front are lost
_RECORD = re.compile(r"satz-?\s?art", re.IGNORECASE)
_BASIS = re.compile(r"Zensus(?:es)?\s*((?:19|20)\d{2})")  # a footnote sign may follow at once
_VINTAGE = re.compile(r"Gebietsstand:?\s*(?:am\s*)?(\d{1,2}\.\d{1,2}\.\d{4})")
SEXES = {"insgesamt": "", "männlich": "maennlich", "weiblich": "weiblich"}


@dataclass(frozen=True)
class Sheet:
    """Where things stand: first data row; columns of record type, key parts, name, area (None = there is none),
    population by group; dates of population and area; ``basis``: census year the population rests on, "" = not stated.
    """

    start: int
    record: int
    parts: tuple[int, ...]
    name: int
    area: int | None
    people: dict[str, int]
    people_period: str
    area_period: str
    vintage: str
    basis: str
    title: str


def matches(seen: Peek) -> bool:
    """A sheet with the columns Satzart and the five parts of the Regionalschlüssel."""
    return any(_header(head) is not None for head in heads(seen.path).values())


def _header(head: list[list[str]]) -> int | None:
    """Position of the row that names the parts of the key; None if there is none."""
    for i, cells in enumerate(head):
        above = [c for row in head[: i + 1] for c in row]
        if set(KEY_PARTS) <= set(cells) and any(_RECORD.match(c) for c in above):
            return i
    return None


def read(path: Path, options: Options) -> Recognised:
    """Read population (total, male, female) and area of the municipalities in the state.

    Raises ``GeodataError``: ``file_unreadable``, ``period_missing``, ``column_unknown``, ``outside_state``,
    ``symbol_unknown``.
    """
    known = heads(path)
    name = options.layer or next(n for n, head in known.items() if _header(head) is not None)
    rows = sheet_rows(path, name)
    place = locate(rows, path.name, options.period or "")
    body = [(line, cells) for line, cells in rows[place.start :] if shown(cells[place.record]) == MUNICIPALITY]
    footnotes = [shown(cells[0]) for line, cells in rows if line > body[-1][0] and shown(cells[0])] if body else []
    about = _about(place, footnotes, [c for head in known.values() for row in head for c in row])
    figures = _figures(body, place)
    inside = figures[figures["key"].str.startswith("05")]
    if inside.empty:
        raise refuse("outside_state", file=path.name)
    reading = symbols.read_cells(inside.assign(average=False), path.name, name)
    dataset = about.dataset("gemeindeverzeichnis", f"zensus_{place.basis}" if place.basis else "auszug")
    people, area = _indicators(dataset.id, place, about)
    ids = {"people": people.id, "area": area.id}
    entries = (people, area) if place.area is not None else (people,)
    cells = inside.assign(
        number=reading.number, status=reading.status, indicator=inside["what"].map(ids), raw=inside["key"],
        role=inside["what"].map({"people": "k", "area": "value"}),
    )[CELL_COLUMNS]  # fmt: skip
    frame = figures.drop_duplicates("row").set_index("row")[["key", "name", "period"]]
    note = problem("columns_not_figures", Severity.INFO, file=path.name)
    return Recognised(
        RawTable(path, FORMAT, frame.set_axis([KEY, NAME, PERIOD], axis=1), name, tuple(known)),
        TableMapping(key=KEY, name=NAME, period=PERIOD, measures=(), boundary_vintage=place.vintage),
        Catalog(datasets=(dataset,), indicators=entries),
        (note,),
        cells,
        dict(zip(figures["key"], figures["name"], strict=True)),
    )


def locate(rows: list[Row], file: str, period: str) -> Sheet:
    """Find columns and dates in the header rows. Raises ``column_unknown``, ``file_empty``, ``period_missing``."""
    head = [[shown(c) for c in cells] for _, cells in rows[:40]]
    i = _header(head)
    if i is None:
        raise refuse("column_unknown", file=file, value="Amtlicher Regionalschlüssel", known=", ".join(head[0]))
    top = next(k for k in range(i + 1) if any(_RECORD.match(c) for c in head[k]))
    record = _find(head[top : i + 1], "satz", file)
    start = next((k for k in range(i + 1, len(head)) if head[k][record].isdigit()), None)
    if start is None:
        raise refuse("file_empty", file=file)
    block = head[top:start]
    area = _column(block, "fläche")
    total = _column(block, "insgesamt")
    people = {"": _find(block, "bevölkerung", file) if total is None else total}
    people |= {g: c for word, g in SEXES.items() if g and (c := _column(block, word)) is not None}
    title = next((c for row in head[:top] for c in row if c), "")
    measured = "" if area is None else _first(times.day_in(row[area]) for row in block)
    stated = _first(times.day_in(row[people[""]]) for row in block) or (period and times.period_of(period))
    stated = stated or measured or times.day_in(title)
    if not stated:
        raise refuse("period_missing", file=file)
    texts = " ".join(c for row in block for c in row)
    vintage = _VINTAGE.search(texts)
    basis = _BASIS.search(texts)
    return Sheet(
        start=start, record=record, parts=tuple(head[i].index(p) for p in KEY_PARTS),
        name=_find(block, "gemeindename", file), area=area, people=people, people_period=stated,
        area_period=measured or stated,
        vintage=(times.day_in(vintage[1]) if vintage else times.day_in(title)) or "",
        basis=basis[1] if basis else "", title=title,
    )  # fmt: skip


def _first(found: object) -> str:
    return next((str(f) for f in found if f), "")  # type: ignore[attr-defined]


def _column(block: list[list[str]], word: str) -> int | None:
    """Column with a header cell that begins with ``word``."""
    for row in block:
        for column, cell in enumerate(row):
            if "".join(cell.lower().split()).replace("-", "").startswith(word):
                return column
    return None


def _find(block: list[list[str]], word: str, file: str) -> int:
    """The same; raises ``column_unknown`` if there is none."""
    if (found := _column(block, word)) is None:
        raise refuse("column_unknown", file=file, value=word, known=", ".join(c for row in block for c in row if c))
    return found


def _figures(body: list[Row], place: Sheet) -> pd.DataFrame:
    """One row per figure: row, key (AGS), name, what, group, period, column, value."""
    found = []
    for line, cells in body:
        parts = [shown(cells[i]).zfill(digits) for i, digits in zip(place.parts, PART_DIGITS, strict=True)]
        key = "".join(parts[:3] + parts[4:])  # without the Gemeindeverband
        shared = {"row": line, "key": key, "name": shown(cells[place.name])}
        if place.area is not None:
            area = {"what": "area", "group": "", "period": place.area_period}
            found.append(shared | area | {"column": "Fläche", "value": cells[place.area]})
        for group, column in place.people.items():
            people = {"what": "people", "group": group, "period": place.people_period}
            found.append(shared | people | {"column": f"Bevölkerung {group}".strip(), "value": cells[column]})
    return pd.DataFrame(found)


def _about(place: Sheet, footnotes: list[str], everywhere: list[str]) -> Publication:
    terms = footer("\n".join(footnotes))
    holder = next((t for t in [*footnotes, *everywhere] if PUBLISHER in t), PUBLISHER)
    year = re.search(r"(?:19|20)\d{2}", holder.partition(PUBLISHER)[2])
    return Publication(
        title=place.title,
        publisher=PUBLISHER,
        year=year[0] if year else "",
        licence=terms.get("licence", Publication("").licence),
        notes=terms.get("notes", ""),
        boundary_vintage=place.vintage,
    )


def _indicators(dataset: str, place: Sheet, about: Publication) -> tuple[Indicator, Indicator]:
    """Population and area. Another census basis gives other ids: such figures must not become one series."""
    basis = f" auf Grundlage des Zensus {place.basis}" if place.basis else ""
    people = Indicator(
        id=slug(f"{dataset}_bevoelkerung"), name="Bevölkerung", short_name="Bevölkerung", inhabitants=True,
        description=f"Bevölkerung{basis}. {about.title}.", topic=Topic.POPULATION, kind=IndicatorKind.COUNT,
        unit="Personen", direction=Direction.CONTEXT, dataset=dataset, decimals=0,
        groups={group: word for word, group in SEXES.items() if group in place.people and group},
        additive_groups=set(SEXES.values()) <= set(place.people), additive_areas=True,
    )  # fmt: skip
    area = Indicator(
        id=slug(f"{dataset}_flaeche_km2"), name="Fläche", short_name="Fläche",
        description=f"Fläche der Gemeinde. {about.title}.", topic=Topic.POPULATION, kind=IndicatorKind.VALUE_ONLY,
        unit="km²", direction=Direction.CONTEXT, dataset=dataset, decimals=2,
    )  # fmt: skip
    return people, area
