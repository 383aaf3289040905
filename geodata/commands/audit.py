"""``audit`` and ``audit-workspace``: can what is suppressed be computed from what is published?

Both return 0 if nothing leaks, 1 if something does, 2 for input that cannot be audited.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any

import click

from geodata import console
from geodata.audit import report
from geodata.audit.attack import audit
from geodata.audit.memory import Delivered
from geodata.audit.model import Contradiction, Rules
from geodata.audit.packages import audit_packages
from geodata.audit.table_file import Columns, entries, read_table_file, to_csv
from geodata.catalog import merge_catalogs
from geodata.commands.base import DONE, FILE, REFUSED, Call, answer, common
from geodata.errors import GeodataError, Problem, Severity, problem, refuse
from geodata.package import Package, read_package
from geodata.sample.location import SAMPLE_ROOT
from geodata.workspace import Workspace

LEAK, BAD_INPUT = REFUSED, 2


def _bad_input_is_two(command: Callable[..., int]) -> Callable[..., int]:
    """1 is taken: it says that something leaks."""

    @wraps(command)
    def run(call: Call, *args: Any, **options: Any) -> int:
        try:
            return command(call, *args, **options)
        except GeodataError as error:
            answer(call, {"problems": [p.as_dict() for p in error.problems]})
            console.problems(console.console(), error.problems)
            return BAD_INPUT

    return run


@click.command(
    "audit", help="Prüfen, ob sich unterdrückte Zellen einer Tabelle aus den veröffentlichten berechnen lassen."
)
@click.argument("file", type=FILE, metavar="DATEI")
@click.option(
    "--rows", required=True, metavar="SPALTE", help="Spalte mit den Zeilen der Tabelle (zum Beispiel Quartier)."
)
@click.option("--columns", required=True, metavar="SPALTE", help="Spalte mit den Spalten der Tabelle (Gruppe).")
@click.option("--value", required=True, metavar="SPALTE", help="Spalte mit der Anzahl.")
@click.option(
    "--threshold",
    required=True,
    type=click.IntRange(1, 2**40),
    metavar="T",
    help="Kleinste Anzahl, die gezeigt werden darf.",
)
@click.option(
    "--total", default="Summe", show_default=True, metavar="TEXT", help="Wie Summenzeile und Summenspalte heißen."
)
@click.option("--zeros-open", is_flag=True, help="Bekannt ist, dass eine Null nie unterdrückt wird.")
@common
@click.pass_obj
@_bad_input_is_two
def audit_command(
    call: Call, file: Path, rows: str, columns: str, value: str, threshold: int, total: str,
    zeros_open: bool,
) -> int:  # fmt: skip
    table = read_table_file(file, Columns(rows, columns, value), total)
    found = audit(table.cells, table.relations, Rules(threshold, zeros_open))
    if found.contradictions:
        raise GeodataError(_contradictions(file, found.contradictions))
    notes = list(table.notes)
    if unproven := int((~found.cells["proven"]).sum()):
        notes.append(problem("audit_unproven", Severity.WARNING, file=file.name, count=unproven))
    if small := int(table.small(threshold).sum()):
        notes.append(problem("audit_open_small", Severity.WARNING, file=file.name, count=small, value=threshold))
    console.problems(console.console(), notes)
    listed = entries(table, found, threshold)
    if call.json:
        answer(call, {"cells": [entry.as_dict() for entry in listed], "problems": [n.as_dict() for n in notes]})
    else:
        sys.stdout.buffer.write(to_csv(listed).encode("utf-8"))
    return LEAK if unproven or any(entry.leak for entry in listed) else DONE


def _contradictions(file: Path, found: tuple[Contradiction, ...]) -> list[Problem]:
    """Those that are certain; without any, those that could be wrong."""
    named = [c for c in found if c.certain] or found
    return [
        problem("audit_contradiction", file=file.name, value=c.label, amount=report.amount(c.amount)) for c in named
    ]


@click.command(
    "audit-workspace", help="Prüfen, ob sich Unterdrücktes aus allem berechnen lässt, was veröffentlicht ist."
)
@click.argument("folder", required=False, type=click.Path(path_type=Path), metavar="[ORDNER]")
@click.option("--sample", is_flag=True, help="Die eingebetteten Daten prüfen statt eines Arbeitsordners.")
@common
@click.pass_obj
@_bad_input_is_two
def audit_workspace_command(call: Call, folder: Path | None, sample: bool) -> int:
    embedded = Workspace(SAMPLE_ROOT).packages()
    if sample:
        packages, base, previous, delivered = embedded, [], [], None
    else:
        space = Workspace(folder) if folder is not None else call.space()
        if not space.published.is_dir():
            raise refuse("workspace_missing", value=str(space.root))
        packages, base, previous = space.packages(), embedded, _previous(space)
        delivered = _delivered(space) if previous else None
    found = audit_packages(packages, base, previous, delivered)
    answer(call, report.document(found))
    if not call.json:
        catalog = merge_catalogs(p.catalog for p in [*base, *packages])
        for line in report.lines(found, catalog):
            click.echo(line)
    if not found.safe:
        return LEAK
    return BAD_INPUT if found.contradictions else DONE


def _previous(space: Workspace) -> list[Package]:
    """Packages of the state before the last import, as far as their folders are still there; none if it is the same."""
    folders = space.previous() or {}
    if folders == space.state().packages:
        return []
    return [read_package(space.published / name) for name in folders.values() if (space.published / name).is_dir()]


def _delivered(space: Workspace) -> Delivered | None:
    """The true figures of both states, if whoever audits may read them: they tell what has changed."""
    states = space.state().packages, space.previous() or {}
    now, then = (space.delivered(folders) for folders in states)
    return Delivered([*now.values()], [*then.values()]) if [*map(len, states)] == [len(now), len(then)] else None
