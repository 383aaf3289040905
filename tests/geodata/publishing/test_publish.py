"""The second gate: nothing hidden follows from what is shown, whichever package says it."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geodata.audit.packages import audit_packages
from geodata.catalog import Catalog, DisclosureRule, GroupSum, Share
from geodata.errors import GeodataError
from geodata.observations import normalise
from geodata.package import Package
from geodata.publishing.publish import publish
from tests.geodata.small import PEOPLE, POOR, areas, catalog, count, indicator, observations

TOWN = "05315000"
QUARTERS = tuple(f"{TOWN}/stadtteil/{i}" for i in range(1, 6))
MADE = catalog(PEOPLE, POOR)


def made(*rows: dict[str, object], entries: Catalog = MADE, package_id: str = "made", **more: object) -> Package:
    """A town of five quarters with figures as delivered."""
    table = observations(*rows, catalog=entries) if rows else None
    return Package(package_id, "Gemacht", entries, areas(TOWN, *QUARTERS), observations=table, **more)


def people(*counts: float | None, period: str = "2023", **more: object) -> list[dict[str, object]]:
    rows = zip(QUARTERS, counts, strict=False)
    return [count("people", a, k, period=period, **more) for a, k in rows]


def shown(package: Package, indicator_id: str = "people", column: str = "k") -> dict[str, float | None]:
    """Last part of the area id → number; None = hidden."""
    rows = package.observations[package.observations["indicator"].eq(indicator_id)]
    assert rows["k"].isna().eq(rows["status"].ne("OK")).all()
    return {a.split("/")[-1]: None if pd.isna(k) else k for a, k in zip(rows["area_id"], rows[column], strict=True)}


def test_a_total_hides_the_cheapest_partner():
    (out,) = publish([made(*people(2, 45, 60, 12, 31), count("people", TOWN, 150))], {})
    assert shown(out) == {TOWN: 150, "1": None, "2": 45, "3": 60, "4": None, "5": 31}


def test_a_total_that_nobody_gave_is_summed_before_anything_is_hidden():
    (out,) = publish([made(*people(2, 45, 60, 12, 31))], {})
    assert shown(out)[TOWN] == 150
    assert shown(out)["4"] is None


def test_two_small_counts_protect_each_other():
    (out,) = publish([made(*people(2, 2, 60, 12, 31), count("people", TOWN, 107))], {})
    assert [q for q, k in shown(out).items() if k is None] == ["1", "2"]


def test_without_a_total_only_the_small_count_is_hidden():
    (out,) = publish([made(*people(2, 45, 60))], {})  # two quarters have no figure, so nothing adds up
    assert shown(out) == {"1": None, "2": 45, "3": 60}


def test_a_total_in_another_package_counts_as_well():
    quarters, town = made(*people(2, 45, 60, 12, 31)), made(count("people", TOWN, 150), package_id="town")
    first, second = publish([quarters, town], {})
    assert [q for q, k in shown(first).items() if k is None] == ["1", "4"]
    assert shown(second) == {TOWN: 150}


def test_the_rest_to_the_base_is_protected_and_the_base_stays():
    rows = [
        {"indicator": "poor", "area_id": a, "k": k, "n": 60, "period": "2023"}
        for a, k in zip(QUARTERS, (58, 20, 30, 25, 9), strict=True)
    ]
    (out,) = publish([made(*rows)], {})
    assert shown(out, "poor") == {TOWN: 142, "1": None, "2": 20, "3": 30, "4": 25, "5": None}
    assert set(shown(out, "poor", "n").values()) == {60, 300}


def test_the_rest_of_a_derived_share_is_protected_in_its_cases():
    share = indicator("share", "rate", derived=Share(type="share", numerator="cases", denominator="people"))
    entries = catalog(PEOPLE, indicator("cases", "count"), share)
    rows = [*people(60, 60, 60), *[count("cases", a, k) for a, k in zip(QUARTERS, (58, 57, 3), strict=False)]]
    (out,) = publish([made(*rows, entries=entries)], {})
    assert shown(out, "cases") == {"1": None, "2": 57, "3": 3}
    assert shown(out) == {"1": 60, "2": 60, "3": 60}


def test_a_base_that_was_never_told_is_no_secret():
    share = indicator("share", "rate", derived=Share(type="share", numerator="cases", denominator="people"))
    entries = catalog(PEOPLE, indicator("cases", "count"), share)
    gap = {"indicator": "people", "area_id": QUARTERS[1], "k": None, "status": "MISSING", "period": "2023"}
    rows = [*people(60), gap, *[count("cases", a, k) for a, k in zip(QUARTERS, (20, 57), strict=False)]]
    (out,) = publish([made(*rows, entries=entries)], {})
    assert shown(out, "cases") == {"1": 20, "2": 57}


def test_groups_that_add_up_are_protected_against_their_total():
    aged = PEOPLE.model_copy(
        update={
            "groups": {"": "insgesamt", "young": "jung", "mid": "mittel", "old": "alt"},
            "additive_groups": True,
            "additive_areas": False,
        }
    )
    rows = [count("people", QUARTERS[0], k, group=g) for g, k in (("", 100), ("young", 2), ("mid", 70), ("old", 28))]
    (out,) = publish([made(*rows, entries=catalog(aged))], {})
    hidden = out.observations[out.observations["status"].eq("SUPPRESSED")]["group"].tolist()
    assert hidden == ["old", "young"]


def test_groups_that_are_indicators_of_their_own_are_protected_against_their_total():
    """2 women and 43 men of 45: in the first quarter alone the total would give the women away."""
    single = {"additive_areas": False}
    women, men = (indicator(i, "count", unit="Personen", **single) for i in ("women", "men"))
    sums = (GroupSum(parts=("women:", "men:")),)
    entries = catalog(PEOPLE.model_copy(update={**single, "group_sums": sums}), women, men)
    counts = {"people": (45, 90), "women": (2, 40), "men": (43, 50)}
    rows = [count(i, quarter, k) for i, ks in counts.items() for quarter, k in zip(QUARTERS, ks, strict=False)]
    (out,) = publish([made(*rows, entries=entries)], {})
    hidden = out.observations[out.observations["status"].eq("SUPPRESSED")]
    assert list(zip(hidden["indicator"], hidden["area_id"], strict=True)) == [
        ("men", QUARTERS[0]),
        ("women", QUARTERS[0]),
    ]


def test_a_base_hidden_by_a_sum_with_another_indicator_hides_its_cases():
    """The share's base is hidden only because of the total beside it: cases of that base would bound it."""
    single = {"additive_areas": False}
    women, men, working = (indicator(i, "count", unit="Personen", **single) for i in ("women", "men", "working"))
    share = indicator("share", "rate", derived=Share(type="share", numerator="working", denominator="men"))
    sums = (GroupSum(parts=("women:", "men:")),)
    entries = catalog(PEOPLE.model_copy(update={**single, "group_sums": sums}), women, men, working, share)
    rows = [count(i, QUARTERS[0], k) for i, k in (("people", 45), ("women", 2), ("men", 43), ("working", 20))]
    (out,) = publish([made(*rows, entries=entries)], {})
    hidden = out.observations[out.observations["status"].eq("SUPPRESSED")]["indicator"].tolist()
    assert sorted(hidden) == ["men", "women", "working"]
    assert audit_packages([out]).safe


