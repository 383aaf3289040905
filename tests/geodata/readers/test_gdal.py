"""Nothing that refers to other files or to the network is followed."""

from __future__ import annotations

from pathlib import Path

import pytest

from geodata.errors import GeodataError
from geodata.readers.gdal import REFERRING, pyogrio
from geodata.readers.vector import read_vector

VIRTUAL = (
    '<OGRVRTDataSource><!-- <kml> --><OGRVRTLayer name="x"><SrcDataSource>{}</SrcDataSource></OGRVRTLayer>'
    "</OGRVRTDataSource>"
)


def test_drivers_that_follow_references_are_not_there() -> None:
    assert not set(REFERRING.split(",")) & set(pyogrio.list_drivers())


@pytest.mark.parametrize("name", ["a.kml", "a.gml"])
@pytest.mark.parametrize("start", ["", '<?xml version="1.0"?>\n', "<!-- <kml xmlns:gml='gml'> -->"])
def test_a_virtual_layer_under_another_name_is_refused(tmp_path: Path, name: str, start: str) -> None:
    secret = tmp_path / "geheim.geojson"
    secret.write_text(
        '{"type": "FeatureCollection", "features": [{"type": "Feature", "properties": {"k": 2}, "geometry": '
        '{"type": "Polygon", "coordinates": [[[7, 51], [7.1, 51], [7.1, 51.1], [7, 51]]]}}]}'
    )
    file = tmp_path / name
    file.write_text(start + VIRTUAL.format(secret))
    with pytest.raises(GeodataError) as error:
        read_vector(file, None)
    assert error.value.problems[0].code == "not_what_it_says"
