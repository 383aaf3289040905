"""Who lives in Musterland: residents by age band, and the hidden social position of each quarter over the years."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from geodata.sample.musterland.layout import CITIES, Floats, Ints
from geodata.sample.musterland.planting import SHELTER_FROM, YEARS, Plan

BANDS = ("u3", "3_5", "6_14", "15_20", "21_24", "25_64", "65_79", "80plus")
BASE_SHARES = np.array([0.027, 0.028, 0.083, 0.060, 0.044, 0.538, 0.153, 0.067])
BY_AGE_FACTOR = np.array([-0.16, -0.15, -0.13, -0.08, -0.08, 0.0, 0.18, 0.26])
BY_POSITION = np.array([0.10, 0.10, 0.09, 0.06, 0.05, 0.0, -0.05, -0.06])
BY_CITY = np.array([0.0, -0.02, -0.06, 0.02, 0.28, 0.03, -0.06, -0.04])
PER_YEAR = np.array([0.009, 0.007, 0.001, -0.011, -0.009, -0.002, 0.007, 0.019])

SHELTER_RESIDENTS = 430
SHELTER_SHARES = np.array([0.07, 0.07, 0.17, 0.14, 0.12, 0.41, 0.02, 0.0])
STUDENTS = 1_500
STUDENT_SHARES = np.array([0.0, 0.0, 0.0, 0.16, 0.56, 0.28, 0.0, 0.0])
TINY_RESIDENTS = 180
FEWEST, MOST = 400, 9_000
PLANTED_SIZES = {
    "hotspot": 820,
    "shelter": 1_750,
    "residence": 2_150,
    "tiny": TINY_RESIDENTS,
    "improvement": 5_200,
    "decline": 4_300,
}


@dataclass(frozen=True)
class People:
    """Arrays quarter × year: ``bands`` (× age band) residents, ``position`` (latent, high = burdened), ``students``
    (× age band) and ``sheltered`` (× age band) residents among ``bands``; ``city`` per quarter (1 = city)."""

    bands: Ints
    position: Floats
    students: Ints
    sheltered: Ints
    city: Floats

    def band(self, *names: str) -> Ints:
        return self.bands[:, :, [BANDS.index(n) for n in names]].sum(axis=2)

    @property
    def total(self) -> Ints:
        return self.bands.sum(axis=2)


def make_people(quarters: pd.DataFrame, plan: Plan, rng: np.random.Generator) -> People:
    """Residents and social position of all quarters; planted quarters get their planted size and path."""
    city = quarters["kreis_number"].lt(len(CITIES)).to_numpy().astype(float)
    start = _start_position(quarters, city, plan, rng)
    position = _paths(start, plan, rng)
    totals = _totals(quarters, city, plan, rng)
    age = rng.normal(0, 0.7, len(quarters)) + spatial_field(quarters, rng, 15.0) * 0.5 - 0.4 * city
    years = np.arange(len(YEARS))[None, :, None]
    logs = np.outer(age, BY_AGE_FACTOR) + np.outer(start, BY_POSITION) + np.outer(city, BY_CITY)
    logs[list(plan.undersupply), :3] += np.array([0.45, 0.40, 0.15])
    shares = BASE_SHARES * np.exp(logs[:, None, :] + years * PER_YEAR)
    shares /= shares.sum(axis=2, keepdims=True)
    extra, students = np.zeros_like(shares, dtype=int), np.zeros_like(shares, dtype=int)
    extra[plan.shelter, YEARS.index(SHELTER_FROM) :] = whole(SHELTER_RESIDENTS * SHELTER_SHARES)
    students[plan.residence, :] = whole(STUDENTS * STUDENT_SHARES)
    bands = whole(totals[:, :, None] * shares) + extra + students
    return People(bands, position, students, extra, city)


def whole(amounts: Floats) -> Ints:
    """Round along the last axis so that the sum is kept (largest remainder)."""
    floor = np.floor(amounts + 1e-9).astype(int)
    missing = np.rint(amounts.sum(axis=-1)).astype(int) - floor.sum(axis=-1)
    rank = np.argsort(np.argsort(-(amounts - floor), axis=-1, kind="stable"), axis=-1)
    return floor + (rank < missing[..., None])


def spatial_field(quarters: pd.DataFrame, rng: np.random.Generator, reach_km: float) -> Floats:
    """A smooth random surface at the quarters' middles: standard normal, correlation exp(−distance / reach)."""
    spots = quarters[["x", "y"]].to_numpy()
    distance = np.linalg.norm(spots[:, None] - spots[None, :], axis=2)
    root = np.linalg.cholesky(np.exp(-distance / reach_km) + 1e-9 * np.eye(len(spots)))
    return root @ rng.normal(size=len(spots))


