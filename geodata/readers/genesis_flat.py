"""The flat CSV of GENESIS databases: one row per figure, variables with codes and labels in numbered columns."""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd

from geodata.catalog import TableMapping
from geodata.errors import GeodataError, Problem, Severity, problem, refuse
from geodata.keys import Verdict, parse_key
from geodata.readers import times
from geodata.readers.boundaries import Options
from geodata.readers.delimited import check_widths, guess_delimiter, stream_encoding
from geodata.readers.dissolved import without_dissolved
from geodata.readers.figures import Origin, understand
from geodata.readers.formats import Peek, Recognised, peek
from geodata.readers.genesis import KEY, NAME, PERIOD, display, in_state
from geodata.readers.genesis_grid import NATION, is_area_key, padded
from geodata.readers.publication import Publication
from geodata.readers.raw import RawTable
from geodata.readers.symbols import MOST_FINDINGS

FORMAT = "genesis-flat-csv"
GERMAN = {
    "Statistik_Code": "statistics_code", "Statistik_Label": "statistics_label", "Zeit_Code": "time_code",
    "Zeit_Label": "time_label", "Zeit": "time",
}  # fmt: skip
GERMAN_VARIABLE = {
    "Merkmal_Code": "variable_code", "Merkmal_Label": "variable_label",
    "Auspraegung_Code": "variable_attribute_code", "Auspraegung_Label": "variable_attribute_label",
}  # fmt: skip
_NUMBERED = re.compile(r"(\d+)_(\w+)")
_MEASURE = re.compile(r"(?P<code>[^_]+)__(?P<label>.+)__(?P<unit>(?!q$)[^_].*)")
_SPATIAL = re.compile(
    r"DINSG|DLAND|BLAND|DREGB|REGBEZ|KREISE?|[DF]?GEMEIN\w*|STADT\w*|GEBIET\w*|NUTS\w*|RAUM\w*|GEO[A-Z]{2}\d+"
)
_PART_OF_YEAR = re.compile(r"(MONAT|QUART|HALBJ)\D*(\d{1,2})")
_MONTHS_OF = {"MONAT": 1, "QUART": 3, "HALBJ": 6}
_VINTAGE = re.compile(r"Gebietsstand:?\s*(\d{1,2}\.\d{1,2}\.\d{4})")
TOTAL = "Insgesamt"
LONGEST_MARKER = 48


def matches(seen: Peek) -> bool:
    """A header with statistics, time and numbered variables, in English or in German."""
    header = set(seen.header()) if seen.lines else set()
    header = {name.lstrip("\ufeff") for name in header}
    return {"statistics_code", "time", "value", "1_variable_attribute_code"} <= header or {
        "Statistik_Code", "Zeit", "1_Auspraegung_Code",
    } <= header  # fmt: skip


def read(path: Path, options: Options) -> Recognised:
    """Read a flat GENESIS CSV.

    Raises ``GeodataError``: ``file_unreadable``, ``row_length``, ``table_without_keys``, ``table_outside_state``,
    ``bad_period``, ``symbol_unknown``.
    """
    wide = _open(path)
    frame = _canonical(wide)
    about, marker = _about(frame)
    spatial = _spatial(frame)
    if spatial is None:
        raise refuse("table_without_keys", file=path.name, value=about.title)
    figures, axes = _figures(frame, spatial, path.name)
    names, inside = in_state(figures, f"„{about.title}“", path.name)
    inside, gone, dissolved = without_dissolved(inside, path.name)
    meaning = understand(inside, axes, Origin(about, about.dataset("genesis", marker), path.name))
    kept = {key: name for key, name in names.items() if key not in gone}
    return Recognised(
        RawTable(path, FORMAT, display(figures, (), kept)),
        TableMapping(key=KEY, name=NAME, period=PERIOD, measures=()),
        meaning.catalog,
        (*_left_out(wide, path.name), *dissolved, *meaning.problems),
        meaning.cells,
        kept,
    )


def _open(path: Path) -> pd.DataFrame:
    """All rows as text; index = line in the file. Raises ``row_length``, ``file_empty``, ``file_unreadable``."""
    delimiter = guess_delimiter("\n".join(peek(path).lines))
    check_widths(path, delimiter)
    encoding = stream_encoding(path)
    try:
        wide = pd.read_csv(path, sep=delimiter, dtype=str, keep_default_na=False, encoding=encoding)
    except (OSError, ValueError) as error:
        raise refuse("file_unreadable", file=path.name, details="keine vollständige Tabelle") from error
    if wide.empty:
        raise refuse("file_empty", file=path.name)
    return wide.set_index(pd.RangeIndex(2, len(wide) + 2))


