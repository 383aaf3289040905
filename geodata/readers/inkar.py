"""Exports of INKAR (BBSR): sheets Daten, Metadaten and Quellangabe; names in the first row, years in the second."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from textwrap import shorten

import pandas as pd
from python_calamine import CalamineError, CalamineWorkbook

from geodata.catalog import (
    Catalog,
    Dataset,
    Direction,
    Indicator,
    IndicatorKind,
    Measure,
    SeriesBreak,
    Source,
    TableMapping,
    Topic,
)
from geodata.errors import Problem, Severity, problem, refuse
from geodata.keys import Verdict, parse_key
from geodata.readers.boundaries import Options, grouped
from geodata.readers.delimited import decode, guess_delimiter
from geodata.readers.excel import cell as to_cell
from geodata.readers.formats import Peek, Recognised
from geodata.readers.numbers import Notation, notation, to_number, to_period
from geodata.readers.proposal import NOT_STATED, slug
from geodata.readers.raw import RawTable

DATA, ABOUT, CITATION = "Daten", "Metadaten", "Quellangabe"
FIRST_CELLS = ["Kennziffer", "Raumeinheit", "Aggregat"]
LEVELS = {
    "gemeinden": "gemeinde", "gemeindeverbände": "gemeinde", "kreise": "kreis",
    "kreisfreie städte und landkreise": "kreis", "länder": "land", "bundesländer": "land",
}  # fmt: skip
COUNTED = re.compile(r"^(an)?zahl\b|^einwohner|^bevölkerung", re.IGNORECASE)
PEOPLE = re.compile(r"arbeitslos|einwohner|bevölkerung|personen|beschäftigte", re.IGNORECASE)
PER_CENT = re.compile(r"in %|anteil|quote", re.IGNORECASE)
WORK = re.compile(r"arbeit|erwerb|beschäftig", re.IGNORECASE)
CENSUS = re.compile(r"Ab (\d{4}) Ergebnisse der Bevölkerungsfortschreibung auf Grundlage des (Zensus \d{4})")
EDITION = re.compile(r"Ausgabe (\d{4})")
PUBLISHER = "Bundesinstitut für Bau-, Stadt- und Raumforschung (BBSR)"
LARGE = 100  # beside a zero: no municipality comes and goes
Grid = list[list[object]]


@dataclass(frozen=True)
class _Export:
    """Sheets of one export: ``data`` with both header rows; ``about``: indicator → column → text; ``edition`` a year
    or ""."""

    data: Grid
    about: dict[str, dict[str, str]]
    edition: str
    sheet: str | None


def matches(seen: Peek) -> bool:
    """A workbook with the three sheets, or a text file with INKAR's first columns."""
    return {DATA, ABOUT, CITATION} <= set(seen.sheets) or seen.header()[:3] == FIRST_CELLS


def read(path: Path, options: Options) -> Recognised:
    """Read an export; of several kinds of areas the one asked for, else the one with most areas of the state.

    Raises ``GeodataError``: ``file_unreadable``, ``no_table``, ``period_missing``.
    """
    export = _workbook(path) if path.suffix.lower().startswith(".xls") else _text(path)
    if len(export.data) < 3 or [str(c) for c in export.data[0][:3]] != FIRST_CELLS:
        raise refuse("no_table", file=path.name)
    columns = _columns(export.data, path.name)
    frame = pd.DataFrame(export.data[2:], columns=[*FIRST_CELLS, *columns], index=range(3, len(export.data) + 1))
    frame = frame[frame["Kennziffer"].astype(str).str.strip().ne("")].astype(object)
    frame, level, notes = _one_level(frame, options, path.name)
    notes.insert(0, _kept(frame, path.name))
    frame, gaps = _without_gaps(frame, columns, path.name)
    notes += gaps
    raw = RawTable(path, "INKAR", frame, export.sheet)
    catalog, ids = _catalog(frame, columns, export)
    mapping = TableMapping(
        key="Kennziffer",
        name="Raumeinheit",
        level=level,
        measures=tuple(
            Measure(indicator=ids[name], role="value", column=column, period=year)
            for column, (name, year) in columns.items()
        ),
    )
    return Recognised(raw, mapping, catalog, tuple(notes))


