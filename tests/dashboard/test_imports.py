"""Uploads wait in a staging folder; the workspace changes only on confirmation, and then as the dry run showed."""

from __future__ import annotations

import io
import os
import stat
import time
from pathlib import Path

import pytest

from dashboard.imports import Choices, Staging, safe_name
from dashboard.views.arrival import best_view
from dashboard.views.imports import result_text
from geodata.errors import GeodataError
from geodata.reports import Report
from geodata.repository import Repository
from geodata.workspace import Workspace
from tests.geodata.shapes import quarters

TABLE = "ags;jahr;Hunde\n05315000;2023;40\n05111000;2023;35\n05913000;2023;2\n"
CATALOG = """
datasets:
  - {id: hunde, title: Hunde, owner: Stadt, source: {title: Hundesteuer, publisher: Stadt Muster, licence: CC0,
     attribution: Stadt Muster}}
indicators:
  - {id: dogs, name: Hunde, short_name: Hunde, description: Hunde, topic: Wohnen, kind: count, unit: Hunde,
     direction: context, dataset: hunde}
table:
  key: ags
  period: jahr
  measures: [{indicator: dogs, role: k, column: Hunde}]
"""


def upload(staging: Staging, *files: tuple[str, str | bytes], token: str = "") -> str:
    return staging.receive(
        [(name, io.BytesIO(text.encode() if isinstance(text, str) else text)) for name, text in files], token
    )


def confirmed(staging: Staging, *files: tuple[str, str | bytes], **choices: str) -> Report:
    token = upload(staging, *files)
    staging.check(token, Choices(**choices))
    return staging.confirm(token)


@pytest.fixture
def whole(tmp_path: Path) -> Staging:
    """As in service: every plan is tried out before it is written."""
    return Staging(tmp_path / "workspace", limit_bytes=1_000_000)


@pytest.fixture
def staging(whole: Staging, monkeypatch: pytest.MonkeyPatch) -> Staging:
    """Without the trial, which takes a second or two each time."""
    monkeypatch.setattr("geodata.importing.trial", lambda packages: None)
    return whole


@pytest.fixture
def borders(tmp_path: Path) -> tuple[str, bytes]:
    """Four quarters of Köln as a GeoPackage."""
    file = tmp_path / "Stadtteil.gpkg"
    quarters().to_file(file)
    return file.name, file.read_bytes()


def code(error: pytest.ExceptionInfo[GeodataError]) -> str:
    return error.value.problems[0].code


# -- dry run and confirmation -----------------------------------------------------------------------------------


@pytest.mark.slow
def test_a_dry_run_changes_nothing_and_confirming_does(whole: Staging) -> None:
    staging = whole
    space = Workspace(staging.workspace)
    token = upload(staging, ("hunde.csv", TABLE))
    view = staging.check(token, Choices()).view
    assert (view.refused, view.confirmable, view.files[0].kind) == (False, True, "Tabelle")
    assert "Städte und Gemeinden: 3 von 396 Gebieten zugeordnet" in view.files[0].summary
    assert "Hunde" in view.catalog
    assert view.files[0].preview[0] == ("05315000", "2023", "40")
    assert space.state().packages == {}

    report = staging.confirm(token)
    assert result_text(report) == "„hunde.csv“ wurde importiert."
    assert list(space.state().packages) == ["hunde"]
    assert report.fingerprint_after == space.state().fingerprint
    assert not (staging.root / token).exists()

    repository = Repository.open(staging.workspace)
    (indicator,) = next(p for p in repository.packages if p.id == "hunde").catalog.indicators
    assert repository.cell(indicator.id, "05315000", "2023").value == 40
    assert repository.cell(indicator.id, "05913000", "2023").status == "SUPPRESSED"
    assert best_view(repository, report.packages) == f"?v=1&region=05&level=gemeinde&ind={indicator.id}"


