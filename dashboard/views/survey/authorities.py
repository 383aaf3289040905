"""A survey of authorities: response, answers, planning fields."""

from __future__ import annotations

from dashboard import formatting
from dashboard.views.survey import selected, words
from dashboard.views.survey.known import CITY_KIND
from dashboard.views.survey.maps import authority_map
from dashboard.views.survey.models import Bar, Bars, Choice, Legend, Lines, Map, Section, Table
from geodata.methods.intervals import rate_intervals
from geodata.repository import Repository
from geodata.survey.publication import PublishedGroup, PublishedQuestion, PublishedResponse, PublishedSurvey
from geodata.survey.schema import Kind

WHO = "Kommunen"
NUMBERS = "Mittelwert {mean}, Median {median}, mittlere Hälfte {low} bis {high}"
CITIES = "kreisfreie Städte zusammen"
NOT_NAMED = (
    "Die Befragten haben nicht zugestimmt, mit Namen gezeigt zu werden; deshalb gibt es keine Karte und keine Liste."
)


def response(
    repository: Repository, survey: PublishedSurvey, grouping: str, chosen: tuple[str, ...]
) -> tuple[list[Section], list[Section]]:  # fmt: skip
    """Who answered, by groups, on the map, and who has not."""
    groups = _response_groups(survey, grouping, chosen)
    title = f"Rücklauf nach {words.GROUPING.get(grouping, 'Typ')}"
    left: list[Section] = [
        Bars(title, f"Basis: alle {formatting.number(survey.asked)} befragten {WHO}; je Zeile die der Gruppe",
             tuple(map(_response_bar, groups)), "Ausgezählt, nicht geschätzt: ohne Intervall.")
    ]  # fmt: skip
    if kreise := survey.response.get("kreis", ()):
        left.append(_by_kreis(repository, kreise))
    if not survey.named:
        return left, [Lines("Wer geantwortet hat", (NOT_NAMED,))]
    came = set(survey.answered_keys)
    legend = (Legend("yes", "hat geantwortet", "full"), Legend("no", "hat nicht geantwortet", "hatched"))
    keys = {key: "yes" if key in came else "no" for key in survey.asked_keys}
    right: list[Section] = [_map(repository, "Wer hat geantwortet?", keys, legend, chosen)]
    missing = [key for key in survey.asked_keys if key not in came]
    right.append(
        Lines(f"Ohne Antwort: {formatting.number(len(missing))}", (), tuple(names(repository, missing)), folded=True)
    )
    return left, right


def names(repository: Repository, keys: list[str]) -> list[str]:
    found = [repository.area(k).name if repository.has_area(k) else k for k in keys]
    return sorted(found, key=formatting.sortable)


def _response_groups(
    survey: PublishedSurvey, grouping: str, chosen: tuple[str, ...]
) -> tuple[PublishedResponse, ...]:  # fmt: skip
    if grouping == selected.CHOSEN:
        return selected.response(survey, chosen)
    return survey.response.get(grouping) or survey.response.get("type", ())


def _groups(
    survey: PublishedSurvey, question: PublishedQuestion, grouping: str, chosen: tuple[str, ...]
) -> tuple[PublishedGroup, ...]:  # fmt: skip
    if grouping == selected.CHOSEN:
        return selected.groups(survey, question, chosen)
    return question.groups.get(grouping) or question.groups.get("type", ())


def _response_bar(found: PublishedResponse) -> Bar:
    share = found.k / found.n if found.n else None
    return Bar(found.label, words.percent(share), words.count(found.k, found.n), share)


def _by_kreis(repository: Repository, groups: tuple[PublishedResponse, ...]) -> Table:
    def label(g: PublishedResponse) -> str:
        return repository.area(g.group).name if repository.has_area(g.group) else g.label

    cities = [g for g in groups if repository.has_area(g.group) and repository.area(g.group).kind == CITY_KIND]
    others = [g for g in groups if g not in cities]
    rows = sorted(others, key=lambda g: (g.k / g.n if g.n else 0.0, formatting.sortable(label(g))))
    if cities:
        together = PublishedResponse(group="", label=CITIES, k=sum(g.k for g in cities), n=sum(g.n for g in cities))
        rows.append(together)
    cells = tuple((label(g), words.count(g.k, g.n), words.percent(g.k / g.n if g.n else None)) for g in rows)
    return Table("Rücklauf je Kreis (Kreis und seine Kommunen)", ("Kreis", "geantwortet", "Rücklauf"), cells)


def _map(
    repository: Repository, title: str, keys: dict[str, str], legend: tuple[Legend, ...], chosen: tuple[str, ...]
) -> Map:  # fmt: skip
    links = selected.links(repository, [k for k, v in keys.items() if v == "yes"], "gemeinde")
    return authority_map(repository, title, keys, legend, links, chosen)


# -- answers --------------------------------------------------------------------------------------------------------


def answers(
    survey: PublishedSurvey, grouping: str, chosen: tuple[str, ...]
) -> tuple[list[Section], list[Section]]:  # fmt: skip
    """Every question with its own base, and the same by groups beside it."""
    left: list[Section] = []
    right: list[Section] = []
    for question in survey.questions:
        left.append(_question(question))
        if question.answers and (groups := _groups(survey, question, grouping, chosen)):
            right.append(crossing(question, groups, words.GROUPING.get(grouping, "Typ")))
    return left, right


