"""The card of the survey of 2020: published figures, each beside its base, and where they do not add up."""

from __future__ import annotations

from dashboard import formatting
from dashboard.views.survey.models import Lines, Section, Table
from geodata.survey.reference import Figure, Reference, ReferenceSource, reference_2020
from geodata.survey.schema import Aachen

ARITHMETIC = (
    "„rechnerisch“: von uns aus Prozentwert und Basis bestimmt; steht dort eine Zahl, ist sie die einzige passende. "
    "Zählt Aachen als kreisangehörig, sind es 22 kreisfreie Städte und 374 kreisangehörige Kommunen."
)
HANDED_DOWN = "überliefert, an keiner Quelle geprüft"


def reference(aachen: Aachen) -> tuple[str, tuple[str, ...], list[Section], list[Section]]:
    """Title, facts and sections."""
    card = reference_2020()
    rows = tuple(_row(figure, card, aachen) for figure in card.figures)
    table = Table("Veröffentlichte Zahlen", ("Was", "gedruckt", "Basis, wie gedruckt", "rechnerisch", "Quelle"), rows,
                  ARITHMETIC, wide=True)  # fmt: skip
    sources = tuple(f"{number}: {s.title}{f', {s.url}' if s.url else ''}" for number, s in _numbered(card))
    facts = (
        card.by,
        f"befragt: alle {formatting.number(card.universe)}",
        "nur Zusammenfassungen, keine einzelne Antwort",
    )
    left: list[Section] = [table, Lines("Quellen", (), sources, printed=True)]
    right: list[Section] = [
        Lines("Was nicht zusammenpasst", (
            "Die Zahlen stammen aus zwei Veröffentlichungen, mit verschiedenen Basen. Deshalb stehen sie hier in einer "
            "Liste und nicht in einem Diagramm.",), tuple(map(_tight, card.contradictions)),
            printed=True),
        Lines("Eigene Befragung laden", (
            "Auf der Seite „Daten und Methoden“ lässt sich der Export einer Befragung laden. Wie sie ausgewertet "
            "aussieht, zeigen die beiden fiktiven Beispiele in der Auswahl oben.",)),
    ]  # fmt: skip
    return card.title, facts, left, right


def _tight(text: str) -> str:
    """A number stays on the line of its unit."""
    return text.replace(" %", "\u00a0%")


def _numbered(card: Reference) -> list[tuple[str, ReferenceSource]]:
    return [(f"[{n}]", s) for n, s in enumerate(card.sources.values(), 1)]


def _row(figure: Figure, card: Reference, aachen: Aachen) -> tuple[str, ...]:
    printed = formatting.quantity(figure.value, figure.unit, 1 if figure.unit else 0)
    source = f"[{list(card.sources).index(figure.source) + 1}]" if figure.source else HANDED_DOWN
    counted = _counted(figure.counted(aachen))
    return figure.what, printed, figure.base, counted, source


def _counted(found: tuple[tuple[int, ...], int] | None) -> str:
    if found is None:
        return "–"
    fitting, n = found
    if len(fitting) == 1:
        return f"{fitting[0]} von {n}"
    return f"von {n}: keine ganze Zahl passt" if not fitting else f"{fitting[0]} bis {fitting[-1]} von {n}"
