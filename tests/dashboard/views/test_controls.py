"""What can be chosen."""

from __future__ import annotations

import pytest

from dashboard.entries import read_bounds
from dashboard.state import resolve
from dashboard.views.controls import Controls, build_controls
from geodata.repository import Repository
from tests.dashboard.small import AHORN, AMSEL, AREAS, BUCHE, CLARA, EICHE, entry, repository, small, state


def controls(**wanted: str) -> Controls:
    return build_controls(small(), state(**wanted))


def test_levels_with_the_number_of_their_areas() -> None:
    assert [o.label for o in controls().levels] == ["Kreise und kreisfreie Städte (2)", "Städte und Gemeinden (6)"]
    assert [o.label for o in controls(region=AHORN).levels] == ["Städte und Gemeinden (3)"]


def test_indicators_by_topic_in_the_order_of_the_departments() -> None:
    assert [(g.label, [o.value for o in g.options]) for g in controls().indicators] == [
        ("Kinder und Familie", ["poverty"]),
        ("Arbeit", ["jobless"]),
        ("Bildung", ["school"]),
        ("Bevölkerung", ["people"]),
    ]


def test_newest_period_first() -> None:
    assert [o.value for o in controls().periods] == ["2021", "2020"]


def test_groups_only_where_there_are_some() -> None:
    assert [(o.value, o.label) for o in controls().groups] == [("", "insgesamt"), ("u3", "unter 3")]
    assert controls(ind="people").groups == ()


def test_real_regions_come_before_the_fictional_ones_which_say_so() -> None:
    groups = controls().regions
    assert [g.label for g in groups] == [
        "Ganzes Land",
        "Kreise und kreisfreie Städte",
        "Ganzes Land (fiktiv)",
        "Kreise und kreisfreie Städte (fiktiv)",
        "Städte und Gemeinden mit eigenen Quartieren (fiktiv)",
    ]
    for group in groups:
        assert all(o.label.endswith("(fiktiv)") for o in group.options) == group.label.endswith("(fiktiv)")


def test_kreis_names_sort_by_their_proper_name_and_umlauts_beside_their_letter() -> None:
    more = [*AREAS, ("99003", "Älmhof", "kreis", "99", 0, 2, 1, 1), ("99004", "Kreis Zinn", "kreis", "99", 1, 2, 1, 1)]
    found = build_controls(repository(areas=more), state()).regions[1]
    assert [o.label for o in found.options] == ["Kreis Ahorn", "Älmhof", "Birke", "Kreis Zinn"]


def test_every_option_leads_where_it_says() -> None:
    for group in controls().regions:
        for option in group.options:
            assert state(region=option.value).region == option.value


def test_the_region_itself_is_a_level_only_while_it_is_all_that_has_figures() -> None:
    assert [o.label for o in controls(region=AHORN, ind="school").levels] == [
        "ganzes Gebiet (Kreis Ahorn)",
        "Städte und Gemeinden (3)",
    ]


def test_indicators_of_the_whole_region_say_so() -> None:
    labels = {o.value: o.label for g in controls(region=AHORN).indicators for o in g.options}
    assert labels["school"] == "Gymnasium (nur ganzes Gebiet)"
    assert labels["poverty"] == "Kinderarmut"


# -- Vergleichen mit --------------------------------------------------------------------------------------------


def versus(found: Repository | None = None, **wanted: str) -> dict[str, list[tuple[str, str]]]:
    groups = build_controls(found or small(), state(found, **wanted)).versus
    return {g.label: [("–" if o.disabled else o.value, o.label) for o in g.options] for g in groups}


def test_a_view_can_be_compared_with_areas_above_times_and_areas() -> None:
    assert versus() == {
        "Kein Vergleich": [("", "nichts")],
        "Gebiet darüber": [("kreis", "jeweiliger Kreis"), ("land", "Kleinland")],
        "Anderer Zeitpunkt": [("zeit:2020", "2020")],
        "Anderes Gebiet": [
            (f"gebiet:{AMSEL}", "Amsel"),
            (f"gebiet:{BUCHE}", "Buche"),
            (f"gebiet:{CLARA}", "Clara"),
            (f"gebiet:{EICHE}", "Eiche"),
        ],
    }
    assert versus(region=AHORN)["Gebiet darüber"] == [("kreis", "Kreis Ahorn"), ("land", "Kleinland")]


@pytest.mark.parametrize(("vs", "level"), [("", "kreis"), ("kreis", "kreis"), ("gemeinde", "gemeinde")])
def test_a_kreisfreie_stadt_stands_once_above_its_quarters(embedded: Repository, vs: str, level: str) -> None:
    """Musterstadt is Kreis and Gemeinde at once; what a link asks for stays."""
    wanted = {"region": "muster/k01", "level": "quartier", "vs": vs}
    assert versus(embedded, **wanted)["Gebiet darüber"] == [(level, "Musterstadt"), ("land", "Musterland")]


def test_what_is_not_possible_says_why_instead() -> None:
    assert versus(ind="people") == {
        "Kein Vergleich": [("", "nichts")],
        "Gebiet darüber": [
            ("–", "Eine Anzahl lässt sich nur mit einem anderen Zeitpunkt vergleichen, nicht mit einem anderen Gebiet.")
        ],
    }
    assert versus(ind="jobless", period="2021")["Anderer Zeitpunkt"] == [
        ("–", "Zwischen beiden Zeitpunkten liegt ein Bruch in der Reihe: neue Zählweise")
    ]
    assert versus(ind="jobless", period="2020")["Anderer Zeitpunkt"] == [
        ("zeit:2019", "2019"),
        ("–", "Zwischen beiden Zeitpunkten liegt ein Bruch in der Reihe: neue Zählweise"),
    ]


def test_every_offered_comparison_is_shown_without_a_word() -> None:
    for group in controls().versus:
        for option in group.options:
            found, notices = resolve({"vs": option.value}, small())
            assert (found.vs, notices) == (option.value, ())


def test_steps_have_no_distance() -> None:
    steps = entry("v", "Stufe", kind="value_only", unit="Stufe", decimals=0, categories={1: "niedrig", 2: "hoch"})
    rows = [("v", AMSEL, p, "", None, None, 2.0) for p in ("2020", "2021")]
    found = versus(repository(rows, [steps]))
    assert found["Anderer Zeitpunkt"] == [("–", "„Stufe“ besteht aus Stufen; deren Abstand sagt nichts.")]
    assert "Anderes Gebiet" not in found


# -- Klasseneinteilung ------------------------------------------------------------------------------------------


def test_a_link_may_name_the_region_by_its_level() -> None:
    assert controls(region=AHORN, classes="threshold", thr="kreis").thresholds[0].value == "kreis"


def test_whose_value_can_divide() -> None:
    assert [(o.value, o.label) for o in controls(region=AHORN).thresholds] == [
        ("", "Wert von Kreis Ahorn"),
        ("land", "Wert von Kleinland"),
        ("median", "Median der Gebiete"),
    ]


def test_own_bounds_as_people_type_them() -> None:
    found = controls(classes="own", bounds="5,12.5,1000")
    assert found.bounds == "5; 12,5; 1000"
    assert read_bounds(found.bounds) == ((5, 12.5, 1000), "")
