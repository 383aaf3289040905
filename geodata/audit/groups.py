"""Relations between groups of an indicator, as far as the catalogue states them."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from geodata.audit.counts import Named, Term, equations
from geodata.audit.model import Ints, Relations
from geodata.audit.publication import Codes, K, N
from geodata.audit.territory import contains
from geodata.catalog import Catalog, GroupSum, Indicator, IndicatorKind

SUM_OF_GROUPS = "die Summe der Gruppen"
SAME_COUNT = "dieselbe Anzahl unter zwei Namen"

Reference = tuple[str, str]
"""Indicator and group."""


@dataclass
class GroupSums:
    """``totals``: codes of sums, also of those no row speaks of. ``rests``: codes of what parts leave of a total."""

    relations: list[Relations] = field(default_factory=list)
    totals: list[Ints] = field(default_factory=lambda: [np.zeros(0, np.int64)])
    rests: list[Ints] = field(default_factory=lambda: [np.zeros(0, np.int64)])


def group_sums(present: Ints, catalog: Catalog, codes: Codes, named: Named) -> GroupSums:
    """Sums over groups in areas where a part is there; for rates, of cases and of bases."""
    found = GroupSums()
    periods = sorted({period for _, period, _ in codes.series})
    kinds = {i.id: i.kind for i in catalog.indicators}
    for indicator in catalog.indicators:
        for rule in _sums_of(indicator):
            others = {other for other, _ in references(rule, indicator)}
            if not others <= set(kinds):
                continue  # of an indicator that is not there, nothing is known
            alone = others == {indicator.id}
            quantities = (K, N) if alone and kinds[indicator.id] is IndicatorKind.RATE else (K,)
            for period in periods:
                for quantity in quantities:
                    _add(found, indicator, rule, period, quantity, present, codes, named)
    return found


def _sums_of(indicator: Indicator) -> list[GroupSum]:
    """Everything the catalogue says about groups of an indicator; ``additive_groups`` in the same form."""
    if not (indicator.additive_groups and indicator.groups):
        return list(indicator.group_sums)
    return [GroupSum(total="", parts=tuple(g for g in indicator.groups if g)), *indicator.group_sums]


def references(rule: GroupSum, indicator: Indicator) -> list[Reference]:
    """Total and parts; each is written as ``group`` or ``indicator:group``."""
    found = []
    for text in (rule.total, *rule.parts):
        other, colon, group = text.partition(":")
        found.append((other, group) if colon else (indicator.id, text))
    return found


def _add(
    found: GroupSums,
    indicator: Indicator,
    rule: GroupSum,
    period: str,
    quantity: int,
    present: Ints,
    codes: Codes,
    named: Named,
) -> None:
    cells = _cells(present, codes, references(rule, indicator), period, quantity)
    if cells is None:
        return
    total, *parts = cells
    terms: list[Term] = [(total, -1.0), *((part, 1.0) for part in parts)]
    if rule.rest:
        name = f"{rule.total} ohne {', '.join(rule.parts)}"
        own = codes.series_number(indicator.id, period, name)
        rest = codes.code(np.full_like(total, own), quantity, codes.parts(total)[2])
        found.rests.append(rest)
        terms.append((rest, 1.0))
    what = SAME_COUNT if len(parts) == 1 and not rule.rest else SUM_OF_GROUPS
    found.totals.append(total)
    found.relations.append(equations(terms, named, what))


def _cells(present: Ints, codes: Codes, named_cells: list[Reference], period: str, quantity: int) -> list[Ints] | None:
    """Codes of total and parts in all areas that have a part; None if there is none."""
    if all(codes.find(indicator, period, group) is None for indicator, group in named_cells[1:]):
        return None
    area = np.arange(codes.width)
    series = [codes.series_number(indicator, period, group) for indicator, group in named_cells]
    cells = [codes.code(np.full_like(area, s), quantity, area) for s in series]
    there = np.array([contains(present, c) for c in cells[1:]])
    used = there.any(axis=0)
    return [c[used] for c in cells] if used.any() else None
