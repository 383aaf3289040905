"""Sentences about numbers: three that must read like this, and every state and case in between."""

from __future__ import annotations

import re
from itertools import product

import pytest

from dashboard.views import sentences
from geodata.catalog import SeriesBreak
from geodata.methods.change import Moment, change
from geodata.methods.neighbourhood import LABELS, NO_NEIGHBOURS, NOTHING_NOTABLE
from geodata.methods.segregation import segregation, theil
from geodata.methods.smoothing import smooth
from geodata.methods.verdicts import assess
from geodata.observations import ValueStatus
from tests.geodata.small import indicator

NAN = float("nan")
POOR = indicator("poor", "rate", decimals=1)
CARE = indicator("care", "rate", decimals=1, per=1000, unit="‰")
OK = ValueStatus.OK


def plain(text: str) -> str:
    """Without the no-break spaces between number and unit."""
    return text.replace("\u00a0", " ")


def rate(k: float, n: float, reference: float, level: str = "kreis", entry=POOR, status: ValueStatus = OK) -> str:
    return plain(sentences.of_rate(entry, "Nordstadt", assess(k, n, reference), level, status))


def test_golden_clear():
    assert rate(81, 263, 0.165) == (
        "In Nordstadt sind es 30,8 % (81 von 263). Das ist höher als der Kreiswert von 16,5 %: Auch am unteren Ende "
        "des Zufallsbereichs (25,5 bis 36,6 %) liegt der Wert darüber."
    )


def test_golden_unclear():
    assert rate(15, 148, 0.124) == (
        "In Nordstadt sind es 10,1 % (15 von 148). Das ist statistisch nicht vom Kreiswert (12,4 %) unterscheidbar; "
        "der Zufallsbereich reicht von 6,2 bis 16,0 %."
    )


def test_golden_too_small():
    assert rate(3, 15, 0.15, "gemeinde") == (
        "In Nordstadt sind es 20,0 % (3 von 15). Für einen Vergleich ist das Gebiet zu klein: Selbst das Doppelte des "
        "Gemeindewerts von 15,0 % ließe sich hier nicht sicher erkennen (Zufallsbereich 7,0 bis 45,2 %)."
    )


def test_lower_in_per_mille_against_the_state():
    assert rate(15, 5000, 0.0165, "land", CARE) == (
        "In Nordstadt sind es 3,0 ‰ (15 von 5.000). Das ist niedriger als der Landeswert von 16,5 ‰: Auch am oberen "
        "Ende des Zufallsbereichs (1,8 bis 4,9 ‰) liegt der Wert darunter."
    )


@pytest.mark.parametrize(
    ("level", "word"),
    [("land", "Landeswert"), ("gemeinde", "Gemeindewert"), ("", "Vergleichswert"), ("stadtteil", "Vergleichswert")],
)
def test_what_it_is_compared_with(level, word):
    assert f"nicht vom {word} (12,4 %) unterscheidbar" in rate(15, 148, 0.124, level)
    assert "nicht vom Wert des Regierungsbezirks (" in rate(15, 148, 0.124, "regbez")
    assert "das Doppelte des Werts des Regierungsbezirks von" in rate(3, 15, 0.15, "regbez")


def test_without_anything_to_compare():
    assert rate(15, 148, NAN).endswith("Der Zufallsbereich reicht von 6,2 bis 16,0 %; ein Kreiswert liegt nicht vor.")


@pytest.mark.parametrize(
    ("status", "text"),
    [
        (ValueStatus.SUPPRESSED, "Für Nordstadt ist der Wert aus Datenschutzgründen nicht ausgewiesen."),
        (ValueStatus.MISSING, "Für Nordstadt liegt keine Angabe vor."),
        (ValueStatus.NOT_MEANINGFUL, "Für Nordstadt lässt sich kein sinnvoller Wert angeben."),
        (ValueStatus.BELOW_MINIMUM, "In Nordstadt leben zu wenige Menschen, um einen Wert anzugeben."),
    ],
)
def test_states_are_said_without_any_number(status, text):
    assert rate(NAN, 500, 0.165, status=status) == rate(30, 100, 0.165, status=status) == text


def test_nobody_in_the_denominator():
    assert rate(0, 0, 0.165) == "Für Nordstadt lässt sich kein sinnvoller Wert angeben."


def test_zero_is_a_number():
    assert rate(0, 200, 0.165).startswith("In Nordstadt sind es 0,0 % (0 von 200). Das ist niedriger")


def test_rounding_never_contradicts_the_verdict():
    """The lower bound is 20.207 %, the Kreis 20.20 %: with one decimal the sentence would deny itself."""
    assert "höher als der Kreiswert von 20,20 %" in rate(2100, 10_000, 0.2020)
    assert "(20,21 bis 21,81 %)" in rate(2100, 10_000, 0.2020)


def test_the_meaning_of_the_interval_is_one_sentence():
    assert sentences.INTERVAL_MEANING.count(".") == 1
    assert "nicht eine Stichprobe" in sentences.INTERVAL_MEANING


def moved(k: float, n: float, k2: float, n2: float, entry=POOR, earlier="2019", later="2023", vintage="") -> str:
    before, after = Moment(earlier), Moment(later, vintage)
    found = change(entry, before, after, k, n, k2, n2)
    return plain(sentences.of_change(entry, "Nordstadt", before, after, k / n, k2 / n2, found))


