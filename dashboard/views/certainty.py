"""„Wie sicher?“: intervals, verdicts and rank intervals of what a view shows, from published counts alone."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from dashboard import formatting
from dashboard.comparison import With, reference_area, uncertain
from dashboard.state import ViewState
from dashboard.views.compare import Difference, figures_of
from dashboard.views.sentences import reference_word
from geodata.methods.change import rate_differences
from geodata.methods.intervals import Intervals, Method, rate_intervals
from geodata.methods.verdicts import Verdict, against_value, too_small
from geodata.observations import ValueStatus
from geodata.repository import Repository

NAN = float("nan")


@dataclass(frozen=True)
class Certainty:
    """``table``: index area_id; ``lower``, ``upper``: interval of what is classed (value or difference) in its unit,
    NaN without one; ``verdict``: of ``Verdict``; ``small``: too small for any verdict (then it is SAME); ``reference``:
    value the area is measured against, in the indicator's unit; ``free``: it brings an uncertainty of its own.

    ``word``: what that is, as it follows „vom“ (Kreiswert); ``over_time``: the reference is the area itself at another
    time; ``common``: the reference all areas share where values are shown, NaN where each has its own or differences
    are shown.
    """

    table: pd.DataFrame
    word: str
    over_time: bool
    common: float

    @property
    def words(self) -> dict[str, str]:
        """What each verdict says of an area, by verdict; ``small`` for those too small to be told apart."""
        if self.over_time:
            return {
                Verdict.HIGHER: f"höher als {self.word}",
                Verdict.LOWER: f"niedriger als {self.word}",
                Verdict.SAME: f"statistisch nicht vom Wert {self.word} unterscheidbar",
            }
        return {
            Verdict.HIGHER: f"höher als der {self.word}",
            Verdict.LOWER: f"niedriger als der {self.word}",
            Verdict.SAME: f"statistisch nicht vom {self.word} unterscheidbar",
            "small": f"zu klein, um vom {self.word} unterscheidbar zu sein",
        }

    @property
    def apart(self) -> str:
        """What is said of areas that are told apart, after „sind“."""
        return f"sicher anders als {self.word}" if self.over_time else f"vom {self.word} sicher verschieden"

    @property
    def unsure(self) -> frozenset[str]:
        """Ids of the areas that cannot be told apart from what they are compared with."""
        return frozenset(self.table.index[self.table["verdict"].eq(Verdict.SAME)])


def build_certainty(
    repository: Repository, state: ViewState, values: pd.DataFrame, difference: Difference | None
) -> tuple[Certainty | None, str]:
    """Certainty of all areas of the view, or None and why it cannot be had.

    ``values``: cells k, n, value, status of the view. Areas above are taken as fixed values
    (``verdicts.against_value``); another area that shares nobody, or another time, brings its own uncertainty
    (``change.rate_differences``).
    """
    if state.smooth or state.nb:
        return None, ""
    versus = difference.versus if difference else None
    reason = uncertain(repository, versus, figures_of(state))
    if reason:
        return None, reason
    per = repository.indicator(state.ind).per
    k, n = (published(values, column) for column in ("k", "n"))
    if difference is None:
        area = repository.area(reference_area(repository, figures_of(state)))
        base = repository.cell(state.ind, area.id, state.period, state.group).value
        reference = np.full(len(values), base)
        table = _against_fixed(k, n, reference, per, _method(state))
        return Certainty(_indexed(table, values), _word(area.level, area.name), False, base), ""
    table = _compared(repository, state, difference, k, n, per)
    return Certainty(_indexed(table, values), _word_of(repository, difference), _in_time(difference), NAN), ""


def published(cells: pd.DataFrame, column: str) -> np.ndarray:
    """Numbers of a column where the cell is shown, NaN elsewhere."""
    return cells[column].where(cells["status"].eq(ValueStatus.OK)).to_numpy(dtype="float64")


def _method(state: ViewState) -> Method:
    return Method.EXACT if state.ci else Method.WILSON


def _in_time(difference: Difference) -> bool:
    return difference.versus.kind is With.PERIOD


def _indexed(table: dict[str, np.ndarray], values: pd.DataFrame) -> pd.DataFrame:
    return pd.DataFrame(table, index=values.index)


def _against_fixed(
    k: np.ndarray, n: np.ndarray, reference: np.ndarray, per: int, method: Method
) -> dict[str, np.ndarray]:
    """Intervals of the values and verdicts against fixed values; ``reference`` in units of the indicator."""
    found = rate_intervals(k, n, method)
    verdict = against_value(found, reference / per)
    small = too_small(n, reference / per) & (verdict == Verdict.SAME)
    return {
        "lower": found.lower * per, "upper": found.upper * per, "verdict": verdict, "small": small,
        "reference": reference, "free": np.zeros(len(reference), dtype=bool),
    }  # fmt: skip


def _compared(
    repository: Repository, state: ViewState, difference: Difference, k: np.ndarray, n: np.ndarray, per: int
) -> dict[str, np.ndarray]:
    """Intervals of the differences: both sides uncertain where they share nobody or lie apart in time."""
    cells = difference.cells
    base = cells["base"].to_numpy(dtype="float64")
    table = _against_fixed(k, n, base, per, _method(state))
    fixed = {**table, "lower": table["lower"] - base, "upper": table["upper"] - base}
    apart = _apart(repository, difference)
    if not apart.any():
        return fixed
    both = rate_differences(cells["base_k"].to_numpy("float64"), cells["base_n"].to_numpy("float64"), k, n)
    free = _free(both, base, per)
    return {name: np.where(apart, free[name], fixed[name]) for name in fixed}


def _free(found: Intervals, base: np.ndarray, per: int) -> dict[str, np.ndarray]:
    """Of differences with an uncertainty on both sides; a side without counts leaves the verdict open."""
    conditions = [np.isnan(found.rate), found.lower > 0, found.upper < 0]
    words = np.select(conditions, [Verdict.UNDEFINED, Verdict.HIGHER, Verdict.LOWER], Verdict.SAME)
    return {
        "lower": found.lower * per, "upper": found.upper * per, "verdict": words.astype("<U6"),
        "small": np.zeros(len(base), dtype=bool), "reference": base,
        "free": np.ones(len(base), dtype=bool),
    }  # fmt: skip


def _apart(repository: Repository, difference: Difference) -> np.ndarray:
    """Whether an area and what it is compared with share nobody: two times, or areas that do not lie in each other."""
    ids, versus = difference.cells.index, difference.versus
    if versus.kind is not With.AREA:
        return np.full(len(ids), versus.kind is With.PERIOD)
    around = {versus.value, *repository.area(versus.value).parents}
    return np.array([i not in around and versus.value not in repository.area(i).parents for i in ids], dtype=bool)


def _word(level: str, name: str) -> str:
    word = reference_word(level)
    return word if word != reference_word("") else f"Wert von {name}"


def _word_of(repository: Repository, difference: Difference) -> str:
    versus = difference.versus
    if versus.kind is With.PERIOD:
        return formatting.period(versus.value)
    return (
        reference_word(versus.value) if versus.kind is With.LEVEL else f"Wert von {repository.area(versus.value).name}"
    )
