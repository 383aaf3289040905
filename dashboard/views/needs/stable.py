"""How reliable a result is: what the job computes with, and its result in words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from dashboard import formatting
from dashboard.state import ViewState
from dashboard.views.needs.result import Result
from dashboard.views.place import area_names
from geodata.catalog import IndicatorKind
from geodata.methods.stability import FloatArray, label
from geodata.repository import Repository

DRAWS, DRIVER_DRAWS, SEED = 5000, 1000, 2017
FIRM = 1e6  # concentration at which weights hardly move
LEAST_SHARE = 0.01  # of the draws; areas below it are not worth a row
DRIVERS = {
    "weights": "Gewichte der Indikatoren",
    "counts": "Zufall kleiner Fallzahlen",
    "scale": "Wahl der Skala",
}
METHOD = (
    "{draws} Ziehungen (Startzahl {seed}): Gewichte zufällig um die gewählten, Anteile innerhalb ihres "
    "Zufallsbereichs, Skala durch Los. Belastbar: in mindestens 95\u00a0% der Ziehungen unter den {top}; "
    "wahrscheinlich: 50 bis 95\u00a0%; grenzwertig: darunter. Ränge: 90\u00a0% der Ziehungen."
)
NOT_HELD = " Eingefrorener Maßstab und feste Eckwerte gelten dabei nicht: Die Skala ist die des gezeigten Jahres."
STEPS = ("belastbar", "wahrscheinlich", "grenzwertig")


DECIDING = (
    "data", "region", "level", "q_ind", "q_scale", "q_year", "q_span", "q_ref", "q_gap", "q_goal", "q_cuts", "q_min",
    "q_out",
)  # fmt: skip


@dataclass(frozen=True)
class StableRow:
    id: str
    name: str
    share: str
    word: str
    ranks: str


@dataclass(frozen=True)
class Stable:
    """``sentence``: how many are how sure. ``method``: what was varied. ``rows``: surest first."""

    sentence: str
    driver: str
    method: str
    rows: tuple[StableRow, ...]


def key_of(state: ViewState) -> str:
    """Changes with everything a ranking depends on."""
    return "|".join(f"{name}={getattr(state, name)}" for name in DECIDING)


def measured(result: Result) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Values (areas × indicators, high = need; shares in per cent), their bases (NaN = none), weights. Areas that were
    not included or lack a figure of weight are NaN."""
    columns = [c for c in result.inputs.columns if c.weight > 0]
    values, bases = [], []
    for column in columns:
        value, base = column.now["value"].to_numpy(float), np.full(len(column.now), np.nan)
        low = column.indicator.id in result.choice.flipped
        if column.indicator.kind is IndicatorKind.RATE:
            value, base = 100 * value / column.indicator.per, column.now["n"].to_numpy(float)
            value = 100 - value if low else value
        elif low:
            value = -value
        values.append(np.where(result.inputs.included, value, np.nan))
        bases.append(base)
    return np.column_stack(values), np.column_stack(bases), np.array([c.weight for c in columns])


def build_stable(repository: Repository, state: ViewState, found: dict[str, Any] | None) -> Stable | None:
    """The job's result in words; None without one, or if it belongs to another view."""
    if not found or found.get("key") != key_of(state):
        return None
    names = area_names(repository, state.level, state.region)
    rows = sorted(found["rows"].items(), key=lambda r: (-r[1][2], r[1][0]))
    words = [label(share) for _, (_, _, share) in rows if share >= LEAST_SHARE]
    counts = [f"{words.count(word)} {word}" for word in STEPS]
    top = found["top"]
    drivers = {k: v for k, v in found["drivers"].items() if k != "counts" or found["counted"]}
    return Stable(
        f"Zu den {top} auffälligsten Gebieten gehören: {formatting.in_sentence(counts)}.",
        _driver(drivers, top) + _width(found),
        METHOD.format(draws=formatting.number(found["draws"]), seed=found["seed"], top=top)
        + (NOT_HELD if state.q_ref or state.q_goal else ""),
        tuple(StableRow(i, str(names.get(i, i)), _percent(s), label(s), f"{low}–{high}") for i, (low, high, s) in rows
              if s >= LEAST_SHARE),
    )  # fmt: skip


def _driver(drivers: dict[str, float], top: int) -> str:
    """What moves most, and how much each does by itself: Σ p (1 − p) is how many of the k places change hands from one
    draw to another on average."""
    strongest, *others = sorted(drivers, key=lambda k: -drivers[k])
    rest = "; ".join(f"{DRIVERS[k]}: {formatting.number(drivers[k], 1)}" for k in others)
    moved = (
        f"Damit wechseln von Ziehung zu Ziehung im Mittel {formatting.number(drivers[strongest], 1)} der {top} Plätze"
    )
    return f"Am meisten verschiebt das Ergebnis: {DRIVERS[strongest]}. {moved} ({rest})."


def _width(found: dict[str, Any]) -> str:
    widths = [high - low for low, high, share in found["rows"].values() if share >= LEAST_SHARE]
    return f" Der Rang dieser Gebiete schwankt um {formatting.number(float(np.median(widths)))} Plätze (Median)."


def sentence_of(state: ViewState, found: dict[str, Any] | None, area_id: str) -> str:
    """How sure the place of one area is; "" if not computed for this view."""
    if not found or found.get("key") != key_of(state) or area_id not in found["rows"]:
        return ""
    low, high, share = found["rows"][area_id]
    often = f"Unter den {found['top']} auffälligsten in {_percent(share)} der Ziehungen ({label(share)})"
    return f"{often}; Rang {low} bis {high}."


def _percent(share: float) -> str:
    return formatting.quantity(100 * share, "%")
