"""„Eingrenzen“, „Vergleichen mit“ and „Klasseneinteilung“ with the keyboard and the mouse."""

from __future__ import annotations

import re

import pytest

from tests.e2e.screen import Screen, expect

MUSTERLAND = "?region=muster&level=gemeinde"


def rows(screen: Screen) -> int:
    return screen.page.locator("#ranking .ag-center-cols-container .ag-row").count()


def test_conditions_add_up_and_go_together(screen: Screen) -> None:
    screen.open(f"{MUSTERLAND}&f=value:muster_sgb2_pct:10..20;kind:Gemeinde", areas=60)
    line = screen.page.locator("#filter-line")
    expect(line.locator(".filter-chip")).to_have_count(2)
    screen.page.get_by_role("button", name="Eingrenzung zurücksetzen").click()
    expect(line).to_be_empty()
    expect(screen.page).not_to_have_url(re.compile("f="))
    screen.page.go_back()
    expect(line.locator(".filter-chip")).to_have_count(2)


def test_nobody_meets_the_conditions(screen: Screen) -> None:
    screen.page.goto(f"{screen.url}/{MUSTERLAND}&f=value:muster_sgb2_pct:90..99")
    expect(screen.page.locator("#headline")).to_contain_text("Keines der 60 Gebiete erfüllt die Eingrenzung.")
    screen.page.get_by_role("button", name="Eingrenzung zurücksetzen").click()
    screen.drawn(60)
    expect(screen.page.locator("#headline")).to_contain_text("60 von 60 Gebieten")


def test_own_bounds_and_a_threshold(screen: Screen) -> None:
    screen.open(MUSTERLAND, areas=60)
    page, legend = screen.page, screen.page.locator("#legend")
    page.get_by_role("button", name="Darstellung").click()
    screen.choose("scheme", "eigene Grenzen")
    bounds = page.locator("#bounds")
    bounds.fill("10; viel")
    bounds.press("Tab")
    expect(page.get_by_text("„viel“ ist keine Zahl")).to_be_visible()
    bounds.fill("20; 12,5")
    bounds.press("Tab")
    expect(legend).to_contain_text("über 12,5 bis 20,0")
    expect(bounds).to_have_value("12,5; 20")
    screen.choose("scheme", "Schwellenwert")
    expect(page.locator("#legend .legend-note")).to_contain_text("Wert von Musterland")
    page.locator("#threshold-number").fill("17,5")
    page.locator("#threshold-number").press("Tab")
    expect(legend).to_contain_text("bis 17,5")
    screen.settled()
    assert "classes=threshold" in screen.search()
    assert "thr=17.5" in screen.search()


def test_a_comparison_with_another_time(screen: Screen) -> None:
    screen.open(MUSTERLAND, areas=60)
    screen.choose("versus", "2019")
    expect(screen.page.locator("#headline h1")).to_contain_text("Veränderung gegenüber 2019")
    expect(screen.page.locator("#legend")).to_contain_text("höher")
    screen.choose("versus", "nichts")
    expect(screen.page.locator("#headline h1")).not_to_contain_text("Veränderung")


def test_a_question_of_the_kreis_stays_when_the_kreis_is_opened(screen: Screen) -> None:
    screen.open(areas=53)
    screen.choose("region", "Kreis Borken")
    expect(screen.page.locator("#headline h1")).to_contain_text("Kreis Borken 7,7")
    expect(screen.page.locator("#notice")).to_be_empty()
    screen.choose("level", "Städte und Gemeinden (17)")
    screen.drawn(17)
    expect(screen.page.locator("#notice")).to_contain_text(
        "„Kinder in SGB II“ liegt nicht für Städte und Gemeinden vor"
    )


@pytest.mark.parametrize("size", [(390, 844)])
def test_the_panel_fits_a_phone(screen: Screen) -> None:
    screen.open(f"{MUSTERLAND}&f=kind:Gemeinde", areas=60)
    screen.page.get_by_role("button", name="Eingrenzen (1)").click()
    expect(screen.page.get_by_role("dialog", name="Eingrenzen")).to_be_visible()
    assert screen.page.evaluate("document.documentElement.scrollWidth") <= 390
