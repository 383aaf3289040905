"""What every command of ``python -m geodata`` shares: the call, its common options and the form of its answer."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import click

from geodata.call_options import Command
from geodata.errors import refuse
from geodata.workspace import Workspace

WORKSPACE_VARIABLE = "QUARTIERSBLICK_WORKSPACE"
DONE, REFUSED, MISUNDERSTOOD = 0, 1, 2
FILE = click.Path(path_type=Path)


class Misunderstood(click.UsageError):
    """A call whose options contradict each other; the message is German."""


class Call:
    """What holds for one call: workspace and form of output, given before or after the subcommand."""

    def __init__(self) -> None:
        self.workspace: Path | None = None
        self.json = False

    def space(self) -> Workspace:
        return Workspace(self.workspace or Path(os.environ.get(WORKSPACE_VARIABLE) or "workspace"))


def _take(ctx: click.Context, parameter: click.Parameter, value: Any) -> None:
    call = ctx.ensure_object(Call)
    if value:
        setattr(call, str(parameter.name), value)


def common(command: Command) -> Command:
    """Options that every command and the group share."""
    options = (
        click.option("--workspace", type=click.Path(path_type=Path, file_okay=False), expose_value=False,
                     callback=_take, metavar="ORDNER", help="Arbeitsordner (sonst $QUARTIERSBLICK_WORKSPACE)."),
        click.option("--json", is_flag=True, expose_value=False, callback=_take, help="Ergebnis als JSON ausgeben."),
        click.option("--debug", is_flag=True, expose_value=False, help="Bei Fehlern Einzelheiten zeigen."),
    )  # fmt: skip
    for option in reversed(options):
        command = option(command)
    return command


def answer(call: Call, document: dict[str, object]) -> None:
    if call.json:
        click.echo(json.dumps(document, ensure_ascii=False, indent=2, default=str))


def write(file: Path, content: bytes) -> None:
    try:
        file.write_bytes(content)
    except OSError as error:
        raise refuse("bad_export", details=error.strerror or "Datei nicht beschreibbar") from error
