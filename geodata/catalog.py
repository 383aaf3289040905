"""What an indicator is: pydantic models for catalogue files. Entries are data (YAML), never code.

A catalogue file has three parts: ``datasets`` (who published what, under which terms), ``indicators`` (what a
number means) and optionally ``table`` (how the columns of one file map onto indicators). Unknown keys are refused,
so a misspelt key cannot be silently ignored.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from geodata.errors import GeodataError, reason, refuse
from geodata.periods import parse_period


class IndicatorKind(StrEnum):
    """``count``: k cases. ``rate``: k of n. ``value_only``: published without numerator and denominator
    (an index, a rent, a printed percentage): no interval, no aggregation."""

    COUNT = "count"
    RATE = "rate"
    VALUE_ONLY = "value_only"


class Direction(StrEnum):
    """Which end of the scale means need; CONTEXT has none and never enters a default index."""

    HIGH_IS_NEED = "high"
    LOW_IS_NEED = "low"
    CONTEXT = "context"


class Visibility(StrEnum):
    PUBLIC = "public"
    INTERNAL = "internal"


class Topic(StrEnum):
    """Topics in the order of the departments; the values are the German labels."""

    FAMILY = "Kinder und Familie"
    LIVELIHOOD = "Existenzsicherung"
    WORK = "Arbeit"
    HOUSING = "Wohnen"
    CARE = "Pflege und Alter"
    EDUCATION = "Bildung"
    HEALTH = "Gesundheit"
    INTEGRATION = "Integration (Kontext)"
    POPULATION = "Bevölkerung"


class _Entry(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


Slug = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$", max_length=80)]
Text = Annotated[str, Field(min_length=1)]


class Source(_Entry):
    """Where figures come from and under which terms they may be shown."""

    title: Text
    publisher: Text
    licence: Text
    attribution: Text
    url: str = ""
    published_on: str = ""


class DisclosureRule(_Entry):
    """What must hold before a figure may be shown (docs/disclosure.md).

    ``minimum``: smallest count; ``0 < k < minimum`` is not shown, nor ``0 < n − k < minimum`` with
    ``protect_complement``. ``protect_zero``: 0 and n of n are not shown either. ``minimum_base``: fewest inhabitants of
    an area for a share; ``minimum_index``: the same for an index or mean (where inhabitants are known). ``rounding``:
    counts are shown as multiples of 5 or 10 instead of being suppressed. ``dominance``: a count of establishments is
    not shown where the largest of them makes up more than this part of it (per cent; needs a column ``largest``).
    """

    minimum: int = Field(default=3, ge=1, le=100)
    protect_complement: bool = True
    protect_zero: bool = False
    minimum_base: int = Field(default=100, ge=0, le=10_000)
    minimum_index: int = Field(default=300, ge=0, le=10_000)
    rounding: Literal[0, 5, 10] = 0
    dominance: int | None = Field(default=None, ge=1, le=99)


class Dataset(_Entry):
    """One delivery of figures. ``owner`` names the authority that answers for it."""

    id: Slug
    title: Text
    owner: Text
    source: Source
    boundary_vintage: str = ""
    disclosure: DisclosureRule = DisclosureRule()
    visibility: Visibility = Visibility.PUBLIC
    fictional: bool = False
    notes: str = ""


class SeriesBreak(_Entry):
    """From ``period`` on, values are not comparable with earlier ones; ``reason`` is shown."""

    period: Text
    reason: Text

    @field_validator("period")
    @classmethod
    def _readable_period(cls, text: str) -> str:
        try:
            return parse_period(text).text
        except GeodataError as error:
            raise ValueError(str(error)) from None


class Share(_Entry):
    """k of ``numerator`` among k of ``denominator`` (both counts); ``per`` is the scale: 100 for per cent."""

    type: Literal["share"]
    numerator: Slug
    denominator: Slug
    per: int = 100


class Density(_Entry):
    """k of ``numerator`` per square kilometre of the area."""

    type: Literal["density"]
    numerator: Slug


class Change(_Entry):
    """Value of ``indicator`` minus its value ``years`` earlier, in the unit of the indicator (percentage points
    for per cent); with ``relative`` in per cent of the earlier value. Never across a break in the series."""

    type: Literal["change"]
    indicator: Slug
    years: int = Field(ge=1, le=50)
    relative: bool = False


Derivation = Annotated[Share | Density | Change, Field(discriminator="type")]


class GroupSum(_Entry):
    """Cases of ``total`` are those of ``parts`` together (for rates, cases and bases). With ``rest`` the parts lie in
    the total without filling it („unter 15“ in „unter 18“): what is left is a count of its own and as protected.

    Each names a group of the indicator (``""`` = all of its cases) or, as ``indicator:group``, of another one; one part
    without a rest says that both are the same count.
    """

    total: str = ""
    parts: Annotated[tuple[str, ...], Field(min_length=1)]
    rest: bool = False

    @model_validator(mode="after")
    def _each_once(self) -> GroupSum:
        named = [self.total, *self.parts]
        if len(set(named)) < len(named):
            raise ValueError("group_sums: jede Gruppe darf in einer Summe nur einmal vorkommen")
        return self


class Indicator(_Entry):
    """What a number means. ``unit`` is the German unit of the shown value (``%``, ``€/m²``, ``Personen``).

    ``groups`` maps group ids to labels; the first is shown first. ``additive_groups``: groups add up to the total
    ``""``. ``group_sums``: what else is known about groups (several divisions of a total, groups within groups), for
    the disclosure audit. ``additive_areas``: children add up to their parent (counts of a partition), so a missing
    parent may be summed from published children. ``categories``: the values are names of steps, not amounts (value →
    German label); such values are never added, subtracted or averaged.
    """

    id: Slug
    name: Text
    short_name: Annotated[str, Field(min_length=1, max_length=40)]
    description: Text
    topic: Topic
    kind: IndicatorKind
    unit: Text
    direction: Direction
    dataset: Slug
    numerator: str = ""
    denominator: str = ""
    per: int = Field(default=100, description="scale of a rate: 100 = per cent, 1000 = per mille")
    decimals: int = Field(default=1, ge=0, le=6)
    comparable_over_time: bool = True
    breaks: tuple[SeriesBreak, ...] = ()
    groups: dict[str, str] = Field(default_factory=dict)
    categories: dict[int, str] = Field(default_factory=dict)
    additive_groups: bool = False
    group_sums: tuple[GroupSum, ...] = ()
    additive_areas: bool = False
    disclosure: DisclosureRule | None = Field(default=None, description="own rule; otherwise that of its dataset")
    inhabitants: bool = Field(default=False, description="counts all inhabitants of an area (kind count)")
    sensitivity: Literal["low", "normal", "high"] = "normal"
    derived: Derivation | None = None
    caution: str = Field(default="", description="what must not be read out of it; always shown")
    unsuited_within: tuple[str, ...] = Field(
        default=(), description="levels of a region whose areas it must not compare; it never opens there"
    )
    headline: int = Field(default=0, ge=0, description="rank as opening question; 0 = never opens")

    @model_validator(mode="after")
    def _consistent(self) -> Indicator:
        if self.kind is IndicatorKind.RATE and not (self.numerator and self.denominator):
            raise ValueError("ein Anteil (rate) braucht die Texte numerator und denominator")
        if isinstance(self.derived, Share) and self.kind is not IndicatorKind.RATE:
            raise ValueError("derived: share ergibt immer die Art rate")
        if isinstance(self.derived, Density | Change) and self.kind is not IndicatorKind.VALUE_ONLY:
            raise ValueError("derived: density und change ergeben immer die Art value_only")
        if self.kind is IndicatorKind.VALUE_ONLY and self.additive_areas:
            raise ValueError("value_only lässt sich nicht über Gebiete summieren")
        if self.categories and self.kind is not IndicatorKind.VALUE_ONLY:
            raise ValueError("categories gibt es nur bei der Art value_only")
        if len(self.categories) == 1:
            raise ValueError("categories braucht mindestens zwei Stufen")
        if self.kind is IndicatorKind.VALUE_ONLY and self.group_sums:
            raise ValueError("value_only lässt sich nicht über Gruppen summieren (group_sums)")
        for text in (text for entry in self.group_sums for text in (entry.total, *entry.parts)):
            if text and ":" not in text and text not in self.groups:
                raise ValueError(f"group_sums: die Gruppe „{text}“ steht nicht unter groups")
        return self


class FacilityType(_Entry):
    """A type of facility as lists call it. ``name``: in the plural. ``target``: the indicator whose cases (k) are the
    people it is meant for, in one ``group`` of it; without a target nothing is said about supply."""

    type: Text
    name: Annotated[str, Field(min_length=1, max_length=60)]
    target: Slug | Literal[""] = ""
    group: str = ""


class Measure(_Entry):
    """Binds rows and a value column of a table to an indicator: ``where`` selects rows by text equality, ``column``
    names the value column (default: the table's ``value``), ``role`` says what the number is. ``period`` is for
    tables with one column per year: the point in time of this column."""

    indicator: Slug
    role: Literal["k", "n", "value", "largest"]
    where: dict[str, str] = Field(default_factory=dict)
    column: str = ""
    group: str = ""
    period: str = ""


class TableMapping(_Entry):
    """How one file's columns map onto observations. Either ``period`` names a column or ``fixed_period`` a period,
    or every measure names its own."""

    key: Text
    name: str = ""
    period: str = ""
    fixed_period: str = ""
    value: str = ""
    encoding: str = ""
    delimiter: str = ""
    decimal: Literal["", ",", "."] = ""
    level: str = ""
    parent: str = ""
    boundary_vintage: str = ""
    symbols: dict[str, str] = Field(default_factory=dict)
    measures: tuple[Measure, ...]

    @model_validator(mode="after")
    def _has_period(self) -> TableMapping:
        own = bool(self.measures) and all(m.period for m in self.measures)
        if bool(self.period) + bool(self.fixed_period) + own != 1:
            raise ValueError(
                "genau eines von period (Spalte) und fixed_period (Zeitangabe) ist nötig, oder period bei jedem "
                "Eintrag unter measures"
            )
        return self


_Loader: type = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # the same rules, ten times as fast where it was compiled


class _Dumper(yaml.SafeDumper):
    """Escapes the rare line separators, which YAML would otherwise read back as blanks."""

    def represent_text(self, text: str) -> yaml.ScalarNode:
        style = '"' if set(text) & set("\x85\u2028\u2029") else None
        return self.represent_scalar("tag:yaml.org,2002:str", text, style=style)


_Dumper.add_representer(str, _Dumper.represent_text)


class Catalog(_Entry):
    """Datasets and indicators by id, types of facilities; ``table`` only in a catalogue that comes with one file."""

    datasets: tuple[Dataset, ...] = ()
    indicators: tuple[Indicator, ...] = ()
    facilities: tuple[FacilityType, ...] = ()
    table: TableMapping | None = None

    @model_validator(mode="after")
    def _references(self) -> Catalog:
        for what, ids in (
            ("datasets", [d.id for d in self.datasets]),
            ("indicators", [i.id for i in self.indicators]),
            ("facilities", [f.type for f in self.facilities]),
        ):
            twice = sorted({i for i in ids if ids.count(i) > 1})
            if twice:
                raise ValueError(f"doppelt in {what}: {', '.join(twice)}")
        known = {d.id for d in self.datasets}
        for indicator in self.indicators:
            if indicator.dataset not in known:
                raise ValueError(f"Indikator {indicator.id}: Datensatz {indicator.dataset} ist nicht beschrieben")
        return self

    def indicator(self, indicator_id: str) -> Indicator:
        """Return the entry; raises ``GeodataError`` (``unknown_indicator``)."""
        for entry in self.indicators:
            if entry.id == indicator_id:
                return entry
        raise refuse("unknown_indicator", value=indicator_id)

    def dataset(self, dataset_id: str) -> Dataset:
        return next(d for d in self.datasets if d.id == dataset_id)

    def rule(self, indicator: Indicator) -> DisclosureRule:
        """The rule that holds for an indicator: its own, or that of its dataset."""
        return indicator.disclosure or self.dataset(indicator.dataset).disclosure

    def to_yaml(self) -> str:
        data = self.model_dump(mode="json", exclude_defaults=True)
        return yaml.dump(data, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=110)


FINDINGS = {
    "extra_forbidden": "unbekannter Schlüssel",
    "missing": "fehlt",
    "string_type": "ist kein Text; setzen Sie den Wert in Anführungszeichen",
}


def _readable(error: ValidationError) -> str:
    parts = []
    for finding in error.errors():
        place = ".".join(str(p) for p in finding["loc"]) or "Datei"
        text = finding["msg"].removeprefix("Value error, ")
        text = FINDINGS.get(finding["type"], text)
        parts.append(f"{place}: {text}")
    return "; ".join(parts)


def parse_catalog(text: str, file: str | None = None) -> Catalog:
    """Parse catalogue YAML. Raises ``GeodataError`` (``bad_catalog``) naming every wrong key."""
    try:
        data = yaml.load(text, Loader=_Loader)
    except (yaml.YAMLError, ValueError, AttributeError, RecursionError) as error:  # also „2020-13-45“, „!!timestamp x“
        mark = getattr(error, "problem_mark", None)
        place = f" (bei Zeile {mark.line + 1})" if mark else ""
        raise refuse("bad_catalog", file=file, details=f"kein gültiges YAML{place}") from error
    if not isinstance(data, dict):
        raise refuse("bad_catalog", file=file, details="erwartet werden die Abschnitte datasets und indicators")
    try:
        return Catalog.model_validate(data)
    except ValidationError as error:
        raise refuse("bad_catalog", file=file, details=_readable(error)) from error


def load_catalog(path: Path) -> Catalog:
    """Read a catalogue file (UTF-8). Raises ``GeodataError`` (``bad_catalog``)."""
    try:
        return parse_catalog(path.read_text("utf-8"), path.name)
    except UnicodeDecodeError as error:
        raise refuse("bad_catalog", file=path.name, details="nicht in UTF-8 gespeichert") from error
    except OSError as error:
        raise refuse("bad_catalog", file=path.name, details=reason(error)) from error


def merge_catalogs(catalogs: Iterable[Catalog]) -> Catalog:
    """Later entries replace earlier ones of the same id or type; order of first appearance is kept."""
    datasets: dict[str, Dataset] = {}
    indicators: dict[str, Indicator] = {}
    facilities: dict[str, FacilityType] = {}
    for catalog in catalogs:
        datasets.update({d.id: d for d in catalog.datasets})
        indicators.update({i.id: i for i in catalog.indicators})
        facilities.update({f.type: f for f in catalog.facilities})
    return Catalog(
        datasets=tuple(datasets.values()),
        indicators=tuple(indicators.values()),
        facilities=tuple(facilities.values()),
    )