def _workbook(path: Path) -> _Export:
    try:
        book = CalamineWorkbook.from_path(path)
        sheets: dict[str, Grid] = {
            name: [[to_cell(c) for c in row] for row in book.get_sheet_by_name(name).to_python(skip_empty_area=False)]
            for name in (DATA, ABOUT, CITATION)
        }
    except (CalamineError, OSError, ValueError) as error:
        raise refuse("file_unreadable", file=path.name, details="keine lesbare Arbeitsmappe") from error
    citation = " ".join(str(c) for row in sheets[CITATION] for c in row)
    edition = EDITION.search(citation)
    return _Export(sheets[DATA], _about(sheets[ABOUT]), edition[1] if edition else "", DATA)


def _text(path: Path) -> _Export:
    text, _ = decode(path.read_bytes(), "", path.name)
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=guess_delimiter(text))
    return _Export([list(row) for row in rows if row], {}, "", None)


def _about(rows: Grid) -> dict[str, dict[str, str]]:
    """Descriptions by the short name that heads the columns of the data."""
    texts = [[str(c).strip() for c in row] for row in rows]
    start = next((i for i, row in enumerate(texts) if row[:1] == ["Indikator"]), None)
    if start is None:
        return {}
    return {row[0]: dict(zip(texts[start], row, strict=False)) for row in texts[start + 1 :] if row[0]}


def _columns(data: Grid, file: str) -> dict[str, tuple[str, str]]:
    """Unique column name → (indicator, period) from the two header rows."""
    found: dict[str, tuple[str, str]] = {}
    for name, year in zip(data[0][3:], data[1][3:], strict=True):
        period = to_period(year)
        if period is None:
            raise refuse("period_missing", file=file)
        found[f"{str(name).strip()} {period}"] = (str(name).strip(), period)
    if len(found) != len(data[0]) - 3:
        raise refuse("no_table", file=file)
    return found


def _one_level(frame: pd.DataFrame, options: Options, file: str) -> tuple[pd.DataFrame, str, list[Problem]]:
    """Rows of one kind of areas, its level ("" = by the keys), and which kinds were left out."""
    kinds = frame["Aggregat"].astype(str).str.strip()
    here = kinds[frame["Kennziffer"].map(lambda key: parse_key(key).usable)]
    tally = Counter(here)
    if not tally:
        return frame, options.level or "", []
    wanted = [kind for kind in tally if options.level and LEVELS.get(kind.lower()) == options.level]
    chosen = wanted[0] if wanted else tally.most_common(1)[0][0]
    others = [kind for kind in tally if kind != chosen]
    notes = [problem("kinds_left_out", Severity.WARNING, file=file, value=chosen, known=", ".join(others))]
    return frame[kinds.eq(chosen)], LEVELS.get(chosen.lower(), options.level or ""), notes if others else []


def _kept(frame: pd.DataFrame, file: str) -> Problem:
    verdicts = frame["Kennziffer"].map(lambda key: parse_key(key).verdict)
    kept = int(verdicts.ne(Verdict.IGNORED).sum())
    return problem("kept_state", Severity.INFO, file=file, kept=grouped(kept), rows=grouped(len(frame)))


