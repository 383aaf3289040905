"""The application under gunicorn, and a browser that fails the test on anything untoward."""

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
from typing import TYPE_CHECKING

import pytest

PROJECT = Path(__file__).resolve().parents[2]
START_SECONDS = 60
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]

if TYPE_CHECKING:
    from playwright.sync_api import Browser

    from tests.e2e.screen import Screen


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Every test below this folder drives a browser."""
    for item in items:
        if Path(__file__).parent in Path(item.path).parents:
            item.add_marker(pytest.mark.e2e)


# -- server -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Server:
    url: str
    workspace: Path


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def wait_for(url: str, process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        try:
            with urllib.request.urlopen(f"{url}/health", timeout=2):
                return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.2)
    pytest.fail(f"gunicorn kam nicht hoch:\n{log.read_text('utf-8')[-3000:]}")


@contextmanager
def running(folder: Path, *options: str) -> Iterator[Server]:
    """The app on a free port with two workers over ``folder/workspace``; its log is ``folder/gunicorn.log``."""
    found = Server(f"http://127.0.0.1:{(port := free_port())}", folder / "workspace")
    log = folder / "gunicorn.log"
    usual = f"--preload -w 2 --threads 4 --no-control-socket --graceful-timeout 1 --bind 127.0.0.1:{port}"
    with log.open("wb") as out:
        process = subprocess.Popen(
            [sys.executable, "-m", "gunicorn", "app:server", *usual.split(), *options],
            cwd=PROJECT,
            env={**os.environ, "QUARTIERSBLICK_WORKSPACE": str(found.workspace)},
            stdout=out,
            stderr=subprocess.STDOUT,
        )
        try:
            wait_for(found.url, process, log)
            yield found
        finally:
            process.send_signal(signal.SIGQUIT)  # at once: browsers keep their connections open
            process.wait(timeout=20)
    assert "Traceback" not in log.read_text("utf-8"), log.read_text("utf-8")[-3000:]


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """With an empty workspace of its own."""
    with running(tmp_path_factory.mktemp("e2e")) as found:
        yield found


# -- browser ----------------------------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def browser(chromium: str) -> Iterator[Browser]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=chromium, args=ARGUMENTS)
        yield found
        found.close()


@pytest.fixture
def size() -> tuple[int, int]:
    """Size of the window; parametrise to change it."""
    return (1440, 900)


@pytest.fixture
def screen(browser: Browser, server: Server, size: tuple[int, int]) -> Iterator[Screen]:
    """A fresh page; anything it complains about fails the test."""
    from tests.e2e.screen import Screen, watch

    width, height = size
    context = browser.new_context(viewport={"width": width, "height": height}, locale="de-DE")
    found = Screen(context.new_page(), server.url)
    watch(found)
    yield found
    context.close()
    assert found.faults == []
