"""Random workspaces through both halves of the gate: nothing is refused, and the attacker learns nothing."""

from __future__ import annotations

import pytest

from geodata.audit.packages import audit_packages
from geodata.publishing.publish import publish
from tests.geodata.publishing.worlds import TABLES, beside, split, thinned, world

FAST = (0, 5, 27, 28)  # bases that had to be given up, or whose hidden rests followed from each other
PORTION = 25
TOGETHER = 5


def learned(*seeds: int, missing: float = 0.0) -> str:
    """What the attacker learned of worlds side by side; ``missing``: part of the rows that are not delivered."""
    found = audit_packages(publish([beside([thinned(world(seed), seed, missing) for seed in seeds])], {}))
    assert found.suppressed > 0, f"{seeds}: nothing was hidden, so nothing was tried"
    return "" if found.safe else f"{seeds}: {found.leaks.to_string()}, {found.unproven} unproven"


def portions(first: int, count: int) -> list[range]:
    return [range(seed, seed + TOGETHER) for seed in range(first, first + count, TOGETHER)]


@pytest.mark.slow
@pytest.mark.parametrize("seed", FAST)
def test_the_attacker_learns_nothing(seed: int) -> None:
    assert learned(seed) == ""


@pytest.mark.slow
@pytest.mark.parametrize("first", range(0, 1000 // TABLES, PORTION))
def test_a_thousand_tables(first: int) -> None:
    assert [text for seeds in portions(first, PORTION) if (text := learned(*seeds))] == []


THINNED = (1, 4, 13, 33)  # refused while sums with missing rows were left to the attacker


@pytest.mark.slow
@pytest.mark.parametrize("seed", THINNED)
def test_rows_missing_from_a_division_are_reckoned_with(seed: int) -> None:
    assert learned(seed, missing=0.15) == ""


@pytest.mark.slow
@pytest.mark.parametrize("first", range(0, 60, 20))
def test_sixty_worlds_with_gaps(first: int) -> None:
    assert [text for seeds in portions(first, 20) if (text := learned(*seeds, missing=0.15))] == []


def of_several_indicators(seed: int, missing: float) -> str:
    """What the attacker learned where the groups of a total are indicators of their own."""
    found = audit_packages(publish([split(thinned(world(seed), seed, missing))], {}))
    assert found.suppressed > 0
    return "" if found.safe else f"{seed}: {found.leaks.to_string()}, {found.unproven} unproven"


@pytest.mark.slow
@pytest.mark.parametrize("missing", [0.0, 0.15])
def test_groups_that_are_indicators_of_their_own(missing: float) -> None:
    assert [text for seed in range(10) if (text := of_several_indicators(seed, missing))] == []
