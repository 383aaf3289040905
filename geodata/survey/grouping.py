"""Which groups of a table may stand for themselves, and which have to be pooled so that nobody can be worked out.

A group whose counts are too small joins others until the pool is safe itself. What is in the pool then cannot be found
by subtraction: the pool is all that is left when the groups shown are taken from the total.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from geodata.survey.publication import small

Counts = Mapping[str, int]  # answer → k


@dataclass(frozen=True, slots=True)
class Group:
    """Answers of a group: ``base`` answered, ``counts`` per answer; ``members``: ids of the groups in it.

    ``reach``: of a question that depends on another one, who was led to it and who answered that one: what the base
    gives away of the other question.
    """

    base: int
    counts: dict[str, int]
    members: tuple[str, ...]
    reach: tuple[int, int] = (0, 0)


def is_safe(group: Group, least: int, fewest: int) -> bool:
    """At least ``fewest`` answered, and no count or its rest lies between 0 and ``least``. Nobody answered: safe."""
    if small(*group.reach, least):
        return False
    if group.base == 0:
        return True
    return group.base >= fewest and not any(small(k, group.base, least) for k in group.counts.values())


def joined(groups: list[Group]) -> Group:
    """Several groups as one."""
    codes = list(dict.fromkeys(c for g in groups for c in g.counts))
    return Group(
        sum(g.base for g in groups),
        {c: sum(g.counts.get(c, 0) for g in groups) for c in codes},
        tuple(m for g in groups for m in g.members),
        (sum(g.reach[0] for g in groups), sum(g.reach[1] for g in groups)),
    )


def safe_groups(groups: Mapping[str, Group], least: int, fewest: int = 1) -> tuple[dict[str, Group], Group | None]:
    """Groups that stand for themselves, and the pool of all others; (nothing, None) if no split is safe.

    An unsafe group is never alone in the pool: the smallest of the others joins it, and more until the pool is safe.
    """
    shown = {name: g for name, g in groups.items() if is_safe(g, least, fewest)}
    pool = [g for name, g in groups.items() if name not in shown]
    if not pool:
        return shown, None
    while len(pool) < 2 or not is_safe(joined(pool), least, fewest):
        candidates = [n for n, g in shown.items() if g.base]
        if not candidates:
            return {}, None
        pool.append(shown.pop(min(candidates, key=lambda n: shown[n].base)))
    if not any(g.base for g in shown.values()):
        return {}, None  # only the pool is left: that is the total
    return shown, joined(pool)
