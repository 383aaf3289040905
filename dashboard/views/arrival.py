"""Where on the map to look at what was just imported: the finest level that has something of it to show."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import urlencode

from dashboard.state import VERSION
from geodata.catalog import Indicator
from geodata.observations import ValueStatus
from geodata.repository import Repository


def best_view(repository: Repository, packages: Iterable[str]) -> str:
    """Query string of the view; "" if these packages hold neither outlines nor figures that a map could show."""
    ids = set(packages) & {p.id for p in repository.packages}
    if surveys := sorted(ids & set(repository.surveys)):
        return "?" + urlencode({"v": VERSION, "page": "befragung", "b_svy": surveys[0]})
    own = [i for p in repository.packages if p.id in ids for i in p.catalog.indicators]
    for level, areas in _levels(repository, ids):
        region = _common_region(repository, level, areas)
        if not region:
            continue
        indicator = _opening(repository, own, level, region)
        asked = {"ind": indicator.id} if indicator else {}
        return "?" + urlencode({"v": VERSION, "region": region, "level": level, **asked}, safe="/")
    return ""


def _levels(repository: Repository, packages: set[str]) -> list[tuple[str, list[str]]]:
    """Levels with outlines or figures of these packages, finest first, with the ids of their areas."""
    found = {area_id for package in packages for area_id in repository.summary(package).area_ids}
    by_level: dict[str, list[str]] = {}
    for area_id in sorted(found):
        by_level.setdefault(repository.area(area_id).level, []).append(area_id)
    return sorted(by_level.items(), key=lambda pair: -repository.level_of[pair[0]].rank)


def _common_region(repository: Repository, level: str, areas: list[str]) -> str:
    """The smallest area that contains all of these and offers their level; "" if there is none."""
    above = [(a,) if not (parents := repository.area(a).parents) else parents for a in areas]
    shared = set(above[0]).intersection(*above[1:])
    offered = [a for a in above[0] if a in shared and level in {v.id for v in repository.levels(a)}]
    return offered[0] if offered else ""


def _opening(repository: Repository, own: list[Indicator], level: str, region: str) -> Indicator | None:
    """An indicator of the import with figures there: opening questions first, then derived ones."""
    offered = {i.id for i in repository.indicators(level, region)}
    usable = [i for i in own if i.id in offered and _shown(repository, i, level, region)]
    return min(usable, key=lambda i: (i.headline == 0, i.headline, i.derived is None), default=None)


def _shown(repository: Repository, indicator: Indicator, level: str, region: str) -> bool:
    """Whether any area has a value at the newest point in time."""
    periods = repository.periods(indicator.id, level, region)
    if not periods:  # only groups have figures
        return True
    cells = repository.values(indicator.id, level, region, periods[-1])
    return bool(cells["status"].eq(ValueStatus.OK).any())
