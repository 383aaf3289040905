"""A folder that holds imported data: ``raw/`` (as delivered) apart from ``published/`` (after the disclosure gate).

Layout::

    workspace/
      lock                          held while writing
      key                           secret that keeps published hashes from being tried out
      raw/NAME-HASH/…               unprotected packages; the app never opens this folder
      published/manifest.json       the one commit point: names the packages that count
      published/previous.json       the state before the last import, for ``undo``
      published/NAME-HASH/…         protected packages

Packages are immutable and named by their content; a write prepares new folders and then replaces the manifest in one
atomic rename. A process killed at any moment therefore leaves the old or the new state, never a mixture; folders
that no manifest names are swept by the next write. Backup is copying the folder.
"""

from __future__ import annotations

import fcntl
import hashlib
import hmac
import json
import os
import secrets
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from uuid import uuid4

import geopandas as gpd
import pandas as pd

from geodata import areas as areas_module
from geodata import observations as observations_module
from geodata.catalog import Catalog, parse_catalog
from geodata.errors import GeodataError, reason, refuse
from geodata.methods.disclosure import protect

SCHEMA_VERSION = 1
LOCK_WAIT_SECONDS = 60.0
KEY_FILE = "key"
MANIFEST, PREVIOUS = "manifest.json", "previous.json"
LOD_OVERVIEW, LOD_DETAIL = 0, 1
PARTS = ("areas", "geometry", "observations", "facilities")
NEEDED = {
    "areas": {"area_id", "name", "level", "parent_id"},
    "observations": set(observations_module.COLUMNS),
    "facilities": {"facility_id"},
}


@dataclass(frozen=True)
class Package:
    """One delivery. Every part may be absent.

    ``areas``: table of ``geodata.areas``. ``geometry``: GeoDataFrame (area_id, lod, geometry), EPSG:4326.
    ``observations``: table of ``geodata.observations``. ``facilities``: table of points (see docs/architecture.md).
    ``levels``: area levels beyond the known ones. ``report``: how the import went (JSON-able, no figures).
    """

    id: str
    title: str
    catalog: Catalog = Catalog()
    areas: pd.DataFrame | None = None
    geometry: gpd.GeoDataFrame | None = None
    observations: pd.DataFrame | None = None
    facilities: pd.DataFrame | None = None
    levels: tuple[areas_module.AreaLevel, ...] = ()
    report: dict[str, object] = field(default_factory=dict)


Settle = Callable[[list[Package]], list[Package]]


@dataclass(frozen=True)
class State:
    """What the manifest says: package id → folder name, and one fingerprint for all of it."""

    packages: dict[str, str]
    fingerprint: str


def fingerprint(packages: dict[str, str]) -> str:
    """Twelve hex digits that change whenever any package changes; the same content gives the same fingerprint."""
    text = json.dumps([SCHEMA_VERSION, sorted(packages.values())])
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def _frame_digest(frame: pd.DataFrame) -> str:
    plain = pd.DataFrame(frame.drop(columns="geometry")) if "geometry" in frame else frame
    digest = hashlib.sha256(",".join(map(str, plain.columns)).encode())
    digest.update(pd.util.hash_pandas_object(plain, index=False).to_numpy().tobytes())
    if isinstance(frame, gpd.GeoDataFrame):
        for wkb in frame.geometry.to_wkb():
            digest.update(wkb)
    return digest.hexdigest()


def content_hash(package: Package, key: bytes = b"") -> str:
    """Twelve hex digits of what a package holds; independent of file formats and of the moment of writing.

    The hash covers unprotected figures and is published (folder names, fingerprint). With the secret ``key`` of a
    workspace nobody can try out small counts until the hash fits.
    """
    digest = hashlib.sha256()
    digest.update(package.id.encode())
    digest.update(package.title.encode())
    digest.update(package.catalog.to_yaml().encode())
    digest.update(repr(package.levels).encode())
    for part in (package.areas, package.geometry, package.observations, package.facilities):
        digest.update(b"-" if part is None else _frame_digest(part).encode())
    return hmac.new(key, digest.digest(), hashlib.sha256).hexdigest()[:12] if key else digest.hexdigest()[:12]


