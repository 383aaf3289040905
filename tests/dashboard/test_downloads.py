"""``/export.<ext>?…`` and ``python -m dashboard export``: a whole file or one German sentence."""

from __future__ import annotations

import csv
import io
import threading
import zipfile
from pathlib import Path

import pytest
from click.testing import CliRunner
from flask.testing import FlaskClient
from openpyxl import load_workbook

from dashboard import downloads
from dashboard.command_line import main
from dashboard.exporting import FORMS, export
from geodata.errors import refuse
from geodata.repository import Repository
from tests.dashboard.app_client import app_over
from tests.dashboard.small import AHORN, small

VIEW = f"region={AHORN}&level=gemeinde&ind=poverty&period=2021"


@pytest.fixture(scope="module")
def client() -> FlaskClient:
    return app_over(small()).server.test_client()


@pytest.mark.parametrize("form", FORMS)
def test_each_form_under_a_name_that_says_what_it_holds(client: FlaskClient, form: str) -> None:
    suffix = FORMS[form].suffix
    answer = client.get(f"/export.{suffix}?{VIEW}&format={form}")
    assert answer.status_code == 200, answer.text
    period = "alle-zeitraeume" if FORMS[form].spans == ("alle",) else "2021"
    name = f"quartiersblick_kinderarmut_kreis-ahorn_staedte-und-gemeinden_{period}.{suffix}"
    assert answer.headers["Content-Disposition"] == f'attachment; filename="{name}"'
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.mimetype == FORMS[form].mimetype
    assert len(answer.data) > 100


@pytest.mark.parametrize(
    ("path", "named"),
    [
        ("csv?quatsch=1", "quatsch"),
        ("csv?region=98999", "98999"),
        ("csv?ind=%ff", "beschädigt"),
        (f"csv?ind={'x' * 40_000}", "Zeichen"),
        ("csv?format=torte", "torte"),
        ("csv?format=xlsx", "endet auf .xlsx"),
        (f"csv?{VIEW}&periods=manche", "manche"),
        (f"csv?{VIEW}&f=value:poverty:90..95", "kein Gebiet"),
        (f"csv?{VIEW}&sel=98999", "keines der gewählten Gebiete"),
    ],
)
def test_what_cannot_be_exported_is_one_sentence(client: FlaskClient, path: str, named: str) -> None:
    answer = client.get(f"/export.{path}")
    assert (answer.status_code, answer.mimetype) == (400, "text/plain")
    assert named in answer.text
    assert "bad_export" not in answer.text
    assert "Content-Disposition" not in answer.headers


def test_too_many_rows_are_refused(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("geodata.exports.table.MOST_ROWS", 2)
    answer = client.get(f"/export.csv?{VIEW}")
    assert answer.status_code == 400
    assert "zu viele" in answer.text


def test_other_endings_do_not_exist(client: FlaskClient) -> None:
    assert client.get(f"/export.doc?{VIEW}").status_code == 404


def test_a_fault_is_logged_and_full_disk_said(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise refuse("output_not_written", value="GeoPackage", details="kein Platz")

    monkeypatch.setattr("dashboard.exporting.geopackage", full)
    answer = client.get(f"/export.gpkg?{VIEW}")
    assert answer.status_code == 400
    assert "kein Platz" in answer.text
    monkeypatch.setattr(downloads, "export", lambda *_: 1 / 0)
    assert [client.get("/export.csv").status_code for _ in range(3)] == [500] * 3  # places are given back


def test_two_at_once_and_the_third_is_asked_to_come_again(monkeypatch: pytest.MonkeyPatch) -> None:
    server = app_over(small()).server
    started, go = threading.Semaphore(0), threading.Event()
    plain = downloads.export

    def slow(*arguments: object) -> object:
        started.release()
        assert go.wait(20)
        return plain(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(downloads, "export", slow)
    answers: list[bytes] = []
    held = [
        threading.Thread(target=lambda: answers.append(server.test_client().get(f"/export.gpkg?{VIEW}").data))
        for _ in range(2)
    ]
    for thread in held:
        thread.start()
    for _ in held:
        assert started.acquire(timeout=20)
    busy = server.test_client().get(f"/export.csv?{VIEW}")
    assert (busy.status_code, busy.headers["Retry-After"]) == (503, "3")
    go.set()
    for thread in held:
        thread.join(30)
    assert [body[:15] for body in answers] == [b"SQLite format 3"] * 2


def test_view_and_data_are_named_in_the_workbook() -> None:
    found = small()
    book = load_workbook(io.BytesIO(export(found, VIEW, {"format": "xlsx"}, "https://atlas.example/").body))
    about = {row[0].value: row[1].value for row in book["Metadaten"].iter_rows()}
    assert about["Datenstand (Kennung)"] == found.fingerprint
    assert about["Link zur Ansicht"].startswith("https://atlas.example/?v=1")
    assert about["Link zur Ansicht"].endswith(f"data={found.fingerprint}")


def test_comparison_and_conditions_are_said() -> None:
    text = dict(_about(small(), f"{VIEW}&vs=kreis&f=ids:99001001,99001002"))
    assert "Unterschied zum Wert" in text["Ansicht zeigt"]
    assert "1 Gebiet ist" in text["Ausgelassen"]


def _about(found: Repository, query: str) -> list[tuple[str, str]]:
    book = load_workbook(io.BytesIO(export(found, query, {"format": "xlsx"}).body))
    return [(row[0].value, row[1].value) for row in book["Metadaten"].iter_rows()]


@pytest.mark.slow
def test_the_command_writes_what_the_route_sends(tmp_path: Path) -> None:
    out = tmp_path / "kreise.csv"
    query = "?region=05&level=kreis&ind=population"
    ran = CliRunner().invoke(main, ["export", query, "--out", str(out), "--workspace", str(tmp_path / "leer")])
    assert ran.exit_code == 0, ran.output
    assert out.read_bytes() == export(Repository.open(tmp_path / "leer"), query, {"format": "csv"}).body
    rows = list(csv.DictReader(io.StringIO(out.read_text("utf-8-sig")), delimiter=";"))
    assert len({row["Gebietsschlüssel"] for row in rows}) == 53
    wrong = tmp_path / "falsch.csv"
    for arguments in (["?quatsch=1", "--out", str(wrong)], [query, "--out", str(tmp_path / "x.doc")]):
        ran = CliRunner().invoke(main, ["export", *arguments, "--workspace", str(tmp_path / "leer")])
        assert ran.exit_code == 1
        assert "exportieren" in ran.output
    assert sorted(p.name for p in tmp_path.iterdir()) == ["kreise.csv"]


def test_the_style_lies_beside_the_layer_under_the_same_name() -> None:
    with zipfile.ZipFile(io.BytesIO(export(small(), VIEW, {"format": "qgis"}).body)) as archive:
        assert {Path(n).suffix for n in archive.namelist()} == {".geojson", ".qml"}
        assert len({Path(n).stem for n in archive.namelist()}) == 1
