"""``import``: files into the workspace."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from geodata import console
from geodata.call_options import reading
from geodata.catalog import load_catalog
from geodata.commands.base import DONE, FILE, REFUSED, Call, answer, common
from geodata.credit import Credit
from geodata.importing import Kind, commit, known_of, plan
from geodata.readers.boundaries import Options
from geodata.sample.location import SAMPLE_ROOT
from geodata.workspace import Workspace


@click.command("import", help="Dateien in den Arbeitsordner laden; Grenzen vor den Tabellen, die sie brauchen.")
@click.argument("files", type=FILE, nargs=-1, required=True, metavar="DATEI…")
@click.option("--kind", type=click.Choice([k.value for k in Kind]), help="Art der Dateien (sonst erkannt).")
@click.option("--catalog", "catalog_file", type=FILE, metavar="YAML", help="Beschreibung von Quelle und Indikatoren.")
@click.option("--vintage", metavar="DATUM", help="Gebietsstand, zum Beispiel 2022-12-31.")
@click.option("--attribution", default="", metavar="TEXT", help="Quellenvermerk von Grenzen, wie ihn die Karte nennt.")
@click.option("--licence", default="", metavar="TEXT", help="Lizenz von Grenzen, zum Beispiel dl-de/by-2-0.")
@click.option("--dry-run", is_flag=True, help="Nur berichten, nichts verändern.")
@reading
@common
@click.pass_obj
def import_command(
    call: Call,
    files: tuple[Path, ...],
    kind: str | None,
    catalog_file: Path | None,
    vintage: str | None,
    attribution: str,
    licence: str,
    dry_run: bool,
    **reading_options: Any,
) -> int:
    space = call.space()
    catalog = load_catalog(catalog_file) if catalog_file else None
    options = Options(vintage=vintage, **reading_options)
    known = known_of(space, Workspace(SAMPLE_ROOT))
    planned = plan(files, options, known, catalog, Kind(kind) if kind else None, credit=Credit(attribution, licence))
    report = commit(planned, space, dry_run=dry_run)
    answer(call, report.as_dict())
    if not call.json:
        console.report(console.console(), report, dry_run=dry_run)
    return REFUSED if report.refused else DONE
