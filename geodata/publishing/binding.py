"""The system of one indicator at one period: cells, and every sum that binds them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from geodata.catalog import Indicator
from geodata.methods.suppression.cells import UNKNOWN, State
from geodata.publishing.sums import Key, Sum, Territory, area_sums, group_sums, wider_sums, zone_sums

NOT_PROTECTED = 1  # threshold under which nothing is small


@dataclass
class System:
    """Cells and relations while they are collected; ``row``, ``base``: position among the figures whose
    cases, or whose base, a cell is; −1 for rests."""

    value: list[int] = field(default_factory=list)
    state: list[State] = field(default_factory=list)
    cost: list[int] = field(default_factory=list)
    threshold: list[int] = field(default_factory=list)
    row: list[int] = field(default_factory=list)
    base: list[int] = field(default_factory=list)
    sums: list[dict[int, int]] = field(default_factory=list)

    def add(
        self, value: int, state: State, threshold: int, *, cost: int | None = None, row: int = -1, base: int = -1
    ) -> int:
        self.value.append(value)
        self.state.append(state)
        self.cost.append(max(value, 0) if cost is None else cost)
        self.threshold.append(threshold)
        self.row.append(row)
        self.base.append(base)
        return len(self.value) - 1

    def give_up(self, cell: int) -> None:
        """Nothing protects this cell: it may still cover others where it is not known exactly."""
        self.state[cell] = State.PUBLISHED if self.value[cell] == UNKNOWN else State.OPEN
        self.cost[cell], self.threshold[cell] = 0, NOT_PROTECTED

    def append(self, other: System, rows: int) -> int:
        """Take over the cells and sums of another system; ``rows`` is added to its positions among figures. Returns
        what is to be added to its cells."""
        cells = len(self.value)
        for mine, theirs in ((self.value, other.value), (self.cost, other.cost), (self.threshold, other.threshold)):
            mine += theirs
        self.state += other.state
        self.row += [r if r < 0 else r + rows for r in other.row]
        self.base += [r if r < 0 else r + rows for r in other.base]
        self.sums += [{cell + cells: factor for cell, factor in one.items()} for one in other.sums]
        return cells

    def bind(self, left: Sequence[int], right: Sequence[int]) -> None:
        """Σ left = Σ right; left out where the numbers given contradict it, for then nobody can rely on it."""
        row = dict.fromkeys(left, 1) | dict.fromkeys(right, -1)
        known = all(self.value[c] != UNKNOWN for c in row)
        total = sum(k * self.value[c] for c, k in row.items() if self.value[c] != UNKNOWN)
        one_whole = len(left) == 1 and self.value[left[0]] != UNKNOWN
        if (known and total == 0) or (not known and (not one_whole or total >= 0)):
            self.sums.append(row)


@dataclass(frozen=True)
class Bound:
    """Cells by key, and the sums that bind them; ``minimum``: threshold of what parts leave of a total."""

    where: dict[Key, int]
    every: Sequence[Sum]
    minimum: int


def sums_of(indicator: Indicator, territory: Territory, there: set[Key]) -> list[Sum]:
    """Every sum within the indicator that speaks of the keys."""
    every = [*group_sums(indicator, there)]
    if indicator.additive_areas:
        every += [(left, right, False) for left, right in area_sums(territory, there)]
        every += zone_sums(territory, there)
    if territory.wide:
        every += wider_sums(indicator, territory, there)
    return every


def bind_all(system: System, bound: Bound) -> None:
    cells = bound.where | _implied(system, bound.where, bound.every)
    seen: set[tuple[tuple[Key, ...], tuple[Key, ...]]] = set()
    for left, right, rest in bound.every:
        name = tuple(left), tuple(sorted(right))
        if name in seen or not all(k in cells for k in (*left, *right)):
            continue
        seen.add(name)
        whole, parts = [cells[k] for k in left], [cells[k] for k in right]
        system.bind(whole, [*parts, *_left_over(system, whole[0], parts, bound.minimum)] if rest else parts)


def _implied(system: System, where: dict[Key, int], every: Sequence[Sum]) -> dict[Key, int]:
    """Cells for figures that no row holds but sums speak of: nobody publishes them, nothing in them needs protection.

    What follows from delivered figures has that value and is hidden at no loss whenever it helps; of the others it is
    only known that they are at least 0. A figure that would be negative contradicts its sums, which then bind nothing.
    """
    missing = {k for left, right, _ in every for k in (*left, *right)} - set(where)
    if not missing:
        return {}
    value = _completed({k: system.value[c] for k, c in where.items()}, every)
    found = {}
    for key in sorted(missing):
        if key not in value:
            found[key] = system.add(UNKNOWN, State.SUPPRESSED, NOT_PROTECTED, cost=0)
        elif value[key] >= 0:
            found[key] = system.add(value[key], State.OPEN, NOT_PROTECTED, cost=0)
    return found


def _completed(value: dict[Key, int], every: Sequence[Sum]) -> dict[Key, int]:
    """``value`` and whatever follows from it, one sum after the other; what follows may be negative."""
    sums = [(left, right) for left, right, rest in every if not rest and not value.keys() >= {*left, *right}]
    while True:
        before = len(value)
        for left, right in sums:
            missing = [k for k in (*left, *right) if k not in value]
            if len(missing) == 1 and UNKNOWN not in (value.get(k) for k in (*left, *right)):
                more = sum(value.get(k, 0) for k in left) - sum(value.get(k, 0) for k in right)
                value[missing[0]] = more if missing[0] in right else -more
        if len(value) == before:
            return value


def _left_over(system: System, whole: int, parts: list[int], minimum: int) -> list[int]:
    """The cell of what the parts leave of the whole: nobody publishes it, everybody can subtract."""
    values = [system.value[c] for c in (whole, *parts)]
    if UNKNOWN in values:
        return [system.add(UNKNOWN, State.SUPPRESSED, minimum, cost=0)]
    rest = values[0] - sum(values[1:])
    return [system.add(rest, State.OPEN, minimum, cost=0)] if rest >= 0 else []
