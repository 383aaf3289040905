"""Everything that a mouse can do on the page „Karte“ can be done from the keyboard."""

from __future__ import annotations

from tests.e2e.screen import Screen, expect

MUSTERLAND = "?region=muster&level=gemeinde"
MOST_STEPS = 40
FOCUSED = "(([e]) => e === document.body ? '' : e.id + ' ' + e.textContent)([document.activeElement])"


def tab_to(screen: Screen, wanted: str, key: str = "Tab") -> None:
    """Walk with the Tab key until the element has the focus, as somebody without a mouse would."""
    for _ in range(MOST_STEPS):
        if wanted in screen.page.evaluate(FOCUSED):
            return
        screen.page.keyboard.press(key)
    raise AssertionError(f"{wanted} is not reached; the focus is on {screen.page.evaluate(FOCUSED)!r}")


def test_a_condition_by_keyboard_alone(screen: Screen) -> None:
    screen.open(MUSTERLAND, areas=60)
    page = screen.page
    tab_to(screen, "filter-open")
    page.keyboard.press("Enter")
    expect(page.locator("#filter-count")).to_contain_text("60 von 60 Gebieten")
    tab_to(screen, "filter-indicator")
    page.keyboard.type("SGB-II-Quote")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.locator("#filter-hint")).to_contain_text("Ausgewiesen sind 2,6 bis 24,2")
    for end, number in (("filter-low", "12,5"), ("filter-high", "20")):
        tab_to(screen, end)
        page.keyboard.type(number, delay=40)
        expect(page.locator(f"#{end}")).to_have_value(number)
        page.wait_for_timeout(400)  # nobody is as fast as a test: what was typed reaches the page first
    tab_to(screen, "filter-add")
    page.keyboard.press("Enter")
    expect(page.locator("#filter-count")).to_contain_text("4 von 60 Gebieten")

    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog", name="Eingrenzen")).to_be_hidden()
    expect(page.locator("#filter-open")).to_be_focused()
    expect(page.locator("#filter-line")).to_contain_text("SGB-II-Quote 12,5 bis 20")
    screen.settled()
    assert "f=value:muster_sgb2_pct:12.5..20" in screen.search()


def test_every_area_is_reached_through_the_table_and_shown_on_the_map(screen: Screen) -> None:
    screen.open(MUSTERLAND, areas=60)
    page = screen.page
    page.locator("#ranking .ag-center-cols-container .ag-row").first.locator(".ag-cell").first.focus()
    seen = []
    for _ in range(60):
        highlighted = screen.highlighted()
        assert len(set(highlighted["map"])) == 1, highlighted
        seen += set(highlighted["map"])
        page.keyboard.press("ArrowDown")
    assert len(set(seen)) == 60

    page.keyboard.press("Enter")
    expect(page.locator("#selected-count")).to_have_text("1 Gebiet gewählt")
    expect(page.locator("#profile h3")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#selected-count")).to_be_hidden()
