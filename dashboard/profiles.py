"""Profiles over HTTP: ``/profile.pdf?…`` for one area, ``/profiles/TOKEN.pdf`` for what a job has made."""

from __future__ import annotations

from collections.abc import Callable
from threading import BoundedSemaphore
from urllib.parse import quote

import flask

from dashboard.documents.request import make_one
from dashboard.downloads import BUSY, FAILED, said
from dashboard.jobs import Jobs
from geodata.errors import GeodataError
from geodata.repository import Repository

PROFILE_ROUTE, FILE_ROUTE = "/profile.pdf", "/profiles/<token>.pdf"
PDF = "application/pdf"
MOST_AT_ONCE = 2  # per worker; its other threads stay free for the page
GONE = "Die Datei gibt es nicht mehr; Ergebnisse werden eine Stunde aufgehoben. Erstellen Sie sie noch einmal."


def serve_profiles(server: flask.Flask, current: Callable[[], Repository], jobs: Jobs) -> None:
    """A whole file or one German sentence as plain text, never a part of a file.

    400: what cannot be made, 404: a file that is gone or was never made, 503: too many at once, 500: a fault, logged.
    """
    places = BoundedSemaphore(MOST_AT_ONCE)

    @server.get(PROFILE_ROUTE)
    def profile() -> flask.Response:
        if not places.acquire(blocking=False):
            return said(BUSY, 503)
        try:
            query = flask.request.query_string.decode("latin-1")
            found = make_one(current(), query, {}, flask.request.url_root)
            response = _named(flask.Response(found.body, mimetype=PDF), found.name)
            response.headers["Export-Notice"] = quote(" ".join(found.notices))
            return response
        except GeodataError as error:
            return said(" ".join(map(str, error.problems)), 400)
        except Exception:
            server.logger.exception("profile failed")
            return said(FAILED, 500)
        finally:
            places.release()

    @server.get(FILE_ROUTE)
    def made(token: str) -> flask.Response:
        file, value = jobs.file(token), jobs.look(token).value
        if file is None or not isinstance(value, dict):
            return said(GONE, 404)
        return _named(flask.send_file(file, mimetype=PDF, max_age=0, etag=False), str(value.get("name", "profile.pdf")))


def _named(response: flask.Response, name: str) -> flask.Response:
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["Cache-Control"] = "no-store"
    return response
