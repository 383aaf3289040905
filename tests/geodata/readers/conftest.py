"""Areas that several readers are tried on."""

from __future__ import annotations

import pytest

from geodata.importing import plan
from geodata.known import Known
from geodata.readers.boundaries import Options
from tests.geodata.shapes import city, quarters


@pytest.fixture(scope="session")
def known(tmp_path_factory: pytest.TempPathFactory) -> Known:
    """The state's municipalities that ``city`` has, and four quarters of one of them with outlines."""
    path = tmp_path_factory.mktemp("known") / "Stadtteil.gpkg"
    quarters().to_file(path)
    return plan([path], Options(), city()).known
