"""The description of a survey as somebody edits it: what was said and what was guessed, with a word on each entry."""

from __future__ import annotations

import json

import yaml

from geodata.survey.schema import Respondents, Schema

HINTS = {
    "title": "steht auf der Seite „Befragung“",
    "period": "Zeitpunkt, zum Beispiel 2025",
    "source": "wer gefragt hat",
    "respondents": "authorities = Kreise, Städte, Gemeinden; residents = Personen",
    "universe": "leer = alle 427 in NRW; sonst der Name einer Liste unter den Dateien (Spalten key, name, type)",
    "named": "true nur, wenn alle Kommunen zugestimmt haben, mit Namen gezeigt zu werden",
    "key": "Spalte mit dem Schlüssel (bei Personen: dem Quartier)",
    "name": "Spalte mit dem Namen der Kommune",
    "weight": "Spalte mit Gewichten",
    "duplicates": "Wer mehrfach antwortet: last, first oder fullest zählt",
    "minimum": "Antworten, ab denen ein Quartier ausgewiesen wird",
    "small": "Quartiere darunter: pool = zusammenfassen, hide = weglassen",
    "disclosure": "kleinste Anzahl, die ohne Zustimmung gezeigt wird",
}
FOR_ALL = ("title", "period", "source", "respondents")
FOR_AUTHORITIES = ("universe", "named", "key", "name", "duplicates", "disclosure")
FOR_RESIDENTS = ("key", "weight", "minimum", "small", "disclosure")
KINDS = "# kind: single, multiple, scale, number, matrix; text = Freitext, wird nie gespeichert"


def proposal(schema: Schema, roles: dict[str, str]) -> str:
    """YAML that ``schema.parse_schema`` reads to the same description. ``roles``: columns found by themselves."""
    document = schema.model_dump(mode="json", exclude_defaults=True)
    everything = schema.model_dump(mode="json")
    people = schema.respondents is Respondents.RESIDENTS
    lines = []
    for key in (*FOR_ALL, *(FOR_RESIDENTS if people else FOR_AUTHORITIES)):
        value = document.pop(key, None)
        value = roles.get(key, everything[key]) if value is None else value
        lines.append(f"{key}: {json.dumps(value, ensure_ascii=False)}  # {HINTS[key]}")
    questions = document.pop("questions", [])
    rest = yaml.safe_dump(document, allow_unicode=True, sort_keys=False, width=100) if document else ""
    asked = yaml.safe_dump({"questions": questions}, allow_unicode=True, sort_keys=False, width=100)
    return "\n".join([*lines, f"{rest}{KINDS}", asked])
