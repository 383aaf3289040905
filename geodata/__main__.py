"""The command line: ``python -m geodata inspect | import | status | remove | export | request | fetch``.

German messages go to stderr; with ``--json`` exactly one JSON document goes to stdout. Exit codes: 0 done, 1 refused,
2 call not understood. A traceback is shown only with ``--debug``.
"""

from __future__ import annotations

import json
import os
import sys
import traceback
from datetime import date
from pathlib import Path
from typing import Any

import click

from geodata import console, fetch_console, hierarchy, request
from geodata.call_options import Command, naming, reading
from geodata.catalog import load_catalog
from geodata.errors import GeodataError, Problem, problem, refuse
from geodata.export import figures, to_csv, to_geojson
from geodata.fetch import fetch
from geodata.importing import Kind, commit, known_of, plan
from geodata.inspection import inspect
from geodata.readers.boundaries import Options
from geodata.repository import Repository
from geodata.sample.location import SAMPLE_ROOT
from geodata.sources import load_sources
from geodata.workspace import Workspace

WORKSPACE_VARIABLE = "QUARTIERSBLICK_WORKSPACE"
DONE, REFUSED, MISUNDERSTOOD = 0, 1, 2


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


FILE = click.Path(path_type=Path)


def _answer(call: Call, document: dict[str, object]) -> None:
    if call.json:
        click.echo(json.dumps(document, ensure_ascii=False, indent=2, default=str))


@click.group(help="Daten für den Quartiersblick prüfen und laden.", no_args_is_help=True)
@common
def cli() -> None:
    pass


@cli.command("inspect", help="Sagen, was eine Datei enthält und was an ihr nicht stimmt. Verändert nichts.")
@click.argument("file", type=FILE, metavar="DATEI")
@reading
@common
@click.pass_obj
def inspect_command(call: Call, file: Path, **reading_options: Any) -> int:
    found = inspect(file, Options(**reading_options), known_of(call.space(), Workspace(SAMPLE_ROOT)))
    _answer(call, found.as_dict())
    if not call.json:
        console.inspection(console.console(), found)
    return REFUSED if found.refused else DONE


@cli.command("import", help="Dateien in den Arbeitsordner laden; Grenzen vor den Tabellen, die sie brauchen.")
@click.argument("files", type=FILE, nargs=-1, required=True, metavar="DATEI…")
@click.option("--kind", type=click.Choice([k.value for k in Kind]), help="Art der Dateien (sonst erkannt).")
@click.option("--catalog", "catalog_file", type=FILE, metavar="YAML", help="Beschreibung von Quelle und Indikatoren.")
@click.option("--vintage", metavar="DATUM", help="Gebietsstand, zum Beispiel 2022-12-31.")
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
    dry_run: bool,
    **reading_options: Any,
) -> int:
    space = call.space()
    catalog = load_catalog(catalog_file) if catalog_file else None
    options = Options(vintage=vintage, **reading_options)
    known = known_of(space, Workspace(SAMPLE_ROOT))
    planned = plan(files, options, known, catalog, Kind(kind) if kind else None)
    report = commit(planned, space, dry_run=dry_run)
    _answer(call, report.as_dict())
    if not call.json:
        console.report(console.console(), report, dry_run=dry_run)
    return REFUSED if report.refused else DONE


@cli.command("status", help="Zeigen, was im Arbeitsordner liegt.")
@common
@click.pass_obj
def status_command(call: Call) -> int:
    space = call.space()
    packages, state = space.packages(), space.state()
    entries = [
        {
            "id": p.id,
            "title": p.title,
            "areas": 0 if p.areas is None else len(p.areas),
            "observations": 0 if p.observations is None else len(p.observations),
            "indicators": [i.id for i in p.catalog.indicators],
            "report": p.report,
        }
        for p in packages
    ]
    _answer(call, {"workspace": str(space.root), "fingerprint": state.fingerprint, "packages": entries})
    if not call.json:
        console.status(console.console(), str(space.root), state.fingerprint, packages)
    return DONE


