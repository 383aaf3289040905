"""Who answered: k of N by type, size class, Regierungsbezirk and Kreis; N is always the universe."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection
from dataclasses import dataclass

from geodata.survey.universe import SIZE_ORDER, Authority, Universe


@dataclass(frozen=True, slots=True)
class Response:
    """``k`` of the ``n`` authorities of a group answered; ``share`` is a fraction of one."""

    group: str
    k: int
    n: int

    @property
    def share(self) -> float:
        return self.k / self.n if self.n else float("nan")


GROUPINGS: dict[str, Callable[[Authority], str]] = {
    "type": lambda a: a.type,
    "size": lambda a: a.size,
    "regbez": lambda a: a.regbez,
    "kreis": lambda a: a.kreis,
}


def response(universe: Universe, answered: Collection[str], grouping: str = "type") -> tuple[Response, ...]:
    """Response of every group of the universe; types and sizes in their usual order, places by id."""
    group = GROUPINGS[grouping]
    keys = set(answered)
    total = Counter(group(a) for a in universe.authorities.values())
    came = Counter(group(a) for k, a in universe.authorities.items() if k in keys)
    usual = [*universe.types, *SIZE_ORDER]
    order = sorted(total, key=lambda g: (usual.index(g) if g in usual else len(usual), g))
    return tuple(Response(g, came[g], total[g]) for g in order)


def silent(universe: Universe, answered: Collection[str]) -> tuple[Authority, ...]:
    """Authorities that have not answered, by name."""
    keys = set(answered)
    return tuple(sorted((a for k, a in universe.authorities.items() if k not in keys), key=lambda a: a.name))
