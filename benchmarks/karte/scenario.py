"""One case measured from end to end: both applications side by side, visit by visit, then under load."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.karte.cases import Case, labels, write_tutorial
from benchmarks.karte.load import Action, Load, of_event, storm, warm
from benchmarks.karte.processes import Foreign, cpu_seconds, idle_share, pss_bytes
from benchmarks.karte.servers import Server, serve
from benchmarks.karte.visit import Browsers, NotMeasuredError, Step, Visit
from geodata.repository import Repository

ROWS = 5  # areas clicked for the record
WARM_ROUNDS = 4
CALM, LOOK_SECONDS = 0.75, 0.5  # part of the processors that must be idle
Say = Callable[[str], None]


@dataclass(frozen=True)
class Effort:
    """How often: visits, clients at once, rounds of theirs (the baseline gets fewer: its answers are megabytes).
    ``calm_seconds``: how long to wait before a visit while others use the processors."""

    runs: int = 15
    clients: int = 30
    rounds: int = 10
    rounds_baseline: int = 3
    calm_seconds: float = 20.0


@dataclass
class Samples:
    """Everything measured of one application. ``cpu``: seconds of its workers per change, one per visit; ``changes``
    and ``cpu``: nothing selected; ``changes_chart``, ``clicks``: with an area selected and its chart open. ``points``:
    milliseconds until every view shows the area below the pointer.
    ``foreign``: part of the processors that others used, per visit and while many clients acted."""

    first: list[Step] = field(default_factory=list)
    changes: list[Step] = field(default_factory=list)
    changes_chart: list[Step] = field(default_factory=list)
    clicks: list[Step] = field(default_factory=list)
    points: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)
    pss: list[int] = field(default_factory=list)
    load_change: Load | None = None
    load_click: Load | None = None
    foreign: list[float] = field(default_factory=list)
    foreign_load: float = 0.0
    signatures: dict[tuple[str, int], str] = field(default_factory=dict)

    def keep(self, what: str, steps: list[Step]) -> None:
        """Add the steps of a visit; the map must look as it did after the same step of every other visit."""
        for number, step in enumerate(steps):
            seen = self.signatures.setdefault((what, number), step.signature)
            if seen != step.signature:
                raise NotMeasuredError(f"{what} {number} ended in another picture: {seen}, then {step.signature}")
        getattr(self, what).extend(steps)


@dataclass
class Application:
    """One of the two under measurement; ``clickable``: it has a table whose rows select areas."""

    server: Server
    query: str
    clickable: bool
    samples: Samples = field(default_factory=Samples)
    change_actions: list[Action] = field(default_factory=list)
    click_actions: list[Action] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"{self.server.url}/{self.query}"


def measure(
    case: Case, browsers: Browsers, folder: Path, effort: Effort, say: Say, compress_baseline: bool = False
) -> dict[str, Samples]:
    """Samples of ``ours`` and of the ``baseline``. Writes workspace, files and logs below ``folder``."""
    say("prepare the data")
    case.prepare(folder / "workspace")
    repository = Repository.open(folder / "workspace")
    texts = labels(repository, case)
    write_tutorial(repository, case, folder / "tutorial")
    del repository
    plain, chart = ([texts[i] for i in ids] for ids in (case.plain, case.with_chart))
    ours = {"QUARTIERSBLICK_WORKSPACE": str(folder / "workspace"), "QUARTIERSBLICK_IMPORTS": "off"}
    theirs = {"TUTORIAL_DATA": str(folder / "tutorial"), "TUTORIAL_COMPRESS": "1" if compress_baseline else "0"}
    say("start the servers")
    with ExitStack() as stack:
        applications = [
            Application(stack.enter_context(serve("app:server", folder, ours)), case.query, True),
            Application(stack.enter_context(serve("benchmarks.karte.tutorial:server", folder, theirs)), "", False),
        ]
        for application in applications:
            say("warm up")
            _record(application, browsers, list(texts.values()))
        for run in range(effort.runs):
            for application in applications:
                _wait_for_calm(effort.calm_seconds)
                say(f"visit {run + 1} of {effort.runs}")
                _visit(application, browsers, plain, chart)
        for application, rounds in zip(applications, (effort.rounds, effort.rounds_baseline), strict=True):
            say(f"{effort.clients} clients")
            _wait_for_calm(effort.calm_seconds)
            _load(application, effort.clients, rounds)
    return dict(zip(("ours", "baseline"), (a.samples for a in applications), strict=True))


def _record(application: Application, browsers: Browsers, texts: list[str]) -> None:
    """A visit that counts for nothing but the requests it sends; afterwards both workers know the answers, outlines too
    (a worker makes them once, which takes seconds for thousands of areas)."""

    def look(found: Visit) -> tuple[Action, list[Action], list[Action]]:
        opening = found.open(application.url).requests
        changes = [of_event(found.choose(text).requests) for text in (*texts[1:], texts[0])]
        rows = range(ROWS if application.clickable else 0)
        return opening, changes, [of_event(found.select_row(row).requests) for row in rows]

    opening, application.change_actions, application.click_actions = browsers.visit(look)
    warm([opening, opening, *application.change_actions, *application.click_actions], WARM_ROUNDS)


def _visit(application: Application, browsers: Browsers, plain: list[str], chart: list[str]) -> None:
    workers = application.server.workers

    def look(found: Visit) -> tuple[dict[str, list[Step]], float]:
        steps = {"first": [found.open(application.url)]}
        before = cpu_seconds(workers)
        steps["changes"] = [found.choose(text) for text in plain]
        cpu = (cpu_seconds(workers) - before) / len(plain)
        if application.clickable:
            found.select_row(1)  # the first chart of a page fetches its library; that is not the price of a click
            steps["clicks"] = [found.select_row(0)]
            application.samples.points += found.point()
            steps["changes_chart"] = [found.choose(text) for text in chart]
        return steps, cpu

    others = Foreign()
    steps, cpu = browsers.visit(look)
    application.samples.foreign.append(others.share())
    application.samples.cpu.append(cpu)
    for what, found in steps.items():
        application.samples.keep(what, found)


def _load(application: Application, clients: int, rounds: int) -> None:
    samples, server = application.samples, application.server
    others = Foreign()
    samples.load_change = storm(application.change_actions, clients, rounds)
    if application.clickable:
        samples.load_click = storm(application.click_actions, clients, rounds)
    samples.foreign_load = others.share()
    samples.pss = [pss_bytes(worker) for worker in server.workers]
    server.check()


def _wait_for_calm(seconds: float) -> None:
    """Others may share the machine: wait a little until most of the processors are idle."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline and idle_share(LOOK_SECONDS) < CALM:
        pass
