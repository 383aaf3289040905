"""How many of how many: cases drawn binomially from the residents, so that small quarters are as noisy as real ones."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import expit, logit
from scipy.stats import binom, norm

from geodata.sample.musterland.layout import Floats, Ints
from geodata.sample.musterland.people import SHELTER_RESIDENTS, People, autoregressive
from geodata.sample.musterland.planting import BREAK_YEAR, SHELTER_FROM, YEARS, Plan

MEMORY = 0.85  # how much of last year's random deviation stays: most cases stay from year to year
WILD = (0.12, 0.40, 0.08, 0.44, 0.16, 0.48, 0.08, 0.40, 0.20, 0.64)  # child poverty of the tiny quarter
FEW_FLATS = 800  # residents below which no rent is published
BREAK_SHIFT = 0.60  # new language test from BREAK_YEAR on, on the logit scale
CRISIS = np.array([0.06, 0.05, 0.03, 0.0, -0.05, -0.08, 0.08, 0.05, -0.02, 0.02])
WELFARE = np.array([0.0, 0.02, 0.05, 0.07, 0.03, -0.02, -0.02, -0.04, -0.01, 0.03])
STEADY = np.linspace(-0.5, 0.5, len(YEARS))


@dataclass(frozen=True)
class Shape:
    """Probability on the logit scale: ``base`` (as probability) + slope · position + city + trend + own noise.

    ``sheltered``: shift in the quarter of the shelter from the year after its opening."""

    base: float
    slope: float
    city: float = 0.0
    trend: float = 0.0
    spread: float = 0.08
    sheltered: float = 0.0


SHAPES = {
    "child_u3": Shape(0.160, 0.70, 0.10, sheltered=1.7),
    "child_3_5": Shape(0.152, 0.70, 0.10, sheltered=1.7),
    "child_6_14": Shape(0.140, 0.68, 0.10, sheltered=1.7),
    "sgb2_adults": Shape(0.058, 0.62, 0.12, sheltered=1.6),
    "unemployed_youth": Shape(0.033, 0.50, 0.05, sheltered=0.5),
    "unemployed_adults": Shape(0.049, 0.50, 0.08, sheltered=0.6),
    "long_term": Shape(0.37, 0.22, 0.05),
    "old_age": Shape(0.028, 0.62, 0.30, trend=0.35),
    "single_parents": Shape(0.19, 0.36, 0.20, trend=0.08),
    "youth_support": Shape(0.030, 0.52, 0.08, trend=0.25),
    "gymnasium": Shape(0.43, -0.50, 0.12, trend=0.10, spread=0.15, sheltered=-0.8),
    "kita": Shape(0.79, -0.36, -0.12, trend=-0.15, spread=0.15, sheltered=-1.3),
    "language": Shape(0.17, 0.50, 0.15, trend=0.20, spread=0.12, sheltered=1.4),
    "turnout": Shape(0.555, -0.36, -0.10, trend=0.06),
    "foreigners": Shape(0.085, 0.52, 0.45, trend=0.55),
}
BY_CRISIS = {"unemployed_youth", "unemployed_adults"}
BY_WELFARE = {"child_u3", "child_3_5", "child_6_14", "sgb2_adults"}


class Lottery:
    """Draws cases for one thing after the other; each name has its own random stream."""

    def __init__(self, people: People, plan: Plan, seed: int) -> None:
        self.people, self.plan, self.seed = people, plan, seed

    def probability(self, name: str, rng: np.random.Generator) -> Floats:
        shape, people, plan = SHAPES[name], self.people, self.plan
        own = rng.normal(0, shape.spread, (len(people.city), 1))
        level = logit(shape.base) + shape.slope * people.position + shape.city * people.city[:, None] + own
        level = level + shape.trend * STEADY + CRISIS * (name in BY_CRISIS) + WELFARE * (name in BY_WELFARE)
        if name == "language":
            level[:, YEARS.index(BREAK_YEAR) :] += BREAK_SHIFT
        level[plan.shelter, YEARS.index(SHELTER_FROM) + 1 :] += shape.sheltered
        p = expit(level)
        if name.startswith("child"):
            p[plan.tiny] = WILD
        return p

    def draw(self, name: str, n: Ints, exempt: Ints | None = None) -> Ints:
        """Cases among ``n`` (quarter × year); residents in ``exempt`` are part of n but never a case."""
        rng = np.random.default_rng([self.seed, 100 + list(SHAPES).index(name)])
        luck = autoregressive(len(n), rng, MEMORY)
        luck[self.plan.tiny] = 0.0
        for quarter in (self.plan.hotspot, self.plan.improvement, self.plan.decline):
            luck[quarter] = np.clip(luck[quarter], -1.0, 1.0)
        eligible = n if exempt is None else n - exempt
        return binom.ppf(norm.cdf(luck), eligible, self.probability(name, rng)).astype(int)


def foreigners(lottery: Lottery) -> Ints:
    """Foreign residents; everybody in the shelter is one."""
    sheltered = lottery.people.sheltered.sum(axis=2)
    assert sheltered.max() == SHELTER_RESIDENTS
    return lottery.draw("foreigners", lottery.people.total - sheltered) + sheltered


def care_cases(people: People, seed: int) -> Ints:
    """People in need of care: mostly among the very old, slowly more each year."""
    rng = np.random.default_rng([seed, 200])
    luck = autoregressive(len(people.city), rng, MEMORY)
    total = np.maximum(people.total, 1)
    younger = people.total - people.band("65_79", "80plus")
    mean = 0.009 * younger + 0.062 * people.band("65_79") + 0.36 * people.band("80plus")
    growth = np.exp(0.035 * np.arange(len(YEARS)) - 0.10 + 0.10 * people.position)
    return binom.ppf(norm.cdf(luck), total, np.clip(mean * growth / total, 0, 0.9)).astype(int)


def rents(people: People, quarters_field: Floats, seed: int) -> Floats:
    """Asking rent in €/m², NaN where too few flats are offered (fewer than FEW_FLATS residents)."""
    rng = np.random.default_rng([seed, 201])
    years = np.arange(len(YEARS))
    level = np.log(6.1) + 0.20 * people.city[:, None] - 0.07 * people.position + 0.027 * years
    level = level + 0.06 * quarters_field[:, None] + 0.02 * autoregressive(len(people.city), rng, 0.7)
    return np.where(people.total < FEW_FLATS, np.nan, np.round(np.exp(level), 2))
