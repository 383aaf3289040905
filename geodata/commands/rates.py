"""``rates``: from counts in a table to rates with intervals, verdicts and, if asked for, smoothed values."""

from __future__ import annotations

from pathlib import Path

import click
import numpy as np

from geodata import console
from geodata.commands.base import DONE, FILE, Call, answer, check_output, common, digits, table_bytes, write
from geodata.errors import GeodataError, Problem, Severity, problem
from geodata.methods.intervals import FloatArray, Intervals, Method, rate_intervals
from geodata.methods.smoothing import Smoothed, Smoother, smooth
from geodata.methods.verdicts import Verdicts, against_value
from geodata.readers import plain
from geodata.readers.raw import RawTable

COLUMNS = ("id", "k", "n", "rate", "lower", "upper", "smoothed", "verdict")
MOST_FINDINGS = 20
FEWEST_FOR_TOTAL = 4  # of two equal areas either is the sum of all others
CHOICES = {"eb": None, **{smoother.value: smoother for smoother in Smoother}}
HELP = """Anteile mit 95-%-Intervall aus einer Tabelle mit Zähler und Nenner je Gebiet.

Schreibt je Zeile der Tabelle, in ihrer Reihenfolge: id,k,n,rate,lower,upper,smoothed,verdict. Anteile sind Bruchteile
von 1 mit Dezimalpunkt. verdict vergleicht mit dem Anteil aller Zeilen (Summe k durch Summe n): higher = das Intervall
liegt ganz darüber, lower = ganz darunter, same = statistisch nicht zu unterscheiden. Leer bleibt, was nicht erklärt ist
(n = 0) oder nicht bekannt (leere Zelle, •, k. A., ×, /); solche Zeilen gehen nirgends ein.

--smooth eb zieht die Anteile kleiner Gebiete zum Mittel: nach Marshall, bei mehr als 20 % im Mittel nach dem
Beta-Binomial-Modell. marshall und beta-binomial legen das Verfahren fest.
"""


@click.command("rates", help=HELP, short_help="Anteile mit Intervall und Urteil aus Zähler und Nenner.")
@click.argument("table", type=FILE, metavar="TABELLE")
@click.option("--id", "id_column", required=True, metavar="SPALTE", help="Spalte mit den Kennungen der Gebiete.")
@click.option("--numerator", required=True, metavar="SPALTE", help="Spalte mit dem Zähler k.")
@click.option("--denominator", required=True, metavar="SPALTE", help="Spalte mit dem Nenner n.")
@click.option("--method", type=click.Choice([Method.WILSON.value, Method.EXACT.value]), default=Method.WILSON.value,
              show_default=True, help="Intervall nach Wilson oder exakt (Clopper-Pearson).")  # fmt: skip
@click.option("--smooth", "smoother", type=click.Choice(list(CHOICES)), help="Auch geglättete Anteile ausgeben.")
@click.option("--out", type=FILE, required=True, metavar="CSV", help="Wohin mit dem Ergebnis.")
@common
@click.pass_obj
def rates_command(
    call: Call, table: Path, id_column: str, numerator: str, denominator: str, method: str, smoother: str | None,
    out: Path,
) -> int:  # fmt: skip
    raw = plain.read_rows(table)
    check_output(out, table)
    names = plain.ids(plain.column(raw, id_column), table.name)
    k, n = _counts(raw, numerator, denominator)
    found = rate_intervals(k, n, Method(method))
    complete = ~np.isnan(found.rate)
    overall = float(k[complete].sum() / n[complete].sum()) if complete.any() else float("nan")
    smoothed = smooth(k, n, CHOICES[smoother]) if smoother else None
    verdicts = against_value(found, overall)
    notes = [*raw.problems, *_totals(raw, names, k, n)]
    write(out, _csv(names, k, n, found, smoothed, verdicts))
    summary = _summary(out, found, overall, smoothed, verdicts)
    answer(call, {**summary, "problems": [p.as_dict() for p in notes]})
    if not call.json:
        shown = console.console()
        console.problems(shown, notes)
        shown.print(_told(out, found, smoothed), markup=False)
    return DONE


def _counts(raw: RawTable, numerator: str, denominator: str) -> tuple[FloatArray, FloatArray]:
    """k and n. Raises ``numerator_above_base`` with every row where k > n, and what the columns raise."""
    top, base = plain.column(raw, numerator), plain.column(raw, denominator)
    k, n = plain.counts(top, raw.path.name), plain.counts(base, raw.path.name)
    wrong = np.flatnonzero(k > n)[:MOST_FINDINGS]
    if len(wrong):
        raise GeodataError(
            problem(
                "numerator_above_base", file=raw.path.name, row=int(str(top.index[i])), column=str(top.name),
                value=f"{k[i]:.0f}", n=f"{n[i]:.0f}", base=base.name,
            )
            for i in wrong
        )  # fmt: skip
    return k, n


def _csv(
    names: list[str], k: FloatArray, n: FloatArray, found: Intervals, smoothed: Smoothed | None, verdicts: Verdicts
) -> bytes:
    whole = [["" if np.isnan(v) else f"{v:.0f}" for v in counts] for counts in (k, n)]
    soft = smoothed.value if smoothed else np.full(len(k), np.nan)
    exact = [[digits(v) for v in column] for column in (found.rate, found.lower, found.upper, soft)]
    return table_bytes(COLUMNS, zip(names, *whole, *exact, map(str, verdicts), strict=True))


def _summary(
    out: Path, found: Intervals, overall: float, smoothed: Smoothed | None, verdicts: Verdicts
) -> dict[str, object]:
    return {
        "file": str(out),
        "rows": len(found.rate),
        "rates": int((~np.isnan(found.rate)).sum()),
        "overall": None if np.isnan(overall) else overall,
        "smoothing": smoothed.method.value if smoothed else None,
        "verdicts": {word: int((verdicts == word).sum()) for word in ("higher", "lower", "same")},
    }


def _totals(raw: RawTable, names: list[str], k: FloatArray, n: FloatArray) -> list[Problem]:
    """A row that adds up all others: it leaves the overall rate as it is, but not the smoothed values."""
    known = np.flatnonzero(~np.isnan(k + n))
    if len(known) < FEWEST_FOR_TOTAL:
        return []
    twice = (2 * k[known] == k[known].sum()) & (2 * n[known] == n[known].sum()) & (n[known] > 0)
    return [
        problem("row_is_total", Severity.WARNING, file=raw.path.name, row=int(str(raw.frame.index[i])), value=names[i])
        for i in known[twice]
    ]


def _told(out: Path, found: Intervals, smoothed: Smoothed | None) -> str:
    how = {Smoother.MARSHALL: "nach Marshall", Smoother.BETA_BINOMIAL: "nach dem Beta-Binomial-Modell"}
    smoothly = f", geglättet {how[smoothed.method]}" if smoothed else ""
    with_rate = int((~np.isnan(found.rate)).sum())
    return f"Geschrieben: {out} ({len(found.rate)} Zeilen, {with_rate} mit Anteil{smoothly})"
