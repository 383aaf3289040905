"""Files of survey tools → answers as text, one column per question or sub-question.

Headings as LimeSurvey writes them: ``G04Q01[SQ001]`` (codes), ``G04Q01[SQ001]. Text? [Item]`` (code & text),
``Text? [Item]`` (texts), ``G04Q01_SQ001`` (for statistics programs). Anything else is a plain table.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

from geodata.errors import GeodataError, Problem, Severity, problem, refuse
from geodata.readers import delimited, excel
from geodata.readers.raw import RawTable
from geodata.survey.schema import Schema

CODE = r"[A-Za-z][A-Za-z0-9]*"
HEADING = re.compile(rf"({CODE})(?:\[([^\]]+)\])?(?:\[([^\]]+)\])?(?:[.:]\s+(.*))?", re.S)
FLAT = re.compile(rf"({CODE})_((?:SQ|A|R)\d+(?:_\w+)?|other|comment)", re.I)
WITH_ITEM = re.compile(r"(.+?)\s*\[([^\]]+)\]", re.S)
CODED_CELL = re.compile(r"\[?([A-Z]{1,4}\d{1,3}|-oth-|[YN])\]?[.:]?\s+(.+)", re.S)
OTHER_CODE = "-oth-"  # of an answer of one's own, as LimeSurvey writes it
OTHER = ("other", "sonstiges", "andere", "sonstige", "autre")
COMMENT = ("comment", "kommentar")
ROLES = {
    "id": ("id", "antwort id", "antwort-id", "response id", "antwortid"),
    "submitted": ("submitdate", "datum abgeschickt", "date submitted", "abgeschickt am"),
    "language": ("startlanguage", "start-sprache", "startsprache", "start language"),
    "aside": ("lastpage", "letzte seite", "last page", "seed", "zufallsstartwert", "token", "zugangscode",
              "startdate", "datum gestartet", "date started", "datestamp", "datum letzte aktivität",
              "date last action", "ipaddr", "ip-adresse", "ip address", "refurl", "weiterleitungs-url",
              "referrer url", "interviewtime", "gesamtzeit"),
}  # fmt: skip
KEYS = ("ags", "ars", "gemeindeschlüssel", "gemeindeschluessel", "schlüssel", "schluessel", "kreisschlüssel",
        "regionalschlüssel", "key", "kennung")  # fmt: skip
NAMES = ("kommune", "name der kommune", "gebietskörperschaft", "gebietskoerperschaft", "name", "behörde", "kreis/stadt",
         "stadt/gemeinde", "municipality", "authority")  # fmt: skip
TYPES = ("typ", "art der kommune", "type", "kommunaltyp")
WEIGHTS = ("gewicht", "weight", "gew")
QUARTERS = ("quartier", "stadtteil", "stadtbezirk", "sozialraum", "quarter", "quartier_nr")


@dataclass(frozen=True, slots=True)
class Part:
    """One column of a question; ``item`` "" for the answer itself."""

    column: str
    item: str = ""
    label: str = ""

    @property
    def is_other(self) -> bool:
        return self.item.casefold() in OTHER

    @property
    def is_comment(self) -> bool:
        return self.item.casefold().endswith(COMMENT)


@dataclass(frozen=True)
class Asked:
    """One question as the file holds it. ``label``: text of the heading, "" if only the code is given."""

    id: str
    label: str
    parts: tuple[Part, ...]


@dataclass(frozen=True)
class Answers:
    """``frame``: text cells (blank = ""), index = row of the file, complete answers only. ``code_labels``: what cells
    of the form „A1. Ja“ say of the codes, per column. ``incomplete``: rows left out."""

    path: Path
    frame: pd.DataFrame
    asked: tuple[Asked, ...]
    roles: dict[str, str]
    incomplete: tuple[int, ...] = ()
    code_labels: dict[str, dict[str, str]] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()

    def role(self, name: str) -> pd.Series:
        """Cells of the column with this role; blanks if there is none."""
        column = self.roles.get(name)
        return self.frame[column] if column else pd.Series("", index=self.frame.index)


def read_raw(path: Path) -> RawTable:
    """The table in a CSV file or workbook. Raises ``survey_format`` and what the readers raise."""
    suffix = path.suffix.lower()
    if not path.exists():
        raise refuse("file_missing", file=path.name)
    if suffix in delimited.SUFFIXES:
        return delimited.read_delimited(path, sparse=True)
    if suffix in excel.SUFFIXES:
        return excel.read_excel(path)
    raise refuse("survey_format", file=path.name, value=suffix)


def read_answers(path: Path, schema: Schema) -> Answers:
    """Read a survey file. Raises ``GeodataError``: ``survey_column_missing``, ``survey_no_answers`` and what reading
    tables raises."""
    raw = read_raw(path)
    frame = raw.frame.map(_text)
    roles = _roles(raw, schema)
    frame, incomplete, problems = _complete(frame, roles, schema, path.name)
    frame, labels = _without_texts(frame)
    used = set(roles.values())
    asked = _questions([c for c in raw.columns if c not in used and not _is(c, "aside")])
    answers = Answers(path, frame, asked, roles, incomplete, labels, (*raw.problems, *problems))
    return Answers(**{**answers.__dict__, "problems": (*answers.problems, *_check(answers, schema))})


def _text(value: object) -> str:
    if isinstance(value, float):
        return "" if value != value else f"{value:.15g}".replace(".", ",")
    text = "" if value is None else str(value).strip()
    return "" if text in ("N/A", "{if}") else text


def heading(column: str) -> tuple[str, str]:
    """Code and text of a heading; the code is "" for a heading that is only a text."""
    found = HEADING.fullmatch(column.strip())
    return (found[1], (found[4] or "").strip()) if found else ("", column.strip())


def _is(column: str, role: str) -> bool:
    code, text = heading(column)
    return code.casefold() in ROLES[role] or text.casefold() in ROLES[role] or column.strip().casefold() in ROLES[role]


def _roles(raw: RawTable, schema: Schema) -> dict[str, str]:
    """Role → column. Columns the description names must be there."""
    named = {r: getattr(schema, r) for r in ("key", "name", "type", "weight", "submitted")}
    found: dict[str, str] = {}
    lost = []
    for role, wanted in named.items():
        column = column_of(raw.columns, wanted) if wanted else ""
        if wanted and not column:
            lost.append(wanted)
        elif column:
            found[role] = column
    if lost:
        raise GeodataError(
            [problem("survey_column_missing", file=raw.path.name, value=c, known=_short(raw.columns)) for c in lost]
        )
    for role in ("id", "submitted", "language"):
        column = next((c for c in raw.columns if _is(c, role)), "")
        if column and role not in found:
            found[role] = column
    residents = schema.respondents == "residents"
    usual = {"key": QUARTERS if residents else KEYS, "name": () if residents else NAMES,
             "type": () if residents else TYPES, "weight": WEIGHTS if residents else ()}  # fmt: skip
    for role, names in usual.items():
        column = next((c for n in names for c in raw.columns if n in forms(c)), "")
        if column and role not in found and column not in found.values():
            found[role] = column
    return found


def from_survey_tool(columns: list[str]) -> bool:
    """Whether a table has two of the columns that only survey tools write."""
    typical = ("submitdate", "startlanguage", "lastpage", "datum abgeschickt", "start-sprache", "startsprache",
               "letzte seite", "zufallsstartwert", "date submitted", "start language", "last page")  # fmt: skip
    return sum(bool(set(forms(c)) & set(typical)) for c in columns) >= 2


def forms(column: str) -> tuple[str, ...]:
    code, text = heading(column)
    return tuple(part.casefold().strip(" :?") for part in (column.strip(), text, code) if part)


def column_of(columns: list[str], wanted: str) -> str:
    """The column a description means: its heading, its code or its text; "" if there is none."""
    for candidate in columns:
        if wanted.casefold() in forms(candidate):
            return candidate
    return ""


def _short(columns: list[str]) -> str:
    return ", ".join(columns[:12]) + (" …" if len(columns) > 12 else "")


def _complete(
    frame: pd.DataFrame, roles: dict[str, str], schema: Schema, file: str
) -> tuple[pd.DataFrame, tuple[int, ...], list[Problem]]:
    """Without answers that were begun and never sent. An anonymous survey sends a date in 1980: it is complete."""
    column = roles.get("submitted")
    if not column or schema.incomplete:
        return frame, (), []
    sent = frame[column].ne("")
    left = tuple(int(str(i)) for i in frame.index[~sent])
    if not sent.any():
        raise refuse("survey_no_answers", file=file, count=len(left))
    notes = [problem("survey_incomplete", Severity.INFO, file=file, count=len(left))] if left else []
    return frame[sent], left, notes


def _without_texts(frame: pd.DataFrame) -> tuple[pd.DataFrame, dict[str, dict[str, str]]]:
    """Columns whose cells all read „A1. Ja“ keep the code; the texts come back beside it."""
    out, labels = frame.copy(), {}
    for column in frame.columns:
        cells = frame.loc[frame[column].ne(""), column]
        found = [CODED_CELL.fullmatch(c) for c in cells.unique()]
        if len(found) and all(found):
            pairs = {f[1]: f[2].strip() for f in reversed(found) if f}
            labels[str(column)] = {code: pairs[code] for code in sorted(pairs)}
            out[column] = frame[column].map(lambda c: m[1] if (m := CODED_CELL.fullmatch(c)) else c)
    return out, labels


def _questions(columns: list[str]) -> tuple[Asked, ...]:
    """Columns grouped into questions, in the order of the file."""
    heads = Counter(m[1].strip() for c in columns if not heading(c)[0] and (m := WITH_ITEM.fullmatch(c.strip())))
    groups: dict[str, list[tuple[str, Part]]] = {}
    for column in columns:
        question, text, part = _placed(column, heads)
        groups.setdefault(question, []).append((text, part))
    return tuple(
        Asked(name, next((t for t, _ in found if t), ""), tuple(p for _, p in found)) for name, found in groups.items()
    )


def _placed(column: str, heads: Counter[str]) -> tuple[str, str, Part]:
    """Question, its text and the part that a column is."""
    if flat := FLAT.fullmatch(column.strip()):
        return flat[1], "", Part(column, flat[2])
    found = HEADING.fullmatch(column.strip())
    if found and (found[2] or found[4] or " " not in column.strip()):
        item = "_".join(filter(None, (found[2], found[3])))
        text = (found[4] or "").strip()
        inner = WITH_ITEM.fullmatch(text)
        if item and inner:
            return found[1], inner[1].strip(), Part(column, item, inner[2].strip())
        return found[1], text, Part(column, item)
    texts = WITH_ITEM.fullmatch(column.strip())
    if texts and (heads[texts[1].strip()] > 1 or texts[2].casefold() in (*OTHER, *COMMENT)):
        head = texts[1].strip()
        return head, head, Part(column, texts[2].strip(), texts[2].strip())
    return column.strip(), column.strip(), Part(column)


def _check(answers: Answers, schema: Schema) -> list[Problem]:
    """What the description says and the file does not hold, and answers in several languages."""
    file = answers.path.name
    known = {a.id for a in answers.asked} | {p.column for a in answers.asked for p in a.parts}
    lost = [q.id for q in schema.questions if q.id not in known]
    if lost:
        shown = _short([a.id for a in answers.asked])
        raise GeodataError([problem("survey_column_missing", file=file, value=q, known=shown) for q in lost])
    problems = []
    languages = sorted(set(answers.role("language")) - {""})
    if len(languages) > 1:
        problems.append(problem("survey_languages", Severity.WARNING, file=file, value=", ".join(languages)))
    return problems