@pytest.mark.slow
def test_confirming_imports_what_the_dry_run_showed_and_nothing_else(staging: Staging) -> None:
    token = upload(staging, ("hunde.csv", TABLE.replace("jahr", "wert2").replace("2023", "7")))
    staging.check(token, Choices(period="2021"))
    (staging.root / token / "hunde.csv").write_text(TABLE.replace(";40", ";4711"), "utf-8")
    staging.confirm(token)
    repository = Repository.open(staging.workspace)
    assert {p for i in repository.catalog.indicators if i.dataset == "hunde"
            for p in repository.periods(i.id, "gemeinde", "05")} == {"2021"}  # fmt: skip
    assert not any(
        repository.cell(i.id, "05315000", p).value == 4711
        for i in repository.catalog.indicators
        if i.dataset == "hunde"
        for p in ("2021", "2023")
    )


def test_without_a_dry_run_nothing_can_be_confirmed(staging: Staging) -> None:
    token = upload(staging, ("hunde.csv", TABLE))
    with pytest.raises(GeodataError) as error:
        staging.confirm(token)
    assert code(error) == "import_unchecked"


@pytest.mark.slow
def test_a_file_that_came_later_needs_a_new_dry_run(staging: Staging) -> None:
    token = upload(staging, ("hunde.csv", TABLE))
    staging.check(token, Choices())
    assert upload(staging, ("katzen.csv", TABLE.replace("Hunde", "Katzen")), token=token) == token
    with pytest.raises(GeodataError) as error:
        staging.confirm(token)
    assert code(error) == "import_unchecked"
    assert [f.file for f in staging.check(token, Choices()).view.files] == ["hunde.csv", "katzen.csv"]


@pytest.mark.slow
def test_data_that_changed_since_the_dry_run_need_a_new_one(staging: Staging) -> None:
    token = upload(staging, ("hunde.csv", TABLE))
    staging.check(token, Choices())
    assert staging.written_since_check(token) == ""
    after = confirmed(staging, ("katzen.csv", TABLE.replace("Hunde", "Katzen"))).fingerprint_after
    assert staging.written_since_check(token) == after
    with pytest.raises(GeodataError) as error:
        staging.confirm(token)
    assert code(error) == "import_outdated"
    assert list(Workspace(staging.workspace).state().packages) == ["katzen"]


