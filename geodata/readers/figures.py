"""Figures with labels become indicators and groups: a variable with a total gives groups, any other indicators."""

from __future__ import annotations

import re
from dataclasses import dataclass

import pandas as pd

from geodata.catalog import Catalog, Dataset, Direction, Indicator, IndicatorKind
from geodata.errors import Problem, Severity, problem
from geodata.observations import ValueStatus
from geodata.readers import symbols, units
from geodata.readers.mapping import CELL_COLUMNS
from geodata.readers.publication import Publication
from geodata.readers.unstated import NOT_STATED, slug

TOTAL = re.compile(r"insgesamt|gesamt|zusammen|total|alle\b.*|.*\binsgesamt", re.IGNORECASE)
LONGEST_NAME, LONGEST_ID, MOST_DECIMALS = 40, 80, 3

RATES: tuple[tuple[str, str, str], ...] = (
    ("Briefwahl an den Erststimmen", r"briefwähler \(erststimmen\)", r"erststimmen"),
    ("Briefwahl an den Zweitstimmen", r"briefwähler \(zweitstimmen\)", r"zweitstimmen"),
    ("Wahlbeteiligung", r"(?:wähler(?:innen)?(?: und wähler)?|wählende)(?: insgesamt)?", r"wahlberechtigte.*"),
)
"""Rates whose numerator and denominator a table holds as two counts: name, numerator, denominator."""


@dataclass(frozen=True)
class Meaning:
    """``catalog`` and ``cells`` (columns of ``mapping.CELL_COLUMNS``) of one table, and what there is to say."""

    catalog: Catalog
    cells: pd.DataFrame
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True)
class Origin:
    """What the figures of one table share: publication, its entry in the catalogue, file and sheet for messages."""

    about: Publication
    dataset: Dataset
    file: str
    sheet: str | None = None


def understand(figures: pd.DataFrame, axes: tuple[str, ...], origin: Origin) -> Meaning:
    """Make indicators and groups of figures.

    ``figures``: row, column, key, period, measure (fixed part of the name, "" = none), unit, value, and the columns
    ``axes`` with labels. Raises ``GeodataError`` (``symbol_unknown``).
    """
    about, dataset = origin.about, origin.dataset
    named = _named(figures, axes, about)
    average = [units.is_average(n, u) for n, u in zip(named["indicator_name"], named["unit"], strict=True)]
    reading = symbols.read_cells(named.assign(average=average), origin.file, origin.sheet)
    named = named.assign(number=reading.number, status=reading.status)
    named["indicator"] = _ids(named, dataset.id)
    named["indicator_name"] = _told_apart(named)
    entries = [_entry(str(i), rows, dataset.id, about) for i, rows in named.groupby("indicator", sort=False)]
    cells = _cells(named, entries)
    rates, shares = _rates(named, entries, dataset.id, about)
    flagged = [
        problem("values_flagged", Severity.INFO, file=origin.file, details=what, count=n)
        for what, n in reading.flags.items()
    ]
    catalog = Catalog(datasets=(dataset,), indicators=(*rates, *entries))
    return Meaning(catalog, pd.concat([cells, *shares], ignore_index=True), tuple(flagged))


def _named(figures: pd.DataFrame, axes: tuple[str, ...], about: Publication) -> pd.DataFrame:
    """Columns indicator_name, group, group_label: by variable, then per indicator if it lacks a total."""
    out = figures.copy()
    varying = [a for a in axes if out[a].nunique() > 1]
    grouping = [a for a in varying if out[a].map(is_total).any()]
    telling = [a for a in varying if a not in grouping]
    out["base"] = [_joined(parts) for parts in out[["measure", *telling]].itertuples(index=False)]
    total = pd.Series(True, index=out.index)
    for axis in grouping:
        total &= out[axis].map(is_total)
    complete = out["base"].isin(set(out.loc[total, "base"]))
    labels = [", ".join(t for t in parts if not is_total(t)) for parts in out[grouping].itertuples(index=False)]
    out["group_label"] = pd.Series(labels, index=out.index, dtype=object).where(complete, "")
    alone = [_joined((base, *parts)) for base, *parts in out[["base", *grouping]].itertuples(index=False)]
    out["indicator_name"] = out["base"].where(complete, pd.Series(alone, index=out.index, dtype=object))
    out["indicator_name"] = out["indicator_name"].where(out["indicator_name"].ne(""), short_title(about.title))
    out["group"] = _group_ids(out["group_label"])
    return out


def _told_apart(named: pd.DataFrame) -> pd.Series:
    """Names of indicators; where several units share one, all but counts carry theirs: „Personen (%)“."""
    several = named.groupby("indicator_name")["unit"].transform("nunique").gt(1)
    units_shown = named["unit"].map(
        {u: "" if units.is_count(u) else f" ({units.display(u)})" for u in named["unit"].unique()}
    )
    return named["indicator_name"].where(~several, named["indicator_name"] + units_shown)


def is_total(label: str) -> bool:
    return bool(TOTAL.fullmatch(label.strip()))


def _joined(parts: tuple[str, ...]) -> str:
    return " – ".join(dict.fromkeys(p for p in parts if p))


def short_title(title: str) -> str:
    """„Bevölkerung nach Geschlecht - Stichtag …“ → „Bevölkerung“."""
    return re.split(r"\s+nach\s+|\s+-\s+|:|\s+–\s+", title)[0].strip(" ,-") or title


def _group_ids(labels: pd.Series) -> pd.Series:
    used: set[str] = {""}
    ids = {"": ""}
    for label in dict.fromkeys(labels):
        if label:
            ids[label] = unused(slug(label), used)
    return labels.map(ids)


