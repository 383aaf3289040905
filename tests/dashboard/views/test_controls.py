"""What can be chosen."""

from __future__ import annotations

from dashboard.views.controls import Controls, build_controls
from tests.dashboard.small import AHORN, AREAS, repository, small, state


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
