"""Long work in a process of its own: started from a request, watched by any worker, cancellable at any moment.

A job is a folder of its own, private to the account that runs the server::

    ROOT/TOKEN/
      spec.json       task and arguments
      pid, alive      the process; it holds a lock on ``alive`` for as long as it lives
      progress.json   step in words and share done
      cancelled       somebody asked to stop
      result.json     what the task returned, or why it was refused
      file            what it made for downloading, if anything

A task returns what a browser may know (tokens, names, sentences), never figures before disclosure control. Why not
Dash's background callbacks: docs/decisions/0009-jobs.md.
"""

from __future__ import annotations

import fcntl
import json
import os
import re
import secrets
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any
from uuid import uuid4

from geodata.errors import reason, refuse

PROJECT = Path(__file__).resolve().parents[1]
TOKEN = re.compile(r"[0-9a-f]{32}")
MOST_RUNNING = 2
LONGEST_SECONDS = 2 * 3600
KEPT_SECONDS = 3600
STOP_SECONDS = 3.0
SPEC, PID, ALIVE, PROGRESS, CANCELLED, RESULT = "spec.json", "pid", "alive", "progress.json", "cancelled", "result.json"
FILE = "file"


class JobState(StrEnum):
    """REFUSED: the input was at fault, and the problems say how. FAILED: the process died or met an error."""

    RUNNING = "running"
    DONE = "done"
    REFUSED = "refused"
    CANCELLED = "cancelled"
    FAILED = "failed"
    GONE = "gone"


@dataclass(frozen=True, slots=True)
class Job:
    """What is known of a job. ``share``: 0 to 1, None = not known. ``value``: what the task returned if it is DONE.
    ``problems``: German sentences if it was REFUSED. ``seconds``: since it began."""

    state: JobState
    task: str = ""
    arguments: dict[str, Any] = field(default_factory=dict)
    step: str = ""
    share: float | None = None
    seconds: int = 0
    value: Any = None
    problems: tuple[str, ...] = ()


class Jobs:
    """All jobs of one root folder, in whichever process they were started."""

    def __init__(self, root: Path) -> None:
        self.root = root.resolve()
        self._children: dict[str, subprocess.Popen[bytes]] = {}

    def start(self, task: str, **arguments: Any) -> str:
        """Start a task of ``dashboard.job_process.TASKS`` with JSON-able arguments; returns the token of the job.

        Raises ``GeodataError``: ``jobs_busy``, or ``workspace_read_only`` if the folder cannot be made.
        """
        self.sweep()
        token = secrets.token_hex(16)
        folder = self.root / token
        try:
            private(self.root)
            with _alone(self.root):  # two workers that count at once would both find room
                if sum(self._alive(other) for other in self._folders()) >= MOST_RUNNING:
                    raise refuse("jobs_busy", value=MOST_RUNNING)
                folder.mkdir(mode=0o700)
                write_json(folder / SPEC, {"task": task, "arguments": arguments, "began": time.time()})
                self._children[token] = _spawn(folder)
        except OSError as error:
            shutil.rmtree(folder, ignore_errors=True)
            raise refuse("workspace_read_only", value=self.root.name, details=reason(error)) from error
        return token

    def look(self, token: str) -> Job:
        """How far a job is; an unknown or swept one is GONE. Never raises."""
        if not is_token(token) or not (folder := self.root / token).is_dir():
            return Job(JobState.GONE)
        running = self._alive(folder)  # before the result: one that is written in between is seen next time
        spec, told, result = (read_json(folder / name) for name in (SPEC, PROGRESS, RESULT))
        seconds = int(time.time() - spec.get("began", time.time()))
        found = Job(
            JobState.RUNNING, spec.get("task", ""), spec.get("arguments", {}), told.get("step", ""), told.get("share"),
            seconds, result.get("value"), tuple(result.get("problems", ())),
        )  # fmt: skip
        return found if running else _ended(found, result, (folder / CANCELLED).exists())

    def cancel(self, token: str) -> None:
        """Stop a job at once and wait until its process is gone. Safe at any moment: whatever writes is atomic."""
        if not is_token(token) or not self._alive(folder := self.root / token):
            return
        (folder / CANCELLED).touch()
        for sign in (signal.SIGTERM, signal.SIGKILL):
            with suppress(OSError, ValueError):
                os.kill(int((folder / PID).read_text("ascii")), sign)
            deadline = time.monotonic() + STOP_SECONDS
            while self._alive(folder) and time.monotonic() < deadline:
                time.sleep(0.02)

    def file(self, token: str) -> Path | None:
        """What a job that is DONE made for downloading; None if there is nothing (any more)."""
        if self.look(token).state is not JobState.DONE:
            return None
        found = self.root / token / FILE
        return found if found.is_file() else None

    def forget(self, token: str) -> None:
        """Delete what is left of a job that has ended."""
        if is_token(token) and not self._alive(self.root / token):
            shutil.rmtree(self.root / token, ignore_errors=True)

    def sweep(self) -> None:
        """Stop what runs too long, delete what nobody fetched within the hour, and let go of processes that ended:
        whoever watched them may have asked another worker."""
        for token, child in list(self._children.items()):
            if child.poll() is not None:
                self._children.pop(token, None)
        for folder in self._folders():
            with suppress(OSError):
                if time.time() - (folder / PID).stat().st_mtime > LONGEST_SECONDS:  # progress touches the folder
                    self.cancel(folder.name)
            with suppress(OSError):
                if time.time() - folder.stat().st_mtime > KEPT_SECONDS:
                    self.forget(folder.name)

    def _folders(self) -> list[Path]:
        try:
            return [f for f in self.root.iterdir() if is_token(f.name)]
        except OSError:
            return []

    def _alive(self, folder: Path) -> bool:
        """Whether the process holds its lock; the system frees it however the process ends."""
        try:
            with (folder / ALIVE).open("rb") as handle:
                fcntl.flock(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)
                return False
        except BlockingIOError:
            return True
        except OSError:
            return False


