"""„Räumliche Häufung“: compute, cancel, see the layer; the table says what the map shows."""

from __future__ import annotations

from tests.e2e.screen import Screen, expect

COUNTRY = "?region=05&level=gemeinde&ind=gisd_score"
TABLE = """() => { const { model } = window.quartier; const found = {};
  const api = window.dash_ag_grid.getApi("ranking");
  api.forEachNode((node) => { found[node.data.kind] = (found[node.data.kind] || 0) + 1; }); return found; }"""
COMPUTE = "Jetzt berechnen"


def test_clusters_are_computed_on_demand_and_can_be_cancelled(screen: Screen) -> None:
    screen.open(COUNTRY, areas=396)
    page = screen.page
    page.get_by_text("räumliche Häufung", exact=True).click()
    expect(page.locator("#certainty")).to_contain_text("noch nicht berechnet")
    page.get_by_role("button", name=COMPUTE).click()
    page.locator("#neighbours-cancel").click()
    expect(page.locator("#neighbours-result")).to_contain_text("Abgebrochen")
    page.get_by_role("button", name=COMPUTE).click()
    page.locator('#legend [data-cls="4"]').click()  # the page stays usable meanwhile
    expect(page.locator("#legend")).to_contain_text("Häufung niedriger Werte")
    expect(page.get_by_role("button", name=COMPUTE)).to_be_hidden()
    expect(page.locator("#headline")).to_contain_text("ähnliche Werte liegen häufiger beieinander")
    screen.settled()
    rows = page.locator("#legend .legend-class").evaluate_all(
        "rows => rows.map(r => ['text', 'count'].map(part => r.querySelector(`.legend-${part}`).textContent))"
    )
    legend = {text: int(count) for text, count in rows if int(count)}
    assert sum(legend.values()) == 396
    assert page.evaluate(TABLE) == legend
    hatched = page.locator("#map .leaflet-overlay-pane path[fill^='url(#vertical']")
    expect(hatched).to_have_count(legend["Häufung niedriger Werte"])
    page.reload()  # a link finds the result at once
    expect(page.locator("#legend")).to_contain_text("Häufung niedriger Werte")
