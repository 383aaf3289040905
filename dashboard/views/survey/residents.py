"""A survey of residents by quarter."""

from __future__ import annotations

from dashboard import formatting
from dashboard.views.survey import words
from dashboard.views.survey.maps import quarter_map
from dashboard.views.survey.models import Bar, Bars, Choice, Legend, Lines, Section
from dashboard.views.survey.selected import links
from geodata.repository import Repository
from geodata.survey.publication import REST, PublishedGroup, PublishedQuestion, PublishedResponse, PublishedSurvey

WHO = "Personen"
CLASSES = (
    ("a", "deutlich unter", "empty"),
    ("b", "nicht zu unterscheiden von", "light"),
    ("c", "deutlich über", "full"),
)


def response(repository: Repository, survey: PublishedSurvey) -> tuple[list[Section], list[Section]]:
    groups = survey.response.get("quarter", ())
    if not groups:
        return [Lines("Rücklauf", ("Wie viele Personen angeschrieben wurden, ist nicht angegeben.",))], []
    cities = _by_city(repository, [g.group for g in groups])
    sections: list[Section] = []
    for city, inside in cities.items():
        rows = sorted((g for g in groups if g.group in inside), key=lambda g: -g.k / g.n)
        base = f"Basis: je Quartier die angeschriebenen Personen; zusammen {formatting.number(sum(g.n for g in rows))}"
        sections.append(Bars(repository.area(city).name, base, tuple(map(_response_bar, rows))))
    return sections[::2], sections[1::2]


def _response_bar(found: PublishedResponse) -> Bar:
    share = found.k / found.n if found.n else None
    return Bar(found.label, words.percent(share), words.count(found.k, found.n), share)


