"""Figures of views over HTTP: ``/export.<ext>?…``, made outside of any callback, few at a time."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import quote

import flask

from dashboard.answering import Few, said
from dashboard.exporting import FORM, FORMS, Exported, export
from geodata.repository import Repository

EXPORT_ROUTE = "/export.<suffix>"
BUSY = "Gerade entstehen schon mehrere Dateien. Versuchen Sie es in einigen Sekunden noch einmal."
FAILED = "Die Datei ließ sich nicht erstellen. Das Protokoll des Servers sagt, warum."


def serve_downloads(server: flask.Flask, current: Callable[[], Repository]) -> None:
    """A whole file or one German sentence as plain text, never a part of a file.

    ``suffix`` is that of a form; ``format`` in the address tells forms with the same suffix apart.
    400: what cannot be exported, 404: no such ending, 503: too many at once, 500: a fault, which is logged.
    """
    few = Few(BUSY, FAILED, "export failed")

    @server.get(EXPORT_ROUTE)
    def download(suffix: str) -> flask.Response:
        wished = flask.request.args.get(FORM, "")
        fitting = [key for key, form in FORMS.items() if form.suffix == suffix]
        if not fitting:
            flask.abort(404)
        if wished in FORMS and wished not in fitting:
            return said(f"„{wished}“ endet auf .{FORMS[wished].suffix}, nicht auf .{suffix}.", 400)
        query = flask.request.query_string.decode("latin-1")
        wishes, address = {} if wished else {FORM: fitting[0]}, flask.request.url_root
        return few.answer(server, lambda: _answer(export(current(), query, wishes, address)))


def _answer(found: Exported) -> flask.Response:
    response = flask.Response(found.body, mimetype=found.mimetype)
    response.headers["Content-Disposition"] = f'attachment; filename="{found.name}"'
    response.headers["Cache-Control"] = "no-store"
    response.headers["Export-Notice"] = quote(" ".join(found.notices))
    return response
