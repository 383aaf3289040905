"""Musterland, an invented region: one call gives a package with areas, borders, figures and facilities.

Nothing here exists: it lies in the open sea, and every area and dataset is marked ``fictional``. Figures follow
a hidden social position per quarter, drawn with a seed; ``truths`` in this folder lists what was planted.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np

from geodata.catalog import Catalog, load_catalog
from geodata.package import LOD_DETAIL, Package
from geodata.sample.musterland.borders import Borders, draw_borders
from geodata.sample.musterland.facilities import make_facilities
from geodata.sample.musterland.figures import make_observations
from geodata.sample.musterland.layout import make_layout
from geodata.sample.musterland.people import People, make_people
from geodata.sample.musterland.places import Places, make_places
from geodata.sample.musterland.planting import Plan, make_plan

PACKAGE_ID = "musterland"
TITLE = "Musterland (fiktiv)"
SEED = 3
CATALOG_FILE = Path(__file__).parents[1] / "catalog" / "musterland.yaml"


@dataclass(frozen=True)
class World:
    """Everything that is known before a figure is drawn."""

    places: Places
    borders: Borders
    plan: Plan
    people: People


def musterland_catalog() -> Catalog:
    """Datasets and indicators of Musterland."""
    return load_catalog(CATALOG_FILE)


@lru_cache(maxsize=2)
def make_world(seed: int = SEED) -> World:
    """Places, borders, planted truths and residents; each stage has a random stream of its own."""
    layout = make_layout(np.random.default_rng([seed, 1]))
    borders = draw_borders(layout, np.random.default_rng([seed, 2]))
    places = make_places(layout, borders)
    plan = make_plan(places.quarters, borders)
    people = make_people(places.quarters, plan, np.random.default_rng([seed, 3]))
    return World(places, borders, plan, people)


def build_musterland_surveys(seed: int = SEED) -> list[Package]:
    """The two invented surveys; the same seed gives the same answers."""
    from geodata.sample.musterland.surveys import build_surveys

    world = make_world(seed)
    newest = world.people.total[:, -1]
    return build_surveys(world.places.areas, world.places.quarters, world.people.position[:, -1], newest, seed)


def build_musterland(seed: int = SEED) -> Package:
    """The package ``musterland``, unprotected; the same seed gives the same content. Writes nothing."""
    world = make_world(seed)
    quarters, geometry = world.places.quarters, world.places.geometry
    catalog = musterland_catalog()
    detail = geometry[geometry["lod"].eq(LOD_DETAIL)].set_index("area_id").geometry
    return Package(
        id=PACKAGE_ID,
        title=TITLE,
        catalog=catalog,
        areas=world.places.areas.copy(),
        geometry=geometry.copy(),
        observations=make_observations(quarters, world.people, world.plan, catalog, seed),
        facilities=make_facilities(quarters, world.people, world.plan, detail, seed),
        report={"fictional": True, "seed": seed},
    )
