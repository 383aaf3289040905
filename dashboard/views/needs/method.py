"""How a result came about, in words: on the page, in every export and – as keys of the address – in every link."""

from __future__ import annotations

from dashboard import formatting
from dashboard.state import ViewState
from dashboard.views.needs.alike import same_words
from dashboard.views.needs.result import Result
from dashboard.views.needs.stable import DRAWS, SEED
from geodata.methods.index import Scaling
from geodata.repository import Repository

FORMULAS = {
    Scaling.Z: "Jeder Indikator wird zum Standardwert: (Wert − Mittel) ÷ Standardabweichung der Gebiete.",
    Scaling.MINMAX: "Jeder Indikator wird auf 0 bis 1 gebracht: (Wert − kleinster) ÷ (größter − kleinster Wert).",
    Scaling.PERCENT: "Jeder Indikator wird zum Prozentrang: Anteil der Gebiete mit kleinerem Wert.",
    Scaling.IMD: (
        "Jeder Indikator wird zum Rangwert R (1 = höchster Bedarf) und dieser zu −23 · ln(1 − R · (1 − e^(−100/23))), "
        "0 bis 100, wie in den englischen Indices of Deprivation: das höchste Zehntel nimmt die halbe Skala ein."
    ),
}
FIXED = (
    "Jeder Indikator wird zwischen festen Eckwerten auf 0 bis 1 gebracht: {ends}. Werte außerhalb liegen unter 0 oder "
    "über 1."
)
PARTLY = " Ohne festen Eckwert gelten kleinster und größter Wert."
FROZEN = (
    " Maßstab eingefroren auf {year}: Mittel, Streuung, Eckwerte oder Ränge jedes Indikators und des Index{moved} "
    "sind von {areas} Gebieten dieses Jahres und werden auf das gezeigte angewandt; die Klassengrenzen bleiben "
    "dieselben. Unterschiede sind so Veränderung, nicht neuer Maßstab."
)
FROZEN_TOO = " – und ebenso der Veränderung bis {year} –"
SUM = (
    " Hoch heißt immer: mehr Bedarf. Der Index ist das gewichtete Mittel, noch einmal standardisiert (0 = "
    "Durchschnitt, 1 = eine Standardabweichung darüber)."
)
ATTENTION_MEANS = "Soziale Lage sehr ungünstig, oder ungünstig und Entwicklung ungünstiger als im Vergleichsraum."
FLAGS_MEAN = (
    "Ein Wert liegt mindestens eine Standardabweichung über dem Mittel oder gehört zum höchsten Zehntel. Ein Mittel "
    "kann solche Werte verdecken, deshalb stehen sie daneben."
)
STABILITY = (
    f"Auf Wunsch: {formatting.number(DRAWS)} Ziehungen mit der Startzahl {SEED} über Gewichte, Zufall und Skala; "
    "gleiche Startzahl, gleiches Ergebnis."
)
LICENCE = "Verfahren nach dem Monitoring Soziale Stadtentwicklung (Berlin); Einzelheiten in docs/methods.md."


def method_text(repository: Repository, result: Result, state: ViewState) -> tuple[tuple[str, str], ...]:
    """Pairs of title and text."""
    return (
        ("Formel", _formula(result) + SUM),
        ("Indikatoren und Gewichte", "; ".join(_weighted(result))),
        ("Vergleichsraum", _reference(repository, result, state)),
        ("Klassen", _classes(result)),
        ("Entwicklung", _dynamics(result)),
        ("Rechnerisch auffällig", ATTENTION_MEANS),
        ("Ausschlüsse", _exclusions(result)),
        *((("Doppelt Gemessenes", " ".join(same)),) if (same := same_words(result)) else ()),
        ("Auffällige Einzelwerte (⚑)", FLAGS_MEAN),
        ("Belastbarkeit", STABILITY),
        ("Datenstand", f"{repository.fingerprint}; {'; '.join(_sources(repository, result))}"),
        ("Herkunft", LICENCE),
    )


