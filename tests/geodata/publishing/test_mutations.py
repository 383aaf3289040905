"""Each kind of relation is needed: where the suppressor does not know it, the attacker finds what it gives away."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from geodata.audit.packages import audit_packages
from geodata.publishing import binding, sums, systems
from geodata.publishing.memory import Memory, remember
from geodata.publishing.publish import publish
from tests.geodata.publishing.changes import CHANGES
from tests.geodata.publishing.test_memory import attacked
from tests.geodata.publishing.test_zones import WIDTHS, delivered
from tests.geodata.publishing.worlds import split, thinned, world

SEEDS = range(6)
Forget = Callable[[pytest.MonkeyPatch], None]


def nothing(*_: object, **__: object) -> tuple[()]:
    return ()


def areas(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(binding, "area_sums", nothing)
    patch.setattr(sums, "_held", nothing)


def groups(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(sums, "_divisions", nothing)


def rests(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(systems, "_rest_of", nothing)


@pytest.mark.slow
@pytest.mark.parametrize("forget", [areas, groups, rests])
def test_sums_and_rests(monkeypatch: pytest.MonkeyPatch, forget: Forget) -> None:
    forget(monkeypatch)
    assert any(not audit_packages(publish([world(seed)], {})).safe for seed in SEEDS)


@pytest.mark.slow
def test_sums_with_rows_that_nobody_delivered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(binding, "wider_sums", nothing)
    assert any(not audit_packages(publish([thinned(world(s), s, 0.15)], {})).safe for s in (1, 4, 13, 33))


def test_divisions_that_only_outlines_relate(monkeypatch: pytest.MonkeyPatch) -> None:
    counts = {"quartier/0": 2, "quartier/1": 40, "quartier/2": 30, "quartier/3": 20, "bezirk/w": 42, "bezirk/e": 50}
    package = delivered(counts, **WIDTHS)
    assert audit_packages(publish([package], {})).safe
    monkeypatch.setattr(binding, "zone_sums", nothing)
    assert not audit_packages(publish([package], {})).safe


@pytest.mark.slow
def test_groups_of_several_indicators(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("geodata.publishing.figures.adding_up", lambda catalog: {})
    assert not any(audit_packages(publish([split(world(seed))], {})).safe for seed in SEEDS)


@pytest.mark.slow
def test_sums_of_the_last_publication(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(systems.Series, "bind_then", nothing)
    assert any(not attacked(*CHANGES["corrected"](seed), reckoned=True).safe for seed in SEEDS)


@pytest.mark.slow
def test_what_was_hidden_and_has_not_changed(monkeypatch: pytest.MonkeyPatch) -> None:
    """The earlier publication leaks by itself here: what it hid must stay hidden, or more of it would follow."""
    world = CHANGES["second_division"](7)
    assert attacked(*world, reckoned=True).safe

    def forgetful(*known: Any) -> Memory:
        found = remember(*known)
        return replace(found, known=found.known.assign(kept_k=False, kept_n=False))

    monkeypatch.setattr("geodata.publishing.publish.remember", forgetful)
    assert not attacked(*world, reckoned=True).safe
