"""What can be said about figures of which a file tells no more than names: source unknown, counts or plain values."""

from __future__ import annotations

import re
from collections.abc import Collection

import pandas as pd

from geodata.catalog import Dataset, Direction, Indicator, IndicatorKind, Source, Topic
from geodata.readers.numbers import Notation, notation, to_number

NOT_STATED = "nicht angegeben"
SHORT = 40
FOLDED = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})


def slug(text: str) -> str:
    """Identifier from any text: ``Einwohner (§ 3)`` → ``einwohner_3``; starts with a letter, at most 80 characters."""
    plain = re.sub(r"[^a-z0-9]+", "_", text.lower().translate(FOLDED)).strip("_")
    return (plain if plain[:1].isalpha() else f"x_{plain}".rstrip("_"))[:80]


def short(label: str) -> str:
    """At most 40 characters of a name, cut between words where it has some."""
    plain = " ".join(label.split())
    if len(plain) <= SHORT:
        return plain
    cut = plain[: SHORT - 2]
    return (cut.rpartition(" ")[0] or cut) + " …"


def dataset(dataset_id: str, title: str, attribution: str = NOT_STATED) -> Dataset:
    """A dataset of which only the title is known."""
    source = Source(title=title, publisher=NOT_STATED, licence=NOT_STATED, attribution=attribution)
    return Dataset(id=dataset_id, title=title, owner=NOT_STATED, source=source)


def indicator(
    indicator_id: str, label: str, dataset_id: str, *, counted: bool, origin: str, decimals: int = 1
) -> Indicator:
    """A count, or a value that is only shown. ``origin``: where figures were taken from; ``decimals``: of values."""
    return Indicator(
        id=indicator_id,
        name=label,
        short_name=short(label),
        description=f"{label}. {origin}",
        topic=Topic.POPULATION,
        kind=IndicatorKind.COUNT if counted else IndicatorKind.VALUE_ONLY,
        unit="Anzahl" if counted else NOT_STATED,
        direction=Direction.CONTEXT,
        dataset=dataset_id,
        decimals=0 if counted else decimals,
    )


def are_counts(values: pd.Series, signs: Collection[str] = ()) -> bool:
    """Whole numbers that are not negative, at least one of them; ``signs`` and cells without a number do not count."""
    cells = values[~values.map(lambda cell: str(cell).strip() in signs)]
    style = notation(cells)
    numbers = cells.map(lambda cell: to_number(cell, Notation.GERMAN if style is Notation.AMBIGUOUS else style))
    found = numbers.dropna().astype(float)
    return len(found) > 0 and bool((found.ge(0) & found.mod(1).eq(0)).all())
