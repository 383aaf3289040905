"""``clusters``: which areas of a layer lie among areas with similar or with opposite values."""

from __future__ import annotations

import math
from pathlib import Path

import click
import numpy as np
import shapely

from geodata import console
from geodata.commands.base import DONE, FILE, Call, answer, check_output, common, digits, table_bytes, write
from geodata.errors import Problem, Severity, problem
from geodata.methods.contiguity import contiguity
from geodata.methods.neighbourhood import PERMUTATIONS, SEED, Clusters, local_clusters
from geodata.readers import coverage, plain
from geodata.readers.columns import require
from geodata.readers.guard import check_file
from geodata.readers.vector import VectorFile, read_vector

COLUMNS = ("id", "quadrant", "local_i", "p", "p_fdr", "label")
HELP = """Räumliche Häufungen in einer Ebene mit Flächen und einer Spalte mit Werten (lokales Moran-I).

Schreibt je Gebiet: id,quadrant,local_i,p,p_fdr,label. quadrant nennt den eigenen Wert und den der Nachbarn, je über (H)
oder nicht über (L) dem Mittel: HH, LH, LL, HL. p ist zweiseitig, aus Vertauschungen; p_fdr ist für die Zahl der Gebiete
berichtigt (Benjamini-Hochberg). label sagt es in Worten, wenn p_fdr höchstens 0,05 ist. Gleicher --seed, gleiche Datei.

Gebiete ohne Wert bleiben leer und zählen nirgends mit; Gebiete ohne Nachbarn bekommen keine Aussage. Nötig sind 30
Gebiete mit Wert und Nachbarn.
"""


@click.command("clusters", help=HELP, short_help="Räumliche Häufungen hoher und niedriger Werte.")
@click.argument("layer_file", type=FILE, metavar="EBENE")
@click.option("--id", "id_column", required=True, metavar="SPALTE", help="Spalte mit den Kennungen der Gebiete.")
@click.option("--value", "value_column", required=True, metavar="SPALTE", help="Spalte mit den Werten.")
@click.option("--layer", metavar="NAME", help="Ebene der Datei, wenn sie mehrere enthält.")
@click.option(
    "--seed", type=click.IntRange(0, 2**63 - 1), default=SEED, show_default=True, help="Startwert des Zufalls."
)
@click.option("--permutations", type=click.IntRange(99, 99_999), default=PERMUTATIONS, show_default=True,
              help="Zahl der Vertauschungen.")  # fmt: skip
@click.option("--out", type=FILE, required=True, metavar="CSV", help="Wohin mit dem Ergebnis.")
@common
@click.pass_obj
def clusters_command(
    call: Call, layer_file: Path, id_column: str, value_column: str, layer: str | None, seed: int, permutations: int,
    out: Path,
) -> int:  # fmt: skip
    check_file(layer_file)
    check_output(out, layer_file)
    source = read_vector(layer_file, layer)
    names, numbers = _columns(source, id_column, value_column)
    polygons, _ = coverage.repair(source.frame.geometry.to_numpy())
    found = local_clusters(numbers, contiguity(polygons), seed=seed, permutations=permutations)
    notes = [*source.problems, *_notes(found, polygons)]
    write(out, _csv(names, found))
    labels = {str(label): int(count) for label, count in found.table["label"].value_counts().items() if label}
    answer(call, {"file": str(out), "rows": len(names), "areas": found.areas, "seed": seed, "labels": labels,
                  "permutations": permutations, "problems": [p.as_dict() for p in notes]})  # fmt: skip
    if not call.json:
        shown = console.console()
        console.problems(shown, notes)
        for label, count in labels.items():
            shown.print(f"{label}: {count}", markup=False)
        shown.print(f"Geschrieben: {out} (Startwert {seed}, {permutations} Vertauschungen)", markup=False)
    return DONE


def _columns(source: VectorFile, id_column: str, value_column: str) -> tuple[list[str], np.ndarray]:
    frame = source.frame.drop(columns=source.frame.geometry.name)
    frame.index = np.arange(1, len(frame) + 1)  # a feature's place is the row people see
    file = source.path.name
    names = plain.ids(frame[require(frame, id_column)], file)
    return names, plain.values(frame[require(frame, value_column)], file)


def _notes(found: Clusters, polygons: coverage.Polygons) -> list[Problem]:
    notes = []
    if without := int(shapely.is_missing(polygons).sum()):
        notes.append(problem("no_outline", Severity.WARNING, count=without))
    if found.coarse:
        enough = math.ceil(2 * found.areas / found.alpha) - 1
        notes.append(problem("permutations_coarse", Severity.WARNING, value=found.permutations, count=found.areas,
                             known=enough))  # fmt: skip
    return notes


def _csv(names: list[str], found: Clusters) -> bytes:
    table = found.table
    exact = [[digits(v) for v in table[column]] for column in ("local_i", "p", "p_fdr")]
    return table_bytes(COLUMNS, zip(names, table["quadrant"], *exact, table["label"], strict=True))