def test_a_state_the_application_could_not_open_is_refused(whole: Staging, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise KeyError("parent")

    monkeypatch.setattr("geodata.trial.Repository", broken)
    token = upload(whole, ("hunde.csv", TABLE))
    view = whole.check(token, Choices()).view
    assert view.refused
    (finding,) = [f for f in view.files[0].findings if f.severity == "error"]
    assert "ließe sich die Anwendung nicht mehr öffnen (KeyError" in finding.text
    with pytest.raises(GeodataError):
        whole.confirm(token)
    assert Workspace(whole.workspace).state().packages == {}


@pytest.mark.slow
def test_undo_brings_the_state_before_the_import_back(staging: Staging) -> None:
    before = Workspace(staging.workspace).state().fingerprint
    confirmed(staging, ("hunde.csv", TABLE))
    assert staging.undo().fingerprint == before
    with pytest.raises(GeodataError) as error:
        staging.undo()
    assert code(error) == "nothing_to_undo"


@pytest.mark.slow
def test_undo_leaves_the_import_of_somebody_else_alone(staging: Staging) -> None:
    mine = confirmed(staging, ("hunde.csv", TABLE)).fingerprint_after
    confirmed(staging, ("katzen.csv", TABLE.replace("Hunde", "Katzen")))
    with pytest.raises(GeodataError) as error:
        staging.undo(mine)
    assert code(error) == "undo_outdated"
    assert sorted(Workspace(staging.workspace).state().packages) == ["hunde", "katzen"]


def test_a_refused_file_is_kept_for_another_try_and_nothing_is_imported(staging: Staging) -> None:
    token = upload(staging, ("hunde.csv", TABLE.replace(";40", ";vierzig")))
    view = staging.check(token, Choices()).view
    assert view.refused
    (finding,) = [f for f in view.files[0].findings if f.severity == "error"]
    assert all(part in finding.text for part in ("Zeile 2", "Hunde", "vierzig"))
    assert view.files[0].preview == ()
    with pytest.raises(GeodataError):
        staging.confirm(token)
    assert Workspace(staging.workspace).state().packages == {}
    assert (staging.root / token).is_dir()


# -- catalogue --------------------------------------------------------------------------------------------------


@pytest.mark.slow
def test_an_edited_catalogue_names_the_source(staging: Staging) -> None:
    token = upload(staging, ("hunde.csv", TABLE))
    proposal = staging.check(token, Choices()).view.catalog
    edited = proposal.replace("publisher: nicht angegeben", "publisher: Stadt Muster")
    assert edited != proposal
    staging.check(token, Choices(catalog=edited))
    staging.confirm(token)
    assert Repository.open(staging.workspace).catalog.dataset("hunde").source.publisher == "Stadt Muster"


@pytest.mark.slow
def test_a_catalogue_dropped_with_its_table_is_used(staging: Staging) -> None:
    token = upload(staging, ("hunde.csv", TABLE), ("katalog.yaml", CATALOG))
    view = staging.check(token, Choices()).view
    assert [(f.file, f.kind) for f in view.files] == [("katalog.yaml", "Katalog"), ("hunde.csv", "Tabelle")]
    assert "Stadt Muster" in view.catalog
    staging.confirm(token)
    assert Repository.open(staging.workspace).cell("dogs", "05111000", "2023").value == 35


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ((("katalog.yml", CATALOG),), "upload_only_catalog"),
        ((("hunde.csv", TABLE), ("a.yaml", CATALOG), ("b.yml", CATALOG)), "upload_catalogs"),
        ((("hunde.csv", TABLE), ("a.yaml", "indikatoren: []\n")), "bad_catalog"),
    ],
)
def test_a_catalogue_that_does_not_fit_says_why(
    staging: Staging, files: tuple[tuple[str, str], ...], expected: str
) -> None:
    with pytest.raises(GeodataError) as error:
        staging.check(upload(staging, *files), Choices())
    assert code(error) == expected


def test_wrong_yaml_names_the_wrong_key(staging: Staging) -> None:
    token = upload(staging, ("hunde.csv", TABLE))
    with pytest.raises(GeodataError, match="indikatoren: unbekannter Schlüssel"):
        staging.check(token, Choices(catalog="indikatoren: []\n"))


# -- keys assigned by hand --------------------------------------------------------------------------------------

WITH_TYPO = TABLE + "0531X;2023;17\n"


@pytest.mark.slow
def test_an_assignment_by_hand_can_be_taken_back(staging: Staging) -> None:
    token = upload(staging, ("hunde.csv", WITH_TYPO))
    first = staging.check(token, Choices()).view
    assert [u.key for u in first.files[0].unmatched] == ["0531X"]
    second = staging.check(token, Choices(assign=(("0531X", "05314000"),))).view
    assert second.files[0].unmatched == ()
    assert [(a.key, a.area_id, a.name) for a in second.assigned] == [("0531X", "05314000", "Bonn")]
    assert "4 von 396" in second.files[0].summary
    third = staging.check(token, Choices()).view
    assert [u.key for u in third.files[0].unmatched] == ["0531X"]
    assert "3 von 396" in third.files[0].summary


@pytest.mark.slow
def test_a_key_of_two_files_is_asked_for_once(staging: Staging) -> None:
    token = upload(staging, ("hunde.csv", WITH_TYPO), ("katzen.csv", WITH_TYPO.replace("Hunde", "Katzen")))
    view = staging.check(token, Choices()).view
    assert [(u.key, u.repeated) for f in view.files for u in f.unmatched] == [("0531X", False), ("0531X", True)]


# -- boundaries and their source --------------------------------------------------------------------------------


@pytest.mark.slow
def test_boundaries_without_a_source_cannot_be_imported(staging: Staging, borders: tuple[str, bytes]) -> None:
    token = upload(staging, borders)
    view = staging.check(token, Choices()).view
    assert (view.refused, view.unnamed, view.confirmable) == (False, True, False)
    with pytest.raises(GeodataError) as error:
        staging.confirm(token)
    assert code(error) == "import_unchecked"


