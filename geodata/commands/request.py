"""``request``: a form and a letter to ask for figures."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from geodata import console, request
from geodata.call_options import naming
from geodata.catalog import load_catalog
from geodata.commands.base import DONE, FILE, Call, answer, common, write
from geodata.repository import Repository


@click.command("request", help="Zahlen anfordern: ein Formular zum Ausfüllen und ein Anschreiben erzeugen.")
@naming
@click.option("--region", required=True, metavar="GEBIET", help="Gebiet, in dem die Gebiete der Ebene liegen.")
@click.option("--out", type=FILE, required=True, metavar="XLSX", help="Wohin mit dem Formular.")
@click.option("--letter", type=FILE, metavar="TXT", help="Wohin mit dem Anschreiben (sonst keines).")
@click.option("--catalog", "catalog_file", type=FILE, metavar="YAML", help="Beschreibung eines neuen Indikators.")
@common
@click.pass_obj
def request_command(
    call: Call, indicator: str, level: str, region: str, period: str, group: str, out: Path, letter: Path | None,
    catalog_file: Path | None,
) -> int:  # fmt: skip
    repository = Repository.open(call.space().root)
    catalog = load_catalog(catalog_file) if catalog_file else None
    wanted = (repository, indicator, level, region, period)
    written = {out: request.build_form(*wanted, group=group, catalog=catalog)}
    if letter is not None:
        text = request.build_letter(*wanted, date.today(), group=group, catalog=catalog)
        written[letter] = text.encode()
    for file, content in written.items():
        write(file, content)
    answer(call, {"form": str(out), "letter": str(letter) if letter else None})
    if not call.json:
        console.console().print(f"Geschrieben: {', '.join(map(str, written))}", markup=False)
    return DONE
