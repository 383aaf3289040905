"""``/snapshot.png?…``: a whole picture or one German sentence, whatever is asked."""

from __future__ import annotations

import io
import threading
from urllib.parse import quote, unquote

import pytest
from flask.testing import FlaskClient
from PIL import Image

from dashboard import pictures
from dashboard.snapshot import request
from tests.dashboard.app_client import app_over
from tests.dashboard.small import AHORN, small

VIEW = f"region={AHORN}&level=gemeinde"


@pytest.fixture(scope="module")
def client() -> FlaskClient:
    return app_over(small()).server.test_client()


@pytest.mark.slow
@pytest.mark.parametrize(
    ("form", "start", "mimetype"),
    [("png", b"\x89PNG", "image/png"), ("svg", b"<?xml", "image/svg+xml"), ("pdf", b"%PDF", "application/pdf")],
)
def test_each_format_under_its_name(client: FlaskClient, form: str, start: bytes, mimetype: str) -> None:
    answer = client.get(f"/snapshot.{form}?{VIEW}")
    assert answer.status_code == 200
    assert (answer.data[: len(start)], answer.mimetype) == (start, mimetype)
    name = f'filename="quartiersblick_kinderarmut_kreis-ahorn_staedte-und-gemeinden_2021.{form}"'
    assert name in answer.headers["Content-Disposition"]
    assert answer.headers["Cache-Control"] == "no-store"
    assert "'self'" in answer.headers["Content-Security-Policy"]


@pytest.mark.slow
def test_preview_has_the_width_and_tells_the_texts_of_the_view(client: FlaskClient) -> None:
    answer = client.get(f"/snapshot.png?{VIEW}&width=400&title={quote('Über 5 % & mehr')}")
    assert Image.open(io.BytesIO(answer.data)).size[0] == 400
    assert unquote(answer.headers["Picture-Title"]) == "Kinderarmut"
    assert "Kreis Ahorn" in unquote(answer.headers["Picture-Subtitle"])


@pytest.mark.parametrize(
    ("query", "named"),
    [
        ("width=99999", "300 bis 10000"),
        ("dpi=600&paper=a3-quer", "Bildpunkte"),
        ("region=98999", "98999"),
        ("quatsch=1", "quatsch"),
        (f"title={'x' * 5000}", "5000 Zeichen"),
        ("title=%ff", "beschädigt"),
        ("show=torte", "torte"),
    ],
)
def test_what_cannot_be_drawn_is_one_sentence(client: FlaskClient, query: str, named: str) -> None:
    answer = client.get(f"/snapshot.png?{query}")
    assert answer.status_code == 400
    assert answer.mimetype == "text/plain"
    assert named in answer.text
    assert "bad_snapshot" not in answer.text


def test_other_endings_do_not_exist(client: FlaskClient) -> None:
    assert client.get(f"/snapshot.gif?{VIEW}").status_code == 404


def test_more_than_a_few_at_once_are_asked_to_come_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two hold the places of this worker until they may go on; the third is sent away at once, a later one served."""
    server = app_over(small()).server
    started, go = threading.Semaphore(0), threading.Event()

    def slow(*arguments: object) -> request.Picture:
        started.release()
        assert go.wait(20)
        return request.Picture(b"x", "x.png", "png", ())

    monkeypatch.setattr(pictures, "make", slow)
    held = [threading.Thread(target=lambda: server.test_client().get("/snapshot.png")) for _ in range(2)]
    for thread in held:
        thread.start()
        assert started.acquire(timeout=20)
    busy = server.test_client().get("/snapshot.png")
    assert (busy.status_code, busy.headers["Retry-After"]) == (503, "3")
    assert "Versuchen Sie es in einigen Sekunden" in busy.text
    assert server.test_client().get("/health").status_code == 200
    go.set()
    for thread in held:
        thread.join(20)
    assert server.test_client().get("/snapshot.png").status_code == 200


def test_a_fault_is_logged_and_said_in_german(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*arguments: object) -> request.Picture:
        raise RuntimeError("innen")

    monkeypatch.setattr(pictures, "make", broken)
    client = app_over(small()).server.test_client()
    for _ in range(3):  # places are given back
        answer = client.get("/snapshot.png")
        assert answer.status_code == 500
        assert "innen" not in answer.text
        assert "ließ sich nicht erstellen" in answer.text
    assert "innen" in caplog.text
