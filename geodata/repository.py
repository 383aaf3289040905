"""The read-only façade the application sees. Built once from published packages, through the disclosure gate."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from functools import cached_property, wraps
from pathlib import Path
from typing import Any, TypeVar

import geopandas as gpd
import pandas as pd

from geodata import areas as areas_module
from geodata.areas import KNOWN_LEVELS, AreaLevel, ancestors
from geodata.catalog import Catalog, Dataset, Indicator, Visibility, merge_catalogs
from geodata.errors import refuse
from geodata.history import Pasts, pasts, read_history
from geodata.methods.aggregate import add_parent_sums
from geodata.methods.derive import derive
from geodata.methods.disclosure import few_people, inhabitants, protect
from geodata.methods.selection import overlapping, total
from geodata.observations import ValueStatus, empty
from geodata.periods import parse_period
from geodata.recent import Recent
from geodata.sample.location import SAMPLE_ROOT
from geodata.workspace import Package, Workspace

CELL = ["k", "n", "value", "status"]
ROOM = 150_000  # areas in all views kept: a dozen of 10 000 quarters, hundreds of Kreise and municipalities
T = TypeVar("T")


def remembered(method: Callable[..., T]) -> Callable[..., T]:
    """Keep a method's answers as long as its repository lives (``lru_cache`` would keep old repositories alive)."""

    @wraps(method)
    def answer(self: Repository, *args: object, **named: object) -> T:
        key = (method.__name__, *args, *sorted(named.items()))
        if key not in self._memory:
            self._memory[key] = method(self, *args, **named)
        return self._memory[key]  # type: ignore[return-value]

    return answer


@dataclass(frozen=True, slots=True)
class Cell:
    """One published figure; NaN = no number."""

    k: float
    n: float
    value: float
    status: ValueStatus


@dataclass(frozen=True, slots=True)
class PackageSummary:
    """``outlines``: level id → areas whose boundaries it gives; ``areas``: level id → areas with
    figures; ``periods``: oldest first; ``states``: number of cells in each; ``area_ids``: all of these areas."""

    outlines: dict[str, int]
    areas: dict[str, int]
    periods: tuple[str, ...]
    states: dict[ValueStatus, int]
    area_ids: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Area:
    """One territory; ``parents`` holds the ids above it, nearest first."""

    id: str
    name: str
    level: str
    kind: str
    parents: tuple[str, ...]
    region: str
    area_km2: float
    fictional: bool


