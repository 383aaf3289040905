"""What goes with a dataset when it is removed: read off the state of the data with and without it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import pandas as pd

from dashboard import formatting
from geodata.history import title_of
from geodata.package import Package
from geodata.repository import Repository

MOST_NAMED = 12


@dataclass(frozen=True, slots=True)
class RemovalView:
    """``consequences``: German sentences; empty if nothing else depends on the dataset."""

    id: str
    title: str
    consequences: tuple[str, ...]


def build_removal(before: Repository, after: Repository, package_id: str) -> RemovalView:
    """``before``: what is shown now; ``after``: what would be shown without the package."""
    package = next(p for p in before.packages if p.id == package_id)
    sentences = [
        _areas_gone(before, after),
        _outlines_back(before, after, package_id),
        *_figures_gone(before, after, package_id),
        _derived_gone(before, after, package),
        _figures_back(after, package),
    ]
    return RemovalView(package_id, title_of(package), tuple(filter(None, sentences)))


def _areas_gone(before: Repository, after: Repository) -> str:
    areas = before.areas()
    named = _counted(before, areas[~areas["area_id"].isin(after.areas()["area_id"])]["level"])
    return f"Diese Gebiete gibt es danach nicht mehr: {formatting.in_sentence(named)}." if named else ""


def _outlines_back(before: Repository, after: Repository, package_id: str) -> str:
    areas = before.areas()
    drawn = areas[areas["package"].eq(package_id)]
    named = _counted(before, drawn[drawn["area_id"].isin(after.areas()["area_id"])]["level"])
    return f"Die früheren Umrisse gelten wieder für {formatting.in_sentence(named)}." if named else ""


def _counted(repository: Repository, levels: pd.Series) -> list[str]:
    return [_count(repository, str(level), int(count)) for level, count in levels.value_counts().items()]


def _count(repository: Repository, level: str, count: int) -> str:
    found = repository.level_of[level]
    return f"{formatting.number(count)} {found.singular if count == 1 else found.plural}"


def _figures_gone(before: Repository, after: Repository, package_id: str) -> list[str]:
    """Figures of other packages whose areas are gone."""
    found = []
    for other in before.packages:
        if other.id == package_id:
            continue
        kept = after.summary(other.id).areas
        lost = [
            _count(before, level, count - kept.get(level, 0))
            for level, count in before.summary(other.id).areas.items()
            if kept.get(level, 0) < count
        ]
        if lost:
            found.append(f"„{title_of(other)}“ braucht diese Grenzen: {formatting.in_sentence(lost)} ohne Anzeige.")
    return found


def _derived_gone(before: Repository, after: Repository, package: Package) -> str:
    """Indicators that were computed from the package's figures."""
    own = {i.id for i in package.catalog.indicators if i.derived is None}
    still = {i.id for i in after.indicators()}
    gone = [i.short_name for i in before.indicators() if i.id not in still and i.id not in own]
    return f"Daraus berechnete Indikatoren entfallen: {_listed(gone)}." if gone else ""


def _figures_back(after: Repository, package: Package) -> str:
    still = {i.id for i in after.indicators()}
    back = [i.short_name for i in package.catalog.indicators if i.id in still]
    return f"Zu diesen Indikatoren gelten nur noch die Zahlen anderer Datensätze: {_listed(back)}." if back else ""


def _listed(names: Iterable[str]) -> str:
    names = list(names)
    more = f" und {len(names) - MOST_NAMED} weitere" if len(names) > MOST_NAMED else ""
    return ", ".join(names[:MOST_NAMED]) + more if more else formatting.in_sentence(names)
