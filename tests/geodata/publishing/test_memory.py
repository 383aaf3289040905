"""Readers who kept the last publication learn nothing from the new one that they could not know before."""

from __future__ import annotations

from dataclasses import replace

import pytest

from geodata.audit.memory import Delivered
from geodata.audit.packages import PackageFindings, audit_packages
from geodata.catalog import DisclosureRule, GroupSum
from geodata.errors import GeodataError
from geodata.methods.suppression.cells import Cells, State, relations, total
from geodata.methods.suppression.suppress import suppress
from geodata.package import Package
from geodata.publishing.figures import completed
from geodata.publishing.gate import gate
from geodata.publishing.publish import publish
from tests.geodata.publishing.changes import CHANGES
from tests.geodata.publishing.test_publish import QUARTERS, TOWN, made, people, shown
from tests.geodata.small import catalog, count, indicator

PORTION = 3


def attacked(before: Package, after: Package, *, reckoned: bool) -> PackageFindings:
    """What an attacker learns who has both and knows which figures changed; ``reckoned``: the suppressor knew."""
    first = publish([before], {})
    memory = {"before": {"made": first[0]}, "delivered": {"made": before}} if reckoned else {"before": {}}
    second = publish([after], **memory)  # type: ignore[arg-type]
    return audit_packages(second, previous=first, delivered=Delivered(completed([after], []), completed([before], [])))


def learned(change: str, seed: int) -> str:
    found = attacked(*CHANGES[change](seed), reckoned=True)
    assert found.suppressed > 0, f"{change} {seed}: nothing was hidden, so nothing was tried"
    return "" if found.safe else f"{change} {seed}: {found.leaks.to_string()}, {found.unproven} unproven"


@pytest.mark.slow
@pytest.mark.parametrize("change", CHANGES)
def test_an_attacker_with_both_learns_nothing_new(change: str) -> None:
    assert [text for seed in range(PORTION) if (text := learned(change, seed))] == []


@pytest.mark.slow
@pytest.mark.parametrize("change", ["corrected", "corrected_and_thinned", "rows_gone", "rows_come", "second_division"])
def test_the_same_attacker_finds_something_where_nobody_reckons_with_him(change: str) -> None:
    assert any(not attacked(*CHANGES[change](seed), reckoned=False).safe for seed in range(PORTION))


# -- by hand --------------------------------------------------------------------------------------------------


def again(before: Package, after: Package) -> tuple[Package, Package]:
    """Both publications."""
    (first,) = publish([before], {})
    (second,) = publish([after], {"made": first}, delivered={"made": before})
    return first, second


def hidden(package: Package) -> list[str]:
    return [q for q, k in shown(package).items() if k is None]


def test_a_corrected_count_stays_hidden_where_its_difference_would_tell_the_old_one():
    """1 was 2 and is 7, which may be shown; but then 4 is 12, and 1 was 2."""
    first, second = again(
        made(*people(2, 45, 60, 12, 31), count("people", TOWN, 150)),
        made(*people(7, 45, 60, 12, 31), count("people", TOWN, 155)),
    )
    assert hidden(first) == ["1", "4"]
    assert hidden(second) == ["1", "4"]


def test_a_partner_is_not_given_back_when_another_one_becomes_cheaper():
    """2 is corrected to 4 and would be the cheaper partner; 4 shown beside the sums of then is 1."""
    _, second = again(
        made(*people(2, 45, 60, 12, 31), count("people", TOWN, 150)),
        made(*people(2, 4, 60, 12, 31), count("people", TOWN, 109)),
    )
    assert "4" in hidden(second)


def test_a_count_that_was_shown_under_a_weaker_rule_covers_nothing():
    """4 is below the new threshold and hidden from now on, but known: another one must stand beside 1."""
    rule = DisclosureRule(minimum=5, minimum_base=0, minimum_index=0)
    before = made(*people(None, 45, 60, 4, 31), count("people", TOWN, 142))
    table = before.observations
    table.loc[table["area_id"].eq(QUARTERS[0]), ["k", "value"]] = 2
    dataset = before.catalog.datasets[0].model_copy(update={"disclosure": rule})
    after = replace(before, catalog=before.catalog.model_copy(update={"datasets": (dataset,)}))
    first, second = again(before, after)
    assert hidden(first) == ["1", "4"]
    assert hidden(second) == ["1", "4"]


def test_figures_that_are_not_delivered_any_more_are_still_known():
    """The total is gone, so 4 could be shown again; whoever kept the total would subtract."""
    before = made(*people(2, 45, 60, 12, 31), count("people", TOWN, 150))
    after = made(*people(2, 45, 60, 12, 31)[:4])
    assert hidden(publish([after], {})[0]) == ["1"]
    assert hidden(again(before, after)[1]) == ["1", "4"]


def test_what_only_memory_gives_away_is_refused_with_indicator_and_number():
    """Sums with another indicator are left to the attacker: the total of men and women is remembered."""
    sums = (GroupSum(total="people:", parts=("m", "w")),)
    both = indicator("both", "count", unit="Personen", groups={"m": "männlich", "w": "weiblich"}, group_sums=sums)
    entries = catalog(before_catalog := made().catalog.indicator("people"), both)
    assert before_catalog.id == "people"
    before = made(count("people", QUARTERS[0], 32), entries=entries)
    parts = [count("both", QUARTERS[0], k, group=g) for g, k in (("m", 2), ("w", 30))]
    after = made(*parts, entries=entries)
    through = gate()
    first = through([before], {})
    through([after], {})
    with pytest.raises(GeodataError) as error:
        through([after], {"made": first[0]}, {"made": before})
    (problem,) = error.value.problems
    assert problem.code == "workspace_leaks_remembered"
    assert "both, 2023: 1" in problem.message


def test_a_leak_of_the_last_publication_does_not_stop_the_next_import():
    """Published before anything was protected: 1 is 2 to everybody who kept it. Others must not learn it."""
    figures = made(*people(2, 45, 60, 12, 31), count("people", TOWN, 150))
    open_hearted = replace(figures, observations=figures.observations[~figures.observations["k"].eq(2)])
    (out,) = gate()([figures], {"made": open_hearted}, {"made": figures})
    assert hidden(out) == ["1", "4"]


def test_a_rest_of_nobody_is_not_known_where_its_cases_are_hidden():
    """1 is hidden; only 4 of 4 can stand beside it, and that nobody is left of these 4 was never said."""
    values, states = [5, 1, 4, 4, 0], [State.PUBLISHED, State.OPEN, State.OPEN, State.PUBLISHED]
    sums = relations(5, [total(0, [1, 2]), total(3, [2, 4])])
    with pytest.raises(GeodataError):
        suppress(Cells.of(values, [*states, State.OPEN]), sums, 3)
    found = suppress(Cells.of(values, [*states, State.FREE]), sums, 3)
    assert found.suppressed.tolist() == [1, 2, 4]
