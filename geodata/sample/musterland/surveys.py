"""Two invented surveys of Musterland: its authorities on social planning, and residents of its three cities by quarter.

Nobody was asked. Answers are drawn with a seed, in the form tools export them, and go the way of any loaded survey.
Who does not answer is not drawn evenly: small municipalities and burdened quarters answer less, as in real surveys.
"""

from __future__ import annotations

import csv
import io
import tempfile
from pathlib import Path

import numpy as np
import pandas as pd

from geodata.catalog import Catalog, Dataset, Source
from geodata.package import Package
from geodata.sample.musterland.layout import CITIES
from geodata.survey import analysis, residents
from geodata.survey.publication import PublishedSurvey
from geodata.survey.publish import publish
from geodata.survey.schema import Schema, parse_schema
from geodata.survey.universe import Type, Universe, from_areas

ROOT = "muster"
PERIOD = "2023"
FOLDER = Path(__file__).parent
FIELDS = ("kinder", "armut", "wohnen", "pflege", "integration", "gesundheit", "bildung", "arbeit")
CHANCE = {Type.DISTRICT: 0.8, Type.CITY: 1.0, Type.MUNICIPALITY: 0.72}
PLANS = {Type.DISTRICT: 0.6, Type.CITY: 0.9, Type.MUNICIPALITY: 0.2}
FIELD_CHANCE = np.array([0.72, 0.58, 0.66, 0.55, 0.45, 0.30, 0.40, 0.27])
FEWEST_WRITTEN, MOST_WRITTEN = 40, 420
WRITTEN = 0.06


def schema(name: str) -> Schema:
    """The description that belongs to one of the two files."""
    return parse_schema((FOLDER / f"{name}.yaml").read_text("utf-8"), f"{name}.yaml")


def universe(areas: pd.DataFrame, inhabitants: dict[str, float]) -> Universe:
    return from_areas(areas, inhabitants, ROOT)


def _export(header: list[str], rows: list[list[str]]) -> str:
    out = io.StringIO(newline="")
    writer = csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\n")
    writer.writerows([header, *rows])
    return out.getvalue()


def authorities_export(asked: Universe, rng: np.random.Generator) -> str:
    """What the survey tool would have exported: one row per answer begun."""
    header = ["id", "submitdate", "lastpage", "startlanguage", "G01Q01", "G01Q02",
              *(f"G02Q01[{f.upper()}]" for f in FIELDS), "G02Q01[other]",
              *(f"G03Q01[{f.upper()}]" for f in FIELDS[:4]), "G04Q01", "G05Q01"]  # fmt: skip
    rows = []
    for number, a in enumerate(asked.authorities.values(), 1):
        small = 0.16 if a.size == "unter 20 000" else -0.08
        draw = rng.random(5)
        if draw[0] > CHANCE[Type(a.type)] - (small if a.type == Type.MUNICIPALITY else 0):
            continue
        begun = draw[1] < 0.06 and a.type == Type.MUNICIPALITY
        day = f"2023-{3 + number % 3:02d}-{1 + number % 28:02d} 10:00:00"
        rows.append([str(number), "" if begun else day, "2" if begun else "5", "de", _spelled(a.name, a.type, number),
                     *_answers(Type(a.type), begun, rng)])  # fmt: skip
    return _export(header, rows)


def _spelled(name: str, kind: str, number: int) -> str:
    if kind == Type.DISTRICT:
        return name
    return (name, f"Stadt {name}", f"{name}, Stadt")[number % 3]


def _answers(kind: Type, begun: bool, rng: np.random.Generator) -> list[str]:
    plans = rng.random()
    practice = "A1" if plans < PLANS[kind] else "A2" if plans < PLANS[kind] + 0.13 else "A3"
    challenged = rng.random() < 0.9
    ticks = rng.random(len(FIELDS)) < FIELD_CHANCE + rng.normal(0, 0.12)
    other = "Frei erfundene Antwort" if rng.random() < 0.06 else ""
    strain = np.clip(np.rint(rng.normal(3.4, 1.0, 4) + (kind == Type.CITY) * 0.4), 1, 5).astype(int)
    jobs = f"{max(0.0, round(rng.gamma(2.0, 1.2) * 2) / 2):.1f}" if practice == "A1" else ""
    if begun:
        return [practice] + [""] * (len(FIELDS) + 1 + 4 + 2)
    marks = ["Y" if t else "N" for t in ticks] if challenged else [""] * len(FIELDS)
    return [practice, *marks, other if challenged else "", *(f"A{s}" for s in strain), jobs,
            "Frei erfundener Satz" if rng.random() < 0.2 else ""]  # fmt: skip