def _by_city(repository: Repository, quarters: list[str]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for quarter in quarters:
        city = repository.ancestor_at(quarter, "gemeinde") if repository.has_area(quarter) else None
        if city is not None:
            found.setdefault(city.id, set()).add(quarter)
    return found


def answers(survey: PublishedSurvey) -> tuple[list[Section], list[Section]]:
    found: list[Section] = []
    for question in survey.questions:
        base = words.base(question, WHO)
        if question.answers:
            note = "Gewichtete Anteile; Striche: 95-%-Intervall" if weighted(question) else "Striche: 95-%-Intervall"
            found.append(Bars(words.name(question), base, tuple(map(words.bar, question.answers)), note))
        else:
            found.append(Lines(words.name(question), (f"{base}. {formatting.sentence(words.NOT_SHOWN)}.",)))
    return found[::2], found[1::2]


def weighted(question: PublishedQuestion) -> bool:
    """Whether its shares are others than the counts give."""
    return any(a.k is not None and a.share is not None and abs(a.k - a.share * a.n) > 1e-6 for a in question.answers)


def choices(survey: PublishedSurvey) -> tuple[Choice, ...]:
    """Question and answer, as ``W2:A1``."""
    return tuple(
        Choice(f"{q.id}:{a.code}", f"{words.name(q)} – {a.label}")
        for q in survey.questions if q.groups for a in q.answers
    )  # fmt: skip


def telling(survey: PublishedSurvey) -> str:
    """The choice to open with: of the first question by quarter, the answer that comes closest to dividing everybody
    in halves; what hardly anybody says tells quarters apart least."""
    question = next((q for q in survey.questions if q.groups and q.answers), None)
    if question is None:
        return ""
    answer = min(question.answers, key=lambda a: abs((a.share if a.share is not None else 0.0) - 0.5))
    return f"{question.id}:{answer.code}"


def quarters(
    repository: Repository, survey: PublishedSurvey, chosen: str, selected: tuple[str, ...]
) -> tuple[list[Section], list[Section]]:  # fmt: skip
    """One answer by quarter, against the share of all respondents; on a map per city."""
    question_id, _, code = chosen.partition(":")
    question = survey.question(question_id)
    if question is None or "quarter" not in question.groups:
        return [Lines("Nach Quartieren", ("Keine Frage wird nach Quartieren ausgewiesen.",))], []
    groups = question.groups["quarter"]
    shares = {g.group: next(a for a in g.answers if a.code == code) for g in groups}
    total = next(a for a in question.answers if a.code == code)
    cities = _by_city(repository, [g.group for g in groups])
    left: list[Section] = _selected(groups, code, selected)
    for city, inside in cities.items():
        rows = sorted((g for g in groups if g.group in inside), key=lambda g: -(shares[g.group].share or 0))
        base = f"Basis: je Quartier {WHO} mit Antwort auf diese Frage"
        left.append(Bars(repository.area(city).name, base, tuple(_bar(g, code) for g in rows)))
    if pool := [g for g in groups if g.group == REST]:
        note = (
            "Für diese Quartiere allein wird nichts ausgewiesen: "
            + ", ".join(_names(repository, pool[0].members))
            + "."
        )
        left.append(Bars("Zusammengefasst", f"Basis: {WHO} mit Antwort", (_bar(pool[0], code),), note))
    overall = words.percent(total.share)
    legend = (*(Legend(k, f"{text} {overall} (alle)", look) for k, text, look in CLASSES),
              Legend("none", "nur zusammengefasst oder nicht befragt", "hatched"))  # fmt: skip
    keys = {g: _class(a.lower, a.upper, total.share) for g, a in shares.items() if g != REST}
    counted = words.count(total.k or 0, total.n) + (", gewichtet" if weighted(question) else "")
    intro = Lines(f"{words.name(question)} – {total.label}", (
        f"Alle Befragten: {overall} ({counted}). Ein Quartier liegt deutlich "
        "darüber oder darunter, wenn sein ganzes 95-%-Intervall es tut.",))  # fmt: skip
    return left, [
        *_with_links(repository, intro, keys, total.label),
        *(quarter_map(repository, city, keys, legend, selected) for city in cities),
    ]


def _selected(groups: tuple[PublishedGroup, ...], code: str, selected: tuple[str, ...]) -> list[Section]:
    """The quarters selected on the page „Karte“, before all others."""
    found = [g for g in groups if g.group in selected]
    if not found:
        return []
    base = f"Basis: je Quartier {WHO} mit Antwort auf diese Frage"
    return [Bars(f"Auf der Karte ausgewählt: {len(found)}", base, tuple(_bar(g, code) for g in found))]


def _with_links(repository: Repository, intro: Lines, keys: dict[str, str], label: str) -> list[Section]:
    """Quarters clearly above and below as links to the page „Karte“."""
    found: list[Section] = [intro]
    for key, text in (("c", "deutlich darüber"), ("a", "deutlich darunter")):
        areas = [q for q, v in keys.items() if v == key]
        if not areas:
            continue
        level = repository.area(areas[0]).level
        number = formatting.number(len(areas))
        found.append(Lines(f"„{label}“ {text}: {number}", (), tuple(repository.name_of(q) for q in areas), folded=True,
                           links=links(repository, areas, level)))  # fmt: skip
    return found


def _names(repository: Repository, ids: tuple[str, ...]) -> list[str]:
    """Quarters with their city: names such as „Innenstadt“ occur in several."""
    found = []
    for area in ids:
        city = repository.ancestor_at(area, "gemeinde") if repository.has_area(area) else None
        found.append(f"{repository.area(area).name} ({city.name})" if city else area)
    return found


def _bar(group: PublishedGroup, code: str) -> Bar:
    found = words.bar(next(a for a in group.answers if a.code == code))
    return Bar(group.label, found.text, found.count, found.share, found.low, found.high)


def _class(low: float | None, high: float | None, total: float | None) -> str:
    if low is None or high is None or total is None:
        return "none"
    return "a" if high < total else "c" if low > total else "b"


def question_of(survey: PublishedSurvey, chosen: str) -> PublishedQuestion | None:
    return survey.question(chosen.partition(":")[0])
