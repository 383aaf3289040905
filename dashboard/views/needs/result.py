"""Soziale Lage × Entwicklung of all areas of a view: index, classes, flags – what every part of the page reads."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from dashboard.needs_terms import Weighted, read_cuts, read_goals
from dashboard.state import ViewState
from dashboard.views.needs.inputs import Inputs, build_inputs, reasons
from geodata.catalog import Direction
from geodata.errors import GeodataError, refuse
from geodata.methods.index import (
    Choice,
    Reference,
    Scaling,
    WeightedIndex,
    alike,
    correlations,
    pairs_of,
    red_flags,
    weighted_index,
)
from geodata.methods.needs import (
    FEWEST,
    Cuts,
    Dynamics,
    Flags,
    FloatArray,
    Status,
    dynamics_class,
    needs_attention,
    status_class,
)
from geodata.methods.stability import ranks
from geodata.repository import Repository

SHARE_WITH_GAPS = 2 / 3
STATUS_WORDS = {
    Status.FAVOURABLE: "günstig",
    Status.MIDDLE: "mittel",
    Status.UNFAVOURABLE: "ungünstig",
    Status.VERY_UNFAVOURABLE: "sehr ungünstig",
}
DYNAMICS_WORDS = {Dynamics.BETTER: "günstiger", Dynamics.STABLE: "stabil", Dynamics.WORSE: "ungünstiger"}


@dataclass(frozen=True)
class Result:
    """``index``: Soziale Lage. ``moved``: Entwicklung, None where it cannot be computed. ``status``: class per area (0
    = none). ``attention``: to talk about first. ``flags``: areas × columns of ``inputs``. ``states``: names of
    ``ValueStatus`` per area. ``rank``: 1 = highest need, NaN = not included. ``correlation``, ``pairs``: coefficient
    and number of areas of each two columns; ``same``: pairs that measure alike. ``frozen``: what measures, if it is of
    another year."""

    inputs: Inputs
    choice: Choice
    index: WeightedIndex
    moved: WeightedIndex | None
    status: np.ndarray
    dynamics: tuple[Dynamics, ...]
    attention: Flags
    flags: Flags
    states: tuple[str, ...]
    rank: FloatArray
    cuts: Cuts
    correlation: FloatArray
    pairs: np.ndarray
    same: tuple[tuple[str, str, float], ...]
    frozen: Reference | None
    notes: tuple[str, ...]

    @property
    def count(self) -> int:
        """Areas with a class."""
        return int((self.status > 0).sum())


@dataclass(frozen=True)
class Refused:
    """No result, and what to do, in German."""

    inputs: Inputs
    problems: tuple[str, ...]


NOTHING_SUITED = (
    "Für dieses Gebiet und diese Ebene gibt es keinen Indikator, der Bedarf misst. Wählen Sie eine andere Ebene oder "
    "ein größeres Gebiet, oder laden Sie eigene Zahlen unter „Daten und Methoden“."
)
NO_DYNAMICS = "Die Entwicklung lässt sich nicht berechnen; gezeigt wird allein die Soziale Lage."


def build_result(repository: Repository, state: ViewState) -> Result | Refused:
    inputs = build_inputs(repository, state)
    if not inputs.columns:
        return Refused(inputs, (NOTHING_SUITED,))
    try:
        return _result(inputs, state)
    except GeodataError as error:
        return Refused(inputs, tuple(p.on_page or p.message for p in error.problems))


def make_choice(inputs: Inputs, state: ViewState, columns: Sequence[Weighted] | None = None) -> Choice:
    """What the state asks for; ``columns``: other weights than those of the inputs."""
    parts = columns or [Weighted(c.indicator.id, c.weight) for c in inputs.columns]
    low = {c.indicator.id for c in inputs.columns if c.indicator.direction is Direction.LOW_IS_NEED}
    return Choice(
        tuple(w.indicator for w in parts),
        frozenset(low),
        tuple(w.weight for w in parts),
        Scaling(state.q_scale),
        SHARE_WITH_GAPS if state.q_gap else 1.0,
        _goals(inputs, state),
    )


def _goals(inputs: Inputs, state: ViewState) -> dict[str, tuple[float, float]]:
    """Goalposts of the link in order of need: value of the least first."""
    given = read_goals(state.q_goal) if state.q_scale == Scaling.MINMAX else {}
    low = {c.indicator.id for c in inputs.columns if c.indicator.direction is Direction.LOW_IS_NEED}
    return {name: (high, least) if name in low else (least, high) for name, (least, high) in given.items()}


def _result(inputs: Inputs, state: ViewState) -> Result:
    choice, cuts = make_choice(inputs, state), read_cuts(state.q_cuts)
    frozen, index = _measured(inputs, choice)
    moved, notes = _moved(inputs, choice)
    status = status_class(index.value, cuts)
    if not status.any():
        raise refuse("needs_too_few", value=0, known=FEWEST)
    dynamics = dynamics_class(moved.value, cuts) if moved else [Dynamics.NONE] * len(status)
    shown = np.where(np.isnan(index.value), -np.inf, index.value)
    rank = np.where(np.isnan(index.value), np.nan, ranks(shown[None])[0])
    flags = red_flags(inputs.values * choice.signs, inputs.included & (status > 0))
    matrix = correlations(inputs.values, inputs.included)
    return Result(
        inputs, choice, index, moved, status, tuple(dynamics), needs_attention(status, dynamics if moved else None),
        flags, tuple(reasons(inputs, status > 0)), rank, cuts, matrix, pairs_of(inputs.values, inputs.included),
        alike(matrix, choice.columns), frozen, (*inputs.notes, *notes),
    )  # fmt: skip


def _measured(inputs: Inputs, choice: Choice) -> tuple[Reference | None, WeightedIndex]:
    """What measures, if it is of another year, and the index of the year shown."""
    frozen = None
    if inputs.reference_year:
        frozen = weighted_index(inputs.reference, inputs.then_included, choice).reference
    return frozen, weighted_index(inputs.values, inputs.included, choice, frozen)


def _moved(inputs: Inputs, choice: Choice) -> tuple[WeightedIndex | None, tuple[str, ...]]:
    """Entwicklung by standard scores of the changes, with the same weights; None with the reason if impossible."""
    ids = [c.indicator.id for c in inputs.changing]
    weights = {c.indicator.id: c.weight for c in inputs.changing}
    if not ids or not any(weights.values()):
        return None, (NO_DYNAMICS,) if any(c.why for c in inputs.columns) else ()
    changed = replace(choice, columns=tuple(ids), weights=tuple(weights[i] for i in ids), scaling=Scaling.Z)
    try:
        frozen = None
        if inputs.reference_year:
            frozen = weighted_index(inputs.reference_changes, inputs.then_included, changed).reference
        return weighted_index(inputs.changes, inputs.included, changed, frozen), ()
    except GeodataError as error:
        return None, (f"{NO_DYNAMICS} {error.problems[0].on_page}",)


def without(result: Result, column: int, state: ViewState) -> np.ndarray | None:
    """Status classes if one indicator were left out; None if nothing would be left."""
    weights = [Weighted(c.indicator.id, 0.0 if j == column else c.weight) for j, c in enumerate(result.inputs.columns)]
    try:
        other = make_choice(result.inputs, state, weights)
        return status_class(_measured(result.inputs, other)[1].value, result.cuts)
    except GeodataError:
        return None
