"""GDAL without the drivers that follow references to other files or to the network.

Drivers are registered when pyogrio is imported, so the list must stand in the environment before that. Everything
that reads with pyogrio imports it from here.
"""

from __future__ import annotations

import os

REFERRING = "OGR_VRT,WFS,OAPIF,CSW,HTTP,GDALG"
_skipped = [*os.environ.get("GDAL_SKIP", "").split(","), *REFERRING.split(",")]
os.environ["GDAL_SKIP"] = ",".join(dict.fromkeys(filter(None, _skipped)))  # a name that stands twice is warned of

import pyogrio  # noqa: E402

# A schema named in a GML file is never fetched.
pyogrio.set_gdal_config_options({"GML_DOWNLOAD_SCHEMA": "NO"})

__all__ = ["pyogrio"]
