"""Both applications under gunicorn, with the same options, on at most two processors."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from benchmarks.karte.processes import children

PROJECT = Path(__file__).resolve().parents[2]
WORKERS, THREADS, CORES = 2, 4, 2
START_SECONDS = 120.0
WARM_UP = ("/", "/_dash-layout", "/_dash-dependencies")
WARM_ROUNDS = 12  # on connections of their own, so that both workers get some


@dataclass(frozen=True)
class Server:
    """A running gunicorn; ``workers``: their process ids."""

    url: str
    workers: tuple[int, ...]
    log: Path

    def check(self) -> None:
        """Raises ``RuntimeError`` if anything went wrong on the server."""
        text = self.log.read_text("utf-8", errors="replace")
        if "Traceback" in text:
            raise RuntimeError(f"{self.log.name}:\n{text[-3000:]}")


@contextmanager
def serve(application: str, folder: Path, environment: dict[str, str]) -> Iterator[Server]:
    """gunicorn with two preloaded workers on a free port, warm; its log goes to ``folder``."""
    log = folder / f"{application.partition(':')[0]}.log"
    port = _free_port()
    options = (
        f"--preload --workers {WORKERS} --threads {THREADS} --no-control-socket --timeout 120 --graceful-timeout 1"
    )
    with log.open("ab") as out:
        process = subprocess.Popen(
            [sys.executable, "-m", "gunicorn", application, *options.split(), "--bind", f"127.0.0.1:{port}"],
            cwd=PROJECT,
            env={**os.environ, **environment},
            stdout=out,
            stderr=subprocess.STDOUT,
        )
        try:
            os.sched_setaffinity(process.pid, sorted(os.sched_getaffinity(0))[:CORES])  # workers inherit it
            url = f"http://127.0.0.1:{port}"
            _wait(url, process, log)
            for path in WARM_UP * WARM_ROUNDS:
                _get(url + path)
            log.write_bytes(b"")  # a cold tutorial app may have stumbled over its first requests
            yield Server(url, tuple(children(process.pid)), log)
        finally:
            process.send_signal(signal.SIGQUIT)  # at once: browsers keep their connections open
            process.wait(timeout=60)


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def _get(url: str) -> None:
    with urllib.request.urlopen(urllib.request.Request(url, headers={"Connection": "close"}), timeout=60) as answer:
        answer.read()


def _wait(url: str, process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        try:
            return _get(url)
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.2)
    raise RuntimeError(f"gunicorn did not start:\n{log.read_text('utf-8', errors='replace')[-3000:]}")
