"""The Trichter of a view: limits around the region's value, and who lies beyond them."""

from __future__ import annotations

import pytest
from scipy import stats

from dashboard.views.funnel import FunnelView, build_funnel
from dashboard.views.karte import build_karte, drawn_alike
from dashboard.views.place import build_place
from tests.dashboard.small import AMSEL, BUCHE, LAND, current, small, state

IDS = build_place(small(), "gemeinde", LAND).ids


def view(**wanted: str) -> FunnelView:
    found, reason = build_funnel(small(), current(**wanted), IDS)
    assert (reason, found is None) == ("", False)
    assert found is not None
    return found


def test_who_lies_beyond() -> None:
    """Around 16.7 %: 30 of 100 is beyond 99.8 % (27.8), 10 of 200 too… 20 of 200 beyond 95 %; 0 of 80 far below."""
    found = view()
    assert found.beyond == "iHl-L-"
    assert found.reference == 167
    assert found.text.replace("\u00a0", " ") == (
        "Um den Wert von Kleinland (16,7 %): 2 von 4 Gebieten liegen außerhalb der äußeren Linien."
    )


def test_limits_are_binomial_and_close_with_size() -> None:
    found = view()
    assert (found.n[0], found.n[-1]) == (72, 220)
    widths = [high - low for low, high in zip(*found.outer, strict=True)]
    assert widths[0] > widths[-1]
    upper = stats.binom.ppf(0.999, found.n[-1], 100 / 600) / found.n[-1]
    assert found.outer[1][-1] == pytest.approx(1000 * upper, abs=6)  # one person more or less
    assert all(a < b for a, b in zip(found.inner[1], found.outer[1], strict=True))


def test_values_themselves_are_drawn_whatever_the_map_shows() -> None:
    assert view(vs="kreis").beyond == view(smooth="1").beyond == view().beyond


def test_areas_left_out_are_left_out_here() -> None:
    assert view(f=f"ids:{AMSEL},{BUCHE}").beyond == "iH----"


@pytest.mark.parametrize("wanted", [{"ind": "people"}, {"period": "2020"}])
def test_where_there_is_none_the_reason_is(wanted: dict[str, str]) -> None:
    found, reason = build_funnel(small(), current(**wanted), IDS)
    assert found is None
    assert reason.endswith(".")


def test_limits_travel_only_while_it_is_open() -> None:
    assert build_karte(small(), state()).funnel is None
    assert build_karte(small(), state(tab="trichter")).funnel is not None
    assert not drawn_alike(state(), state(tab="trichter"))
    assert drawn_alike(state(tab="verlauf"), state())
