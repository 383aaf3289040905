"""A server that stops answering is said on the page; when it is back, controls and figures agree again."""

from __future__ import annotations

import pytest

from tests.e2e.screen import Route, Screen, expect

SLOW = 60_000
GONE = "Der Server antwortet nicht."
REQUESTS = ("**/_dash-update-component*", "**/health")


@pytest.mark.parametrize("broken", ["refused", "bad gateway"])
def test_the_page_says_that_the_server_is_gone_and_recovers(screen: Screen, broken: str) -> None:
    page = screen.page
    screen.open("?region=05&level=kreis", areas=53)
    indicator, headline = page.locator("#indicator"), page.locator("#headline h1")
    before, shown = indicator.input_value(), headline.inner_text()

    def refuse(route: Route) -> None:
        route.abort("connectionrefused") if broken == "refused" else route.fulfill(status=502, body="Bad Gateway")

    for address in REQUESTS:
        page.route(address, refuse)
    indicator.click()
    page.get_by_role("option", selected=False).first.click()
    expect(page.get_by_role("alert")).to_contain_text(GONE)
    expect(headline).to_have_text(shown)

    for address in REQUESTS:
        page.unroute(address, refuse)
    expect(page.locator(".server-gone")).to_be_hidden(timeout=SLOW)
    expect(indicator).to_have_value(before, timeout=SLOW)
    expect(headline).to_have_text(shown)
    indicator.click()
    page.get_by_role("option", selected=False).first.click()
    expect(headline).not_to_have_text(shown, timeout=SLOW)
    screen.faults[:] = [fault for fault in screen.faults if not expected(fault)]


def expected(fault: str) -> bool:
    """What browser and renderer write into the console about requests that failed on purpose."""
    return any(
        sign in fault
        for sign in ("ERR_CONNECTION_REFUSED", "502", "Failed to fetch", "Callback error", "did not respond")
    )
