"""``python -m dashboard snapshot`` and ``export``: the whole file or none, whatever happens half-way."""

from __future__ import annotations

import errno
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from dashboard import command_line as command
from dashboard.exporting import Exported
from dashboard.snapshot.request import make
from geodata.commands.base import write
from geodata.errors import GeodataError
from tests.dashboard.small import AHORN, small

BODY = b"x" * 100_000
VIEW = f"?region={AHORN}&level=gemeinde"


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """No data are read and no file is made: what is looked at is how it is written."""
    monkeypatch.setattr(command.Repository, "open", lambda *_: small())
    monkeypatch.setattr(command, "export", lambda *_: Exported(BODY, "a.csv", "text/csv", ()))


def run(out: Path) -> Result:
    return CliRunner().invoke(command.main, ["export", VIEW, "--out", str(out)])


def half(monkeypatch: pytest.MonkeyPatch, error: BaseException) -> None:
    """Half of the file is on the disk when it goes wrong."""
    whole = Path.write_bytes

    def broken(self: Path, content: bytes) -> int:
        whole(self, content[: len(content) // 2])
        raise error

    monkeypatch.setattr(Path, "write_bytes", broken)


@pytest.mark.parametrize("before", [b"", b"vorher"])
@pytest.mark.parametrize(
    ("error", "said"),
    [(OSError(errno.ENOSPC, "No space left on device"), "kein freier Platz"), (KeyboardInterrupt(), "Abgebrochen")],
)
def test_a_full_disk_or_ctrl_c_in_the_middle_leaves_what_was_there(tmp_path, monkeypatch, error, said, before):
    out = tmp_path / "zahlen.csv"
    if before:
        out.write_bytes(before)
    half(monkeypatch, error)
    done = run(out)
    assert done.exit_code == 1
    assert said in done.output
    assert "Traceback" not in done.output
    assert [(p.name, p.read_bytes()) for p in tmp_path.iterdir()] == ([("zahlen.csv", before)] if before else [])


def test_ctrl_c_while_figures_are_gathered_writes_nothing(tmp_path, monkeypatch):
    def stopped(*_: object) -> Exported:
        raise KeyboardInterrupt

    monkeypatch.setattr(command, "export", stopped)
    done = run(tmp_path / "zahlen.csv")
    assert (done.exit_code, list(tmp_path.iterdir())) == (1, [])
    assert "keine Datei" in done.output


def test_two_at_once_to_the_same_file_leave_one_of_them_whole(tmp_path):
    out, bodies = tmp_path / "zahlen.csv", [letter * 3_000_000 for letter in (b"a", b"b", b"c", b"d")]
    writers = [threading.Thread(target=write, args=(out, body)) for body in bodies]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert out.read_bytes() in bodies
    assert [p.name for p in tmp_path.iterdir()] == ["zahlen.csv"]


@pytest.mark.parametrize("title", ["<b>fett</b> & <script>x</script>", "$\\frac{1}{0}$ {x} \\unknown", "]]><text>"])
def test_markup_in_a_title_is_text(title):
    body = make(small(), VIEW, {"format": "svg", "title": title, "date": "2026-01-01"}).body.decode()
    assert "<script" not in body
    assert "<b>" not in body
    assert any(word in body for word in ("fett", "unknown", "]]&gt;"))


@pytest.mark.parametrize("query", ["?region=%ff", "?region=98999", f"{VIEW}&sel=99001009", "?" + "x" * 20_000])
def test_damaged_addresses_and_vanished_areas_are_one_sentence(query):
    with pytest.raises(GeodataError) as error:
        make(small(), query, {})
    assert error.value.problems[0].code == "bad_snapshot"


@pytest.mark.slow
def test_ctrl_c_while_libraries_are_read_is_a_sentence(tmp_path: Path) -> None:
    out = tmp_path / "a.csv"
    started = "import signal, sys\nfrom dashboard.__main__ import start\n"
    stop = f"sys.argv[1:] = ['export', '{VIEW}', '--out', {str(out)!r}]\nsignal.setitimer(signal.ITIMER_REAL, 0.3)\n"
    act = "signal.signal(signal.SIGALRM, signal.default_int_handler)\n"
    run = subprocess.run(
        [sys.executable, "-c", started + act + stop + "start()"],
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
    )
    assert (run.returncode, run.stderr, run.stdout) == (1, "Abgebrochen; es wurde keine Datei geschrieben.\n", "")
    assert not out.exists()