def _write_package(folder: Path, package: Package) -> None:
    folder.mkdir(parents=True)
    meta = {
        "schema": SCHEMA_VERSION,
        "id": package.id,
        "title": package.title,
        "levels": [[level.id, level.singular, level.plural, level.rank] for level in package.levels],
        "report": package.report,
        "parts": [name for name in PARTS if getattr(package, name) is not None],
    }
    (folder / "package.json").write_text(json.dumps(meta, ensure_ascii=False, indent=1), "utf-8")
    (folder / "catalog.yaml").write_text(package.catalog.to_yaml(), "utf-8")
    for name in PARTS:
        part = getattr(package, name)
        if part is not None:
            part.to_parquet(folder / f"{name}.parquet", index=False, compression="zstd")
    for file in folder.iterdir():
        _sync(file)
    _sync(folder)


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def read_package(folder: Path) -> Package:
    """Read a package folder. Raises ``GeodataError`` (``workspace_damaged``) if a part cannot be read."""
    try:
        meta = json.loads((folder / "package.json").read_text("utf-8"))
        if meta["schema"] > SCHEMA_VERSION:
            raise refuse("workspace_newer", value=meta["schema"], known=SCHEMA_VERSION)
        if lost := [name for name in meta.get("parts", []) if not (folder / f"{name}.parquet").exists()]:
            raise refuse("workspace_damaged", details=f"{folder.name}: {', '.join(lost)} fehlt")
        parts: dict[str, pd.DataFrame | None] = {
            name: pd.read_parquet(folder / f"{name}.parquet") if (folder / f"{name}.parquet").exists() else None
            for name in ("areas", "observations", "facilities")
        }
        for name, columns in NEEDED.items():
            if (part := parts[name]) is not None and not columns <= set(part.columns):
                raise refuse("workspace_damaged", details=f"{folder.name}: {name} ist unvollständig")
        if parts["areas"] is not None:
            parts["areas"] = areas_module.normalise(parts["areas"])
        geometry_file = folder / "geometry.parquet"
        return Package(
            id=meta["id"],
            title=meta["title"],
            catalog=parse_catalog((folder / "catalog.yaml").read_text("utf-8"), "catalog.yaml"),
            geometry=gpd.read_parquet(geometry_file) if geometry_file.exists() else None,
            levels=tuple(areas_module.AreaLevel(*level[:4]) for level in meta["levels"]),
            report=meta["report"],
            **parts,
        )
    except Exception as error:  # any unreadable part means the same to the user
        if isinstance(error, GeodataError) and error.problems[0].code != "bad_catalog":
            raise
        raise refuse("workspace_damaged", details=f"{folder.name} ist nicht lesbar") from error


