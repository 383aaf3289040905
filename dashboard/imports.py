"""Import in the browser: uploaded files wait in a staging folder until they are confirmed or thrown away.

A token names the folder, so any process can go on with it. A dry run leaves behind what it was asked and what it
found; confirming means importing exactly that. Nothing in the workspace changes before.
"""

from __future__ import annotations

import re
import secrets
import shutil
import time
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from typing import IO

import pandas as pd
from pydantic import TypeAdapter

from dashboard.jobs import is_token, private
from dashboard.views.imports import DESCRIBING, ImportView, build_import
from geodata.catalog import Catalog, load_catalog, parse_catalog
from geodata.credit import Credit
from geodata.errors import GeodataError, reason, refuse
from geodata.importing import SAMPLE, ImportPlan, commit, known_of, plan
from geodata.package import Package, read_package, write_package
from geodata.progress import Progress, part, silent
from geodata.readers.boundaries import Options
from geodata.readers.tables import open_table
from geodata.reports import FileReport, Kind, Report
from geodata.survey.schema import Schema, load_schema, parse_schema
from geodata.workspace import State, Workspace

STAGING = "staging"
JOBS = "jobs"  # inside the staging folder
RESULTS = "results"  # there as well: results of long computations (dashboard.shelf)
CHECKED, PLANNED = ".checked.json", ".packages"  # what a dry run leaves; no upload can have these names
KEPT_SECONDS = 3600
SWEEP_SECONDS = 300
MOST_FILES = 40
PREVIEW_ROWS = 5
LONGEST_NAME = 180  # bytes; file systems allow 255
CHUNK = 1 << 20
# Parts of a shapefile come along with the .shp and are not files of their own.
COMPANIONS = {".dbf", ".shx", ".prj", ".cpg", ".sbn", ".sbx", ".qix", ".qpj", ".qmd", ".xml"}
CATALOGS = {".yaml", ".yml"}
BOUNDARIES_FIRST = {".shp", ".zip", ".gpkg", ".geojson", ".json", ".parquet", ".geoparquet", ".gml", ".kml", ".fgb"}
TOP_ENTRY = re.compile(r"^(\w+):", re.M)
SURVEY_ENTRIES = frozenset(Schema.model_fields)
CATALOG_ENTRIES = frozenset({"datasets", "indicators", "table", "facilities"})
DESCRIPTION = "Beschreibung der Befragung"
GERMAN_DATE = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})")


@dataclass(frozen=True)
class Choices:
    """What the user set in the page; empty = find out. ``assign``: (key in the file, area id) decided by hand.
    ``attribution``, ``licence`` and ``vintage`` (TT.MM.JJJJ or ISO) belong to the boundaries among the files."""

    kind: str = ""
    key: str = ""
    name: str = ""
    layer: str = ""
    level: str = ""
    parent: str = ""
    period: str = ""
    catalog: str = ""
    survey: str = ""
    attribution: str = ""
    licence: str = ""
    vintage: str = ""
    assign: tuple[tuple[str, str], ...] = ()

    def options(self) -> Options:
        return Options(
            layer=self.layer or None, key=self.key or None, name=self.name or None, level=self.level or None,
            parent=self.parent or None, period=self.period or None, assign=self.assign,
        )  # fmt: skip

    def credit(self) -> Credit:
        found = GERMAN_DATE.fullmatch(self.vintage.strip())
        vintage = f"{found[3]}-{int(found[2]):02}-{int(found[1]):02}" if found else self.vintage.strip()
        return Credit(self.attribution, self.licence, vintage)


@dataclass(frozen=True)
class Checked:
    """A dry run: what was asked, of which data, and what was found."""

    choices: Choices
    fingerprint: str
    view: ImportView


CHECKED_FORM: TypeAdapter[Checked] = TypeAdapter(Checked)
CHOICES_FORM: TypeAdapter[Choices] = TypeAdapter(Choices)


