"""„Räumliche Häufung“: 64 squares and an island; high values in one corner, low ones in the opposite one."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from urllib.parse import urlencode

import pytest

from dashboard.exporting import export
from dashboard.neighbour_tasks import compute
from dashboard.snapshot.request import strict_state
from dashboard.state import reduce_controls, resolve
from dashboard.views import neighbours
from dashboard.views.karte import KarteView, build_karte
from geodata.errors import GeodataError
from geodata.methods.neighbourhood import LABELS, NO_NEIGHBOURS, NOTHING_NOTABLE, Quadrant
from geodata.repository import Repository
from tests.dashboard.small import LAND, entry, repository

SIDE = 8
FAR = f"99{SIDE:03d}{SIDE:03d}"  # an island
WISH = {"region": LAND, "level": "gemeinde", "ind": "rate", "nb": "1"}


def name_of(x: int, y: int) -> str:
    return f"99{x:03d}{y:03d}"


def country(values: dict[str, float | None], *, side: int = SIDE, kind: str = "value_only") -> Repository:
    """Squares of two Kreise side by side, and an island; areas without an entry have no figures."""
    areas = [(LAND, "Kleinland", "land", "", 0, 0, side, side)]
    areas += [(f"99{x:03d}", f"Kreis {x}", "kreis", LAND, x, 0, 1, side) for x in range(side)]
    areas += [
        (name_of(x, y), f"Ort {x}/{y}", "gemeinde", f"99{x:03d}", x, y, 1, 1) for x in range(side) for y in range(side)
    ]
    areas += [(FAR, "Insel", "gemeinde", LAND, side + 5, 0, 1, 1)]
    rows = [("rate", i, "2021", "", v if kind == "count" else None, None, None if kind == "count" else v)
            for i, v in values.items()]  # fmt: skip
    return repository(rows, [entry("rate", "Wert", kind=kind, headline=1)], areas)


def corners(x: int, y: int) -> float:
    """High in one corner, low in the opposite one, mixed between."""
    if x < 3 and y < 3:
        return 30.0 + x
    if x >= SIDE - 3 and y >= SIDE - 3:
        return 1.0 + y / 10
    return 14.0 + (7 * x + 5 * y) % 4


def usual() -> dict[str, float | None]:
    return {name_of(x, y): corners(x, y) for x in range(SIDE) for y in range(SIDE)} | {FAR: 15.0}


@cache
def measured() -> Repository:
    return country(usual())


@pytest.fixture(scope="module")
def view(tmp_path_factory: pytest.TempPathFactory) -> KarteView:
    found = measured()
    found.shelf = tmp_path_factory.mktemp("shelf")
    state, notices = resolve(WISH, found)
    assert not notices
    assert build_karte(found, state).note.offered  # until it is computed
    compute(found, state, found.shelf)
    return build_karte(found, state, [name_of(1, 1)])


def counts(view: KarteView) -> dict[str, int]:
    return {c.text: c.count for c in view.maps[0].legend.classes}


def test_the_corners_are_found_and_told_in_words(view: KarteView) -> None:
    found = counts(view)
    assert found[LABELS["HH"]] >= 4  # type: ignore[index]
    assert found[LABELS["LL"]] >= 4  # type: ignore[index]
    assert found[NO_NEIGHBOURS] == 1
    assert sum(found.values()) == SIDE * SIDE + 1
    assert view.headline.sentence.startswith(
        "Wert, 2021 – räumliche Häufung: ähnliche Werte liegen häufiger beieinander, als es durch Zufall zu erwarten "
        f"wäre; Häufung hoher Werte: {found[LABELS['HH']]}"  # type: ignore[index]
    )
    assert view.profile is not None
    assert view.profile.certainty == (
        "Ort 1/1 gehört zu einer Häufung hoher Werte: Der eigene Wert liegt über dem Durchschnitt, und im Mittel der "
        "8 Nachbargebiete ist er höher, als es bei zufälliger Verteilung zu erwarten wäre."
    )
    method = " ".join(view.note.method)
    for said in (
        "9.999 Vertauschungen",
        "Startwert 1",
        "Benjamini",
        "Ohne Nachbarn mit Wert: Insel.",
        "Gemeindegrenzen",
    ):
        assert said in method
    assert not any(word in method for word in ("LISA", "Hot Spot", "Cluster"))


def test_map_table_and_legend_say_the_same(view: KarteView) -> None:
    shown, columns = view.maps[0], view.maps[0].columns
    assert view.ranking.kinds == "Häufung"
    assert not view.ranking.certain
    assert columns.verdict == ""
    by_class = {c.text: columns.cls.count(str(c.index)) for c in shown.legend.classes}
    assert by_class == counts(view)
    assert shown.kinds[int(columns.cls[view.place.ids.index(name_of(1, 1))])] == LABELS["HH"]  # type: ignore[index]
    assert len(set(neighbours.HATCHES)) == len(neighbours.KINDS) - 1  # a dark and a pale plain class, else hatched


def test_the_result_depends_on_the_values_and_nothing_else(view: KarteView) -> None:
    same, other = country(usual()), country(usual() | {FAR: 16.0})
    keys = [neighbours.key_of(r, neighbours.view_values(r, resolve(WISH, r)[0])) for r in (measured(), same, other)]
    assert keys[0] == keys[1] != keys[2]
    same.shelf = measured().shelf
    assert counts(build_karte(same, resolve(WISH, same)[0])) == counts(view)  # a link opens it at once
    other.shelf = measured().shelf
    assert build_karte(other, resolve(WISH, other)[0]).note.offered


def test_areas_without_a_value_stay_out(tmp_path: Path) -> None:
    found = country({i: v for i, v in usual().items() if i != name_of(4, 4)})
    found.shelf = tmp_path
    state, _ = resolve(WISH, found)
    compute(found, state, tmp_path)
    view = build_karte(found, state, [name_of(4, 4)])
    assert view.maps[0].columns.cls[view.place.ids.index(name_of(4, 4))] == "-"
    assert sum(counts(view).values()) == SIDE * SIDE
    assert view.profile is not None
    assert "liegt kein Wert vor" in view.profile.certainty


def test_it_is_refused_with_the_reason() -> None:
    grid = list(usual())
    for values, kind, reason in (
        (dict.fromkeys(grid, 5.0), "value_only", "denselben Wert"),
        (dict(zip(grid[:29], map(float, range(29)), strict=True)), "value_only", "hier haben 29 Gebiete einen"),
        ({i: float(10 + n) for n, i in enumerate(grid)}, "count", "Anzahlen"),
        (dict.fromkeys(grid), "value_only", "kein Gebiet ist ein Wert ausgewiesen"),
    ):
        found = country(values, kind=kind)
        state, notices = resolve(WISH, found)
        assert state.nb == ""
        assert reason in " ".join(notices)


def test_too_few_with_neighbours_are_refused_by_the_job(tmp_path: Path) -> None:
    """28 squares that touch each other, and three that touch none of those with a value."""
    inside = {name_of(x, y): float(10 * x + y) for x in range(4) for y in range(7)}
    found = country(inside | {FAR: 3.0, name_of(7, 7): 1.0, name_of(7, 0): 2.0})
    state, _ = resolve(WISH, found)
    assert state.nb == "1"
    with pytest.raises(GeodataError, match="erst ab 30 Gebieten"):
        compute(found, state, tmp_path)


def test_other_readings_give_way_and_take_over() -> None:
    found = measured()
    state, _ = resolve(WISH | {"nb": ""}, found)
    compared, _ = reduce_controls(state, {"vs": f"gebiet:{FAR}"}, found)
    assert compared.vs
    clustered, notices = reduce_controls(compared, {"nb": "1"}, found)
    assert (clustered.nb, clustered.vs) == ("1", "")
    assert any("Vergleich" in text for text in notices)
    back, _ = reduce_controls(clustered, {"vs": f"gebiet:{FAR}"}, found)
    assert (back.nb, back.vs) == ("", f"gebiet:{FAR}")
    both, notices = resolve(WISH | {"vs": f"gebiet:{FAR}"}, found)
    assert (both.nb, both.vs) == ("", f"gebiet:{FAR}")
    assert any("entfällt" in text for text in notices)


def test_a_picture_says_that_it_cannot() -> None:
    with pytest.raises(GeodataError, match="noch nicht berechnet"):
        strict_state(WISH, country(usual()))


def test_more_areas_ask_for_more_permutations() -> None:
    assert [neighbours.permutations(n) for n in (30, 250, 396, 1000, 4000)] == [9_999, 9_999, 19_999, 39_999, 49_999]


def test_nothing_notable_is_its_own_class(view: KarteView) -> None:
    assert counts(view)[NOTHING_NOTABLE] > 0


def test_files_of_figures_say_that_the_view_shows_something_else_and_keep_its_classes(view):
    body = export(measured(), "?" + urlencode(WISH), {"format": "geojson"}).body
    found = json.loads(body)
    assert found["metadata"]["Ansicht zeigt"].startswith("Wert; Klassen: räumliche Häufung")
    classes = {f["id"]: f["properties"]["klasse"] for f in found["features"]}
    assert neighbours.KINDS[int(classes[FAR])][0] == NO_NEIGHBOURS
    assert neighbours.KINDS[int(classes[name_of(1, 1)])][0] == LABELS[Quadrant.HIGH_HIGH]
    assert {f["properties"]["value"] for f in found["features"] if f["id"] == name_of(1, 1)} == {31.0}