def _formula(result: Result) -> str:
    goals = result.choice.goalposts or {}
    fixed = []
    for column in result.inputs.columns:
        if column.indicator.id in goals:
            unit, decimals = formatting.inline_unit(column.indicator.unit), column.indicator.decimals
            low, high = (formatting.quantity(end, unit, decimals) for end in sorted(goals[column.indicator.id]))
            fixed.append(f"{column.indicator.short_name} {low} bis {high}")
    if not fixed:
        return FORMULAS[result.choice.scaling]
    return FIXED.format(ends="; ".join(fixed)) + (PARTLY if len(fixed) < len(result.inputs.columns) else "")


def _weighted(result: Result) -> list[str]:
    total = sum(c.weight for c in result.inputs.columns)
    return [
        f"{c.indicator.name} ({formatting.period(c.period)}): Gewicht {weight_text(c.weight)}"
        f" = {formatting.number(100 * c.weight / total)}\u00a0%"
        + (", niedrige Werte = Bedarf" if c.indicator.id in result.choice.flipped else "")
        for c in result.inputs.columns
    ]


def weight_text(weight: float) -> str:
    """``1``, ``0,5``."""
    return formatting.number(weight, 2).rstrip("0").rstrip(",") or "0"


def _reference(repository: Repository, result: Result, state: ViewState) -> str:
    area, plural = repository.area(state.region).name, repository.level_of[state.level].plural
    count = formatting.number(result.index.reference.areas)
    year = result.inputs.reference_year
    moved = FROZEN_TOO.format(year=year) if result.moved else ""
    scale = FROZEN.format(year=year, areas=count, moved=moved) if result.frozen else ""
    shown = formatting.number(result.count) if result.frozen else count
    return (
        f"{shown} Gebiete ({plural}) in {area}; ungewichtetes Mittel der Gebiete, nicht der Wert für {area} "
        f"insgesamt.{scale}"
    )


def _classes(result: Result) -> str:
    cuts = result.cuts
    low, high, top = (weight_text(v) for v in (cuts.favourable, cuts.unfavourable, cuts.very_unfavourable))
    return (
        f"Soziale Lage: Index unter {low} günstig, bis {high} mittel, über {high} ungünstig, über {top} sehr "
        f"ungünstig. Entwicklung: unter {low} günstiger, über {high} ungünstiger als im Vergleichsraum, sonst stabil."
    )


def _dynamics(result: Result) -> str:
    if result.moved is None:
        return "nicht berechnet"
    spans = sorted(
        {f"{formatting.period(c.earlier)} bis {formatting.period(c.period)}" for c in result.inputs.changing}
    )
    names = formatting.in_sentence([c.indicator.short_name for c in result.inputs.changing])
    return f"Veränderung {' / '.join(spans)} von {names}, als Standardwerte, mit denselben Gewichten."


def _exclusions(result: Result) -> str:
    gaps = (
        "Fehlt ein Wert, steht das Mittel der vorhandenen dafür, wenn sie zwei Drittel des Gewichts tragen."
        if result.choice.share_needed < 1
        else "Gebiete, denen ein Wert fehlt oder bei denen er nicht ausgewiesen ist, werden nicht einbezogen."
    )
    averaged = int(result.index.averaged.sum())
    by_hand = [n for n, out in zip(result.inputs.names, result.inputs.excluded, strict=True) if out]
    named = f" Von Hand ausgeschlossen: {formatting.in_sentence(by_hand)}." if by_hand else ""
    small = f"Gebiete mit weniger als {formatting.number(result.inputs.least)} Einwohnern.{named} {gaps}"
    filled = f" So ergänzt: {averaged} Gebiete." if averaged else ""
    return f"{small} Nicht ausgewiesene Werte gehen in keine Rechnung ein.{filled}"


def _sources(repository: Repository, result: Result) -> list[str]:
    found = [repository.dataset_of(c.indicator.id).source.attribution for c in result.inputs.columns]
    return list(dict.fromkeys(found))
