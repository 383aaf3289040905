"""The process of one job: ``python -m dashboard.job_process FOLDER`` (see ``dashboard.jobs``)."""

from __future__ import annotations

import importlib
import logging
import os
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from dashboard.jobs import PROGRESS, RESULT, SPEC, JobState, read_json, write_json
from geodata.errors import GeodataError
from geodata.progress import Progress

log = logging.getLogger(__name__)
Task = Callable[[dict[str, Any], Progress], Any]  # its arguments hold ``folder``, its own: for ``dashboard.jobs.FILE``
# Name of a task → module and function ``(arguments, progress) → JSON-able value``. A new long computation is a line.
TASKS = {
    "import_check": "dashboard.import_tasks:check",
    "import_confirm": "dashboard.import_tasks:confirm",
    "removal_check": "dashboard.import_tasks:removal_check",
    "removal": "dashboard.import_tasks:removal",
    "needs_stability": "dashboard.needs_tasks:needs_stability",
    "neighbourhood": "dashboard.neighbour_tasks:neighbourhood",
    "profiles": "dashboard.profile_tasks:profiles",
    "report": "dashboard.report_tasks:report",
    "wait": "dashboard.job_process:wait",
}
WRITING = {"import_confirm", "removal"}  # what was confirmed is finished, whatever becomes of the server
WATCH_SECONDS = 2.0
SHORTEST_SECONDS = 0.2  # between two notes on the same step


def progress_to(folder: Path) -> Progress:
    """A function that notes step and share for whoever looks, not more often than anybody can see."""
    last: list[Any] = ["", 0.0]

    def note(step: str, share: float | None = None) -> None:
        now = time.monotonic()
        if step != last[0] or now - last[1] > SHORTEST_SECONDS:
            last[:] = [step, now]
            write_json(folder / PROGRESS, {"step": step, "share": share})

    return note


def wait(arguments: dict[str, Any], progress: Progress) -> Any:
    """Count to ``steps``, one each ``seconds``: shows that jobs work here (tests, and an operator in doubt)."""
    steps = int(arguments.get("steps", 1))
    for step in range(steps):
        progress(f"Schritt {step + 1} von {steps}", step / steps)
        time.sleep(float(arguments.get("seconds", 1)))
    return {"steps": steps}


def run(folder: Path) -> None:
    """Run the task of a folder and write down how it ended."""
    spec = read_json(folder / SPEC)
    try:
        module, _, name = TASKS[spec["task"]].partition(":")
        task: Task = getattr(importlib.import_module(module), name)
        outcome = {
            "state": JobState.DONE,
            "value": task(spec["arguments"] | {"folder": str(folder)}, progress_to(folder)),
        }
    except GeodataError as error:
        outcome = {"state": JobState.REFUSED, "problems": [str(p) for p in error.problems]}
    except Exception:
        log.exception("job %s failed", spec.get("task"))
        outcome = {"state": JobState.FAILED}
    write_json(folder / RESULT, outcome)


def _end_with(server: int) -> None:
    """Nobody waits for the result once the server that was asked for it is gone."""
    while os.getppid() == server:
        time.sleep(WATCH_SECONDS)
    os._exit(1)


def main() -> None:
    folder = Path(sys.argv[1])
    logging.basicConfig(level=logging.INFO, format="[%(process)d] %(levelname)s %(message)s")
    if read_json(folder / SPEC).get("task") not in WRITING:
        threading.Thread(target=_end_with, args=(int(sys.argv[2]),), daemon=True).start()
    run(folder)


if __name__ == "__main__":
    main()
