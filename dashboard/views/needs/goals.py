"""Fixed goalposts of the scale 0 to 1, and class borders, as people write them."""

from __future__ import annotations

import re

import numpy as np

from dashboard import formatting
from dashboard.needs_terms import cuts_text, goals_text, read_cuts, read_goals
from dashboard.state import ViewState
from dashboard.views.needs.inputs import Inputs
from geodata.catalog import Indicator
from geodata.errors import GeodataError, refuse
from geodata.methods.needs import Cuts
from geodata.methods.rules import find_indicator, read_number

NUMBER = r"[-−]?\d+(?:\.\d{3})*(?:[.,]\d+)?"
LINE = re.compile(rf"(?P<name>.+?)\s*:\s*(?P<low>{NUMBER})\s*\S{{0,6}}\s+bis\s+(?P<high>{NUMBER})\s*\S{{0,6}}")


def goals_lines(inputs: Inputs, state: ViewState) -> str:
    """A line per chosen indicator: the ends that were given, else lowest and highest value of the included areas."""
    given = read_goals(state.q_goal)
    return "\n".join(
        f"{c.indicator.short_name}: {_written(low)} bis {_written(high)}"
        for j, c in enumerate(inputs.columns)
        if (ends := given.get(c.indicator.id) or _ends(inputs, j, c.indicator))
        for low, high in [ends]
    )


def _ends(inputs: Inputs, column: int, indicator: Indicator) -> tuple[float, float] | None:
    there = inputs.values[inputs.included, column]
    there = there[~np.isnan(there)]
    if not len(there):
        return None
    low, high = (formatting.rounded(float(v), indicator.decimals) for v in (there.min(), there.max()))
    return low, high


def _written(value: float) -> str:
    return f"{value:.6f}".rstrip("0").rstrip(".").replace(".", ",")


def read_goal_lines(text: str, names: dict[str, str]) -> str:
    """Lines like ``SGB-II-Quote: 0 bis 40`` as text of a link. ``names``: chosen indicators, id → short name.

    Raises ``GeodataError``: ``index_goal_line``, ``index_goal_other``, ``index_goalposts``.
    """
    found = {}
    for line in filter(None, (" ".join(line.split()) for line in text.splitlines())):
        parts = LINE.fullmatch(line)
        if not parts:
            raise refuse("index_goal_line", value=line[:80], known=next(iter(names.values()), "SGB-II-Quote"))
        name = _indicator(parts["name"].strip('„“”" '), names)
        low, high = read_number(parts["low"]), read_number(parts["high"])
        if not low < high:
            raise refuse("index_goalposts", column=names[name], value=f"{parts['low']} und {parts['high']}")
        found[name] = (low, high)
    return goals_text(found)


def _indicator(text: str, names: dict[str, str]) -> str:
    exact = [i for i, n in names.items() if n.casefold() == text.casefold()]
    if len(exact) == 1:
        return exact[0]
    if not any(text.casefold() in n.casefold() for n in names.values()) and text not in names:
        raise refuse("index_goal_other", value=text[:60], known=", ".join(f"„{n}“" for n in names.values()))
    return find_indicator(text, names)


def cuts_written(cuts: Cuts) -> str:
    """``−1; 1; 1,5``."""
    borders = (cuts.favourable, cuts.unfavourable, cuts.very_unfavourable)
    return "; ".join(map(_written, borders)).replace("-", "−")


def read_written_cuts(text: str) -> str:
    """``−1; 1; 1,5`` as text of a link; "" for the usual ones. Raises ``GeodataError`` (``needs_cuts``)."""
    plain = text.replace("−", "-").replace("+", "").strip().rstrip(";")
    try:
        return cuts_text(read_cuts(",".join(part.strip().replace(",", ".") for part in plain.split(";"))))
    except GeodataError as error:
        raise refuse("needs_cuts", value=text[:40]) from error