def test_a_count_suppressed_at_the_source_is_protected_too():
    rows = [*people(None, 45, 60, 12, 31), count("people", TOWN, 150)]
    package = made(*rows)
    table = package.observations
    table.loc[table["area_id"].eq(QUARTERS[0]), "status"] = "SUPPRESSED"
    (out,) = publish([replace(package, observations=table)], {})
    assert [q for q, k in shown(out).items() if k is None] == ["1", "4"]


def test_what_was_published_before_is_not_hidden_in_vain():
    """The cheap partner stood in the open already: another one must be found."""
    delivered = made(*people(2, 45, 60, 12, 31), count("people", TOWN, 150))
    old = made(count("people", QUARTERS[3], 12))
    (out,) = publish([delivered], {"made": old})
    assert [q for q, k in shown(out).items() if k is None] == ["1", "5"]


def test_what_stands_beside_the_workspace_cannot_be_hidden():
    beside = made(*people(2, 45, 60, 12, 31)[1:])
    with_total = made(*people(2, 45, 60, 12, 31)[:1], count("people", TOWN, 150), package_id="mine")
    (out,) = publish([with_total], {}, [beside])
    assert shown(out) == {"1": None, TOWN: None}


def test_figures_that_contradict_each_other_bind_nothing():
    (out,) = publish([made(*people(2, 45, 60, 12, 31), count("people", TOWN, 999))], {})
    assert [q for q, k in shown(out).items() if k is None] == ["1"]


