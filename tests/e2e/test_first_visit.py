"""Opening the page: for the first time, with an old link, on a phone."""

from __future__ import annotations

import re

import pytest

from tests.e2e.screen import Route, Screen, expect

OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


def test_a_first_visit_shows_nrw_with_real_figures(screen: Screen) -> None:
    screen.open(areas=53)
    coloured = [f for f in screen.fills() if re.fullmatch(r"#[0-9a-f]{6}", f) and f != "#f3f5f7"]
    assert len(coloured) == 53
    assert len(set(coloured)) == 5
    expect(screen.page.locator("#headline h1")).to_contain_text(
        re.compile(r"niedrigster Wert \d+,\d\s%.*höchster \d+,\d\s%")
    )
    expect(screen.page.locator("#headline")).to_contain_text("53 von 53 Gebieten")
    expect(screen.page.locator("#legend li")).to_have_count(5)
    expect(screen.page.locator("#ranking .ag-row").first).to_contain_text(re.compile(r"^1\D"))
    expect(screen.page.locator("#profile")).to_contain_text("Wählen Sie ein Gebiet")
    assert "fiktiv" not in screen.page.locator("main").inner_text()


def test_the_map_is_there_before_the_page_and_stays_where_it_is(screen: Screen) -> None:
    """Dash builds the page half a second longer; nobody waits for that to see the map, nor sees it move afterwards."""
    screen.page.route("**/_dash-layout", lambda route: held.append(route))
    held: list[Route] = []
    screen.page.goto(screen.url)
    first = screen.page.locator("#first-map .leaflet-overlay-pane path")
    expect(first).to_have_count(53)
    assert held
    assert screen.page.locator("#map").count() == 0
    expect(screen.page.locator("#first-screen .headline")).to_contain_text("53 von 53 Gebieten")
    place = screen.page.locator("#first-map").bounding_box()
    drawn = first.evaluate_all("paths => paths.map(p => [p.getAttribute('d'), p.getAttribute('fill')])")
    held[0].continue_()
    screen.drawn(53)
    assert screen.page.locator("#first-screen").count() == 0
    assert screen.page.locator("#map").bounding_box() == place
    paths = "paths => paths.map(p => [p.getAttribute('d'), p.getAttribute('fill')])"
    assert screen.paths.evaluate_all(paths) == drawn


def test_the_map_keeps_its_place_from_one_indicator_to_the_next(screen: Screen) -> None:
    def box(indicator: str) -> object:
        screen.open(f"?region=05&level=gemeinde&ind={indicator}", areas=396)
        return screen.page.locator("#map").bounding_box()

    assert len({str(box(indicator)) for indicator in ("population", "gisd_score", "population_density")}) == 1


def test_legend_counts_are_the_colours_on_the_map(screen: Screen) -> None:
    screen.open(areas=53)
    counts = [int(text) for text in screen.page.locator("#legend .legend-count").all_inner_texts()]
    fills = screen.fills()
    assert sorted(counts) == sorted(fills.count(f) for f in set(fills))


def test_an_old_link_with_nonsense_gives_a_notice_and_no_error(screen: Screen) -> None:
    screen.open("?v=0&region=Atlantis&ind=%00&k=99&period=nie&sel=%3Cscript%3E&data=alt", areas=53)
    notice = screen.page.locator("#notice")
    expect(notice).to_contain_text("„Atlantis“ gibt es in den Daten nicht")
    expect(notice).to_contain_text("haben sich die Daten geändert")
    assert "Atlantis" not in screen.search()


def test_back_leaves_a_page_that_a_short_link_opened(screen: Screen) -> None:
    screen.page.goto(f"{screen.url}/health")
    screen.open("?region=05334", areas=10)
    assert screen.search().startswith("?v=1&region=05334&level=gemeinde")
    screen.page.go_back()
    expect(screen.page).to_have_url(f"{screen.url}/health")


def test_musterland_says_that_it_is_fiction(screen: Screen) -> None:
    screen.open()
    screen.choose("region", "Musterland (fiktiv)")
    expect(screen.page.locator("#headline .tag-fictional")).to_have_text("fiktive Daten")
    expect(screen.page.locator("#attribution .tag-fictional")).to_have_text("fiktive Daten")
    screen.page.locator("#ranking .ag-row").first.click()
    expect(screen.page.locator("#profile .tag-fictional")).to_have_text("fiktiv")


@pytest.mark.parametrize("size", [(390, 844)])
def test_a_phone_shows_the_map_and_scrolls_to_the_table(screen: Screen) -> None:
    screen.open(areas=53)
    assert screen.page.evaluate(OVERFLOW) <= 0
    box = screen.page.locator("#map").bounding_box()
    assert box is not None
    assert box["width"] > 340
    assert box["y"] < 600  # its beginning is seen without scrolling
    screen.page.locator("#ranking").scroll_into_view_if_needed()
    expect(screen.page.locator("#ranking .ag-row").first).to_be_in_viewport()


@pytest.mark.parametrize("size", [(1440, 900), (1920, 1080)], ids=str)
def test_map_legend_table_and_profile_fit_a_desk(screen: Screen) -> None:
    screen.open(areas=53)
    assert screen.page.evaluate(OVERFLOW) <= 0
    for part in ("#map", "#legend", "#ranking", "#profile", "#region"):
        expect(screen.page.locator(part)).to_be_in_viewport()


def test_the_journal_notices_what_is_forbidden(screen: Screen) -> None:
    """Guards the guard: a request to the outside, an error of the page and a broken policy are all written down."""
    screen.open()
    screen.page.evaluate("fetch('http://192.0.2.1/').catch(() => null)")
    screen.page.evaluate("() => void setTimeout(() => { throw new Error('absichtlich'); })")
    screen.page.wait_for_timeout(300)
    found = "\n".join(screen.faults)
    screen.faults.clear()
    assert "securitypolicyviolation: connect-src" in found
    assert "absichtlich" in found
