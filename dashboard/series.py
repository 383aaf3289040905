"""Series of all areas of a view as one file: fetched when „Verlauf“ opens, kept by browsers until the data change."""

from __future__ import annotations

import json
from dataclasses import asdict

from dashboard.geometry import compress
from dashboard.views.trend import SeriesRef, build_trends
from geodata.repository import Repository

BROTLI_QUALITY = 5  # made while somebody waits for it


def series_file(repository: Repository, ref: SeriesRef) -> bytes:
    return json.dumps(asdict(build_trends(repository, ref)), ensure_ascii=False, separators=(",", ":")).encode()


def compressed_series(repository: Repository, ref: SeriesRef, encoding: str) -> bytes:
    """Body in the given content encoding. There are more addresses than memory: decimals, groups, regions."""
    key, areas = ("series file", ref, encoding), len(repository.areas(ref.level, ref.region))
    return repository.recent(key, lambda: compress(series_file(repository, ref), encoding, BROTLI_QUALITY), areas + 1)


def known(repository: Repository, ref: SeriesRef) -> bool:
    """Whether there can be such a file at all."""
    if not repository.has_area(ref.region) or ref.level not in repository.level_of or not 0 <= ref.decimals <= 9:
        return False
    return ref.ind in {i.id for i in repository.catalog.indicators} and ref.group in repository.groups(ref.ind)
