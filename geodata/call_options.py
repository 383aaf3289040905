"""Options that several commands share."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import click

Command = TypeVar("Command", bound=Callable[..., Any])


def reading(command: Command) -> Command:
    """Options that say how a file is to be read."""
    options = (
        click.option("--layer", metavar="NAME", help="Ebene einer Geodatei oder Blatt einer Arbeitsmappe."),
        click.option("--key", metavar="SPALTE", help="Spalte mit den Gebietsschlüsseln."),
        click.option("--name", metavar="SPALTE", help="Spalte mit den Namen."),
        click.option("--level", metavar="EBENE", help="Raumebene, zum Beispiel gemeinde oder stadtteil."),
        click.option("--parent", metavar="AGS", help="Gemeinde, zu der die Gebiete gehören."),
        click.option("--period", metavar="ZEIT", help="Zeitangabe, wenn die Tabelle keine enthält."),
    )
    for option in reversed(options):
        command = option(command)
    return command


def naming(command: Command) -> Command:
    """Options that name the figures of one view."""
    options = (
        click.option("--level", required=True, metavar="EBENE", help="Raumebene, zum Beispiel gemeinde."),
        click.option("--indicator", required=True, metavar="ID", help="Kennung des Indikators."),
        click.option("--period", required=True, metavar="ZEIT", help="Zeitangabe, zum Beispiel 2023."),
        click.option("--group", default="", metavar="ID", help="Gruppe des Indikators (sonst insgesamt)."),
    )
    for option in reversed(options):
        command = option(command)
    return command
