"""The second indicator beside the first: for the second map and for „Zusammenhang“."""

from __future__ import annotations

from dataclasses import dataclass, replace

from dashboard.state import TABS, ViewState
from dashboard.views.classes import COMPUTED
from dashboard.views.classing import FALLBACK
from dashboard.views.controls import indicator_groups
from dashboard.views.current import Current, build_current
from dashboard.views.options import OptionGroup
from geodata.catalog import Direction, Indicator
from geodata.periods import parse_period
from geodata.repository import Repository

RELATION = TABS[2]


def second_needed(state: ViewState) -> bool:
    return state.maps == 2 or state.tab == RELATION


def second_indicator(repository: Repository, state: ViewState) -> str:
    """The chosen one; else another opening question with figures here; empty if there is no other indicator."""
    if state.ind2:
        return state.ind2
    others = [i for i in repository.indicators(state.level, state.region) if i.id != state.ind]
    return min(others, key=lambda i: _eagerness(i, repository.indicator(state.ind))).id if others else ""


def _eagerness(indicator: Indicator, first: Indicator) -> tuple[bool, bool, bool, int]:
    """An opening question before others, what tells of need before context, another topic before the same."""
    context = indicator.direction is Direction.CONTEXT
    return indicator.headline == 0, context, indicator.topic is first.topic, indicator.headline


@dataclass(frozen=True, slots=True)
class SecondOptions:
    """``chosen``: id of the second indicator, empty if there is none."""

    indicators: tuple[OptionGroup, ...]
    chosen: str


def build_second_options(repository: Repository, state: ViewState) -> SecondOptions:
    """Indicators with figures at the level shown, and the one that is the second; nothing while none is needed."""
    if not second_needed(state):
        return SecondOptions((), "")
    found = repository.indicators(state.level, state.region)
    return SecondOptions(indicator_groups(found), second_indicator(repository, state))


def build_second(repository: Repository, state: ViewState, hidden: frozenset[str] = frozenset()) -> Current | None:
    """Figures of the second indicator for the same areas and conditions, at the same time or the last one before it.

    None if there is no second indicator. Bounds, threshold and comparison belong to the first alone; areas that are
    ``hidden`` because the first says nothing sure of them are left out here too.
    """
    found = second_indicator(repository, state)
    if not found:
        return None
    period = _period(repository.periods(found, state.level, state.region), state.period)
    scheme = state.classes if state.classes in COMPUTED else FALLBACK
    return build_current(
        repository,
        replace(
            state,
            ind=found,
            group="",
            period=period,
            classes=scheme,
            bounds=(),
            thr="",
            vs="",
            sure="",
            smooth="",
            nb="",
        ),
        hidden,
    )


def _period(available: tuple[str, ...], wanted: str) -> str:
    """The same; else the last one before; else the first."""
    if wanted in available or not available:
        return wanted
    key = parse_period(wanted).sort_key if wanted else None
    before = [p for p in available if key is not None and parse_period(p).sort_key <= key]
    return before[-1] if before else available[0]