@cli.command("remove", help="Einen Datensatz samt seinen Dateien aus dem Arbeitsordner löschen.")
@click.argument("dataset", metavar="DATENSATZ")
@common
@click.pass_obj
def remove_command(call: Call, dataset: str) -> int:
    space = call.space()
    before = space.state()
    if not before.packages:
        raise refuse("package_unknown", value=dataset, known="keiner")
    after = hierarchy.remove(space, dataset, Workspace(SAMPLE_ROOT))
    _answer(
        call, {"removed": dataset, "fingerprint_before": before.fingerprint, "fingerprint_after": after.fingerprint}
    )
    if not call.json:
        console.console().print(f"Datensatz {dataset} gelöscht. Datenstand {after.fingerprint}", markup=False)
    return DONE


@cli.command("export", help="Zahlen eines Indikators ausgeben, nach der Prüfung auf Datenschutz.")
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
        _write(out, text.encode("utf-8-sig" if form == "csv" else "utf-8"))
        _answer(call, {"file": str(out), "rows": len(rows)})
    else:
        sys.stdout.buffer.write(text.encode("utf-8"))
    return DONE


@cli.command("request", help="Zahlen anfordern: ein Formular zum Ausfüllen und ein Anschreiben erzeugen.")
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
        _write(file, content)
    _answer(call, {"form": str(out), "letter": str(letter) if letter else None})
    if not call.json:
        console.console().print(f"Geschrieben: {', '.join(map(str, written))}", markup=False)
    return DONE


def _write(file: Path, content: bytes) -> None:
    try:
        file.write_bytes(content)
    except OSError as error:
        raise refuse("bad_export", details=error.strerror or "Datei nicht beschreibbar") from error


@cli.command("fetch", help="Eine amtliche Datei herunterladen. Das geschieht nie von selbst.")
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
        _answer(call, registry.model_dump(mode="json"))
        if not call.json:
            fetch_console.listing(out, registry.sources)
        return DONE
    if source is None:
        raise click.MissingParameter(ctx=ctx, param=ctx.command.params[0])
    with fetch_console.bar(out) as progress:
        found = fetch(registry.source(source), folder, again=again, progress=progress)
    _answer(call, found.as_dict())
    if not call.json:
        fetch_console.result(out, found)
    return DONE


def german(error: click.UsageError) -> str:
    """The reason why a call was not understood."""
    name = getattr(error, "param", None)
    shown = (name.opts[0] if name.opts[0].startswith("-") else name.make_metavar(error.ctx).strip("[]")) if name else ""
    match error:
        case click.NoSuchOption():
            return f"Die Option {error.option_name} gibt es nicht."
        case click.MissingParameter():
            return f"Es fehlt: {shown}."
        case click.BadParameter():
            choices = getattr(getattr(name, "type", None), "choices", ())
            return f"Der Wert für {shown} ist nicht möglich." + (f" Möglich: {', '.join(choices)}." if choices else "")
    if error.message.startswith("No such command"):
        return f"Diesen Befehl gibt es nicht. Möglich: {', '.join(sorted(cli.commands))}."
    return "Der Aufruf wurde nicht verstanden."


def _fail(arguments: list[str], problems: tuple[Problem, ...], code: int) -> int:
    if "--json" in arguments:
        click.echo(json.dumps({"problems": [p.as_dict() for p in problems]}, ensure_ascii=False, indent=2))
    console.problems(console.console(), problems)
    return code


def main(arguments: list[str] | None = None) -> int:
    """Run one call and return its exit code; never raises for what users do."""
    arguments = sys.argv[1:] if arguments is None else arguments
    try:
        result = cli.main(args=arguments, prog_name="python -m geodata", standalone_mode=False)
        return int(result or DONE)
    except click.exceptions.NoArgsIsHelpError as error:
        click.echo(error.ctx.get_help() if error.ctx else "", err=True)
        return MISUNDERSTOOD
    except click.UsageError as error:
        text = f"{german(error)} Hilfe: python -m geodata --help"
        return _fail(arguments, (problem("bad_call", details=text),), MISUNDERSTOOD)
    except GeodataError as error:
        return _fail(arguments, error.problems, REFUSED)
    except (click.Abort, KeyboardInterrupt, BrokenPipeError):
        return REFUSED
    except Exception as error:  # whatever it is, people get one sentence
        if "--debug" in arguments:
            traceback.print_exc()
        return _fail(arguments, (problem("unexpected", details=type(error).__name__),), REFUSED)


if __name__ == "__main__":
    sys.exit(main())
