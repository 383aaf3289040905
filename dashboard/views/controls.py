"""Options of the first controls: Gebiet · Ebene · Thema/Indikator · Zeitpunkt."""

from __future__ import annotations

from dataclasses import dataclass

from dashboard import formatting
from dashboard.state import ViewState
from geodata.catalog import Topic
from geodata.repository import Area, Repository


@dataclass(frozen=True, slots=True)
class Option:
    value: str
    label: str


@dataclass(frozen=True, slots=True)
class OptionGroup:
    label: str
    options: tuple[Option, ...]


@dataclass(frozen=True, slots=True)
class Controls:
    """What can be chosen in this state. ``groups`` is empty if the indicator has none."""

    regions: tuple[OptionGroup, ...]
    levels: tuple[Option, ...]
    indicators: tuple[OptionGroup, ...]
    groups: tuple[Option, ...]
    periods: tuple[Option, ...]


def build_controls(repository: Repository, state: ViewState) -> Controls:
    indicator = repository.indicator(state.ind)
    periods = repository.periods(state.ind, state.level, state.region, state.group)
    groups = repository.groups(state.ind)
    labels = {"": "insgesamt", **indicator.groups}
    return Controls(
        regions=build_regions(repository),
        levels=tuple(
            Option(v.id, f"{v.plural} ({len(repository.areas(v.id, state.region))})")
            for v in repository.levels(state.region)
        ),
        indicators=build_indicators(repository, state),
        groups=tuple(Option(g, labels.get(g, g)) for g in groups) if groups not in ((), ("",)) else (),
        periods=tuple(Option(p, formatting.period(p)) for p in reversed(periods)),
    )


def build_indicators(repository: Repository, state: ViewState) -> tuple[OptionGroup, ...]:
    """Indicators with figures anywhere inside the region, by topic in the order of the departments."""
    found = {
        i.id: i for level in repository.levels(state.region) for i in repository.indicators(level.id, state.region)
    }
    return tuple(
        OptionGroup(topic.value, tuple(Option(i.id, i.short_name) for i in found.values() if i.topic is topic))
        for topic in Topic
        if any(i.topic is topic for i in found.values())
    )


def build_requestable(repository: Repository) -> tuple[OptionGroup, ...]:
    """All indicators that can be asked for, by topic: everything that is not derived from others."""
    asked = [i for i in repository.catalog.indicators if i.derived is None]
    return tuple(
        OptionGroup(topic.value, tuple(Option(i.id, i.short_name) for i in asked if i.topic is topic))
        for topic in Topic
        if any(i.topic is topic for i in asked)
    )


def build_regions(repository: Repository) -> tuple[OptionGroup, ...]:
    """„Mein Kreis“ first in reach: the Land, then its Kreise, Regierungsbezirke, and municipalities with own layers."""
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
    pairs = sorted(zip(rows["name"], rows["area_id"], strict=True), key=lambda pair: _sortable(pair[0]))
    return tuple(Option(area_id, f"{name}{suffix}") for name, area_id in pairs)


def _sortable(name: str) -> str:
    """„Kreis Borken“ sorts under B, umlauts beside their base letter (DIN 5007-1)."""
    plain = name.removeprefix("Kreis ").casefold()
    return plain.translate(str.maketrans("äöü", "aou")).replace("ß", "ss")
