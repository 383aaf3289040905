"""Tables of GENESIS databases as CSV or XLSX: Destatis, Regionalstatistik, Landesdatenbank NRW („Werteabruf“)."""

from __future__ import annotations

import csv
import re
from dataclasses import replace
from pathlib import Path

import pandas as pd

from geodata.catalog import TableMapping
from geodata.errors import refuse
from geodata.keys import Verdict, parse_key
from geodata.readers import excel, genesis_grid, times, units
from geodata.readers.boundaries import Options
from geodata.readers.delimited import guess_delimiter
from geodata.readers.dissolved import without_dissolved
from geodata.readers.figures import Origin, is_total, understand
from geodata.readers.formats import Peek, Recognised
from geodata.readers.genesis_grid import NATION, GenesisTable
from geodata.readers.grids import csv_rows, heads, sheet_rows
from geodata.readers.publication import Publication, footer, unbroken
from geodata.readers.raw import RawTable, Row

CSV, WORKBOOK = "genesis-csv", "genesis-xlsx"
KEY, NAME, PERIOD = "Schlüssel", "Name", "Zeit"
_CODE_LINE = re.compile(r"\s*\"?\s*(?:GENESIS-)?Tab(?:elle|le)\s*:\s*(?P<code>[^\";]*)", re.IGNORECASE)
_CODE = re.compile(r"\d{5}-[\w-]+")
_VINTAGE = re.compile(r"Gebietsstand(?: am|:)*\s*(\d{1,2}\.\d{1,2}\.\d{4})")
_UNFINISHED = re.compile(r"(?:[,:-]|\b(?:nach|und|sowie|in|der|des|von|mit|für|regionale))$")


def matches_csv(seen: Peek) -> bool:
    """A first line „GENESIS-Tabelle: …“, or titles above headers that leave key and name free."""
    if not seen.lines:
        return False
    if _CODE_LINE.match(next((line for line in seen.lines if line.strip()), "").lstrip("\ufeff")):
        return True
    delimiter = guess_delimiter("\n".join(seen.lines))
    rows: list[Row] = [(i, list(cells)) for i, cells in enumerate(csv.reader(seen.lines, delimiter=delimiter), 1)]
    return genesis_grid.locate(rows) is not None


def matches_workbook(seen: Peek) -> bool:
    """A sheet with titles above headers that leave key and name free."""
    return seen.path.suffix.lower() in excel.SUFFIXES and _sheet(seen.path, "") is not None


def _sheet(path: Path, wanted: str) -> str | None:
    for name, head in heads(path).items():
        rows: list[Row] = [(i, list(cells)) for i, cells in enumerate(head, 1)]
        if (not wanted or name == wanted) and genesis_grid.locate(rows) is not None:
            return name
    return None


def read_csv(path: Path, options: Options) -> Recognised:
    """Read a GENESIS CSV.

    Raises ``GeodataError``: ``file_unreadable``, ``table_without_keys``, ``table_outside_state``, ``period_missing``,
    ``symbol_unknown``.
    """
    rows, notes = csv_rows(path)
    raw = RawTable(path, CSV, pd.DataFrame(), problems=tuple(notes))
    return _read(rows, raw, options)


def read_workbook(path: Path, options: Options) -> Recognised:
    """Read a workbook of the same layout; errors as ``read_csv``, and ``layer_unknown``."""
    sheet = _sheet(path, options.layer or "")
    if sheet is None:
        raise refuse("layer_unknown", file=path.name, value=options.layer, known=", ".join(heads(path)))
    raw = RawTable(path, WORKBOOK, pd.DataFrame(), sheet, tuple(heads(path)))
    return _read(sheet_rows(path, sheet), raw, options)


def _read(rows: list[Row], raw: RawTable, options: Options) -> Recognised:
    file = raw.path.name
    place = genesis_grid.locate(rows)
    first = next((str(cells[0]) for _, cells in rows if cells and str(cells[0]).strip()), "")
    if place is None:
        code = _CODE_LINE.match(first.lstrip("\ufeff"))
        raise refuse("table_without_keys", file=file, value=code["code"].strip() if code else file)
    table = genesis_grid.parse(rows, place, file)
    about, measure, unit = describe(table, raw.sheet or "")
    figures = _prepared(table, measure, unit)
    names, inside = in_state(figures, about.code or about.title, file)
    inside = _dated(inside, options, about, file)
    inside, gone, dissolved = without_dissolved(inside, file)
    prefix = "itnrw" if about.publisher.startswith("IT.NRW") else "genesis"
    meaning = understand(inside, table.axes, Origin(about, about.dataset(prefix), file, raw.sheet))
    outside = {key: name for key, name in table.elsewhere.items() if key != NATION}
    kept = {key: name for key, name in (outside | names).items() if key not in gone}
    return Recognised(
        replace(raw, frame=display(figures, table.axes, kept)),
        TableMapping(key=KEY, name=NAME, period=PERIOD, measures=()),
        meaning.catalog,
        (*dissolved, *meaning.problems),
        meaning.cells,
        kept,
    )


