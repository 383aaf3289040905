"""„Räumliche Häufung“ the way a browser asks for it: offered, computed elsewhere, shown."""

from __future__ import annotations

from pathlib import Path

import pytest

from dashboard.imports import RESULTS, STAGING
from dashboard.neighbour_tasks import compute
from dashboard.state import from_query
from tests.dashboard.app_client import Browser, app_over, choose, open_view
from tests.dashboard.views.test_neighbours import WISH, country, usual

QUERY = "?" + "&".join(f"{key}={value}" for key, value in WISH.items())


def test_it_is_offered_then_shown_when_the_job_is_done(tmp_path: Path) -> None:
    found = country(usual())
    browser = Browser(app_over(found, workspace=tmp_path).server.test_client())  # type: ignore[arg-type]
    plain = open_view(browser, QUERY.replace("&nb=1", ""))
    assert plain["neighbours-offer.hidden"]
    chosen = choose(browser, plain, "neighbours", "1")
    assert chosen["neighbours-offer"]["hidden"] is False
    assert not chosen["values"]["data"]["maps"][0]["kinds"]
    held = open_view(browser, QUERY)
    state, _ = from_query(held["view.data"], found)
    compute(found, state, tmp_path / STAGING / RESULTS)
    after = browser.ask("view.data", "neighbours-ready.data", {**held, "neighbours-ready.data": {"key": "x"}})
    assert after["neighbours-offer"]["hidden"] is True
    figures = after["values"]["data"]["maps"][0]
    assert figures["kinds"]
    assert figures["hatches"]
    assert open_view(browser, QUERY)["neighbours-offer.hidden"]  # a link finds it at once


@pytest.mark.parametrize("view", ["", None, "?region=99"])
def test_nothing_starts_unless_it_is_wished(tmp_path: Path, view: str | None) -> None:
    browser = Browser(app_over(country(usual()), workspace=tmp_path).server.test_client())  # type: ignore[arg-type]
    answer = browser.post(
        "neighbours-job.data", "neighbours-start.n_clicks", {"neighbours-start.n_clicks": 1, "view.data": view}
    )
    assert answer.status_code == 204
    assert not (tmp_path / STAGING / "jobs").exists()
