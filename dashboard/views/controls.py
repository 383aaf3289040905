"""What can be chosen in a view: Gebiet · Ebene · Thema/Indikator · Zeitpunkt · Vergleichen mit · Klasseneinteilung."""

from __future__ import annotations

from dataclasses import dataclass

from dashboard import formatting
from dashboard.conditions import read_number
from dashboard.refining import MEDIAN, THRESHOLD_LEVELS
from dashboard.resolving import as_a_whole
from dashboard.state import ViewState
from dashboard.views.filters import Narrowing, build_narrowing
from dashboard.views.options import Option, OptionGroup
from dashboard.views.versus import build_versus
from geodata.areas import AreaLevel
from geodata.catalog import Indicator, Topic
from geodata.repository import Area, Repository


@dataclass(frozen=True, slots=True)
class Controls:
    """What can be chosen in this state. ``groups`` is empty if the indicator has none. ``steps``: the classes are
    the steps of the indicator, so that no scheme can be chosen. ``bounds``: own bounds as people type them;
    ``thresholds``: whose value can divide, ``threshold``: the number somebody set. ``narrowing``: conditions in words.
    """

    regions: tuple[OptionGroup, ...]
    levels: tuple[Option, ...]
    indicators: tuple[OptionGroup, ...]
    groups: tuple[Option, ...]
    periods: tuple[Option, ...]
    versus: tuple[OptionGroup, ...]
    steps: bool
    bounds: str
    thresholds: tuple[Option, ...]
    threshold: float | None
    narrowing: Narrowing


def build_controls(repository: Repository, state: ViewState) -> Controls:
    indicator = repository.indicator(state.ind)
    periods = repository.periods(state.ind, state.level, state.region, state.group)
    groups = repository.groups(state.ind)
    labels = {"": "insgesamt", **indicator.groups}
    return Controls(
        regions=build_regions(repository),
        levels=build_levels(repository, state),
        indicators=build_indicators(repository, state),
        groups=tuple(Option(g, labels.get(g, g)) for g in groups) if groups not in ((), ("",)) else (),
        periods=tuple(Option(p, formatting.period(p)) for p in reversed(periods)),
        versus=build_versus(repository, state),
        steps=bool(indicator.categories) and not state.vs,
        bounds=bounds_text(state.bounds),
        thresholds=_thresholds(repository, state),
        threshold=read_number(state.thr),
        narrowing=build_narrowing(repository, state),
    )


def bounds_text(bounds: tuple[float, ...]) -> str:
    """``5; 10; 12,5``, as people type them."""
    return "; ".join(f"{b:.10f}".rstrip("0").rstrip(".").replace(".", ",") for b in bounds)


def build_levels(repository: Repository, state: ViewState) -> tuple[Option, ...]:
    """Levels inside the region; before them the region itself while it is all that has figures."""
    inside = tuple(_level(repository, state, v) for v in repository.levels(state.region))
    region = repository.area(state.region)
    if state.level != region.level:
        return inside
    return (Option(region.level, f"ganzes Gebiet ({region.name})"), *inside)


def _level(repository: Repository, state: ViewState, level: AreaLevel) -> Option:
    count = formatting.number(len(repository.areas(level.id, state.region)))
    return Option(level.id, f"{level.plural} ({count})")


def _thresholds(repository: Repository, state: ViewState) -> tuple[Option, ...]:
    """Whose value can divide: the region and the areas above it, or the middle of the areas shown. A link may name
    the region by its level."""
    region = repository.area(state.region)
    around = [a for level in THRESHOLD_LEVELS if (a := repository.ancestor_at(state.region, level))]
    named = [Option(a.level, f"Wert von {a.name}") for a in around if a.id != region.id]
    itself = region.level if state.thr == region.level else ""
    return Option(itself, f"Wert von {region.name}"), *named, Option(MEDIAN, "Median der Gebiete")


def build_indicators(repository: Repository, state: ViewState) -> tuple[OptionGroup, ...]:
    """Indicators with figures anywhere inside the region, and those of the region as a whole (marked)."""
    inside = {i.id for level in repository.levels(state.region) for i in repository.indicators(level.id, state.region)}
    whole = {i.id for i in as_a_whole(repository, state.region)} - inside
    found = tuple(i for i in repository.catalog.indicators if i.id in inside | whole)
    return indicator_groups(found, dict.fromkeys(whole, " (nur ganzes Gebiet)"))


def indicator_groups(found: tuple[Indicator, ...], remarks: dict[str, str] | None = None) -> tuple[OptionGroup, ...]:
    """By topic in the order of the departments. ``remarks``: id → what follows the name."""
    after = remarks or {}
    return tuple(
        OptionGroup(
            topic.value,
            tuple(Option(i.id, f"{i.short_name}{after.get(i.id, '')}") for i in found if i.topic is topic),
        )
        for topic in Topic
        if any(i.topic is topic for i in found)
    )


def build_requestable(repository: Repository) -> tuple[OptionGroup, ...]:
    """All indicators that can be asked for, by topic: everything that is not derived from others."""
    return indicator_groups(tuple(i for i in repository.catalog.indicators if i.derived is None))


def build_regions(repository: Repository) -> tuple[OptionGroup, ...]:
    """„Mein Kreis“ first in reach: the Land, then its Kreise, Regierungsbezirke, and municipalities with own layers."""
    return repository.keep(("regions",), lambda: _regions(repository))


def _regions(repository: Repository) -> tuple[OptionGroup, ...]:
    groups: list[OptionGroup] = []
    for root in repository.roots:
        suffix = " (fiktiv)" if root.fictional else ""
        groups.append(OptionGroup(f"Ganzes Land{suffix}", (Option(root.id, f"{root.name}{suffix}"),)))
        for level, label in (("kreis", "Kreise und kreisfreie Städte"), ("regbez", "Regierungsbezirke")):
            groups.append(OptionGroup(f"{label}{suffix}", _options(repository, level, root, suffix)))
        own = tuple(
            option
            for option in _options(repository, "gemeinde", root, suffix)
            if repository.levels(option.value) and not _is_whole_kreis(repository, option.value)
        )
        groups.append(OptionGroup(f"Städte und Gemeinden mit eigenen Quartieren{suffix}", own))
    return tuple(group for group in groups if group.options)


def _is_whole_kreis(repository: Repository, municipality: str) -> bool:
    kreis = repository.ancestor_at(municipality, "kreis")
    return kreis is not None and len(repository.areas("gemeinde", kreis.id)) == 1


def _options(repository: Repository, level: str, root: Area, suffix: str) -> tuple[Option, ...]:
    rows = repository.areas(level, root.id)
    pairs = sorted(zip(rows["name"], rows["area_id"], strict=True), key=lambda pair: formatting.sortable(pair[0]))
    return tuple(Option(area_id, f"{name}{suffix}") for name, area_id in pairs)
