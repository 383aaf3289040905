"""Every component id once, declared in one place."""

from __future__ import annotations

import json
from typing import Any

import pytest

from layouts.ids import Ids
from layouts.page import page

# Types of pattern ids, whose components come with the data.
PATTERN_TYPES = {Ids.REMOVE.value, Ids.ASSIGN.value, Ids.FILTER_REMOVE.value, Ids.REPORT_ACT.value}


def ids_in(tree: Any) -> list[str]:
    """All ids of a component tree as sent to the browser."""
    if isinstance(tree, list):
        return [i for part in tree for i in ids_in(part)]
    if not isinstance(tree, dict):
        return []
    own = [tree["props"]["id"]] if "namespace" in tree and "id" in tree["props"] else []
    return own + [i for part in tree.values() for i in ids_in(part)]


@pytest.fixture(scope="module")
def found() -> list[str]:
    return ids_in(json.loads(json.dumps(page("Titel", 100).to_plotly_json(), default=lambda c: c.to_plotly_json())))


def test_ids_of_the_page_are_unique(found: list[str]) -> None:
    assert sorted(found) == sorted(set(found))


def test_every_declared_id_is_on_the_page(found: list[str]) -> None:
    assert {i.value for i in Ids} - PATTERN_TYPES <= set(found)


def test_only_the_skip_link_needs_an_id_of_its_own(found: list[str]) -> None:
    assert set(found) - {i.value for i in Ids} == {"inhalt"}
