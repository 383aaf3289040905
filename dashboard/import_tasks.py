"""Import and removal as jobs (``dashboard.job_process.TASKS``): JSON in, JSON without figures out."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from dashboard.imports import CHOICES_FORM, Staging
from dashboard.views.imports import result_text
from dashboard.views.removal import build_removal
from geodata.errors import refuse
from geodata.hierarchy import remove, settle
from geodata.importing import SAMPLE
from geodata.known import Known
from geodata.progress import Progress
from geodata.repository import Repository
from geodata.trial import after_removal
from geodata.workspace import Workspace


def check(arguments: dict[str, Any], progress: Progress) -> dict[str, Any]:
    """Dry run. The report stays with the uploaded files; the answer only says that it is there."""
    staging = Staging(Path(arguments["workspace"]))
    checked = staging.check(arguments["token"], CHOICES_FORM.validate_python(arguments["choices"]), progress)
    return {"confirmable": checked.view.confirmable}


def confirm(arguments: dict[str, Any], progress: Progress) -> dict[str, Any]:
    """Import what the dry run showed."""
    report = Staging(Path(arguments["workspace"])).confirm(arguments["token"], progress)
    return {"text": result_text(report), "packages": list(report.packages), "after": report.fingerprint_after}


def removal_check(arguments: dict[str, Any], progress: Progress) -> dict[str, Any]:
    """What depends on a dataset."""
    space, package = Workspace(arguments["workspace"]), arguments["package"]
    if package not in (loaded := space.state().packages):
        raise refuse("package_unknown", value=package, known=", ".join(sorted(loaded)) or "keiner")
    progress("Es wird geprüft, was von diesem Datensatz abhängt", 0.1)
    before = Repository.open(space.root)
    progress("Es wird geprüft, was von diesem Datensatz abhängt", 0.5)
    after = Repository(after_removal(space, package, settle(Known.of(SAMPLE.packages())), SAMPLE), "trial")
    view = build_removal(before, after, package)
    return {"package": view.id, "title": view.title, "consequences": list(view.consequences)}


def removal(arguments: dict[str, Any], progress: Progress) -> dict[str, Any]:
    """Drop a dataset and its files."""
    progress("Der Datensatz wird entfernt", None)
    state = remove(Workspace(arguments["workspace"]), arguments["package"], SAMPLE)
    return {"after": state.fingerprint}
