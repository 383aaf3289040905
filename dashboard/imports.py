"""Import in the browser: uploaded files wait in a staging folder until they are confirmed or thrown away.

A token names the folder, so any worker process can go on with it. Nothing in the workspace changes before
``confirm``.
"""

from __future__ import annotations

import base64
import binascii
import re
import secrets
import shutil
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath

import pandas as pd

from geodata.catalog import Catalog, parse_catalog
from geodata.errors import GeodataError, problem, reason
from geodata.hierarchy import remove
from geodata.importing import ImportPlan, Report, commit, known_of, plan
from geodata.readers.boundaries import Options
from geodata.readers.tables import open_table
from geodata.sample.location import SAMPLE_ROOT
from geodata.workspace import State, Workspace

STAGING = "staging"
KEPT_SECONDS = 3600
TOKEN = re.compile(r"[0-9a-f]{32}")
MOST_FILES = 40
PREVIEW_ROWS = 5
LONGEST_NAME = 180  # bytes; file systems allow 255
# Parts of a shapefile come along with the .shp and are not files of their own.
COMPANIONS = {".dbf", ".shx", ".prj", ".cpg", ".sbn", ".sbx", ".qix", ".qpj", ".qmd", ".xml"}
BOUNDARIES_FIRST = {".shp", ".zip", ".gpkg", ".geojson", ".json", ".parquet", ".geoparquet", ".gml", ".kml"}


@dataclass(frozen=True)
class Choices:
    """What the user set in the page; empty = find out."""

    level: str = ""
    parent: str = ""
    period: str = ""
    catalog: str = ""
    assign: tuple[tuple[str, str], ...] = ()

    def options(self) -> Options:
        return Options(
            level=self.level or None, parent=self.parent or None, period=self.period or None, assign=self.assign
        )

    def parsed_catalog(self) -> Catalog | None:
        return parse_catalog(self.catalog, "Katalog") if self.catalog.strip() else None


class Staging:
    """Uploads of one workspace. All file names are reduced to their last part and given back as they were."""

    def __init__(self, workspace: Path, limit_bytes: int) -> None:
        self.workspace = workspace
        self.root = workspace / STAGING
        self.limit = limit_bytes
        self.sweep()

    def receive(self, names: Sequence[str], contents: Sequence[str]) -> str:
        """Store uploads (data URLs) and return their token.

        Raises ``GeodataError``: ``upload_too_large``, ``upload_broken``, ``upload_too_many``, and what the file
        system refuses.
        """
        if len(names) > MOST_FILES:
            raise GeodataError(problem("upload_too_many", value=len(names), limit=MOST_FILES))
        self.sweep()
        token = secrets.token_hex(16)
        folder = self.root / token
        try:
            folder.mkdir(parents=True, mode=0o700)
            for number, (name, content) in enumerate(zip(names, contents, strict=True), start=1):
                target = folder / safe_name(name)
                target = target.with_name(f"{number}_{target.name}") if target.exists() else target
                target.write_bytes(self._decode(name, content))
        except OSError as error:
            shutil.rmtree(folder, ignore_errors=True)
            details = reason(error)
            raise GeodataError(problem("workspace_read_only", value=self.workspace.name, details=details)) from error
        except GeodataError:
            shutil.rmtree(folder, ignore_errors=True)
            raise
        return token

    def _decode(self, name: str, content: str) -> bytes:
        payload = content.partition(",")[2]
        if len(payload) * 3 // 4 > self.limit:
            raise GeodataError(problem("upload_too_large", file=name, limit=self.limit // 1_000_000))
        try:
            return base64.b64decode(payload, validate=True)
        except (binascii.Error, ValueError) as error:
            raise GeodataError(problem("upload_broken", file=name)) from error

    def files(self, token: str) -> list[Path]:
        """Files to import, boundaries before tables. Raises ``upload_gone`` for an unknown or expired token."""
        folder = self.root / token
        if not TOKEN.fullmatch(token or "") or not folder.is_dir():
            raise GeodataError(problem("upload_gone"))
        found = [f for f in sorted(folder.iterdir()) if f.suffix.lower() not in COMPANIONS or _alone(f)]
        return sorted(found, key=lambda f: f.suffix.lower() not in BOUNDARIES_FIRST)

    def plan(self, token: str, choices: Choices) -> ImportPlan:
        """What would happen; nothing is written. Raises ``GeodataError`` for wrong choices."""
        space = Workspace(self.workspace)
        known = known_of(space, Workspace(SAMPLE_ROOT, read_only=True))
        planned = plan(self.files(token), choices.options(), known, choices.parsed_catalog())
        return replace(planned, report=commit(planned, space, dry_run=True))

    def preview(self, token: str, report: Report) -> dict[str, pd.DataFrame]:
        """First rows of every table by file name, as text; files that are refused or no tables have none."""
        found = {}
        read = {f.file for f in report.files if not f.refused and f.kind != "boundaries"}
        for file in self.files(token):
            if file.name not in read:
                continue
            try:
                found[file.name] = open_table(file).frame.head(PREVIEW_ROWS).astype(str)
            except GeodataError:
                continue  # why it cannot be read stands in the report
        return found

    def confirm(self, token: str, choices: Choices) -> Report:
        """Import for good and forget the upload. A refused plan changes nothing and is kept for another try."""
        report = commit(self.plan(token, choices), Workspace(self.workspace))
        if not report.refused:
            self.discard(token)
        return report

    def discard(self, token: str) -> None:
        if TOKEN.fullmatch(token or ""):
            shutil.rmtree(self.root / token, ignore_errors=True)

    def sweep(self) -> None:
        """Throw away uploads nobody confirmed within the hour."""
        for folder in self.root.iterdir() if self.root.is_dir() else ():
            if time.time() - folder.stat().st_mtime > KEPT_SECONDS:
                shutil.rmtree(folder, ignore_errors=True)

    def undo(self, expected: str = "") -> State:
        return Workspace(self.workspace).undo(expected)

    def remove(self, package_id: str) -> State:
        return remove(Workspace(self.workspace), package_id, Workspace(SAMPLE_ROOT, read_only=True))


def safe_name(name: str) -> str:
    """Last part of a file name, without control characters; never empty, never hidden."""
    last = PurePosixPath(name.replace("\\", "/")).name
    clean = "".join(c for c in last if c.isprintable()).lstrip(".")
    return clean.encode()[-LONGEST_NAME:].decode(errors="ignore") or "datei"


def _alone(file: Path) -> bool:
    """A companion is imported by itself (a .dbf table) if no .shp of its name came along."""
    return file.suffix.lower() == ".dbf" and not any(
        other.suffix.lower() == ".shp" and other.stem == file.stem for other in file.parent.iterdir()
    )
