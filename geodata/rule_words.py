"""A disclosure rule in German sentences: the same words on the page, in letters and on exports."""

from __future__ import annotations

from collections.abc import Iterable

from geodata.catalog import Catalog, DisclosureRule, IndicatorKind

ALL_SHOWN = "keine Geheimhaltung, alle Zahlen werden gezeigt"


def rule_words(rule: DisclosureRule, kind: IndicatorKind) -> tuple[str, ...]:
    """What is not shown of figures of this kind; empty if everything is."""
    counted, rated = kind is not IndicatorKind.VALUE_ONLY, kind is IndicatorKind.RATE
    found = []
    if counted and rule.rounding:
        found.append(f"Anzahlen sind auf Vielfache von {rule.rounding} gerundet")
    elif counted and rule.minimum > 1:
        rest = " und so kleine Reste zum Nenner" if rated and rule.protect_complement else ""
        found.append(f"keine Anzahl von 1 bis {rule.minimum - 1}{rest}")
    if counted and rule.protect_zero and not rule.rounding:
        found.append("auch keine Null" + (" und kein „alle“" if rated and rule.protect_complement else ""))
    if counted and rule.dominance is not None:
        found.append(f"keine Anzahl, von der eine einzige Stelle mehr als {rule.dominance} % ausmacht")
    if rated and rule.minimum_base > 1:
        found.append(f"kein Anteil in Gebieten mit weniger als {rule.minimum_base} Einwohnern")
    if not counted and rule.minimum_index > 1:
        found.append(f"kein Index oder Mittelwert in Gebieten mit weniger als {rule.minimum_index} Einwohnern")
    return tuple(found)


def catalog_words(catalog: Catalog) -> tuple[str, ...]:
    """The rules of all indicators of a catalogue, each sentence once."""
    return in_words((catalog.rule(i), i.kind) for i in catalog.indicators)


def dataset_rules(catalog: Catalog, dataset_id: str) -> tuple[str, ...]:
    """The rules of one dataset as lines for exports: what holds for all its figures first, then exceptions by name.

    Lines are German, without a final stop, and hold no figures of places. A dataset that shows everything says so in
    one line. ``dataset_id``: one of the catalogue.
    """
    dataset = catalog.dataset(dataset_id)
    own = [i for i in catalog.indicators if i.dataset == dataset_id]
    found = in_words((dataset.disclosure, i.kind) for i in own if i.disclosure is None)
    apart = [f"{i.name}: {'; '.join(rule_words(i.disclosure, i.kind)) or ALL_SHOWN}" for i in own if i.disclosure]
    return (*found, *apart) or (ALL_SHOWN,)


def in_words(rules: Iterable[tuple[DisclosureRule, IndicatorKind]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(text for rule, kind in rules for text in rule_words(rule, kind)))
