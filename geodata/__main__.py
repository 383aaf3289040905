"""The command line: ``python -m geodata COMMAND``. Each command is a module of ``geodata.commands``, read when called.

German messages go to stderr; with ``--json`` exactly one JSON document goes to stdout. Exit codes: 0 done, 1 refused,
2 call not understood. A traceback is shown only with ``--debug``.
"""

from __future__ import annotations

import json
import sys
import traceback
from importlib import import_module

import click

from geodata import console
from geodata.commands.base import DONE, MISUNDERSTOOD, REFUSED, Misunderstood, common
from geodata.errors import GeodataError, Problem, problem

# command → module of geodata.commands and function; a new command is one line here
COMMANDS = {
    "inspect": "inspect:inspect_command",
    "import": "import_:import_command",
    "status": "packages:status_command",
    "remove": "packages:remove_command",
    "export": "export:export_command",
    "request": "request:request_command",
    "fetch": "fetch:fetch_command",
    "rates": "rates:rates_command",
    "needs": "needs:needs_command",
    "stability": "stability:stability_command",
    "clusters": "clusters:clusters_command",
    "audit": "audit:audit_command",
    "audit-workspace": "audit:audit_workspace_command",
    "protect": "protect:protect_command",
    "survey": "survey:survey_command",
}


class _Lazy(click.Group):
    """Reads a command's module only when it is called: some need libraries that take seconds to load."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        if name not in COMMANDS:
            return None
        module, _, function = COMMANDS[name].partition(":")
        found: click.Command = getattr(import_module(f"geodata.commands.{module}"), function)
        return found


@click.group(cls=_Lazy, help="Daten für den Quartiersblick prüfen und laden.", no_args_is_help=True)
@common
def cli() -> None:
    pass


def german(error: click.UsageError) -> str:
    """The reason why a call was not understood."""
    name = getattr(error, "param", None)
    shown = (name.opts[0] if name.opts[0].startswith("-") else name.make_metavar(error.ctx).strip("[]")) if name else ""
    match error:
        case Misunderstood():
            return error.message
        case click.NoSuchOption():
            return f"Die Option {error.option_name} gibt es nicht."
        case click.MissingParameter():
            return f"Es fehlt: {shown}."
        case click.BadParameter():
            choices = getattr(getattr(name, "type", None), "choices", ())
            return f"Der Wert für {shown} ist nicht möglich." + (f" Möglich: {', '.join(choices)}." if choices else "")
    if error.message.startswith("No such command"):
        return f"Diesen Befehl gibt es nicht. Möglich: {', '.join(sorted(COMMANDS))}."
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