def _canonical(wide: pd.DataFrame) -> pd.DataFrame:
    """English column names, one figure per row; index = line in the file; column flag: mark of the figure.

    The German form has one column per measure, headed ``BEVSTD__Bevoelkerungsstand__Anzahl``, and one with its marks,
    headed ``BEVSTD__Bevoelkerungsstand__q``.
    """
    if "value" in wide:
        return wide.assign(flag=wide.get("value_q", ""))
    names = {c: GERMAN.get(c, c) for c in wide.columns}
    for column in wide.columns:
        if (found := _NUMBERED.fullmatch(column)) and found[2] in GERMAN_VARIABLE:
            names[column] = f"{found[1]}_{GERMAN_VARIABLE[found[2]]}"
    measures = {c: found for c in wide.columns if (found := _MEASURE.fullmatch(c))}
    fixed = wide[[c for c in wide.columns if "__" not in c]].rename(columns=names)
    parts = []
    for column, found in measures.items():
        label, unit = found["label"].replace("_", " "), found["unit"].replace("_", " ")
        own = {"value_variable_code": found["code"], "value_variable_label": label, "value_unit": unit}
        marks = f"{found['code']}__{found['label']}__q"
        parts.append(fixed.assign(value=wide[column], flag=wide.get(marks, ""), **own))
    if not parts:
        return fixed.assign(value="", flag="", value_variable_label="", value_variable_code="", value_unit="")
    return pd.concat(parts)


def _left_out(wide: pd.DataFrame, file: str) -> list[Problem]:
    """Columns of the German form that hold derived figures without a unit (``Bevoelkerungsstand__CH0004``)."""
    lost = [c for c in wide.columns if "__" in c and not c.endswith("__q") and not _MEASURE.fullmatch(c)]
    if not lost:
        return []
    return [problem("columns_derived", Severity.WARNING, file=file, value=", ".join(lost))]


def _about(frame: pd.DataFrame) -> tuple[Publication, str]:
    """Statistic and measures, and what tells its tables apart; this form names neither publisher nor terms."""
    code, title = str(frame["statistics_code"].iloc[0]), str(frame["statistics_label"].iloc[0])
    measures = ", ".join(dict.fromkeys(frame["value_variable_label"]))
    columns = [f"{number}_variable" for number in _variables(frame)]
    variables = [label for c in columns for label in dict.fromkeys(frame[f"{c}_label"])]
    codes = [code for c in columns for code in dict.fromkeys(frame[f"{c}_code"])]
    marker = "_".join([code, *dict.fromkeys(frame["value_variable_code"]), *codes])
    vintage = _VINTAGE.search(" ".join([title, *variables]))
    about = Publication(
        title=f"{_VINTAGE.sub('', title).replace('()', '').strip()}: {measures} nach {', '.join(variables)}",
        code=code,
        boundary_vintage=(times.day_in(vintage[1]) or "") if vintage else "",
    )
    return about, marker[:LONGEST_MARKER]


def _variables(frame: pd.DataFrame) -> list[str]:
    """Numbers of the variables: ``1`` for ``1_variable_code``."""
    return [c.partition("_")[0] for c in frame.columns if re.fullmatch(r"\d+_variable_attribute_code", c)]


def _spatial(frame: pd.DataFrame) -> str | None:
    """Number of the variable whose attributes are areas; None if there is none."""
    best: tuple[float, str] | None = None
    for number in _variables(frame):
        codes = frame[f"{number}_variable_attribute_code"].unique()
        share = sum(is_area_key(code) for code in codes) / len(codes)
        named = all(_SPATIAL.fullmatch(code) for code in frame[f"{number}_variable_code"].unique())
        if share > 0.5 and (named or any(len(c) >= 5 and parse_key(c).verdict is not Verdict.REFUSED for c in codes)):
            best = max(best or (0.0, ""), (share, number))
    return best[1] if best else None


def _figures(frame: pd.DataFrame, spatial: str, file: str) -> tuple[pd.DataFrame, tuple[str, ...]]:
    """Figures as ``figures.understand`` takes them, and the names of their axes."""
    others = [n for n in _variables(frame) if n != spatial]
    out = pd.DataFrame(
        {
            "row": frame.index,
            "column": "value",
            "key": frame[f"{spatial}_variable_attribute_code"].str.strip().map(padded),
            "name": frame[f"{spatial}_variable_attribute_label"],
            "period": frame["time"],
            "measure": frame["value_variable_label"],
            "unit": frame["value_unit"],
            "value": frame["value"],
            "flag": frame["flag"],
        }
    ).reset_index(drop=True)
    out.loc[out["key"].eq(""), "key"] = NATION
    axes = []
    for number in others:
        codes = frame[f"{number}_variable_attribute_code"].reset_index(drop=True)
        labels = frame[f"{number}_variable_attribute_label"].reset_index(drop=True)
        if all(_PART_OF_YEAR.fullmatch(code) for code in codes.unique()):
            out["period"] = [_within(year, code) for year, code in zip(out["period"], codes, strict=True)]
            continue
        axes.append(f"axis_{number}")
        out[axes[-1]] = labels.where(codes.ne(""), TOTAL)
    return _with_periods(out, file), tuple(axes)


def _within(year: str, code: str) -> str:
    """``2020`` and ``MONAT03`` → ``2020-03``; ``QUART1`` → ``2020-01/2020-03``."""
    found = _PART_OF_YEAR.fullmatch(code)
    assert found is not None
    length, number = _MONTHS_OF[found[1]], int(found[2])
    return times.in_year(year, ((number - 1) * length + 1, number * length))


def _with_periods(figures: pd.DataFrame, file: str) -> pd.DataFrame:
    known = {text: times.period_of(text) for text in figures["period"].unique()}
    bad = figures[figures["period"].map(known).isna()]
    if len(bad):
        rows = bad.head(MOST_FINDINGS)[["row", "period"]].itertuples(index=False)
        raise GeodataError(problem("bad_period", file=file, row=int(r), column="time", value=t) for r, t in rows)
    return figures.assign(period=figures["period"].map(known))
