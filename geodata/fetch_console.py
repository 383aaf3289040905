"""What ``fetch`` says to people: German, on stderr."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn

from geodata import download
from geodata.fetch import MEGABYTE, Fetched
from geodata.sources import OfficialSource


def megabytes(value: float | None) -> str:
    return "Größe nicht bekannt" if value is None else f"{value:.1f} MB".replace(".", ",")


def listing(out: Console, sources: Iterable[OfficialSource]) -> None:
    """All known sources; says of each whether its address and its content could be proved."""
    for entry in sources:
        address = "Adresse erprobt" if entry.checked else "Adresse noch nicht erprobt"
        checksum = "Prüfsumme hinterlegt" if entry.sha256 else "ohne Prüfsumme"
        out.print(f"[bold]{entry.id}[/]  {escape(entry.title)}")
        out.print(f"    {escape(entry.publisher)}; {escape(entry.licence)}; {megabytes(entry.size_mb)}")
        out.print(f"    {escape(entry.url)} ({address}, {checksum})")
    out.print("Herunterladen: python -m geodata fetch QUELLE")


def result(out: Console, found: Fetched) -> None:
    """Where the file lies, whether it could be verified, under which terms, and what to do next."""
    source = found.source
    what = "[bold green]Geladen:[/]" if found.downloaded else "[bold]Liegt schon vor:[/]"
    out.print(f"{what} {escape(str(found.file))} ({megabytes(found.size / MEGABYTE)})")
    if found.verified:
        out.print("Prüfsumme stimmt.")
    else:
        out.print(
            "[yellow]Hinweis[/]  Der Inhalt ließ sich nicht prüfen: Der Herausgeber erneuert die Datei, deshalb ist "
            f"keine Prüfsumme hinterlegt. Gefunden: sha256 {found.sha256}"
        )
        if not found.downloaded:
            out.print("Die neueste Ausgabe holen: derselbe Aufruf mit --again")
    out.print(f"Lizenz {escape(source.licence)}. Namensnennung: {escape(source.attribution)}")
    out.print(f"Weiter: {escape(source.advice(found.file))}")


@contextmanager
def bar(out: Console) -> Iterator[download.Progress]:
    """A progress bar that is gone afterwards; shows nothing where stderr is not a terminal."""
    columns = (TextColumn("Herunterladen"), BarColumn(), DownloadColumn(), TimeRemainingColumn())
    with Progress(*columns, console=out, transient=True, disable=not out.is_terminal) as shown:
        task = shown.add_task("", total=None)
        yield lambda done, total: shown.update(task, completed=done, total=total)
