"""``/profile.pdf``, the job behind „Alle Profile“ and ``python -m dashboard profile``: a whole file or one sentence."""

from __future__ import annotations

import threading
import time
from pathlib import Path

import flask
import pytest
from click.testing import CliRunner
from flask.testing import FlaskClient

from dashboard import profiles as routes
from dashboard.command_line import main
from dashboard.documents.request import make_one
from dashboard.jobs import FILE, RESULT, Jobs, JobState, write_file, write_json
from dashboard.profiles import serve_profiles
from geodata.errors import GeodataError, refuse
from geodata.repository import Repository
from tests.dashboard.documents.reading import read, text_of, tops
from tests.dashboard.small import AMSEL, small

VIEW = "region=99&level=gemeinde&ind=poverty&period=2021"
MUSTER = "?region=muster/k03&level=quartier"


@pytest.fixture
def jobs(tmp_path: Path) -> Jobs:
    return Jobs(tmp_path / "jobs")


@pytest.fixture
def client(jobs: Jobs) -> FlaskClient:
    server = flask.Flask("profile")
    serve_profiles(server, small, jobs)
    return server.test_client()


def test_one_profile_under_its_name(client: FlaskClient) -> None:
    answer = client.get(f"/profile.pdf?{VIEW}&area={AMSEL}&date=2026-03-01")
    assert (answer.status_code, answer.mimetype) == (200, "application/pdf")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="quartiersblick_profil_amsel_kleinland.pdf"'
    assert answer.headers["Cache-Control"] == "no-store"
    wishes = {"area": AMSEL, "date": "2026-03-01"}
    assert answer.data == make_one(small(), VIEW, wishes, "http://localhost/").body
    assert client.get(f"/profile.pdf?{VIEW}&sel={AMSEL}").status_code == 200


def test_the_page_besondere_quartiere_has_profiles_too(client: FlaskClient) -> None:
    answer = client.get(f"/profile.pdf?page=quartiere&{VIEW}&area={AMSEL}&date=2026-03-01")
    assert answer.status_code == 200
    assert "Amsel" in text_of(read(answer.data))


