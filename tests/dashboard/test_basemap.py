"""A base map is off by default; with one, a single host more may send images, and nothing else."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from dashboard.settings import Settings
from dashboard.start import CannotStart, read_settings
from tests.dashboard.app_client import app_over
from tests.dashboard.small import small

URL = "https://kacheln.example:8443/grau/{z}/{y}/{x}.png"
CREDIT = "© Amt für Karten"
STRICT = "'self' data: blob:"


def policy(**settings: str) -> dict[str, str]:
    answer = app_over(small(), **settings).server.test_client().get("/")
    return dict(part.strip().split(" ", 1) for part in answer.headers["Content-Security-Policy"].split(";"))


def layout(**settings: str) -> str:
    found = app_over(small(), **settings).server.test_client().get("/_dash-layout").get_json()
    return json.dumps(found, ensure_ascii=False)


@pytest.mark.slow
def test_by_default_there_is_none_and_the_policy_is_strict() -> None:
    assert policy()["img-src"] == STRICT
    assert "data-basemap" not in layout()
    assert "Hintergrundkarte" not in layout()


def test_one_host_more_may_send_images() -> None:
    strict, opened = policy(), policy(basemap_url=URL, basemap_attribution=CREDIT)
    assert opened.pop("img-src") == f"{STRICT} https://kacheln.example:8443"
    strict.pop("img-src")
    assert opened == strict


def test_the_page_names_the_tiles_and_whom_to_credit() -> None:
    found = layout(basemap_url=URL, basemap_attribution=CREDIT)
    assert "kacheln.example" in found
    assert f"Hintergrundkarte: {CREDIT}" in found


@pytest.mark.parametrize(
    "url",
    [
        "http://kacheln.example/{z}/{x}/{y}.png",  # in the clear
        "https://kacheln.example/{z}/{x}.png",
        "https://{s}.kacheln.example/{z}/{x}/{y}.png",  # many hosts
        "https://*/{z}/{x}/{y}.png",
        "https://kacheln.example; script-src */{z}/{x}/{y}.png",
        "https://nutzer:kennwort@kacheln.example/{z}/{x}/{y}.png",
        "https://kacheln.example:99999/{z}/{x}/{y}.png",
        "//kacheln.example/{z}/{x}/{y}.png",
        "kacheln/{z}/{x}/{y}.png",
    ],
)
def test_an_address_that_would_open_more_is_refused(url: str) -> None:
    with pytest.raises(ValidationError, match="erlaubt ist eine Adresse mit https"):
        Settings(basemap_url=url, basemap_attribution=CREDIT)


def test_tiles_of_the_same_machine_may_come_in_the_clear() -> None:
    found = Settings(basemap_url="http://127.0.0.1:8080/{z}/{x}/{y}.png", basemap_attribution=CREDIT)
    assert found.basemap_origin == "http://127.0.0.1:8080"


@given(st.text(min_size=1, max_size=30))
def test_nothing_in_a_host_can_add_to_the_policy(host: str) -> None:
    try:
        found = Settings(basemap_url=f"https://{host}/{{z}}/{{x}}/{{y}}.png", basemap_attribution=CREDIT)
    except ValidationError:
        return
    assert not set(found.basemap_origin) & set(" ;,*'\"\n\t")


def test_a_base_map_without_its_credit_is_refused_in_german(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QUARTIERSBLICK_BASEMAP_URL", URL)
    with pytest.raises(CannotStart, match="braucht ihren Quellenvermerk"):
        read_settings()
    monkeypatch.setenv("QUARTIERSBLICK_BASEMAP_ATTRIBUTION", CREDIT)
    assert read_settings().basemap_origin == "https://kacheln.example:8443"
