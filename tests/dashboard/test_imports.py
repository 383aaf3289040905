"""Uploads wait in a staging folder; the workspace changes only on confirmation."""

from __future__ import annotations

import base64
import os
import time
from pathlib import Path

import pytest

from dashboard.imports import Choices, Staging, safe_name
from dashboard.views.imports import build_import, map_query, result_text
from geodata.errors import GeodataError
from geodata.repository import Repository
from geodata.workspace import Workspace

TABLE = "ags;jahr;Hunde\n05315000;2023;40\n05111000;2023;35\n05913000;2023;2\n"


def upload(text: str | bytes) -> str:
    raw = text.encode() if isinstance(text, str) else text
    return "data:text/csv;base64," + base64.b64encode(raw).decode()


@pytest.fixture
def staging(tmp_path: Path) -> Staging:
    return Staging(tmp_path / "workspace", limit_bytes=1_000_000)


def code(error: pytest.ExceptionInfo[GeodataError]) -> str:
    return error.value.problems[0].code


def test_a_dry_run_changes_nothing_and_confirming_does(staging: Staging) -> None:
    space = Workspace(staging.workspace)
    token = staging.receive(["hunde.csv"], [upload(TABLE)])
    view = build_import(staging.plan(token, Choices()))
    assert (view.refused, view.files[0].kind) == (False, "Tabelle")
    assert "Städte und Gemeinden: 3 von 396 Gebieten zugeordnet" in view.files[0].summary
    assert "Hunde" in view.catalog
    assert space.state().packages == {}

    report = staging.confirm(token, Choices(catalog=view.catalog))
    assert result_text(report) == "„hunde.csv“ wurde importiert."
    assert list(space.state().packages) == ["hunde"]
    assert not (staging.root / token).exists()

    repository = Repository.open(staging.workspace)
    (indicator,) = next(p for p in repository.packages if p.id == "hunde").catalog.indicators
    assert repository.cell(indicator.id, "05315000", "2023").value == 40
    assert repository.cell(indicator.id, "05913000", "2023").status == "SUPPRESSED"
    assert map_query(report) == f"?v=1&level=gemeinde&ind={indicator.id}"


def test_undo_brings_the_state_before_the_import_back(staging: Staging) -> None:
    before = Workspace(staging.workspace).state().fingerprint
    staging.confirm(staging.receive(["hunde.csv"], [upload(TABLE)]), Choices())
    assert staging.undo().fingerprint == before
    with pytest.raises(GeodataError) as error:
        staging.undo()
    assert code(error) == "nothing_to_undo"


def test_an_edited_catalogue_names_the_source(staging: Staging) -> None:
    token = staging.receive(["hunde.csv"], [upload(TABLE)])
    proposal = build_import(staging.plan(token, Choices())).catalog
    edited = proposal.replace("publisher: nicht angegeben", "publisher: Stadt Muster")
    assert edited != proposal
    staging.confirm(token, Choices(catalog=edited))
    assert Repository.open(staging.workspace).catalog.dataset("hunde").source.publisher == "Stadt Muster"


def test_a_refused_file_is_kept_for_another_try_and_nothing_is_imported(staging: Staging) -> None:
    token = staging.receive(["hunde.csv"], [upload(TABLE.replace(";40", ";vierzig"))])
    report = staging.confirm(token, Choices())
    assert report.refused
    assert "wie er war" in result_text(report)
    (finding,) = [f for f in build_import(staging.plan(token, Choices())).files[0].findings if f.severity == "error"]
    assert all(part in finding.text for part in ("Zeile 2", "Hunde", "vierzig"))
    assert Workspace(staging.workspace).state().packages == {}
    assert (staging.root / token).is_dir()


