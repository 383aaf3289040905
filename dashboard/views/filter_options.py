"""What the panel „Eingrenzen“ offers: area types, sizes, areas above, single areas, and ranges of values."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from dashboard import formatting
from dashboard.conditions import SIZES, OneOf, scale_of
from dashboard.state import ViewState
from dashboard.views.controls import indicator_groups
from dashboard.views.filters import build_narrowing, newest, population_of, published
from dashboard.views.options import Option, OptionGroup
from geodata.repository import Repository


@dataclass(frozen=True, slots=True)
class FilterOptions:
    """``sentence``: how many areas meet the conditions. ``chosen``: values of the conditions that hold, by sort
    (``kind``, ``size``, ``in``, ``ids``). Sorts that do not tell areas apart offer nothing."""

    sentence: str

    kinds: tuple[Option, ...]
    sizes: tuple[Option, ...]
    parents: tuple[OptionGroup, ...]
    areas: tuple[Option, ...]
    indicators: tuple[OptionGroup, ...]
    chosen: dict[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class RangeOptions:
    """For one indicator and period: the times it has, lowest and highest published value as text, and both in a
    sentence (what to type, or that there is nothing)."""

    periods: tuple[Option, ...]
    lowest: str
    highest: str
    sentence: str
    decimals: int


def build_filter_options(repository: Repository, state: ViewState) -> FilterOptions:
    rows = repository.areas(state.level, state.region)
    kinds = rows["kind"][rows["kind"].ne("")].value_counts().sort_index()
    people = population_of(repository, state)
    scale = scale_of(repository.level_of[state.level])
    sizes = [s for s in SIZES.values() if s.scale == scale] if people else []
    return FilterOptions(
        sentence=f"Gezeigt: {build_narrowing(repository, state).count}",
        kinds=tuple(Option(str(k), f"{k} ({n})") for k, n in kinds.items()) if len(kinds) > 1 else (),
        sizes=tuple(Option(s.id, s.label) for s in sizes),
        parents=_parents(repository, state),
        areas=_by_name(repository, list(rows["area_id"])),
        indicators=indicator_groups(repository.indicators(state.level, state.region)),
        chosen={c.what: c.values for c in state.f if isinstance(c, OneOf)},
    )


def _parents(repository: Repository, state: ViewState) -> tuple[OptionGroup, ...]:
    """Areas above those of the view, by level, where there are several of a level."""
    ids = repository.areas(state.level, state.region)["area_id"]
    above = dict.fromkeys(p for i in ids for p in repository.area(i).parents if repository.has_area(p))
    levels: dict[str, list[str]] = {}
    for i in above:
        levels.setdefault(repository.area(i).level, []).append(i)
    ordered = sorted(levels, key=lambda level: repository.level_of[level].rank)
    return tuple(
        OptionGroup(repository.level_of[level].plural, _by_name(repository, levels[level]))
        for level in ordered
        if len(levels[level]) > 1
    )


def _by_name(repository: Repository, ids: list[str]) -> tuple[Option, ...]:
    named = sorted((formatting.sortable(repository.area(i).name), i) for i in ids)
    return tuple(Option(i, repository.area(i).name) for _, i in named)


def build_range(repository: Repository, state: ViewState, ind: str, period: str = "") -> RangeOptions:
    """Raises nothing for an indicator without figures here: then there is nothing to type."""
    if ind not in {i.id for i in repository.indicators(state.level, state.region)}:
        return RangeOptions((), "", "", "", 0)
    indicator = repository.indicator(ind)
    periods = repository.periods(ind, state.level, state.region)
    at = period if period in periods else newest(repository, state, ind, "")
    values = published(repository, state, ind, at, "")
    present = values[~np.isnan(values)]
    offered = tuple(Option(p, formatting.period(p)) for p in reversed(periods))
    if not len(present):
        nothing = f"Für {formatting.period(at)} ist kein Wert ausgewiesen." if at else "Kein Wert ist ausgewiesen."
        return RangeOptions(offered, "", "", nothing, indicator.decimals)
    ends = [formatting.number(float(v), indicator.decimals) for v in (present.min(), present.max())]
    unit = "" if indicator.categories else formatting.beside_number(indicator.unit)
    areas = "1 Gebiet" if len(present) == 1 else f"{formatting.number(len(present))} Gebiete"
    sentence = f"Ausgewiesen sind {ends[0]} bis {ends[1]}{unit} ({formatting.period(at)}, {areas})."
    return RangeOptions(offered, ends[0], ends[1], f"{sentence}{_steps(indicator.categories)}", indicator.decimals)


def _steps(categories: dict[int, str]) -> str:
    return f" Stufen: {', '.join(f'{k} = {v}' for k, v in categories.items())}." if categories else ""
