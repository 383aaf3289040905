"""Events on the page „Befragung“."""

from __future__ import annotations

import pytest
from dash.exceptions import PreventUpdate

from callbacks.survey import changed, shown
from dashboard.state import read_query
from geodata.repository import Repository
from layouts.ids import Ids
from layouts.survey import SURVEY_PROPS

VIEW = "?v=1&page=befragung&b_svy=musterland_survey_authorities"


@pytest.fixture(scope="module")
def sample(embedded: Repository) -> Repository:
    return embedded


def test_a_choice_becomes_part_of_the_address(sample: Repository) -> None:
    query, again, _ = changed(sample, VIEW, Ids.SURVEY_PART, "felder")
    assert query == again
    assert read_query(query)["b_part"] == "felder"
    assert read_query(query)["b_svy"] == "musterland_survey_authorities"


def test_what_is_shown_already_changes_nothing(sample: Repository) -> None:
    for trigger, value in ((Ids.SURVEY_PART, "ruecklauf"), (Ids.SURVEY_BY, None)):
        with pytest.raises(PreventUpdate):
            changed(sample, VIEW, trigger, value)


def test_values_fill_all_that_is_wired_and_only_on_this_page(sample: Repository) -> None:
    values = dict(zip(SURVEY_PROPS, shown(sample, VIEW), strict=True))
    assert values[Ids.SURVEY_PART, "value"] == "ruecklauf"
    assert not values[Ids.SURVEY_BY_BOX, "hidden"]
    with pytest.raises(PreventUpdate):
        shown(sample, "?v=1")
