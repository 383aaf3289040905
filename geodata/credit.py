"""Whom the map has to name for outlines: what someone said, what the file's catalogue or an earlier import says, or
what the name of an official file tells. Nothing of it is ever filled in silently: an unnamed source stays visible."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from geodata.catalog import Catalog, Dataset
from geodata.known import Known
from geodata.package import Package
from geodata.readers.boundary_package import NOT_STATED
from geodata.sources import OfficialSource, load_sources

OFFICIAL_NAMES = re.compile(r"(vg250|dvg1|dvg2)", re.IGNORECASE)
YEAR = re.compile(r"(?<!\d)(20\d\d)(?!\d)")
EDITION = re.compile(r" ?\(Jahr der Ausgabe\)")


@dataclass(frozen=True)
class Credit:
    """How the source of outlines is named; "" = not said. ``vintage``: the date they show (ISO)."""

    attribution: str = ""
    licence: str = ""
    vintage: str = ""


UNSAID = Credit()


def has_borders_only(package: Package) -> bool:
    return package.areas is not None and package.observations is None


def credited(package: Package, said: Credit, known: Known, path: Path, catalog: Catalog | None = None) -> Package:
    """A boundary package as a dataset of its own, with the best known source: said, catalogue, earlier import, name.

    ``catalog``: the one given with the files; where it describes a table, of its sources only the terms are taken
    over. Packages that bring figures along keep the source of their format.
    """
    if not has_borders_only(package):
        return package
    own = package.catalog.datasets[0]
    if catalog is None or catalog.table is not None or catalog.indicators:
        source = own.source.model_copy(update={"title": package.title})
        texts = {"id": package.id, "title": package.title, "boundary_vintage": _vintage(package), "notes": ""}
        own = own.model_copy(update={**texts, "source": source})
    earlier = next((d for d in known.catalog.datasets if d.id == package.id), None)
    if not _named(own) and earlier is not None:
        own = own.model_copy(update={"source": earlier.source, "owner": earlier.owner})
    if not _named(own) and (listed := _listed(path)) is not None:
        own = _with(own, Credit(_edition(listed.attribution, path), listed.licence), listed.publisher)
    own = _with(own, said)
    return replace(package, catalog=package.catalog.model_copy(update={"datasets": (own,)}))


def credit_of(packages: Iterable[Package]) -> Credit | None:
    """What is known about the source of the boundary packages among these; None if there are none."""
    found = [p.catalog.datasets[0] for p in packages if has_borders_only(p)]
    if not found:
        return None
    unnamed = next((d for d in found if not _named(d)), found[0])
    source = unnamed.source
    attribution, licence = ("" if text == NOT_STATED else text for text in (source.attribution, source.licence))
    return Credit(attribution, licence, unnamed.boundary_vintage)


def _vintage(package: Package) -> str:
    assert package.areas is not None
    return max(package.areas["boundary_vintage"], default="")


def _named(dataset: Dataset) -> bool:
    return dataset.source.attribution != NOT_STATED


def _with(dataset: Dataset, said: Credit, publisher: str = "") -> Dataset:
    attribution, licence = said.attribution.strip(), said.licence.strip()
    publisher = publisher or attribution.removeprefix("©").strip()
    named = {"attribution": attribution, "publisher": publisher} if attribution else {}
    terms = {"licence": licence} if licence else {}
    owner = {"owner": publisher} if attribution and dataset.owner == NOT_STATED else {}
    return dataset.model_copy(update={"source": dataset.source.model_copy(update={**named, **terms}), **owner})


def _listed(path: Path) -> OfficialSource | None:
    """The entry of the registry of official files whose name this file carries."""
    found = OFFICIAL_NAMES.search(path.stem)
    return next((s for s in load_sources().sources if found and s.id.startswith(found[1].lower())), None)


def _edition(attribution: str, path: Path) -> str:
    year = YEAR.search(path.stem)
    return EDITION.sub(f" {year[1]}" if year else "", attribution)
