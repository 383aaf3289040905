"""Damaged inputs, one by one: a German sentence that names the place and says what to do, and nothing changed."""

from __future__ import annotations

import hashlib
import json
import re
import warnings
from collections.abc import Iterator
from pathlib import Path

import pytest

from geodata import __main__ as cli
from geodata.catalog import parse_catalog
from geodata.importing import commit, known_of, plan
from geodata.known import Known
from geodata.readers.boundaries import Options
from geodata.workspace import Package, Workspace
from tests.bad_input import boundaries, containers, formats, tables
from tests.bad_input.case import Case
from tests.geodata.readers.test_tables import CATALOG
from tests.geodata.shapes import city, quarters

CASES = [*tables.CASES, *containers.CASES, *boundaries.CASES, *formats.CASES]
ADVICE = re.compile(r"\b[A-Za-zÄÖÜäöüß]+n Sie\b|--\w+")
FOREIGN = re.compile(r"Traceback|Error\b|Exception|\bNone\b|/tmp/|No such|not found|\b(the|is|of|invalid|failed)\b")


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What is known beside the workspace: one large square called Köln, and two other municipalities."""
    root = tmp_path_factory.mktemp("sample")
    known = city()
    sized = known.areas.assign(area_km2=known.areas["area_km2"].where(known.areas["area_id"].ne("05315000"), 4.0))
    elsewhere = known.outlines.assign(area_id="05334002", geometry=known.outlines.geometry.translate(xoff=-1))
    Workspace(root).put_all(
        [
            Package("base", "Basis", areas=sized, geometry=known.outlines),
            Package("aachen", "Aachen", geometry=elsewhere),
        ]
    )
    return root


@pytest.fixture(scope="module")
def space(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """A workspace with a layer and figures."""
    folder = tmp_path_factory.mktemp("work")
    quarters().to_file(folder / "Stadtteil.gpkg")
    (folder / "jobs.csv").write_text(
        "nr;name;arbeitslose;personen\n101;Südstadt;50;1000\n102;Nordend;60;2000\n", "utf-8"
    )
    workspace = Workspace(folder / "w")
    planned = plan([folder / "Stadtteil.gpkg", folder / "jobs.csv"], Options(), city(), parse_catalog(CATALOG))
    assert not commit(planned, workspace, sample=None).refused
    return workspace


@pytest.fixture(scope="module")
def known(sample: Path, space: Workspace) -> Known:
    """What the command line would read anew for every call."""
    return known_of(space, Workspace(sample))


def contents(root: Path) -> dict[str, str]:
    return {
        str(p.relative_to(root)): hashlib.sha256(p.read_bytes()).hexdigest() for p in root.rglob("*") if p.is_file()
    }


@pytest.fixture
def unchanged(space: Workspace) -> Iterator[Workspace]:
    """The workspace; afterwards it must be as it was, file by file."""
    before, fingerprint = contents(space.root), space.state().fingerprint
    yield space
    assert contents(space.root) == before
    assert space.state().fingerprint == fingerprint


def run(capfd: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, list[dict[str, object]], str]:
    code = cli.main([*arguments, "--json"])
    out, err = capfd.readouterr()
    return code, json.loads(out)["problems"], err


def test_there_are_enough() -> None:
    assert len({case.id for case in CASES}) == len(CASES) >= 260


@pytest.mark.parametrize("case", CASES, ids=str)
def test_bad_input(case: Case, tmp_path, monkeypatch, capfd, known: Known, unchanged: Workspace) -> None:
    monkeypatch.setattr("geodata.commands.import_.known_of", lambda *_: known)
    path = tmp_path / case.file
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        case.make(path)
    arguments = ["import", str(path), "--workspace", str(unchanged.root), *case.arguments]
    if case.catalog:
        (tmp_path / "katalog.yaml").write_text(case.catalog, "utf-8")
        arguments += ["--catalog", str(tmp_path / "katalog.yaml")]
    code, problems, err = run(capfd, *arguments)
    errors = [p for p in problems if p["severity"] == "error"]
    assert code == 1, problems
    assert case.codes & {p["code"] for p in errors}, errors
    meant = [p for p in errors if p["code"] in case.codes]
    check_sentences(meant, case, tmp_path)
    assert not FOREIGN.search(err)


def check_sentences(errors: list[dict[str, object]], case: Case, folder: Path) -> None:
    texts = " ".join(f"{p['message']} {p['file']} {p['sheet']} {p['value']}" for p in errors)
    for problem in errors:
        assert ADVICE.search(str(problem["message"])), problem
        assert not FOREIGN.search(str(problem["message"])), problem
        assert str(folder) not in str(problem["message"])
    files = {case.file, "katalog.yaml"}
    assert all(p["file"] in files or p["code"].startswith("bad_") for p in errors), errors
    for word in case.words:
        assert word in texts
    for name in ("row", "column", "value"):
        wanted = getattr(case, name)
        assert wanted is None or any(p[name] == wanted for p in errors), (name, errors)


@pytest.mark.parametrize("case", CASES[:: len(CASES) // 40], ids=str)
def test_inspecting_bad_input(case: Case, tmp_path, monkeypatch, capfd, known: Known, unchanged: Workspace) -> None:
    monkeypatch.setattr("geodata.commands.inspect.known_of", lambda *_: known)
    path = tmp_path / case.file
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        case.make(path)
    code, problems, err = run(capfd, "inspect", str(path), "--workspace", str(unchanged.root))
    assert code in (0, 1)
    assert (code == 1) == any(p["severity"] == "error" for p in problems)
    assert not any(p["code"] == "unexpected" for p in problems)
    assert not FOREIGN.search(err)


def test_a_sound_file_with_a_broken_one_changes_nothing(tmp_path, monkeypatch, capfd, sample, unchanged) -> None:
    monkeypatch.setattr("geodata.commands.import_.SAMPLE_ROOT", sample)
    quarters().to_file(tmp_path / "Stadtteil.gpkg")
    (tmp_path / "leer.csv").write_bytes(b"")
    files = [str(tmp_path / "Stadtteil.gpkg"), str(tmp_path / "leer.csv")]
    code, problems, _ = run(capfd, "import", *files, "--workspace", str(unchanged.root))
    assert code == 1
    assert [p["file"] for p in problems if p["severity"] == "error"] == ["leer.csv"]


def test_a_macro_workbook_is_read_as_data(tmp_path, sample, unchanged) -> None:
    containers.workbook(tmp_path / "arbeit.xlsm")
    planned = plan(
        [tmp_path / "arbeit.xlsm"], Options(), city(("stadtteil", {"101": "A", "102": "B"})), parse_catalog(CATALOG)
    )
    assert planned.packages[0].observations["k"].sum() == 5 + 6 + 5 + 6
