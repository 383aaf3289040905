"""``python -m dashboard snapshot`` as somebody types it, over the embedded data."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

import pytest

from dashboard.snapshot.request import make
from geodata.repository import Repository

ROOT = Path(__file__).parents[3]


def call(*arguments: str, **more: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "dashboard", "snapshot", *arguments]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, **more)  # type: ignore[call-overload, no-any-return]


@pytest.mark.slow
def test_writes_the_format_of_the_ending(tmp_path: Path) -> None:
    out = tmp_path / "karte.pdf"
    done = call("?region=05&level=kreis", "--out", str(out), "--workspace", str(tmp_path / "leer"))
    assert (done.returncode, done.stderr) == (0, "")
    assert out.read_bytes().startswith(b"%PDF")


@pytest.mark.slow
def test_unknown_key_gives_a_sentence_and_no_file(tmp_path: Path) -> None:
    out = tmp_path / "karte.png"
    done = call("?regoin=05", "--out", str(out))
    assert done.returncode == 1
    assert "„regoin“ ist kein Teil einer Adresse" in done.stderr
    assert "Traceback" not in done.stderr
    assert list(tmp_path.iterdir()) == []


@pytest.mark.slow
def test_a_full_disk_leaves_what_was_there(tmp_path: Path) -> None:
    """A limit on file size refuses the write as a full disk does."""
    out = tmp_path / "karte.png"
    out.write_bytes(b"vorher")
    script = (
        "import resource, runpy, signal, sys;"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN);"
        "import dashboard.snapshot.render;"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000));"
        f"sys.argv = ['dashboard', 'snapshot', '?region=05', '--out', {str(out)!r}];"
        "runpy.run_module('dashboard', run_name='__main__')"
    )
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert out.read_bytes() == b"vorher"
    assert [p.name for p in tmp_path.iterdir()] == ["karte.png"]


@pytest.mark.slow
@pytest.mark.parametrize("level", ["kreis", "gemeinde"])
def test_a_picture_of_the_country_takes_less_than_two_seconds(level: str) -> None:
    repository = Repository.open(None)
    query = f"?region=05&level={level}&ind=population"
    make(repository, query, {})  # fonts and outlines are read once
    took = []
    for _ in range(3):  # the quickest of several, since the machine has other things to do as well
        start = time.perf_counter()
        make(repository, query, {"labels": "werte"})
        took.append(time.perf_counter() - start)
    assert min(took) < 2
