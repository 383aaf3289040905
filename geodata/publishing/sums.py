"""Which figures of one indicator and period add up to which: areas to the area above, groups to their total."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import pandas as pd

from geodata.catalog import Catalog, GroupSum, Indicator

Key = tuple[str, str]  # group, area_id
Sum = tuple[list[Key], list[Key], bool]  # total, parts, whether they leave a rest
Cover = tuple[
    tuple[str, ...], tuple[str, ...], bool
]  # areas left and right of the same ground; whether right leaves a rest
REST = "\0"  # begins the area id of what stands for all areas of a division that have no figures at all


@dataclass(frozen=True)
class Territory:
    """``layers``: area → its divisions, each a list of areas that make it up completely. ``wide``: whether sums with
    figures that nobody delivered are looked at (``wider_sums``). ``covers``: what outlines say beside that."""

    layers: Mapping[str, list[list[str]]] = field(default_factory=dict)
    wide: bool = True
    covers: Sequence[Cover] = ()

    @classmethod
    def of(cls, areas: pd.DataFrame, covers: Sequence[Cover] = ()) -> Territory:
        found: dict[str, list[list[str]]] = {}
        below = areas[areas["parent_id"].ne("")]
        for (parent, _), rows in below.groupby(["parent_id", "level"], sort=True):
            if rows["partition"].all():
                found.setdefault(str(parent), []).append(list(rows["area_id"]))
        return cls(found, covers=covers)

    def parts(self, division: list[str], there: set[str]) -> list[str] | None:
        """The areas of a division, those without a figure replaced by theirs; None if that leads nowhere."""
        found: list[str] = []
        for area in division:
            if area in there:
                found.append(area)
                continue
            deeper = next((p for d in self.layers.get(area, []) if (p := self.parts(d, there)) is not None), None)
            if deeper is None:
                return None
            found += deeper
        return found


def area_sums(territory: Territory, there: set[Key]) -> Iterator[tuple[list[Key], list[Key]]]:
    """Pairs of figures that are equal in sum: an area and its parts, or two divisions of an area without figure."""
    groups: dict[str, set[str]] = {}
    for group, area in there:
        groups.setdefault(group, set()).add(area)
    for group, areas in sorted(groups.items()):
        for whole, divisions in territory.layers.items():
            expanded = [p for d in divisions if (p := territory.parts(d, areas)) is not None]
            if whole in areas:
                left, others = [whole], expanded
            elif len(expanded) > 1:
                left, others = expanded[0], expanded[1:]
            else:
                continue
            for parts in others:
                yield [(group, a) for a in left], [(group, a) for a in parts]


def zone_sums(territory: Territory, there: set[Key]) -> Iterator[Sum]:
    """Sums over areas of different divisions that cover the same ground, for groups with figures on both sides."""
    groups = sorted({group for group, _ in there})
    for left, right, rest in territory.covers:
        for group in groups:
            sides = [[(group, area) for area in side] for side in (left, right)]
            if all(any(key in there for key in side) for side in sides):
                yield sides[0], sides[1], rest


def group_sums(indicator: Indicator, there: set[Key]) -> Iterator[tuple[list[Key], list[Key], bool]]:
    """Groups that add up, in each area that has them all: total, parts, and whether they leave a rest."""
    areas = sorted({area for _, area in there})
    for total, parts, rest in _divisions(indicator):
        for area in areas:
            wanted = [(total, area), *((p, area) for p in parts)]
            if all(key in there for key in wanted):
                yield wanted[:1], wanted[1:], rest


def _divisions(indicator: Indicator) -> Iterator[tuple[str, list[str], bool]]:
    """Sums within the indicator."""
    if indicator.additive_groups and indicator.groups:
        yield "", [g for g in indicator.groups if g], False
    for rule in indicator.group_sums:
        if not any(":" in text for text in (rule.total, *rule.parts)):
            yield rule.total, list(rule.parts), rule.rest


def _groups_of(rule: GroupSum, indicator: Indicator) -> list[tuple[str, str]]:
    """Total and parts as indicator and group; each is written as ``group`` or ``indicator:group``."""
    split = [text.partition(":") for text in (rule.total, *rule.parts)]
    return [(other, group) if colon else (indicator.id, other) for other, colon, group in split]


def sums_across(
    indicators: Sequence[Indicator], there: set[tuple[str, str, str]], *, wide: bool
) -> list[tuple[list[tuple[str, str, str]], list[tuple[str, str, str]], bool]]:
    """Sums over groups of several of the indicators in areas that have them all or, if ``wide``, any part; keys are
    indicator, group, area."""
    places: dict[tuple[str, str], set[str]] = {}
    for indicator_id, group, area in there:
        places.setdefault((indicator_id, group), set()).add(area)
    found = []
    for indicator in indicators:
        for rule in indicator.group_sums:
            total, *parts = _groups_of(rule, indicator)
            if {total[0], *(part[0] for part in parts)} == {indicator.id}:
                continue  # within the indicator
            areas = [places.get(one, set()) for one in (total, *parts)]
            for area in sorted(set().union(*areas[1:]) if wide else set.intersection(*areas)):
                found.append(([(*total, area)], [(*part, area) for part in parts], rule.rest))
    return found


def adding_up(catalog: Catalog) -> dict[str, tuple[str, ...]]:
    """Indicator → all that sums over groups bind together, itself included, directly or through others; those that
    stand alone are left out."""
    near: dict[str, set[str]] = {i.id: {i.id} for i in catalog.indicators}
    for indicator in catalog.indicators:
        for rule in indicator.group_sums:
            bound = {other for other, _ in _groups_of(rule, indicator)}
            if bound <= near.keys():
                whole = set().union(*(near[one] for one in bound))
                for one in whole:
                    near[one] = whole
    return {one: tuple(sorted(whole)) for one, whole in near.items() if len(whole) > 1}


def wider_sums(indicator: Indicator, territory: Territory, there: set[Key]) -> Iterator[Sum]:
    """Sums with figures nobody delivered on either side: what is missing is at least 0, so that even these tell.

    Areas without any figure in or below them are one part together.
    """
    used = {area for _, area in there}
    alive = _alive(territory, used)
    groups = {group for group, _ in there}
    for total, parts, rest in _divisions(indicator):
        if not groups.isdisjoint(parts):
            groups |= {total, *parts}
            for area in sorted(alive):
                if any((part, area) in there for part in parts) or (not rest and (total, area) in there):
                    yield [(total, area)], [(part, area) for part in parts], rest
    if not indicator.additive_areas:
        return
    for whole in _held(territory, used):
        for number, division in enumerate(territory.layers[whole]):
            if alive.isdisjoint(division):
                continue
            for group in sorted(groups):
                inside: list[Key] = [(group, a) for a in division if a in alive]
                gone = [] if len(inside) == len(division) else [(group, f"{REST}{number}{whole}")]
                yield [(group, whole)], inside + gone, False


def _alive(territory: Territory, used: set[str]) -> set[str]:
    """Areas with figures of their own or of an area below."""
    found = set(used)
    while True:
        more = {w for w, divisions in territory.layers.items() if any(not found.isdisjoint(d) for d in divisions)}
        if more <= found:
            return found
        found |= more


def _held(territory: Territory, used: set[str]) -> list[str]:
    """Areas whose sum something is known of: figures of their own or above them, or two divisions."""
    held = {w for w, divisions in territory.layers.items() if w in used or len(divisions) > 1}
    queue = list(held)
    while queue:
        for division in territory.layers[queue.pop()]:
            fresh = [a for a in division if a in territory.layers and a not in held]
            held.update(fresh)
            queue += fresh
    return sorted(held)
