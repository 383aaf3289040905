"""Propose a mapping and a catalogue for a table that comes without one. Proposals are plain: counts, source unknown."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Literal

import pandas as pd
from rapidfuzz import utils

from geodata.catalog import Catalog, Measure, TableMapping
from geodata.errors import Problem, Severity, problem, refuse
from geodata.keys import Verdict, parse_key
from geodata.known import Known
from geodata.readers import unstated
from geodata.readers.boundaries import Options
from geodata.readers.columns import as_text, require
from geodata.readers.key_columns import key_column
from geodata.readers.numbers import Notation, notation, notation_beside, to_number, to_period
from geodata.readers.raw import RawTable
from geodata.readers.times import period_in
from geodata.readers.unstated import slug
from geodata.readers.wide_times import by_time

ORIGIN = "Aus der Tabelle übernommen; eine Beschreibung ist nicht angegeben."
PERIOD_NAMES = re.compile(r"jahr|year|stichtag|datum|date|zeit|periode|period", re.IGNORECASE)
VALUE_NAMES = re.compile(r"^(wert|value|zahl|anzahl|count|insgesamt|fälle|faelle)$", re.IGNORECASE)
ID_NAMES = re.compile(
    r"(^|_)(id|nr|code|key|schl\w*)$|haus-?n(umme)?r|^hnr|plz|postleitzahl|telefon|(^|_)(tel|fax)\b|vorwahl|durchwahl",
    re.IGNORECASE,
)
YEAR_IN_NAME = re.compile(r"(?<!\d)((?:19|20)\d{2})(?!\d)")
MEANT = re.compile(
    r"[+-]?\d[\d.,]*\s?[^\W\d_]{1,2}|\(?[+-]?\d[\d.,]*\W{0,3}|[^\w\s]{1,3}|<\s?\d+|=.+|\#\S+|[xX]|(?i:k\.?\s?a\.?|n\.?/?a\.?|nan|null)"
)
LEADING_ZERO = re.compile(r"0\d+")
Times = dict[str, tuple[str, str]]  # column → label without the time, period
ENOUGH = 0.9
MOSTLY = 0.6  # share of numbers that makes a column one of figures


def propose(raw: RawTable, options: Options, known: Known) -> tuple[TableMapping, Catalog, list[Problem]]:
    """Mapping and catalogue by what the columns hold.

    Raises ``GeodataError``: ``key_column_missing``, ``areas_unknown``, ``period_missing``, ``value_column_missing``.
    """
    texts = pd.DataFrame({c: as_text(raw.frame[c]).str.strip() for c in raw.columns}, index=raw.frame.index)
    key = require(texts, options.key) if options.key else key_column(texts, raw.path.name, options, known)
    name = require(texts, options.name) if options.name else _name_column(texts, key, known)
    raw, texts = _inside_the_state(raw, texts, key)
    period = "" if options.period else _period_column(texts, key)
    rest = [c for c in raw.columns if c not in (key, name, period)]
    times, fixed, notes = _times(raw, rest, period, options)
    grain = [key, *([period] if period else [])]
    if texts.duplicated(grain).any():
        value, measures = _long(raw, texts, rest, grain, times)
    else:
        value, measures = "", _wide(raw, rest, times)
    if not measures:
        raise refuse("value_column_missing", file=raw.path.name)
    dataset = slug(raw.path.stem)
    mapping = TableMapping(
        key=key,
        name=name,
        period=period,
        fixed_period=fixed,
        value=value,
        decimal=_decimal(raw, {value or m.column for m, _ in measures}),
        measures=tuple(m for m, _ in measures),
    )
    catalog = _catalog(dataset, raw, measures, value)
    used = {value, *(m.column for m, _ in measures), *(c for m, _ in measures for c in m.where)}
    used |= {c for note in notes if note.code == "columns_without_time" for c in str(note.value).split(", ")}
    left_out = [c for c in rest if c not in used and _is_numeric(raw.frame[c])]
    if left_out:
        notes.append(problem("columns_left_out", Severity.INFO, file=raw.path.name, value=", ".join(left_out)))
    count = len(catalog.indicators)
    notes.append(problem("catalog_proposed", Severity.WARNING, file=raw.path.name, count=count))
    return mapping, catalog, notes


def _name_column(texts: pd.DataFrame, key: str, known: Known) -> str:
    """The column determined by the key that holds most known names."""
    names = {utils.default_process(n) for n in known.areas["name"]}
    best = (0.0, "")
    for column in texts.columns.drop(key):
        pairs = texts[[key, column]].drop_duplicates()
        if len(pairs) > 1.1 * texts[key].nunique() or not pairs[column].str.contains("[A-Za-z]").mean() > ENOUGH:
            continue
        share = pairs[column].map(lambda n: utils.default_process(n) in names).mean()
        best = max(best, (share, str(column)))
    return best[1]


def _inside_the_state(raw: RawTable, texts: pd.DataFrame, key: str) -> tuple[RawTable, pd.DataFrame]:
    """Without rows of other Länder: what columns mean is judged by the rows that will be used."""
    elsewhere = {k for k in texts[key].unique() if parse_key(k).verdict is Verdict.IGNORED}
    inside = ~texts[key].isin(elsewhere)
    if inside.sum() < len(texts) / 50 or not any(parse_key(k).usable for k in texts.loc[inside, key].unique()):
        return raw, texts  # a city's own keys may look like keys of another Land
    return replace(raw, frame=raw.frame[inside]), texts[inside]


def _period_column(texts: pd.DataFrame, key: str) -> str:
    """The column of times, "" if there is none; rows without a key („Summe“) need none.

    A column so named and full of times but for a few cells is one: the cells are named when it is read.
    """
    rows = texts[texts[key].ne("")]
    for column in filter(PERIOD_NAMES.search, map(str, texts.columns.drop(key))):
        times = rows[column].map({t: to_period(t) is not None for t in rows[column].unique()})
        if rows[column].ne("").all() and times.mean() >= MOSTLY:
            return column
    return ""


def _times(raw: RawTable, rest: list[str], column: str, options: Options) -> tuple[Times, str, list[Problem]]:
    """Periods that headers of figures name, or a fixed one; neither where a ``column`` holds them.

    A fixed one is from the option, the titles above the table or the file name.

    Of several periods in headers none is guessed for columns without one; of a single one all columns are.
    """
    if column:
        return {}, "", []
    values = [c for c in rest if _is_value(c, raw.frame[c])]
    times = by_time(values)
    without = [c for c in values if c not in times]
    periods = {period for _, period in times.values()}
    if len(periods) == 1 and without and not options.period:
        return {}, periods.pop(), []
    if times and (len(periods) > 1 or not options.period):
        missing = problem("columns_without_time", Severity.WARNING, file=raw.path.name, value=", ".join(without))
        if without and options.period:
            return times | {c: (c, options.period) for c in without}, "", []
        return times, "", [missing] if without else []
    if options.period:
        return {}, options.period, []
    if (stated := period_in(" ".join(raw.titles))) is not None:
        return {}, stated, [problem("period_from_title", Severity.WARNING, file=raw.path.name, value=stated)]
    return {}, *period_of_name(raw.path)


def _decimal(raw: RawTable, columns: set[str]) -> Literal["", ",", "."]:
    """The decimal sign of the table where a column alone could be read both ways; "" where it is clear or never is."""
    if all(notation(raw.frame[c]) is not Notation.AMBIGUOUS for c in columns):
        return ""
    style = notation_beside(raw.frame[c] for c in raw.columns)
    return "" if style is Notation.AMBIGUOUS else "," if style is Notation.GERMAN else "."


def period_of_name(path: Path) -> tuple[str, list[Problem]]:
    """The only year in the name of a file, and that it stems from there. Raises ``period_missing``."""
    years = set(YEAR_IN_NAME.findall(path.stem))
    if len(years) != 1:
        raise refuse("period_missing", file=path.name)
    year = years.pop()
    return year, [problem("period_from_name", Severity.WARNING, file=path.name, value=year)]


def _is_numeric(column: pd.Series) -> bool:
    """Most cells are numbers, or all others are meant as one („12x“) or a sign that stands for one („•“).

    What is no number is reported when it is read, with row and value: a column of figures is never left out for it.
    """
    filled = column[column.map(lambda c: c == c and str(c).strip() != "")]
    style = notation(filled)
    others = [str(c).strip() for c in filled if to_number(c, style) is None]
    numbers = len(filled) - len(others)
    return numbers > 0 and (numbers >= MOSTLY * len(filled) or all(map(MEANT.fullmatch, others)))


def _wide(raw: RawTable, rest: list[str], times: Times) -> list[tuple[Measure, str]]:
    """Every column of numbers is an indicator named by its header, or one period of it; other keys are not."""
    found: list[tuple[Measure, str]] = []
    used: dict[str, str] = {}
    for column in times or rest:
        if not _is_value(column, raw.frame[column]):
            continue
        label, period = times.get(column, (column, ""))
        name = _unused(raw, label, used)
        found.append((Measure(indicator=name, role="value", column=column, period=period), label or raw.path.stem))
    return found


def _is_value(name: str, values: pd.Series) -> bool:
    """Numbers that are no keys, no codes with zeros in front, and not the same everywhere."""
    codes = values.map(lambda v: isinstance(v, str) and bool(LEADING_ZERO.fullmatch(v.strip()))).any()
    constant = len(values) > 1 and values.astype(str).nunique() == 1
    return _is_numeric(values) and not (ID_NAMES.search(name) or codes or constant or _holds_keys(values))


def _holds_keys(values: pd.Series) -> bool:
    return bool(values.map(lambda v: isinstance(v, str) and len(v) > 4 and parse_key(v).usable).mean() > ENOUGH)


def _long(
    raw: RawTable, texts: pd.DataFrame, rest: list[str], grain: list[str], times: Times
) -> tuple[str, list[tuple[Measure, str]]]:
    """One column of numbers (or one per period); the columns that tell rows of one area and period apart name the
    indicators."""
    numeric = [c for c in rest if _is_value(c, raw.frame[c])]
    named = [c for c in numeric if VALUE_NAMES.match(c)]
    values = list(times) or named or numeric
    telling = [c for c in rest if c not in values and 1 < texts[c].nunique() <= len(texts) / 2]
    keys = _sufficient(texts, grain, telling)
    if keys is None:  # rows given twice, which are refused by name when they are read
        return "", _wide(raw, rest, times)
    if len(values) != 1 and not times:
        return "", []  # which of several columns holds the figures is not for us to guess
    labels = [c for c in telling if texts[c].str.contains("[A-Za-z]{2}").mean() > 0.5] or keys
    found: list[tuple[Measure, str]] = []
    used: dict[str, str] = {}
    for _, row in texts[list(dict.fromkeys([*keys, *labels]))].drop_duplicates(keys).iterrows():
        where = {c: row[c] for c in keys}
        for column in values:
            head, period = times.get(column, ("", ""))
            label = " – ".join(dict.fromkeys(filter(None, [*row[labels], head]))) or raw.path.stem
            measure = Measure(
                indicator=_unused(raw, label, used), role="value", where=where, period=period,
                column=column if times else "",
            )  # fmt: skip
            found.append((measure, label))
    return "" if times else values[0], found


def _sufficient(texts: pd.DataFrame, grain: list[str], telling: list[str]) -> list[str] | None:
    """The fewest telling columns that leave no two rows for one area, period and indicator; None if none do."""
    if texts.duplicated([*grain, *telling]).any():
        return None
    keys = list(telling)
    for column in sorted(telling, key=lambda c: -texts[c].str.len().max()):
        fewer = [c for c in keys if c != column]
        if not texts.duplicated([*grain, *fewer]).any():
            keys = fewer
    return keys


def _unused(raw: RawTable, label: str, used: dict[str, str]) -> str:
    """An identifier for a label; the same one for the same label, another one for another label that folds alike."""
    name = candidate = slug(f"{raw.path.stem}_{label}")
    number = 2
    while used.get(candidate, label) != label:
        candidate, number = f"{name[:76]}_{number}", number + 1
    used[candidate] = label
    return candidate


def _catalog(dataset: str, raw: RawTable, measures: Iterable[tuple[Measure, str]], value: str) -> Catalog:
    listed = list(measures)
    whole: dict[str, bool] = {}
    for m, _ in listed:
        whole[m.indicator] = whole.get(m.indicator, True) and unstated.are_counts(raw.frame[value or m.column])
    labels = {m.indicator: label for m, label in listed}
    return Catalog(
        datasets=(unstated.dataset(dataset, raw.path.stem),),
        indicators=tuple(
            unstated.indicator(indicator, label, dataset, counted=whole[indicator], origin=ORIGIN)
            for indicator, label in labels.items()
        ),
    )
