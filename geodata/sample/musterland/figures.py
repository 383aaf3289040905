"""From residents and cases to the observation table of all levels."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from geodata.catalog import Catalog
from geodata.observations import ValueStatus, check, normalise, with_values
from geodata.sample.musterland.layout import Floats, Ints
from geodata.sample.musterland.people import People, spatial_field
from geodata.sample.musterland.places import BOUNDARY_VINTAGE, LEVELS
from geodata.sample.musterland.planting import GAP_YEARS, SCREENING_GAP_YEAR, YEARS, Plan
from geodata.sample.musterland.rates import Lottery, care_cases, foreigners, rents

DATASET = "musterland"
PREFIX = "muster_"
ELECTION_YEARS = (2014, 2017, 2020, 2023)
GAP_INDICATORS = ("child_poverty_pct", "sgb2_pct", "basic_security_old_age_pct")
SCREENING = ("kita_3_years_pct", "language_pct")
AGE_GROUPS = {"unter_3": "u3", "3_bis_5": "3_5", "6_bis_14": "6_14"}


@dataclass(frozen=True)
class Series:
    """Cases ``k`` among ``n`` (quarter × year); a count has no n. ``years``: only these are published."""

    indicator: str
    k: Ints
    n: Ints | None = None
    group: str = ""
    years: tuple[int, ...] = YEARS


def make_observations(quarters: pd.DataFrame, people: People, plan: Plan, catalog: Catalog, seed: int) -> pd.DataFrame:
    """All figures of all levels, checked; hierarchies add up except across the planted gaps."""
    lottery = Lottery(people, plan, seed)
    social = [*_poverty(people, lottery), *_work(people, lottery), *_other(people, lottery, seed)]
    rows = [_all_levels(s, quarters) for s in [*_population(people), *social]]
    field = spatial_field(quarters, np.random.default_rng([seed, 202]), 18.0)
    rows.append(_rent_rows(rents(people, field, seed), people, quarters))
    frame = pd.concat(rows, ignore_index=True)
    frame = frame.assign(dataset=DATASET, boundary_vintage=BOUNDARY_VINTAGE, indicator=PREFIX + frame["indicator"])
    frame = with_values(normalise(_with_gaps(frame, quarters, plan)), catalog)
    check(frame, catalog)
    return frame


def _population(people: People) -> list[Series]:
    total = people.total
    under_6 = people.band("u3", "3_5")
    return [
        Series("population", total),
        Series("children_under_6", under_6),
        Series("children_under_6", people.band("u3"), group="unter_3"),
        Series("children_under_6", people.band("3_5"), group="3_bis_5"),
        Series("age_65plus_pct", people.band("65_79", "80plus"), total),
        Series("age_80plus_pct", people.band("80plus"), total),
    ]


def _poverty(people: People, lottery: Lottery) -> list[Series]:
    children = {g: people.band(b) for g, b in AGE_GROUPS.items()}
    poor = {g: lottery.draw(f"child_{b}", children[g]) for g, b in AGE_GROUPS.items()}
    all_poor, all_children = np.sum(list(poor.values()), axis=0), np.sum(list(children.values()), axis=0)
    adults = people.band("15_20", "21_24", "25_64")
    students = people.students.sum(axis=2)
    old = people.band("65_79", "80plus")
    return [
        Series("child_poverty_pct", all_poor, all_children),
        *(Series("child_poverty_pct", poor[g], children[g], g) for g in AGE_GROUPS),
        Series("sgb2_pct", all_poor + lottery.draw("sgb2_adults", adults, students), all_children + adults),
        Series("basic_security_old_age_pct", lottery.draw("old_age", old), old),
    ]  # fmt: skip


def _work(people: People, lottery: Lottery) -> list[Series]:
    young, adult = people.band("15_20", "21_24"), people.band("25_64")
    young_students, adult_students = people.students[:, :, 3:5].sum(axis=2), people.students[:, :, 5]
    young_out = lottery.draw("unemployed_youth", young, young_students)
    adult_out = lottery.draw("unemployed_adults", adult, adult_students)
    return [
        Series("unemployment_pct", young_out + adult_out, young + adult),
        Series("long_term_unemployment_pct", lottery.draw("long_term", adult_out), young + adult),
        Series("youth_unemployment_pct", young_out, young),
    ]


def _other(people: People, lottery: Lottery, seed: int) -> list[Series]:
    under_21 = people.band("u3", "3_5", "6_14", "15_20")
    families = np.rint((people.band("u3", "3_5", "6_14") + people.band("15_20") / 2) / 1.65).astype(int)
    starters = np.rint(people.band("3_5") / 3).astype(int)
    fourth_form = np.rint(people.band("6_14") / 9).astype(int)
    foreign = foreigners(lottery)
    voters = np.rint(0.98 * (people.total - people.band("u3", "3_5", "6_14") - 0.8 * foreign)).astype(int)
    return [
        Series("single_parent_pct", lottery.draw("single_parents", families), families),
        Series("youth_support_per_1000", lottery.draw("youth_support", under_21), under_21),
        Series("care_need_per_1000", care_cases(people, seed), people.total),
        Series("gymnasium_pct", lottery.draw("gymnasium", fourth_form), fourth_form),
        Series("kita_3_years_pct", lottery.draw("kita", starters), starters),
        Series("language_pct", lottery.draw("language", starters), starters),
        Series("turnout_pct", lottery.draw("turnout", voters), voters, years=ELECTION_YEARS),
        Series("foreigners_pct", foreign, people.total),
    ]


def _all_levels(series: Series, quarters: pd.DataFrame) -> pd.DataFrame:
    parts = []
    for level in ("area_id", *LEVELS):
        ids, code = np.unique(quarters[level].to_numpy(dtype=str), return_inverse=True)
        sums = {"k": _summed(series.k, code, len(ids))}
        if series.n is not None:
            sums["n"] = _summed(series.n, code, len(ids))
        parts.append(_long(ids, sums, series.indicator, series.group))
    frame = pd.concat(parts, ignore_index=True)
    return frame[frame["period"].isin([str(y) for y in series.years])]


def _summed(values: Ints | Floats, code: Ints, size: int) -> Floats:
    out = np.zeros((size, len(YEARS)))
    np.add.at(out, code, values)
    return out


def _long(ids: np.ndarray, columns: dict[str, Floats], indicator: str, group: str) -> pd.DataFrame:
    frame = pd.DataFrame({name: values.ravel() for name, values in columns.items()})
    return frame.assign(
        area_id=np.repeat(ids, len(YEARS)), period=np.tile([str(y) for y in YEARS], len(ids)),
        indicator=indicator, group=group,
    )  # fmt: skip


def _rent_rows(rent: Floats, people: People, quarters: pd.DataFrame) -> pd.DataFrame:
    """Published means; of larger areas weighted with the residents of quarters that have a value."""
    weight = np.where(np.isnan(rent), 0.0, people.total)
    parts = []
    for level in ("area_id", *LEVELS):
        ids, code = np.unique(quarters[level].to_numpy(dtype=str), return_inverse=True)
        mass = _summed(weight, code, len(ids))
        mean = _summed(weight * np.nan_to_num(rent), code, len(ids)) / np.where(mass > 0, mass, np.nan)
        parts.append(_long(ids, {"value": np.round(mean, 2)}, "rent_eur_per_m2", ""))
    return pd.concat(parts, ignore_index=True)


def _with_gaps(frame: pd.DataFrame, quarters: pd.DataFrame, plan: Plan) -> pd.DataFrame:
    """Planted gaps: quarters of one town without welfare figures, one Kreis without school entry examinations."""
    name, year, area = frame["indicator"].str.removeprefix(PREFIX), frame["period"], frame["area_id"]
    town = quarters.loc[list(plan.gap), "area_id"]
    undelivered = name.isin(GAP_INDICATORS) & year.isin([str(y) for y in GAP_YEARS]) & area.isin(town)
    kreis = area.eq(plan.screening_gap_kreis) | area.str.startswith(f"{plan.screening_gap_kreis}/")
    cancelled = name.isin(SCREENING) & year.eq(str(SCREENING_GAP_YEAR)) & (kreis | area.eq(quarters["land"].iloc[0]))
    gone = undelivered | cancelled
    frame = frame.assign(status=np.where(gone, ValueStatus.MISSING.value, ValueStatus.OK.value))
    frame.loc[gone, ["k", "n", "value"]] = np.nan
    return frame
