"""What INKAR tables share: kinds of areas and their levels, and what names and explanations say about figures."""

from __future__ import annotations

import re
from collections import Counter

import pandas as pd

from geodata.catalog import Catalog, Dataset, Direction, Indicator, IndicatorKind, SeriesBreak, Source, Topic
from geodata.errors import Problem, Severity, problem
from geodata.keys import Verdict, parse_key
from geodata.readers.boundaries import Options, grouped
from geodata.readers.numbers import Notation, notation, to_number
from geodata.readers.unstated import NOT_STATED, short, slug

GROUPS = {
    "gemeinden": "gemeinde", "gemeinde": "gemeinde", "gemeindeverbände": "gemeindeverband", "kreise": "kreis",
    "kreisfreie städte und landkreise": "kreis", "kreisfreie städte/landkreise": "kreis", "kreisfreie stadt": "kreis",
    "kreisfreie städte": "kreis", "landkreis": "kreis", "landkreise": "kreis", "stadtkreis": "kreis", "kreis": "kreis",
    "länder": "land", "bundesländer": "land", "bundesland": "land",
}  # fmt: skip
"""Kind of area → group that is read together: kreisfreie Städte and Landkreise may be two kinds of one level."""
LEVELS = {"gemeinde": "gemeinde", "gemeindeverband": "gemeinde", "kreis": "kreis", "land": "land"}
"""Group → level. In this state a Gemeindeverband is a municipality."""
COUNTED = re.compile(r"^(an)?zahl\b|^einwohner|^bevölkerung", re.IGNORECASE)
PEOPLE = re.compile(r"arbeitslos|einwohner|bevölkerung|personen|beschäftigte", re.IGNORECASE)
PER_CENT = re.compile(r"in %|anteil|quote", re.IGNORECASE)
WORK = re.compile(r"arbeit|erwerb|beschäftig", re.IGNORECASE)
CENSUS = re.compile(r"Ab (\d{4}) Ergebnisse der Bevölkerungsfortschreibung auf Grundlage des (Zensus \d{4})")
PUBLISHER = "Bundesinstitut für Bau-, Stadt- und Raumforschung (BBSR)"


About = dict[str, dict[str, str]]
"""Indicator → heading of the explanations → text."""


def one_level(frame: pd.DataFrame, column: str, options: Options, file: str) -> tuple[pd.DataFrame, str, list[Problem]]:
    """Rows of one level (of several the one asked for, else the one with most areas of the state), the level ("" = by
    the keys), and which kinds of areas were left out. ``column``: where the kind of area stands."""
    kinds = frame[column].astype(str).str.strip()
    groups = kinds.map({kind: GROUPS.get(kind.lower(), kind) for kind in kinds.unique()})
    usable = {key for key in frame["Kennziffer"].unique() if parse_key(key).usable}
    here = pd.DataFrame({"group": groups, "key": frame["Kennziffer"]})[frame["Kennziffer"].isin(usable)]
    tally = Counter(here.drop_duplicates()["group"])
    if not tally:
        return frame, options.level or "", []
    asked = [group for group, _ in tally.most_common() if options.level and LEVELS.get(group) == options.level]
    chosen = [*asked, *(group for group, _ in tally.most_common())][0]
    read = ", ".join(sorted(set(kinds[groups.eq(chosen)])))
    left = ", ".join(sorted(set(kinds[groups.isin(tally) & groups.ne(chosen)])))
    notes = [problem("kinds_left_out", Severity.WARNING, file=file, value=read, known=left)] if left else []
    return frame[groups.eq(chosen)], LEVELS.get(chosen, options.level or ""), notes


def kept(frame: pd.DataFrame, file: str) -> Problem:
    verdicts = frame["Kennziffer"].map(lambda key: parse_key(key).verdict)
    kept = int(verdicts.ne(Verdict.IGNORED).sum())
    return problem("kept_state", Severity.INFO, file=file, kept=grouped(kept), rows=grouped(len(frame)))


def decimal_of(values: pd.Series) -> str:
    """INKAR writes German numbers; another program may have saved them with points."""
    return Notation.ENGLISH.value if notation(values) is Notation.ENGLISH else Notation.GERMAN.value


def catalog(groups: dict[str, pd.Series], about: About, edition: str) -> tuple[Catalog, dict[str, str]]:
    """Dataset and indicators, and the id of each indicator by its short name. ``groups``: short name → values."""
    names = list(groups)
    ids = {name: slug(f"inkar_{name}") for name in names}
    dataset = ids[names[0]] if len(names) == 1 else slug(f"{ids[names[0]][:60]}_und_{len(names) - 1}_weitere")
    title = f"INKAR: {names[0]}" + (f" und {len(names) - 1} weitere Indikatoren" if len(names) > 1 else "")
    origin = "; ".join(dict.fromkeys(about[n]["Quelle"] for n in names if about.get(n, {}).get("Quelle")))
    issue = f" {edition}" if edition else ""
    source = Source(
        title=f"INKAR{', Ausgabe' + issue if edition else ''}" + (f"; {origin}" if origin else ""),
        publisher=PUBLISHER,
        licence="dl-de/by-2-0",
        attribution=f"© BBSR Bonn{issue}, INKAR",
        url="https://www.inkar.de",
        published_on=edition,
    )
    described = Dataset(id=dataset, title=title, owner=PUBLISHER, source=source)
    indicators = tuple(
        _indicator(ids[name], name, about.get(name, {}), dataset, values) for name, values in groups.items()
    )
    return Catalog(datasets=(described,), indicators=indicators), ids


def _indicator(indicator_id: str, name: str, about: dict[str, str], dataset: str, values: pd.Series) -> Indicator:
    long_name = about.get("Langname", "") or name
    parts = (long_name, about.get("Berechnungsgrundlage", ""), about.get("Anmerkungen", ""))
    texts = [part.rstrip(".") + "." for part in parts if part]
    counted = _whole(values) and bool(COUNTED.search(long_name) or not about)
    census = CENSUS.search(about.get("Anmerkungen", ""))
    unit = "Personen" if PEOPLE.search(name) else "Anzahl"
    return Indicator(
        id=indicator_id,
        name=long_name,
        short_name=short(name),
        description=" ".join(texts),
        topic=Topic.WORK if WORK.search(name) else Topic.POPULATION,
        kind=IndicatorKind.COUNT if counted else IndicatorKind.VALUE_ONLY,
        unit=unit if counted else "%" if PER_CENT.search(long_name) else NOT_STATED,
        direction=Direction.CONTEXT,
        dataset=dataset,
        decimals=0 if counted else 1,
        additive_areas=counted,
        breaks=(SeriesBreak(period=census[1], reason=f"Ab {census[1]} auf Grundlage des {census[2]}."),)
        if census
        else (),
    )


def _whole(values: pd.Series) -> bool:
    """Whole numbers that are not negative, wherever there is one."""
    style = notation(values)
    numbers = values.map(lambda v: to_number(v, style if style is not Notation.AMBIGUOUS else Notation.GERMAN)).dropna()
    return bool((numbers.ge(0) & numbers.mod(1).eq(0)).all())
