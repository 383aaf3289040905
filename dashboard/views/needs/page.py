"""The page „Besondere Quartiere“ as a whole: what the browser computes with, headline, notes, method text, options."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from dashboard import formatting
from dashboard.conditions import split_ids
from dashboard.needs_terms import SPANS, read_cuts, read_least, read_marks
from dashboard.state import ViewState
from dashboard.views.columns import STATUS_CODE
from dashboard.views.controls import build_levels, build_regions, indicator_groups
from dashboard.views.needs.alike import Alike, build_alike, same_words
from dashboard.views.needs.goals import cuts_written, goals_lines
from dashboard.views.needs.inputs import Inputs, chosen, common_years, context_of, offered
from dashboard.views.needs.method import method_text
from dashboard.views.needs.result import DYNAMICS_WORDS, STATUS_WORDS, Refused, Result, build_result
from dashboard.views.needs.rule import RuleView, build_rule
from dashboard.views.options import Option, OptionGroup
from dashboard.views.place import Place, build_place
from geodata.methods.index import Scaling, WeightedIndex, scaled
from geodata.methods.needs import Flags, FloatArray
from geodata.observations import ValueStatus
from geodata.repository import Repository

DIGITS = 6
HINT = "Die Daten geben einen Hinweis; die Einschätzung treffen Kreis und Kommune gemeinsam."
SCALE_OPTIONS = (
    Option("z", "Standardwerte (Abstand vom Mittel)"),
    Option("minmax", "0 bis 1 zwischen Eckwerten"),
    Option("percent", "Prozentränge (nur die Reihenfolge)"),
    Option("imd", "IMD-Werte (streckt das höchste Zehntel)"),
)
GAP_OPTIONS = (Option("", "Gebiet nicht einbeziehen"), Option("mittel", "Mittel der vorhandenen (ab zwei Dritteln)"))
SPAN_WORDS = {"1": "1 Jahr", "0": "ohne Entwicklung"}


@dataclass(frozen=True)
class NeedsOptions:
    """Options of the controls, and what is chosen in them. ``goals``: lines with goalposts, "" unless the scale has
    them; ``fixed``: they were given. ``cuts``: class borders. ``excluded``: areas left out by hand."""

    regions: tuple[OptionGroup, ...]
    levels: tuple[Option, ...]
    indicators: tuple[OptionGroup, ...]
    picked: tuple[str, ...]
    years: tuple[Option, ...]
    year: str
    spans: tuple[Option, ...]
    references: tuple[Option, ...]
    reference: str
    goals: str
    fixed: bool
    cuts: str
    least: int
    excluded: tuple[Option, ...]


@dataclass(frozen=True)
class NeedsView:
    """``browser``: what assets/needs.js computes and draws with. ``problems``: why there is no result."""

    place: Place
    browser: dict[str, Any]
    sentence: str
    facts: tuple[str, ...]
    notes: tuple[str, ...]
    problems: tuple[str, ...]
    method: tuple[tuple[str, str], ...]
    alike: Alike | None
    options: NeedsOptions
    rule: RuleView
    fictional: bool
    attribution: str


def build_needs(repository: Repository, state: ViewState) -> NeedsView:
    result = build_result(repository, state)
    rule = build_rule(repository, state)
    area, level = repository.area(state.region), repository.level_of[state.level]
    found = isinstance(result, Result)
    return NeedsView(
        place=build_place(repository, state.level, state.region),
        browser=_browser(result, state, level.plural, rule),
        sentence=_sentence(result, level.plural) if found else f"Kein Ergebnis für {area.name}.",  # type: ignore[arg-type]
        facts=_facts(repository, result, state) if found else (),  # type: ignore[arg-type]
        notes=_notes(repository, result),
        problems=() if found else result.problems,  # type: ignore[union-attr]
        method=method_text(repository, result, state) if found else (),  # type: ignore[arg-type]
        alike=build_alike(result) if found else None,  # type: ignore[arg-type]
        options=_options(repository, state, result.inputs),
        rule=rule,
        fictional=area.fictional,
        attribution=repository.boundary_attribution(state.level, state.region),
    )


# -- what the browser computes with ---------------------------------------------------------------------------------


def _browser(result: Result | Refused, state: ViewState, noun: str, rule: RuleView) -> dict[str, Any]:
    cuts = read_cuts(state.q_cuts)
    shared = {
        "noun": noun,
        "label": f"Soziale Lage und Entwicklung {result.inputs.year}".strip(),
        "words": list(STATUS_WORDS.values()),
        "moves": list(DYNAMICS_WORDS.values()),
        "marks": [m.area for m in read_marks(state.q_marks)],
        "rule": rule.codes,
        "cuts": [cuts.favourable, cuts.unfavourable, cuts.very_unfavourable],
        "out": _flags(result.inputs.excluded),
    }
    if isinstance(result, Refused):
        why = ValueStatus.NOT_MEANINGFUL if result.inputs.columns else ValueStatus.MISSING
        missing = STATUS_CODE[why] * len(result.inputs.ids)
        return shared | {"columns": [], "parts": [], "reference": None, "changes": [], "changing": [],
                         "included": "", "states": missing, "flags": [], "share": 1}  # fmt: skip
    kept = result.index.reference.columns
    moved = result.moved.reference.columns if result.moved else ()
    used = [i in kept for i in moved]
    return shared | {
        "columns": [
            {"id": c.indicator.id, "label": c.indicator.short_name, "weight": c.weight}
            for c in result.inputs.columns if c.indicator.id in kept
        ],
        "parts": [_numbers(c) for c in result.index.parts.T],
        "reference": _reference(result, used) if result.frozen else None,
        "changing": [kept.index(c) for c in moved if c in kept],
        "changes": [_numbers(c) for c in result.moved.parts.T[used]] if result.moved else [],
        "included": _flags(result.inputs.included),
        "states": "".join(STATUS_CODE[ValueStatus(s)] for s in result.states),
        "flags": result.flags.sum(axis=1).tolist(),
        "share": result.choice.share_needed,
    }  # fmt: skip


def _reference(result: Result, used: list[bool]) -> dict[str, Any]:
    """The year that measures, on its own scale; ``used``: columns of Entwicklung the browser computes with."""
    inputs = result.inputs
    changes = []
    if result.moved:
        columns = tuple(c.indicator.id for c in inputs.changing)
        own = _parts(inputs.reference_changes, columns, result.moved, result, Scaling.Z)
        changes = [_numbers(c) for c in own.T[used]]
    parts = _parts(inputs.reference, result.choice.columns, result.index, result, result.choice.scaling)
    return {"included": _flags(inputs.then_included), "parts": [_numbers(c) for c in parts.T], "changes": changes}


def _parts(
    values: FloatArray, columns: tuple[str, ...], index: WeightedIndex, result: Result, scaling: Scaling
) -> FloatArray:
    signs = np.where(np.isin(columns, sorted(result.choice.flipped)), -1.0, 1.0)
    order = [columns.index(c) for c in index.reference.columns]
    return scaled((values * signs)[:, order], index.reference, scaling)


def _flags(found: Flags) -> str:
    return "".join("1" if i else "0" for i in found)


def _numbers(column: FloatArray) -> list[float | None]:
    return [None if v != v else round(v, DIGITS) for v in column.tolist()]


# -- words ----------------------------------------------------------------------------------------------------------


def _sentence(result: Result, plural: str) -> str:
    count, total = int(result.attention.sum()), formatting.number(result.count)
    if not count:
        return f"Keines der {total} einbezogenen Gebiete ist rechnerisch auffällig."
    be = "ist" if count == 1 else "sind"
    return f"{formatting.number(count)} von {total} Gebieten ({plural}) {be} rechnerisch auffällig – zur Prüfung."


def _facts(repository: Repository, result: Result, state: ViewState) -> tuple[str, ...]:
    inputs = result.inputs
    names = formatting.in_sentence([c.indicator.short_name for c in inputs.columns])
    periods = sorted({formatting.period(c.period) for c in inputs.columns})
    left = _left_out(result)
    return (
        f"Aus: {names}",
        f"Stand {inputs.year or ' / '.join(periods)}",
        f"Vergleichsraum: {repository.area(state.region).name}, {formatting.number(result.count)} Gebiete",
        *((f"nicht einbezogen: {left}",) if left else ()),
    )


def _left_out(result: Result) -> str:
    """„2 mit weniger als 300 Einwohnern, 1 aus Datenschutzgründen nicht ausgewiesen“."""
    by_hand = int(result.inputs.excluded.sum())
    counts = {s: result.states.count(s.value) for s in ValueStatus if s is not ValueStatus.OK}
    counts[ValueStatus.NOT_MEANINGFUL] -= by_hand  # the state of those left out by hand
    small = f"mit weniger als {formatting.number(result.inputs.least)} Einwohnern"
    words = {**formatting.STATUS_TEXT, ValueStatus.BELOW_MINIMUM: small}
    found = [f"{count} {words[s]}" for s, count in counts.items() if count]
    return ", ".join([*found, *([f"{by_hand} von Hand ausgeschlossen"] if by_hand else [])])


def _notes(repository: Repository, result: Result | Refused) -> tuple[str, ...]:
    if isinstance(result, Refused):
        return result.inputs.notes
    names = {c.indicator.id: c.indicator.short_name for c in result.inputs.columns}
    alike = same_words(result)
    more = f" Weitere solche Paare: {len(alike) - 1}; alle unter „So gerechnet“." if len(alike) > 1 else ""
    dropped = [names[c] for c in result.index.reference.dropped]
    same = (f"Überall gleich und deshalb ohne Wirkung: {formatting.in_sentence(dropped)}.",) if dropped else ()
    cautions = tuple(
        f"{c.indicator.short_name}: {c.indicator.caution}" for c in result.inputs.columns if c.indicator.caution
    )
    return (*result.notes, *same, *(f"{text}{more}" for text in alike[:1]), *dict.fromkeys(cautions))


# -- options --------------------------------------------------------------------------------------------------------


def _spans(state: ViewState, common: tuple[str, ...], year: str) -> list[str]:
    """Spans that reach a year for which all indicators have figures, the one at hand, and none."""
    reached = {str(int(year) - int(y)) for y in common if y < year} if year else set()
    return [*sorted((reached & set(SPANS) | {state.q_span}) - {"0"}, key=int), "0"]


def _options(repository: Repository, state: ViewState, inputs: Inputs) -> NeedsOptions:
    year = inputs.year
    picked, _ = chosen(repository, state)
    common = common_years(repository, state, picked)
    suited = offered(repository, state.level, state.region)
    context = context_of(repository, state.level, state.region)
    groups = indicator_groups(suited)
    if context:
        refused = tuple(Option(i.id, f"{i.short_name} (Kontext, nicht im Index)", disabled=True) for i in context)
        groups += (OptionGroup("Kontext: beschreibt, wer hier lebt", refused),)
    frozen = tuple(Option(y, f"von {y} (eingefroren)") for y in reversed(common) if y != year)
    return NeedsOptions(
        regions=build_regions(repository),
        levels=build_levels(repository, state),
        indicators=groups,
        picked=tuple(w.indicator for w in picked),
        years=tuple(Option(y, y) for y in reversed(common)),
        year=year,
        spans=tuple(Option(s, SPAN_WORDS.get(s, f"{s} Jahre")) for s in _spans(state, common, year)),
        references=(Option("", "des gezeigten Jahres"), *frozen),
        reference=inputs.reference_year,
        goals=goals_lines(inputs, state) if state.q_scale == Scaling.MINMAX and inputs.columns else "",
        fixed=bool(state.q_goal),
        cuts=cuts_written(read_cuts(state.q_cuts)),
        least=read_least(state.q_min),
        excluded=tuple(Option(i, repository.area(i).name) for i in split_ids(state.q_out)),
    )
