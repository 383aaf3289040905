"""One delivery of figures and its form on disk: a folder of parquet files that never changes once written."""

from __future__ import annotations

import hashlib
import hmac
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

import geopandas as gpd
import pandas as pd

from geodata import areas as areas_module
from geodata import observations as observations_module
from geodata.catalog import Catalog, parse_catalog
from geodata.errors import GeodataError, refuse
from geodata.survey import publication
from geodata.survey.publication import PublishedSurvey

SCHEMA_VERSION = 1
LOD_OVERVIEW, LOD_DETAIL = 0, 1
SURVEY = "survey.json"
PARTS = ("areas", "geometry", "observations", "facilities")
NEEDED = {
    "areas": {"area_id", "name", "level", "parent_id"},
    "observations": set(observations_module.COLUMNS),
    "facilities": {"facility_id"},
}


@dataclass(frozen=True)
class Package:
    """One delivery. Every part may be absent.

    ``areas``: table of ``geodata.areas``. ``geometry``: GeoDataFrame (area_id, lod, geometry), EPSG:4326.
    ``observations``: table of ``geodata.observations``. ``facilities``: table of points (see docs/architecture.md).
    ``levels``: area levels beyond the known ones. ``survey``: aggregates of a survey (answer sheets are never kept).
    ``report``: how the import went (JSON-able, no figures).
    """

    id: str
    title: str
    catalog: Catalog = Catalog()
    areas: pd.DataFrame | None = None
    geometry: gpd.GeoDataFrame | None = None
    observations: pd.DataFrame | None = None
    facilities: pd.DataFrame | None = None
    levels: tuple[areas_module.AreaLevel, ...] = ()
    survey: PublishedSurvey | None = None
    report: dict[str, object] = field(default_factory=dict)


class Publish(Protocol):
    """Gets all packages of the coming state (as delivered), the published ones it follows and, as far as they can still
    be read, those as they were delivered; returns what may be published."""

    def __call__(
        self, packages: list[Package], before: Mapping[str, Package], delivered: Mapping[str, Package] = ..., /
    ) -> list[Package]: ...


def frame_digest(frame: pd.DataFrame) -> str:
    plain = pd.DataFrame(frame.drop(columns="geometry")) if "geometry" in frame else frame
    digest = hashlib.sha256(",".join(map(str, plain.columns)).encode())
    digest.update(pd.util.hash_pandas_object(plain, index=False).to_numpy().tobytes())
    if isinstance(frame, gpd.GeoDataFrame):
        for wkb in frame.geometry.to_wkb():
            digest.update(wkb)
    return digest.hexdigest()


def content_hash(package: Package, key: bytes = b"") -> str:
    """Twelve hex digits of what a package holds; independent of file formats and of the moment of writing.

    The hash covers unprotected figures and is published (folder names, fingerprint). With the secret ``key`` of a
    workspace nobody can try out small counts until the hash fits.
    """
    digest = hashlib.sha256()
    digest.update(package.id.encode())
    digest.update(package.title.encode())
    digest.update(package.catalog.to_yaml().encode())
    digest.update(repr(package.levels).encode())
    for part in (package.areas, package.geometry, package.observations, package.facilities):
        digest.update(b"-" if part is None else frame_digest(part).encode())
    if package.survey is not None:
        digest.update(package.survey.model_dump_json().encode())
    return hmac.new(key, digest.digest(), hashlib.sha256).hexdigest()[:12] if key else digest.hexdigest()[:12]


def write_package(folder: Path, package: Package) -> None:
    folder.mkdir(parents=True)
    meta = {
        "schema": SCHEMA_VERSION,
        "id": package.id,
        "title": package.title,
        "levels": [[level.id, level.singular, level.plural, level.rank] for level in package.levels],
        "report": package.report,
        "parts": [name for name in PARTS if getattr(package, name) is not None],
        **({"survey": True} if package.survey is not None else {}),
    }
    (folder / "package.json").write_text(json.dumps(meta, ensure_ascii=False, indent=1), "utf-8")
    (folder / "catalog.yaml").write_text(package.catalog.to_yaml(), "utf-8")
    for name in PARTS:
        part = getattr(package, name)
        if part is not None:
            part.to_parquet(folder / f"{name}.parquet", index=False, compression="zstd")
    if package.survey is not None:
        (folder / SURVEY).write_text(publication.check(package.survey).model_dump_json(), "utf-8")
    for file in folder.iterdir():
        sync(file)
    sync(folder)


def sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _survey(folder: Path, meta: dict[str, object]) -> PublishedSurvey | None:
    """The survey of a package, through its own gate once more."""
    if not meta.get("survey"):
        return None
    return publication.check(PublishedSurvey.model_validate_json((folder / SURVEY).read_text("utf-8")))


def read_package(folder: Path) -> Package:
    """Read a package folder. Raises ``GeodataError`` (``workspace_damaged``) if a part cannot be read."""
    try:
        meta = json.loads((folder / "package.json").read_text("utf-8"))
        if meta["schema"] > SCHEMA_VERSION:
            raise refuse("workspace_newer", value=meta["schema"], known=SCHEMA_VERSION)
        if lost := [name for name in meta.get("parts", []) if not (folder / f"{name}.parquet").exists()]:
            raise refuse("workspace_damaged", details=f"{folder.name}: {', '.join(lost)} fehlt")
        parts: dict[str, pd.DataFrame | None] = {
            name: pd.read_parquet(folder / f"{name}.parquet") if (folder / f"{name}.parquet").exists() else None
            for name in ("areas", "observations", "facilities")
        }
        for name, columns in NEEDED.items():
            if (part := parts[name]) is not None and not columns <= set(part.columns):
                raise refuse("workspace_damaged", details=f"{folder.name}: {name} ist unvollständig")
        if parts["areas"] is not None:
            parts["areas"] = areas_module.normalise(parts["areas"])
        geometry_file = folder / "geometry.parquet"
        return Package(
            id=meta["id"],
            title=meta["title"],
            catalog=parse_catalog((folder / "catalog.yaml").read_text("utf-8"), "catalog.yaml"),
            geometry=gpd.read_parquet(geometry_file) if geometry_file.exists() else None,
            levels=tuple(areas_module.AreaLevel(*level[:4]) for level in meta["levels"]),
            report=meta["report"],
            survey=_survey(folder, meta),
            **parts,
        )
    except Exception as error:  # any unreadable part means the same to the user
        if isinstance(error, GeodataError) and error.problems[0].code != "bad_catalog":
            raise
        raise refuse("workspace_damaged", details=f"{folder.name} ist nicht lesbar") from error
