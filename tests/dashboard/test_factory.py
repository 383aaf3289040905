"""The application as a whole: headers, outline files, health, and that it says sorry in German."""

from __future__ import annotations

import json
import logging
import re

import pytest
from flask.testing import FlaskClient

from dashboard.factory import create_app
from dashboard.geometry import feature_collection
from dashboard.settings import Settings
from tests.dashboard.app_client import Browser, FixedProvider, app_over, plain
from tests.dashboard.small import AHORN, small

HASH = small().geometry_hash
FILE = f"/geo/{HASH}/1/gemeinde/{AHORN}.json"


@pytest.fixture(scope="module")
def client() -> FlaskClient:
    return app_over(small()).server.test_client()


# -- headers ----------------------------------------------------------------------------------------------------


def test_content_security_policy_allows_the_own_origin_only(client: FlaskClient) -> None:
    policy = client.get("/").headers["Content-Security-Policy"]
    found = dict(part.strip().split(" ", 1) for part in policy.split(";"))
    scripts = found.pop("script-src").split()
    assert scripts[0] == "'self'"
    assert all(re.fullmatch(r"'sha256-[A-Za-z0-9+/=]+'", s) for s in scripts[1:])
    assert found == {
        "default-src": "'self'",
        "style-src": "'self' 'unsafe-inline'",
        "img-src": "'self' data: blob:",
        "font-src": "'self' data:",
        "worker-src": "'self' blob:",
        "connect-src": "'self'",
        "object-src": "'none'",
        "base-uri": "'self'",
        "form-action": "'self'",
        "frame-ancestors": "'none'",
    }


@pytest.mark.parametrize("absurd", ["thr=1e308", "bounds=1,1e300&classes=own", "f=value:poverty:1e299..1e300"])
def test_a_page_comes_whatever_numbers_its_address_names(client: FlaskClient, absurd: str) -> None:
    answer = client.get(f"/?region={AHORN}&level=gemeinde&ind=poverty&classes=threshold&{absurd}")
    assert answer.status_code == 200


@pytest.mark.parametrize("path", ["/", "/health", FILE, "/_dash-layout", "/nowhere/at/all"])
def test_security_headers_stand_on_every_answer(client: FlaskClient, path: str) -> None:
    headers = client.get(path).headers
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert "Content-Security-Policy" in headers
    assert "Set-Cookie" not in headers


def test_the_page_is_german_and_asks_nobody_else(client: FlaskClient) -> None:
    page = client.get("/").text
    assert '<html lang="de">' in page
    assert re.findall(r'(?:src|href)="(?:https?:)?//[^"]*"', page) == []


def test_the_icon_is_not_fetched_again_after_every_change(client: FlaskClient) -> None:
    icon = re.search(r'href="(/_favicon[^"]*)"', client.get("/").text)
    assert icon
    assert client.get(icon[1]).headers["Cache-Control"] == "public, max-age=86400"


def test_answers_are_compressed_in_the_encodings_the_page_chose(client: FlaskClient) -> None:
    offered = client.get("/_dash-layout", headers={"Accept-Encoding": "gzip, deflate, br, zstd"})
    assert offered.headers["Content-Encoding"] == "br"


def test_answers_are_compressed(client: FlaskClient) -> None:
    answer = client.get("/_dash-layout", headers={"Accept-Encoding": "br, gzip"})
    assert answer.headers["Content-Encoding"] == "br"
    assert json.loads(plain(answer))["namespace"] == "dash_mantine_components"


def test_health_names_the_data(client: FlaskClient) -> None:
    assert client.get("/health").get_json() == {"status": "ok", "data": "abc"}


def test_the_page_names_the_outlines_its_address_needs(client: FlaskClient) -> None:
    def announced(query: str) -> list[str]:
        return re.findall(
            r'<link rel="preload" as="fetch" crossorigin="anonymous" href="([^"]*)"', client.get(query).text
        )

    assert announced(f"/?region={AHORN}&level=gemeinde") == [FILE]
    assert len(announced("/?region=99&level=gemeinde")) == 2  # Kreise are drawn on top
    assert announced("/?page=daten") == []
    assert announced('/?region="><script>&level=%22%3E') == announced("/")
    assert client.get(announced("/")[0]).status_code == 200


@pytest.mark.parametrize(
    ("query", "held"),
    [
        ("/", True),
        (f"/?region={AHORN}", True),
        ("/?page=daten", False),
        ("/?modus=projektion", False),
        ("/?maps=2", False),
    ],
)
def test_the_page_holds_its_first_map_where_one_map_stands_first(client: FlaskClient, query: str, held: bool) -> None:
    page = client.get(query).text
    assert ('id="first-figures"' in page) is held
    assert page.index("_dash-config") > page.index("<body>")


def test_no_first_map_beside_a_base_map() -> None:
    basemap = {"basemap_url": "https://tiles.example/{z}/{x}/{y}.png", "basemap_attribution": "© Beispiel"}
    assert "first-figures" not in app_over(small(), **basemap).server.test_client().get("/").text


# -- outline files ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("accepted", "sent"), [("br", "br"), ("gzip", "gzip"), ("gzip, br", "br"), ("", None)])
def test_outlines_in_the_encoding_the_browser_reads(client: FlaskClient, accepted: str, sent: str | None) -> None:
    answer = client.get(FILE, headers={"Accept-Encoding": accepted})
    assert answer.headers.get("Content-Encoding") == sent
    assert answer.headers["Vary"] == "Accept-Encoding"
    assert answer.mimetype == "application/geo+json"
    assert plain(answer) == feature_collection(small(), "gemeinde", AHORN, 1)


def test_outlines_under_their_current_hash_may_be_kept_for_ever(client: FlaskClient) -> None:
    assert client.get(FILE).headers["Cache-Control"] == "public, max-age=31536000, immutable"


def test_outlines_under_another_hash_may_not_be_kept(client: FlaskClient) -> None:
    answer = client.get(FILE.replace(HASH, "0" * 12))
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    "path", [f"/geo/{HASH}/1/gemeinde/nowhere.json", f"/geo/{HASH}/1/galaxis/99.json", f"/geo/{HASH}/2/kreis/99.json"]
)
def test_unknown_outlines_are_not_found(client: FlaskClient, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 404
    assert "immutable" not in answer.headers.get("Cache-Control", "")


def test_a_region_with_a_slash_in_its_id_has_outlines(client: FlaskClient) -> None:
    answer = client.get(f"/geo/{HASH}/0/quartier/fik/g.json")
    assert [f["properties"]["name"] for f in answer.get_json()["features"]] == ["Nordstadt"]


# -- failure ----------------------------------------------------------------------------------------------------


def test_an_unforeseen_error_is_logged_and_said_in_german(caplog: pytest.LogCaptureFixture) -> None:
    broken = [False]

    def current():  # type: ignore[no-untyped-def]
        if broken[0]:
            raise RuntimeError("geheimes Innenleben")
        return small()

    app = create_app(Settings(imports="off"), FixedProvider(current))  # type: ignore[arg-type]
    broken[0] = True
    with caplog.at_level(logging.ERROR):
        answer = Browser(app.server.test_client()).post("view.data", "requested.data", {"requested.data": "?"})
    text = plain(answer).decode()
    assert answer.status_code == 200
    assert "Das hat nicht geklappt" in text
    assert "geheimes Innenleben" not in text
    assert "geheimes Innenleben" in caplog.text
