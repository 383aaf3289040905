"""What every profile rests on, said once at the end: how to read, what indicators mean, what is never shown."""

from __future__ import annotations

from dashboard import formatting
from dashboard.documents.figures import Column, Level
from dashboard.documents.model import Bullets, Paragraph, Section, Table
from dashboard.views.certainty_text import FIXED, METHOD_TEXT
from dashboard.views.needs.method import method_text
from dashboard.views.needs.page import HINT
from dashboard.views.needs.result import Result
from dashboard.views.sentences import INTERVAL_MEANING
from geodata.catalog import Dataset
from geodata.methods.intervals import Method
from geodata.observations import ValueStatus
from geodata.rule_words import dataset_rules

STATES = {
    ValueStatus.SUPPRESSED: "Die Zahl ist so klein, dass sie auf einzelne Menschen schließen ließe, oder sie ließe "
    "sich aus anderen errechnen. Sie ist nicht null.",
    ValueStatus.MISSING: "Für dieses Gebiet und diesen Zeitpunkt liegt nichts vor.",
    ValueStatus.NOT_MEANINGFUL: "Der Nenner ist null oder zu klein, um etwas auszusagen.",
    ValueStatus.BELOW_MINIMUM: "Im Gebiet leben weniger Menschen, als für diese Angabe nötig sind.",
}
ZERO = "0: Es wurde gezählt, und es gab keinen Fall."


def annex(level: Level, result: Result | None) -> Section:
    """``result``: of the index, where profiles have a card."""
    sections = [_reading(level), _indicators(level), _rules(level)]
    if result is not None:
        rows = method_text(level.repository, result, level.state)
        table = Table("Rechenweg von Sozialer Lage und Entwicklung", ("Schritt", "Rechenweg"), rows)
        sections.append(Section("Soziale Lage und Entwicklung: Rechenweg", (table,)))
    return Section("Methode, Geheimhaltung und Begriffe", (Paragraph(HINT),), sections=tuple(sections), new_page=True)


def _reading(level: Level) -> Section:
    method = Method.EXACT if level.state.ci else Method.WILSON
    words = sorted({c.current.certainty.word for c in level.columns if c.current.certainty})
    against = f"Verglichen wird mit dem {formatting.in_sentence(words)}. {FIXED}" if words else ""
    texts = (INTERVAL_MEANING, METHOD_TEXT[method].split("; unter")[0].rstrip(".") + ".", against)
    states = tuple(f"{formatting.STATUS_TEXT[s]}: {text}" for s, text in STATES.items())
    parts = (Paragraph(" ".join(filter(None, texts))), Paragraph("Wo keine Zahl steht:"), Bullets((*states, ZERO)))
    return Section("Wie die Zahlen zu lesen sind", parts)


def _indicators(level: Level) -> Section:
    rows = tuple((c.name, _meaning(c), c.current.dataset.source.attribution) for c in level.columns)
    return Section(
        "Indikatoren", (Table("Bedeutung und Quelle der Indikatoren", ("Indikator", "Bedeutung", "Quelle"), rows),)
    )


def _meaning(column: Column) -> str:
    indicator = column.indicator
    share = f"{indicator.numerator} je {indicator.denominator}" if indicator.numerator and indicator.denominator else ""
    text = share or indicator.description or indicator.name
    return f"{text.rstrip('.')}. Zu beachten: {indicator.caution}" if indicator.caution else text


def _rules(level: Level) -> Section:
    found = [f"{d.title}: {'; '.join(dataset_rules(level.repository.catalog, d.id))}" for d in datasets(level)]
    return Section("Geheimhaltung", (Bullets(tuple(found)),))


def datasets(level: Level) -> list[Dataset]:
    """Those the figures come from, each once."""
    return list({c.current.dataset.id: c.current.dataset for c in level.columns}.values())


def sources(level: Level) -> tuple[str, ...]:
    """Who must be named, with licence and boundaries."""
    found = []
    for dataset in datasets(level):
        source = dataset.source
        said = source.licence in source.attribution
        found.append(source.attribution if said else f"{source.attribution}; {source.licence}")
    boundaries = level.repository.boundary_attribution(level.state.level, level.state.region)
    return (*dict.fromkeys(found), *([f"Gebietsgrenzen: {boundaries}"] if boundaries else []))
