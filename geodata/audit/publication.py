"""What packages publish, as the attacker sees it: one row per figure, and a number for every count behind it.

Every count has a code: (series, quantity, area). A series is an indicator at one period for one group; its quantities
are the cases k, the base n of a rate and the rest n − k.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol

import geopandas as gpd
import numpy as np
import pandas as pd

from geodata import areas as areas_module
from geodata.areas import KNOWN_LEVELS, AreaLevel, vintage_fits
from geodata.audit.model import Flags, Ints
from geodata.catalog import Catalog, IndicatorKind, merge_catalogs
from geodata.observations import ValueStatus, empty

K, N, REST = 0, 1, 2
QUANTITIES = 3
CELL = ["indicator", "area_id", "period", "group"]
SERIES = ["indicator", "period", "group"]


class Published(Protocol):
    """What the audit needs of a package (``geodata.workspace.Package`` fits)."""

    @property
    def id(self) -> str: ...
    @property
    def catalog(self) -> Catalog: ...
    @property
    def areas(self) -> pd.DataFrame | None: ...
    @property
    def geometry(self) -> gpd.GeoDataFrame | None: ...
    @property
    def observations(self) -> pd.DataFrame | None: ...
    @property
    def levels(self) -> tuple[AreaLevel, ...]: ...


@dataclass(frozen=True)
class Publication:
    """Packages as one: later ones win. ``rows``: figures of counts and rates (columns of ``geodata.observations``);
    ``uncounted``: indicators left out because their cases are no whole numbers or rounded on purpose."""

    catalog: Catalog
    areas: pd.DataFrame
    outlines: gpd.GeoDataFrame | None
    rows: pd.DataFrame
    packages: tuple[str, ...]
    levels: dict[str, AreaLevel]
    uncounted: tuple[str, ...] = ()

    @cached_property
    def area_ids(self) -> pd.Index:
        extra = self.rows.loc[~self.rows["area_id"].isin(self.areas["area_id"]), "area_id"].unique()
        return pd.Index([*self.areas["area_id"], *extra])

    @cached_property
    def names(self) -> dict[str, str]:
        """Area id → name; with that of the parent where several areas share a name."""
        names = self.areas.set_index("area_id")["name"]
        above = self.areas["parent_id"].map(names).fillna("")
        shared = self.areas["name"].duplicated(keep=False) & above.ne("") & above.ne(self.areas["name"])
        shown = self.areas["name"].where(~shared, self.areas["name"] + " (" + above + ")")
        return dict(zip(self.areas["area_id"], shown, strict=True))


def publication(packages: Sequence[Published]) -> Publication:
    """What all of these packages publish together."""
    catalog = merge_catalogs(p.catalog for p in packages)
    areas = _latest([p.areas for p in packages], ["area_id"])
    areas = areas_module.normalise(pd.DataFrame()) if areas is None else areas.reset_index(drop=True)
    tables = [p.observations for p in packages if p.observations is not None]
    rows = pd.concat([empty(), *tables], ignore_index=True)
    entries = {i.id: i for i in catalog.indicators}
    owner = rows["indicator"].map({i.id: i.dataset for i in catalog.indicators})
    counted = rows["indicator"].map(lambda i: i in entries and entries[i].kind is not IndicatorKind.VALUE_ONLY)
    rounded = tuple(i.id for i in catalog.indicators if catalog.rule(i).rounding)
    rows = rows[counted.astype(bool) & rows["dataset"].eq(owner)]
    rows = rows[_fits(rows, areas)].drop_duplicates(CELL, keep="last").reset_index(drop=True)
    there = set(rows["indicator"])
    rows, fractional = _whole(rows[~rows["indicator"].isin(rounded)].reset_index(drop=True))
    uncounted = tuple(sorted([*({*rounded} & there), *fractional]))
    geometry = _latest([p.geometry for p in packages], ["area_id", "lod"])
    levels = KNOWN_LEVELS | {level.id: level for p in packages for level in p.levels}
    return Publication(catalog, areas, geometry, rows, tuple(p.id for p in packages), levels, uncounted)


def _latest(frames: Iterable[pd.DataFrame | None], key: list[str]) -> pd.DataFrame | None:
    present = [frame for frame in frames if frame is not None and len(frame)]
    return pd.concat(present, ignore_index=True).drop_duplicates(key, keep="last") if present else None


def _fits(rows: pd.DataFrame, areas: pd.DataFrame) -> Flags:
    """Rows that denote the territory we hold; others are never shown."""
    if rows.empty:
        return np.zeros(0, dtype=bool)
    valid = areas.set_index("area_id")[["valid_from", "valid_to"]]
    pairs = rows[["area_id", "boundary_vintage"]].drop_duplicates()
    pairs = pairs.join(valid, on="area_id").fillna("")
    fitting = [not vintage or vintage_fits(vintage, *held) for _, vintage, *held in pairs.itertuples(index=False)]
    if all(fitting):
        return np.ones(len(rows), dtype=bool)
    fit = set(pairs.loc[fitting, ["area_id", "boundary_vintage"]].itertuples(index=False, name=None))
    return np.array([pair in fit for pair in zip(rows["area_id"], rows["boundary_vintage"], strict=True)], dtype=bool)


def _whole(rows: pd.DataFrame) -> tuple[pd.DataFrame, tuple[str, ...]]:
    """Without indicators whose cases or bases are no whole numbers (yearly averages, rounded thousands)."""
    if rows.empty:
        return rows, ()
    broken = (rows[["k", "n"]].fillna(0.0) % 1 != 0).any(axis=1)
    uncounted = tuple(sorted(rows.loc[broken, "indicator"].unique()))
    return rows[~rows["indicator"].isin(uncounted)].reset_index(drop=True), uncounted


class Codes:
    """Numbers for counts. Series and areas may be added (rests that no one publishes have some of their own)."""

    def __init__(self, area_ids: Iterable[str], room: int) -> None:
        """``room``: how many areas may be added later."""
        self.areas = list(area_ids)
        self.area_number = {a: i for i, a in enumerate(self.areas)}
        self.width = len(self.areas) + room
        self.series: list[tuple[str, str, str]] = []
        self._series_number: dict[tuple[str, str, str], int] = {}

    def series_number(self, indicator: str, period: str, group: str) -> int:
        key = (indicator, period, group)
        if key not in self._series_number:
            self._series_number[key] = len(self.series)
            self.series.append(key)
        return self._series_number[key]

    def of_rows(self, rows: pd.DataFrame) -> tuple[Ints, Ints]:
        """Series and area of each row."""
        if rows.empty:
            return np.zeros(0, np.int64), np.zeros(0, np.int64)
        number = rows.groupby(SERIES, sort=False).ngroup().to_numpy()
        keys = rows.drop_duplicates(SERIES)[SERIES].itertuples(index=False, name=None)
        series = np.array([self.series_number(*key) for key in keys], dtype=np.int64)
        return series[number], rows["area_id"].map(self.area_number).to_numpy(dtype=np.int64)

    def find(self, indicator: str, period: str, group: str) -> int | None:
        return self._series_number.get((indicator, period, group))

    def add_area(self, label: str) -> int:
        self.areas.append(label)
        assert len(self.areas) <= self.width
        return len(self.areas) - 1

    def code(self, series: Ints, quantity: Ints | int, area: Ints) -> Ints:
        return (series * QUANTITIES + quantity) * self.width + area

    def parts(self, code: Ints) -> tuple[Ints, Ints, Ints]:
        """Series, quantity, area."""
        upper, area = np.divmod(code, self.width)
        series, quantity = np.divmod(upper, QUANTITIES)
        return series, quantity, area


@dataclass(frozen=True)
class Figures:
    """Counts of published rows, one entry per count: ``code``, ``value`` (NaN = not published), what is a leak
    (``secret``, ``threshold``, ``zero`` as in ``attack.audit``), ``stated``: a row says something (not MISSING)."""

    code: Ints
    value: np.ndarray
    secret: Flags
    threshold: Ints
    zero: Flags
    stated: Flags


def figures(rows: pd.DataFrame, catalog: Catalog, codes: Codes) -> Figures:
    """Cases and bases of all rows; the rest too where one of both is not published."""
    entries = {i.id: i for i in catalog.indicators}
    series, area = codes.of_rows(rows)
    rate = _of(rows, {i: e.kind is IndicatorKind.RATE for i, e in entries.items()}, bool)
    rules = {i: catalog.rule(e) for i, e in entries.items()}
    minimum = _of(rows, {i: rule.minimum for i, rule in rules.items()}, np.int64)
    guarded = _of(rows, {i: rule.protect_complement for i, rule in rules.items()}, bool)
    zero = _of(rows, {i: rule.protect_zero for i, rule in rules.items()}, bool)
    k, n = _k(rows, rate), rows["n"].to_numpy(dtype=np.float64)
    status = rows["status"].to_numpy()
    hidden, stated = status == ValueStatus.SUPPRESSED, status != ValueStatus.MISSING
    checked = hidden | (status == ValueStatus.OK) | (status == ValueStatus.BELOW_MINIMUM)
    rest = rate & (np.isnan(k) | np.isnan(n))
    limit = np.where(checked, minimum, 0)
    k_code, n_code, rest_code = (codes.code(series, q, area) for q in (K, N, REST))
    nothing = np.zeros(int(rate.sum()), dtype=bool)
    return Figures(
        np.concatenate([k_code, n_code[rate], rest_code[rest]]),
        np.concatenate([k, n[rate], np.full(int(rest.sum()), np.nan)]),
        np.concatenate([hidden, nothing, np.zeros(int(rest.sum()), dtype=bool)]),
        np.concatenate([limit, np.where(hidden, minimum, 0)[rate], np.where(guarded, limit, 0)[rest]]),
        np.concatenate([zero, nothing, zero[rest]]),
        np.concatenate([stated, (stated | ~np.isnan(n))[rate], stated[rest]]),
    )


def _of(rows: pd.DataFrame, table: dict[str, object], kind: type) -> np.ndarray:
    return rows["indicator"].map(table).to_numpy(dtype=kind)


def _k(rows: pd.DataFrame, rate: Flags) -> np.ndarray:
    """Published cases: of a count also when given as value; none of nobody."""
    k = rows["k"].where(rows["k"].notna() | rate, rows["value"])
    nobody = rate & rows["n"].eq(0)
    return k.mask(nobody, 0.0).where(rows["status"].eq(ValueStatus.OK) | nobody).to_numpy(dtype=np.float64)
