"""A report as a job (``dashboard.job_process.TASKS``): the file stays in the folder of the job."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

from dashboard.documents.report import build_report
from dashboard.documents.report_edit import read_kept
from dashboard.documents.report_files import document_form, written
from dashboard.jobs import write_file
from dashboard.snapshot.request import PREFIX, slug
from geodata.progress import Progress
from geodata.repository import Repository

DRAWN = 0.8  # of the time; the rest writes the file


def report(arguments: dict[str, Any], progress: Progress) -> dict[str, Any]:
    """``workspace``, ``internal``, ``shelf`` (results of long computations), ``listed`` (the list as kept), ``form``,
    ``address``, ``folder`` → name and size; the file itself is ``dashboard.jobs.FILE``."""
    progress("Daten werden geöffnet", 0.0)
    form = document_form(str(arguments["form"]))
    wished = read_kept(arguments["listed"])
    repository = Repository.open(Path(arguments["workspace"]), internal=bool(arguments["internal"]))
    repository.shelf = Path(arguments["shelf"])

    def told(number: int, total: int, title: str) -> None:
        progress(f"Ansicht {number} von {total}: {title}", DRAWN * (number - 1) / total)

    found = build_report(
        repository, wished, date.today(), address=arguments["address"], slides=form == "pptx", progress=told
    )
    progress("Die Datei wird geschrieben", DRAWN)
    body = written(found.document, form)
    write_file(Path(arguments["folder"]), body)
    name = "_".join(filter(None, (PREFIX, "bericht", slug(wished.title))))
    return {"name": f"{name}.{form}", "bytes": len(body), "notices": []}
