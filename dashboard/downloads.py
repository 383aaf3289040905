"""Figures of views over HTTP: ``/export.<ext>?…``, made outside of any callback, few at a time."""

from __future__ import annotations

from collections.abc import Callable
from threading import BoundedSemaphore
from urllib.parse import quote

import flask

from dashboard.exporting import FORM, FORMS, Exported, export
from geodata.errors import GeodataError
from geodata.repository import Repository

EXPORT_ROUTE = "/export.<suffix>"
MOST_AT_ONCE = 2  # per worker; its other threads stay free for the page
RETRY_SECONDS = 3
BUSY = "Gerade entstehen schon mehrere Dateien. Versuchen Sie es in einigen Sekunden noch einmal."
FAILED = "Die Datei ließ sich nicht erstellen. Das Protokoll des Servers sagt, warum."


def serve_downloads(server: flask.Flask, current: Callable[[], Repository]) -> None:
    """A whole file or one German sentence as plain text, never a part of a file.

    ``suffix`` is that of a form; ``format`` in the address tells forms with the same suffix apart.
    400: what cannot be exported, 404: no such ending, 503: too many at once, 500: a fault, which is logged.
    """
    places = BoundedSemaphore(MOST_AT_ONCE)

    @server.get(EXPORT_ROUTE)
    def download(suffix: str) -> flask.Response:
        wished = flask.request.args.get(FORM, "")
        fitting = [key for key, form in FORMS.items() if form.suffix == suffix]
        if not fitting:
            flask.abort(404)
        if wished in FORMS and wished not in fitting:
            return said(f"„{wished}“ endet auf .{FORMS[wished].suffix}, nicht auf .{suffix}.", 400)
        if not places.acquire(blocking=False):
            return said(BUSY, 503)
        try:
            query = flask.request.query_string.decode("latin-1")
            return _answer(export(current(), query, {} if wished else {FORM: fitting[0]}, flask.request.url_root))
        except GeodataError as error:
            return said(" ".join(map(str, error.problems)), 400)
        except Exception:
            server.logger.exception("export failed")
            return said(FAILED, 500)
        finally:
            places.release()


def _answer(found: Exported) -> flask.Response:
    response = flask.Response(found.body, mimetype=found.mimetype)
    response.headers["Content-Disposition"] = f'attachment; filename="{found.name}"'
    response.headers["Cache-Control"] = "no-store"
    response.headers["Export-Notice"] = quote(" ".join(found.notices))
    return response


def said(text: str, status: int) -> flask.Response:
    response = flask.Response(f"{text}\n", status, mimetype="text/plain")
    response.headers["Cache-Control"] = "no-store"
    if status == 503:
        response.headers["Retry-After"] = str(RETRY_SECONDS)
    return response
