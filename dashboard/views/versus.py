"""What a view can be compared with, and why not with more."""

from __future__ import annotations

from dashboard import formatting
from dashboard.comparison import LEVELS, Versus, With, obstacle, reference_areas
from dashboard.state import ViewState
from dashboard.views.compare import figures_of
from dashboard.views.options import Option, OptionGroup
from geodata.observations import ValueStatus
from geodata.repository import Repository

NOTHING = Option("", "nichts")
ABOVE, TIME, AREA = "Gebiet darüber", "Anderer Zeitpunkt", "Anderes Gebiet"
OWN = {"gemeinde": "jeweilige Gemeinde", "kreis": "jeweiliger Kreis", "land": "jeweiliges Land"}
MOST_AREAS = 500  # of more, only the selected ones are offered: nobody scrolls through thousands


def build_versus(repository: Repository, state: ViewState) -> tuple[OptionGroup, ...]:
    """Nothing, areas above, other times, other areas; what is not possible is disabled and says why. An area chosen
    before stays, wherever it lies."""
    key = ("versus", figures_of(state), state.vs, state.sel)
    count = len(repository.area_ids(state.level, state.region))
    return repository.recent(key, lambda: _find(repository, state), min(count, MOST_AREAS))


def _find(repository: Repository, state: ViewState) -> tuple[OptionGroup, ...]:
    groups = (
        OptionGroup("Kein Vergleich", (NOTHING,)),
        OptionGroup(ABOVE, _above(repository, state)),
        OptionGroup(TIME, _times(repository, state)),
        OptionGroup(AREA, _areas(repository, state)),
    )
    return tuple(group for group in groups if group.options)


def _why_not(reason: str, key: str) -> Option:
    return Option(f"-{key}", reason, disabled=True)


def _above(repository: Repository, state: ViewState) -> tuple[Option, ...]:
    found = {level: reference_areas(repository, level, state.level, state.region) for level in LEVELS}
    found = {level: ids for level, ids in found.items() if ids}
    reasons = {v: obstacle(repository, Versus(With.LEVEL, v), figures_of(state)) for v in found}
    levels: dict[str, str] = {}  # by label: a kreisfreie Stadt is its own Kreis and stands in the list once
    for level, ids in found.items():
        label = repository.area(ids[0]).name if len(ids) == 1 else OWN[level]
        if not reasons[level] and levels.get(label) != state.vs:
            levels[label] = level
    possible = tuple(Option(level, label) for label, level in levels.items())
    return possible or tuple(_why_not(reason, "ebene") for reason in list(reasons.values())[:1])


def _times(repository: Repository, state: ViewState) -> tuple[Option, ...]:
    periods = repository.periods(state.ind, state.level, state.region, state.group)
    others = [p for p in reversed(periods) if p != state.period]
    reasons = {p: obstacle(repository, Versus(With.PERIOD, p), figures_of(state)) for p in others}
    possible = tuple(Option(f"{With.PERIOD}:{p}", formatting.period(p)) for p in others if not reasons[p])
    refused = list(dict.fromkeys(reason for reason in reasons.values() if reason))
    return (*possible, *(_why_not(reason, f"zeit{n}") for n, reason in enumerate(refused)))


def _areas(repository: Repository, state: ViewState) -> tuple[Option, ...]:
    """Areas of the view with a value."""
    cells = repository.values(state.ind, state.level, state.region, state.period, state.group)
    shown = [str(i) for i in cells.index[cells["status"].eq(ValueStatus.OK)]]
    if not shown or obstacle(repository, Versus(With.AREA, shown[0]), figures_of(state)):
        return ()
    offered = shown if len(shown) <= MOST_AREAS else [i for i in state.sel if i in set(shown)]
    chosen = state.vs.removeprefix(f"{With.AREA}:") if state.vs.startswith(f"{With.AREA}:") else ""
    ids = dict.fromkeys([*([chosen] if chosen else []), *offered])
    named = sorted((formatting.sortable(repository.area(i).name), i) for i in ids)
    return tuple(Option(f"{With.AREA}:{i}", repository.area(i).name) for _, i in named)
