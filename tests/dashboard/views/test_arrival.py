"""„Auf der Karte ansehen“ opens the finest level that has something of the import, with its best indicator."""

from __future__ import annotations

from urllib.parse import parse_qs

from dashboard.state import from_query
from dashboard.views.arrival import best_view
from geodata.repository import Repository
from tests.dashboard.small import AHORN, AMSEL, AREAS, BUCHE, CLARA, entry, package, small


def asked(query: str) -> dict[str, str]:
    return {key: values[0] for key, values in parse_qs(query.removeprefix("?")).items()}


def repository_with(*added: object) -> Repository:
    return Repository([package(), *added], "abc")  # type: ignore[list-item]


def table(rows: list[tuple[object, ...]], *entries: dict[str, object]) -> object:
    found = package(rows, [*entries], AREAS, "added")  # type: ignore[list-item]
    return type(found)("added", "Neu", found.catalog, observations=found.observations)


def count(indicator: str, **more: object) -> dict[str, object]:
    return entry(indicator, indicator, kind="count", unit="Personen", direction="context", **more)


def test_figures_of_one_kreis_open_that_kreis() -> None:
    rows = [("dogs", i, "2021", "", 40, None, None) for i in (AMSEL, BUCHE, CLARA)]
    found = best_view(repository_with(table(rows, count("dogs"))), ["added"])
    assert asked(found) == {"v": "1", "region": AHORN, "level": "gemeinde", "ind": "dogs"}


def test_the_finest_level_wins_and_an_opening_question_before_a_derived_indicator() -> None:
    levels = [(AHORN, 100), (AMSEL, 40), (BUCHE, 30), (CLARA, 30)]
    rows = [(name, i, "2021", "", k, None, None) for name in ("dogs", "cats", "mice") for i, k in levels]
    share = entry("dogs_share", "Anteil", derived={"type": "share", "numerator": "dogs", "denominator": "cats"})
    derived = repository_with(table(rows, count("dogs"), count("cats"), count("mice"), share))
    assert asked(best_view(derived, ["added"])) | {"region": ""} == {
        "v": "1", "region": "", "level": "gemeinde", "ind": "dogs_share",
    }  # fmt: skip
    headed = repository_with(table(rows, count("dogs"), count("cats"), count("mice", headline=3), share))
    assert asked(best_view(headed, ["added"]))["ind"] == "mice"


def test_an_indicator_without_any_value_is_not_opened() -> None:
    rows = [("rare", i, "2021", "", 1, None, None) for i in (AMSEL, BUCHE)]
    rows += [("dogs", i, "2021", "", 40, None, None) for i in (AMSEL, BUCHE)]
    found = best_view(repository_with(table(rows, count("rare", headline=1), count("dogs"))), ["added"])
    assert asked(found)["ind"] == "dogs"


def test_boundaries_alone_open_without_an_indicator() -> None:
    land = [row for row in AREAS if row[0].startswith("99")]
    parts = [(f"{AMSEL}/q/{n}", f"Teil {n}", "quartier", AMSEL, 0, 0, 1, 1) for n in (1, 2)]
    borders = package([], [], [*land, *parts], "borders")
    repository = Repository(
        [package(), type(borders)("borders", "B", areas=borders.areas, geometry=borders.geometry)], "a"
    )
    assert asked(best_view(repository, ["borders"])) == {"v": "1", "region": AMSEL, "level": "quartier"}


def test_every_link_opens_what_it_names() -> None:
    found = best_view(small(), ["small"])
    state, notices = from_query(found, small())
    assert (state.level, state.region, notices) == ("quartier", asked(found)["region"], ())


def test_nothing_to_show_gives_no_link() -> None:
    assert best_view(small(), []) == best_view(small(), ["gone"]) == ""
