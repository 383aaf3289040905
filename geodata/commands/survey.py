"""``survey``: from the export of a survey of authorities to response, answers and, if asked for, weighted shares."""

from __future__ import annotations

import math
from dataclasses import asdict
from pathlib import Path

import click

from geodata import console
from geodata.commands.base import DONE, FILE, REFUSED, Call, answer, common
from geodata.errors import Problem, Severity, problem, refuse
from geodata.nrw_keys import LAND
from geodata.repository import Repository
from geodata.survey import residents
from geodata.survey.analysis import Survey, analyse
from geodata.survey.importing import WHY
from geodata.survey.known_universe import universe_of
from geodata.survey.matching import Unmatched, Why
from geodata.survey.publication import PublishedSurvey
from geodata.survey.publish import publish
from geodata.survey.saving import save
from geodata.survey.schema import Aachen, Kind, Respondents, Schema, load_schema
from geodata.survey.tally import Answer, Tally
from geodata.survey.universe import Universe, read_universe
from geodata.survey.weights import Weighted

WEIGHTINGS = {"type": ("type",), "type,size": ("type", "size")}
HELP = """Eine Befragung der Kommunen auswerten: Rücklauf, Antworten, Hochrechnung.

DATEI ist ein Export (LimeSurvey-CSV mit Codes oder „Code & Text“, XLSX, einfache Tabelle), eine Zeile je Antwort. Wer
geantwortet hat, wird über Schlüssel oder Name bestimmt; was nur ähnlich heißt, wird aufgelistet und nicht zugeordnet.
Der Befehl endet dann mit 1. Anteile sind Bruchteile von 1; base ist die Zahl derer, die die Frage beantwortet haben.

--weights rechnet auf alle hoch (nachträgliche Schichtung nach Typ oder Typ und Größe, Korrektur für endliche
Grundgesamtheit) und nennt als bounds, was gilt, wenn keine oder alle Kommunen ohne Antwort zustimmten.
"""


@click.command("survey", help=HELP, short_help="Eine Befragung der Kommunen auswerten.")
@click.argument("file", type=FILE, metavar="DATEI")
@click.option("--schema", "schema_file", type=FILE, metavar="YAML", help="Fragen, Beschriftung, Schlüssel.")
@click.option("--universe", default="nrw", show_default=True, metavar="nrw|DATEI",
              help="Wer gefragt wurde: alle 427 in NRW oder eine Liste mit key, name, type.")  # fmt: skip
@click.option("--aachen", type=click.Choice([a.value for a in Aachen]), default=Aachen.CITY.value, show_default=True,
              help="Wie die Stadt Aachen zählt.")  # fmt: skip
@click.option("--weights", metavar="type|type,size", help="Auf alle hochrechnen.")
@click.option("--save", "name", metavar="NAME", help="Die Auswertung (nie Antwortbögen) in den Arbeitsordner legen; "
              "die Seite „Befragung“ zeigt sie.")  # fmt: skip
@common
@click.pass_obj
def survey_command(
    call: Call, file: Path, schema_file: Path | None, universe: str, aachen: str, weights: str | None, name: str | None
) -> int:
    if weights is not None and weights.replace(" ", "") not in WEIGHTINGS:
        raise refuse("survey_weights_bad", value=weights)
    schema = load_schema(schema_file) if schema_file else Schema()
    if schema.respondents is Respondents.RESIDENTS:
        return _residents(call, file, schema, weights, name)
    everybody = _universe(universe, Aachen(aachen))
    found = analyse(file, schema, everybody)
    by = WEIGHTINGS[weights.replace(" ", "")] if weights else ()
    lost = [_problem(u, file.name) for u in found.matching.unmatched]
    if name and not lost:
        _save(call, name, publish(found, Repository.open(None).name_of))
    answer(call, document(found, by, lost))
    shown = console.console()
    if not call.json:
        for line in lines(found, by):
            shown.print(line, markup=False, highlight=False)
    console.problems(shown, [*found.problems, *lost])
    return REFUSED if lost else DONE


def _save(call: Call, name: str, survey: PublishedSurvey) -> None:
    space = call.space()
    save(space, name, survey)
    if not call.json:
        console.console().print(f"Abgelegt: {name} in {space.root}", markup=False)


def _residents(call: Call, file: Path, schema: Schema, weights: str | None, name: str | None) -> int:
    """A survey of residents: what may be published of it, by quarter."""
    if weights:
        raise refuse("survey_residents_here")
    areas = Repository.open(call.space().root).areas()
    inside = areas[areas["area_id"].str.contains("/") & ~areas["level"].isin(["kreis", "gemeinde"])]
    places = dict(zip(inside["area_id"], inside["name"], strict=True))
    found = residents.analyse(file, schema, places)
    published = residents.publish(found, places)
    if name:
        _save(call, name, published)
    answer(call, {"answered": published.answered, "unknown": list(found.unknown),
                  "questions": [q.model_dump(mode="json") for q in published.questions],
                  "problems": [p.as_dict() for p in found.problems]})  # fmt: skip
    if not call.json:
        for question in published.questions:
            groups = len(question.groups.get("quarter", ()))
            console.console().print(f"{question.id}: {question.base} Antworten, {groups} Quartiere", markup=False)
    console.problems(console.console(), found.problems)
    return DONE


