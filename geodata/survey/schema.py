"""What a survey is: a small YAML file that names key, questions, labels and planning fields. Unknown keys are refused.

Everything may be left out; what is missing is guessed from the file (``geodata.survey.kinds``) and can be edited.
"""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from geodata.errors import GeodataError, problem, reason, refuse
from geodata.survey.yaml_text import faults, read_yaml


class Kind(StrEnum):
    """SINGLE: one of several answers. MULTIPLE: any number of them. SCALE: ordered steps. NUMBER: a quantity.
    MATRIX: several items on one scale. TEXT: free text, personal data, never counted and never published."""

    SINGLE = "single"
    MULTIPLE = "multiple"
    SCALE = "scale"
    NUMBER = "number"
    MATRIX = "matrix"
    TEXT = "text"


class Respondents(StrEnum):
    AUTHORITIES = "authorities"
    RESIDENTS = "residents"


class Keep(StrEnum):
    """Which of several complete answers of one authority counts."""

    LAST = "last"
    FIRST = "first"
    FULLEST = "fullest"


class Aachen(StrEnum):
    """How the city of Aachen counts."""

    CITY = "kreisfrei"
    MUNICIPALITY = "kreisangehoerig"


class Small(StrEnum):
    """What happens to groups with fewer answers than the minimum."""

    HIDE = "hide"
    POOL = "pool"


class _Entry(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    @field_validator("*", mode="before")
    @classmethod
    def _text_keys(cls, value: object) -> object:
        """YAML reads ``1: Ja`` as a number and ``05315000`` as an octal one; codes and keys are text."""
        if isinstance(value, dict):
            return {_text(k): _text(v) for k, v in value.items()}
        return [_text(v) for v in value] if isinstance(value, list) else value


def _text(value: object) -> object:
    if isinstance(value, bool):  # YAML 1.1 reads Y, Yes, No as such; nobody means them as codes
        return "Y" if value else "N"
    return str(value) if isinstance(value, int | float) else value


class Condition(_Entry):
    """The question was put only to those who gave one of these answers to another one."""

    question: str
    codes: tuple[str, ...] = Field(min_length=1)


class Question(_Entry):
    """One question. ``id`` is the code of the column (``G04Q01``) or its heading.

    ``labels``: code → text, in the order shown. ``items``: sub-question → text (multiple, matrix).
    ``fields``: item or code → planning field. ``not_applicable``/``no_answer``: codes that are no answer.
    """

    id: str
    kind: Kind | None = None
    label: str = ""
    labels: dict[str, str] = {}
    items: dict[str, str] = {}
    fields: dict[str, str] = {}
    not_applicable: tuple[str, ...] = ()
    no_answer: tuple[str, ...] = ()
    asked_if: Condition | None = None


LONGEST_TITLE = 200


class Headline(_Entry):
    """The answer that is estimated for the universe."""

    question: str
    code: str


class Schema(_Entry):
    """``key``, ``name``, ``type``, ``weight``, ``submitted``: columns. ``assign``: text of the file → key, by hand.

    ``named``: the authorities agreed that their answers are shown with their name. ``minimum``: fewest answers of a
    group of residents that is shown. ``disclosure``: smallest count that is shown where respondents are not named.
    ``universe``: name of the file that lists who was asked, "" for all authorities of NRW.
    """

    title: str = Field(default="", max_length=LONGEST_TITLE)
    period: str = ""
    respondents: Respondents = Respondents.AUTHORITIES
    fictional: bool = False
    named: bool = False
    key: str = ""
    name: str = ""
    type: str = ""
    weight: str = ""
    submitted: str = ""
    source: str = ""
    universe: str = ""
    aachen: Aachen = Aachen.CITY
    incomplete: bool = False
    duplicates: Keep = Keep.LAST
    design: str = ""
    minimum: int = Field(default=20, ge=1)
    disclosure: int = Field(default=3, ge=1)
    small: Small = Small.POOL
    headline: Headline | None = None
    assign: dict[str, str] = {}
    questions: tuple[Question, ...] = ()

    @field_validator("questions")
    @classmethod
    def _once(cls, value: tuple[Question, ...]) -> tuple[Question, ...]:
        ids = [q.id for q in value]
        if twice := sorted({i for i in ids if ids.count(i) > 1}):
            raise ValueError(f"mehrfach beschrieben: {', '.join(twice)}")
        return value

    def question(self, question_id: str) -> Question:
        """How a question is described; an empty description if it is not."""
        return next((q for q in self.questions if q.id == question_id), Question(id=question_id))

    def to_yaml(self) -> str:
        document = self.model_dump(mode="json", exclude_defaults=True)
        return yaml.safe_dump(document, allow_unicode=True, sort_keys=False, width=100)


def parse_schema(text: str, file: str = "YAML") -> Schema:
    """Read a description. Raises ``GeodataError`` (``survey_schema_bad``), one problem per fault: line and key."""
    content, where = read_yaml(text, file)
    try:
        return Schema.model_validate(content)
    except ValidationError as error:
        raise GeodataError(
            [
                problem("survey_schema_bad", file=file, row=where.line(fault.path), details=fault.text)
                for fault in faults(error, Schema)[:5]
            ]
        ) from error


def load_schema(path: Path) -> Schema:
    """Read a description from a file. Raises ``GeodataError``: ``file_missing``, ``survey_schema_bad``."""
    try:
        return parse_schema(path.read_text("utf-8"), path.name)
    except FileNotFoundError:
        raise refuse("file_missing", file=path.name) from None
    except OSError as error:
        raise refuse("file_unreadable", file=path.name, details=reason(error)) from error
    except UnicodeDecodeError as error:
        raise refuse("survey_schema_bad", file=path.name, details="kein Text in UTF-8") from error
