"""„Alle Profile“ as a job (``dashboard.job_process.TASKS``): the file stays in the folder of the job."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from dashboard.documents.request import make_all
from dashboard.jobs import write_file
from geodata.progress import Progress
from geodata.repository import Repository


def profiles(arguments: dict[str, Any], progress: Progress) -> dict[str, Any]:
    """``workspace``, ``internal``, ``query``, ``address``, ``folder`` → name, size and notices; the PDF itself is
    ``dashboard.jobs.FILE``."""
    progress("Daten werden geöffnet", 0.0)
    repository = Repository.open(Path(arguments["workspace"]), internal=bool(arguments["internal"]))
    found = make_all(repository, arguments["query"], {}, arguments["address"], progress)
    write_file(Path(arguments["folder"]), found.body)
    return {"name": found.name, "bytes": len(found.body), "notices": list(found.notices)}
