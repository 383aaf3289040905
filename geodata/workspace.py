"""A folder that holds imported data: ``raw/`` (as delivered) apart from ``published/`` (after the disclosure gate).

Layout::

    workspace/
      lock                          held while writing
      key                           secret that keeps published hashes from being tried out
      raw/NAME-HASH/…               unprotected packages; the app never opens this folder
      published/manifest.json       the one commit point: names the packages that count
      published/previous.json       the state before the last import, for ``undo``
      published/history.json        what earlier fingerprints consisted of, without figures (``geodata.history``)
      published/NAME-HASH[.CODE]/…  protected packages; CODE tells apart what else had to be hidden beside them

Packages are immutable and named by their content; a write prepares new folders and then replaces the manifest in one
atomic rename. A process killed at any moment therefore leaves the old or the new state, never a mixture; folders
that no manifest names are swept by the next write. Backup is copying the folder.
"""

from __future__ import annotations

import fcntl
import hashlib
import hmac
import json
import re
import secrets
import shutil
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from uuid import uuid4

from geodata import observations as observations_module
from geodata.errors import GeodataError, reason, refuse
from geodata.history import HISTORY, Record, appended, digest, history_text, read_history
from geodata.methods.disclosure import protect
from geodata.package import (
    SCHEMA_VERSION,
    Package,
    Publish,
    content_hash,
    frame_digest,
    read_package,
    sync,
    write_package,
)

LOCK_WAIT_SECONDS = 60.0
KEY_FILE = "key"
MANIFEST, PREVIOUS = "manifest.json", "previous.json"
PATTERN = re.compile(r"\.[0-9a-f]{8}$")  # what secondary suppression adds to the name of a published folder

# Gets all packages of the coming state that hold areas (as delivered) and returns those it changed.
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


def each_alone(
    packages: list[Package], before: Mapping[str, Package], delivered: Mapping[str, Package] | None = None, /
) -> list[Package]:
    """Every package protected on its own, without regard to what follows from several of them together."""
    return [
        p if p.observations is None else Package(**{**p.__dict__, "observations": protect(p.observations, p.catalog)})
        for p in packages
    ]


def today() -> str:
    return date.today().isoformat()


def _checked(packages: list[Package]) -> dict[str, Package]:
    """Packages by id. Raises ``GeodataError`` if a figure breaks the rules of observations."""
    for package in packages:
        if package.observations is not None:
            observations_module.check(package.observations, package.catalog)
    return {package.id: package for package in packages}


