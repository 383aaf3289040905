"""An evaluated survey as a package of the workspace: aggregates only, beside everything else that is published."""

from __future__ import annotations

import re

from geodata.catalog import Catalog, Dataset, Source
from geodata.errors import refuse
from geodata.package import Package
from geodata.publishing.gate import gate
from geodata.sample.location import SAMPLE_ROOT
from geodata.survey.publication import PublishedSurvey
from geodata.workspace import State, Workspace

NAME = re.compile(r"[a-z][a-z0-9_]{0,79}")
UNTOLD = "nicht angegeben"


def package_of(name: str, survey: PublishedSurvey) -> Package:
    """Raises ``GeodataError`` (``survey_name_bad``) for a name that is none."""
    if not NAME.fullmatch(name):
        raise refuse("survey_name_bad", value=name)
    said = survey.source or UNTOLD
    source = Source(title=survey.title, publisher=said, licence=UNTOLD, attribution=said)
    dataset = Dataset(id=name, title=survey.title, owner=said, source=source, fictional=survey.fictional)
    return Package(id=name, title=survey.title, catalog=Catalog(datasets=(dataset,)), survey=survey)


def save(space: Workspace, name: str, survey: PublishedSurvey) -> State:
    """Put a survey into the workspace; an older one of this name is replaced. Raises what writing raises."""
    embedded = Workspace(SAMPLE_ROOT).packages()
    if any(name == package.id for package in embedded):
        raise refuse("survey_name_bad", value=name)
    return space.put_all([package_of(name, survey)], publish=gate(embedded))