def residents_export(
    quarters: pd.DataFrame, position: np.ndarray, written: np.ndarray, rng: np.random.Generator
) -> str:
    """One row per person of the three cities who answered. ``position``: burden of each quarter, ``written``: people
    written to."""
    needs = ("GRUEN", "EINKAUF", "TREFF", "ARZT", "BUS")
    header = ["id", "submitdate", "quartier", "gewicht", "W1", "W2", "W3", *(f"F1[{n}]" for n in needs)]
    rows: list[list[str]] = []
    for at, quarter in enumerate(quarters.itertuples()):
        burden = float(np.clip(position[at], -2.5, 2.5))
        came = rng.binomial(written[at], np.clip(0.34 - 0.06 * burden, 0.12, 0.55))
        for _ in range(came):
            content = int(np.clip(np.rint(rng.normal(3.7 - 0.35 * burden, 0.9)), 1, 5))
            rent = "A1" if rng.random() < np.clip(0.28 + 0.10 * burden, 0.05, 0.8) else "A2"
            helped = "A1" if rng.random() < np.clip(0.62 - 0.05 * burden, 0.2, 0.9) else "A2"
            ticks = rng.random(len(needs)) < np.array([0.25, 0.18, 0.35, 0.22, 0.2]) + 0.05 * max(burden, 0)
            weight = f"{np.exp(rng.normal(0, 0.3)):.3f}"
            rows.append([str(len(rows) + 1), "2023-05-02 12:00:00", quarter.area_id, weight, f"A{content}", rent,
                         helped, *("Y" if t else "N" for t in ticks)])  # fmt: skip
    return _export(header, rows)


def _read(text: str, name: str) -> Path:
    folder = Path(tempfile.mkdtemp(prefix="musterland-"))
    path = folder / f"{name}.csv"
    path.write_text(text, "utf-8")
    return path


def _package(name: str, survey: PublishedSurvey) -> Package:
    dataset = Dataset(
        id=name, title=survey.title, owner="Quartiersblick (fiktiv)", fictional=True,
        source=Source(title=survey.title, publisher="Quartiersblick (fiktive Daten)", licence="CC0-1.0",
                      attribution="Fiktive Daten", published_on="2023-12-31"),
        notes="Niemand wurde befragt. Die Antworten sind mit festem Startwert gewürfelt.",
    )  # fmt: skip
    return Package(id=name, title=survey.title, catalog=Catalog(datasets=(dataset,)), survey=survey,
                   report={"fictional": True})  # fmt: skip


def build_surveys(
    areas: pd.DataFrame, quarters: pd.DataFrame, position: np.ndarray, people: np.ndarray, seed: int
) -> list[Package]:
    """Both packages. ``position`` and ``people``: burden and residents of each quarter, newest year."""
    total = quarters.assign(people=people)
    inhabitants = {**total.groupby("gemeinde")["people"].sum(), **total.groupby("kreis")["people"].sum()}
    asked = universe(areas, {str(k): float(v) for k, v in inhabitants.items()})
    file = _read(authorities_export(asked, np.random.default_rng([seed, 31])), "musterland_kommunen")
    names = dict(zip(areas["area_id"], areas["name"], strict=True))
    first = publish(analysis.analyse(file, schema("survey_authorities"), asked), lambda key: names.get(key, key))
    inside = quarters["kreis_number"].lt(len(CITIES)).to_numpy()
    cities, burden = quarters[inside], position[inside]
    written = np.clip(people[inside] * WRITTEN, FEWEST_WRITTEN, MOST_WRITTEN).astype(int)
    file = _read(residents_export(cities, burden, written, np.random.default_rng([seed, 32])), "musterland_bewohner")
    places = dict(zip(cities["area_id"], cities["name"], strict=True))
    second = residents.publish(residents.analyse(file, schema("survey_residents"), places), places,
                               dict(zip(cities["area_id"], map(int, written), strict=True)))  # fmt: skip
    return [_package("musterland_survey_authorities", first), _package("musterland_survey_residents", second)]
