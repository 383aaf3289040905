"""Which indicators of others an arriving package can give something away about; the rest need no audit with it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from geodata.audit.groups import references
from geodata.audit.publication import Publication, Published
from geodata.catalog import Catalog, Change, Density, Indicator, Share

KEY_LENGTHS = (2, 3, 5, 8)  # Land, Regierungsbezirk, Kreis, Gemeinde


def concerned(world: Publication, packages: Sequence[Published]) -> Publication:
    """The figures of ``packages``, of all indicators that the catalogue connects with theirs, and of those with
    figures in the municipalities whose areas they change."""
    own = {i.id for p in packages for i in p.catalog.indicators} | _of_changed_areas(world, packages)
    links = [{i.id, *_mentioned(i)} for i in world.catalog.indicators]
    while True:
        more = own.union(*(link for link in links if link & own))
        if more == own:
            return replace(world, rows=world.rows[world.rows["indicator"].isin(own)].reset_index(drop=True))
        own = more


def linked(catalog: Catalog) -> dict[str, str]:
    """For each indicator one that stands for all that the catalogue connects with it, directly or not."""
    found = {i.id: i.id for i in catalog.indicators}
    for indicator in catalog.indicators:
        joined = {found[i] for i in {indicator.id, *_mentioned(indicator)} if i in found}
        found = {i: min(joined) if of in joined else of for i, of in found.items()}
    return found


def _mentioned(indicator: Indicator) -> set[str]:
    match indicator.derived:
        case Share() as rule:
            derived = {rule.numerator, rule.denominator}
        case Density() as rule:
            derived = {rule.numerator}
        case Change() as rule:
            derived = {rule.indicator}
        case _:
            derived = set()
    return derived | {other for entry in indicator.group_sums for other, _ in references(entry, indicator)}


def _of_changed_areas(world: Publication, packages: Sequence[Published]) -> set[str]:
    """Indicators with figures inside or above areas that arrive."""
    arriving = {_territory(area) for p in packages if p.areas is not None for area in p.areas["area_id"]}
    above = {start for area in arriving for start in _starts(area)}
    near = [
        area
        for area in world.rows["area_id"].unique()
        if area in above or arriving.intersection(_starts(_territory(area)))
    ]
    return set(world.rows.loc[world.rows["area_id"].isin(near), "indicator"])


def _territory(area: str) -> str:
    """The municipality of an area below one, the root of a fictional one, any other itself."""
    return area.partition("/")[0]


def _starts(key: str) -> set[str]:
    """Official keys of the areas above, and the key itself."""
    return {key[:length] for length in KEY_LENGTHS} | {key}
