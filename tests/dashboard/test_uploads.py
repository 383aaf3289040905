"""Files arrive as they are sent; what cannot be taken is answered with a German sentence, never with a page."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from dashboard.factory import create_app
from dashboard.imports import Staging
from dashboard.settings import Settings
from tests.dashboard.app_client import FixedProvider
from tests.dashboard.small import small

LIMIT_MB = 1


@pytest.fixture
def staging(tmp_path: Path) -> Staging:
    return Staging(tmp_path / "workspace")


@pytest.fixture
def client(staging: Staging) -> FlaskClient:
    settings = Settings(workspace=staging.workspace, upload_limit_mb=LIMIT_MB)
    return create_app(settings, FixedProvider(small)).server.test_client()  # type: ignore[arg-type]


def send(client: FlaskClient, *files: tuple[str, bytes], token: str = "", **headers: str) -> TestResponse:
    parts = {"files": [(io.BytesIO(content), name) for name, content in files], "token": token}
    return client.post("/upload", data=parts, headers={"X-Quartiersblick": "1", **headers})


def test_files_wait_under_the_token_that_comes_back(client: FlaskClient, staging: Staging) -> None:
    content = bytes(range(256)) * 10
    token = send(client, ("größe.csv", content), ("teil.shp", b"x")).get_json()["token"]
    assert {f.name: f.read_bytes() for f in staging.files(token)} == {"größe.csv": content, "teil.shp": b"x"}
    assert send(client, ("mehr.csv", b"y"), token=token).get_json() == {"token": token}
    assert [f.name for f in staging.files(token)] == ["teil.shp", "größe.csv", "mehr.csv"]


@pytest.mark.parametrize(
    ("size", "status"), [(LIMIT_MB * 1_000_000 + 1, 422), (3 * LIMIT_MB * 1_000_000 + 1, 413)], ids=["file", "request"]
)
def test_too_large_is_said_in_german(client: FlaskClient, staging: Staging, size: int, status: int) -> None:
    answer = send(client, ("groß.csv", b"x" * size))
    assert answer.status_code == status
    assert "Die Datei ist größer als 1 MB." in answer.get_json()["error"]
    assert not staging.root.exists() or list(staging.root.iterdir()) == []


def test_nothing_sent_is_said(client: FlaskClient) -> None:
    answer = client.post("/upload", data={}, headers={"X-Quartiersblick": "1"})
    assert (answer.status_code, "beschädigt" in answer.get_json()["error"]) == (422, True)


@pytest.mark.parametrize("headers", [{"Origin": "https://example.org"}, {"X-Forwarded-For": "10.0.0.7"}])
def test_others_may_not_send(client: FlaskClient, staging: Staging, headers: dict[str, str]) -> None:
    assert send(client, ("a.csv", b"x"), **headers).status_code == 403
    assert not staging.root.exists()


def test_a_form_on_another_page_cannot_send(client: FlaskClient, staging: Staging) -> None:
    """Without a header of ours: plain forms cannot set one, and scripts elsewhere must ask first."""
    answer = client.post("/upload", data={"files": (io.BytesIO(b"x"), "a.csv")})
    assert answer.status_code == 403
    assert not staging.root.exists()


def test_an_ordinary_request_that_is_too_large_is_refused(client: FlaskClient) -> None:
    answer = client.post("/_dash-update-component", data=b"{" * 5_000_000, content_type="application/json")
    assert answer.status_code == 413
