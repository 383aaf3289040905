"""Symbols, panel, and table of facilities."""

from __future__ import annotations

import itertools
from typing import Any

from dashboard.points import points_hash
from dashboard.symbols import COLOURS, SHAPES, look
from dashboard.views.facilities import build_list, build_supply, build_types, chosen_types
from layouts.facilities import EMPTY, facility_values, icon, panel_content, supply_table
from tests.dashboard.facilities import with_facilities
from tests.dashboard.small import AMSEL, LAND, small, state
from tests.layouts.test_karte import sent, texts
from tests.layouts.test_theme import contrast


def panel(fac: str = "kita") -> list[Any]:
    repository = with_facilities()
    shown = state(repository, fac=fac)
    return sent(panel_content(build_types(repository, LAND), build_list(repository, shown, []), "?page=daten"))  # type: ignore[no-any-return]


def test_the_first_sixteen_types_differ_without_colour() -> None:
    forms = [(look(n)["path"], look(n)["fill"] == "#ffffff") for n in range(2 * len(SHAPES))]
    assert len(set(forms)) == 16


def test_symbols_can_be_seen_on_white() -> None:
    assert all(contrast(colour, "#ffffff") >= 4.5 for colour in COLOURS)
    looks = [tuple(look(n).values()) for n in range(32)]
    assert all(one != other for one, other in itertools.combinations(looks, 2))


def test_a_symbol_is_a_picture_without_a_request() -> None:
    assert icon(3).startswith("data:image/svg+xml,%3Csvg")


def test_types_with_counts_and_a_table() -> None:
    choices, hidden, table = panel()
    assert hidden is False
    assert [texts(c["props"]["label"]).strip() for c in choices] == [
        "Beratung (1, davon 1 ohne Koordinaten)",
        "Kitas (4)",
    ]
    assert "Kleinland: 4 Einrichtungen" in texts(table)
    assert "Kita <b>Eins</b> Kitas 30 Amsel" in texts(table)


def test_without_facilities_the_panel_says_how_to_load_them() -> None:
    _, hidden, content = sent(panel_content((), build_list(small(), state(), []), "?page=daten"))
    assert hidden is True
    assert texts(content).startswith(EMPTY)
    assert content[1]["props"]["children"]["props"]["href"] == "?page=daten"


def test_the_browser_gets_addresses_and_looks() -> None:
    repository = with_facilities()
    shown = state(repository, fac="kita")
    text, chosen, (layer,) = facility_values(chosen_types(repository, shown), shown, points_hash(repository))
    assert (text, chosen) == ("Einrichtungen (1)", ["kita"])
    assert layer["url"] == f"/points/{points_hash(repository)}/1/99.json"
    assert (layer["label"], layer["count"], layer["path"]) == ("Kitas", 4, SHAPES[1])


def test_the_steckbrief_has_a_row_for_each_type_on_the_map() -> None:
    repository = with_facilities()
    rows = texts(sent(supply_table(build_supply(repository, state(repository, fac="kita,beratung"), AMSEL))))
    assert "Kitas 2 50 500,0 Betroffene, 2021: 10" in rows
    assert supply_table(()) == []
