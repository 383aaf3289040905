"""Intervals and verdicts of a view, checked by hand: Kleinland has 100 of 600 (16.7 %), Ahorn 60 of 400, Birke 40 of
200."""

from __future__ import annotations

import math

import pytest

from dashboard.state import reduce_controls, resolve
from dashboard.views.certainty_text import about, build_note, meaning
from dashboard.views.columns import build_columns
from dashboard.views.headline import build_headline
from dashboard.views.legend import build_legend
from dashboard.views.map import build_map
from dashboard.views.place import build_place
from dashboard.views.profile import build_profile
from dashboard.views.second import build_second
from tests.dashboard.small import (
    AHORN,
    AMSEL,
    AREAS,
    BUCHE,
    CLARA,
    DOHLE,
    EICHE,
    FIGURES,
    FINK,
    INDICATORS,
    LAND,
    current,
    entry,
    repository,
    small,
    state,
)


def plain(text: str) -> str:
    return text.replace("\u00a0", " ")


def verdicts(**wanted: str) -> dict[str, str]:
    found = current(**wanted).certainty
    assert found is not None
    return {i: v for i, v in found.table["verdict"].items() if v}


def test_without_a_comparison_the_region_shown_is_the_reference() -> None:
    """Wilson: Amsel 5.5–17.4, Buche 21.9–39.6, Clara 6.6–14.9, Eiche 0–4.6."""
    assert verdicts() == {AMSEL: "same", BUCHE: "higher", CLARA: "lower", EICHE: "lower"}
    assert verdicts(region=AHORN) == {AMSEL: "same", BUCHE: "higher", CLARA: "lower"}  # of 15.0 %
    assert plain(build_note(small(), current()).text) == "3 von 4 Gebieten sind vom Landeswert sicher verschieden"
    assert "Kreiswert" in build_note(small(), current(region=AHORN)).text


def test_a_narrow_view_may_hold_nobody_to_compare() -> None:
    note = build_note(small(), current(f=f"ids:{DOHLE}"))  # Dohle has no figure
    assert note.text == "In dieser Auswahl lässt sich kein Gebiet vergleichen."


def test_hidden_and_missing_areas_have_neither_interval_nor_verdict() -> None:
    found = current().certainty
    assert found is not None
    for area in (DOHLE, FINK):
        row = found.table.loc[area]
        assert math.isnan(row["lower"])
        assert math.isnan(row["upper"])
        assert row["verdict"] == ""
        assert area not in found.unsure


def test_intervals_are_in_the_unit_of_what_is_shown() -> None:
    value, against = current(), current(vs="kreis")
    assert value.certainty is not None
    assert against.certainty is not None
    for bound, at in (("lower", 5.523), ("upper", 17.437)):
        assert value.certainty.table.loc[AMSEL, bound] == pytest.approx(at, abs=1e-3)
        assert against.certainty.table.loc[AMSEL, bound] == pytest.approx(at - 15, abs=1e-3)


def test_exact_intervals_are_longer() -> None:
    """Clopper-Pearson for 10 of 100: 4.90 to 17.62."""
    found = current(ci="exact").certainty
    assert found is not None
    assert found.table.loc[AMSEL, "lower"] == pytest.approx(4.900, abs=1e-3)
    assert found.table.loc[AMSEL, "upper"] == pytest.approx(17.622, abs=1e-3)
    assert any("Clopper" in s for s in meaning(current(ci="exact")))


def test_two_areas_that_share_nobody_are_both_uncertain() -> None:
    """Newcombe: 10 of 100 less 20 of 200 reaches from −6.6 to +7.9; the area itself differs by nothing."""
    found = current(vs=f"gebiet:{CLARA}")
    assert found.certainty is not None
    assert found.certainty.table.loc[AMSEL, ["lower", "upper"]].tolist() == pytest.approx([-6.58, 8.19], abs=0.1)
    assert found.certainty.table["free"].to_dict() == {
        AMSEL: True, BUCHE: True, CLARA: False, DOHLE: True, EICHE: True, FINK: True,
    }  # fmt: skip
    assert verdicts(vs=f"gebiet:{CLARA}") == {AMSEL: "same", BUCHE: "higher", CLARA: "same", EICHE: "lower"}


def test_an_area_above_is_a_fixed_value() -> None:
    found = current(vs=f"gebiet:{AHORN}").certainty
    assert found is not None
    assert found.table["free"].to_dict() == {
        AMSEL: False, BUCHE: False, CLARA: False, DOHLE: True, EICHE: True, FINK: True,
    }  # fmt: skip


def test_another_time_brings_its_own_uncertainty() -> None:
    """2020: 8, 25 and 15 (30 of 200) per cent; nobody moved beyond chance. Hidden at one time: no verdict."""
    assert verdicts(vs="zeit:2020") == {AMSEL: "same", BUCHE: "same", CLARA: "same"}
    assert verdicts(period="2020", vs="zeit:2021") == verdicts(vs="zeit:2020")


# -- only sure differences ------------------------------------------------------------------------------------------