@pytest.mark.slow
def test_the_source_of_boundaries_is_stored_and_offered_again(staging: Staging, borders: tuple[str, bytes]) -> None:
    said = {"attribution": "© Stadt Köln", "licence": "dl-de/zero-2-0", "vintage": "1.1.2024"}
    report = confirmed(staging, borders, **said)
    repository = Repository.open(staging.workspace)
    assert repository.boundary_attribution("stadtteil", "05315000") == "© Stadt Köln"
    dataset = repository.catalog.dataset(report.packages[0])
    assert (dataset.source.licence, dataset.boundary_vintage) == ("dl-de/zero-2-0", "2024-01-01")
    assert (dataset.owner, dataset.title) == ("Stadt Köln", "Grenzen: Stadtteile in Köln")
    assert best_view(repository, report.packages) == "?v=1&region=05315000&level=stadtteil"

    again = staging.check(upload(staging, borders), Choices()).view
    assert again.confirmable
    assert again.credit is not None
    assert (again.credit.attribution, again.credit.licence) == ("© Stadt Köln", "dl-de/zero-2-0")
    texts = " ".join(f.text for f in again.files[0].findings)
    assert "Für 4 dieser Gebiete sind schon Umrisse geladen" in texts


@pytest.mark.parametrize("date", ["gestern", "31.02.2024"])
def test_a_date_that_is_none_is_refused(staging: Staging, borders: tuple[str, bytes], date: str) -> None:
    with pytest.raises(GeodataError) as error:
        staging.check(upload(staging, borders), Choices(attribution="© Stadt", vintage=date))
    assert code(error) == "bad_vintage"


# -- files ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\Daten\\tabelle.csv", "tabelle.csv"),
        (".versteckt", "versteckt"),
        ("." * 300 + "x" + "." * 179, "x" + "." * 179),
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
    assert staging.checked(token) is None
    staging.discard(token)


def test_too_large_and_too_many_leave_nothing_behind(staging: Staging) -> None:
    for files, expected in (
        ([("gut.csv", TABLE), ("gross.csv", "x" * 1_000_100)], "upload_too_large"),
        ([(f"{n}.csv", TABLE) for n in range(41)], "upload_too_many"),
    ):
        with pytest.raises(GeodataError) as error:
            upload(staging, *files)
        assert code(error) == expected
        assert list(staging.root.iterdir()) == []


def test_a_refused_addition_leaves_what_waits_alone(staging: Staging) -> None:
    token = upload(staging, ("hunde.csv", TABLE))
    with pytest.raises(GeodataError):
        upload(staging, ("katzen.csv", TABLE), ("gross.csv", "x" * 1_000_100), token=token)
    assert [f.name for f in staging.files(token)] == ["hunde.csv"]


def test_only_the_own_account_can_read_what_waits(staging: Staging) -> None:
    staging.root.mkdir(parents=True, mode=0o755)
    token = upload(staging, ("hunde.csv", TABLE))
    assert [stat.S_IMODE(f.stat().st_mode) for f in (staging.root, staging.root / token)] == [0o700, 0o700]


def test_uploads_nobody_confirmed_are_thrown_away_after_an_hour(staging: Staging) -> None:
    old = upload(staging, ("alt.csv", TABLE))
    past = time.time() - 3601
    os.utime(staging.root / old, (past, past))
    new = upload(staging, ("neu.csv", TABLE))
    assert [folder.name for folder in staging.root.iterdir()] == [new]


def test_parts_of_a_shapefile_are_one_file_and_boundaries_come_first(staging: Staging) -> None:
    names = ["zahlen.csv", "teil.shp", "teil.dbf", "teil.prj", "teil.shx", "allein.dbf"]
    token = upload(staging, *[(name, "x") for name in names])
    assert [f.name for f in staging.files(token)] == ["teil.shp", "allein.dbf", "zahlen.csv"]


