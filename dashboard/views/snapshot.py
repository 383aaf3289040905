"""„Bild für Bericht“: everything a picture of the map says, from the same figures as the screen."""

from __future__ import annotations

from dataclasses import dataclass, replace

import geopandas as gpd
import numpy as np
import shapely
from pyproj import CRS

from dashboard import formatting
from dashboard.state import ViewState, to_query
from dashboard.views.current import Current, build_current
from dashboard.views.facilities import chosen_types, facility_sources, in_area
from dashboard.views.legend import Legend
from dashboard.views.map import MapView, build_map
from dashboard.views.neighbours import TITLE, method, whole
from dashboard.views.place import GeometryRef, Place, build_place
from dashboard.views.smoothing import SMOOTHED
from geodata.observations import ValueStatus
from geodata.repository import Repository
from geodata.rule_words import rule_words

UTM_32 = 25832
SYSTEM, LOCAL_SYSTEM = "ETRS89 / UTM-Zone 32N (EPSG:25832)", "transversale Mercatorprojektion (ETRS89)"
UTM_32_REACH = (5.0, 13.0)  # degrees of longitude within which UTM zone 32 is true to size and upright
NOT_SAID = "nicht angegeben"
MOST_NAMED = 6


@dataclass(frozen=True)
class Outlines:
    """Polygons in metres (EPSG:25832, elsewhere a transverse Mercator through the middle of the region).

    ``areas``: in the order of ``SnapshotView.ids``, None without outlines. ``borders``: of the level above.
    ``country``: the whole country, ``within``: its Kreise, ``region``: the part shown; empty where the region is the
    country. ``system``: name of the projection.
    """

    areas: np.ndarray
    edge: shapely.Geometry | None
    borders: np.ndarray
    country: np.ndarray
    within: np.ndarray
    region: np.ndarray
    system: str