def test_only_sure_differences_leave_the_others_out_everywhere() -> None:
    found = current(sure="1")
    place = build_place(small(), "gemeinde", LAND)
    assert found.hidden == found.outside == {AMSEL}
    assert found.table["rank"].dropna().to_dict() == {BUCHE: 1, CLARA: 2, EICHE: 3}
    columns = build_columns(found, place.ids)
    assert (columns.status[0], columns.cls[0], columns.value[0], columns.rank[0]) == ("x", "-", None, None)
    assert (columns.lower[0], columns.best[0]) == (None, None)
    legend = build_legend(found)
    assert legend.unsure is not None
    assert (legend.unsure.count, legend.unsure.hidden, legend.outside) == (1, True, 0)
    assert any("ausgeblendet: 1 Gebiet" in fact for fact in build_headline(small(), found).facts)
    assert build_profile(small(), found, AMSEL) is None


def test_areas_without_a_value_stay_what_they_are() -> None:
    """Hidden for privacy is another thing than not told apart."""
    assert current(sure="1").table["status"][[DOHLE, FINK]].tolist() == ["SUPPRESSED", "MISSING"]


def test_classes_stay_when_areas_go() -> None:
    assert current(sure="1").classes == current().classes


def test_the_second_map_leaves_out_the_same_areas() -> None:
    first = current(sure="1", ind2="people", maps="2")
    second = build_second(small(), first.state, first.hidden)
    assert second is not None
    assert second.outside == {AMSEL}


def test_conditions_and_sure_differences_add_up() -> None:
    found = current(sure="1", f=f"ids:{AMSEL},{BUCHE}")
    assert (set(found.table.index), found.hidden) == ({BUCHE}, {AMSEL})
    legend = build_legend(found)
    assert legend.outside == 4
    assert legend.unsure is not None
    assert legend.unsure.count == 1


def test_nothing_sure_says_so_and_what_to_do() -> None:
    found = build_headline(small(), current(vs="zeit:2020", sure="1"))
    assert found.sentence.endswith("Keines der Gebiete ist sicher anders als 2020.")
    assert "alle Gebiete" in found.hint


@pytest.mark.parametrize(
    ("wanted", "reason"),
    [
        ({"ind": "people"}, "keine Zähler und Nenner"),
        ({"ind": "jobless"}, "keine Zähler und Nenner"),
        ({"period": "2020"}, "kein Wert ausgewiesen"),  # the Land has none
    ],
)
def test_where_nothing_can_be_said_the_reason_is(wanted: dict[str, str], reason: str) -> None:
    found = current(**wanted)
    note = build_note(small(), found)
    assert (found.certainty, note.possible) == (None, False)
    assert reason in note.text
    assert build_map(found, build_place(small(), "gemeinde", LAND)).columns.verdict == ""
    assert meaning(found) == ()
    assert reason in resolve({**wanted, "sure": "1"}, small())[1][0]


def test_an_indicator_without_counts_ends_it_quietly_or_with_a_word() -> None:
    after, notices = reduce_controls(state(sure="1"), {"ind": "people"}, small())
    assert after.sure == ""
    assert "„Nur gesicherte Unterschiede“ entfällt" in notices[0]


def test_periods_that_share_days_are_not_told_apart() -> None:
    rows = [("span", AMSEL, p, "", 20, 100, None) for p in ("2018/2020", "2019/2021")]
    found = repository(rows, [entry("span", "Spanne", headline=1)], AREAS)
    _, notices = resolve({"vs": "zeit:2018/2020", "sure": "1"}, found)
    assert "überschneiden sich" in notices[0]


# -- in words -------------------------------------------------------------------------------------------------------


def test_sentences_of_an_area() -> None:
    assert plain(about(small(), current(), AMSEL)) == (
        "In Amsel sind es 10,0 % (10 von 100). Das ist statistisch nicht vom Landeswert (16,7 %) unterscheidbar; der "
        "Zufallsbereich reicht von 5,5 bis 17,4 %."
    )
    assert "nicht ausgewiesen" in about(small(), current(), DOHLE)
    assert about(small(), current(ind="people"), AMSEL) == ""


def test_sentences_of_a_comparison_with_another_area() -> None:
    text = plain(about(small(), current(vs=f"gebiet:{CLARA}"), BUCHE))
    assert text.startswith(
        "In Buche sind es 30,0 % (30 von 100), in Clara 10,0 %. Das ist höher: Der Unterschied von 20,0"
    )
    assert "nicht voneinander unterscheidbar" in about(small(), current(vs=f"gebiet:{CLARA}"), AMSEL)
    assert "Wert von Buche" in about(small(), current(vs=f"gebiet:{BUCHE}"), BUCHE)


def test_sentences_of_a_change_go_from_the_earlier_to_the_later() -> None:
    for wanted in ({"vs": "zeit:2020"}, {"period": "2020", "vs": "zeit:2021"}):
        text = plain(about(small(), current(**wanted), BUCHE))
        assert text.startswith("Von 2020 bis 2021 ging der Wert in Buche von 25,0 auf 30,0 %.")
    assert "liegt nicht zu beiden Zeitpunkten" in about(small(), current(vs="zeit:2020"), DOHLE)


def test_a_tiny_area_is_called_too_small() -> None:
    rows = [*(f for f in FIGURES if f[:3] != ("poverty", EICHE, "2021")), ("poverty", EICHE, "2021", "", 4, 18, None)]
    found = repository(rows, INDICATORS, AREAS)
    view = current(found)
    columns = build_columns(view, build_place(found, "gemeinde", LAND).ids)
    assert columns.verdict[4] == "z"
    assert EICHE in view.unsure
    assert "ist das Gebiet zu klein" in about(found, view, EICHE)


def test_many_areas_are_warned_of_chance() -> None:
    note = build_note(small(), current())
    assert not any("fiele" in s for s in note.method)  # 5 % of four are nobody
