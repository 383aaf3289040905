"""Pictures of views over HTTP: ``/snapshot.png?…``, drawn outside of any callback, few at a time."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import quote

import flask

from dashboard.answering import Few
from dashboard.snapshot.options import FORMATS
from dashboard.snapshot.request import Picture, make
from geodata.repository import Repository

PICTURE_ROUTE = "/snapshot.<form>"
BUSY = "Gerade entstehen schon mehrere Bilder. Versuchen Sie es in einigen Sekunden noch einmal."
FAILED = "Das Bild ließ sich nicht erstellen. Das Protokoll des Servers sagt, warum."


def serve_pictures(server: flask.Flask, current: Callable[[], Repository]) -> None:
    """A picture or one German sentence as plain text, never half a picture.

    400: what cannot be drawn, 503: too many at once, 500: a fault, which is logged.
    """
    few = Few(BUSY, FAILED, "picture failed")

    @server.get(PICTURE_ROUTE)
    def picture(form: str) -> flask.Response:
        if form not in FORMATS:
            flask.abort(404)
        query, address = flask.request.query_string.decode("latin-1"), flask.request.url_root
        return few.answer(server, lambda: _answer(make(current(), query, {"format": form}, address)))


def _answer(found: Picture) -> flask.Response:
    """Title and notices stand in headers as well, percent-encoded, for the dialog that shows the picture."""
    response = flask.Response(found.body, mimetype=FORMATS[found.format])
    response.headers["Content-Disposition"] = f'inline; filename="{found.name}"'
    response.headers["Cache-Control"] = "no-store"
    for name, text in (("Title", found.title), ("Subtitle", found.subtitle), ("Notice", " ".join(found.notices))):
        response.headers[f"Picture-{name}"] = quote(text)
    return response
