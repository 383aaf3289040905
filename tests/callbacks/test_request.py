"""What „Daten anfordern“ makes of its controls."""

from __future__ import annotations

import pytest

from callbacks.request import wishes
from geodata.errors import GeodataError


@pytest.mark.parametrize(
    ("typed", "period"), [("2025", "2025"), (" 31.12.2025 ", "2025-12-31"), ("2024/25", "2024/2025"), ("bald", "bald")]
)
def test_points_in_time_may_be_typed_as_people_write_them(typed: str, period: str) -> None:
    assert wishes(("population", "kreis", "05", typed)) == ("population", "kreis", "05", period)


@pytest.mark.parametrize(
    ("indicator", "period", "said"),
    [
        (None, "2025", "Es fehlt noch: Indikator."),
        ("population", "", "Zeitpunkt"),
        ("", None, "Indikator und Zeitpunkt"),
    ],
)
def test_what_is_left_open_is_named(indicator: str | None, period: str | None, said: str) -> None:
    with pytest.raises(GeodataError, match=said):
        wishes((indicator, "kreis", "05", period))
