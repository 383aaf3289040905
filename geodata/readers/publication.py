"""Who published a table, under which terms and when, as its title lines and its footer say."""

from __future__ import annotations

import re
from dataclasses import dataclass

from geodata.catalog import Dataset, Source, Topic
from geodata.readers.numbers import to_period
from geodata.readers.unstated import NOT_STATED, slug

PLACES = r",\s*(?:Deutschland|Düsseldorf|Wiesbaden)$"
TOPICS: dict[str, Topic] = {
    "12": Topic.POPULATION, "12521": Topic.INTEGRATION, "12531": Topic.INTEGRATION, "13": Topic.WORK,
    "21": Topic.EDUCATION, "22": Topic.LIVELIHOOD, "224": Topic.CARE, "225": Topic.FAMILY, "229": Topic.FAMILY,
    "23": Topic.HEALTH, "31": Topic.HOUSING,
}  # fmt: skip
"""First digits of the code of a statistic (EVAS) → topic; the longest that fits counts."""
LONGEST_NOTES = 4000


@dataclass(frozen=True)
class Publication:
    """``code``: of the table, "" if not stated. ``notes``: explanations below the table."""

    title: str
    code: str = ""
    publisher: str = NOT_STATED
    year: str = ""
    licence: str = NOT_STATED
    published_on: str = ""
    notes: str = ""
    boundary_vintage: str = ""

    @property
    def topic(self) -> Topic:
        fitting = [digits for digits in TOPICS if self.code.startswith(digits)]
        return TOPICS[max(fitting, key=len)] if fitting else Topic.POPULATION

    @property
    def reference(self) -> str:
        """How to cite it: „Tabelle 12411-01-01-4“, „Statistik 12411“, else by its title."""
        if not self.code:
            return f"„{self.title}“"
        return f"Statistik {self.code}" if self.code.isdigit() else f"Tabelle {self.code}"

    @property
    def attribution(self) -> str:
        """Publisher and year, table, date of retrieval, terms: as far as they are known."""
        parts = [
            ", ".join(filter(None, (self.publisher, self.year))),
            self.reference,
            f"Stand {_german(self.published_on)}" if self.published_on else "",
            self.licence if self.licence != NOT_STATED else "Lizenz nicht angegeben",
        ]
        return "; ".join(filter(None, parts))

    def dataset(self, prefix: str, marker: str = "") -> Dataset:
        """Entry of the catalogue; its id is made from ``prefix`` and ``marker``, else the code, else the title."""
        return Dataset(
            id=slug(f"{prefix}_{marker or self.code or self.title}"),
            title=self.title,
            owner=self.publisher,
            source=Source(
                title=f"{self.reference}: {self.title}" if self.code else self.title,
                publisher=self.publisher,
                licence=self.licence,
                attribution=self.attribution,
                published_on=self.published_on,
            ),
            boundary_vintage=self.boundary_vintage,
            notes=self.notes[:LONGEST_NOTES],
        )


def _german(iso: str) -> str:
    return ".".join(reversed(iso.split("-")))


def footer(text: str) -> dict[str, str]:
    """Publisher, year, licence, published_on and notes out of the text below a table; what is missing is left out."""
    found: dict[str, str] = {}
    joined = " ".join(text.split())
    if holder := re.search(r"(?:©|\(C\))\s*(.+?),?\s+((?:19|20)\d{2})\b", joined):
        found |= {"publisher": re.sub(PLACES, "", holder[1].strip(" ,")), "year": holder[2]}
    if terms := re.search(r"lizenziert unter der (.+?Version \d\.\d)", joined):
        found["licence"] = re.sub(r"\s+-\s+", " – ", terms[1])
    elif terms := re.search(r"(Vervielfältigung und Verbreitung, [^.|]*gestattet\.)", joined):
        found["licence"] = terms[1]
    if stand := re.search(r"(?:Stand|Date|Last updated):\s*(\d{1,2}\.\d{1,2}\.\d{4})", joined):
        found["published_on"] = to_period(stand[1]) or ""
    notes = re.sub(r"_{4,}", "", re.split(r"©|\(C\)|Stand:", text)[0])
    if notes.strip():
        found["notes"] = unbroken(notes)
    return found


def unbroken(text: str) -> str:
    """Text without the line breaks of a narrow column: „Katas-⏎ter“ → „Kataster“."""
    joined = re.sub(r"(?<=[a-zäöüß])-\s*\n\s*(?=[a-zäöüß])", "", text)
    return " ".join(joined.split())
