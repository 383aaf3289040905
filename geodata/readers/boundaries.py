"""Read a boundary file: which column is the key, which system the coordinates are in, do neighbours fit together."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geodata.areas import KNOWN_LEVELS
from geodata.errors import Problem, Severity, problem, refuse
from geodata.keys import FIX_SENTENCES, LENGTH_BY_LEVEL, Fix, Verdict, is_independent_city
from geodata.nrw_keys import kreis_kind
from geodata.readers import columns, coverage
from geodata.readers.columns import KeyColumn, as_text
from geodata.readers.coverage import Coverage
from geodata.readers.crs import CrsFinding, to_metric
from geodata.readers.vector import VectorFile, read_vector

LAND_FORMS = {"3", "4"}  # GF of VG250: land; 1 and 2 are water
MOST_FINDINGS = 20


@dataclass(frozen=True)
class Options:
    """What the user said; None = find out. ``level`` is an id, ``parent`` an AGS, ``vintage`` an ISO date.

    ``assign``: (key in the file, area id) pairs that someone decided by hand.
    """

    layer: str | None = None
    key: str | None = None
    name: str | None = None
    level: str | None = None
    parent: str | None = None
    vintage: str | None = None
    period: str | None = None
    assign: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class BoundaryFile:
    """A boundary file as understood. ``polygons``: key (official id or the city's own key), name, kind ("" = not
    stated), geometry in EPSG:25832, one row per area, valid polygons that may still not fit together.
    ``level`` is "" if it was not recognised. ``refused``: raw keys that were left out, with their names.
    """

    vector: VectorFile
    key: KeyColumn
    name_column: str | None
    level: str
    crs: CrsFinding
    polygons: gpd.GeoDataFrame
    coverage: Coverage
    refused: tuple[dict[str, str], ...]
    problems: tuple[Problem, ...]

    @property
    def official(self) -> bool:
        return self.level in LENGTH_BY_LEVEL


def read_boundaries(path: Path, options: Options = Options()) -> BoundaryFile:
    """Read and check a boundary file; nothing is cleaned yet.

    Raises ``GeodataError``: those of ``read_vector``, ``column_unknown``, ``key_column_missing``, ``crs_unknown``,
    ``outside_state``.
    """
    vector = read_vector(path, options.layer)
    key, problems = _key_column(vector, options)
    name_column = columns.find_name(_plain(vector), key.column, options.name)
    level = options.level or key.level or columns.guess_level(vector.layer, key.column, path.stem)
    if not level:
        problems.append(problem("level_unknown", Severity.WARNING, file=path.name))
    frame = _table(vector.frame, key, name_column)
    frame, kept = _kept(frame, path.name)
    metric, crs, crs_problems = to_metric(frame, path.name)
    polygons, shape_problems = _areal(metric, path.name)
    fit = coverage.check(polygons.geometry.to_numpy())
    findings = [*vector.problems, *problems, *_key_problems(key, path.name), *kept, *crs_problems, *shape_problems]
    if not fit.valid:
        findings.append(_misfit(fit, path.name))
    return BoundaryFile(
        vector, key, name_column, level, crs, polygons, fit, _refused(key, vector, name_column), tuple(findings)
    )


def _plain(vector: VectorFile) -> pd.DataFrame:
    return pd.DataFrame(vector.frame.drop(columns=vector.frame.geometry.name))


def _key_column(vector: VectorFile, options: Options) -> tuple[KeyColumn, list[Problem]]:
    frame = _plain(vector)
    if frame.columns.empty:
        raise refuse("no_attributes", file=vector.path.name)
    official = options.level in LENGTH_BY_LEVEL if options.level else options.parent is None
    expect = options.level if options.level in LENGTH_BY_LEVEL else None
    if options.key is not None:
        column = columns.require(frame, options.key)
        found = columns.official_key(frame, column, expect) if official else None
        if found is None and expect:
            raise refuse("keys_not_official", file=vector.path.name, column=column, level=KNOWN_LEVELS[expect].singular)
        return found or columns.local_key(frame, column), []
    found = columns.find_official(frame, expect) if official else None
    if found is not None:
        return found, []
    found = None if expect else columns.find_local(frame)
    if found is None:
        raise refuse("key_column_missing", file=vector.path.name, known=", ".join(map(str, frame.columns)))
    return found, [problem("key_column_chosen", Severity.INFO, file=vector.path.name, value=found.column)]


def _table(frame: gpd.GeoDataFrame, key: KeyColumn, name_column: str | None) -> gpd.GeoDataFrame:
    """Columns raw, key, verdict, name, kind, form, geometry; one row per feature."""
    lower = {str(c).lower(): str(c) for c in frame.columns}
    empty = pd.Series("", index=frame.index)
    results = [key.results[text] for text in key.texts]
    found = {
        "raw": key.texts,
        "key": [r.id for r in results],
        "verdict": [r.verdict.value for r in results],
        "name": as_text(frame[name_column]).str.strip() if name_column else empty,
        "kind": as_text(frame[lower["bez"]]) if "bez" in lower and name_column != lower["bez"] else empty,
        "form": as_text(frame[lower["gf"]]) if "gf" in lower else empty,
    }
    return gpd.GeoDataFrame(found, geometry=frame.geometry.to_numpy(), crs=frame.crs)


def _kept(frame: gpd.GeoDataFrame, file: str) -> tuple[gpd.GeoDataFrame, list[Problem]]:
    """Features with a usable key, on land, with a shape. Raises ``outside_state`` if none is left."""
    problems = []
    usable = frame["verdict"].isin([Verdict.GOOD, Verdict.FIXABLE])
    if not usable.any():
        raise refuse("outside_state", file=file)
    if frame["verdict"].eq(Verdict.IGNORED).any():
        kept = int(usable.sum())
        problems.append(problem("kept_state", Severity.INFO, file=file, kept=grouped(kept), rows=grouped(len(frame))))
    frame = frame[usable]
    water = ~frame["form"].isin(LAND_FORMS) & frame["key"].isin(frame.loc[frame["form"].isin(LAND_FORMS), "key"])
    if water.any():
        problems.append(problem("water_dropped", Severity.INFO, file=file, count=int(water.sum())))
    frame = frame[~water]
    for row, feature in frame[frame.geometry.isna() | frame.geometry.is_empty].head(MOST_FINDINGS).iterrows():
        where = {"file": file, "row": int(str(row)) + 1, "value": feature["raw"]}
        problems.append(problem("geometry_missing", Severity.WARNING, **where))  # type: ignore[arg-type]
    return frame[~(frame.geometry.isna() | frame.geometry.is_empty)], problems


def _areal(metric: gpd.GeoDataFrame, file: str) -> tuple[gpd.GeoDataFrame, list[Problem]]:
    """Valid polygons, one per key, sorted by key."""
    problems = []
    repaired, broken = coverage.repair(metric.geometry.to_numpy())
    if broken:
        problems.append(problem("rings_repaired", Severity.INFO, file=file, count=broken))
    metric = metric.assign(geometry=gpd.GeoSeries(repaired, index=metric.index, crs=metric.crs))
    metric = metric[metric.geometry.notna()]
    if metric.empty:
        raise refuse("areas_collapsed", file=file)
    parts = int(metric["key"].duplicated(keep=False).sum())
    if parts:
        problems.append(problem("parts_joined", Severity.INFO, file=file, count=parts))
        problems += _names_lost(metric, file)
        united = metric.groupby("key").geometry.agg(lambda g: shapely.union_all(g.to_numpy()))
        metric = metric.drop_duplicates("key")
        metric = metric.assign(geometry=gpd.GeoSeries(united[metric["key"]].to_numpy(), metric.index, metric.crs))
    polygons = metric[["key", "name", "kind", "geometry"]].sort_values("key").reset_index(drop=True)
    return gpd.GeoDataFrame(polygons, crs=metric.crs), problems


def _names_lost(metric: gpd.GeoDataFrame, file: str) -> list[Problem]:
    """Parts of one key that bear different names may be different areas: one of the keys is a slip of the pen."""
    found = []
    for key, names in metric[metric["name"].ne("")].groupby("key")["name"].unique().items():
        if len(names) > 1:
            said = ", ".join(f"„{n}“" for n in names)
            found.append(problem("parts_named_twice", Severity.WARNING, file=file, value=key, cells=said))
    return found[:MOST_FINDINGS]


def _misfit(fit: Coverage, file: str) -> Problem:
    return problem(
        "coverage_invalid", Severity.WARNING, file=file, gaps=grouped(fit.gaps), overlaps=grouped(fit.overlaps),
        gap_area=grouped(fit.gap_area_m2), overlap_area=grouped(fit.overlap_area_m2),
    )  # fmt: skip


def grouped(number: float) -> str:
    """Whole number with German thousands points."""
    return f"{number:,.0f}".replace(",", ".")


def _key_problems(key: KeyColumn, file: str) -> list[Problem]:
    tally: Counter[Fix] = Counter(f for t in key.texts for f in key.results[t].fix)
    problems = [
        problem("keys_fixed", Severity.INFO, file=file, column=key.column, count=n, details=FIX_SENTENCES[fix])
        for fix, n in tally.items()
    ]
    wrong = [(row, t) for row, t in enumerate(key.texts, 1) if key.results[t].verdict is Verdict.REFUSED]
    for row, text in wrong[:MOST_FINDINGS]:
        where = {"file": file, "column": key.column, "row": row, "value": text}
        details = key.results[text].message
        problems.append(problem("keys_refused", Severity.WARNING, details=details, **where))  # type: ignore[arg-type]
    return problems


def _refused(key: KeyColumn, vector: VectorFile, name_column: str | None) -> tuple[dict[str, str], ...]:
    wrong = np.array([key.results[t].verdict is Verdict.REFUSED for t in key.texts])
    names = as_text(vector.frame[name_column]) if name_column else key.texts.map(lambda _: "")
    pairs = zip(key.texts[wrong], names[wrong], strict=True)
    return tuple({"id": raw, "name": name} for raw, name in pairs)


def official_kind(area_id: str, level: str, stated: str) -> str:
    """German designation of an official area from its key and the file's ``BEZ``."""
    if level in ("land", "regbez"):
        return {"land": "Land", "regbez": "Regierungsbezirk"}[level]
    if level == "kreis":
        return kreis_kind(area_id)
    if is_independent_city(area_id):
        return "kreisfreie Stadt"
    if not stated:
        return ""
    return "kreisangehörige Stadt" if re.search("stadt", stated, re.IGNORECASE) else "Gemeinde"