def describe(table: GenesisTable, sheet: str) -> tuple[Publication, str, str]:
    """Publication, and the measure and unit that the titles name for the whole table ("" = they do not)."""
    lines = [unbroken(t).lstrip("\ufeff") for t in table.titles]
    code = sheet if _CODE.fullmatch(sheet) else ""
    if lines and (found := _CODE_LINE.match(lines[0])):
        code = found["code"].strip() if _CODE.search(found["code"]) else code
        lines = lines[1:]
    measure, unit = units.split(lines[-1]) if len(lines) > 1 else ("", "")
    vintage = _VINTAGE.search(" ".join(lines))
    about = Publication(
        title=_title(lines) or code or sheet,
        code=code,
        boundary_vintage=(times.day_in(vintage[1]) or "") if vintage else "",
        **footer(table.footer),
    )
    return about, measure if unit else "", unit


def _title(lines: list[str]) -> str:
    """The first line and those that continue it; the statistic and the measure follow below."""
    depth = next((i for i, line in enumerate(lines) if "Tiefe" in line), 0)
    last = depth
    while last + 1 < len(lines) and _UNFINISHED.search(lines[last]):
        last += 1
    return " ".join(lines[: last + 1]).rstrip(" -,")


def _prepared(table: GenesisTable, measure: str, unit: str) -> pd.DataFrame:
    """Figures with ``measure``: from the titles, else the first header that is the same everywhere, if rows do not
    name measures with units of their own."""
    figures = table.figures.copy()
    in_rows = figures["unit"].ne("").any() and any(
        figures[axis].nunique() > 1 for axis in table.axes if axis not in table.heads
    )
    if not measure and not in_rows:
        constant = [a for a in table.heads if figures[a].nunique() == 1 and not is_total(figures[a].iloc[0])]
        measure, found = units.split(figures[constant[0]].iloc[0]) if constant else ("", "")
        unit = unit or found
    figures["measure"] = measure
    for axis in table.axes:
        parts = {label: units.split(label) for label in figures[axis].unique()}
        own = figures[axis].map({label: u for label, (_, u) in parts.items()})
        figures["unit"] = figures["unit"].where(figures["unit"].ne(""), own)
        figures[axis] = figures[axis].map({label: text for label, (text, _) in parts.items()})
    figures["unit"] = figures["unit"].where(figures["unit"].ne(""), unit)
    return figures


def in_state(figures: pd.DataFrame, table: str, file: str) -> tuple[dict[str, str], pd.DataFrame]:
    """Names by key (without the nation and what is no key of an area), and the figures of areas in the state.

    Raises ``table_outside_state``.
    """
    names = dict(zip(figures["key"], figures["name"].str.strip(), strict=True))
    verdicts = {key: parse_key(key).verdict for key in names}
    usable = {key for key, verdict in verdicts.items() if verdict in (Verdict.GOOD, Verdict.FIXABLE)}
    if not usable:
        shown = list(dict.fromkeys(names.values()))
        known = ", ".join(shown[:3]) + (" …" if len(shown) > 3 else "")
        raise refuse("table_outside_state", file=file, value=table, known=known)
    kept = {k: n for k, n in names.items() if k != NATION and (k.startswith("05") or verdicts[k] != Verdict.REFUSED)}
    return kept, figures[figures["key"].isin(usable)].reset_index(drop=True)


def _dated(figures: pd.DataFrame, options: Options, about: Publication, file: str) -> pd.DataFrame:
    """Periods of the table, else of the option, else of the title. Raises ``period_missing``."""
    if figures["period"].ne("").all():
        return figures
    period = times.period_of(options.period) if options.period else times.period_in(about.title)
    if period is None:
        raise refuse("period_missing", file=file)
    return figures.assign(period=figures["period"].where(figures["period"].ne(""), period))


def display(figures: pd.DataFrame, axes: tuple[str, ...], names: dict[str, str]) -> pd.DataFrame:
    """The areas of a table for reports: one row per row of the file that holds figures of an area in ``names``."""
    first = figures[figures["key"].isin(names)].drop_duplicates("row").set_index("row")
    beside = [a for a in axes if a.startswith("beside")]
    return first[["key", "name", "period", *beside]].rename(columns={"key": KEY, "name": NAME, "period": PERIOD})
