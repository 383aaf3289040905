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


# Everything that takes the focus, numbered; of a group of choices only the chosen one: arrow keys lead to the others.
CONTROLS = """(within) => Object.fromEntries(
  [...document.querySelectorAll("a[href], button, input, select, textarea, summary, [tabindex]")]
    .filter((e) => e.closest(within) && e.tabIndex >= 0)
    .filter((e) => !e.matches(":disabled, [type=radio]:not(:checked), .ag-tab-guard, .ag-row, .ag-header-row"))
    .filter((e) => e.checkVisibility({visibilityProperty: true, opacityProperty: false}) && !e.closest("[inert]"))
    .map((e, n) => [(e.dataset.reach = n), `${e.tagName} ${e.id} ${e.className} ${e.textContent.slice(0, 30)}`]))"""
# What has the focus: its number, and whether it or what is drawn for it has an outline or, a cell, a border of its own.
AT = """() => {
  const e = document.activeElement;
  const field = e.closest(".mantine-Input-input"); // around the input of a field that holds several values
  const drawn = [e, field, e.nextElementSibling].filter(Boolean).map((found) => getComputedStyle(found));
  const outlined = drawn.some((look) => look.outlineStyle !== "none" && parseFloat(look.outlineWidth) >= 2);
  return [e.dataset.reach ?? "", outlined || e.matches(".ag-cell-focus, .ag-header-cell"), e.outerHTML.slice(0, 160)];
}"""


def walk(screen: Screen, within: str, steps: int = 90) -> None:
    """Tab through all controls below an element: none is left out, each is seen to have the focus."""
    wanted = screen.page.evaluate(CONTROLS, within)
    assert len(wanted) > 3
    unseen = []
    for _ in range(steps):
        number, visible, html = screen.page.evaluate(AT)
        wanted.pop(number, None)
        if number and not visible:
            unseen.append(html)
        if not wanted:
            break
        screen.page.keyboard.press("Tab")
    assert list(wanted.values()) == []
    assert unseen == []


def test_every_control_is_reached_and_seen_to_have_the_focus(screen: Screen) -> None:
    screen.open(f"{MUSTERLAND}&sel=muster/k01/g01&f=kind:Gemeinde&maps=2&tab=zusammenhang")
    walk(screen, "body")
    tab_to(screen, "filter-open", "Shift+Tab")
    screen.page.keyboard.press("Enter")
    expect(screen.page.locator("#filter-count")).to_contain_text("Gezeigt")
    walk(screen, "[role=dialog]")
    screen.page.keyboard.press("Escape")
    expect(screen.page.locator("#selected-count")).to_have_text("1 Gebiet gewählt")  # it closed the panel, nothing else


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
