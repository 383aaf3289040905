"""``export``: figures of an indicator, after the disclosure gate."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from geodata.call_options import naming
from geodata.commands.base import DONE, FILE, Call, answer, common, write
from geodata.export import figures, to_csv, to_geojson
from geodata.repository import Repository


@click.command("export", help="Zahlen eines Indikators ausgeben, nach der Prüfung auf Datenschutz.")
@naming
@click.option("--region", default="05", show_default=True, metavar="GEBIET", help="Nur Gebiete innerhalb.")
@click.option("--format", "form", type=click.Choice(["csv", "geojson"]), default="csv", show_default=True)
@click.option("--out", type=FILE, metavar="DATEI", help="In eine Datei schreiben statt auf die Standardausgabe.")
@common
@click.pass_obj
def export_command(
    call: Call, level: str, indicator: str, period: str, group: str, region: str, form: str, out: Path | None
) -> int:
    repository = Repository.open(call.space().root)
    rows = figures(repository, indicator, level, region, period, group)
    text = to_csv(rows) if form == "csv" else to_geojson(repository, rows, level, region)
    if out is not None:
        write(out, text.encode("utf-8-sig" if form == "csv" else "utf-8"))
        answer(call, {"file": str(out), "rows": len(rows)})
    else:
        sys.stdout.buffer.write(text.encode("utf-8"))
    return DONE