def test_what_cannot_be_made_or_written_is_a_sentence(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    answer = client.get(f"/profile.pdf?{VIEW}&area=99999")
    assert (answer.status_code, answer.mimetype) == (400, "text/plain")
    assert "99999" in answer.text
    assert "Content-Disposition" not in answer.headers

    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("dashboard.documents.pdf.tempfile.TemporaryDirectory", full)
    answer = client.get(f"/profile.pdf?{VIEW}&area={AMSEL}")
    assert answer.status_code == 400
    assert "lässt sich nicht schreiben" in answer.text
    monkeypatch.setattr(routes, "make_one", lambda *_: 1 / 0)
    assert [client.get("/profile.pdf").status_code for _ in range(3)] == [500] * 3  # places are given back


def test_two_at_once_and_the_third_is_asked_to_come_again(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    started, go, plain = threading.Semaphore(0), threading.Event(), routes.make_one

    def slow(*arguments: object) -> object:
        started.release()
        assert go.wait(20)
        return plain(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(routes, "make_one", slow)
    found: list[bytes] = []
    asked = f"/profile.pdf?{VIEW}&area={AMSEL}&date=2026-03-01"
    held = [
        threading.Thread(target=lambda: found.append(client.application.test_client().get(asked).data))
        for _ in range(2)
    ]
    for thread in held:
        thread.start()
    for _ in held:
        assert started.acquire(timeout=20)
    assert client.get(asked).status_code == 503
    go.set()
    for thread in held:
        thread.join(30)
    assert len(found) == 2
    assert found[0] == found[1]
    assert found[0].startswith(b"%PDF")


def begin(jobs: Jobs, tmp_path: Path, query: str = MUSTER) -> str:
    return jobs.start("profiles", workspace=str(tmp_path / "leer"), internal=True, query=query, address="")


def wait(jobs: Jobs, token: str, step: str = "") -> JobState:
    """Until the job ended, or a step begins with these words."""
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline:
        job = jobs.look(token)
        if job.state is not JobState.RUNNING or (step and job.step.startswith(step)):
            return job.state
        time.sleep(0.02)
    pytest.fail("dauert zu lange")


@pytest.mark.slow
def test_all_profiles_as_a_job_and_cancelled_half_way(jobs: Jobs, client: FlaskClient, tmp_path: Path) -> None:
    stopped, token = begin(jobs, tmp_path), begin(jobs, tmp_path)
    assert wait(jobs, stopped, "Profil") is JobState.RUNNING
    assert jobs.file(stopped) is None
    jobs.cancel(stopped)
    assert jobs.look(stopped).state is JobState.CANCELLED
    assert not (jobs.root / stopped / FILE).exists()
    assert client.get(f"/profiles/{stopped}.pdf").status_code == 404
    assert wait(jobs, token) is JobState.DONE
    answer = client.get(f"/profiles/{token}.pdf")
    assert answer.status_code == 200
    assert 'filename="quartiersblick_profile_' in answer.headers["Content-Disposition"]
    reader = read(answer.data)
    assert len(tops(reader)) == 12  # ten quarters, method, sources
    assert all("fiktive Daten" in page.extract_text() for page in reader.pages)
    assert jobs.look(token).value["bytes"] == len(answer.data)


@pytest.mark.slow
def test_a_job_that_cannot_be_done_says_why(jobs: Jobs, tmp_path: Path) -> None:
    token = begin(jobs, tmp_path, "?region=gibtsnicht")
    assert wait(jobs, token) is JobState.REFUSED
    assert "gibtsnicht" in jobs.look(token).problems[0]


def test_files_of_others_and_of_nobody(client: FlaskClient) -> None:
    for token in ("0" * 32, "..", "spec.json"):
        assert client.get(f"/profiles/{token}.pdf").status_code == 404


def test_a_file_goes_out_under_its_own_ending_and_only_when_its_job_is_done(client: FlaskClient, jobs: Jobs) -> None:
    token = "0123456789abcdef" * 2
    folder = jobs.root / token
    folder.mkdir(parents=True)
    write_file(folder, b"whole")
    assert client.get(f"/reports/{token}.docx").status_code == 404  # the job died behind its file
    assert jobs.file(token) is None
    write_json(folder / RESULT, {"state": JobState.DONE, "value": {"name": "quartiersblick_bericht.docx"}})
    answer = client.get(f"/reports/{token}.docx")
    assert (answer.status_code, answer.data) == (200, b"whole")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="quartiersblick_bericht.docx"'
    assert answer.headers["Cache-Control"] == "no-store"
    for other in (
        f"reports/{token}.pdf",
        f"profiles/{token}.pdf",
        f"reports/{token}.json",
        f"reports/{token[:-1]}.docx",
    ):
        assert client.get(f"/{other}").status_code == 404


def test_a_full_disk_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(self: Path, _content: bytes) -> None:
        self.touch()
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(GeodataError, match="lässt sich nicht schreiben"):
        write_file(tmp_path, b"%PDF")
    assert list(tmp_path.iterdir()) == []


def test_the_command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Repository, "open", lambda *_: small())
    out = tmp_path / "amsel.pdf"
    fixed = ["--date", "2026-03-01", "--out", str(out)]
    run = CliRunner().invoke(main, ["profile", f"?{VIEW}", "--area", AMSEL, *fixed])
    assert run.exit_code == 0, run.output
    assert out.read_bytes() == make_one(small(), VIEW, {"area": AMSEL, "date": "2026-03-01"}).body
    run = CliRunner().invoke(main, ["profile", f"?{VIEW}", "--all", *fixed])
    assert run.exit_code == 0
    assert "Profil 6 von 6: Fink" in run.output
    assert "Fink" in text_of(read(out.read_bytes()))


def test_the_command_refuses_without_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Repository, "open", lambda *_: small())
    out = str(tmp_path / "nichts.pdf")
    assert CliRunner().invoke(main, ["profile", f"?{VIEW}", "--area", "99999", "--out", out]).exit_code == 1
    assert CliRunner().invoke(main, ["profile", f"?{VIEW}", "--area", AMSEL, "--all", "--out", out]).exit_code == 2

    def full(*_: object) -> None:
        raise refuse("output_not_written", value=out, details="kein Platz")

    monkeypatch.setattr("dashboard.command_line.write", full)
    ran = CliRunner().invoke(main, ["profile", f"?{VIEW}", "--area", AMSEL, "--out", out])
    assert ran.exit_code == 1
    assert "kein Platz" in ran.output
    assert list(tmp_path.iterdir()) == []
