"""Where the embedded default lives. Imports nothing, so that settings may name it cheaply."""

from __future__ import annotations

from pathlib import Path

SAMPLE_FOLDER = Path(__file__).resolve().parent
SAMPLE_ROOT = SAMPLE_FOLDER / "workspace"
FACTS = SAMPLE_FOLDER / "facts"
CATALOGS = SAMPLE_FOLDER / "catalog"
