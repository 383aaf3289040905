"""„Wie belastbar ist das Ergebnis?“ as a job (``dashboard.job_process.TASKS``): published figures in, shares out."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from dashboard.state import from_query
from dashboard.views.needs.result import Result, build_result
from dashboard.views.needs.stable import DRAWS, DRIVER_DRAWS, FIRM, SEED, key_of, measured
from geodata.errors import GeodataError, problem
from geodata.methods.stability import Normalise, Stability, stability
from geodata.progress import Progress, part
from geodata.repository import Repository


def needs_stability(arguments: dict[str, Any], progress: Progress) -> dict[str, Any]:
    """``workspace``, ``internal``, ``query`` → ids with ranks and shares, and which assumption moves most."""
    progress("Daten werden geöffnet", 0.0)
    repository = Repository.open(Path(arguments["workspace"]), internal=bool(arguments["internal"]))
    state, _ = from_query(arguments["query"], repository)
    result = build_result(repository, state)
    if not isinstance(result, Result):
        raise GeodataError([problem("stability_bad", details=text) for text in result.problems])
    values, bases, weights = measured(result)
    top = _top(result)
    whole = _draw(values, top, DRAWS, part(progress, 0.1, 0.6), weights, bases, None, Normalise.MIX)
    fixed = Normalise(state.q_scale)
    alone = {
        "weights": _draw(values, top, DRIVER_DRAWS, part(progress, 0.6, 0.75), weights, None, None, fixed),
        "counts": _draw(values, top, DRIVER_DRAWS, part(progress, 0.75, 0.9), weights, bases, FIRM, fixed),
        "scale": _draw(values, top, DRIVER_DRAWS, part(progress, 0.9, 1.0), weights, None, FIRM, Normalise.MIX),
    }
    return {
        "key": key_of(state), "top": top, "draws": DRAWS, "seed": SEED,
        "rows": _rows(result.inputs.ids, whole),
        "drivers": {name: _unrest(found) for name, found in alone.items()},
        "counted": bool((bases > 0).any()),
    }  # fmt: skip


def _top(result: Result) -> int:
    """As many as are marked; without any, the highest tenth."""
    marked = int(result.attention.sum())
    return min(marked or max(1, round(result.count / 10)), result.count - 1)


def _draw(
    values: np.ndarray, top: int, draws: int, progress: Progress, weights: np.ndarray, bases: np.ndarray | None,
    concentration: float | None, normalise: Normalise,
) -> Stability:  # fmt: skip
    return stability(
        values, top, draws, SEED, weights=weights, concentration=concentration, bases=bases, normalise=normalise,
        progress=lambda done, total: progress("Ränge werden gezogen", done / total),
    )  # fmt: skip


def _rows(ids: tuple[str, ...], found: Stability) -> dict[str, list[float]]:
    """Area → rank between which 90 % of the draws lie, and share of draws among the most burdened."""
    columns = zip(ids, found.low, found.high, found.in_top, strict=True)
    return {i: [int(low), int(high), round(float(share), 4)] for i, low, high, share in columns if share == share}


def _unrest(found: Stability) -> float:
    """How many areas change sides on average: sum of p(1 − p)."""
    share = found.in_top[~np.isnan(found.in_top)]
    return round(float((share * (1 - share)).sum()), 4)
