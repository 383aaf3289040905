"""``export``: figures of an indicator, after the disclosure gate."""

from __future__ import annotations

import sys
from pathlib import Path

import click
import pandas as pd

from geodata.call_options import naming
from geodata.commands.base import DONE, FILE, Call, answer, common, write
from geodata.exports.delimited import BOM, german_csv
from geodata.exports.layers import geojson, with_outlines
from geodata.exports.table import build_table
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
    table = build_table(repository, indicator, level, region, [period], group)
    without_classes = pd.Series(dtype=str)
    body = german_csv(table) if form == "csv" else geojson(with_outlines(repository, table, without_classes), table)
    if out is not None:
        write(out, body)
        answer(call, {"file": str(out), "rows": len(table.rows)})
    else:
        sys.stdout.buffer.write(body.removeprefix(BOM.encode()))
    return DONE
