"""The long table every figure ends up in, and the rules that hold for each of its rows."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum

import pandas as pd

from geodata.catalog import Catalog, Indicator, IndicatorKind
from geodata.errors import GeodataError, Problem, problem
from geodata.periods import parse_period


class ValueStatus(StrEnum):
    """Five different things; zero is an OK value.

    OK: published. SUPPRESSED: exists, not shown for data protection. MISSING: not known. NOT_MEANINGFUL: cannot
    exist (denominator zero). BELOW_MINIMUM: too few people to show a share.
    """

    OK = "OK"
    SUPPRESSED = "SUPPRESSED"
    MISSING = "MISSING"
    NOT_MEANINGFUL = "NOT_MEANINGFUL"
    BELOW_MINIMUM = "BELOW_MINIMUM"


KEY = ["dataset", "indicator", "area_id", "boundary_vintage", "period", "group"]
TEXT = [*KEY, "status", "revision"]
NUMBERS = ["k", "n", "value"]
COLUMNS = [*KEY, *NUMBERS, "status", "revision"]
LARGEST = "largest"  # optional, never published: the largest single contribution to k (dominance rule)


def empty() -> pd.DataFrame:
    """An observation table without rows, with the right columns and types."""
    return normalise(pd.DataFrame({c: [] for c in COLUMNS}))


def normalise(frame: pd.DataFrame) -> pd.DataFrame:
    """Bring a frame into canonical columns, order and types (text as str, numbers as float with NaN = no number).

    Missing text columns become ``""``, missing numbers NaN, missing status OK. Other columns than these and the
    optional ``largest`` are dropped.
    """
    out = pd.DataFrame(index=frame.index)
    for column in COLUMNS:
        if column in NUMBERS:
            out[column] = pd.to_numeric(frame[column]) if column in frame else float("nan")
            out[column] = out[column].astype("float64")
        else:
            default = ValueStatus.OK.value if column == "status" else ""
            texts = frame[column] if column in frame else pd.Series(default, index=frame.index)
            out[column] = texts.astype(object).where(texts.notna(), default).astype(str)
    if LARGEST in frame and frame[LARGEST].notna().any():
        out[LARGEST] = pd.to_numeric(frame[LARGEST]).astype("float64")
    return out.sort_values(KEY, kind="stable").reset_index(drop=True)


def with_values(frame: pd.DataFrame, catalog: Catalog) -> pd.DataFrame:
    """Fill ``value`` of counts (= k) and rates (= per · k / n) where it is empty and the row is OK.

    A rate whose denominator is 0 becomes NOT_MEANINGFUL; a rate or count without its numbers becomes MISSING.
    """
    kinds = {i.id: i for i in catalog.indicators}
    parts = [_fill(group.copy(), kinds[str(name)]) for name, group in frame.groupby("indicator", sort=False)]
    return normalise(pd.concat(parts)) if parts else empty()


def _fill(rows: pd.DataFrame, indicator: Indicator) -> pd.DataFrame:
    ok = rows["status"].eq(ValueStatus.OK)
    if indicator.kind is IndicatorKind.COUNT:
        rows.loc[ok & rows["value"].isna(), "value"] = rows["k"]
    elif indicator.kind is IndicatorKind.RATE:
        undefined = ok & rows["n"].eq(0)
        rows.loc[undefined, "status"] = ValueStatus.NOT_MEANINGFUL.value
        computable = ok & ~undefined & rows["value"].isna()
        rows.loc[computable, "value"] = indicator.per * rows["k"] / rows["n"]
    gone = rows["status"].eq(ValueStatus.OK) & rows["value"].isna()
    rows.loc[gone, "status"] = ValueStatus.MISSING.value
    rows.loc[~rows["status"].eq(ValueStatus.OK), "value"] = float("nan")
    return rows


Place = Callable[[pd.Series], dict[str, object]]


def _finding(code: str, row: pd.Series, place: Place | None, **more: object) -> Problem:
    where = {c: row[c] for c in ("indicator", "area_id", "period", "group")} | (place(row) if place else {})
    return problem(code, **where, **more)  # type: ignore[arg-type]


MOST_FINDINGS = 20


def check(frame: pd.DataFrame, catalog: Catalog, place: Place | None = None) -> None:
    """Enforce the primary key and the rules of a row; raises ``GeodataError`` with the first findings of each kind.

    Rules: primary key unique; indicator in the catalogue; period readable; counts not negative; k ≤ n for rates;
    an OK row has a value, any other has none. ``place``: where a row comes from (file, sheet, row), for messages.
    """
    problems: list[Problem] = []
    known = {i.id: i for i in catalog.indicators}
    for name in sorted(set(frame["indicator"]) - set(known)):
        problems.append(problem("unknown_indicator", value=name))
    for text in sorted(set(frame["period"])):
        try:
            parse_period(text)
        except GeodataError as error:
            problems.extend(error.problems)
    counted = (
        frame["indicator"].map(lambda i: i in known and known[i].kind is not IndicatorKind.VALUE_ONLY).astype(bool)
    )
    rated = frame["indicator"].map(lambda i: i in known and known[i].kind is IndicatorKind.RATE).astype(bool)
    ok = frame["status"].eq(ValueStatus.OK)
    rules = {
        "duplicate_observation": frame.duplicated(KEY),
        "negative_count": counted & (frame["k"].lt(0) | frame["n"].lt(0)),
        "k_above_n": rated & frame["k"].gt(frame["n"]),
        "value_missing_for_ok": ok & frame["value"].isna(),
    }
    for code, wrong in rules.items():
        for _, row in frame[wrong].head(MOST_FINDINGS).iterrows():
            problems.append(_finding(code, row, place, k=row["k"], n=row["n"]))
    if problems:
        raise GeodataError(problems)
