"""The command line: German on stderr, one JSON document on stdout, exit codes, no traceback."""

from __future__ import annotations

import csv
import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from geodata import __main__ as cli
from geodata.commands.base import WORKSPACE_VARIABLE
from geodata.exports.text import safe_text
from tests.geodata.readers.test_tables import CATALOG
from tests.geodata.shapes import quarters

PROJECT = Path(__file__).resolve().parents[2]


@pytest.fixture
def files(tmp_path: Path) -> dict[str, str]:
    quarters().to_file(tmp_path / "Stadtteil.gpkg")
    (tmp_path / "jobs.yaml").write_text(CATALOG, "utf-8")
    rows = "101;Südstadt;50;1000\n102;Nordend;2;20\n103;=1+1;70;3000\n104;Müngersdorf;8;9\n"
    (tmp_path / "jobs.csv").write_text("nr;name;arbeitslose;personen\n" + rows, "utf-8")
    return {
        "shapes": str(tmp_path / "Stadtteil.gpkg"),
        "table": str(tmp_path / "jobs.csv"),
        "catalog": str(tmp_path / "jobs.yaml"),
        "workspace": str(tmp_path / "w"),
    }


def run(capfdbinary, *arguments: str) -> tuple[int, str, str]:
    code = cli.main(list(arguments))
    out, err = capfdbinary.readouterr()
    return code, out.decode(), err.decode()


def answer(capfdbinary, *arguments: str) -> tuple[int, dict]:
    code, out, _ = run(capfdbinary, *arguments)
    return code, json.loads(out)


def load(capfdbinary, files: dict[str, str]) -> None:
    space = ["--workspace", files["workspace"]]
    assert run(capfdbinary, *space, "import", files["shapes"], "--parent", "05315000")[0] == 0
    assert run(capfdbinary, "import", files["table"], "--catalog", files["catalog"], *space)[0] == 0


def test_inspect_answers_as_promised(capfdbinary, files):
    code, found = answer(capfdbinary, "inspect", files["shapes"], "--json", "--workspace", files["workspace"])
    assert code == 0
    assert {
        "kind",
        "format",
        "rows",
        "kept",
        "layers",
        "crs",
        "key",
        "level",
        "periods",
        "coverage",
        "problems",
    } <= set(found)
    assert found["kind"] == "boundaries"
    assert found["format"] == "GeoPackage"
    assert (found["rows"], found["kept"], found["level"]) == (4, 4, "stadtteil")
    assert found["crs"] == {"epsg": 25832, "how": "definition"}
    assert found["key"] == {"column": "STT_NR", "good": 4, "fixable": 0, "ignored": 0, "refused": 0}
    assert found["coverage"] == {"valid": True, "gaps": 0, "gap_area_m2": 0.0, "overlaps": 0, "overlap_area_m2": 0.0}
    problem = found["problems"][0]
    assert set(problem) == {"code", "severity", "message", "file", "sheet", "row", "column", "value"}
    assert not Path(files["workspace"]).exists()


@pytest.mark.slow
def test_import_status_remove(capfdbinary, files):
    load(capfdbinary, files)
    code, status = answer(capfdbinary, "--json", "status", "--workspace", files["workspace"])
    assert code == 0
    assert [p["id"] for p in status["packages"]] == ["boundaries_stadtteil_05315000", "jobs"]
    code, dry = answer(
        capfdbinary, "--workspace", files["workspace"], "import", files["table"], "--catalog", files["catalog"],
        "--dry-run", "--json",
    )  # fmt: skip
    assert code == 0
    assert dry["matched"] == 4
    assert dry["fingerprint_before"] == dry["fingerprint_after"] == status["fingerprint"]
    code, removed = answer(capfdbinary, "remove", "jobs", "--json", "--workspace", files["workspace"])
    assert code == 0
    assert removed["fingerprint_after"] != removed["fingerprint_before"]
    assert run(capfdbinary, "remove", "jobs", "--workspace", files["workspace"])[0] == 1


@pytest.mark.slow
def test_export_shows_nothing_small_and_nothing_that_runs(capfdbinary, files):
    load(capfdbinary, files)
    arguments = ["export", "--level", "stadtteil", "--indicator", "jobless_count", "--period", "2021",
                 "--region", "05315000", "--workspace", files["workspace"]]  # fmt: skip
    code, out, _ = run(capfdbinary, *arguments)
    assert code == 0
    rows = {row["Gebietsschlüssel"][-3:]: row for row in csv.DictReader(io.StringIO(out), delimiter=";")}
    assert rows["101"]["Wert"] == "50"
    assert (rows["102"]["Wert"], rows["102"]["Zähler"], rows["102"]["Zustand"]) == ("", "", "SUPPRESSED")
    code, out, _ = run(capfdbinary, *arguments, "--format", "geojson")
    features = json.loads(out)["features"]
    assert [f["properties"]["value"] for f in features] == [50.0, None, 70.0, 8.0]
    assert features[0]["geometry"]["type"] == "Polygon"
    arguments[arguments.index("2021")] = "1999"
    code, _, err = run(capfdbinary, *arguments)
    assert code == 1
    assert "vorhanden: 2021" in err


