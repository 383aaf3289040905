"""``inspect``: what a file holds and what is wrong with it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from geodata import console
from geodata.call_options import reading
from geodata.commands.base import DONE, FILE, REFUSED, Call, answer, common
from geodata.importing import known_of
from geodata.inspection import inspect
from geodata.readers.boundaries import Options
from geodata.sample.location import SAMPLE_ROOT
from geodata.workspace import Workspace


@click.command("inspect", help="Sagen, was eine Datei enthält und was an ihr nicht stimmt. Verändert nichts.")
@click.argument("file", type=FILE, metavar="DATEI")
@reading
@common
@click.pass_obj
def inspect_command(call: Call, file: Path, **reading_options: Any) -> int:
    found = inspect(file, Options(**reading_options), known_of(call.space(), Workspace(SAMPLE_ROOT)))
    answer(call, found.as_dict())
    if not call.json:
        console.inspection(console.console(), found)
    return REFUSED if found.refused else DONE
