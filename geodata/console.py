"""What the command line says to people: German, on stderr, so that stdout stays free for data."""

from __future__ import annotations

from collections.abc import Iterable

from rich.console import Console
from rich.markup import escape

from geodata.areas import KNOWN_LEVELS
from geodata.errors import Problem, Severity
from geodata.importing import FileReport, Report
from geodata.inspection import Inspection
from geodata.workspace import Package

MARKS = {
    Severity.ERROR: "[bold red]Fehler[/]",
    Severity.WARNING: "[yellow]Hinweis[/]",
    Severity.INFO: "[cyan]Info[/]",
}
MOST_LINES = 40


def console() -> Console:
    return Console(stderr=True, highlight=False, soft_wrap=True)


def problems(out: Console, found: Iterable[Problem]) -> None:
    """One line per finding; a place is named unless the sentence already names it."""
    entries = list(found)
    for entry in entries[:MOST_LINES]:
        out.print(f"{MARKS[entry.severity]}  {escape(place(entry))}{escape(entry.message)}")
    if len(entries) > MOST_LINES:
        out.print(f"… und {len(entries) - MOST_LINES} weitere (vollständig mit --json)")


def place(entry: Problem) -> str:
    """File, sheet, row, column and value, as far as the message does not already say them."""
    parts = [
        entry.file if entry.file and entry.file not in entry.message else "",
        f"Blatt „{entry.sheet}“" if entry.sheet else "",
        f"Zeile {entry.row}" if entry.row is not None else "",
        f"Spalte „{entry.column}“" if entry.column else "",
        f"Wert „{entry.value}“" if entry.value is not None and entry.value not in entry.message else "",
    ]
    text = ", ".join(p for p in parts if p)
    return f"{text}: " if text else ""


def level_name(level: str | None) -> str:
    if not level:
        return "nicht erkannt"
    return KNOWN_LEVELS[level].plural if level in KNOWN_LEVELS else level


def inspection(out: Console, found: Inspection) -> None:
    kinds = {"boundaries": "Grenzen", "table": "Tabelle", "survey": "Befragung"}
    rows: list[tuple[str, object]] = [
        ("Datei", found.file),
        ("Inhalt", f"{kinds.get(found.kind or '', 'nicht erkannt')} ({found.format or 'unbekanntes Format'})"),
        ("Ebenen oder Blätter", ", ".join(found.layers)),
        ("Zeilen", f"{found.rows}, davon mit brauchbarem Schlüssel {found.kept}"),
        ("Raumebene", level_name(found.level)),
        ("Gemeinde", found.parent),
        ("Namen aus Spalte", found.name),
        ("Zeitangaben", ", ".join(found.periods)),
    ]
    if found.key:
        k = found.key
        tally = f"{k['good']} gut, {k['fixable']} angepasst, {k['ignored']} nicht gemeint, {k['refused']} unklar"
        text = f"{k['column']}: {tally}"
        rows.append(("Schlüssel aus Spalte", text))
    if found.crs:
        how = {"definition": "laut Datei", "deduced": "aus den Koordinaten erschlossen"}[str(found.crs["how"])]
        epsg = f"EPSG:{found.crs['epsg']}" if found.crs["epsg"] else "eigene Definition"
        rows.append(("Koordinatensystem", f"{epsg} ({how})"))
    if found.coverage:
        c = found.coverage
        text = (
            "Nachbarn passen genau aneinander" if c["valid"] else f"{c['gaps']} Lücken, {c['overlaps']} Überlappungen"
        )
        rows.append(("Passung", text))
    for label, value in rows:
        if value:  # no table: in a narrow window its columns would cut names
            out.print(f"{label:<22} {escape(str(value))}")
    problems(out, found.problems)


def report(out: Console, found: Report, *, dry_run: bool) -> None:
    for entry in found.files:
        _file(out, entry)
    problems(out, found.problems)
    if found.refused:
        out.print("[bold red]Nicht importiert.[/] Es wurde nichts verändert.")
    elif dry_run:
        out.print("[bold]Probelauf:[/] Es wurde nichts verändert.")
    else:
        out.print(f"[bold green]Importiert.[/] Datenstand {found.fingerprint_before} → {found.fingerprint_after}")


def _file(out: Console, entry: FileReport) -> None:
    if not entry.kind:
        out.print(f"[bold]{escape(entry.file)}[/]")
        return
    below = f" in {entry.parent}" if entry.parent else ""
    out.print(
        f"[bold]{escape(entry.file)}[/]: {entry.matched} von {entry.known} Gebieten zugeordnet "
        f"({level_name(entry.level)}{below})"
    )
    for level, count in entry.other_levels.items():
        out.print(f"  außerdem {level_name(level)}: {count}")
    if entry.unmatched:
        out.print(f"  nicht zugeordnet: {len(entry.unmatched)}")
    for row in entry.unmatched[:MOST_LINES]:
        near = row["closest"]
        hint = f" – ähnlich: {', '.join(map(str, near))}" if isinstance(near, list) and near else ""
        out.print(escape(f"    {row['id']} {row['name']}{hint}"))


def status(out: Console, workspace: str, fingerprint: str, packages: list[Package]) -> None:
    out.print(f"Arbeitsordner {escape(workspace)}, Datenstand {fingerprint}")
    if not packages:
        out.print("Noch keine eigenen Daten importiert.")
        return
    for package in packages:
        areas = len(package.areas) if package.areas is not None else 0
        rows = len(package.observations) if package.observations is not None else 0
        # no table: its columns would cut the id, which people need whole for „remove“
        out.print(f"[bold]{escape(package.id)}[/]")
        out.print(
            f"  {escape(package.title)} · Gebiete: {areas} · Indikatoren: {len(package.catalog.indicators)} · "
            f"Angaben: {rows}"
        )
