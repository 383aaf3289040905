"""YAML written by hand: codes stay text, and a fault is told with its line, its key and what is wrong there."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

import yaml
from pydantic import BaseModel, ValidationError
from rapidfuzz import process

from geodata.errors import refuse

Path = tuple[str | int, ...]
LIKELY = 70.0  # from this similarity on another key is offered
LONGEST = 60
# What PyYAML says → what somebody who never heard of scanners can do about it.
CAUSES = (
    ("mapping values are not allowed", "hier ist ein Doppelpunkt zu viel, in der Zeile davor fehlt einer, oder die "
     "Zeile ist falsch eingerückt. Texte mit Doppelpunkt gehören in Anführungszeichen"),
    ("could not find expected ':'", "nach dem Namen der Angabe fehlt der Doppelpunkt"),
    ("that cannot start any token", "ein Zeichen, das hier nicht stehen darf, zum Beispiel ein Tabulator statt "
     "Leerzeichen"),
    ("while scanning a quoted scalar", "ein Anführungszeichen wird nicht geschlossen"),
    ("expected ',' or", "eine Klammer wird nicht geschlossen, oder es fehlt ein Komma"),
    ("expected the node content", "eine Klammer wird nicht geschlossen"),
    ("expected <block end>", "die Zeile ist falsch eingerückt, oder es fehlt ein Doppelpunkt"),
    ("undefined alias", "ein Stern am Anfang eines Textes; setzen Sie den Text in Anführungszeichen"),
)  # fmt: skip
UNCLEAR = "Einrückung, Doppelpunkte, Klammern oder Anführungszeichen stimmen nicht"
# A few lines with anchors can refer to themselves or stand for billions of entries.
DEEPEST, MOST_PLACES = 20, 100_000
TOO_MUCH = "die Angaben verweisen auf sich selbst, oder es sind zu viele"


@dataclass(frozen=True, slots=True)
class Fault:
    """``path``: way to the entry, as pydantic names it."""

    path: Path
    text: str


@dataclass(frozen=True)
class Lines:
    """Where each entry stands, counted from 1."""

    at: dict[Path, int] = field(default_factory=dict)

    def line(self, path: Path) -> int | None:
        """Line of an entry, or of the nearest one around it."""
        known = (self.at.get(path[:length]) for length in range(len(path), 0, -1))
        return next((line for line in known if line is not None), None)


class _CodesAsText(yaml.SafeLoader):
    """Reads numbers and yes/no as they are written: codes such as ``05315000``, ``1`` or ``Y`` are text."""


_CodesAsText.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in found if tag.rpartition(":")[2] in ("null", "merge")]
    for first, found in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def read_yaml(text: str, file: str) -> tuple[object, Lines]:
    """Content, and where everything stands; {} for an empty text. Raises ``survey_schema_bad``: no YAML, or a key that
    stands twice in one place, where the second would silently replace the first."""
    found = Lines()
    try:
        node = yaml.compose(text, _CodesAsText)
        if node is not None:
            _walk(node, (), found.at, file)
        content = yaml.load(text, _CodesAsText)
    except yaml.YAMLError as error:
        raise _no_yaml(error, text, file) from error
    except (ValueError, AttributeError, RecursionError) as error:  # „!!float x“, „!!timestamp x“, „[[[[…“
        raise refuse("survey_schema_bad", file=file, details=UNCLEAR) from error
    return ({} if content is None else content), found


def _no_yaml(error: yaml.YAMLError, text: str, file: str) -> Exception:
    said = str(error)
    begun = any(part in said for part in ("expected ','", "quoted scalar", "expected ':'"))
    mark = getattr(error, "context_mark", None) if begun else None
    mark = mark or getattr(error, "problem_mark", None)
    cause = next((german for english, german in CAUSES if english in said), UNCLEAR)
    lines = text.splitlines()
    row = min(mark.line, max(len(lines) - 1, 0)) if mark else None
    here = f"„{lines[row].strip()[:LONGEST]}“: " if row is not None and lines and lines[row].strip() else ""
    return refuse("survey_schema_bad", file=file, row=None if row is None else row + 1, details=f"{here}{cause}")


def _walk(node: yaml.Node, path: Path, at: dict[Path, int], file: str) -> None:
    if len(path) > DEEPEST or len(at) > MOST_PLACES:
        raise refuse("survey_schema_bad", file=file, row=node.start_mark.line + 1, details=TOO_MUCH)
    at.setdefault(path, node.start_mark.line + 1)
    if isinstance(node, yaml.SequenceNode):
        for number, entry in enumerate(node.value):
            _walk(entry, (*path, number), at, file)
    if not isinstance(node, yaml.MappingNode):
        return
    for key, value in node.value:
        line, name = key.start_mark.line + 1, str(key.value)
        if (*path, name) in at:
            details = f"„{name}“ steht zweimal, schon in Zeile {at[*path, name]}"
            raise refuse("survey_schema_bad", file=file, row=line, details=details)
        at[*path, name] = line
        _walk(value, (*path, name), at, file)


GERMAN = {
    "missing": "„{key}“ fehlt",
    "enum": "„{key}“: „{value}“ ist nicht möglich; erlaubt sind {expected}",
    "dict_type": "„{key}“: erwartet werden Paare (Code: Text)",
    "list_type": "„{key}“: erwartet wird eine Liste",
    "tuple_type": "„{key}“: erwartet wird eine Liste",
    "string_type": "„{key}“: erwartet wird Text",
    "bool_parsing": "„{key}“: erwartet wird true oder false, nicht „{value}“",
    "bool_type": "„{key}“: erwartet wird true oder false",
    "int_parsing": "„{key}“: erwartet wird eine ganze Zahl, nicht „{value}“",
    "int_type": "„{key}“: erwartet wird eine ganze Zahl",
    "string_too_long": "„{key}“: höchstens {max_length} Zeichen",
    "greater_than_equal": "„{key}“: mindestens {ge}",
    "too_short": "„{key}“ darf nicht leer sein",
    "model_type": "„{key}“: erwartet werden benannte Angaben (Name: Wert)",
    "model_attributes_type": "„{key}“: erwartet werden benannte Angaben (Name: Wert)",
}
WHOLE = "die Beschreibung"


def faults(error: ValidationError, model: type[BaseModel]) -> list[Fault]:
    """Every finding of pydantic as a German sentence about its key."""
    return [_fault(dict(e), model) for e in error.errors()]


def _fault(error: dict[str, object], model: type[BaseModel]) -> Fault:
    path: Path = tuple(error["loc"])  # type: ignore[arg-type]
    key = _named(path)
    if error["type"] == "extra_forbidden":
        near = _near(str(path[-1]), _fields_at(model, path[:-1]))
        return Fault(path, f"„{key}“ gibt es hier nicht{near}")
    context = error.get("ctx")
    pattern = GERMAN.get(str(error["type"]))
    if pattern is None:
        said = str(error["msg"]).removeprefix("Value error, ")
        return Fault(path, f"„{key}“: {said}" if path else said)
    values = {**(context if isinstance(context, dict) else {}), "key": key, "value": error.get("input")}
    return Fault(path, pattern.format(**values).replace("' or '", "', '").replace("'", ""))


def _named(path: Path) -> str:
    """``questions.2.kind`` → ``questions, 3. Eintrag, kind``."""
    return ", ".join(f"{p + 1}. Eintrag" if isinstance(p, int) else str(p) for p in path) or WHOLE


def _near(written: str, known: Iterable[str]) -> str:
    found = process.extractOne(written, list(known), score_cutoff=LIKELY)
    return f"; gemeint ist vielleicht „{found[0]}“" if found else ""


def _fields_at(model: type[BaseModel], path: Path) -> list[str]:
    """Names of the entries that may stand at a place of the description."""
    here = model
    for part in path:
        if isinstance(part, int):
            continue
        annotation = here.model_fields[part].annotation if part in here.model_fields else None
        inner = [annotation, *getattr(annotation, "__args__", ())]
        here = next((a for a in inner if isinstance(a, type) and issubclass(a, BaseModel)), here)
    return list(here.model_fields)
