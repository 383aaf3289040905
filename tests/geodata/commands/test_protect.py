"""``python -m geodata protect``: exit codes, one JSON document, nothing written when refused."""

from __future__ import annotations

import ctypes
import json
import subprocess
import sys
from pathlib import Path

import pytest

from geodata import __main__ as cli
from geodata.commands.protect import native_output_dropped
from tests.geodata.protection.test_protect import MARGINS, WORKED, text

PROJECT = Path(__file__).resolve().parents[3]


@pytest.fixture
def call(capfdbinary, tmp_path):
    """Run ``protect`` on a table; gives code, stdout, stderr and the output file."""

    def run(content: bytes, *options: str, out: Path | None = None) -> tuple[int, str, str, Path]:
        table, target = tmp_path / "tabelle.csv", out or tmp_path / "geschützt.csv"
        table.write_bytes(content)
        names = ["--rows", "Q", "--columns", "G", "--value", "N"]
        threshold = [] if "--threshold" in options else ["--threshold", "3"]
        code = cli.main(["protect", str(table), *names, *threshold, *options, "--out", str(target)])
        shown, said = capfdbinary.readouterr()
        return code, shown.decode(), said.decode(), target

    return run


def test_json_is_the_only_thing_on_stdout(call):
    code, out, err, target = call(text(WORKED | MARGINS), "--total", "S", "--json")
    assert code == 0
    assert json.loads(out) == {"primary": 1, "secondary": 3, "cost": 103, "optimal": True, "gap": 0.0}
    assert target.read_bytes().startswith(b"Q;G;N;state\nQ1;a;;geheim\nQ1;b;;geheim\nQ2;a;15;ok\n")
    assert "Traceback" not in err


def test_people_read_a_summary_on_stderr(call):
    code, out, err, _ = call(text(WORKED), "--derive-totals")
    assert (code, out) == (0, "")
    assert "1 zu kleine" in err
    assert "103; kein sicheres Ergebnis verliert weniger" in err


def test_without_time_the_gap_is_stated(call):
    code, out, _, _ = call(text(WORKED | MARGINS), "--total", "S", "--json", "--time-limit", "0")
    found = json.loads(out)
    assert code == 0
    assert found["optimal"] is (found["gap"] == 0)
    assert found["cost"] <= 1.2 * 103


@pytest.mark.parametrize(
    ("content", "options", "code", "said"),
    [
        (text(WORKED), ["--total", "S"], 1, "kommt weder in"),
        (text(WORKED | MARGINS | {("Q1", "S"): "44"}), ["--total", "S"], 1, "Abweichung 1"),
        (text(WORKED), ["--threshold", "0"], 1, "mindestens 1"),
        (text(WORKED), ["--threshold", "drei"], 2, "--threshold"),
        (text(WORKED), ["--time-limit", "-1"], 2, "--time-limit"),
        (text(WORKED), ["--total", "S", "--derive-totals"], 2, "schließen sich aus"),
        (text(WORKED), ["--nonsense"], 2, "gibt es nicht"),
        (b"", [], 1, "leer"),
        (b"\x00\x01\x02", [], 1, "lässt sich nicht lesen"),
        (b"Q;G;N\nQ1;a;2\nQ1;b;7\nQ2;a;0\nQ2;b;0\n", ["--derive-totals"], 1, "lässt sich nicht schützen"),
    ],
)
def test_refused_without_a_file(call, content, options, code, said):
    found, out, err, target = call(content, *options)
    assert found == code
    assert said in err
    assert out == ""
    assert "Traceback" not in err
    assert not target.exists()
    assert list(target.parent.iterdir()) == [target.parent / "tabelle.csv"]


def test_an_older_file_survives_a_refusal(call, tmp_path):
    target = tmp_path / "alt.csv"
    target.write_text("alt")
    assert call(b"Q;G;N\nQ1;a;-1\n", out=target)[0] == 1
    assert target.read_text() == "alt"
    assert call(text(WORKED), "--derive-totals", out=target)[0] == 0
    assert target.read_bytes().startswith(b"Q;G;N;state\n")


def test_the_table_itself_is_never_overwritten(call, tmp_path):
    code, _, err, target = call(text(WORKED), "--derive-totals", out=tmp_path / "tabelle.csv")
    assert code == 1
    assert "nicht überschrieben" in err
    assert target.read_bytes() == text(WORKED)


def test_missing_pieces_of_the_call(capfdbinary, tmp_path):
    assert cli.main(["protect", "t.csv", "--rows", "Q"]) == 2
    assert "Es fehlt" in capfdbinary.readouterr().err.decode()
    rest = ["--rows", "Q", "--columns", "G", "--value", "N", "--threshold", "3", "--out", str(tmp_path / "o.csv")]
    assert cli.main(["protect", str(tmp_path / "fehlt.csv"), *rest]) == 1
    assert "gibt es nicht" in capfdbinary.readouterr().err.decode()
    assert cli.main(["protect", "--json", *rest, str(tmp_path)]) == 1
    assert json.loads(capfdbinary.readouterr().out)["problems"][0]["code"] == "file_is_folder"


def test_folder_that_is_not_there(call, tmp_path):
    code, _, err, _ = call(text(WORKED), "--derive-totals", out=tmp_path / "fehlt" / "o.csv")
    assert code == 1
    assert "lässt sich nicht schreiben" in err


def test_what_the_solver_prints_is_dropped(capfdbinary):
    library = ctypes.CDLL(None)
    with native_output_dropped():
        library.puts(b"noise")
    print("kept", flush=True)
    assert capfdbinary.readouterr().out == b"kept\n"


@pytest.mark.slow
def test_as_a_process(tmp_path):
    (tmp_path / "t.csv").write_bytes(text(WORKED | MARGINS))
    names = ["--rows", "Q", "--columns", "G", "--value", "N", "--threshold", "3", "--total", "S"]
    call = [sys.executable, "-m", "geodata", "protect", str(tmp_path / "t.csv"), *names, "--json"]
    done = [
        subprocess.run([*call, "--out", str(tmp_path / name)], cwd=PROJECT, capture_output=True, check=True).stdout
        for name in ("a.csv", "b.csv")
    ]
    assert json.loads(done[0])["cost"] == 103
    assert done[0] == done[1]
    assert (tmp_path / "a.csv").read_bytes() == (tmp_path / "b.csv").read_bytes()