@dataclass(frozen=True)
class Grid:
    """A small table of counts below the legend: ``rows`` in the order of the classes, ``columns``: heads."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, tuple[int, ...]], ...]


@dataclass(frozen=True)
class FacilityLayer:
    """One type of facilities. ``number``: as ``TypeView``; ``points``: x and y in metres, of those with a coordinate;
    ``unplaced``: how many have none."""

    label: str
    number: int
    points: np.ndarray
    unplaced: int


@dataclass(frozen=True)
class SnapshotView:
    """Words are final German text. ``names``: of the areas, in the order of ``ids``; ``values``: what the map classes,
    with unit, "" without a published figure; ``unsure``: whether the area is shown but cannot be told apart from what
    it is compared with. ``facilities``: those the page shows as well. ``not_shown``: how many areas have no
    figure and why; ``rule``: what is never shown of this indicator. ``query``: address line of the view, with the
    fingerprint of the data. ``short_title``, ``period``: of the indicator and the period, for file names.
    ``grid``: None on the page „Karte“. ``marked``: areas to be outlined, empty for none; ``marked_note``: why."""

    title: str
    short_title: str
    period: str
    subtitle: str
    map: MapView
    region: str
    country: str
    level: str
    ids: tuple[str, ...]
    names: tuple[str, ...]
    values: tuple[str, ...]
    unsure: tuple[bool, ...]
    facilities: tuple[FacilityLayer, ...]
    outlines: Outlines
    conditions: str
    caution: str
    source: str
    as_of: str
    boundaries: str
    not_shown: str
    rule: str
    fingerprint: str
    query: str
    fictional: bool
    grid: Grid | None = None
    marked: tuple[bool, ...] = ()
    marked_note: str = ""


def build_snapshot(repository: Repository, state: ViewState) -> SnapshotView:
    current = build_current(repository, state)
    place = build_place(repository, state.level, state.region)
    found = build_map(current, place)
    return SnapshotView(
        title=_title(current),
        short_title=current.indicator.short_name,
        period=state.period,
        subtitle=_subtitle(current),
        map=found,
        region=current.region.name,
        country=repository.area(current.region.region).name,
        level=current.level.plural,
        ids=place.ids,
        names=place.names,
        values=_values(current, place),
        unsure=tuple(i in current.unsure - current.hidden for i in place.ids),
        facilities=layers_of(repository, state),
        outlines=outlines_of(repository, state, place),
        conditions=" ".join(filter(None, (current.narrowing.sentence, _clusters(current)))),
        caution=current.indicator.caution,
        source=_sources(_source(current), facility_sources(repository, state)),
        as_of=formatting.period(state.period) if state.period else "ohne Zeitangabe",
        boundaries=repository.boundary_attribution(state.level, state.region),
        not_shown=not_shown_text(found.legend, len(current.table)),
        rule="; ".join(rule_words(repository.catalog.rule(current.indicator), current.indicator.kind)),
        fingerprint=repository.fingerprint,
        query=to_query(replace(state, page="karte", data=repository.fingerprint)),
        fictional=current.region.fictional or current.dataset.fictional,
        marked=tuple(i in state.sel for i in place.ids) if state.sel else (),
        marked_note=_marked(state, place),
    )


def _title(current: Current) -> str:
    group = current.indicator.groups.get(current.state.group, "")
    return f"{current.indicator.name} ({group})" if group else current.indicator.name


def _subtitle(current: Current) -> str:
    """``Nordrhein-Westfalen, Kreise und kreisfreie Städte, November 2021``; a comparison behind it."""
    where = current.region.name
    if current.level.id != current.region.level:
        where = f"{where}, {current.level.plural}"
    if current.state.period:
        where = f"{where}, {formatting.period(current.state.period)}"
    where = f"{where} – {SMOOTHED}" if current.smoothing else where
    where = f"{where} – {TITLE}" if current.neighbours else where
    return f"{where} – {current.difference.title}" if current.difference else where


def _marked(state: ViewState, place: Place) -> str:
    """``Dick umrandet: ausgewählt (Amsel, Buche).``; many are counted only."""
    names = [name for i, name in zip(place.ids, place.names, strict=True) if i in state.sel]
    said = ", ".join(names) if len(names) <= MOST_NAMED else f"{formatting.number(len(names))} Gebiete"
    return f"Dick umrandet: ausgewählt ({said})." if names else ""


def _clusters(current: Current) -> str:
    """What was found about all areas, and how; empty without kinds of neighbourhood."""
    found = current.neighbours
    if found is None:
        return ""
    said = whole(found)
    return f"{said[0].upper()}{said[1:]}. {' '.join(method(found)[:3])}"


def _source(current: Current) -> str:
    """Who must be named, and the licence where that does not say it."""
    source = current.dataset.source
    said = source.licence in source.attribution or source.licence == NOT_SAID
    return source.attribution if said else f"{source.attribution}; {source.licence}"


def _sources(figures: str, facilities: str) -> str:
    """Each named once."""
    return figures if facilities in figures else f"{figures}; Einrichtungen: {facilities}"


def _values(current: Current, place: Place) -> tuple[str, ...]:
    """As printed on the page; steps by their names."""
    unit = formatting.inline_unit(current.difference.unit if current.difference else current.indicator.unit)
    steps = {} if current.difference else current.indicator.categories
    table = current.table.reindex(list(place.ids))
    measured = table["measure"].where(table["status"].eq(ValueStatus.OK))
    signed, decimals = current.difference is not None, current.indicator.decimals
    return tuple(
        "" if v != v else steps.get(v) or formatting.quantity(v, unit, decimals, signed=signed) for v in measured
    )


def not_shown_text(legend: Legend, total: int) -> str:
    """``3 von 53 Gebieten (keine Angabe: 3)``."""
    states = [f"{state.text}: {formatting.number(state.count)}" for state in legend.states]
    without = sum(state.count for state in legend.states)
    areas = f"{formatting.number(total)} {'Gebiet' if total == 1 else 'Gebieten'}"
    return f"{formatting.number(without)} von {areas}" + (f" ({', '.join(states)})" if states else "")


# -- outlines ---------------------------------------------------------------------------------------------------------


def outlines_of(repository: Repository, state: ViewState, place: Place) -> Outlines:
    """Everything a picture of this place draws, projected once."""
    root = repository.area(state.region).region
    key = ("snapshot outlines", state.level, state.region)
    return repository.keep(key, lambda: _projected(repository, place, root, state.region))


def layers_of(repository: Repository, state: ViewState) -> tuple[FacilityLayer, ...]:
    """Facilities of the chosen types, in the projection of the outlines."""
    types = chosen_types(repository, state)
    if not types:
        return ()
    place = build_place(repository, state.level, state.region).geometry
    system = projection(repository.geometry(place.level, place.region, place.lod))
    rows = in_area(repository, state.region)
    rows = rows[rows["lon"].notna()]
    found = gpd.GeoSeries.from_xy(rows["lon"], rows["lat"], crs=4326).to_crs(system)
    metres = np.column_stack([found.x, found.y])
    return tuple(FacilityLayer(t.label, t.number, metres[rows["type"].eq(t.type)], t.unplaced) for t in types)


def _projected(repository: Repository, place: Place, root: str, region: str) -> Outlines:
    frame = repository.geometry(place.geometry.level, place.geometry.region, place.geometry.lod)
    system = projection(frame)
    rows = frame.to_crs(system).set_index("area_id").geometry.reindex(list(place.ids))
    areas = rows.to_numpy()
    known = areas[shapely.is_geometry(areas)]
    edge = _union(known)
    country = _country(repository, root, system) if region != root else np.array([])
    return Outlines(
        areas=areas,
        edge=edge,
        borders=_polygons(repository, place.borders, system),
        country=country,
        within=_polygons(repository, GeometryRef(root, "kreis", 0), system) if len(country) else np.array([]),
        region=np.array([edge]) if edge is not None and len(country) else np.array([]),
        system=SYSTEM if system.to_epsg() == UTM_32 else LOCAL_SYSTEM,
    )


def projection(frame: gpd.GeoDataFrame) -> CRS:
    """UTM zone 32 where it is true to size, else a transverse Mercator through the middle of what is drawn."""
    west, _, east, _ = map(float, frame.total_bounds) if len(frame) else (9.0, 0.0, 9.0, 0.0)
    if UTM_32_REACH[0] <= west and east <= UTM_32_REACH[1]:
        return CRS.from_epsg(UTM_32)
    middle = round((west + east) / 2, 1)
    return CRS.from_proj4(f"+proj=tmerc +lon_0={middle} +k=1 +x_0=500000 +ellps=GRS80 +units=m +no_defs")


def _country(repository: Repository, root: str, system: CRS) -> np.ndarray:
    level = repository.levels(root)[0].id
    whole = _union(_polygons(repository, GeometryRef(root, level, 0), system))
    return np.array([whole]) if whole is not None else np.array([])


def _polygons(repository: Repository, wanted: GeometryRef | None, system: CRS) -> np.ndarray:
    if wanted is None:
        return np.array([])
    frame = repository.geometry(wanted.level, wanted.region, wanted.lod)
    return frame.to_crs(system).geometry.to_numpy() if len(frame) else np.array([])


def _union(polygons: np.ndarray) -> shapely.Geometry | None:
    if not len(polygons):
        return None
    return shapely.coverage_union_all(polygons) if shapely.coverage_is_valid(polygons) else shapely.union_all(polygons)
