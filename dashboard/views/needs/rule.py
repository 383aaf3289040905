"""The rule of a view: read, judged for every area, and put into words."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from dashboard import formatting
from dashboard.state import ViewState
from dashboard.views.needs.inputs import context_of, offered, years_of
from dashboard.views.place import area_names
from geodata.errors import GeodataError
from geodata.methods.rules import Rule, Verdict, indicators_of, judge, parse_rule, rule_text
from geodata.repository import Repository

CODES = {Verdict.YES: "y", Verdict.NEAR: "k", Verdict.NO: "n", Verdict.UNKNOWN: "u"}
UNDECIDED = "nicht entscheidbar, weil Zahlen fehlen oder nicht ausgewiesen sind"


@dataclass(frozen=True)
class RuleView:
    """``text``: with names, as people read it. ``codes``: a character of ``CODES`` per area, "" without a rule.
    ``problem``: why it cannot be read, in German. ``yes``, ``near``: ids."""

    text: str = ""
    codes: str = ""
    sentence: str = ""
    problem: str = ""
    yes: tuple[str, ...] = ()
    near: tuple[str, ...] = ()
    example: str = ""


def rule_names(repository: Repository, state: ViewState) -> dict[str, str]:
    """Indicators a rule may name here: id → short name."""
    there = (*offered(repository, state.level, state.region), *context_of(repository, state.level, state.region))
    return {i.id: i.short_name for i in there}


def canonical_rule(repository: Repository, state: ViewState, text: str) -> str:
    """The rule with ids, for the link. Raises ``GeodataError`` (see ``parse_rule``)."""
    return rule_text(parse_rule(text, rule_names(repository, state)))


def build_rule(repository: Repository, state: ViewState) -> RuleView:
    names = rule_names(repository, state)
    example = _example(names)
    if not state.q_rule:
        return RuleView(example=example)
    try:
        rule = parse_rule(state.q_rule, names)
        verdicts = judge(rule, _values(repository, state, rule))
    except GeodataError as error:
        return RuleView(state.q_rule, problem=error.problems[0].on_page or error.problems[0].message, example=example)
    ids = area_names(repository, state.level, state.region).index
    yes, near = (tuple(i for i, v in zip(ids, verdicts, strict=True) if v is w) for w in (Verdict.YES, Verdict.NEAR))
    codes = "".join(CODES[v] for v in verdicts)
    return RuleView(rule_text(rule, names), codes, _sentence(verdicts, rule), "", yes, near, example)


def _values(repository: Repository, state: ViewState, rule: Rule) -> dict[str, np.ndarray]:
    """Newest figures of each indicator, or those of the year that was wished."""
    found = {}
    for name in indicators_of(rule):
        by_year = years_of(repository, name, state.level, state.region)
        period = by_year.get(state.q_year) or list(by_year.values())[-1]
        found[name] = repository.values(name, state.level, state.region, period)["value"].to_numpy(dtype=float)
    return found


def _sentence(verdicts: list[Verdict], rule: Rule) -> str:
    counts = {v: verdicts.count(v) for v in Verdict}
    parts = [f"{formatting.number(counts[Verdict.YES])} Gebiete erfüllen die Regel"]
    if counts[Verdict.NEAR]:
        parts.append(f"{counts[Verdict.NEAR]} verfehlen sie knapp (innerhalb der Toleranz)")
    if counts[Verdict.UNKNOWN]:
        parts.append(f"{counts[Verdict.UNKNOWN]} {UNDECIDED}")
    return "; ".join(parts) + "."


def _example(names: dict[str, str]) -> str:
    two = list(names.values())[:2]
    return " UND ".join(f"„{n}“ über Durchschnitt" for n in two)