def test_a_clear_change():
    assert moved(240, 2000, 320, 2000) == (
        "Von 2019 bis 2023 ist der Wert in Nordstadt von 12,0 auf 16,0 % gestiegen, um 4,0 Prozentpunkte "
        "(Zufallsbereich +1,9 bis +6,1). Das ist mehr, als der Zufall erklärt."
    )
    assert "von 16,0 auf 12,0 % gesunken, um 4,0 Prozentpunkte (Zufallsbereich −6,1 bis −1,9)" in moved(
        320, 2000, 240, 2000
    )
    assert "von 12,0 auf 16,0 ‰ gestiegen, um 4,0 ‰ (" in moved(240, 20_000, 320, 20_000, CARE)


def test_an_unclear_change():
    assert moved(24, 200, 26, 200) == (
        "Von 2019 bis 2023 ging der Wert in Nordstadt von 12,0 auf 13,0 %. Ob sich wirklich etwas verändert hat, ist "
        "offen: Der Zufallsbereich der Veränderung (−5,6 bis +7,6) schließt null ein."
    )


def test_no_change_where_it_cannot_be_told():
    broken = indicator("poor", "rate", breaks=(SeriesBreak(period="2020", reason="neue Zählweise"),))
    assert moved(24, 200, 26, 200, broken) == (
        "2019 und 2023 sind nicht vergleichbar (neue Zählweise); eine Veränderung wird nicht angegeben."
    )
    never = indicator("poor", "rate", comparable_over_time=False)
    assert moved(24, 200, 26, 200, never).startswith("Die Werte sind über die Zeit nicht vergleichbar")
    assert "haben sich die Grenzen geändert" in moved(24, 200, 26, 200, vintage="2022-12-31")
    assert "liegen nicht hintereinander" in moved(24, 200, 26, 200, earlier="2018/2020", later="2019/2021")
    assert "Zähler und Nenner sind nicht veröffentlicht" in moved(24, 200, 26, 200, indicator("rent", "value_only"))
    assert moved(NAN, 200, 26, 200) == "Für Nordstadt liegt nicht zu beiden Zeitpunkten (2019, 2023) ein Wert vor."


def smoothed(k: list[float], n: list[float], at: int = 0) -> str:
    return plain(sentences.of_smoothing(POOR, "Nordstadt", smooth(k, n), at))


def test_smoothing():
    """m = 613/4220, A = 0.002821 − m/1055 = 0.002683, weight 0.002683 / (0.002683 + m/20) = 0.27."""
    k, n = [3, 10, 200, 400], [20, 200, 2000, 2000]
    assert smoothed(k, n) == (
        "Geglättet sind es in Nordstadt 14,7 % statt 15,0 %: Weil das Gebiet klein ist, zählt sein eigener Wert zu 27 "
        "%, der Rest kommt vom Durchschnitt aller Gebiete (14,5 %)."
    )
    assert "das Gebiet ist groß genug, um für sich zu stehen" in smoothed(k, n, 3)
    assert "Deren Unterschiede sind nicht größer, als der Zufall erklärt" in smoothed([2, 3, 1], [100, 140, 60])
    assert "ist das einzige Gebiet mit einem Wert (15,0 %)" in smoothed([3], [20])
    assert smoothed([NAN, 3], [20, 20]).startswith("Für Nordstadt gibt es keinen geglätteten Wert")


def test_clusters_say_where_and_with_whom():
    assert sentences.of_cluster("Nordstadt", "Häufung hoher Werte", 5) == (
        "Nordstadt gehört zu einer Häufung hoher Werte: Der eigene Wert liegt über dem Durchschnitt, und im Mittel "
        "der 5 Nachbargebiete ist er höher, als es bei zufälliger Verteilung zu erwarten wäre."
    )
    assert "im einzigen Nachbargebiet" in sentences.of_cluster("Nordstadt", "hoch inmitten niedriger", 1)
    texts = {sentences.of_cluster("A", label, 5) for label in (*LABELS.values(), NOTHING_NOTABLE, NO_NEIGHBOURS, "")}
    assert len(texts) == 7


def test_one_number_per_year():
    assert plain(sentences.of_segregation("2021", segregation([10, 20, 30, 40], [100] * 4))) == (
        "2021: Damit die Anteile überall gleich wären, müssten rechnerisch 26,2 % der Gruppe umziehen (ohne Abzug "
        "dessen, was in kleinen Gebieten Zufall ist, 26,7 %). Wer dazugehört, wohnt im Durchschnitt in einem Gebiet "
        "mit einem Anteil von 30,0 %; insgesamt sind es 25,0 %."
    )
    assert "nicht ungleicher, als es der Zufall" in sentences.of_segregation("2021", segregation([25, 24], [100, 100]))
    assert "nötig sind zwei Gebiete" in sentences.of_segregation("2021", segregation([25], [100]))
    assert plain(sentences.of_inequality("2021", theil([10, 20, 30, 40], list("aabb")))) == (
        "2021: Von der Ungleichheit zwischen den Gebieten (Theil-Index 0,106; 0 hieße überall gleich) liegen 77 % "
        "zwischen den Gemeinden und 23 % innerhalb von ihnen."
    )
    assert sentences.of_inequality("2021", theil([3, 3], ["a", "b"])) == "2021: Der Wert ist in allen Gebieten gleich."
    assert "nötig sind zwei Gebiete" in sentences.of_inequality("2021", theil([3], ["a"]))


def test_no_sentence_holds_a_placeholder_or_a_bare_number():
    """Every count, reference and level: closed sentences, German numbers."""
    for k, n, reference, level in product((0, 3, 40), (40, 4000), (0.0, 0.1, 1.0, NAN), ("kreis", "land", "")):
        text = rate(k, n, reference, level)
        assert text.endswith(".")
        assert not re.search(r"nan|None|\{|\d\.\d{1,2}\b(?!\d)", text), text