def test_yearly_averages_are_hidden_one_by_one():
    (out,) = publish([made(*people(2.4, 45.1, 60, 12, 31), count("people", TOWN, 150.5))], {})
    assert [q for q, k in shown(out).items() if k is None] == ["1"]


def test_rounded_figures_need_no_hiding():
    rounded = catalog(PEOPLE.model_copy(update={"disclosure": DisclosureRule(rounding=5)}))
    (out,) = publish([made(*people(2, 45, 61, 12, 31), entries=rounded)], {})
    assert shown(out) == {TOWN: 150, "1": 0, "2": 45, "3": 60, "4": 10, "5": 30}


def test_a_figure_that_nothing_can_protect_is_named():
    beside = made(*people(2, 45, 60, 12, 31)[1:], count("people", TOWN, 150))
    with pytest.raises(GeodataError) as error:
        publish([made(*people(2), package_id="mine")], {}, [beside])
    (found,) = error.value.problems
    assert found.code == "suppress_unprotectable"
    assert QUARTERS[0] in found.message


def test_areas_of_few_inhabitants_show_counts_but_no_shares():
    strict = Catalog(
        datasets=(MADE.datasets[0].model_copy(update={"disclosure": DisclosureRule()}),),
        indicators=(PEOPLE.model_copy(update={"inhabitants": True}), POOR),
    )
    rows = [
        *people(80, 200),
        *[{"indicator": "poor", "area_id": a, "k": 20, "n": 60, "period": "2023"} for a in QUARTERS[:2]],
    ]
    (out,) = publish([made(*rows, entries=strict)], {})
    assert shown(out) == {"1": 80, "2": 200}
    rates = out.observations[out.observations["indicator"].eq("poor")]
    assert rates["status"].tolist() == ["BELOW_MINIMUM", "OK"]


# -- against the attacker -------------------------------------------------------------------------------------

NUMBERS = st.one_of(st.integers(0, 4), st.integers(0, 30))


@st.composite
def worlds(draw: st.DrawFn) -> list[Package]:
    """Town, quarters and two nested layers, with totals, groups and rates, whole or with gaps."""
    rows: list[dict[str, object]] = []
    for period in draw(st.sampled_from([["2023"], ["2022", "2023"]])):
        counts = draw(st.lists(NUMBERS, min_size=5, max_size=5))
        kept = draw(st.sampled_from([5, 5, 5, 4]))
        rows += people(*counts[:kept], period=period)
        if draw(st.booleans()):
            rows.append(count("people", TOWN, sum(counts), period=period))
        cases = [draw(st.integers(0, n)) for n in counts]
        rows += [
            {"indicator": "poor", "area_id": a, "k": k, "n": n, "period": period}
            for a, k, n in zip(QUARTERS, cases, counts, strict=True)
        ]
    return [made(*rows)]


@pytest.mark.slow
@settings(max_examples=60, deadline=None)
@given(worlds())
def test_the_attacker_learns_nothing(packages: list[Package]):
    from geodata.audit.packages import audit_packages

    out = publish(packages, {})
    findings = audit_packages(out)
    assert findings.safe, findings.leaks


@pytest.mark.slow
@settings(max_examples=30, deadline=None)
@given(worlds())
def test_every_number_shown_is_the_one_delivered(packages: list[Package]):
    (out,), (given_,) = publish(packages, {}), packages
    key = ["indicator", "area_id", "period", "group"]
    both = normalise(out.observations).merge(given_.observations, on=key, suffixes=("", "_given"))
    ok = both[both["status"].eq("OK")]
    assert ok["k"].eq(ok["k_given"]).all()