def raw_name(folder: str) -> str:
    """Name of the delivery that a published folder comes from."""
    return PATTERN.sub("", folder)


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

    def put_all(self, packages: list[Package], settle: Settle | None = None, publish: Publish = each_alone) -> State:
        """Like ``put`` for several packages in one state change: all of them or none."""
        arriving = _checked(packages)

        def change(current: dict[str, str]) -> dict[str, str]:
            return self._changed(current, arriving, settle, publish)

        return self._write(change, undoable=True)

    def rehearse(
        self, packages: list[Package], settle: Settle | None = None, publish: Publish = each_alone
    ) -> list[Package]:
        """What would be published after ``put_all``; writes nothing. Raises what ``publish`` and reading raise."""
        return self._published(self._coming(self.state().packages, _checked(packages), settle), publish)

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

    def remove(self, package_id: str, settle: Settle | None = None, publish: Publish = each_alone) -> State:
        """Drop a package from the published state and delete its files. Raises ``package_unknown``."""

        def change(current: dict[str, str]) -> dict[str, str]:
            if package_id not in current:
                raise refuse("package_unknown", value=package_id, known=", ".join(sorted(current)) or "keiner")
            kept = {name: folder for name, folder in current.items() if name != package_id}
            return self._changed(kept, {}, settle, publish)

        return self._write(change, undoable=False)

    def _changed(
        self, current: dict[str, str], arriving: dict[str, Package], settle: Settle | None, publish: Publish
    ) -> dict[str, str]:
        """Write what is new in the coming state, raw and published; returns its packages and their folders.

        What may be published of one package depends on all others, so all of them are looked at again.
        """
        coming = self._coming(current, arriving, settle)
        published = self._published(coming, publish)
        return {raw.id: self._put(raw, safe) for raw, safe in zip(coming.values(), published, strict=True)}

    def _coming(
        self, current: dict[str, str], arriving: dict[str, Package], settle: Settle | None
    ) -> dict[str, Package]:
        """All packages of the coming state, as delivered."""
        coming = {n: arriving.get(n) or read_package(self.raw / raw_name(f)) for n, f in current.items()} | arriving
        if settle is not None:
            coming |= {p.id: p for p in settle([p for p in coming.values() if p.areas is not None])}
        return coming

    def _published(self, coming: dict[str, Package], publish: Publish) -> list[Package]:
        folders = self.state().packages
        before = {n: read_package(self.published / f) for n, f in folders.items()}
        return publish(list(coming.values()), before, self.delivered(folders))

    def delivered(self, folders: Mapping[str, str]) -> dict[str, Package]:
        """Packages of published folders as they were delivered, as far as that can still be read."""
        found = {}
        for name, folder in folders.items():
            with suppress(GeodataError):
                found[name] = read_package(self.raw / raw_name(folder))
        return found

    def _put(self, raw: Package, published: Package) -> str:
        """Write both forms of a package; returns the name of its published folder."""
        name = f"{raw.id}-{content_hash(raw, self._key())}"
        self._place(self.raw / name, raw)
        if (more := self._pattern(raw, published)) is not None:
            name = f"{name}.{more}"
        self._place(self.published / name, published)
        return name

    def _pattern(self, raw: Package, published: Package) -> str | None:
        """Eight digits for what is published if more is hidden than the package alone demands; None if not."""
        if published.observations is None or raw.observations is None:
            return None
        alone = protect(raw.observations, raw.catalog)
        if alone.equals(published.observations):
            return None
        return hmac.new(self._key(), frame_digest(published.observations).encode(), hashlib.sha256).hexdigest()[:8]

    def _key(self) -> bytes:
        """Secret of this workspace, made by its first write (under the lock); empty for the embedded sample."""
        if not self.keyed:
            return b""
        file = self.root / KEY_FILE
        if not file.exists():
            temporary = self.root / f".tmp-{uuid4().hex}"
            temporary.touch(mode=0o600)
            temporary.write_bytes(secrets.token_bytes(32))
            sync(temporary)
            temporary.replace(file)
        return file.read_bytes()

    def _place(self, target: Path, package: Package) -> None:
        if target.exists():
            return
        temporary = target.parent / f".tmp-{uuid4().hex}"
        try:
            write_package(temporary, package)
            temporary.replace(target)
        except OSError:  # a full disk: what was written of it would keep the disk full
            shutil.rmtree(temporary, ignore_errors=True)
            raise
        sync(target.parent)

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
                self._remember(before, packages)
                self._replace(MANIFEST, packages)
                self._sweep({*packages.values(), *kept.values()})
        except OSError as error:
            raise refuse("workspace_read_only", value=self.root.name, details=reason(error)) from error
        return State(packages, fingerprint(packages))

    def _remember(self, before: dict[str, str], after: dict[str, str]) -> None:
        """Note what the coming state consists of. The embedded sample has no past: it comes with the application."""
        if not self.keyed:
            return
        states = ((fingerprint(before), before), (fingerprint(after), after))
        history = appended(read_history(self.published), *states, today(), self._record)
        self._write_text(HISTORY, history_text(history))

    def _record(self, folder: str) -> Record | None:
        try:
            return digest(read_package(self.published / folder), self._key())
        except GeodataError:  # a damaged package can be replaced, but not compared with what follows
            return None

    def _replace(self, name: str, packages: dict[str, str]) -> None:
        content = {"schema": SCHEMA_VERSION, "packages": packages}
        self._write_text(name, json.dumps(content, ensure_ascii=False, indent=1))

    def _write_text(self, name: str, text: str) -> None:
        """Replace a file beside the packages in one step."""
        temporary = self.published / f".tmp-{uuid4().hex}.json"
        temporary.write_text(text, "utf-8")
        sync(temporary)
        temporary.replace(self.published / name)
        sync(self.published)

    def _sweep(self, keep: set[str]) -> None:
        """Delete what no manifest names. What cannot be deleted now stays for the next write; the change holds."""
        for folder in (self.raw, self.published):
            for entry in folder.iterdir():
                if entry.name not in {*keep, *map(raw_name, keep), MANIFEST, PREVIOUS, HISTORY}:
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
