"""Pictures of „räumliche Häufung“: kinds told apart by hatching, what was found in words; charts show the values."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlencode

import pytest

from dashboard.neighbour_tasks import compute
from dashboard.snapshot.look import KIND_HATCHES, area_looks
from dashboard.snapshot.options import Options, class_colours
from dashboard.snapshot.request import make
from dashboard.state import resolve
from dashboard.views.neighbours import HATCHES, KINDS
from dashboard.views.snapshot import build_snapshot
from geodata.errors import GeodataError
from geodata.repository import Repository
from tests.dashboard.views.test_neighbours import WISH, country, usual

QUERY = urlencode(WISH)
SVG = {"format": "svg", "date": "2026-01-02"}


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> Repository:
    repository = country(usual())
    repository.shelf = tmp_path_factory.mktemp("shelf")
    state, _ = resolve(WISH, repository)
    compute(repository, state, repository.shelf)
    return repository


def text(body: bytes) -> str:
    return body.decode()


def test_the_legend_names_all_kinds_and_the_foot_what_was_found(found: Repository) -> None:
    picture = make(found, QUERY, SVG)
    assert picture.subtitle.endswith("– räumliche Häufung")
    drawn = text(picture.body)
    assert all(label in drawn for label, _ in KINDS)
    assert "häufiger beieinander" in drawn
    assert "Vertauschungen der Werte" in drawn


@pytest.mark.parametrize("colours", ["bildschirm", "farbsicher", "grau"])
def test_areas_have_colour_and_hatching_of_their_kind(found: Repository, colours: str) -> None:
    state, _ = resolve(WISH, found)
    view = build_snapshot(found, state).map
    fills = class_colours(Options(colours=colours), view.palette, len(KINDS))
    looks = area_looks(view, fills)
    classes = [int(c) for c in view.columns.cls if c != "-"]
    drawn = [look for look in looks if look.name.startswith("klasse-")]
    assert len(set(classes)) > 2
    assert [(look.fill, look.hatch) for look in drawn] == [(fills[c], KIND_HATCHES[HATCHES[c]]) for c in classes]
    assert len({(f, h) for f, h in zip(fills, HATCHES, strict=True)}) == len(KINDS)


def test_charts_are_those_of_the_values(found: Repository) -> None:
    with_kinds = make(found, QUERY, {**SVG, "show": "verteilung"})
    assert with_kinds.body == make(found, QUERY.replace("nb=1", "nb="), {**SVG, "show": "verteilung"}).body


def test_what_is_not_computed_yet_is_said(tmp_path: Path) -> None:
    fresh = country(usual())
    fresh.shelf = tmp_path
    with pytest.raises(GeodataError, match="noch nicht berechnet"):
        make(fresh, QUERY, SVG)
