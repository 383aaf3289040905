"""Jobs run in processes of their own, tell how far they are, end when asked, and leave nothing open."""

from __future__ import annotations

import os
import signal
import socket
import stat
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from threading import Barrier

import pytest

import dashboard.jobs
from dashboard.job_process import TASKS, WRITING, progress_to
from dashboard.jobs import PROJECT, Job, Jobs, JobState, read_json
from geodata.errors import GeodataError

PATIENCE_SECONDS = 60
GONE = "0" * 32


@pytest.fixture
def jobs(tmp_path: Path) -> Jobs:
    return Jobs(tmp_path / "staging" / "jobs")


def until(jobs: Jobs, token: str, wanted: Callable[[Job], bool]) -> Job:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline:
        job = jobs.look(token)
        if wanted(job):
            return job
        time.sleep(0.05)
    pytest.fail(f"nicht erreicht, zuletzt {jobs.look(token)}")


def ended(job: Job) -> bool:
    return job.state is not JobState.RUNNING


@pytest.mark.slow
def test_a_job_tells_how_far_it_is_and_returns_its_value(jobs: Jobs) -> None:
    token = jobs.start("wait", steps=2, seconds=0.5)
    assert jobs.look(token).state is JobState.RUNNING
    first = until(jobs, token, lambda job: job.step == "Schritt 2 von 2")
    assert (first.state, first.share, first.task) == (JobState.RUNNING, 0.5, "wait")
    assert until(jobs, token, ended).value == {"steps": 2}
    assert jobs.look(token).state is JobState.DONE


def test_any_worker_can_watch_and_stop_a_job(jobs: Jobs) -> None:
    token = jobs.start("wait", steps=600)
    other = Jobs(jobs.root)
    until(other, token, lambda job: job.step != "")
    began = time.monotonic()
    other.cancel(token)
    assert time.monotonic() - began < 3
    assert jobs.look(token).state is other.look(token).state is JobState.CANCELLED


def test_a_job_whose_process_dies_has_failed(jobs: Jobs) -> None:
    token = jobs.start("wait", steps=600)
    os.kill(int((jobs.root / token / "pid").read_text("ascii")), signal.SIGKILL)
    assert until(jobs, token, ended).state is JobState.FAILED


@pytest.mark.slow
def test_a_refusal_comes_back_in_german_and_a_mistake_only_as_failure(jobs: Jobs, tmp_path: Path) -> None:
    refused = jobs.start("removal", workspace=str(tmp_path / "leer"), package="hunde")
    assert "„hunde“ gibt es im Arbeitsordner nicht" in until(jobs, refused, ended).problems[0]
    assert jobs.look(refused).state is JobState.REFUSED
    failed = until(jobs, jobs.start("wait", steps="viele"), ended)
    assert (failed.state, failed.problems, failed.value) == (JobState.FAILED, (), None)


def test_only_listed_tasks_run(jobs: Jobs) -> None:
    assert until(jobs, jobs.start("os:system", command="true"), ended).state is JobState.FAILED


@pytest.mark.parametrize("name", sorted(TASKS))
def test_every_listed_task_exists(name: str) -> None:
    module, _, function = TASKS[name].partition(":")
    assert callable(getattr(__import__(module, fromlist=[function]), function))


def test_no_more_than_two_at_once(jobs: Jobs) -> None:
    running = [jobs.start("wait", steps=600) for _ in range(2)]
    with pytest.raises(GeodataError) as error:
        jobs.start("wait")
    assert error.value.problems[0].code == "jobs_busy"
    jobs.cancel(running[0])
    running[0] = jobs.start("wait", steps=600)
    for token in running:
        jobs.cancel(token)


@pytest.mark.parametrize("token", ["", GONE, "../" + "0" * 29, "x", None])
def test_an_unknown_token_is_gone(jobs: Jobs, token: str) -> None:
    assert jobs.look(token).state is JobState.GONE
    jobs.cancel(token)
    jobs.forget(token)


@pytest.mark.parametrize("token", [".", "..", "../other", "0" * 31, "A" * 32, "0" * 32 + "\n"])
def test_only_a_token_names_a_job(jobs: Jobs, token: str) -> None:
    """What is not one is gone, and nothing that its path leads to is told of or deleted."""
    jobs.root.mkdir(parents=True)
    there = jobs.root / token
    there.mkdir(exist_ok=True)
    (there / "spec.json").write_text("{}", "utf-8")
    assert jobs.look(token).state is JobState.GONE
    assert jobs.file(token) is None
    jobs.forget(token)
    assert (there / "spec.json").is_file()


