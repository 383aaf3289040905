"""The second indicator beside the first."""

from __future__ import annotations

from dashboard.views.second import build_second, build_second_options, second_indicator
from tests.dashboard.small import AHORN, BUCHE, entry, repository, small, state


def test_the_wished_one_or_another_topic() -> None:
    assert second_indicator(small(), state(ind2="people")) == "people"
    assert second_indicator(small(), state(level="kreis", ind="poverty")) == "school"  # an opening question
    assert second_indicator(small(), state(ind="people")) == "poverty"


def test_without_another_indicator_there_is_none() -> None:
    only = repository([("v", BUCHE, "2021", "", None, None, 1.0)], [entry("v", "Wert", kind="value_only")])
    assert second_indicator(only, state(only)) == ""
    assert build_second(only, state(only)) is None


def test_its_figures_are_of_the_same_time_or_the_last_before() -> None:
    same = build_second(small(), state(ind="jobless", level="kreis", ind2="school"))
    assert same is not None
    assert (same.state.period, same.indicator.id) == ("2021", "school")
    before = build_second(small(), state(period="2020", ind2="people"))
    assert before is not None
    assert before.state.period == "2021"  # there is nothing earlier
    later = build_second(small(), state(ind="jobless", period="2019", ind2="poverty"))
    assert later is not None
    assert later.state.period == "2020"


def test_bounds_and_group_of_the_first_do_not_apply() -> None:
    found = build_second(small(), state(group="u3", bounds="1,2", ind2="people"))
    assert found is not None
    assert (found.state.group, found.state.bounds) == ("", ())
    assert found.table.index.equals(build_second(small(), state(ind2="people")).table.index)  # type: ignore[union-attr]


def test_options_only_while_a_second_is_shown() -> None:
    assert build_second_options(small(), state(ind2="people")).indicators == ()
    found = build_second_options(small(), state(maps="2", region=AHORN))
    assert [o.value for g in found.indicators for o in g.options] == ["poverty", "jobless", "people"]
    assert found.chosen == "jobless"
