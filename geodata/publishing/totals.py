"""What delivered figures say of their own sums, told before anything is hidden: contradictions, gaps, fractions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import pandas as pd

from geodata.catalog import Catalog, Indicator, IndicatorKind
from geodata.errors import Problem, Severity, problem
from geodata.observations import ValueStatus
from geodata.package import Package
from geodata.publishing.figures import CELL, merged_areas, whole_numbers
from geodata.publishing.sums import Territory, area_sums, group_sums

MOST_NAMED = 3
BASES = {"n": "Nenner"}


def told_of_sums(arriving: Sequence[Package], coming: Sequence[Package]) -> list[Problem]:
    """Findings about the figures of ``arriving`` beside all packages of the ``coming`` state, later ones winning.

    Warnings for sums that do not equal their parts (by how much) and for counts that are not whole; notes for groups
    without their total and for figures that the source itself does not show. Numbers stand in what is said now only,
    never in what is kept.
    """
    tables = [p.observations for p in coming if p.observations is not None]
    own = {i.id: (p.catalog, i) for p in arriving if p.observations is not None for i in p.catalog.indicators}
    if not tables or not own:
        return []
    rows = pd.concat(tables)
    rows = rows[rows["indicator"].isin(own)].drop_duplicates(CELL, keep="last").reset_index(drop=True)
    territory = Territory.of(merged_areas(coming))
    names = _names(coming)
    found = [_of_indicator(rows[rows["indicator"].eq(i)], *own[i], territory, names) for i in own]
    sent = pd.concat([p.observations for p in arriving if p.observations is not None]).drop_duplicates(
        CELL, keep="last"
    )
    hidden = int(sent["status"].eq(ValueStatus.SUPPRESSED).sum())  # not of what was there before
    note = [problem("source_hides", Severity.INFO, count=hidden)] if hidden else []
    return [*(p for part in found for p in part), *note]


def _names(packages: Sequence[Package]) -> dict[str, str]:
    tables = [p.areas for p in packages if p.areas is not None]
    return {i: name for table in tables for i, name in zip(table["area_id"], table["name"], strict=True)}


def _of_indicator(
    rows: pd.DataFrame, catalog: Catalog, indicator: Indicator, territory: Territory, names: dict[str, str]
) -> list[Problem]:
    if indicator.kind is IndicatorKind.VALUE_ONLY or catalog.rule(indicator).rounding:
        return []
    if not whole_numbers(rows):
        return [problem("counts_not_whole", Severity.WARNING, indicator=indicator.name)]
    wrong = list(_wrong(rows, indicator, territory, names))
    found = []
    if wrong:
        more = f" und {len(wrong) - MOST_NAMED} weitere" if len(wrong) > MOST_NAMED else ""
        cells = "; ".join(wrong[:MOST_NAMED]) + more
        found.append(problem("sums_wrong", Severity.WARNING, indicator=indicator.name, count=len(wrong), cells=cells))
    if alone := _without_total(rows, indicator):
        found.append(problem("parts_without_total", Severity.INFO, indicator=indicator.name, count=alone))
    return found


def _wrong(rows: pd.DataFrame, indicator: Indicator, territory: Territory, names: dict[str, str]) -> Iterator[str]:
    """Every sum whose numbers are all there and do not agree, with the amount."""
    for period, at in rows.groupby("period", sort=True):
        for column in ("k", "n"):
            held = at[at[column].notna()]
            value = dict(zip(zip(held["group"], held["area_id"], strict=True), held[column].astype(int), strict=True))
            sums = [*group_sums(indicator, set(value))]
            if indicator.additive_areas:
                sums += [(left, right, False) for left, right in area_sums(territory, set(value))]
            for left, right, rest in sums:
                total, parts = sum(value[k] for k in left), sum(value[k] for k in right)
                if total < parts or (total != parts and not rest):
                    group, area = left[0]
                    part = indicator.groups.get(group, "") if group else ""
                    what = ", ".join(filter(None, [names.get(area, area), period, part, BASES.get(column)]))
                    yield f"{what}: Summe {total}, Teile {parts}, Abweichung {abs(total - parts)}"


def _without_total(rows: pd.DataFrame, indicator: Indicator) -> int:
    """In how many areas and periods groups stand without the total they add up to."""
    if not (indicator.additive_groups and indicator.groups):
        return 0
    totals = set(map(tuple, rows.loc[rows["group"].eq(""), ["area_id", "period"]].to_numpy()))
    parts = set(map(tuple, rows.loc[rows["group"].ne(""), ["area_id", "period"]].to_numpy()))
    return len(parts - totals)