def _start_position(quarters: pd.DataFrame, city: Floats, plan: Plan, rng: np.random.Generator) -> Floats:
    kreis = rng.normal(0, 0.18, quarters["kreis_number"].max() + 1)[quarters["kreis_number"]]
    town = rng.normal(0, 0.22, quarters["town"].max() + 1)[quarters["town"]]
    own = rng.normal(0, 0.28, len(quarters))
    natural = -0.15 + 0.3 * city + kreis + town + 0.45 * spatial_field(quarters, rng, 12.0) + own
    position = np.clip(natural, -1.3, 1.15)
    for group, middle, spread in (
        ([*plan.city_cluster, *plan.border_cluster], 1.8, 0.12),
        (plan.well_off, -1.15, 0.12),
        (plan.undersupply, 0.1, 0.15),
    ):
        position[list(group)] = rng.normal(middle, spread, len(group))
    position[[plan.hotspot, plan.shelter, plan.residence, plan.tiny]] = (2.7, -0.2, 0.9, 0.0)
    return position


def _paths(start: Floats, plan: Plan, rng: np.random.Generator) -> Floats:
    """Slow drift (autoregressive) around the start; two planted quarters move in one direction."""
    drift = autoregressive(len(start), rng, 0.8) * 0.10
    path = start[:, None] + drift
    path[plan.improvement] = np.linspace(2.1, 0.35, len(YEARS)) + drift[plan.improvement] * 0.3
    path[plan.decline] = np.linspace(-0.3, 1.6, len(YEARS)) + drift[plan.decline] * 0.3
    return path


def autoregressive(rows: int, rng: np.random.Generator, memory: float) -> Floats:
    """``rows`` standard normal series over the years with correlation ``memory`` from year to year."""
    noise = rng.normal(size=(rows, len(YEARS)))
    series = noise.copy()
    for t in range(1, len(YEARS)):
        series[:, t] = memory * series[:, t - 1] + np.sqrt(1 - memory**2) * noise[:, t]
    return series


def _totals(quarters: pd.DataFrame, city: Floats, plan: Plan, rng: np.random.Generator) -> Ints:
    """Residents per quarter and year, without those of the shelter and the residence."""
    pieces = quarters.groupby("town")["town"].transform("size").to_numpy()
    middle = np.where(city > 0, 2_900, np.where(pieces == 1, 2_300, np.where(pieces >= 6, 1_900, 1_300)))
    size = np.clip(middle * np.exp(rng.normal(0, 0.45, len(quarters))), FEWEST + 60, MOST - 800)
    together = [*plan.city_cluster, *plan.border_cluster, *plan.well_off, *plan.undersupply]
    size[together] = np.clip(size[together], 1_700, 5_000)
    for name, residents in PLANTED_SIZES.items():
        size[getattr(plan, name)] = residents
    growth = rng.normal(0.001 + 0.004 * city, 0.004)[:, None] + rng.normal(0, 0.004, (len(quarters), len(YEARS)))
    growth[:, 0] = 0
    growth[[plan.tiny, plan.hotspot, plan.shelter]] = 0
    return np.rint(size[:, None] * np.exp(np.cumsum(growth, axis=1))).astype(int)
