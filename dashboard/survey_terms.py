"""Page „Befragung“: which survey, which part of it, by which groups, which answer – as texts of the address line."""

from __future__ import annotations

from dashboard.resolving import Wishes

REFERENCE = "nrw2020"
PARTS = ("ruecklauf", "antworten", "felder", "fehlende", "indikatoren")
GROUPINGS = ("type", "size", "regbez")


def resolve_survey(wishes: Wishes) -> dict[str, str]:
    """Canonical texts of all keys of the page. A loaded survey comes first, invented ones last."""
    surveys = wishes.repository.surveys
    real = [i for i, s in surveys.items() if not s.fictional]
    known = tuple(dict.fromkeys((*real, REFERENCE, *surveys)))
    return {
        "b_svy": wishes.pick("b_svy", known, "Die Befragung"),
        "b_part": wishes.pick("b_part", PARTS, "Der Teil der Befragung"),
        "b_by": wishes.pick("b_by", GROUPINGS, "Die Gliederung"),
        "b_ans": wishes.parts.get("b_ans", "")[:120],
    }
