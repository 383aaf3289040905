"""Which chosen indicators measure the same: correlation of each two with n, and a warning in words."""

from __future__ import annotations

from dataclasses import dataclass

from dashboard import formatting
from dashboard.views.needs.result import Result
from geodata.methods.index import FEWEST_PAIRS, SAME_THING

SAME_WORDS = (
    "„{a}“ und „{b}“ messen fast dasselbe (Korrelation {r}, n = {n}); zusammen zählt es doppelt. Nehmen Sie eines "
    "heraus, oder verringern Sie die Gewichte."
)
NOTHING_SAME = "Keine zwei der gewählten Indikatoren messen fast dasselbe (|r| ab {most})."
MEANS = (
    "Korrelation nach Pearson über die einbezogenen Gebiete, ungewichtet; n = Gebiete mit beiden Werten. 1: steigen "
    "gemeinsam; −1: eines steigt, wo das andere fällt; 0: kein gerader Zusammenhang. Unter {fewest} Gebieten steht „–“."
)


@dataclass(frozen=True)
class Pair:
    """A cell of the table: ``text`` like „0,97“, "" on the diagonal; ``n``: areas with both; ``same``: nearly so."""

    text: str
    n: str
    same: bool


@dataclass(frozen=True)
class Alike:
    """``names``: of rows and columns; ``cells``: rows of pairs; ``warnings``: what measures the same, in words."""

    names: tuple[str, ...]
    cells: tuple[tuple[Pair, ...], ...]
    warnings: tuple[str, ...]
    means: str


def build_alike(result: Result) -> Alike | None:
    """None with a single indicator."""
    names = tuple(c.indicator.short_name for c in result.inputs.columns)
    if len(names) < 2:
        return None
    size = range(len(names))
    cells = tuple(tuple(_pair(result, row, column) for column in size) for row in size)
    means = MEANS.format(fewest=FEWEST_PAIRS)
    return Alike(names, cells, same_words(result) or (NOTHING_SAME.format(most=_number(SAME_THING)),), means)


def _pair(result: Result, row: int, column: int) -> Pair:
    r, n = float(result.correlation[row, column]), formatting.number(int(result.pairs[row, column]))
    if row == column:
        return Pair("", n, False)
    return Pair("–" if r != r else _number(r), n, abs(r) >= SAME_THING)


def same_words(result: Result) -> tuple[str, ...]:
    """A sentence for each pair, the strongest first."""
    at = {c.indicator.id: j for j, c in enumerate(result.inputs.columns)}
    names = {c.indicator.id: c.indicator.short_name for c in result.inputs.columns}
    return tuple(
        SAME_WORDS.format(a=names[a], b=names[b], r=_number(r), n=formatting.number(int(result.pairs[at[a], at[b]])))
        for a, b, r in sorted(result.same, key=lambda pair: -abs(pair[2]))
    )


def _number(r: float) -> str:
    return formatting.number(r, 2)
