"""``protect``: suppress small counts of a table, and as many others as it takes so that they stay suppressed."""

from __future__ import annotations

import ctypes
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import click
from rich.console import Console
from rich.progress import Progress

from geodata import console
from geodata.commands.base import DONE, FILE, Call, Misunderstood, answer, check_output, common, write
from geodata.methods.suppression.suppress import TIME_LIMIT
from geodata.protection.crosstab import Totals
from geodata.protection.protect import Protected, Wanted, protect_table
from geodata.readers.guard import check_file


@click.command("protect", help="Kleine Zahlen einer Tabelle unterdrücken, und so viele weitere, dass niemand sie "
               "zurückrechnen kann.")  # fmt: skip
@click.argument("table", type=FILE, metavar="TABELLE")
@click.option("--rows", required=True, metavar="SPALTE", help="Spalte der Datei mit den Zeilen der Tabelle.")
@click.option("--columns", required=True, metavar="SPALTE", help="Spalte der Datei mit den Spalten der Tabelle.")
@click.option("--value", required=True, metavar="SPALTE", help="Spalte der Datei mit den Anzahlen.")
@click.option("--threshold", required=True, type=int, metavar="T", help="Kleinste Anzahl über 0, die gezeigt wird.")
@click.option("--total", metavar="WORT", help="Wort, mit dem Summen in Zeilen und Spalten bezeichnet sind.")
@click.option("--derive-totals", is_flag=True, help="Summen stehen nicht in der Datei, sind aber veröffentlicht.")
@click.option("--protect-zero", is_flag=True, help="Auch Nullen unterdrücken.")
@click.option("--time-limit", type=click.FloatRange(min=0), default=TIME_LIMIT, show_default=True, metavar="SEKUNDEN",
              help="So lange wird nach dem kleinsten Verlust gesucht.")  # fmt: skip
@click.option("--out", required=True, type=FILE, metavar="DATEI", help="Wohin die geschützte Tabelle geschrieben wird.")
@common
@click.pass_context
def protect_command(
    ctx: click.Context, table: Path, rows: str, columns: str, value: str, threshold: int, total: str | None,
    derive_totals: bool, protect_zero: bool, time_limit: float, out: Path,
) -> int:  # fmt: skip
    call: Call = ctx.obj
    if total is not None and derive_totals:
        raise Misunderstood(
            "--total und --derive-totals schließen sich aus: Summen stehen in der Datei oder nicht.", ctx
        )
    check_file(table)
    check_output(out, table)
    label = total.strip() if total is not None else None
    wanted = Wanted(rows, columns, value, threshold, Totals(label, derive_totals), protect_zero)
    screen = console.console()
    with native_output_dropped(), _bar(screen, call.json) as bar:
        task = bar.add_task("Schützen", total=None)
        found = protect_table(
            table.read_bytes(), table.name, wanted, time_limit=time_limit,
            progress=lambda done, of: bar.update(task, completed=done, total=of),
        )  # fmt: skip
    write(out, found.content)
    answer(call, found.as_dict())
    console.problems(screen, found.notes)
    if not call.json:
        _tell(screen, found, out)
    return DONE


@contextmanager
def _bar(screen: Console, quiet: bool) -> Iterator[Progress]:
    with Progress(console=screen, transient=True, disable=quiet or not screen.is_terminal) as bar:
        yield bar


@contextmanager
def native_output_dropped() -> Iterator[None]:
    """Keep what the solver's library writes past Python off stdout, where only the answer belongs."""
    sys.stdout.flush()
    try:
        kept = os.dup(1)
    except OSError:  # no stdout at all
        yield
        return
    void = os.open(os.devnull, os.O_WRONLY)
    os.dup2(void, 1)
    try:
        yield
    finally:
        with suppress(OSError, AttributeError, TypeError):
            ctypes.CDLL(None).fflush(None)
        os.dup2(kept, 1)
        os.close(kept)
        os.close(void)


def _tell(screen: Console, found: Protected, out: Path) -> None:
    screen.print(f"Unterdrückt: {found.primary} zu kleine Zahlen, {found.secondary} weitere zu ihrem Schutz.")
    best = "; kein sicheres Ergebnis verliert weniger" if found.optimal else ""
    screen.print(f"Verlust (Summe der unterdrückten Zahlen): {found.cost}{best}.")
    screen.print(f"Geschrieben: {out}", markup=False)
