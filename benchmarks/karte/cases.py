"""What is measured on: the municipalities of NRW (embedded data) and the 10 000 quarters of a fictional region.

A case prepares both applications: a workspace for ours, and for the baseline a folder with the same outlines and the
same figures in the files a tutorial starts from.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from math import log2
from pathlib import Path
from urllib.parse import urlencode

import pandas as pd

from benchmarks.karte import synthetic
from dashboard.geometry import feature_collection
from geodata.repository import Repository

LOD = 0  # level of detail that a whole region is drawn with


@dataclass(frozen=True)
class Case:
    """``opening``: indicator on the first map. ``plain``: indicators chosen after it in both applications;
    ``with_chart``: chosen in ours while an area is selected and its chart is open (they need several periods)."""

    key: str
    title: str
    region: str
    level: str
    opening: str
    plain: tuple[str, ...]
    with_chart: tuple[str, ...]
    change_ratio: float  # targets: time of a change as part of the baseline's
    change_kb: float | None  # and kilobytes per change
    prepare: Callable[[Path], None] = lambda workspace: None

    @property
    def query(self) -> str:
        return "?" + urlencode({"region": self.region, "level": self.level, "ind": self.opening})

    @property
    def indicators(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys((self.opening, *self.plain, *self.with_chart)))


CASES = {
    "nrw": Case(
        "nrw",
        "396 municipalities of NRW, embedded data",
        region="05",
        level="gemeinde",
        opening="population",
        plain=("population_change_7y", "population_density"),
        with_chart=("gisd_score", "population"),
        change_ratio=1 / 6,
        change_kb=15,
    ),
    "synthetic": Case(
        "synthetic",
        "10 000 quarters of a fictional region",
        region=synthetic.ROOT,
        level="quartier",
        opening="raster_people",
        plain=("raster_poverty", "raster_rent"),
        with_chart=("raster_old", "raster_children"),
        change_ratio=1 / 12,
        change_kb=None,
        prepare=lambda workspace: (synthetic.build(workspace), None)[1],
    ),
}


def labels(repository: Repository, case: Case) -> dict[str, str]:
    """Indicator id → its text in the select of both applications."""
    return {i: repository.indicator(i).short_name for i in case.indicators}


def write_tutorial(repository: Repository, case: Case, folder: Path) -> None:
    """``areas.geojson``, ``figures.csv`` (newest period) and ``view.json`` (centre and zoom) for the baseline."""
    folder.mkdir(parents=True)
    (folder / "areas.geojson").write_bytes(feature_collection(repository, case.level, case.region, LOD))
    figures = repository.areas(case.level, case.region).set_index("area_id")[["name"]]
    for indicator, label in labels(repository, case).items():
        newest = repository.periods(indicator, case.level, case.region)[-1]
        cells = repository.values(indicator, case.level, case.region, newest)
        figures = figures.assign(**{label: cells["value"]})
    pd.DataFrame(figures).to_csv(folder / "figures.csv")
    west, south, east, north = map(float, repository.geometry(case.level, case.region, LOD).total_bounds)
    view = {
        "center": {"lon": (west + east) / 2, "lat": (south + north) / 2},
        "zoom": log2(360 / max(east - west, 1.6 * (north - south))) + 0.6,
    }
    (folder / "view.json").write_text(json.dumps(view), "utf-8")
