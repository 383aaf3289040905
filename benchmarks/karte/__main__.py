"""All measurements: ``python -m benchmarks.karte``; see docs/performance.md."""

from __future__ import annotations

import json
import os
import shutil
import signal
import sys
import tempfile
from datetime import datetime
from functools import partial
from pathlib import Path

import click
from playwright.sync_api import Error as PlaywrightError
from playwright.sync_api import sync_playwright
from rich.console import Console
from rich.status import Status

from benchmarks.karte import report as reporting
from benchmarks.karte import start, targets
from benchmarks.karte.cases import CASES
from benchmarks.karte.report import CaseReport
from benchmarks.karte.scenario import Effort, measure
from benchmarks.karte.visit import Browsers

QUICK = Effort(runs=1, clients=6, rounds=1, rounds_baseline=1, calm_seconds=0)


def chromium() -> str:
    """Path of Debian's Chromium, or the one ``QUARTIERSBLICK_CHROMIUM`` names."""
    found = os.environ.get("QUARTIERSBLICK_CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    if not found:
        raise click.ClickException(
            "Chromium is missing (apt-get install chromium, or name it in QUARTIERSBLICK_CHROMIUM)"
        )
    return found


def run(
    cases: tuple[str, ...], effort: Effort, console: Console, compress_baseline: bool = False
) -> tuple[dict[str, str], dict[str, CaseReport]]:
    """Measure the cases; facts about the machine, and a report per case."""
    reports = {}
    with sync_playwright() as playwright, tempfile.TemporaryDirectory(prefix="benchmarks-") as temporary:
        browsers = Browsers(playwright, chromium())
        facts = reporting.environment(effort.runs, browsers.version)
        for key in cases:
            folder = Path(temporary) / key
            folder.mkdir()
            with console.status(key) as status:
                say = partial(_say, console, status, key)
                try:
                    samples = measure(CASES[key], browsers, folder, effort, say, compress_baseline)
                except (RuntimeError, PlaywrightError) as error:  # the other case may still be measured
                    console.print(f"{key} could not be measured: {error}", style="bold red", markup=False)
                    continue
            rows = targets.rows(CASES[key], samples["ours"], samples["baseline"])
            rows += start.rows(folder / "workspace", min(3, effort.runs))
            reports[key] = CaseReport(CASES[key].title, rows, samples)
            reporting.show(console, reports[key])
        browsers.close()
    return facts, reports


def _say(console: Console, status: Status, case: str, text: str) -> None:
    """Where we are: one line that changes in a terminal, a line each in a log."""
    status.update(f"{case}: {text}")
    if not console.is_terminal:
        click.echo(f"{datetime.now():%H:%M:%S} {case}: {text}", err=True)


@click.command(help=__doc__)
@click.option("--runs", default=Effort.runs, show_default=True, help="Visits to each application.")
@click.option("--quick", is_flag=True, help="One visit and six clients: shows that it works, times mean nothing.")
@click.option("--only", "cases", multiple=True, type=click.Choice(list(CASES)), help="One case; both by default.")
@click.option("--clients", default=Effort.clients, show_default=True, help="Clients that act at the same moment.")
@click.option("--details", is_flag=True, help="Also what our requests cost.")
@click.option("--json", "target", type=click.Path(path_type=Path), help="Write everything to a file.")
@click.option(
    "--document/--no-document",
    default=None,
    help="Write the table into docs/performance.md; by default after a whole run of both cases.",
)
@click.option("--compress-baseline", is_flag=True, help="Compression for the baseline, which by default has none.")
def main(
    runs: int,
    quick: bool,
    cases: tuple[str, ...],
    clients: int,
    details: bool,
    target: Path | None,
    document: bool | None,
    compress_baseline: bool,
) -> None:
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # the servers end with us
    console = Console(width=None if sys.stdout.isatty() else 130)
    effort = QUICK if quick else Effort(runs=runs, clients=clients)
    facts, reports = run(cases or tuple(CASES), effort, console, compress_baseline)
    for report in reports.values() if details else ():
        reporting.show_details(console, report)
    if target:
        target.write_text(json.dumps(reporting.as_json(facts, reports), ensure_ascii=False, indent=1), "utf-8")
    wanted = cases or tuple(CASES)
    whole = not quick and runs >= Effort.runs and len(reports) == len(CASES)
    if reports and (whole if document is None else document):
        reporting.write_document(facts, reports)
        console.print(f"written: {reporting.DOCUMENT}")
    failed = [f"{key}: {text}" for key in wanted for text in _failed(reports.get(key))]
    for text in failed:
        console.print(f"missed – {text}", markup=False)
    console.print(f"{len(failed)} targets missed" if failed else "all targets met")
    sys.exit(1 if failed and not quick else 0)


def _failed(report: CaseReport | None) -> list[str]:
    """What a case missed, in the words of the table."""
    if report is None:
        return ["not measured"]
    return [" · ".join(reporting.cells(row)) for row in report.rows if row.passed is False]


if __name__ == "__main__":
    main()