@pytest.mark.parametrize("text", ["=1+1", "+49", "-x", "@a", "\tb", "\rc"])
def test_text_never_becomes_a_formula(text):
    assert safe_text(text) == "'" + text


@pytest.mark.slow
@pytest.mark.parametrize(
    ("arguments", "code", "text"),
    [
        (["nonsense"], 2, "Diesen Befehl gibt es nicht"),
        (["import"], 2, "Es fehlt: DATEI"),
        (["status", "--nonsense"], 2, "Die Option --nonsense gibt es nicht"),
        (["import", "x", "--kind", "y"], 2, "Möglich: boundaries, table, survey"),
        (["import", "missing.csv"], 1, "gibt es nicht"),
        (["import", "x.csv", "--kind", "survey"], 1, "gibt es nicht"),
        (["import", "x.csv", "--catalog", "missing.yaml"], 1, "Katalogdatei"),
        (["inspect", "missing.shp"], 1, "gibt es nicht"),
        (["remove", "x"], 1, "Vorhanden: keiner"),
        (["export", "--level", "kreis", "--indicator", "x", "--period", "2020"], 1, "nicht im Katalog"),
    ],
)
def test_refusals_are_german_sentences(capfdbinary, tmp_path, monkeypatch, arguments, code, text):
    monkeypatch.setenv(WORKSPACE_VARIABLE, str(tmp_path / "w"))
    found, out, err = run(capfdbinary, *arguments)
    assert found == code
    assert text in err
    assert "Traceback" not in err
    assert out == ""
    found, document = answer(capfdbinary, *arguments, "--json")
    assert found == code
    assert document["problems"][0]["message"]


def test_unexpected_errors_are_one_sentence(capfdbinary, tmp_path, monkeypatch):
    def broken(*_: object) -> None:
        raise ZeroDivisionError("secret")

    monkeypatch.setattr("geodata.commands.inspect.inspect", broken)
    code, _, err = run(capfdbinary, "inspect", "x.csv", "--workspace", str(tmp_path))
    assert code == 1
    assert "Der Grund" in err or "der Grund" in err
    assert "Traceback" not in err
    assert "secret" not in err
    assert "Traceback" in run(capfdbinary, "inspect", "x.csv", "--debug", "--workspace", str(tmp_path))[2]


def test_a_damaged_workspace_is_said(capfdbinary, tmp_path):
    (tmp_path / "published").mkdir()
    (tmp_path / "published" / "manifest.json").write_text("{")
    code, _, err = run(capfdbinary, "status", "--workspace", str(tmp_path))
    assert code == 1
    assert "beschädigt" in err


@pytest.mark.slow
def test_as_a_process(tmp_path):
    call = [sys.executable, "-m", "geodata", "status", "--json"]
    env = {**os.environ, WORKSPACE_VARIABLE: str(tmp_path / "w")}
    done = subprocess.run(call, cwd=PROJECT, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0
    assert json.loads(done.stdout)["packages"] == []


@pytest.mark.slow
@pytest.mark.parametrize("width", ["20", "200"])
def test_status_shows_ids_whole_in_any_window(capfdbinary, monkeypatch, tmp_path, width):
    monkeypatch.setenv("COLUMNS", width)
    long_id = "einwohner_nach_altersgruppen_geschlecht_und_staatsangehoerigkeit_2023"
    frame = quarters()
    frame.to_file(tmp_path / "Stadtteil.gpkg")
    table = tmp_path / f"{long_id}.csv"
    table.write_text("nr;anzahl_der_menschen\n101;7\n102;8\n103;9\n104;10\n", "utf-8")
    space = ["--workspace", str(tmp_path / "w")]
    assert run(capfdbinary, "import", str(tmp_path / "Stadtteil.gpkg"), str(table), *space)[0] == 0
    _, _, err = run(capfdbinary, "status", *space)
    assert long_id in err.splitlines()
    assert "…" not in err
    _, _, err = run(capfdbinary, "inspect", str(table), *space)
    assert "…" not in err.replace("–", "")
    assert long_id in "".join(line.strip() for line in err.splitlines())
