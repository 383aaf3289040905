"""What is known before an import: areas, their outlines and indicators of all packages, later ones winning."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import geopandas as gpd
import pandas as pd

from geodata import areas as areas_module
from geodata.catalog import Catalog, merge_catalogs
from geodata.package import LOD_DETAIL, Package
from geodata.survey.publication import PublishedSurvey


def _no_outlines() -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame({"area_id": [], "lod": []}, geometry=[], crs=4326)


@dataclass(frozen=True)
class Known:
    """``areas``: table of ``geodata.areas``; ``outlines``: area_id, lod, geometry (EPSG:4326); ``surveys``: by id of
    their package."""

    areas: pd.DataFrame = field(default_factory=lambda: areas_module.normalise(pd.DataFrame()))
    outlines: gpd.GeoDataFrame = field(default_factory=_no_outlines)
    catalog: Catalog = Catalog()
    surveys: Mapping[str, PublishedSurvey] = field(default_factory=dict)

    @classmethod
    def of(cls, packages: Iterable[Package]) -> Known:
        known = cls()
        for package in packages:
            known = known.plus(package)
        return known

    def plus(self, package: Package) -> Known:
        """With one more package; its areas and indicators replace those of the same id."""
        catalog = Catalog(datasets=package.catalog.datasets, indicators=package.catalog.indicators)
        areas, outlines = self.areas, self.outlines
        if package.areas is not None:
            kept = areas[~areas["area_id"].isin(package.areas["area_id"])]
            areas = areas_module.normalise(pd.concat([kept, package.areas]) if len(kept) else package.areas)
        if package.geometry is not None:
            kept = outlines[~outlines["area_id"].isin(package.geometry["area_id"])]
            outlines = gpd.GeoDataFrame(pd.concat([kept, package.geometry]) if len(kept) else package.geometry)
        surveys = {**self.surveys, package.id: package.survey} if package.survey else self.surveys
        return Known(areas, outlines, merge_catalogs([self.catalog, catalog]), surveys)

    def real(self, level: str) -> pd.DataFrame:
        """Areas of a level that are not fictional."""
        return self.areas[self.areas["level"].eq(level) & ~self.areas["fictional"].astype(bool)]

    def name(self, area_id: str) -> str:
        """Name of an area; its id if it is not known."""
        found = self.areas.loc[self.areas["area_id"].eq(area_id), "name"]
        return str(found.iloc[0]) if len(found) else area_id

    def detail(self, level: str) -> gpd.GeoDataFrame:
        """Detailed outlines of the real areas of a level."""
        ids = self.real(level)["area_id"]
        return self.outlines[self.outlines["area_id"].isin(ids) & self.outlines["lod"].eq(LOD_DETAIL)]