def _without_gaps(
    frame: pd.DataFrame, columns: dict[str, tuple[str, str]], file: str
) -> tuple[pd.DataFrame, list[Problem]]:
    """A zero between two large numbers of the same area is a gap in the source: emptied and named.

    Seen for the population of six municipalities in 2016.
    """
    frame, notes = frame.copy(), []
    inside = frame[frame["Kennziffer"].map(lambda key: parse_key(key).usable)]
    for name in dict.fromkeys(own for own, _ in columns.values()):
        years = [c for c, (own, _) in columns.items() if own == name]
        numbers = inside[years].apply(pd.to_numeric, errors="coerce")
        before, after = numbers.shift(1, axis=1), numbers.shift(-1, axis=1)
        found = numbers.eq(0) & before.ge(LARGE) & after.ge(LARGE)
        for row, column in found.stack().loc[lambda hit: hit].index:
            around = f"{before.at[row, column]:.0f} und {after.at[row, column]:.0f}"
            value = f"{frame.at[row, 'Raumeinheit']}, {columns[column][1]}"
            note = problem(
                "zero_is_gap", Severity.WARNING, file=file, row=int(row), column=column, value=value, cells=around
            )
            notes.append(note)
            frame.at[row, column] = ""
    return frame, notes


def _catalog(
    frame: pd.DataFrame, columns: dict[str, tuple[str, str]], export: _Export
) -> tuple[Catalog, dict[str, str]]:
    """Dataset and indicators, and the id of each indicator by its short name."""
    names = list(dict.fromkeys(name for name, _ in columns.values()))
    ids = {name: slug(f"inkar_{name}") for name in names}
    dataset = ids[names[0]] if len(names) == 1 else slug(f"{ids[names[0]][:60]}_und_{len(names) - 1}_weitere")
    title = f"INKAR: {names[0]}" + (f" und {len(names) - 1} weitere Indikatoren" if len(names) > 1 else "")
    origin = "; ".join(dict.fromkeys(export.about[n]["Quelle"] for n in names if export.about.get(n, {}).get("Quelle")))
    edition = f" {export.edition}" if export.edition else ""
    source = Source(
        title=f"INKAR{', Ausgabe' + edition if edition else ''}" + (f"; {origin}" if origin else ""),
        publisher=PUBLISHER,
        licence="dl-de/by-2-0",
        attribution=f"© BBSR Bonn{edition}, INKAR",
        url="https://www.inkar.de",
        published_on=export.edition,
    )
    described = Dataset(id=dataset, title=title, owner=PUBLISHER, source=source)
    indicators = []
    for name in names:
        values = pd.concat([frame[c] for c, (own, _) in columns.items() if own == name])
        indicators.append(_indicator(ids[name], name, export.about.get(name, {}), dataset, values))
    return Catalog(datasets=(described,), indicators=tuple(indicators)), ids


def _indicator(indicator_id: str, name: str, about: dict[str, str], dataset: str, values: pd.Series) -> Indicator:
    long_name = about.get("Langname", "") or name
    parts = (long_name, about.get("Berechnungsgrundlage", ""), about.get("Anmerkungen", ""))
    texts = [part.rstrip(".") + "." for part in parts if part]
    counted = _whole(values) and bool(COUNTED.search(long_name) or not about)
    census = CENSUS.search(about.get("Anmerkungen", ""))
    unit = "Personen" if PEOPLE.search(name) else "Anzahl"
    return Indicator(
        id=indicator_id,
        name=long_name,
        short_name=shorten(name, 40, placeholder=" …"),
        description=" ".join(texts),
        topic=Topic.WORK if WORK.search(name) else Topic.POPULATION,
        kind=IndicatorKind.COUNT if counted else IndicatorKind.VALUE_ONLY,
        unit=unit if counted else "%" if PER_CENT.search(long_name) else NOT_STATED,
        direction=Direction.CONTEXT,
        dataset=dataset,
        decimals=0 if counted else 1,
        additive_areas=counted,
        breaks=(SeriesBreak(period=census[1], reason=f"Ab {census[1]} auf Grundlage des {census[2]}."),)
        if census
        else (),
    )


def _whole(values: pd.Series) -> bool:
    """Whole numbers that are not negative, wherever there is one."""
    style = notation(values)
    numbers = values.map(lambda v: to_number(v, style if style is not Notation.AMBIGUOUS else Notation.GERMAN)).dropna()
    return bool((numbers.ge(0) & numbers.mod(1).eq(0)).all())