class Staging:
    """Uploads of one workspace. All file names are reduced to their last part and given back as they were."""

    def __init__(self, workspace: Path, limit_bytes: int = 0) -> None:
        """``limit_bytes``: the largest file that ``receive`` takes."""
        self.workspace = workspace
        self.root = workspace / STAGING
        self.limit = limit_bytes
        self._swept = 0.0

    def receive(self, files: Iterable[tuple[str, IO[bytes]]], token: str = "") -> str:
        """Store files beside those of ``token``, if it still waits, and return the token of all of them.

        Raises ``GeodataError``: ``upload_too_large``, ``upload_too_many``, and what the file system refuses. Files
        stored before stay then; of the refused call nothing does.
        """
        self.sweep()
        known = is_token(token) and (self.root / token).is_dir()
        token = token if known else secrets.token_hex(16)
        arriving = self.root / f".{secrets.token_hex(8)}"
        try:
            private(self.root)
            arriving.mkdir(mode=0o700)
            for number, (name, stream) in enumerate(files, start=1):
                if number > MOST_FILES:
                    raise refuse("upload_too_many", value=number, limit=MOST_FILES)
                target = arriving / safe_name(name)
                target = target.with_name(f"{number}_{target.name}") if target.exists() else target
                self._store(stream, target)
            self._join(arriving, self.root / token)
        except OSError as error:
            details = reason(error)
            raise refuse("workspace_read_only", value=self.workspace.name, details=details) from error
        finally:
            shutil.rmtree(arriving, ignore_errors=True)
        return token

    def _store(self, stream: IO[bytes], target: Path) -> None:
        size = 0
        with target.open("wb") as file:
            while chunk := stream.read(CHUNK):
                size += len(chunk)
                if size > self.limit:
                    raise refuse("upload_too_large", file=target.name, limit=self.limit // 1_000_000)
                file.write(chunk)

    def _join(self, arriving: Path, folder: Path) -> None:
        """Move new files to those that wait; a dry run of the old ones holds no longer."""
        if not folder.is_dir():
            arriving.rename(folder)
            return
        self._forget_check(folder)
        for file in arriving.iterdir():
            file.replace(folder / file.name)

    def _all(self, token: str) -> list[Path]:
        if not is_token(token) or not (folder := self.root / token).is_dir():
            raise refuse("upload_gone")
        return [file for file in sorted(folder.iterdir()) if not file.name.startswith(".")]

    def files(self, token: str) -> list[Path]:
        """Files to import, boundaries before tables. Raises ``upload_gone`` for an unknown or expired token."""
        left_out = COMPANIONS | CATALOGS
        found = [f for f in self._all(token) if f.suffix.lower() not in left_out or _alone(f)]
        return sorted(found, key=lambda f: f.suffix.lower() not in BOUNDARIES_FIRST)

    def catalog_file(self, token: str) -> Path | None:
        """The catalogue among the files. Raises ``GeodataError`` if there are several, or nothing besides it."""
        found = [f for f in self._descriptions(token) if not is_survey_description(f)]
        if len(found) > 1:
            raise refuse("upload_catalogs", value=", ".join(file.name for file in found))
        if found and not self.files(token):
            raise refuse("upload_only_catalog", file=found[0].name)
        return found[0] if found else None

    def survey_file(self, token: str) -> Path | None:
        """The description of a survey among the files. Raises ``upload_catalogs`` if there are several."""
        found = [f for f in self._descriptions(token) if is_survey_description(f)]
        if len(found) > 1:
            raise refuse("upload_catalogs", value=", ".join(file.name for file in found))
        return found[0] if found else None

    def _descriptions(self, token: str) -> list[Path]:
        return [file for file in self._all(token) if file.suffix.lower() in CATALOGS]

    def plan(self, token: str, choices: Choices, progress: Progress = silent) -> ImportPlan:
        """What would happen; nothing is written. Raises ``GeodataError`` for wrong choices."""
        progress("Die geladenen Gebiete werden geöffnet", 0.0)
        known = known_of(Workspace(self.workspace), SAMPLE)
        survey = self._survey(token, choices)
        files = [f for f in self.files(token) if f.name != survey.universe]
        return plan(
            files, choices.options(), known, self._catalog(token, choices),
            Kind(choices.kind) if choices.kind else None, credit=choices.credit(), survey=survey,
            progress=part(progress, 0.05, 0.8),
        )  # fmt: skip

    def _catalog(self, token: str, choices: Choices) -> Catalog | None:
        """What stands in the page, else the catalogue among the files."""
        if choices.catalog.strip():
            return parse_catalog(choices.catalog, "Katalog")
        file = self.catalog_file(token)
        return load_catalog(file) if file else None

    def _survey(self, token: str, choices: Choices) -> Schema:
        """What stands in the page, else the description among the files, else nothing said."""
        if choices.survey.strip():
            return parse_schema(choices.survey, DESCRIPTION)
        file = self.survey_file(token)
        return load_schema(file) if file else Schema()

    def check(self, token: str, choices: Choices, progress: Progress = silent) -> Checked:
        """Dry run; kept with the files for ``confirm``. Raises ``GeodataError`` for wrong choices."""
        fingerprint = Workspace(self.workspace).state().fingerprint
        planned = self.plan(token, choices, progress)
        report = commit(planned, Workspace(self.workspace), dry_run=True, progress=part(progress, 0.8, 1.0))
        view = build_import(
            replace(planned, report=report), self._preview(token, report),
            (self.catalog_file(token), self.survey_file(token)), choices.assign,
        )  # fmt: skip
        checked = Checked(choices, fingerprint, view)
        self._keep(token, checked, planned.packages)
        return checked

    def _keep(self, token: str, checked: Checked, packages: Sequence[Package]) -> None:
        """What ``confirm`` will write; the note that it is there comes last."""
        folder = self.root / token
        self._forget_check(folder)
        for number, package in enumerate(packages):
            write_package(folder / PLANNED / f"{number:02}_{package.id}", package)
        temporary = folder / f"{CHECKED}.tmp"
        temporary.write_bytes(CHECKED_FORM.dump_json(checked))
        temporary.replace(folder / CHECKED)

    def _forget_check(self, folder: Path) -> None:
        (folder / CHECKED).unlink(missing_ok=True)
        shutil.rmtree(folder / PLANNED, ignore_errors=True)

    def checked(self, token: str) -> Checked | None:
        """The last dry run of these files; None if there is none (any more)."""
        if not is_token(token):
            return None
        try:
            return CHECKED_FORM.validate_json((self.root / token / CHECKED).read_bytes())
        except (OSError, ValueError):
            return None

    def written_since_check(self, token: str) -> str:
        """Fingerprint of the workspace if it is not the one the dry run saw; else "" (no dry run: not known)."""
        checked, now = self.checked(token), Workspace(self.workspace).state().fingerprint
        return now if checked is None or checked.fingerprint != now else ""

    def _preview(self, token: str, report: Report) -> dict[str, pd.DataFrame]:
        """First rows of every table by file name, as text; files that are refused or no tables have none."""
        found = {}
        read = {f.file for f in report.files if not f.refused and f.kind == Kind.TABLE.value}
        for file in self.files(token):
            if file.name not in read:
                continue
            with suppress(GeodataError):  # why it cannot be read stands in the report
                found[file.name] = open_table(file).frame.head(PREVIEW_ROWS).astype(str)
        return found

    def confirm(self, token: str, progress: Progress = silent) -> Report:
        """Import for good what the last dry run showed, and forget the upload.

        Raises ``GeodataError``: ``upload_gone``, ``import_unchecked`` if there is no dry run or it refused,
        ``import_outdated`` if the workspace changed since, and what ``commit`` raises. Nothing has changed then.
        """
        self._all(token)
        checked, space = self.checked(token), Workspace(self.workspace)
        if checked is None or not checked.view.confirmable:
            raise refuse("import_unchecked")
        if space.state().fingerprint != checked.fingerprint:
            raise refuse("import_outdated")
        progress("Die geprüften Daten werden geöffnet", 0.0)
        planned = self._planned(token, checked)
        report = commit(planned, space, tried=True, progress=part(progress, 0.2, 1.0))
        self.discard(token)
        return report

    def _planned(self, token: str, checked: Checked) -> ImportPlan:
        """What the dry run prepared, to the byte."""
        packages = [read_package(folder) for folder in sorted((self.root / token / PLANNED).iterdir())]
        known = known_of(Workspace(self.workspace), SAMPLE)
        for package in packages:
            known = known.plus(package)
        files = tuple(FileReport(file.file) for file in checked.view.files if file.kind not in DESCRIBING)
        return ImportPlan(tuple(packages), Report(files, tuple(p.id for p in packages)), known)

    def discard(self, token: str) -> None:
        if is_token(token):
            shutil.rmtree(self.root / token, ignore_errors=True)

    def sweep(self) -> None:
        """Throw away uploads nobody touched within the hour, and what broken transfers left behind."""
        with suppress(OSError):  # no folder yet, or nobody may read it: then there is nothing of ours in it
            for folder in self.root.iterdir():
                if folder.name not in (JOBS, RESULTS) and time.time() - folder.stat().st_mtime > KEPT_SECONDS:
                    shutil.rmtree(folder, ignore_errors=True)

    def sweep_now_and_then(self) -> bool:
        """``sweep``, but not with every request; whether it was time."""
        due = time.monotonic() - self._swept > SWEEP_SECONDS
        if due:
            self._swept = time.monotonic()
            self.sweep()
        return due

    def undo(self, expected: str = "") -> State:
        return Workspace(self.workspace).undo(expected)


def is_survey_description(file: Path) -> bool:
    """Whether a YAML file describes a survey, by its entries; anything else is taken for a catalogue."""
    with suppress(OSError, UnicodeDecodeError):
        found = set(TOP_ENTRY.findall(file.read_text("utf-8")))
        return bool(found & SURVEY_ENTRIES) and not found & CATALOG_ENTRIES
    return False


def safe_name(name: str) -> str:
    """Last part of a file name, without control characters; never empty, never hidden."""
    last = PurePosixPath(name.replace("\\", "/")).name
    clean = "".join(c for c in last if c.isprintable())
    return clean.encode()[-LONGEST_NAME:].decode(errors="ignore").lstrip(".") or "datei"


def _alone(file: Path) -> bool:
    """A companion is imported by itself (a .dbf table) if no .shp of its name came along."""
    return file.suffix.lower() == ".dbf" and not any(
        other.suffix.lower() == ".shp" and other.stem == file.stem for other in file.parent.iterdir()
    )