class Repository:
    """Everything that may be shown. Immutable after construction; safe to share between threads and forks."""

    def __init__(self, packages: Iterable[Package], fingerprint: str, imported: frozenset[str] = frozenset()) -> None:
        packages = list(packages)
        self.fingerprint = fingerprint
        self.imported = imported  # ids of packages that can be removed
        self.shelf: Path | None = None  # folder for results of long computations, if there is one
        self.past = Pasts()  # what earlier fingerprints consisted of
        self.withheld = 0  # packages that were left out because they are internal
        self._memory: dict[tuple[object, ...], object] = {}
        self._recent = Recent(ROOM)
        self.packages: tuple[Package, ...] = tuple(Package(p.id, p.title, p.catalog, report=p.report) for p in packages)
        self.surveys = {p.id: p.survey for p in packages if p.survey is not None}
        self.catalog: Catalog = merge_catalogs(p.catalog for p in packages)
        self.level_of: dict[str, AreaLevel] = {**KNOWN_LEVELS, **{v.id: v for p in packages for v in p.levels}}
        named = [p.areas.assign(package=p.id) for p in packages if p.areas is not None]
        self._areas = _latest(named, ["area_id"], areas_module.normalise(pd.DataFrame()).assign(package=""))
        self._geometry = _latest([p.geometry for p in packages], ["area_id", "lod"], gpd.GeoDataFrame())
        points = [p.facilities.assign(package=p.id) for p in packages if p.facilities is not None]
        self.facilities = _latest(points, ["package", "facility_id"], pd.DataFrame())
        self._parents = dict(zip(self._areas["area_id"], self._areas["parent_id"], strict=True))
        self._by_id = {a.id: a for a in map(self._area, self._areas.itertuples())}
        self.refused_vintages: dict[str, int] = {}
        self._cells = self._build_cells(packages)

    # -- construction ---------------------------------------------------------------------------------------

    @classmethod
    def open(
        cls, workspace: Path | None = None, *, sample: Path | None = SAMPLE_ROOT, internal: bool = True
    ) -> Repository:
        """Build from the embedded sample plus a workspace folder (later packages win). ``internal``: also packages
        whose catalogue calls them internal.

        Raises ``GeodataError`` if either is damaged. A workspace that does not exist yet is empty.
        """
        spaces = [Workspace(root) for root in (sample, workspace) if root is not None]
        read = [space.read() for space in spaces]
        packages = [package for _, found in read for package in found if internal or not is_internal(package)]
        states = [state.fingerprint for state, _ in read]
        imported = frozenset(p.id for p in read[-1][1]) if workspace is not None else frozenset()
        repository = cls(packages, _fingerprint(*states), imported)
        if workspace is not None:
            history = read_history(spaces[-1].published)
            repository.past = pasts(history, lambda then: _fingerprint(*states[:-1], then), internal)
        repository.withheld = sum(len(found) for _, found in read) - len(packages)
        return repository

    def _area(self, row: tuple) -> Area:  # type: ignore[type-arg]
        return Area(
            row.area_id, row.name, row.level, row.kind, tuple(ancestors(row.area_id, self._parents)),  # type: ignore[attr-defined]
            row.region, row.area_km2, row.fictional,  # type: ignore[attr-defined]
        )  # fmt: skip

    def _build_cells(self, packages: list[Package]) -> dict[tuple[str, str, str], pd.DataFrame]:
        frames = [
            protect(self._fitting(p.observations), p.catalog).assign(package=p.id)
            for p in packages
            if p.observations is not None
        ]
        rows = pd.concat([empty().assign(package=""), *frames], ignore_index=True)
        owner = {i.id: i.dataset for i in self.catalog.indicators}
        rows = rows[rows["dataset"].eq(rows["indicator"].map(owner))]
        rows = rows.drop_duplicates(["indicator", "area_id", "period", "group"], keep="last")
        self._delivered = rows[["package", "area_id", "period", "status"]]
        rows = rows.drop(columns="package")
        ranks = {level.id: level.rank for level in self.level_of.values()}
        rows = add_parent_sums(rows, self.catalog, self._areas, ranks)
        derived = derive(rows, self.catalog, self._areas)
        rows = pd.concat([rows, protect(derived, self.catalog)], ignore_index=True)
        rows = few_people(rows, self.catalog, inhabitants(rows, self.catalog))
        rows = rows.drop_duplicates(["indicator", "area_id", "period", "group"])  # published wins over derived
        return {
            (str(i), str(p), str(g)): cells.set_index("area_id")[CELL]
            for (i, p, g), cells in rows.groupby(["indicator", "period", "group"], sort=False)
        }

    def _fitting(self, rows: pd.DataFrame) -> pd.DataFrame:
        """Rows whose boundary vintage denotes the territory we hold; others are counted, never joined."""
        valid = self._areas.set_index("area_id")[["valid_from", "valid_to"]]
        keyed = rows[["area_id", "boundary_vintage"]].drop_duplicates()
        keyed = keyed.join(valid, on="area_id").fillna("")
        fits = [
            not vintage or areas_module.vintage_fits(vintage, start, end)
            for vintage, start, end in keyed[["boundary_vintage", "valid_from", "valid_to"]].itertuples(index=False)
        ]
        merged = rows.merge(keyed.assign(fits=fits)[["area_id", "boundary_vintage", "fits"]], how="left")
        fitting = merged["fits"].to_numpy(dtype=bool)
        for dataset, count in rows[~fitting]["dataset"].value_counts().items():
            self.refused_vintages[str(dataset)] = self.refused_vintages.get(str(dataset), 0) + int(count)
        return rows[fitting]

    # -- areas ----------------------------------------------------------------------------------------------

    def area(self, area_id: str) -> Area:
        """Return one area; raises ``GeodataError`` (``unknown_area``)."""
        try:
            return self._by_id[area_id]
        except KeyError:
            raise refuse("unknown_area", value=area_id) from None

    def name_of(self, area_id: str) -> str:
        """Name of an area; the text itself if there is none of this id."""
        return self._by_id[area_id].name if area_id in self._by_id else area_id

    def has_area(self, area_id: str) -> bool:
        return area_id in self._by_id

    @remembered
    def areas(self, level: str | None = None, region: str | None = None) -> pd.DataFrame:
        """Area table (columns of ``geodata.areas``), by id; optionally one level, optionally inside ``region``."""
        frame = self._areas
        if level is not None:
            frame = frame[frame["level"].eq(level)]
        if region is not None:
            frame = frame[frame["area_id"].isin(self._below(region))]
        return frame

    @remembered
    def area_ids(self, level: str, region: str) -> frozenset[str]:
        """Ids of the areas of a level inside a region."""
        return frozenset(self.areas(level, region)["area_id"])

    @cached_property
    def facility_types(self) -> frozenset[str]:
        return frozenset(self.facilities["type"]) if len(self.facilities) else frozenset()

    @cached_property
    def _descendants(self) -> dict[str, frozenset[str]]:
        inside: dict[str, set[str]] = {}
        for area in self._by_id.values():
            for above in (area.id, *area.parents):
                inside.setdefault(above, set()).add(area.id)
        return {area_id: frozenset(ids) for area_id, ids in inside.items()}

    def _below(self, region: str) -> frozenset[str]:
        return self._descendants.get(region, frozenset())

    @cached_property
    def roots(self) -> tuple[Area, ...]:
        """Regions with a canvas of their own; real ones first."""
        roots = [a for a in self._by_id.values() if not a.parents]
        return tuple(sorted(roots, key=lambda a: (a.fictional, a.name)))

    @remembered
    def levels(self, region: str) -> tuple[AreaLevel, ...]:
        """Levels that can be shown inside ``region``, from large to small.

        Layers below the municipality are offered in a Kreis or municipality that has them, and in a larger region
        only if every municipality there has them: a map with one filled city would mislead.
        """
        inside = self.areas(None, region)
        own = self.level_of[self.area(region).level]
        municipalities = set(inside[inside["level"].eq("gemeinde")]["area_id"])
        found = []
        for level_id, rows in inside.groupby("level"):
            level = self.level_of[str(level_id)]
            covered = {p for i in rows["area_id"] for p in self._by_id[i].parents} & municipalities
            offered = level.rank < areas_module.SUB_MUNICIPAL_RANK or own.rank >= areas_module.KREIS.rank
            if level.rank > own.rank and (offered or covered >= municipalities):
                found.append(level)
        return tuple(sorted(found, key=lambda level: level.rank))

    def ancestor_at(self, area_id: str, level: str) -> Area | None:
        """The area itself or the one above it at ``level``; None if there is none."""
        area = self.area(area_id)
        for candidate in (area, *map(self.area, filter(self.has_area, area.parents))):
            if candidate.level == level:
                return candidate
        return None

    @remembered
    def geometry(self, level: str, region: str, lod: int = 0) -> gpd.GeoDataFrame:
        """Polygons (area_id, name, geometry; EPSG:4326) of a level inside a region; empty if none are held."""
        names = self.areas(level, region).set_index("area_id")["name"]
        if self._geometry.empty or names.empty:
            return gpd.GeoDataFrame({"area_id": [], "name": []}, geometry=[], crs=4326)
        rows = self._geometry[self._geometry["lod"].eq(lod) & self._geometry["area_id"].isin(names.index)]
        return rows.assign(name=rows["area_id"].map(names))[["area_id", "name", "geometry"]].reset_index(drop=True)

    @remembered
    def boundary_attribution(self, level: str, region: str) -> str:
        """Who must be named for the outlines of a level inside a region; several sources are joined by "; "."""
        used = list(dict.fromkeys(self.areas(level, region)["package"]))
        by_id = {p.id: p for p in self.packages}
        texts = [d.source.attribution for name in used for d in by_id[name].catalog.datasets[:1]]
        return "; ".join(dict.fromkeys(texts))

    def keep(self, key: tuple[object, ...], make: Callable[[], T]) -> T:
        """What ``make`` gives, computed once and kept as long as this repository lives."""
        if key not in self._memory:
            self._memory[key] = make()
        return self._memory[key]  # type: ignore[return-value]

    def recent(self, key: tuple[Hashable, ...], make: Callable[[], T], areas: int) -> T:
        """Like ``keep`` for what can be asked for in too many ways to keep all of it. ``areas``: how many areas it is
        made of; the sum of them is bounded."""
        return self._recent.get(key, make, areas)

    @cached_property
    def geometry_hash(self) -> str:
        """Changes when any published polygon or name changes; part of the address of geometry files."""
        digest = hashlib.sha256(
            pd.util.hash_pandas_object(self._areas[["area_id", "name", "parent_id"]]).to_numpy().tobytes()
        )
        for wkb in self._geometry.geometry.to_wkb() if len(self._geometry) else []:
            digest.update(wkb)
        return digest.hexdigest()[:12]

    # -- figures --------------------------------------------------------------------------------------------

    def indicator(self, indicator_id: str) -> Indicator:
        return self.catalog.indicator(indicator_id)

    def dataset_of(self, indicator_id: str) -> Dataset:
        return self.catalog.dataset(self.indicator(indicator_id).dataset)

    @cached_property
    def _available(self) -> dict[str, dict[tuple[str, str], frozenset[str]]]:
        """indicator → (period, group) → ids with a row."""
        found: dict[str, dict[tuple[str, str], frozenset[str]]] = {}
        for (indicator, period, group), cells in self._cells.items():
            found.setdefault(indicator, {})[period, group] = frozenset(cells.index)
        return found

    @remembered
    def indicators(self, level: str | None = None, region: str | None = None) -> tuple[Indicator, ...]:
        """Indicators with at least one row at ``level`` inside ``region``, in catalogue order."""
        wanted = frozenset(self.areas(level, region)["area_id"])
        return tuple(
            i
            for i in self.catalog.indicators
            if any(not wanted.isdisjoint(ids) for ids in self._available.get(i.id, {}).values())
        )

    @remembered
    def summary(self, package_id: str) -> PackageSummary:
        """What a package itself delivered, after the gate and as far as no later package replaced it: its outlines
        and figures, without sums and derived indicators."""
        rows = self._delivered[self._delivered["package"].eq(package_id)]
        known = [area_id for area_id in rows["area_id"].unique() if area_id in self._by_id]
        levels = pd.Series([self._by_id[area_id].level for area_id in known], dtype=object)
        drawn = self._areas[self._areas["package"].eq(package_id)]
        outlines = drawn["level"].value_counts()
        return PackageSummary(
            outlines={str(k): int(v) for k, v in outlines.items()},
            areas={str(k): int(v) for k, v in levels.value_counts().items()},
            periods=tuple(sorted(rows["period"].unique(), key=lambda p: parse_period(p).sort_key)),
            states={ValueStatus(k): int(v) for k, v in rows["status"].value_counts().items()},
            area_ids=frozenset([*known, *drawn["area_id"]]),
        )

    @remembered
    def groups(self, indicator_id: str) -> tuple[str, ...]:
        """Group ids with figures, in the order of the catalogue ("" = total, first)."""
        present = {group for _, group in self._available.get(indicator_id, {})}
        order = ["", *self.indicator(indicator_id).groups]
        return tuple(sorted(present, key=lambda g: order.index(g) if g in order else len(order)))

    @remembered
    def periods(self, indicator_id: str, level: str, region: str, group: str = "") -> tuple[str, ...]:
        """Periods with figures at a level inside a region, oldest first."""
        wanted = frozenset(self.areas(level, region)["area_id"])
        found = [
            period
            for (period, g), ids in self._available.get(indicator_id, {}).items()
            if g == group and not wanted.isdisjoint(ids)
        ]
        return tuple(sorted(found, key=lambda p: parse_period(p).sort_key))

    def values(self, indicator_id: str, level: str, region: str, period: str, group: str = "") -> pd.DataFrame:
        """Cells k, n, value (float, NaN = not shown) and status of every area of a level inside a region.

        Index: area_id, sorted. An area without a row is MISSING.
        """
        ids = self.areas(level, region)["area_id"]
        return self._cut(indicator_id, period, group, pd.Index(ids, name="area_id"))

    def cell(self, indicator_id: str, area_id: str, period: str, group: str = "") -> Cell:
        """One cell; MISSING if there is no row."""
        cells = self._cells.get((indicator_id, period, group))
        if cells is None or area_id not in cells.index:
            return Cell(math.nan, math.nan, math.nan, ValueStatus.MISSING)
        row: dict[Hashable, Any] = cells.loc[area_id].to_dict()
        return Cell(row["k"], row["n"], row["value"], ValueStatus(row["status"]))

    def total_of(self, indicator_id: str, area_ids: Iterable[str], period: str, group: str = "") -> Cell:
        """One figure for several areas together, as ``geodata.methods.selection.total`` says.

        NOT_MEANINGFUL as well if one area lies in another or if two of them overlap: people would count twice.
        """
        ids = list(dict.fromkeys(area_ids))
        if self._counted_twice(frozenset(ids)):
            return Cell(math.nan, math.nan, math.nan, ValueStatus.NOT_MEANINGFUL)
        cells = self._cut(indicator_id, period, group, pd.Index(ids, name="area_id"))
        return Cell(*total(cells, self.indicator(indicator_id), self.catalog))

    def _counted_twice(self, ids: frozenset[str]) -> bool:
        if any(not ids.isdisjoint(self.area(i).parents) for i in ids):
            return True
        rows = self._areas[self._areas["area_id"].isin(ids)]
        loose = rows[~rows["partition"]]  # of the others it is known that they do not overlap
        levels = set(rows["level"]) if len(loose) else set()
        return len(levels) > 1 or any(ids.issuperset(pair) for level in levels for pair in self._overlaps(level))

    @remembered
    def _overlaps(self, level: str) -> frozenset[tuple[str, str]]:
        rows = self._areas[self._areas["level"].eq(level) & ~self._areas["partition"]]
        if rows.empty or self._geometry.empty:
            return frozenset()
        detail = self._geometry["lod"].eq(self._geometry["lod"].max())
        return overlapping(self._geometry[detail & self._geometry["area_id"].isin(rows["area_id"])])

    def series(self, indicator_id: str, area_id: str, group: str = "") -> pd.DataFrame:
        """Cells of one area over time, indexed by period, oldest first; only periods with a row for it."""
        found = {
            period: self._cells[indicator_id, period, g].loc[area_id]
            for (period, g), ids in self._available.get(indicator_id, {}).items()
            if g == group and area_id in ids
        }
        order = sorted(found, key=lambda p: parse_period(p).sort_key)
        frame = pd.DataFrame([found[p] for p in order], index=pd.Index(order, name="period"), columns=CELL)
        return frame.astype(dict.fromkeys(CELL[:3], "float64"))

    def _cut(self, indicator_id: str, period: str, group: str, ids: pd.Index) -> pd.DataFrame:
        cells = self._cells.get((indicator_id, period, group))
        if cells is None:
            cells = pd.DataFrame({c: pd.Series(dtype="float64") for c in CELL[:3]} | {"status": pd.Series(dtype="str")})
        out = cells.reindex(ids)
        return out.assign(status=out["status"].fillna(ValueStatus.MISSING.value))


def _fingerprint(*states: str) -> str:
    """One for the embedded sample and the workspace together."""
    return hashlib.sha256("".join(states).encode()).hexdigest()[:10]


def is_internal(package: Package) -> bool:
    return any(dataset.visibility is Visibility.INTERNAL for dataset in package.catalog.datasets)


def _latest(frames: list, key: list[str], otherwise: pd.DataFrame) -> pd.DataFrame:  # type: ignore[type-arg]
    """Concatenate parts; for equal keys the later package wins. ``otherwise`` if there is no part at all."""
    present = [frame for frame in frames if frame is not None and len(frame)]
    if not present:
        return otherwise
    merged = pd.concat(present, ignore_index=True)
    return merged.drop_duplicates(key, keep="last").sort_values(key).reset_index(drop=True)
