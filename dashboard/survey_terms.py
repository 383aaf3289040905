"""Page „Befragung“: which survey, which part of it, by which groups, which answer – as texts of the address line."""

from __future__ import annotations

from dashboard.resolving import Wishes
from geodata.repository import Repository
from geodata.survey.schema import Aachen

REFERENCE = "nrw2020"
PARTS = ("ruecklauf", "antworten", "felder", "fehlende", "indikatoren")
GROUPINGS = ("type", "size", "regbez", "auswahl")
COUNTINGS = ("", *(a.value for a in Aachen))


def first_survey(repository: Repository) -> str:
    """A loaded survey, else the card of published figures; never an invented one."""
    return next((i for i, s in repository.surveys.items() if not s.fictional), REFERENCE)


def resolve_survey(wishes: Wishes) -> dict[str, str]:
    """Canonical texts of all keys of the page; without a wish for a survey the page chooses (``first_survey``)."""
    return {
        "b_svy": wishes.pick("b_svy", ("", REFERENCE, *wishes.repository.surveys), "Die Befragung"),
        "b_part": wishes.pick("b_part", PARTS, "Der Teil der Befragung"),
        "b_by": wishes.pick("b_by", GROUPINGS, "Die Gliederung"),
        "b_ac": wishes.pick("b_ac", COUNTINGS, "Die Zählweise der Stadt Aachen"),
        "b_ind": wishes.parts.get("b_ind", "")[:120],
        "b_ans": wishes.parts.get("b_ans", "")[:120],
    }
