"""What every command of ``python -m geodata`` shares: the call, its common options and the form of its answer."""

from __future__ import annotations

import csv
import io
import json
import math
import os
import shutil
from collections.abc import Iterable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any
from uuid import uuid4

import click

from geodata.call_options import Command
from geodata.errors import reason, refuse
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
    """The whole file or none; what was there before stays until everything is written.

    Raises ``GeodataError`` (``output_not_written``).
    """
    temporary = None
    try:
        if file.exists() and not file.is_file():  # a pipe or a device takes it as it comes
            file.write_bytes(content)
            return
        target = file.resolve()
        temporary = target.with_name(f".{uuid4().hex}.part")
        temporary.write_bytes(content)
        if target.exists():
            shutil.copymode(target, temporary)
        temporary.replace(target)
    except OSError as error:
        place = file if file.parent.is_dir() else file.parent
        raise refuse("output_not_written", value=place, details=reason(error)) from error
    finally:
        if temporary is not None:
            with suppress(OSError):  # the reason was said above
                temporary.unlink()


def check_output(out: Path, *inputs: Path) -> None:
    """Refuse to overwrite what was read. Raises ``output_is_input``."""
    if out.exists() and any(source.exists() and out.samefile(source) for source in inputs):
        raise refuse("output_is_input", value=out.name)


def table_bytes(header: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """CSV for programs: UTF-8 without mark, commas, one line end, cells as given."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    return out.getvalue().encode()


def digits(number: float) -> str:
    """All digits of a number, so that reading gives it back; "" for NaN."""
    return "" if math.isnan(number) else repr(float(number))
