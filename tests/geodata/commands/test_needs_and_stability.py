"""The commands ``needs`` and ``stability``: from a table to a table, or a German sentence and no file."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from geodata import __main__ as cli

TABLE = """id;people;poor;young;poor_base
01;900;10,5;1,0;100
02;800;20,5;2,0;100
03;700;30,5;3,0;100
04;600;40,5;-1,0;100
05;500;50,5;0,0;100
06;400;60,5;1,5;100
07;300;70,5;2,5;100
08;200;95,5;4,0;100
09;100;;1,0;100
"""
MSS = Path("mss-berlin")


@pytest.fixture
def table(tmp_path: Path) -> Path:
    (tmp_path / "t.csv").write_text(TABLE, "utf-8")
    return tmp_path / "t.csv"


def run(capfd, *arguments: str) -> tuple[int, str, str]:
    code = cli.main(list(arguments))
    out, err = capfd.readouterr()
    return code, out, err


def rows(file: Path) -> dict[str, dict[str, str]]:
    with file.open(newline="") as handle:
        return {row["id"]: row for row in csv.DictReader(handle)}


def test_every_row_in_its_order_with_classes(table, tmp_path, capfd):
    out = tmp_path / "o.csv"
    code, _, _ = run(
        capfd, "needs", str(table), "--id", "id", "--status", "poor", "--dynamics", "young", "--out", str(out)
    )
    assert code == 0
    found = rows(out)
    assert list(found) == [f"0{i}" for i in range(1, 10)]
    # mean 47.4375, SD 26.1372 over eight: 10.5 → −1.4132
    assert float(found["01"]["status_index"]) == pytest.approx(-1.4132, abs=1e-4)
    assert [r["status_class"] for r in found.values()] == ["1", "1", "2", "2", "2", "2", "2", "4", "0"]
    assert found["09"]["status_index"] == ""
    assert found["09"]["reason"] == "Angabe zur Lage fehlt"
    assert found["08"]["attention"] == "true"
    assert found["08"]["reason"] == "Lage sehr ungünstig"
    assert {r["dynamics_class"] for r in found.values()} == {"+", "+/-", "-"}


def test_excluded_and_too_small_areas_are_named(table, tmp_path, capfd):
    (tmp_path / "aus.txt").write_text("01\n\n77\n", "utf-8")
    rich = TABLE + "".join(f"{i};900;{i};1,0;100\n" for i in range(10, 20))
    table.write_text(rich, "utf-8")
    out = tmp_path / "o.csv"
    code, _, err = run(
        capfd, "needs", str(table), "--id", "id", "--status", "poor", "--exclude", str(tmp_path / "aus.txt"),
        "--min-population", "300", "--population", "people", "--out", str(out),
    )  # fmt: skip
    assert code == 0
    found = rows(out)
    assert found["01"] == {**found["01"], "status_class": "0", "status_index": "", "reason": "ausgeschlossen"}
    assert found["08"]["reason"] == "zu wenige Einwohner"
    assert found["07"]["status_class"] != "0"  # exactly 300
    assert found["02"]["dynamics_class"] == ""
    assert "77" in err


def test_a_minus_turns_a_column_round(table, tmp_path, capfd):
    for name, column in (("a", "poor"), ("b", "-poor")):
        run(capfd, "needs", str(table), "--id", "id", "--status", column, "--out", str(tmp_path / name))
    there, back = rows(tmp_path / "a"), rows(tmp_path / "b")
    assert all(float(there[i]["status_index"]) == -float(back[i]["status_index"]) for i in there if i != "09")


def test_a_kept_reference_is_applied_to_another_year(table, tmp_path, capfd):
    common = ("--id", "id", "--status", "poor", "--out", str(tmp_path / "o.csv"))
    assert run(capfd, "needs", str(table), *common, "--frozen-save", str(tmp_path / "f.json"))[0] == 0
    before = rows(tmp_path / "o.csv")
    table.write_text("id;poor\nx;95,5\n", "utf-8")
    assert run(capfd, "needs", str(table), *common, "--frozen-apply", str(tmp_path / "f.json"))[0] == 0
    assert rows(tmp_path / "o.csv")["x"]["status_index"] == before["08"]["status_index"]


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        (("--status", "poor", "--missing", "mean:2"), "mean:ANTEIL"),
        (("--status", "poor", "--min-population", "3"), "--population"),
        (("--status", "poor,poor"), "mehrfach"),
        (("--status", ","), "kein Indikator"),
        (("--status", "armut"), "armut"),
        (("--status", "poor_base"), "unterscheiden"),
        (("--status", "poor", "--exclude", "fehlt.txt"), "fehlt.txt"),
        (("--status", "poor", "--frozen-apply", "t.csv"), "--frozen-save"),
    ],
)
def test_refusals_leave_no_file(table, tmp_path, capfd, monkeypatch, arguments, word):
    monkeypatch.chdir(tmp_path)
    code, _, err = run(capfd, "needs", "t.csv", "--id", "id", *arguments, "--out", "o.csv")
    assert code == 1
    assert word in " ".join(err.split())
    assert "Traceback" not in err
    assert not (tmp_path / "o.csv").exists()


def test_stability_is_the_same_for_a_seed(table, tmp_path, capfd):
    call = ("stability", str(table), "--id", "id", "--columns", "poor,young", "--top", "2", "--draws", "200")
    bytes_of = []
    for name, seed in (("a", "1"), ("b", "1"), ("c", "2")):
        code, _, err = run(capfd, *call, "--seed", seed, "--out", str(tmp_path / name))
        assert code == 0
        assert "nur die Gewichte" in err
        bytes_of.append((tmp_path / name).read_bytes())
    assert bytes_of[0] == bytes_of[1] != bytes_of[2]
    found = rows(tmp_path / "a")
    assert list(found["09"].values()) == ["09", "", "", "", "", ""]
    assert (found["08"]["rank"], found["08"]["share_in_top"], found["08"]["label"]) == ("1", "1.0", "belastbar")


def test_stability_with_denominators(table, tmp_path, capfd):
    out = tmp_path / "o.csv"
    code, text, _ = run(
        capfd, "stability", str(table), "--id", "id", "--columns", "poor", "--denominators", "poor_base", "--top", "2",
        "--draws", "400", "--seed", "1", "--json", "--out", str(out),
    )  # fmt: skip
    assert code == 0
    assert json.loads(text)["varied"] == ["weights", "counts"]
    found = rows(out)
    assert 0.5 < float(found["07"]["share_in_top"]) < 1  # 70.5 against 60.5 of 100 each is not certain


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        (("--columns", "poor", "--top", "50"), "von 1 bis"),
        (("--columns", "poor,young", "--top", "2", "--denominators", "people"), "2 Spalten"),
        (("--columns", "young", "--top", "2", "--denominators", "people"), "kein Anteil"),
        (("--columns", "poor", "--top", "2", "--concentration", "0"), "Konzentration"),
    ],
)
def test_stability_refuses(table, tmp_path, capfd, arguments, word):
    out = tmp_path / "o.csv"
    code, _, err = run(
        capfd, "stability", str(table), "--id", "id", *arguments, "--draws", "10", "--seed", "1", "--out", str(out)
    )
    assert code == 1
    assert word in " ".join(err.split())
    assert not out.exists()


@pytest.mark.real
def test_berlin_2017_class_by_class(real_data, tmp_path, capfd):
    """436 of 436 published classes of both kinds, and nothing for the eleven areas left out."""
    published = rows(real_data / MSS / "2017-classes.csv")
    (tmp_path / "aus.txt").write_text("\n".join(i for i, r in published.items() if r["status_index"] == "0"), "utf-8")
    with (real_data / MSS / "2017-shares.csv").open() as handle:
        header = handle.readline().strip().split(",")
    columns = {letter: ",".join(h for h in header if h.startswith(letter) and h[1].isdigit()) for letter in "sd"}
    code, _, _ = run(
        capfd, "needs", str(real_data / MSS / "2017-shares.csv"), "--id", "id", "--status", columns["s"],
        "--dynamics", columns["d"], "--exclude", str(tmp_path / "aus.txt"), "--out", str(tmp_path / "o.csv"),
    )  # fmt: skip
    assert code == 0
    found = rows(tmp_path / "o.csv")
    assert {i: (r["status_class"], r["dynamics_class"]) for i, r in found.items()} == {
        i: (r["status_index"], r["dynamic_index"]) for i, r in published.items()
    }
    assert len(found) == 447