def unused(name: str, used: set[str]) -> str:
    """``name``, with a number behind it if it is taken; marks it as used."""
    candidate, number = name[:LONGEST_ID], 2
    while candidate in used:
        candidate, number = f"{name[: LONGEST_ID - 4]}_{number}", number + 1
    used.add(candidate)
    return candidate


def _ids(named: pd.DataFrame, dataset: str) -> pd.Series:
    """Indicator ids; figures of the same name in another unit are another indicator."""
    used: set[str] = set()
    pairs = named[["indicator_name", "unit"]].drop_duplicates()
    ids = {(n, u): unused(slug(f"{dataset}_{n}"), used) for n, u in pairs.itertuples(index=False)}
    return pd.Series([ids[pair] for pair in zip(named["indicator_name"], named["unit"], strict=True)], named.index)


def _entry(indicator: str, rows: pd.DataFrame, dataset: str, about: Publication) -> Indicator:
    name, unit = str(rows["indicator_name"].iloc[0]), str(rows["unit"].iloc[0])
    numbers = rows.loc[rows["status"].eq(ValueStatus.OK), "number"]
    whole = bool((numbers.ge(0) & numbers.mod(1).eq(0)).all())
    counted = whole and (units.is_count(unit) if unit else not units.is_average(name, unit) and bool(len(numbers)))
    groups = rows.loc[rows["group"].ne(""), ["group", "group_label"]].drop_duplicates()
    return Indicator(
        id=indicator,
        name=name,
        short_name=shortened(name),
        description=_description(name, about),
        topic=about.topic,
        kind=IndicatorKind.COUNT if counted else IndicatorKind.VALUE_ONLY,
        unit=units.display(unit) if unit else ("Anzahl" if counted else NOT_STATED),
        direction=Direction.CONTEXT,
        dataset=dataset,
        decimals=0 if counted else _decimals(numbers),
        groups={str(g): str(label) for g, label in groups.itertuples(index=False)},
        additive_groups=counted and groups_add_up(rows),
        additive_areas=counted and areas_add_up(rows),
    )


def shortened(name: str) -> str:
    return name if len(name) <= LONGEST_NAME else f"{name[: LONGEST_NAME - 2].rstrip(' ,–-')} …"


def _description(name: str, about: Publication) -> str:
    return f"{name}. {about.reference}: {about.title}." if about.code else f"{name}. {about.title}."


def _decimals(numbers: pd.Series) -> int:
    for digits in range(MOST_DECIMALS):
        if (numbers - numbers.round(digits)).abs().lt(1e-9).all():
            return digits
    return MOST_DECIMALS


def groups_add_up(rows: pd.DataFrame) -> bool:
    """Whether the groups of every area and period add up to the total, where all of them are published."""
    wide = rows[rows["status"].eq(ValueStatus.OK)].pivot_table(
        index=["key", "period"], columns="group", values="number", aggfunc="first"
    )
    wide = wide.dropna()
    if "" not in wide or len(wide.columns) < 3 or wide.empty:
        return False
    return bool(wide.drop(columns="").sum(axis=1).eq(wide[""]).all())


def areas_add_up(rows: pd.DataFrame) -> bool:
    """False if Kreise published side by side do not add up to the state (figures counted in several places)."""
    total = rows[rows["group"].eq("") & rows["status"].eq(ValueStatus.OK)]
    state = total[total["key"].eq("05")].set_index("period")["number"]
    kreise = total[total["key"].str.fullmatch(r"05\d{3}")]
    sums = kreise.groupby("period")["number"].agg(["sum", "size"])
    sums = sums[sums["size"].eq(KREISE)].join(state[~state.index.duplicated()], how="inner")
    return bool(sums["sum"].eq(sums["number"]).all())


KREISE = 53


def _cells(named: pd.DataFrame, entries: list[Indicator]) -> pd.DataFrame:
    counts = {e.id for e in entries if e.kind is IndicatorKind.COUNT}
    roles = named["indicator"].map(lambda i: "k" if i in counts else "value")
    return named.assign(role=roles, raw=named["key"])[CELL_COLUMNS]


def _rates(
    named: pd.DataFrame, entries: list[Indicator], dataset: str, about: Publication
) -> tuple[list[Indicator], list[pd.DataFrame]]:
    """Rates of ``RATES`` whose two counts the table holds, each with numerator and denominator."""
    counts = [e for e in entries if e.kind is IndicatorKind.COUNT]
    found, parts = [], []
    for name, above, below in RATES:
        numerator = next((e for e in counts if re.fullmatch(above, _last(e.name), re.IGNORECASE)), None)
        denominator = next((e for e in counts if re.fullmatch(below, _last(e.name), re.IGNORECASE)), None)
        if numerator is None or denominator is None:
            continue
        rate = Indicator(
            id=slug(f"{dataset}_{name}"), name=name, short_name=name, description=_description(name, about),
            topic=about.topic, kind=IndicatorKind.RATE, unit="%", direction=Direction.CONTEXT, dataset=dataset,
            numerator=numerator.name, denominator=denominator.name, decimals=1,
            additive_areas=numerator.additive_areas and denominator.additive_areas,
        )  # fmt: skip
        found.append(rate)
        for role, part in (("k", numerator), ("n", denominator)):
            rows = named[named["indicator"].eq(part.id) & named["group"].eq("")]
            parts.append(rows.assign(indicator=rate.id, role=role, raw=rows["key"])[CELL_COLUMNS])
    return found, parts


def _last(name: str) -> str:
    return name.rpartition(" – ")[2]