def test_two_files_of_one_name_are_both_kept(staging: Staging) -> None:
    token = upload(staging, ("a/hunde.csv", TABLE), ("b/hunde.csv", TABLE))
    assert len(staging.files(token)) == 2


# -- what a dry run says ----------------------------------------------------------------------------------------


@pytest.mark.slow
def test_a_dry_run_says_what_would_be_replaced(staging: Staging) -> None:
    confirmed(staging, ("hunde.csv", TABLE))
    view = staging.check(upload(staging, ("hunde.csv", TABLE)), Choices()).view
    assert any("wird durch diesen Import ersetzt" in f.text for f in view.files[0].findings)


@pytest.mark.slow
def test_taking_over_an_indicator_of_another_dataset_is_said(staging: Staging) -> None:
    token = upload(staging, ("hunde.csv", TABLE))
    proposal = staging.check(token, Choices()).view.catalog
    view = staging.check(token, Choices(catalog=proposal.replace("hunde_hunde", "population"))).view
    assert any("nrw_population" in f.text for f in view.files[0].findings)


def test_the_preview_does_not_open_what_the_plan_refused(staging: Staging, monkeypatch: pytest.MonkeyPatch) -> None:
    token = upload(staging, ("hunde.csv", TABLE.replace(";40", ";vierzig")))
    monkeypatch.setattr("dashboard.imports.open_table", lambda file: pytest.fail("geöffnet"))
    assert staging.check(token, Choices()).view.files[0].preview == ()


NAMES = ("Aa", "Bb", "Cc", "Dd")
SURVEY = (
    "id,submitdate,lastpage,startlanguage,G01Q01,G01Q02,G02Q01\n"
    + "".join(f"{n},2025-03-01,2,de,{name},A{1 + n % 2},Frei erfunden\n" for n, name in enumerate(NAMES))
    + "9,2025-03-02,2,de,Zz,A1,Frei erfunden\n"
)  # fmt: skip
ASKED = "key;name;type\n1;Aa;Stadt\n2;Bb;Stadt\n3;Cc;Stadt\n4;Dd;Stadt\n5;Ee;Stadt\n"
DESCRIBED = "title: Probe\nnamed: true\nuniverse: liste.csv\n"


@pytest.mark.slow
def test_a_survey_is_loaded_as_the_dry_run_showed_and_undone(staging: Staging) -> None:
    token = upload(staging, ("umfrage.csv", SURVEY), ("liste.csv", ASKED), ("umfrage.yaml", DESCRIBED))
    view = staging.check(token, Choices()).view
    assert view.confirmable
    assert [f.kind for f in view.files] == ["Beschreibung", "Befragung"]
    assert view.files[1].summary.startswith("4 von 5 Kommunen haben geantwortet")
    assert [u.key for u in view.files[1].unmatched] == ["Zz"]
    assert not Workspace(staging.workspace).state().packages
    report = staging.confirm(token)
    assert report.packages == ("befragung_probe",)
    assert best_view(Repository.open(staging.workspace), report.packages) == "?v=1&page=befragung&b_svy=befragung_probe"
    kept = [file.read_bytes() for file in staging.workspace.rglob("*") if file.is_file()]
    assert not any(b"Frei erfunden" in content or b"Zz" in content for content in kept)
    staging.undo()
    assert not Workspace(staging.workspace).state().packages


@pytest.mark.slow
def test_a_wrong_description_is_refused_in_german_and_one_without_title_takes_the_file(staging: Staging) -> None:
    token = upload(staging, ("umfrage.csv", SURVEY), ("liste.csv", ASKED))
    with pytest.raises(GeodataError, match=r"Zeile 1.*„duplicates“: „letzte“ ist nicht möglich; erlaubt sind last"):
        staging.check(token, Choices(survey="duplicates: letzte\n"))
    checked = staging.check(token, Choices(survey="universe: liste.csv\n"))
    assert 'duplicates: "last"' in checked.view.survey
    assert staging.confirm(token).packages == ("befragung_umfrage",)
