"""How far a job is: one panel for all long computations, wired by ``callbacks.jobs.watch``."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import dash_mantine_components as dmc
from dash import dcc, html
from dash.development.base_component import Component

from dashboard.jobs import Job, JobState
from layouts.ids import Ids

POLL_MS = 700
FROM_SECONDS = 3  # shorter waits need no clock
ENDED = {
    JobState.CANCELLED: "Abgebrochen. Es wurde nichts geändert.",
    JobState.FAILED: "Das hat nicht geklappt: Die Berechnung ist unerwartet abgebrochen, vielleicht fehlte Speicher. "
    "Es wurde nichts geändert. Versuchen Sie es noch einmal; bleibt der Fehler, hilft ein Blick ins Protokoll des "
    "Servers.",
    JobState.GONE: "Das Ergebnis ist nicht mehr da (es wird eine Stunde aufgehoben). Versuchen Sie es noch einmal.",
}


@dataclass(frozen=True, slots=True)
class JobIds:
    """Ids of one panel. ``job``: set it to a token to watch that job. ``done``: {token, task, state} once it ended.
    ``controls``: a fieldset that rests while the job runs."""

    job: Ids
    tick: Ids
    box: Ids
    text: Ids
    bar: Ids
    cancel: Ids
    done: Ids
    controls: Ids


IMPORT = JobIds(
    Ids.IMPORT_JOB, Ids.IMPORT_TICK, Ids.IMPORT_PROGRESS, Ids.IMPORT_STEP, Ids.IMPORT_BAR, Ids.IMPORT_CANCEL,
    Ids.IMPORT_DONE, Ids.IMPORT_CONTROLS,
)  # fmt: skip
REMOVAL = JobIds(
    Ids.REMOVE_JOB, Ids.REMOVE_TICK, Ids.REMOVE_PROGRESS, Ids.REMOVE_STEP, Ids.REMOVE_BAR, Ids.REMOVE_CANCEL,
    Ids.REMOVE_DONE, Ids.REMOVE_CONTROLS,
)  # fmt: skip

STABILITY = JobIds(
    Ids.STABLE_JOB, Ids.STABLE_TICK, Ids.STABLE_PROGRESS, Ids.STABLE_STEP, Ids.STABLE_BAR, Ids.STABLE_CANCEL,
    Ids.STABLE_DONE, Ids.STABLE_CONTROLS,
)  # fmt: skip

NEIGHBOURS = JobIds(
    Ids.NEIGHBOURS_JOB, Ids.NEIGHBOURS_TICK, Ids.NEIGHBOURS_PROGRESS, Ids.NEIGHBOURS_STEP, Ids.NEIGHBOURS_BAR,
    Ids.NEIGHBOURS_CANCEL, Ids.NEIGHBOURS_DONE, Ids.NEIGHBOURS_CONTROLS,
)  # fmt: skip


PROFILES = JobIds(
    Ids.PROFILE_JOB, Ids.PROFILE_TICK, Ids.PROFILE_PROGRESS, Ids.PROFILE_STEP, Ids.PROFILE_BAR, Ids.PROFILE_CANCEL,
    Ids.PROFILE_DONE, Ids.PROFILE_CONTROLS,
)  # fmt: skip

REPORT = JobIds(
    Ids.REPORT_JOB, Ids.REPORT_TICK, Ids.REPORT_PROGRESS, Ids.REPORT_STEP, Ids.REPORT_BAR, Ids.REPORT_CANCEL,
    Ids.REPORT_DONE, Ids.REPORT_CONTROLS,
)  # fmt: skip


def progress_panel(ids: JobIds) -> html.Div:
    """Step, bar and „Abbrechen“; hidden while nothing runs. Stands before the fieldset ``ids.controls``."""
    return html.Div(
        [
            dcc.Store(id=ids.job),
            dcc.Store(id=ids.done),
            dcc.Interval(id=ids.tick, interval=POLL_MS, disabled=True),
            html.Div(
                [
                    html.Div(id=ids.text, className="progress-step", role="status"),
                    html.Progress(id=ids.bar, max="1", **{"aria-labelledby": str(ids.text)}),
                    dmc.Button("Abbrechen", id=ids.cancel, size="xs", variant="default"),
                ],
                id=ids.box,
                className="progress",
                hidden=True,
            ),
        ]
    )


def progress_props(ids: JobIds) -> tuple[tuple[Ids, str], ...]:
    """What ``progress_values`` gives, in order."""
    return (
        (ids.box, "hidden"), (ids.text, "children"), (ids.bar, "value"), (ids.tick, "disabled"),
        (ids.controls, "disabled"), (ids.done, "data"),
    )  # fmt: skip


def progress_values(token: str, job: Job) -> list[Any]:
    """Values of ``progress_props`` for a job, running or ended."""
    if job.state is JobState.RUNNING:
        share = None if job.share is None else f"{job.share:.3f}"
        return [False, step_text(job), share, False, True, None]
    return [True, "", None, True, False, {"token": token, "task": job.task, "state": job.state.value}]


def step_text(job: Job) -> str:
    """``Schritt … · 40 % · seit 12 s``."""
    parts = [job.step or "Wird gestartet"]
    if job.share is not None:
        parts.append(f"{job.share:.0%}".replace("%", "\u00a0%"))
    if job.seconds >= FROM_SECONDS:
        parts.append(
            f"seit {job.seconds // 60} min {job.seconds % 60} s" if job.seconds >= 60 else f"seit {job.seconds} s"
        )
    return " · ".join(parts)


def not_done(job: Job) -> list[Component]:
    """Why a job that ended has no result."""
    if job.state is JobState.REFUSED:
        return findings(list(job.problems))
    failed = job.state is not JobState.CANCELLED
    return [dmc.Alert(ENDED[job.state], color="red.9" if failed else "gray.8", variant="light")]


def findings(texts: list[str]) -> list[Component]:
    """What went wrong with the request itself (not with a file)."""
    return [dmc.Alert([html.Div(t) for t in texts], color="red.9", variant="light", title="Abgelehnt")]