def test_only_the_own_account_can_look_into_a_job(jobs: Jobs) -> None:
    jobs.root.mkdir(parents=True, mode=0o755)
    token = jobs.start("wait", seconds=0)
    modes = [stat.S_IMODE(folder.stat().st_mode) for folder in (jobs.root, jobs.root / token)]
    assert modes == [0o700, 0o700]
    until(jobs, token, ended)


def test_what_nobody_fetched_is_swept_and_what_runs_too_long_is_stopped(jobs: Jobs) -> None:
    old, endless = jobs.start("wait", seconds=0), jobs.start("wait", steps=600)
    until(jobs, old, ended)
    until(jobs, endless, lambda job: job.step != "")
    for path, hours in ((jobs.root / old, 1.1), (jobs.root / endless / "pid", 2.1)):
        past = time.time() - 3600 * hours
        os.utime(path, (past, past))
    jobs.sweep()  # the endless one tells its progress all the time, and stops all the same
    assert [folder.name for folder in jobs.root.iterdir()] == [endless]
    assert jobs.look(endless).state is JobState.CANCELLED


def test_a_process_whose_end_another_worker_saw_does_not_stay_a_zombie(jobs: Jobs) -> None:
    token = jobs.start("wait", steps=600)
    process = Path("/proc") / (jobs.root / token / "pid").read_text("ascii")
    Jobs(jobs.root).cancel(token)
    jobs.sweep()
    assert not process.exists()


def test_those_who_start_at_the_same_moment_are_counted(jobs: Jobs, monkeypatch: pytest.MonkeyPatch) -> None:
    spawn, ready = dashboard.jobs._spawn, Barrier(4)

    def slowly(folder: Path) -> subprocess.Popen[bytes]:
        time.sleep(0.1)
        return spawn(folder)

    def start() -> str | None:
        ready.wait()
        with suppress(GeodataError):
            return Jobs(jobs.root).start("wait", steps=600)
        return None

    monkeypatch.setattr("dashboard.jobs._spawn", slowly)
    with ThreadPoolExecutor(4) as pool:
        started = [token for token in pool.map(lambda _: start(), range(4)) if token]
    for token in started:
        jobs.cancel(token)
    assert len(started) == 2


def test_a_folder_that_cannot_be_made_is_said(tmp_path: Path) -> None:
    (tmp_path / "staging").write_text("eine Datei", "utf-8")
    with pytest.raises(GeodataError) as error:
        Jobs(tmp_path / "staging" / "jobs").start("wait")
    assert error.value.problems[0].code == "workspace_read_only"


STARTER = """
import socket, sys
from pathlib import Path
from dashboard.jobs import Jobs
listening = socket.create_server(("127.0.0.1", 0))
print(listening.getsockname()[1], Jobs(Path(sys.argv[1])).start("wait", steps=600), flush=True)
"""


def test_a_job_holds_no_socket_of_the_server_and_ends_after_it(jobs: Jobs) -> None:
    """A server that is started again can listen at once, and nothing computes for nobody."""
    starter = [sys.executable, "-c", STARTER, str(jobs.root)]
    done = subprocess.run(starter, cwd=PROJECT, stdout=subprocess.PIPE, text=True, check=True)
    port, token = done.stdout.split()
    socket.create_server(("127.0.0.1", int(port))).close()
    assert until(jobs, token, ended).state is JobState.FAILED


def test_what_was_confirmed_is_finished_without_the_server() -> None:
    assert {"import_confirm", "removal"} == WRITING < set(TASKS)


def test_progress_is_not_written_more_often_than_anybody_looks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    clock = [0.0]
    monkeypatch.setattr("dashboard.job_process.time.monotonic", lambda: clock[0])
    note = progress_to(tmp_path)
    seen = []
    for now, step, share in [(0, "a", 0.1), (0.1, "a", 0.2), (0.15, "b", None), (0.4, "b", 0.9)]:
        clock[0] = now
        note(step, share)
        seen.append(read_json(tmp_path / "progress.json")["share"])
    assert seen == [0.1, 0.1, None, 0.9]