def is_token(text: object) -> bool:
    """Whether this can name one of our folders; the browser may send anything."""
    return isinstance(text, str) and bool(TOKEN.fullmatch(text))


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """One at a time in this folder, of all threads and processes."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def _spawn(folder: Path) -> subprocess.Popen[bytes]:
    """A fresh interpreter: it inherits neither locks of other threads nor the sockets of the server, only ``alive``,
    locked here so that there is no moment at which the job exists without its lock."""
    with (folder / ALIVE).open("wb") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        process = subprocess.Popen(
            [sys.executable, "-m", "dashboard.job_process", str(folder), str(os.getpid())],
            cwd=PROJECT,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,  # what goes wrong stands on stderr, in the log of the server
            pass_fds=[handle.fileno()],
            process_group=0,  # Ctrl+C at the server does not tear a write apart
        )
    (folder / PID).write_text(str(process.pid), "ascii")
    return process


def _ended(found: Job, result: dict[str, Any], cancelled: bool) -> Job:
    state = JobState(result["state"]) if result else JobState.CANCELLED if cancelled else JobState.FAILED
    return Job(state, found.task, found.arguments, found.step, found.share, found.seconds, found.value, found.problems)


def private(folder: Path) -> None:
    """Make a folder only this account can enter, also where it was made more open before."""
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o700)


def write_json(file: Path, content: Any) -> None:
    """Write at once or not at all."""
    temporary = file.with_name(f".tmp-{uuid4().hex}")
    temporary.write_text(json.dumps(content, ensure_ascii=False), "utf-8")
    temporary.replace(file)


def write_file(folder: Path, content: bytes) -> None:
    """Leave a file for downloading in the folder of a job, at once or not at all. Raises ``GeodataError``
    (``output_not_written``)."""
    temporary = folder / f".tmp-{uuid4().hex}"
    try:
        temporary.write_bytes(content)
        temporary.replace(folder / FILE)
    except OSError as error:
        with suppress(OSError):
            temporary.unlink()
        raise refuse("output_not_written", value="Ergebnis", details=reason(error)) from error


def read_json(file: Path) -> dict[str, Any]:
    """Empty for a file that is missing or unreadable."""
    try:
        found = json.loads(file.read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}
