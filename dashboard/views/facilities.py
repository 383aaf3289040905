"""Facilities: which types a region has, where they are, and what they offer the people of an area.

A facility lies in the areas above the one its list puts it in; layers of a city that do not nest are decided by its
coordinate. A list that holds nothing in a municipality says nothing about it: that is no zero.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd
import shapely

from dashboard import formatting
from dashboard.state import ViewState
from geodata.areas import SUB_MUNICIPAL_RANK
from geodata.catalog import FacilityType
from geodata.observations import ValueStatus
from geodata.repository import Cell, Repository

MOST_LISTED = 300
WEIGHT = 50  # what the facilities of one area weigh in memory, in areas
UNKNOWN = formatting.STATUS_SYMBOL[ValueStatus.MISSING]
NO_TARGET = "Der Katalog nennt keine Zielgruppe."
NO_COUNT = "Der Katalog nennt als Zielgruppe keine Zahl von Personen."
NOT_LISTED = "Die geladene Liste enthält hier keine Einrichtungen."
INCOMPLETE = "Nicht alle Einrichtungen nennen Plätze."


@dataclass(frozen=True, slots=True)
class TypeView:
    """``number``: position among all types that are loaded, which decides how it looks; ``count``: facilities inside
    the region, ``unplaced`` of them without a coordinate."""

    type: str
    label: str
    number: int
    count: int
    unplaced: int


@dataclass(frozen=True, slots=True)
class Listed:
    name: str
    type: str
    places: str
    area: str


@dataclass(frozen=True, slots=True)
class FacilityList:
    """Facilities of the chosen types in an area, by type and name; at most ``MOST_LISTED`` of ``total``."""

    area: str
    rows: tuple[Listed, ...]
    total: int


@dataclass(frozen=True, slots=True)
class Supply:
    """One type in one area, in words. ``per_100``: places per 100 of the target group; ``basis``: who that is and how
    many, or why it cannot be said."""

    label: str
    number: int
    count: str
    places: str
    per_100: str
    basis: str


# -- types -----------------------------------------------------------------------------------------------------------


def build_types(repository: Repository, region: str) -> tuple[TypeView, ...]:
    """Types with a facility inside the region, by their names."""
    return repository.keep(("facility types", region), lambda: _types(repository, region))


def _types(repository: Repository, region: str) -> tuple[TypeView, ...]:
    rows = in_area(repository, region)
    if rows.empty:
        return ()
    numbers = {t: i for i, t in enumerate(sorted(repository.facilities["type"].unique()))}
    found = [
        TypeView(str(t), label(repository, str(t)), numbers[t], len(own), int(own["lon"].isna().sum()))
        for t, own in rows.groupby("type")
    ]
    return tuple(sorted(found, key=lambda t: formatting.sortable(t.label)))


def chosen_types(repository: Repository, state: ViewState) -> tuple[TypeView, ...]:
    """Of the types the state asks for, those that the region has."""
    return tuple(t for t in build_types(repository, state.region) if t.type in state.fac)


def label(repository: Repository, facility_type: str) -> str:
    """The name a catalogue gives the type, else what the list calls it."""
    found = [e for p in repository.packages for e in p.catalog.facilities if e.type == facility_type]
    return found[-1].name if found else facility_type[:1].upper() + facility_type[1:]


def facility_sources(repository: Repository, state: ViewState) -> str:
    """Who must be named for the facilities on the map; several sources are joined by "; "."""
    types = {t.type for t in chosen_types(repository, state)}
    if not types:
        return ""
    rows = in_area(repository, state.region)
    used = set(rows[rows["type"].isin(types)]["package"])
    texts = [d.source.attribution for p in repository.packages if p.id in used for d in p.catalog.datasets[:1]]
    return "; ".join(dict.fromkeys(texts))


# -- places ----------------------------------------------------------------------------------------------------------


def in_area(repository: Repository, area_id: str) -> pd.DataFrame:
    """Facilities of an area: columns of ``Repository.facilities``, with ``municipality``."""
    return repository.recent(("facilities in", area_id), lambda: _in_area(repository, area_id), WEIGHT)


def _in_area(repository: Repository, area_id: str) -> pd.DataFrame:
    rows = repository.keep(("facilities",), lambda: _with_municipality(repository))
    if rows.empty:
        return rows
    inside = rows["area_id"].isin(set(repository.areas(None, area_id)["area_id"]))
    area = repository.area(area_id)
    if repository.level_of[area.level].rank >= SUB_MUNICIPAL_RANK:
        inside |= _by_coordinate(repository, rows, area_id)
    return rows[inside]


def _with_municipality(repository: Repository) -> pd.DataFrame:
    rows = repository.facilities
    if rows.empty:
        return rows
    rows = rows[rows["area_id"].isin(set(repository.areas()["area_id"]))]
    above = {i: repository.ancestor_at(i, "gemeinde") for i in rows["area_id"].unique()}
    return rows.assign(municipality=rows["area_id"].map({i: a.id if a else "" for i, a in above.items()}))


def _by_coordinate(repository: Repository, rows: pd.DataFrame, area_id: str) -> pd.Series:
    """Those that the areas do not place at this level (another layer of the city was finer)."""
    area, municipality = repository.area(area_id), repository.ancestor_at(area_id, "gemeinde")
    own = rows["municipality"].eq(municipality.id if municipality else "")
    placed = {i: repository.ancestor_at(i, area.level) is not None for i in rows.loc[own, "area_id"].unique()}
    loose = own & ~rows["area_id"].map(placed).eq(True) & rows["lon"].notna()
    shape = repository.geometry(area.level, area_id, 1).geometry
    if not loose.any() or shape.empty:
        return pd.Series(False, index=rows.index)
    found = rows[loose]
    hit = shapely.contains_xy(shape.union_all(), found["lon"].to_numpy(), found["lat"].to_numpy())
    return pd.Series(hit, index=found.index).reindex(rows.index, fill_value=False)


def build_list(repository: Repository, state: ViewState, selection: Sequence[str]) -> FacilityList:
    """Of the area selected last, else of the whole region."""
    known = [i for i in selection if repository.has_area(i)]
    area = repository.area(known[-1] if known else state.region)
    rows = in_area(repository, area.id)
    types = chosen_types(repository, state)
    labels = {t.type: t.label for t in types}
    rows = rows[rows["type"].isin(labels)] if len(rows) else rows
    order = {t.type: i for i, t in enumerate(types)}
    found = sorted(rows.to_dict("records"), key=lambda r: (order[r["type"]], formatting.sortable(r["name"])))
    listed = tuple(
        Listed(r["name"], labels[r["type"]], formatting.number(r["places"]), repository.area(r["area_id"]).name)
        for r in found[:MOST_LISTED]
    )
    return FacilityList(area.name, listed, len(found))


# -- supply ----------------------------------------------------------------------------------------------------------


def build_supply(repository: Repository, state: ViewState, area_id: str) -> tuple[Supply, ...]:
    """The chosen types in an area, beside the people they are meant for; empty if none is chosen."""
    rows = in_area(repository, area_id)
    return tuple(_supply(repository, area_id, t, rows) for t in chosen_types(repository, state))


def _supply(repository: Repository, area_id: str, shown: TypeView, rows: pd.DataFrame) -> Supply:
    everywhere = repository.facilities
    packages = set(everywhere[everywhere["type"].eq(shown.type)]["package"])
    covered, municipalities = _coverage(repository, area_id, packages)
    own = rows[rows["type"].eq(shown.type)] if len(rows) else rows
    if not covered:
        return Supply(shown.label, shown.number, UNKNOWN, UNKNOWN, UNKNOWN, NOT_LISTED)
    places, stated = own["places"].sum() if len(own) else 0, own["places"].notna().sum() if len(own) else 0
    unstated = f" ({len(own) - stated} ohne Angabe)" if 0 < stated < len(own) else ""
    number, basis = UNKNOWN, ""
    if covered < municipalities:
        basis = f"Die Liste nennt Einrichtungen in {covered} von {municipalities} Gemeinden."
    elif stated < len(own):
        basis = INCOMPLETE
    else:
        number, basis = _per_100(repository, area_id, shown.type, packages, places, own)
    return Supply(
        label=shown.label,
        number=shown.number,
        count=formatting.number(len(own)),
        places=formatting.number(places) + unstated if stated or own.empty else UNKNOWN,
        per_100=number,
        basis=basis,
    )


def _coverage(repository: Repository, area_id: str, packages: set[str]) -> tuple[int, int]:
    """In how many municipalities of (or around) an area the lists hold any facility, and how many there are."""
    rows = repository.keep(("facilities",), lambda: _with_municipality(repository))
    listed = set(rows[rows["package"].isin(packages)]["municipality"])
    around = repository.ancestor_at(area_id, "gemeinde")
    here = {around.id} if around else set(repository.areas("gemeinde", area_id)["area_id"])
    return len(here & listed), len(here)


def _per_100(
    repository: Repository, area_id: str, facility_type: str, packages: set[str], places: float, own: pd.DataFrame
) -> tuple[str, str]:
    entry = _entry(repository, facility_type, packages)
    known = {i.id for i in repository.catalog.indicators}
    if entry is None or not entry.target or entry.target not in known:
        return UNKNOWN, NO_TARGET
    indicator = repository.indicator(entry.target)
    people = indicator.numerator or indicator.name
    who = f"{people} ({indicator.groups[entry.group]})" if entry.group in indicator.groups else people
    period = _period(repository, entry, area_id, str(own["period"].max()) if len(own) else "")
    cell = _target(repository, entry, area_id, period)
    dated = f"{who}, {formatting.period(period)}" if period else who
    if cell.status is not ValueStatus.OK:
        return formatting.STATUS_SYMBOL[cell.status], f"{dated}: {formatting.STATUS_TEXT[cell.status]}"
    if cell.k != cell.k:
        return UNKNOWN, NO_COUNT
    if cell.k == 0:
        return formatting.STATUS_SYMBOL[ValueStatus.NOT_MEANINGFUL], f"{dated}: niemand"
    return formatting.number(100 * places / cell.k, 1), f"{dated}: {formatting.number(cell.k)}"


def _entry(repository: Repository, facility_type: str, packages: set[str]) -> FacilityType | None:
    """What the catalogue of the list says of the type."""
    found = [
        e for p in repository.packages if p.id in packages for e in p.catalog.facilities if e.type == facility_type
    ]
    return found[-1] if found else None


def _period(repository: Repository, entry: FacilityType, area_id: str, wanted: str) -> str:
    """That of the list, else the newest with a figure for the area; empty if there is none."""
    known = list(repository.series(entry.target, area_id, entry.group).index)
    return wanted if wanted in known else known[-1] if known else ""


def _target(repository: Repository, entry: FacilityType, area_id: str, period: str) -> Cell:
    return repository.cell(entry.target, area_id, period, entry.group)
