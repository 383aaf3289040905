"""``stability``: how reliable a ranking is when weights, chance and scaling are varied."""

from __future__ import annotations

from pathlib import Path

import click
import numpy as np

from geodata import console
from geodata.commands.base import DONE, FILE, Call, answer, check_output, common, digits, table_bytes, write
from geodata.commands.needs import _Chosen, _columns
from geodata.errors import GeodataError, problem, refuse
from geodata.methods.stability import Normalise, Stability, label, stability
from geodata.readers import plain
from geodata.readers.raw import RawTable

COLUMNS = ("id", "rank", "rank_p05", "rank_p95", "share_in_top", "label")
HELP = """Wie belastbar ist eine Rangfolge? Gewichte, Zufall und Skala werden viele Male gezogen.

Rang 1 ist der höchste Bedarf; ein Minus vor dem Namen (-SPALTE) dreht eine Spalte um. Schreibt je Zeile, in ihrer
Reihenfolge: id,rank,rank_p05,rank_p95,share_in_top,label (ab 95 % belastbar, ab 50 % wahrscheinlich, sonst
grenzwertig). Mit --denominators sind die Spalten Anteile in Prozent, und ihre Nenner sagen, wie weit der Zufall sie
tragen kann; ohne schwanken nur die Gewichte. Gleiche Startzahl, gleiches Ergebnis.
"""


@click.command("stability", help=HELP, short_help="Wie belastbar eine Rangfolge ist.")
@click.argument("table", type=FILE, metavar="TABELLE")
@click.option("--id", "id_column", required=True, metavar="SPALTE", help="Spalte mit den Kennungen der Gebiete.")
@click.option("--columns", required=True, metavar="SPALTE,…", help="Spalten, aus denen die Rangfolge entsteht.")
@click.option("--top", type=int, required=True, metavar="ZAHL", help="So viele gelten als die auffälligsten.")
@click.option("--draws", type=int, required=True, metavar="ZAHL", help="Zahl der Ziehungen, zum Beispiel 5000.")
@click.option("--seed", type=int, required=True, metavar="ZAHL", help="Startzahl des Zufalls.")
@click.option("--concentration", type=float, metavar="ZAHL",
              help="Wie eng die Gewichte beieinander liegen; sonst die Zahl der Spalten: ganz offen.")  # fmt: skip
@click.option("--denominators", metavar="SPALTE,…", help="Nenner je Spalte, in derselben Reihenfolge.")
@click.option("--normalise", type=click.Choice([n.value for n in Normalise]), default=Normalise.Z.value,
              show_default=True, help="Wie die Spalten auf eine Skala kommen.")  # fmt: skip
@click.option("--out", type=FILE, required=True, metavar="CSV", help="Wohin mit dem Ergebnis.")
@common
@click.pass_obj
def stability_command(
    call: Call, table: Path, id_column: str, columns: str, top: int, draws: int, seed: int,
    concentration: float | None, denominators: str | None, normalise: str, out: Path,
) -> int:  # fmt: skip
    if seed < 0:
        raise refuse("stability_bad", details="die Startzahl darf nicht negativ sein")
    raw = plain.read_rows(table)
    check_output(out, table)
    names = plain.ids(plain.column(raw, id_column), table.name)
    chosen = _columns(raw, columns)
    bases = _bases(raw, chosen, denominators) if denominators else None
    values = chosen.values * np.where(np.isin(chosen.names, chosen.flipped), -1.0, 1.0)
    if bases is not None:
        # A share that is turned round stays a share: what is left of the whole.
        values = np.where(np.isin(chosen.names, chosen.flipped), 100 + values, values)
    found = stability(
        values, top, draws, seed, concentration=concentration, bases=bases, normalise=Normalise(normalise)
    )
    write(out, _csv(names, found))
    dropped = [chosen.names[i] for i in found.dropped]
    varied = ["weights", *(["counts"] if bases is not None else []), *(["scale"] if normalise == Normalise.MIX else [])]
    answer(call, {"file": str(out), "rows": len(names), "top": top, "draws": draws, "seed": seed, "dropped": dropped,
                  "varied": varied})  # fmt: skip
    if not call.json:
        _tell(raw, out, found, dropped, bases is not None)
    return DONE


def _bases(raw: RawTable, chosen: _Chosen, text: str) -> np.ndarray:
    asked = [part.strip() for part in text.split(",") if part.strip()]
    if len(asked) != len(chosen.names):
        raise refuse("stability_bases", value=len(asked), known=len(chosen.names))
    wrong = []
    for j, name in enumerate(chosen.names):
        for i in np.flatnonzero((chosen.values[:, j] < 0) | (chosen.values[:, j] > 100))[:5]:
            row = int(str(raw.frame.index[i]))
            wrong.append(
                problem("stability_no_share", file=raw.path.name, row=row, column=name, value=chosen.values[i, j])
            )
    if wrong:
        raise GeodataError(wrong)
    return np.column_stack([plain.counts(plain.column(raw, name), raw.path.name) for name in asked])


def _csv(names: list[str], found: Stability) -> bytes:
    def whole(number: float) -> str:
        return "" if np.isnan(number) else f"{number:.0f}"

    columns = zip(names, found.rank, found.low, found.high, found.in_top, strict=True)
    return table_bytes(
        COLUMNS, ([n, whole(r), whole(low), whole(high), digits(t), label(t)] for n, r, low, high, t in columns)
    )


def _tell(raw: RawTable, out: Path, found: Stability, dropped: list[str], counts: bool) -> None:
    shown = console.console()
    console.problems(shown, raw.problems)
    for name in dropped:
        shown.print(f"Spalte „{name}“ ist überall gleich und entfällt.", markup=False)
    if not counts:
        shown.print(
            "Ohne Nenner schwanken nur die Gewichte; der Zufall kleiner Fallzahlen bleibt außen vor.", markup=False
        )
    left = int(np.isnan(found.rank).sum())
    gaps = f"; {left} Zeilen mit fehlenden Angaben ohne Rang" if left else ""
    shown.print(f"Geschrieben: {out} ({len(found.rank)} Zeilen{gaps})", markup=False)
