"""Datenanforderung: what to ask for when an indicator has no figures, as a letter and as a form to fill in.

Everything comes from the catalogue and from the areas that are loaded; no figure enters a letter or a form. A
definition that only a catalogue file holds (no figures yet) is given as ``catalog``. The filled form imports without
options (``geodata.readers.request_form``).
"""

from __future__ import annotations

import textwrap
from datetime import date

from geodata.catalog import Catalog, IndicatorKind
from geodata.periods import PeriodKind
from geodata.readers.unstated import NOT_STATED
from geodata.repository import Repository
from geodata.request_terms import (
    SIGNS,
    Demand,
    day,
    definition,
    demand,
    disclosure_text,
    entries_text,
    key_form,
    shown,
    vintage_text,
)
from geodata.request_workbook import workbook

WIDTH = 86


def build_letter(
    repository: Repository,
    indicator_id: str,
    level: str,
    region: str,
    period: str,
    today: date,
    *,
    group: str = "",
    catalog: Catalog | None = None,
) -> str:
    """The letter (German, plain text) to the authority that owns the figures. Raises ``GeodataError``: see
    ``request_terms.demand``."""
    wanted = demand(repository, indicator_id, level, region, period, group=group, catalog=catalog)
    owner = wanted.dataset.owner
    fiction = [f"Hinweis: {wanted.region.name} ist fiktiv; dieses Schreiben dient nur zum Ausprobieren.", ""]
    lines = [
        f"An: {'die zuständige Stelle' if owner == NOT_STATED else owner}",
        f"Datum: {day(today)}",
        "",
        *textwrap.wrap(f"Datenanforderung: {wanted.title}", WIDTH),
        "",
        *(fiction if wanted.region.fictional else []),
        "Sehr geehrte Damen und Herren,",
        "",
        *textwrap.wrap("für die Sozialplanung bitten wir Sie um die folgenden Zahlen. Bitte tragen Sie sie in das "
                       "beiliegende Formular (Arbeitsmappe) ein und senden Sie es uns zurück.", WIDTH),
        *_section("Was die Zahl bedeutet", definition(wanted.indicator)),
        *_section("Zeitpunkt und Gebiete", _scope(wanted)),
        *_section("Geheimhaltung", [("", disclosure_text(wanted.rule, wanted.indicator.kind))]),
        *_section("So füllen Sie das Formular aus", _filling(wanted.indicator.kind)),
        "",
        *textwrap.wrap("Die Daten geben einen Hinweis; die Einschätzung treffen Kreis und Kommune gemeinsam. Für Ihre "
                       "Unterstützung danken wir Ihnen. Bei Fragen erreichen Sie uns gern.", WIDTH),
        "",
        "Mit freundlichen Grüßen",
        "",
        "[Name, Stelle, Telefon]",
    ]  # fmt: skip
    return "\n".join(lines) + "\n"


def _scope(wanted: Demand) -> list[tuple[str, str]]:
    time = shown(wanted.period)
    if wanted.period.kind is not PeriodKind.DATE:
        time += " (gilt die Zahl für einen Stichtag, nennen Sie ihn bitte unter „Bemerkung“)"
    group = [("Gruppe", wanted.indicator.groups[wanted.group])] if wanted.group else []
    return [
        ("Zeitpunkt", time),
        *group,
        ("Gebiet", wanted.region.name),
        ("Ebene", f"{wanted.level.plural}, Anzahl: {len(wanted.areas)}"),
        ("Schlüssel", key_form(wanted)),
        ("Gebietsstand", vintage_text(wanted)),
    ]


def _filling(kind: IndicatorKind) -> list[tuple[str, str]]:
    return [
        ("Zahl", f"{entries_text(kind)} Null tragen Sie als 0 ein."),
        *SIGNS,
        ("leer", "nicht bearbeitet; wir fragen dann noch einmal nach"),
        ("", "Bitte ändern Sie Schlüssel und Namen nicht und löschen Sie keine Zeilen. Gelten die Zahlen für einen "
             "anderen Zeitpunkt, ändern Sie ihn in seiner Spalte."),
    ]  # fmt: skip


def _section(title: str, parts: list[tuple[str, str]]) -> list[str]:
    return ["", title, *_listed(parts)]


def _listed(parts: list[tuple[str, str]]) -> list[str]:
    """Labels in a column of their own, texts wrapped beside it."""
    wide = max((len(label) for label, _ in parts), default=0)
    lines = []
    for label, text in parts:
        lead = f"  {label + ':' if label else '':<{wide + 2}}" if label else "  "
        lines += textwrap.wrap(text, WIDTH, initial_indent=lead, subsequent_indent=" " * len(lead))
    return lines


def build_form(
    repository: Repository,
    indicator_id: str,
    level: str,
    region: str,
    period: str,
    *,
    group: str = "",
    catalog: Catalog | None = None,
) -> bytes:
    """The form (XLSX) that imports without options once it is filled. Raises as ``build_letter`` does."""
    return workbook(demand(repository, indicator_id, level, region, period, group=group, catalog=catalog))
