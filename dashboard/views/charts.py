"""The charts of the page „Karte“ for pictures: figures of the panel's view models, and the words that go with them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from dashboard import formatting
from dashboard.state import FUNNEL, TABS, ViewState
from dashboard.views.columns import CLASS_CODES, NO_CLASS, OUTSIDE, Whole
from dashboard.views.current import build_current
from dashboard.views.funnel import NOTHING
from dashboard.views.karte import KarteView, build_karte
from dashboard.views.map import MapView
from dashboard.views.trend import Trends, build_trends
from geodata.repository import Repository

RANKING = "rangfolge"
DISTRIBUTION, TREND, RELATION = TABS[:3]
CHARTS = {RANKING: "Rangfolge", DISTRIBUTION: "Verteilung", TREND: "Verlauf", RELATION: "Zusammenhang",
          FUNNEL: "Trichter"}  # fmt: skip
BAND_ABOVE = 500  # more areas than this stand behind a trend as a band
BAND = (0.1, 0.9)
MOST_LINES = 6  # selected areas with a line of their own
NO_VALUE = "Für kein gezeigtes Gebiet ist ein Wert ausgewiesen."
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Areas:
    """Areas with a number, in one order. ``cls``: −1 without a class; ``selected``: those to be named."""

    names: tuple[str, ...]
    cls: tuple[int, ...]
    selected: tuple[bool, ...]
    y: Floats
    x: Floats


@dataclass(frozen=True)
class Ranks:
    """Rank 1 first. ``x`` of the areas: value; ``texts``: as printed. ``low``, ``high``: interval, NaN without."""

    areas: Areas
    ranks: tuple[int, ...]
    texts: tuple[str, ...]
    low: Floats
    high: Floats


@dataclass(frozen=True)
class Spread:
    """``x`` of the areas: value. ``marks``: name and value of the median and of the areas above."""

    areas: Areas
    marks: tuple[tuple[str, float], ...]


@dataclass(frozen=True)
class Course:
    """``values``: one per period, NaN without a published figure."""

    name: str
    values: Floats


@dataclass(frozen=True)
class Courses:
    """``crowd``: periods × areas; ``band``: the same as two edges, where the areas are too many for lines. ``breaks``:
    positions of the first period after a break."""

    periods: tuple[str, ...]
    crowd: Floats
    band: tuple[Floats, Floats] | None
    above: tuple[Course, ...]
    chosen: tuple[Course, ...]
    breaks: tuple[int, ...]


@dataclass(frozen=True)
class Pairs:
    areas: Areas


@dataclass(frozen=True)
class Limits:
    """``x`` of the areas: size, ``y``: value. ``inner``, ``outer``: lower and upper limit at ``sizes``."""

    areas: Areas
    sizes: Floats
    inner: tuple[Floats, Floats]
    outer: tuple[Floats, Floats]
    reference: float


@dataclass(frozen=True)
class ChartView:
    """``data``: None where ``sentences`` say why there is nothing to draw. ``x``, ``y``: titles of the axes.
    ``sentences``: base and reading, in German. ``span``: first to last period, where it is not that of the view."""

    kind: str
    title: str
    data: Ranks | Spread | Courses | Pairs | Limits | None
    x: str
    y: str
    sentences: tuple[str, ...]
    span: str = ""


def chart_state(state: ViewState, kind: str) -> ViewState:
    """The state whose link opens the chart on the page."""
    return replace(state, tab=kind) if kind in TABS else state


def build_chart(repository: Repository, state: ViewState, kind: str) -> ChartView:
    """``kind``: a key of ``CHARTS``."""
    view = build_karte(repository, chart_state(state, kind), state.sel)
    selected = frozenset(state.sel)
    match kind:
        case "rangfolge":
            return _ranking(view, selected)
        case "verteilung":
            return _distribution(view, selected)
        case "verlauf":
            return _trend(view, build_trends(repository, view.series), state.sel)
        case "zusammenhang":
            return _relation(repository, view, selected)
    return _funnel(repository, state, view, selected)


def _numbers(column: Whole, decimals: int) -> Floats:
    return np.array([np.nan if v is None else v / 10**decimals for v in column], dtype="float64")


def _areas(view: KarteView, selected: frozenset[str], at: NDArray[np.intp], x: Floats, y: Floats) -> Areas:
    cls = [-1 if c == NO_CLASS else CLASS_CODES.index(c) for c in view.maps[0].columns.cls]
    place = view.place
    return Areas(
        names=tuple(place.names[i] for i in at),
        cls=tuple(cls[i] for i in at),
        selected=tuple(place.ids[i] in selected for i in at),
        x=x[at],
        y=y[at],
    )


def _base(found: int, total: int) -> str:
    areas = "Gebiet" if total == 1 else "Gebieten"
    return f"Basis: {formatting.number(found)} von {formatting.number(total)} {areas} mit Wert."


def _total(figures: MapView) -> int:
    return sum(status != OUTSIDE for status in figures.columns.status)


def _axis(figures: MapView) -> str:
    unit = figures.legend.unit
    return f"{figures.legend.title} {unit}".strip()


def _nothing(kind: str, *why: str) -> ChartView:
    return ChartView(kind, CHARTS[kind], None, "", "", why)


def _ranking(view: KarteView, selected: frozenset[str]) -> ChartView:
    figures, kind = view.maps[0], RANKING
    columns = figures.columns
    values = _numbers(columns.value, figures.decimals)
    ranks = _numbers(columns.rank, 0)
    at = np.flatnonzero(~np.isnan(values))
    if not len(at):
        return _nothing(kind, NO_VALUE)
    at = at[np.lexsort((np.array([view.place.names[i] for i in at]), ranks[at]))]
    empty = np.full(len(values), np.nan)
    low, high = (_numbers(c, figures.decimals) if c else empty for c in (columns.lower, columns.upper))
    data = Ranks(
        areas=_areas(view, selected, at, values, empty),
        ranks=tuple(int(ranks[i]) for i in at),
        texts=tuple(_text(figures, values[i]) for i in at),
        low=low[at],
        high=high[at],
    )
    chance = "Striche: Bereich, in dem der Wert mit 95 % Sicherheit liegt." if columns.lower else ""
    words = (_base(len(at), _total(figures)), f"{view.ranking.order_note}.", chance)
    return ChartView(kind, CHARTS[kind], data, _axis(figures), "", tuple(filter(None, words)))


def _text(figures: MapView, value: float) -> str:
    step = figures.steps.get(str(round(value * 10**figures.decimals)))
    return step or formatting.quantity(value, figures.inline, figures.decimals, signed=figures.signed)


def _distribution(view: KarteView, selected: frozenset[str]) -> ChartView:
    figures, found, kind = view.maps[0], view.distribution, DISTRIBUTION
    values = _numbers(figures.columns.value, figures.decimals)
    at = np.flatnonzero(~np.isnan(values))
    if not len(at):
        return _nothing(kind, found.sentence)
    marks = [] if found.median is None else [("Median", found.median)]
    data = Spread(_areas(view, selected, at, values, values), (*marks, *found.references))
    words = (_base(len(at), _total(figures)), "Jeder Punkt ist ein Gebiet.", found.sentence)
    return ChartView(kind, CHARTS[kind], data, _axis(figures), "", words)


def _trend(view: KarteView, trends: Trends, chosen: Sequence[str]) -> ChartView:
    kind = TREND
    if trends.note:
        return _nothing(kind, trends.note)
    inside = [i for i, status in enumerate(view.maps[0].columns.status) if status != OUTSIDE]
    table = np.array([_numbers(column, trends.decimals) for column in trends.values])[:, inside]
    with_value = int((~np.isnan(table)).any(axis=0).sum())
    if not with_value:
        return _nothing(kind, NO_VALUE)
    places = [view.place.ids.index(i) for i in chosen if i in view.place.ids]
    lines = [Course(view.place.names[i], np.array([_numbers(c, trends.decimals)[i] for c in trends.values]))
             for i in places[:MOST_LINES]]  # fmt: skip
    common = [n for n in range(len(trends.above)) if all(n in trends.up[i] for i in inside)]
    above = [Course(trends.above[n].name, _numbers(trends.above[n].values, trends.decimals)) for n in common]
    many = len(inside) > BAND_ABOVE
    data = Courses(
        periods=trends.periods,
        crowd=table,
        band=_band(table) if many else None,
        above=tuple(above),
        chosen=tuple(lines),
        breaks=tuple(n for n, _ in trends.breaks),
    )
    areas = "Grau: wo acht von zehn Gebieten liegen." if many else "Grau: jedes Gebiet."
    missing = "Lücken: nicht ausgewiesen." if np.isnan(table[:, (~np.isnan(table)).any(axis=0)]).any() else ""
    broken = [f"Bruch vor {trends.periods[n]}: {reason}." for n, reason in trends.breaks]
    base = f"Basis: {formatting.number(with_value)} von {formatting.number(len(inside))} Gebieten mit Werten."
    words = (base, areas, missing, _not_drawn(len(places)), *broken)
    span = f"{trends.periods[0]} bis {trends.periods[-1]}"
    return ChartView(kind, CHARTS[kind], data, "", view.maps[0].own_unit, tuple(filter(None, words)), span)


def _not_drawn(chosen: int) -> str:
    return f"Gezeichnet sind die ersten {MOST_LINES} von {chosen} gewählten Gebieten." if chosen > MOST_LINES else ""


def _band(table: Floats) -> tuple[Floats, Floats]:
    """Values between which eight of ten areas lie, without those that have none."""
    low, high = np.full((2, len(table)), np.nan)
    for n, row in enumerate(table):
        known = row[~np.isnan(row)]
        if len(known):
            low[n], high[n] = np.quantile(known, BAND, method="lower")
    return low, high


def _relation(repository: Repository, view: KarteView, selected: frozenset[str]) -> ChartView:
    kind = RELATION
    if view.relation is None or len(view.maps) < 2:
        return _nothing(kind, "Für diese Gebiete gibt es keinen zweiten Indikator.")
    first, second = view.maps
    x, y = (_numbers(m.columns.value, m.decimals) for m in (first, second))
    at = np.flatnonzero(~np.isnan(x) & ~np.isnan(y))
    if not len(at):
        return _nothing(kind, view.relation.sentence)
    source = repository.dataset_of(second.ind).source
    words = (
        view.relation.sentence,
        f"{view.relation.figures}.",
        f"{view.relation.left_out} ohne beide Werte." if view.relation.left_out else "",
        view.relation.caution,
        f"Quelle zu „{second.label}“: {source.attribution}",
    )
    data = Pairs(_areas(view, selected, at, x, y))
    return ChartView(kind, CHARTS[kind], data, _label(first), _label(second), tuple(filter(None, words)))


def _label(figures: MapView) -> str:
    return f"{figures.label} ({figures.unit})" if figures.unit else figures.label


def _funnel(repository: Repository, state: ViewState, view: KarteView, selected: frozenset[str]) -> ChartView:
    kind, found = FUNNEL, view.funnel
    if found is None:
        return _nothing(kind, view.funnel_text)
    columns = view.maps[0].columns
    values = _numbers(columns.own or columns.value, found.decimals)
    size = _numbers(columns.n, 0)
    kept = np.array([code != NOTHING for code in found.beyond])
    at = np.flatnonzero(kept & ~np.isnan(values) & (size > 0))
    far = frozenset(i for i, code in zip(view.place.ids, found.beyond, strict=True) if code in "LH")
    named = selected | far if len(far) <= len(columns.n) / 4 else selected
    inner, outer = ((_numbers(a, found.decimals), _numbers(b, found.decimals)) for a, b in (found.inner, found.outer))
    data = Limits(
        areas=_areas(view, named, at, size, values),
        sizes=np.array(found.n, dtype="float64"),
        inner=inner,
        outer=outer,
        reference=found.reference / 10**found.decimals,
    )
    lines = "Zwischen den inneren Linien lägen durch Zufall 95 von 100 Gebieten, zwischen den äußeren 998 von 1.000."
    words = (_base(len(at), _total(view.maps[0])), found.text, lines)
    indicator = build_current(repository, state).indicator.short_name
    value = f"{indicator} ({found.unit})" if found.unit else indicator
    return ChartView(kind, CHARTS[kind], data, f"{found.size_label} (logarithmisch)", value, words)