def _question(question: PublishedQuestion) -> Section:
    title, base = words.name(question), words.base(question, WHO)
    if question.kind is Kind.TEXT:
        return Lines(title, (f"{base}. Freitexte werden nicht veröffentlicht.",))
    if question.kind is Kind.NUMBER:
        return Lines(title, (f"{base}.", _numbers(question)))
    if not question.answers:
        return Lines(title, (f"{base}. {formatting.sentence(words.NOT_SHOWN)}.",))
    return Bars(title, base, tuple(map(words.bar, question.answers)), "Striche: 95-%-Intervall")


def _numbers(question: PublishedQuestion) -> str:
    found = question.numbers
    if found is None:
        return "Zu wenige Antworten für Mittelwert und Median."
    shown = {"mean": found.mean, "median": found.median, "low": found.lower_quartile, "high": found.upper_quartile}
    return NUMBERS.format(**{k: formatting.number(v, 1) for k, v in shown.items()}) + "."


def crossing(question: PublishedQuestion, groups: tuple[PublishedGroup, ...], by: str) -> Table:
    """Answers by groups; every column names its own base."""
    head = (by, *(f"{g.label} (n = {formatting.number(g.base)})" for g in groups))
    rows = tuple((a.label, *(_cell(g, at) for g in groups)) for at, a in enumerate(question.answers))
    several = " Mehrfachnennung." if question.kind is Kind.MULTIPLE else ""
    pooled = [g for g in groups if g.members]
    note = f" „übrige“ fasst zusammen: {', '.join(pooled[0].members)}." if pooled else ""
    return Table(words.name(question), head, rows, f"Anteil an den Antwortenden der Spalte (Anzahl).{several}{note}")


def _cell(group: PublishedGroup, at: int) -> str:
    found = group.answers[at]
    if found.share is None:
        return "–"
    return f"{words.percent(found.share, 0)} ({formatting.number(found.k or 0)})"


# -- planning fields ------------------------------------------------------------------------------------------------


def field_question(survey: PublishedSurvey) -> PublishedQuestion | None:
    """The question on challenges: the first whose answers name planning fields."""
    return next((q for q in survey.questions if any(a.field for a in q.answers)), None)


def field_choices(survey: PublishedSurvey) -> tuple[Choice, ...]:
    question = field_question(survey)
    ranked = sorted(question.answers, key=lambda a: -(a.k or 0)) if question else []
    return tuple(Choice(a.code, a.label) for a in ranked if a.field)


def fields(
    repository: Repository, survey: PublishedSurvey, grouping: str, code: str, chosen: tuple[str, ...]
) -> tuple[list[Section], list[Section]]:  # fmt: skip
    """Challenges in the order they were named, by groups, and where one of them was named."""
    question = field_question(survey)
    if question is None:
        return [Lines("Herausforderungen", ("Keine Frage dieser Befragung ist Planungsfeldern zugeordnet.",))], []
    ranked = question.model_copy(update={"answers": tuple(sorted(question.answers, key=lambda a: -(a.k or 0)))})
    left: list[Section] = [
        Bars(question.label, words.base(question, WHO), tuple(map(words.bar, ranked.answers)), _ties(ranked))
    ]
    if groups := _groups(survey, question, grouping, chosen):
        left.append(crossing(question, groups, words.GROUPING.get(grouping, "Typ")))
    if not survey.named:
        return left, [Lines("Wo genannt", (NOT_NAMED,))]
    label = next((a.label for a in question.answers if a.code == code), "")
    legend = (
        Legend("yes", f"nennt {label}", "full"), Legend("other", "nennt anderes", "light"),
        Legend("skipped", "hat diese Frage nicht beantwortet", "empty"),
        *([Legend("spared", "nicht gefragt, weil es nicht zutrifft", "dotted")] if question.not_asked else []),
        Legend("no", "hat nicht geantwortet", "hatched"),
    )  # fmt: skip
    return left, [_map(repository, f"Wo wird „{label}“ genannt?", _said(survey, question, code), legend, chosen)]


def _said(survey: PublishedSurvey, question: PublishedQuestion, code: str) -> dict[str, str]:
    """Authority → entry of the legend: named it, named others, was not asked, left the question out, did not answer."""
    came, spared = set(survey.answered_keys), set(question.not_asked)
    found = {key: "spared" if key in spared else "skipped" if key in came else "no" for key in survey.asked_keys}
    return found | {key: "yes" if code in codes else "other" for key, codes in question.by_authority.items()}


def _ties(question: PublishedQuestion) -> str:
    """Whether the order at the top is more than chance could have made it."""
    first, second = question.answers[0], question.answers[1] if len(question.answers) > 1 else None
    if second is None or first.k is None or second.k is None or not first.n:
        return ""
    found = rate_intervals([float(first.k), float(second.k)], float(first.n))
    sure = found.lower[0] > found.upper[1]
    return "" if sure else "Die Intervalle der vorderen Nennungen überlappen: Ihre Reihenfolge ist nicht gesichert."