def test_wrong_yaml_names_the_wrong_key(staging: Staging) -> None:
    token = staging.receive(["hunde.csv"], [upload(TABLE)])
    with pytest.raises(GeodataError, match="indikatoren: unbekannter Schlüssel"):
        staging.plan(token, Choices(catalog="indikatoren: []\n"))


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\Daten\\tabelle.csv", "tabelle.csv"),
        (".versteckt", "versteckt"),
        ("a\nb\x00.csv", "ab.csv"),
        ("", "datei"),
    ],
)
def test_file_names_cannot_leave_the_folder(name: str, kept: str) -> None:
    assert safe_name(name) == kept


@pytest.mark.parametrize("token", ["", "../../x", "0" * 32, "A" * 32, "../" + "0" * 29])
def test_an_unknown_token_is_refused(staging: Staging, token: str) -> None:
    with pytest.raises(GeodataError) as error:
        staging.files(token)
    assert code(error) == "upload_gone"


def test_too_large_and_broken_uploads_leave_nothing_behind(staging: Staging) -> None:
    for content, expected in ((upload(b"x" * 1_000_100), "upload_too_large"), ("data:,b64%%", "upload_broken")):
        with pytest.raises(GeodataError) as error:
            staging.receive(["gut.csv", "schlecht.csv"], [upload(TABLE), content])
        assert code(error) == expected
        assert list(staging.root.iterdir()) == []


def test_uploads_nobody_confirmed_are_thrown_away_after_an_hour(staging: Staging) -> None:
    old = staging.receive(["alt.csv"], [upload(TABLE)])
    past = time.time() - 3601
    os.utime(staging.root / old, (past, past))
    new = staging.receive(["neu.csv"], [upload(TABLE)])
    assert [folder.name for folder in staging.root.iterdir()] == [new]


def test_parts_of_a_shapefile_are_one_file_and_boundaries_come_first(staging: Staging) -> None:
    names = ["zahlen.csv", "teil.shp", "teil.dbf", "teil.prj", "teil.shx", "allein.dbf"]
    token = staging.receive(names, [upload("x")] * len(names))
    assert [f.name for f in staging.files(token)] == ["teil.shp", "allein.dbf", "zahlen.csv"]


def test_undo_leaves_the_import_of_somebody_else_alone(staging: Staging) -> None:
    mine = staging.confirm(staging.receive(["hunde.csv"], [upload(TABLE)]), Choices()).fingerprint_after
    staging.confirm(staging.receive(["katzen.csv"], [upload(TABLE.replace("Hunde", "Katzen"))]), Choices())
    with pytest.raises(GeodataError) as error:
        staging.undo(mine)
    assert code(error) == "undo_outdated"
    assert sorted(Workspace(staging.workspace).state().packages) == ["hunde", "katzen"]


def test_a_dry_run_says_what_would_be_replaced(staging: Staging) -> None:
    staging.confirm(staging.receive(["hunde.csv"], [upload(TABLE)]), Choices())
    planned = staging.plan(staging.receive(["hunde.csv"], [upload(TABLE)]), Choices())
    assert "package_replaced" in {p.code for p in planned.report.problems}


def test_taking_over_an_indicator_of_another_dataset_is_said(staging: Staging) -> None:
    token = staging.receive(["hunde.csv"], [upload(TABLE)])
    proposal = build_import(staging.plan(token, Choices())).catalog
    planned = staging.plan(token, Choices(catalog=proposal.replace("hunde_hunde", "population")))
    (found,) = [p for p in planned.report.problems if p.code == "indicator_taken_over"]
    assert "nrw_population" in found.message


def test_two_files_of_one_name_are_both_kept(staging: Staging) -> None:
    token = staging.receive(["a/hunde.csv", "b/hunde.csv"], [upload(TABLE)] * 2)
    assert len(staging.files(token)) == 2


def test_the_preview_does_not_open_what_the_plan_refused(staging: Staging, monkeypatch: pytest.MonkeyPatch) -> None:
    token = staging.receive(["hunde.csv"], [upload(TABLE.replace(";40", ";vierzig"))])
    report = staging.plan(token, Choices()).report
    monkeypatch.setattr("dashboard.imports.open_table", lambda file: pytest.fail("geöffnet"))
    assert staging.preview(token, report) == {}
