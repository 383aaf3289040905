"""The universe of North Rhine-Westphalia from the embedded areas and numbers of inhabitants."""

from __future__ import annotations

from geodata.repository import Repository
from geodata.survey.schema import Aachen
from geodata.survey.universe import Universe, from_areas


def universe_of(repository: Repository, root: str, aachen: Aachen = Aachen.CITY) -> Universe:
    """All Kreise and municipalities below ``root``, with published numbers of inhabitants of the newest period."""
    found: dict[str, float] = {}
    for indicator in (i.id for i in repository.catalog.indicators if i.inhabitants):
        for level in ("kreis", "gemeinde"):
            periods = repository.periods(indicator, level, root)
            if not periods:
                continue
            values = repository.values(indicator, level, root, periods[-1])["value"].dropna()
            found.update({str(k): float(v) for k, v in values.items() if k not in found})
    return from_areas(repository.areas(), found, root, aachen)
