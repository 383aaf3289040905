"""Answers of routes that make files: few at a time, a whole file or one German sentence as plain text."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from threading import BoundedSemaphore

import flask

from geodata.errors import GeodataError

MOST_AT_ONCE = 2  # per worker: one is made, one waits; its other threads stay free for the page
RETRY_SECONDS = 3


@dataclass(frozen=True)
class Few:
    """``busy``, ``failed``: sentences; ``log``: what the log of the server says of a fault."""

    busy: str
    failed: str
    log: str
    places: BoundedSemaphore = field(default_factory=lambda: BoundedSemaphore(MOST_AT_ONCE))

    def answer(self, server: flask.Flask, make: Callable[[], flask.Response]) -> flask.Response:
        """What ``make`` gives. 400: its ``GeodataError``, 503: too many at once, 500: any other fault (logged)."""
        if not self.places.acquire(blocking=False):
            return said(self.busy, 503)
        try:
            return make()
        except GeodataError as error:
            return said(" ".join(map(str, error.problems)), 400)
        except Exception:
            server.logger.exception(self.log)
            return said(self.failed, 500)
        finally:
            self.places.release()


def said(text: str, status: int) -> flask.Response:
    """One sentence; nothing of it is kept."""
    response = flask.Response(f"{text}\n", status, mimetype="text/plain")
    response.headers["Cache-Control"] = "no-store"
    if status == 503:
        response.headers["Retry-After"] = str(RETRY_SECONDS)
    return response
