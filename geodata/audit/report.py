"""What an audit of packages found, in German and as JSON."""

from __future__ import annotations

import math
from collections.abc import Iterator

import pandas as pd

from geodata.audit.packages import PackageFindings
from geodata.catalog import Catalog

MOST_LEAKS = 20
MOST_CONTRADICTIONS = 10


def lines(found: PackageFindings, catalog: Catalog) -> Iterator[str]:
    """Summary, line by line; the leaks with the interval that an attacker gets."""
    yield (
        f"Geprüft: {_number(len(found.packages), 'Paket', 'Pakete')}, "
        f"{_number(found.indicators, 'Indikator', 'Indikatoren')}, {_number(found.cells, 'Angabe', 'Angaben')}, "
        f"davon {_number(found.suppressed, 'unterdrückt', 'unterdrückt')}; "
        f"bekannte Beziehungen: {_thousands(found.relations)}."
    )
    if found.uncounted:
        yield f"Nicht geprüft, weil gerundet oder keine ganzen Anzahlen: {', '.join(found.uncounted)}."
    if found.unusable:
        yield f"Veröffentlichte Anteile, die zu keiner ganzen Anzahl passen und beiseite blieben: {found.unusable}."
    for entry in found.contradictions[:MOST_CONTRADICTIONS]:
        yield f"Widerspruch: {entry.label} geht um mindestens {amount(entry.amount)} nicht auf (beiseitegelassen)."
    if len(more := found.contradictions[MOST_CONTRADICTIONS:]):
        yield f"… und {_number(len(more), 'weiterer Widerspruch', 'weitere Widersprüche')} (vollständig mit --json)."
    if found.unproven:
        yield f"Nicht zu Ende bewiesen, deshalb als unsicher zu behandeln: {_thousands(found.unproven)}."
    if len(found.known):
        yield (
            f"Schon aus dem früheren veröffentlichten Stand bekannt: {_number(len(found.known), 'Zahl', 'Zahlen')} "
            "(daran ändert kein Import mehr etwas)."
        )
        yield from _listed(found.known, found, catalog)
    if not len(found.leaks):
        yield "Keine unterdrückte Zahl lässt sich zurückrechnen."
        return
    yield f"Undicht: {_number(len(found.leaks), 'Zahl', 'Zahlen')}."
    yield from _listed(found.leaks, found, catalog)


def _listed(leaks: pd.DataFrame, found: PackageFindings, catalog: Catalog) -> Iterator[str]:
    names = {i.id: i.short_name for i in catalog.indicators}
    for leak in leaks.head(MOST_LEAKS).itertuples():
        place = [names.get(leak.indicator, leak.indicator), leak.group, found.names.get(leak.area_id, leak.area_id)]
        interval = _interval(leak.lower, leak.upper)
        text = ", ".join(part for part in (*place, leak.period) if part)
        yield f"  {leak.dataset}: {text}: {leak.what} {interval} ({leak.how})"
    if len(leaks) > MOST_LEAKS:
        yield f"… und {_thousands(len(leaks) - MOST_LEAKS)} weitere (vollständig mit --json)."


def document(found: PackageFindings) -> dict[str, object]:
    """Everything, JSON-able; no upper bound is null."""
    return {
        "packages": list(found.packages),
        "indicators": found.indicators,
        "cells": found.cells,
        "suppressed": found.suppressed,
        "relations": found.relations,
        "leaks": _records(found.leaks, found),
        "known": _records(found.known, found),
        "contradictions": [{"relation": c.label, "amount": c.amount} for c in found.contradictions],
        "uncounted": list(found.uncounted),
        "unusable_shares": found.unusable,
        "unproven": found.unproven,
    }


def _records(leaks: pd.DataFrame, found: PackageFindings) -> list[dict[str, object]]:
    rows = leaks.to_dict("records")
    for row in rows:
        row["area"] = found.names.get(row["area_id"], row["area_id"])
        row["upper"] = None if math.isinf(row["upper"]) else row["upper"]
    return rows  # type: ignore[return-value]


def _interval(lower: float, upper: float) -> str:
    if lower == upper:
        return f"= {_thousands(int(lower))}"
    return f"zwischen {_thousands(int(lower))} und {_thousands(int(upper))}"


def amount(number: float) -> str:
    return f"{number:g}".replace(".", ",")


def _thousands(number: int) -> str:
    return f"{number:,}".replace(",", "\u202f")


def _number(count: int, one: str, many: str) -> str:
    return f"{_thousands(count)} {one if count == 1 else many}"
