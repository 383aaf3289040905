"""Hands out the current ``Repository`` and notices when an import changed the workspace."""

from __future__ import annotations

import logging
import threading
from pathlib import Path

from geodata.errors import GeodataError
from geodata.repository import Repository
from geodata.sample.location import SAMPLE_ROOT
from geodata.workspace import Workspace

log = logging.getLogger(__name__)


class RepositoryProvider:
    """One per process. ``current()`` costs a file stat; after an import the next call builds the new repository.

    If the new state cannot be read, the last good one stays in use and the reason is logged. ``internal``: see
    ``Repository.open``.
    """

    def __init__(self, workspace: Path | None, *, sample: Path | None = SAMPLE_ROOT, internal: bool = True) -> None:
        self._root, self._sample, self._internal = workspace, sample, internal
        self._lock = threading.Lock()
        self._stamp = self._read_stamp()
        self._repository = Repository.open(workspace, sample=sample, internal=internal)

    def _read_stamp(self) -> tuple[int, int]:
        return Workspace(self._root).stamp() if self._root is not None else (0, 0)

    def current(self) -> Repository:
        stamp = self._read_stamp()
        if stamp != self._stamp:
            with self._lock:
                if stamp != self._stamp:
                    self._reload(stamp)
        return self._repository

    def _reload(self, stamp: tuple[int, int]) -> None:
        try:
            self._repository = Repository.open(self._root, sample=self._sample, internal=self._internal)
        except GeodataError as error:
            log.error("Arbeitsordner nicht lesbar, der letzte Stand bleibt in Gebrauch: %s", error)
        except Exception:  # a mistake of ours: planners go on with what they had
            log.exception("Arbeitsordner nicht zu öffnen, der letzte Stand bleibt in Gebrauch")
        self._stamp = stamp
