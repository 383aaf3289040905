"""Pictures of views over HTTP: ``/snapshot.png?…``, drawn outside of any callback, few at a time."""

from __future__ import annotations

from collections.abc import Callable
from threading import BoundedSemaphore
from urllib.parse import quote

import flask

from dashboard.snapshot.options import FORMATS
from dashboard.snapshot.request import Picture, make
from geodata.errors import GeodataError
from geodata.repository import Repository

PICTURE_ROUTE = "/snapshot.<form>"
MOST_AT_ONCE = 2  # per worker: one is drawn, one waits; its other threads stay free for the page
RETRY_SECONDS = 3
BUSY = "Gerade entstehen schon mehrere Bilder. Versuchen Sie es in einigen Sekunden noch einmal."
FAILED = "Das Bild ließ sich nicht erstellen. Das Protokoll des Servers sagt, warum."


def serve_pictures(server: flask.Flask, current: Callable[[], Repository]) -> None:
    """A picture or one German sentence as plain text, never half a picture.

    400: what cannot be drawn, 503: too many at once, 500: a fault, which is logged.
    """
    places = BoundedSemaphore(MOST_AT_ONCE)

    @server.get(PICTURE_ROUTE)
    def picture(form: str) -> flask.Response:
        if form not in FORMATS:
            flask.abort(404)
        if not places.acquire(blocking=False):
            return _said(BUSY, 503)
        try:
            query = flask.request.query_string.decode("latin-1")
            return _answer(make(current(), query, {"format": form}, flask.request.url_root))
        except GeodataError as error:
            return _said(" ".join(map(str, error.problems)), 400)
        except Exception:
            server.logger.exception("picture failed")
            return _said(FAILED, 500)
        finally:
            places.release()


def _answer(found: Picture) -> flask.Response:
    """Title and notices stand in headers as well, percent-encoded, for the dialog that shows the picture."""
    response = flask.Response(found.body, mimetype=FORMATS[found.format])
    response.headers["Content-Disposition"] = f'inline; filename="{found.name}"'
    response.headers["Cache-Control"] = "no-store"
    for name, text in (("Title", found.title), ("Subtitle", found.subtitle), ("Notice", " ".join(found.notices))):
        response.headers[f"Picture-{name}"] = quote(text)
    return response


def _said(text: str, status: int) -> flask.Response:
    response = flask.Response(f"{text}\n", status, mimetype="text/plain")
    response.headers["Cache-Control"] = "no-store"
    if status == 503:
        response.headers["Retry-After"] = str(RETRY_SECONDS)
    return response
