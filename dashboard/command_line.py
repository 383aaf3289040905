"""``python -m dashboard snapshot``, ``export``, ``profile``, ``report``: views as pictures, figures and documents,
without a running server."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import NoReturn, Protocol

import click

from dashboard.__main__ import STOPPED
from dashboard.documents.report import build_report, read_day
from dashboard.documents.report_files import DOCUMENTS, document_form, written
from dashboard.documents.report_list import read_list, write_list
from dashboard.documents.request import make_all, make_one
from dashboard.exporting import FORMS, SPANS, export
from dashboard.imports import RESULTS, STAGING
from dashboard.snapshot.options import COLOURS, FORMATS, LABELS, SHOWS
from dashboard.snapshot.paper import PAPERS
from dashboard.snapshot.request import make
from geodata.commands.base import DONE, REFUSED, WORKSPACE_VARIABLE, Misunderstood, check_output, write
from geodata.errors import GeodataError, reason, refuse
from geodata.repository import Repository

FILE = click.Path(path_type=Path)


class Made(Protocol):
    """A finished file, and what its maker should know, in German."""

    @property
    def body(self) -> bytes: ...
    @property
    def notices(self) -> tuple[str, ...]: ...


@click.group(help="Quartiersblick NRW: Ansichten ausgeben.")
def main() -> None:
    pass


@main.command("snapshot", help="Ansicht als Bild. QUERY: was in der Adresszeile ab dem Fragezeichen steht.")
@click.argument("query")
@click.option("--out", type=FILE, required=True, metavar="DATEI", help="Bilddatei; ihre Endung nennt das Format.")
@click.option("--format", "form", metavar="|".join(FORMATS), help="Format, wenn es nicht das der Endung ist.")
@click.option("--paper", metavar="|".join(PAPERS), help="Papier oder Folie [a4-quer].")
@click.option("--width", metavar="PIXEL", help="Breite eines PNG (statt --dpi).")
@click.option("--dpi", metavar="ZAHL", help="Auflösung eines PNG [200].")
@click.option("--colours", metavar="|".join(COLOURS), help="Farben [bildschirm].")
@click.option("--labels", metavar="|".join(LABELS), help="Beschriftung der Gebiete [namen].")
@click.option("--show", metavar="|".join(SHOWS), help="Karte oder Diagramm [karte].")
@click.option("--title", help="Anderer Titel.")
@click.option("--subtitle", help="Anderer Untertitel.")
@click.option("--date", "day", metavar="JJJJ-MM-TT", help="Datum auf dem Bild [heute].")
@click.option("--address", default="", metavar="URL", help="Adresse der Seite, für Link und QR-Code.")
@click.option("--workspace", type=FILE, metavar="ORDNER", help=f"Arbeitsordner (sonst ${WORKSPACE_VARIABLE}).")
def snapshot_command(
    query: str, out: Path, form: str | None, day: str | None, address: str, workspace: Path | None, **options: str
) -> None:
    wishes = {**options, "format": form or out.suffix.removeprefix(".").lower(), "date": day}
    _answer(out, workspace, lambda found: make(found, query, _said(wishes), address))


@main.command("export", help="Zahlen einer Ansicht. QUERY: was in der Adresszeile ab dem Fragezeichen steht.")
@click.argument("query")
@click.option("--out", type=FILE, required=True, metavar="DATEI", help="Datei; ihre Endung nennt das Format.")
@click.option("--format", "form", metavar="|".join(FORMS), help="Format, wenn es nicht das der Endung ist.")
@click.option("--periods", metavar="|".join(SPANS), help="Zeitraum der Ansicht oder alle (Tabellen) [einer].")
@click.option("--address", default="", metavar="URL", help="Adresse der Seite, für den Link.")
@click.option("--workspace", type=FILE, metavar="ORDNER", help=f"Arbeitsordner (sonst ${WORKSPACE_VARIABLE}).")
def export_command(
    query: str, out: Path, form: str | None, periods: str | None, address: str, workspace: Path | None
) -> None:
    wishes = {"format": form or _form_of(out), "periods": periods}
    _answer(out, workspace, lambda found: export(found, query, _said(wishes), address))


def _said(wishes: Mapping[str, str | None]) -> dict[str, str]:
    return {name: wish for name, wish in wishes.items() if wish}


def _opened(workspace: Path | None) -> Repository:
    """The data, with what long computations of the page found about them."""
    folder = workspace or Path(os.environ.get(WORKSPACE_VARIABLE) or "workspace")
    repository = Repository.open(folder)
    repository.shelf = folder.resolve() / STAGING / RESULTS
    return repository


def _answer(out: Path, workspace: Path | None, made: Callable[[Repository], Made]) -> NoReturn:
    """Write what is made and end the program. The whole file or none: also when somebody stops it half-way."""
    try:
        found = made(_opened(workspace))
        write(out, found.body)
    except GeodataError as error:
        click.echo("\n".join(p.on_command_line() for p in error.problems), err=True)
        sys.exit(REFUSED)
    except KeyboardInterrupt:
        click.echo(STOPPED, err=True)
        sys.exit(REFUSED)
    for notice in found.notices:
        click.echo(notice, err=True)
    sys.exit(DONE)


@main.command("profile", help="Profile als PDF. QUERY: was in der Adresszeile ab dem Fragezeichen steht.")
@click.argument("query")
@click.option("--out", type=FILE, required=True, metavar="DATEI.pdf", help="PDF-Datei.")
@click.option("--area", metavar="SCHLÜSSEL", help="Ein Gebiet [das zuletzt gewählte der Adresse].")
@click.option("--all", "everything", is_flag=True, help="Alle Gebiete der Ansicht, mit Inhaltsverzeichnis.")
@click.option("--date", "day", metavar="JJJJ-MM-TT", help="Datum im Dokument [heute].")
@click.option("--address", default="", metavar="URL", help="Adresse der Seite, für den Link.")
@click.option("--workspace", type=FILE, metavar="ORDNER", help=f"Arbeitsordner (sonst ${WORKSPACE_VARIABLE}).")
def profile_command(
    query: str, out: Path, area: str | None, everything: bool, day: str | None, address: str, workspace: Path | None
) -> None:
    if area and everything:
        raise Misunderstood("--area und --all widersprechen sich; nennen Sie nur eines von beiden.")
    wishes = {"area": area or "", "date": day or ""}
    if everything:
        _answer(out, workspace, lambda found: make_all(found, query, wishes, address, _told))
    _answer(out, workspace, lambda found: make_one(found, query, wishes, address))


def _told(step: str, _share: float | None) -> None:
    click.echo(step, err=True)


@main.command("report", help="Berichtsliste (JSON) als Dokument mit den Zahlen von heute, und was sich geändert hat.")
@click.argument("listed", metavar="LISTE", type=FILE)
@click.option("--out", type=FILE, required=True, metavar="DATEI", help=f"Datei mit Endung {', '.join(DOCUMENTS)}.")
@click.option("--update", is_flag=True, help="Datenstand und Zeiträume dieses Laufs in die Liste schreiben.")
@click.option("--date", "day", default="", metavar="JJJJ-MM-TT", help="Datum im Dokument [heute].")
@click.option("--address", default="", metavar="URL", help="Adresse der Seite, für Links.")
@click.option("--workspace", type=FILE, metavar="ORDNER", help=f"Arbeitsordner (sonst ${WORKSPACE_VARIABLE}).")
def report_command(listed: Path, out: Path, update: bool, day: str, address: str, workspace: Path | None) -> None:
    try:
        form = document_form(out.suffix.removeprefix(".").lower())
        check_output(out, listed)
        wished = read_list(_bytes_of(listed), listed.name)
        repository = _opened(workspace)
        report = build_report(
            repository, wished, read_day(day), file=listed.name, address=address, slides=form == "pptx", progress=_say
        )
        write(out, written(report.document, form))
        if update:
            write(listed, write_list(report.made))
    except GeodataError as error:
        click.echo("\n".join(p.on_command_line() for p in error.problems), err=True)
        sys.exit(REFUSED)
    except KeyboardInterrupt:
        click.echo(STOPPED, err=True)
        sys.exit(REFUSED)
    sys.exit(DONE)


def _bytes_of(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise refuse("bad_report", file=file.name, details=f"die Liste ist nicht lesbar ({reason(error)})") from error


def _say(number: int, total: int, title: str) -> None:
    click.echo(f"{number} von {total}: {title}", err=True)


def _form_of(out: Path) -> str:
    """The first form with this ending; the ending itself if there is none, to be named in the message."""
    suffix = out.suffix.removeprefix(".").lower()
    return next((key for key, form in FORMS.items() if form.suffix == suffix), suffix)
