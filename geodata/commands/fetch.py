"""``fetch``: official files, only when asked for."""

from __future__ import annotations

from pathlib import Path

import click

from geodata import console, fetch_console
from geodata.commands.base import DONE, answer, common
from geodata.fetch import fetch
from geodata.sources import load_sources


@click.command("fetch", help="Eine amtliche Datei herunterladen. Das geschieht nie von selbst.")
@click.argument("source", required=False, metavar="QUELLE")
@click.option("--list", "listing", is_flag=True, help="Die bekannten Quellen zeigen; fragt nichts im Netz.")
@click.option("--to", "folder", type=click.Path(path_type=Path, file_okay=False), default=Path("downloads"),
              show_default=True, metavar="ORDNER", help="Wohin; der Ordner wird angelegt.")  # fmt: skip
@click.option("--again", is_flag=True, help="Auch laden, wenn die Datei schon vorliegt.")
@common
@click.pass_context
def fetch_command(ctx: click.Context, source: str | None, listing: bool, folder: Path, again: bool) -> int:
    registry, call, out = load_sources(), ctx.obj, console.console()
    if listing:
        answer(call, registry.model_dump(mode="json"))
        if not call.json:
            fetch_console.listing(out, registry.sources)
        return DONE
    if source is None:
        raise click.MissingParameter(ctx=ctx, param=ctx.command.params[0])
    with fetch_console.bar(out) as progress:
        found = fetch(registry.source(source), folder, again=again, progress=progress)
    answer(call, found.as_dict())
    if not call.json:
        fetch_console.result(out, found)
    return DONE
