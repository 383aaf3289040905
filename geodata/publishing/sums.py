"""Which figures of one indicator and period add up to which: areas to the area above, groups to their total."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import pandas as pd

from geodata.catalog import Indicator

Key = tuple[str, str]  # group, area_id


@dataclass(frozen=True)
class Territory:
    """``layers``: area → its divisions, each a list of areas that make it up completely."""

    layers: Mapping[str, list[list[str]]] = field(default_factory=dict)

    @classmethod
    def of(cls, areas: pd.DataFrame) -> Territory:
        found: dict[str, list[list[str]]] = {}
        below = areas[areas["parent_id"].ne("")]
        for (parent, _), rows in below.groupby(["parent_id", "level"], sort=True):
            if rows["partition"].all():
                found.setdefault(str(parent), []).append(list(rows["area_id"]))
        return cls(found)

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


def group_sums(indicator: Indicator, there: set[Key]) -> Iterator[tuple[list[Key], list[Key], bool]]:
    """Groups that add up, in each area that has them all: total, parts, and whether they leave a rest."""
    areas = sorted({area for _, area in there})
    for total, parts, rest in _divisions(indicator):
        for area in areas:
            wanted = [(total, area), *((p, area) for p in parts)]
            if all(key in there for key in wanted):
                yield wanted[:1], wanted[1:], rest


def _divisions(indicator: Indicator) -> Iterator[tuple[str, list[str], bool]]:
    """Sums within the indicator; those with groups of another one are left to the audit."""
    if indicator.additive_groups and indicator.groups:
        yield "", [g for g in indicator.groups if g], False
    for rule in indicator.group_sums:
        if not any(":" in text for text in (rule.total, *rule.parts)):
            yield rule.total, list(rule.parts), rule.rest
