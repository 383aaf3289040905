"""``needs``: Soziale Lage and Entwicklung of every row of a table, with classes and reasons."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import click
import numpy as np

from geodata import console
from geodata.commands.base import DONE, FILE, Call, answer, check_output, common, digits, table_bytes, write
from geodata.errors import Problem, Severity, problem, reason, refuse
from geodata.methods.needs import (
    Dynamics,
    Index,
    Scale,
    Status,
    dynamics_class,
    needs_attention,
    needs_index,
    status_class,
)
from geodata.readers import plain
from geodata.readers.raw import RawTable

COLUMNS = ("id", "status_index", "status_class", "dynamics_index", "dynamics_class", "attention", "reason")
HELP = """Soziale Lage und Entwicklung (Verfahren des Berliner Monitorings Soziale Stadtentwicklung) aus einer Tabelle.

Jede Spalte wird über die einbezogenen Zeilen standardisiert, die Summe noch einmal. Hohe Werte bedeuten Bedarf; ein
Minus vor dem Namen (-SPALTE) dreht eine Spalte um. Schreibt alle Zeilen in ihrer Reihenfolge:
id,status_index,status_class,dynamics_index,dynamics_class,attention,reason. Klassen der Lage: 1 günstig, 2 mittel,
3 ungünstig, 4 sehr ungünstig, 0 nicht einbezogen; der Entwicklung: + günstiger, +/- stabil, - ungünstiger, 0 nicht
einbezogen. attention (true/false): sehr ungünstig, oder ungünstig und ungünstiger werdend.
"""


@dataclass(frozen=True)
class _Chosen:
    """Columns of one index, those to be turned round, and their figures (rows × columns)."""

    names: list[str]
    flipped: list[str]
    values: np.ndarray


@click.command("needs", help=HELP, short_help="Soziale Lage und Entwicklung mit Klassen aus einer Tabelle.")
@click.argument("table", type=FILE, metavar="TABELLE")
@click.option("--id", "id_column", required=True, metavar="SPALTE", help="Spalte mit den Kennungen der Gebiete.")
@click.option("--status", required=True, metavar="SPALTE,…", help="Spalten der Sozialen Lage.")
@click.option("--dynamics", metavar="SPALTE,…", help="Spalten der Veränderung (Prozentpunkte).")
@click.option("--exclude", type=FILE, metavar="DATEI", help="Kennungen, die nicht einbezogen werden, eine je Zeile.")
@click.option("--min-population", type=float, metavar="ZAHL", help="Mindestzahl der Einwohner (mit --population).")
@click.option("--population", metavar="SPALTE", help="Spalte mit den Einwohnern.")
@click.option(
    "--missing",
    default="exclude",
    show_default=True,
    metavar="exclude|mean:ANTEIL",
    help="Fehlende Angaben: Gebiet nicht einbeziehen, oder Mittel der vorhandenen ab diesem Anteil.",
)
@click.option("--frozen-save", type=FILE, metavar="JSON", help="Mittelwerte und Streuungen für später aufheben.")
@click.option("--frozen-apply", type=FILE, metavar="JSON", help="Aufgehobene Mittelwerte und Streuungen anwenden.")
@click.option("--out", type=FILE, required=True, metavar="CSV", help="Wohin mit dem Ergebnis.")
@common
@click.pass_obj
def needs_command(
    call: Call, table: Path, id_column: str, status: str, dynamics: str | None, exclude: Path | None,
    min_population: float | None, population: str | None, missing: str, frozen_save: Path | None,
    frozen_apply: Path | None, out: Path,
) -> int:  # fmt: skip
    raw = plain.read_rows(table)
    check_output(out, table)
    names = plain.ids(plain.column(raw, id_column), table.name)
    listed, warnings = _listed(exclude, names) if exclude else (set(), ())
    reasons = _reasons(raw, names, listed, min_population, population)
    included = np.array([not r for r in reasons])
    share, frozen = _share(missing), _load(frozen_apply)
    lage = _columns(raw, status)
    state = _index(lage, included, share, frozen.get("status"))
    change = _columns(raw, dynamics) if dynamics else None
    moved = _index(change, included, share, frozen.get("dynamics")) if change else None
    write(out, _csv(names, reasons, state, moved))
    if frozen_save is not None:
        kept = {"status": state.scale.as_dict()} | ({"dynamics": moved.scale.as_dict()} if moved else {})
        write(frozen_save, json.dumps(kept, ensure_ascii=False, indent=1).encode())
    classes = status_class(state.value)
    answer(call, _summary(out, classes, state, moved) | {"problems": [w.as_dict() for w in warnings]})
    if not call.json:
        console.problems(console.console(), (*raw.problems, *warnings))
        _tell(out, classes, state, moved)
    return DONE


def _columns(raw: RawTable, text: str) -> _Chosen:
    asked = [part.strip() for part in text.split(",") if part.strip()]
    if not asked:
        raise refuse("needs_nothing_chosen")
    exact = set(raw.frame.columns)
    pairs = [(a, False) if a in exact or not a.startswith("-") else (a[1:].strip(), True) for a in asked]
    cells = [plain.column(raw, name) for name, _ in pairs]
    found = [str(c.name) for c in cells]
    if twice := sorted({n for n in found if found.count(n) > 1}):
        raise refuse("needs_column_twice", file=raw.path.name, column=", ".join(twice))
    values = np.column_stack([plain.values(c, raw.path.name) for c in cells])
    return _Chosen(found, [n for n, (_, turned) in zip(found, pairs, strict=True) if turned], values)


def _index(chosen: _Chosen, included: np.ndarray, share: float, frozen: Scale | None) -> Index:
    return needs_index(chosen.values, chosen.names, included, flipped=chosen.flipped, share_needed=share, frozen=frozen)


def _share(text: str) -> float:
    """``exclude`` → 1; ``mean:0.66`` → 0.66."""
    if text == "exclude":
        return 1.0
    kind, _, number = text.partition(":")
    try:
        share = float(number.replace(",", "."))
    except ValueError:
        share = -1.0
    if kind != "mean" or not 0 < share <= 1:
        raise refuse("needs_missing_policy", value=text)
    return share


def _reasons(
    raw: RawTable, names: list[str], listed: set[str], least: float | None, population: str | None
) -> list[str]:
    """Why a row is not included; "" if it is."""
    if (least is None) != (population is None):
        raise refuse("needs_population_option")
    people = plain.values(plain.column(raw, population), raw.path.name) if population else np.full(len(names), np.nan)
    reasons = []
    for name, inhabitants in zip(names, people, strict=True):
        if name.strip() in listed:
            reasons.append("ausgeschlossen")
        elif least is not None and np.isnan(inhabitants):
            reasons.append("Einwohnerzahl fehlt")
        elif least is not None and inhabitants < least:
            reasons.append("zu wenige Einwohner")
        else:
            reasons.append("")
    return reasons


def _listed(file: Path, names: list[str]) -> tuple[set[str], tuple[Problem, ...]]:
    """Ids of the list, and a warning about those the table does not have."""
    try:
        text = file.read_text("utf-8-sig")
    except UnicodeDecodeError:
        text = file.read_text("cp1252", errors="replace")
    except OSError as error:
        raise refuse("needs_list_unreadable", file=file.name, details=reason(error)) from error
    listed = {line.strip() for line in text.splitlines() if line.strip()}
    if unknown := sorted(listed - {n.strip() for n in names}):
        where = {"file": file.name, "value": ", ".join(unknown[:10]), "details": len(unknown)}
        return listed, (problem("needs_list_unknown", Severity.WARNING, **where),)  # type: ignore[arg-type]
    return listed, ()


def _load(file: Path | None) -> dict[str, Scale]:
    if file is None:
        return {}
    try:
        data = json.loads(file.read_text("utf-8"))
        tuples = ("columns", "flipped", "mean", "deviation")
        scales = {k: Scale(**(s | {n: tuple(s[n]) for n in tuples})) for k, s in data.items()}
        wrong = [s for s in scales.values() if not _sound(s)]
    except (OSError, ValueError, TypeError, AttributeError, KeyError) as error:
        raise refuse("needs_frozen_unreadable", file=file.name) from error
    if wrong or "status" not in scales:
        raise refuse("needs_frozen_unreadable", file=file.name)
    return scales


def _sound(scale: Scale) -> bool:
    numbers = [*scale.mean, *scale.deviation, scale.sum_mean, scale.sum_deviation]
    lengths = {len(scale.columns), len(scale.mean), len(scale.deviation)}
    return len(lengths) == 1 and bool(np.isfinite(numbers).all()) and min(scale.deviation) > 0 < scale.sum_deviation


def _csv(names: list[str], reasons: list[str], state: Index, moved: Index | None) -> bytes:
    classes = status_class(state.value)
    trend = dynamics_class(moved.value) if moved else None
    attention = needs_attention(classes, trend)
    rows = []
    for i, name in enumerate(names):
        development = [digits(moved.value[i]), str(trend[i])] if moved and trend else ["", ""]
        notes = [reasons[i]] if reasons[i] else _notes(i, classes[i], trend[i] if trend else None, state, moved)
        flag = "true" if attention[i] else "false"
        rows.append([name, digits(state.value[i]), str(classes[i]), *development, flag, "; ".join(filter(None, notes))])
    return table_bytes(COLUMNS, rows)


def _notes(i: int, status: int, trend: Dynamics | None, state: Index, moved: Index | None) -> list[str]:
    """What made the class, or what is missing."""
    notes = []
    if status == Status.NONE:
        notes.append("Angabe zur Lage fehlt")
    if trend is Dynamics.NONE:
        notes.append("Angabe zur Entwicklung fehlt")
    if state.missing[i] or (moved is not None and moved.missing[i]):
        notes.append("aus den vorhandenen Angaben gemittelt")
    if status == Status.VERY_UNFAVOURABLE:
        notes.append("Lage sehr ungünstig")
    elif status == Status.UNFAVOURABLE and trend is Dynamics.WORSE:
        notes.append("Lage ungünstig und Entwicklung ungünstiger")
    return notes


def _summary(out: Path, classes: np.ndarray, state: Index, moved: Index | None) -> dict[str, object]:
    counts = {str(int(c)): int((classes == c).sum()) for c in Status}
    trend = dynamics_class(moved.value) if moved else []
    return {
        "file": str(out),
        "rows": len(classes),
        "reference": state.scale.as_dict(),
        "status": counts,
        "dynamics": {d.value: trend.count(d) for d in Dynamics} if moved else None,
        "dropped": [*state.dropped, *(moved.dropped if moved else ())],
    }


def _tell(out: Path, classes: np.ndarray, state: Index, moved: Index | None) -> None:
    shown = console.console()
    for name in [*state.dropped, *(moved.dropped if moved else ())]:
        shown.print(f"Spalte „{name}“ ist überall gleich oder nicht Teil der aufgehobenen; sie entfällt.", markup=False)
    shown.print(
        f"Geschrieben: {out} ({len(classes)} Zeilen, {int((classes > 0).sum())} einbezogen; Vergleichsraum: "
        f"{state.scale.areas} Gebiete)", markup=False,
    )  # fmt: skip