def _universe(wanted: str, aachen: Aachen) -> Universe:
    if wanted == "nrw":
        return universe_of(Repository.open(None), LAND, aachen)
    return read_universe(Path(wanted))


def _problem(lost: Unmatched, file: str) -> Problem:
    if lost.why is Why.NOTHING:
        return problem("survey_sender_missing", Severity.ERROR, file=file, row=lost.row)
    near = ", ".join(f"{c.name} ({c.key})" for c in lost.candidates)
    details = WHY[lost.why] + (f"; in Frage kommen {near}" if near else "")
    return problem("survey_unmatched", Severity.ERROR, file=file, row=lost.row, value=lost.value, details=details)


def document(found: Survey, by: tuple[str, ...], lost: list[Problem]) -> dict[str, object]:
    """The answer as one JSON-able document; NaN is null."""
    out: dict[str, object] = {
        "universe": found.universe.types,
        "matched": [
            {
                "row": m.row,
                "key": m.key,
                "method": m.method.value,
                "score": m.score,
                **({"check": m.check} if m.check else {}),
            }
            for m in found.matching.matched
        ],
        "unmatched": [
            {"row": u.row, "value": u.value, "reason": u.why.value, "candidates": [asdict(c) for c in u.candidates]}
            for u in found.matching.unmatched
        ],
        "duplicates": [
            {"key": d.key, "rows": list(d.rows), "kept": d.kept, "rule": d.rule.value} for d in found.duplicates
        ],
        "incomplete": list(found.answers.incomplete),
        "response": [{"type": r.group, "k": r.k, "n": r.n, "share": _number(r.share)} for r in found.response()],
        "questions": [_question(t, found, by) for t in found.tallies()],
    }
    main = found.headline
    if by and main and (weighted := found.weighted(main.question, main.code, by)):
        out["weighted"] = {"question": main.question, "code": main.code, **_weighted(weighted)}
    out["problems"] = [p.as_dict() for p in [*found.problems, *lost]]
    return out  # fmt: skip


def _question(found: Tally, survey: Survey, by: tuple[str, ...]) -> dict[str, object]:
    out: dict[str, object] = {
        "id": found.id,
        "kind": found.kind.value,
        "label": found.label,
        **({"item": found.item} if found.item else {}),
        "base": found.base,
        "asked": found.asked,
        "not_applicable": found.not_applicable,
        "answers": [_answer(a, found.id, survey, by) for a in found.answers],
    }
    if found.numbers:
        out["numbers"] = {k: _number(v) for k, v in asdict(found.numbers).items()}
    return out


def _answer(found: Answer, question: str, survey: Survey, by: tuple[str, ...]) -> dict[str, object]:
    out: dict[str, object] = {
        "code": found.code, "label": found.label, "k": found.k, "n": found.n,
        "share": _number(found.share), "lower": _number(found.lower), "upper": _number(found.upper),
    }  # fmt: skip
    if by and (weighted := survey.weighted(question, found.code, by)):
        out["weighted"] = _weighted(weighted)
    return out


def _weighted(found: Weighted) -> dict[str, object]:
    return {
        "estimate": found.estimate, "se": found.se, "lower": found.lower, "upper": found.upper, "n_eff": found.n_eff,
        "naive": found.naive, "bounds": list(found.bounds),
        "cells": [{"name": c.name, "N": c.size, "n": c.n, "k": c.k, "weight": _number(c.weight)} for c in found.cells],
        "collapsed": list(found.collapsed),
    }  # fmt: skip


def _number(value: float) -> float | None:
    return None if isinstance(value, float) and math.isnan(value) else value


def lines(found: Survey, by: tuple[str, ...]) -> list[str]:
    """The same for people."""
    out = [f"{_german(r.k)} von {_german(r.n)} ({_percent(r.share)}): {r.group}" for r in found.response()]
    out = [f"Rücklauf: {len(found.keys)} von {len(found.universe)}", *out]
    for d in found.duplicates:
        out.append(f"Mehrfach geantwortet: {d.key}, Zeilen {', '.join(map(str, d.rows))}; es zählt Zeile {d.kept}.")
    for m in found.matching.matched:
        if m.check:
            out.append(f"Bitte prüfen: Zeile {m.row} wurde {m.key} zugeordnet; so heißt auch {m.check}.")
    for t in found.tallies():
        several = ", Mehrfachnennung" if t.kind is Kind.MULTIPLE else ""
        out += ["", f"{t.id} {t.label} {t.item}".rstrip(), f"  Basis: {t.base} Antwortende{several}"]
        out += [f"  {a.k:>4}  {_percent(a.share):>8}  {a.label}" for a in t.answers]
    main = found.headline
    if by and main and (w := found.weighted(main.question, main.code, by)):
        out += ["", f"Hochgerechnet auf {len(found.universe)}: {_percent(w.estimate)} ({main.question} = {main.code}), "
                f"95 %: {_percent(w.lower)} bis {_percent(w.upper)}; ohne Annahme über die Kommunen ohne Antwort: "
                f"{_percent(w.bounds[0])} bis {_percent(w.bounds[1])}."]  # fmt: skip
    return out


def _german(number: int) -> str:
    return f"{number:,}".replace(",", ".")


def _percent(share: float) -> str:
    return "–" if math.isnan(share) else f"{100 * share:.1f} %".replace(".", ",")