class Workspace:
    """Handle on a workspace folder. Reading needs no lock; every write is one atomic state change."""

    def __init__(self, root: Path | str, *, read_only: bool = False, keyed: bool = True) -> None:
        """``keyed=False`` only for packages without anything to protect (the embedded sample)."""
        self.root = Path(root)
        self.read_only = read_only
        self.keyed = keyed

    @property
    def published(self) -> Path:
        return self.root / "published"

    @property
    def raw(self) -> Path:
        return self.root / "raw"

    def state(self) -> State:
        """The current state; a folder without a manifest is an empty workspace.

        Raises ``GeodataError`` for a damaged manifest or one of a newer schema.
        """
        try:
            data = json.loads((self.published / MANIFEST).read_text("utf-8"))
            schema = int(data["schema"])
            if schema > SCHEMA_VERSION:
                raise refuse("workspace_newer", value=schema, known=SCHEMA_VERSION)
            packages = {str(name): str(folder) for name, folder in data["packages"].items()}
        except FileNotFoundError:
            return State({}, fingerprint({}))
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
            raise refuse("workspace_damaged", details=f"{MANIFEST} ist nicht lesbar") from error
        return State(packages, fingerprint(packages))

    def stamp(self) -> tuple[int, int]:
        """Cheap mark that differs after every write (inode and time of the manifest); (0, 0) if there is none."""
        try:
            info = (self.published / MANIFEST).stat()
        except OSError:  # if it is there but unreadable, reading it says so
            return (0, 0)
        return (info.st_ino, info.st_mtime_ns)

    def packages(self) -> list[Package]:
        """All published packages of one state, in order of import."""
        return self.read()[1]

    def read(self) -> tuple[State, list[Package]]:
        """One state and its published packages, in order of import.

        A write between reading the manifest and reading a package is retried with the newer manifest.
        """
        for attempt in (1, 2, 3):
            state = self.state()
            try:
                return state, [read_package(self.published / folder) for folder in state.packages.values()]
            except GeodataError:
                if attempt == 3 or self.state().packages == state.packages:
                    raise
        raise AssertionError("unreachable")

    def put(self, package: Package) -> State:
        """Add or replace a package: check, keep raw, protect, publish. Returns the new state.

        Raises ``GeodataError``: rules of observations broken, folder not writable, lock not free. Nothing is
        changed then.
        """
        return self.put_all([package])

    def put_all(self, packages: list[Package], settle: Settle | None = None) -> State:
        """Like ``put`` for several packages in one state change: all of them or none.

        ``settle`` gets all packages of the coming state that hold areas (as delivered) and returns those it changed.
        """
        for package in packages:
            if package.observations is not None:
                observations_module.check(package.observations, package.catalog)

        def change(current: dict[str, str]) -> dict[str, str]:
            changed = dict(current)
            arriving = {package.id: package for package in packages}
            for package in (arriving | self._settled(current, arriving, settle)).values():
                changed[package.id] = self._put(package)
            return changed

        return self._write(change, undoable=True)

    def undo(self, expected: str = "") -> State:
        """Go back to the state before the last import.

        ``expected``: fingerprint of the state to undo; ``undo_outdated`` if someone changed it since. Raises
        ``nothing_to_undo`` (also after a removal).
        """

        def change(current: dict[str, str]) -> dict[str, str]:
            if expected and fingerprint(current) != expected:
                raise refuse("undo_outdated")
            previous = self.previous()  # read while locked: another import may just have replaced it
            if previous is None:
                raise refuse("nothing_to_undo")
            return previous

        return self._write(change, undoable=False)

    def previous(self) -> dict[str, str] | None:
        """Packages of the state before the last import; None if there is none to go back to."""
        try:
            return dict(json.loads((self.published / PREVIOUS).read_text("utf-8"))["packages"])
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def remove(self, package_id: str, settle: Settle | None = None) -> State:
        """Drop a package from the published state and delete its files. Raises ``package_unknown``.

        ``settle``: see ``put_all``.
        """

        def change(current: dict[str, str]) -> dict[str, str]:
            if package_id not in current:
                raise refuse("package_unknown", value=package_id, known=", ".join(sorted(current)) or "keiner")
            kept = {name: folder for name, folder in current.items() if name != package_id}
            for package in self._settled(kept, {}, settle).values():
                kept[package.id] = self._put(package)
            return kept

        return self._write(change, undoable=False)

    def _settled(
        self, current: dict[str, str], arriving: dict[str, Package], settle: Settle | None
    ) -> dict[str, Package]:
        """Packages that ``settle`` wants changed because of what is about to be written."""
        if settle is None:
            return {}
        staying = [
            read_package(self.raw / folder)
            for name, folder in current.items()
            if name not in arriving and (self.raw / folder / "areas.parquet").exists()
        ]
        return {package.id: package for package in settle([*staying, *arriving.values()])}

    def _put(self, package: Package) -> str:
        """Write both forms of a package; returns the name of its folder."""
        folder = f"{package.id}-{content_hash(package, self._key())}"
        self._place(self.raw / folder, package)
        self._place(self.published / folder, _protected(package))
        return folder

    def _key(self) -> bytes:
        """Secret of this workspace, made by its first write (under the lock); empty for the embedded sample."""
        if not self.keyed:
            return b""
        file = self.root / KEY_FILE
        if not file.exists():
            temporary = self.root / f".tmp-{uuid4().hex}"
            temporary.touch(mode=0o600)
            temporary.write_bytes(secrets.token_bytes(32))
            _sync(temporary)
            temporary.replace(file)
        return file.read_bytes()

    def _place(self, target: Path, package: Package) -> None:
        if target.exists():
            return
        temporary = target.parent / f".tmp-{uuid4().hex}"
        _write_package(temporary, package)
        temporary.replace(target)
        _sync(target.parent)

    def _write(self, change: Callable[[dict[str, str]], dict[str, str]], *, undoable: bool) -> State:
        if self.read_only:
            raise refuse("workspace_read_only", value=self.root.name, details="nur lesbar")
        try:
            self.published.mkdir(parents=True, exist_ok=True)
            self.raw.mkdir(mode=0o700, exist_ok=True)
            with self._lock():
                before = self.state().packages
                packages = change(before)
                kept = before if undoable else {}
                self._replace(PREVIOUS, kept) if undoable else (self.published / PREVIOUS).unlink(missing_ok=True)
                self._replace(MANIFEST, packages)
                self._sweep({*packages.values(), *kept.values()})
        except OSError as error:
            raise refuse("workspace_read_only", value=self.root.name, details=reason(error)) from error
        return State(packages, fingerprint(packages))

    def _replace(self, name: str, packages: dict[str, str]) -> None:
        temporary = self.published / f".tmp-{uuid4().hex}.json"
        content = {"schema": SCHEMA_VERSION, "packages": packages}
        temporary.write_text(json.dumps(content, ensure_ascii=False, indent=1), "utf-8")
        _sync(temporary)
        temporary.replace(self.published / name)
        _sync(self.published)

    def _sweep(self, keep: set[str]) -> None:
        """Delete what no manifest names. What cannot be deleted now stays for the next write; the change holds."""
        for folder in (self.raw, self.published):
            for entry in folder.iterdir():
                if entry.name not in {*keep, MANIFEST, PREVIOUS}:
                    with suppress(OSError):
                        shutil.rmtree(entry) if entry.is_dir() else entry.unlink()

    @contextmanager
    def _lock(self) -> Iterator[None]:
        with (self.root / "lock").open("w") as handle:
            deadline = time.monotonic() + LOCK_WAIT_SECONDS
            while True:
                try:
                    fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    break
                except BlockingIOError:
                    if time.monotonic() > deadline:
                        raise refuse("workspace_locked") from None
                    time.sleep(0.05)
            yield


def _protected(package: Package) -> Package:
    if package.observations is None:
        return package
    return Package(**{**package.__dict__, "observations": protect(package.observations, package.catalog)})
