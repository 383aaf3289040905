"""A survey file as one file of an import: what was recognised, what has to be decided by hand, and the package.

The package holds aggregates only; rows of the file, names of senders and free texts stay in the uploaded file.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from rapidfuzz import fuzz, process

from geodata.errors import GeodataError, Problem, Severity, problem, refuse
from geodata.known import Known
from geodata.nrw_keys import LAND
from geodata.package import Package
from geodata.place_names import UMLAUTS
from geodata.reports import FileReport, Kind, SurveyReport, kept_report
from geodata.repository import Repository
from geodata.survey import analysis, residents
from geodata.survey.differences import few_apart
from geodata.survey.kinds import describe
from geodata.survey.known_universe import universe_of
from geodata.survey.matching import CLOSE_ENOUGH, MOST_CANDIDATES, Match, Unmatched, Why
from geodata.survey.proposal import proposal
from geodata.survey.publication import PublishedSurvey
from geodata.survey.publish import publish_both
from geodata.survey.reading import KEYS, NAMES, QUARTERS, forms, read_answers, read_raw
from geodata.survey.residents import Residents
from geodata.survey.saving import package_of
from geodata.survey.schema import Aachen, Respondents, Schema
from geodata.survey.tally import Coded, tally
from geodata.survey.universe import Universe, read_universe

WHY = {
    Why.NOTHING: "weder Schlüssel noch Name angegeben",
    Why.UNKNOWN: "nicht bekannt",
    Why.SEVERAL: "passt auf mehrere",
    Why.CONTRADICTION: "Schlüssel und Name meinen Verschiedenes",
}
LONGEST_ID = 80


@dataclass(frozen=True)
class Around:
    """What a survey joins with: the areas loaded, assignments by hand, and where a list of those asked may lie."""

    known: Known
    assign: Mapping[str, str]
    folder: Path


def fits(path: Path, schema: Schema) -> bool:
    """Whether a description was made for this table: all questions it names are in it."""
    if not schema.questions:
        return False
    try:
        read_answers(path, schema)
    except GeodataError:
        return False
    return True


def plan_survey(path: Path, given: Schema, around: Around) -> tuple[list[Package], FileReport]:
    """Package and report. What is wrong with the file or its description stands in the report, with the description
    as far as it goes, so that it can be put right."""
    schema = with_respondents(path, given)
    schema = schema.model_copy(update={"assign": {**schema.assign, **around.assign}})
    report = FileReport(path.name, Kind.SURVEY.value)
    try:
        found = _residents(path, schema, around) if _people(schema) else _authorities(path, schema, around)
        package = package_of(survey_id(found.published), found.published)
    except GeodataError as error:
        return [], replace(report, problems=error.problems, survey=_as_far_as_it_goes(path, given))
    text = proposal(_without_hand(found.schema, given), found.roles)
    problems = (*found.problems, *_told_apart(around.known.surveys.get(package.id), found.published, path.name))
    report = replace(report, rows=found.rows, problems=problems, unmatched=found.unmatched,
                     survey=replace(found.survey, description=text))  # fmt: skip
    return [replace(package, report=kept_report(report))], report


@dataclass(frozen=True)
class _Found:
    published: PublishedSurvey
    schema: Schema
    roles: dict[str, str]
    rows: int
    problems: tuple[Problem, ...]
    unmatched: list[dict[str, object]]
    survey: SurveyReport


def _told_apart(before: PublishedSurvey | None, after: PublishedSurvey, file: str) -> list[Problem]:
    """Few answers more or less than in the version this one replaces."""
    found = few_apart(before, after) if before else []
    if not found:
        return []
    first = found[0]
    where = f"„{first.question}“" + (f", {first.group}" if first.group else "")
    return [problem("survey_few_more", Severity.WARNING, file=file, value=where, places=len(found))]


def _people(schema: Schema) -> bool:
    return schema.respondents is Respondents.RESIDENTS


def with_respondents(path: Path, given: Schema) -> Schema:
    """A file that names quarters and no authority is one of residents, unless the description says otherwise."""
    if "respondents" in given.model_fields_set or given.name:
        return given
    named = {form for column in read_raw(path).columns for form in forms(column)}
    people = bool(named & set(QUARTERS)) and not named & {*KEYS, *NAMES}
    return given.model_copy(update={"respondents": Respondents.RESIDENTS}) if people else given


def _without_hand(full: Schema, given: Schema) -> Schema:
    """Assignments chosen beside the description stay beside it."""
    return full.model_copy(update={"assign": given.assign})


# -- authorities ----------------------------------------------------------------------------------------------------


def universe_for(schema: Schema, folder: Path) -> dict[Aachen, Universe]:
    """Who was asked, counted in both ways where the city of Aachen is among them."""
    if schema.universe:
        listed = folder / Path(schema.universe).name
        if not listed.is_file():
            raise refuse("survey_universe_missing", value=schema.universe)
        return {schema.aachen: read_universe(listed)}
    repository = Repository.open(None)
    ways = (schema.aachen, *(a for a in Aachen if a is not schema.aachen))
    return {way: universe_of(repository, LAND, way) for way in ways}


def _authorities(path: Path, schema: Schema, around: Around) -> _Found:
    universes = universe_for(schema, around.folder)
    main = next(iter(universes.values()))
    found = analysis.analyse(path, schema, main)
    known = around.known
    published = publish_both(path, schema, found, universes, known.name)
    problems = [*found.problems]
    if found.matching.left_out:
        problems.append(problem("survey_left_out", Severity.INFO, file=path.name, count=len(found.matching.left_out)))
    lost = found.matching.unmatched
    if nameless := [u for u in lost if u.why is Why.NOTHING]:
        problems.append(problem("survey_nameless", Severity.WARNING, file=path.name, count=len(nameless),
                                row=nameless[0].row))  # fmt: skip
    names = {k: a.name for k, a in main.authorities.items()}
    doubles = tuple(
        (names[d.key], ", ".join(map(str, d.rows)), str(d.kept)) for d in found.duplicates
    )  # fmt: skip
    return _Found(
        published, found.schema, found.answers.roles, len(found.answers.frame) + len(found.answers.incomplete),
        tuple(problems), [*_to_decide(lost), *_to_look_at(found.matching.matched, names)],
        SurveyReport(
            questions=_questions(found.coded), doubles=doubles, rule=schema.duplicates.value,
            incomplete=len(found.answers.incomplete), counted=len(found.keys), asked=len(main), who="authorities",
        ),
    )  # fmt: skip


def _to_decide(lost: Sequence[Unmatched]) -> list[dict[str, object]]:
    """Senders that match nobody surely, each spelling once, with authorities whose names come close."""
    rows: dict[str, list[Unmatched]] = {}
    for entry in lost:
        if entry.why is not Why.NOTHING:
            rows.setdefault(entry.value, []).append(entry)
    return [
        {"id": text, "name": _lines_of([u.row for u in found], WHY[found[0].why]),
         "closest": [f"{c.name}, Ähnlichkeit {c.score:.0f}" for c in found[0].candidates],
         "closest_ids": [c.key for c in found[0].candidates]}
        for text, found in rows.items()
    ]  # fmt: skip


def _to_look_at(matched: Sequence[Match], names: Mapping[str, str]) -> list[dict[str, object]]:
    """Names that a municipality and its Kreis share: taken as the municipality, to be looked at."""
    found: dict[str, dict[str, object]] = {}
    for m in matched:
        if m.check and m.text not in found:
            found[m.text] = {
                "id": m.text, "name": _lines_of([m.row], f"gezählt als {names[m.key]} ({m.key})"),
                "closest": [names[m.check], names[m.key]], "closest_ids": [m.check, m.key],
                "otherwise": f"{names[m.key]} ({m.key})",
            }  # fmt: skip
    return list(found.values())


def _lines_of(rows: list[int], why: str) -> str:
    shown = ", ".join(map(str, rows[:5])) + (" …" if len(rows) > 5 else "")
    return f"{why} (Zeile {shown})" if len(rows) == 1 else f"{why} (Zeilen {shown})"


# -- residents ------------------------------------------------------------------------------------------------------


def _residents(path: Path, schema: Schema, around: Around) -> _Found:
    areas = around.known.areas
    inside = areas[areas["area_id"].str.contains("/") & ~areas["level"].isin(["kreis", "gemeinde"])]
    places = dict(zip(inside["area_id"], inside["name"], strict=True))
    found = residents.analyse(path, schema, places)
    return _Found(
        residents.publish(found, places), found.schema, found.answers.roles,
        len(found.place) + len(found.unknown) + len(found.answers.incomplete), found.problems,
        _unknown_places(found, places),
        SurveyReport(
            questions=_questions(found.coded), incomplete=len(found.answers.incomplete),
            counted=len(found.place), who="residents",
        ),
    )  # fmt: skip


def _unknown_places(found: Residents, places: Mapping[str, str]) -> list[dict[str, object]]:
    entries: list[dict[str, object]] = []
    for text, rows in found.unknown_texts.items():
        if not text:  # counted in ``survey_place_unknown``; nothing could be said about it
            continue
        close = process.extract(
            text, dict(places), scorer=fuzz.WRatio, limit=MOST_CANDIDATES, score_cutoff=CLOSE_ENOUGH
        )
        entries.append({
            "id": text, "name": _lines_of(list(rows), "Quartier nicht bekannt"),
            "closest": [f"{name}, Ähnlichkeit {score:.0f}" for name, score, _ in close],
            "closest_ids": [key for _, _, key in close],
        })  # fmt: skip
    return entries


# -- both -----------------------------------------------------------------------------------------------------------


def _questions(entries: Sequence[Coded]) -> tuple[tuple[str, str, str, int, int], ...]:
    """Code, text, kind, base and number of answers to choose, of every question and item."""
    return tuple(
        (t.id, f"{t.label} – {t.item}" if t.item else t.label, t.kind.value, t.base, len(t.answers))
        for t in map(tally, entries)
    )


def _as_far_as_it_goes(path: Path, given: Schema) -> SurveyReport:
    """The description of a file that could not be evaluated: guessed kinds, or what was given."""
    try:
        answers = read_answers(path, given)
        return SurveyReport(description=proposal(describe(answers, given)[0], answers.roles))
    except GeodataError:
        return SurveyReport(description=proposal(given, {}))


def survey_id(survey: PublishedSurvey) -> str:
    """``befragung_…`` of title and period; never the name of an embedded one."""
    text = f"{survey.title} {survey.period}".casefold().translate(UMLAUTS)
    text = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    words = re.findall(r"[a-z0-9]+", text)
    return "_".join(["befragung", *(w for w in words if w != "befragung")])[:LONGEST_ID].strip("_")
