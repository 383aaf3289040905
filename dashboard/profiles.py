"""Documents over HTTP: ``/profile.pdf?…`` for one area; what jobs have made: ``/profiles/TOKEN.pdf``,
``/reports/TOKEN.docx`` (pptx, pdf)."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import quote

import flask

from dashboard.answering import Few, said
from dashboard.documents.report_files import MIMETYPES
from dashboard.documents.request import Profiles, make_one
from dashboard.downloads import BUSY, FAILED
from dashboard.jobs import Jobs
from geodata.repository import Repository

PROFILE_ROUTE = "/profile.pdf"
FILE_ROUTES = ("/profiles/<token>.<form>", "/reports/<token>.<form>")
GONE = "Die Datei gibt es nicht mehr; Ergebnisse werden eine Stunde aufgehoben. Erstellen Sie sie noch einmal."


def serve_profiles(server: flask.Flask, current: Callable[[], Repository], jobs: Jobs) -> None:
    """A whole file or one German sentence as plain text, never a part of a file.

    400: what cannot be made, 404: a file that is gone or was never made, 503: too many at once, 500: a fault, logged.
    """
    few = Few(BUSY, FAILED, "profile failed")

    @server.get(PROFILE_ROUTE)
    def profile() -> flask.Response:
        query, address = flask.request.query_string.decode("latin-1"), flask.request.url_root
        return few.answer(server, lambda: _answer(make_one(current(), query, {}, address)))

    def made(token: str, form: str) -> flask.Response:
        file, value = jobs.file(token), jobs.look(token).value
        name = str(value.get("name", "")) if isinstance(value, dict) else ""
        if file is None or form not in MIMETYPES or not name.endswith(f".{form}"):
            return said(GONE, 404)
        return _named(flask.send_file(file, mimetype=MIMETYPES[form], max_age=0, etag=False), name)

    for number, route in enumerate(FILE_ROUTES):
        server.add_url_rule(route, f"made_{number}", made)


def _answer(found: Profiles) -> flask.Response:
    response = _named(flask.Response(found.body, mimetype=MIMETYPES["pdf"]), found.name)
    response.headers["Export-Notice"] = quote(" ".join(found.notices))
    return response


def _named(response: flask.Response, name: str) -> flask.Response:
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["Cache-Control"] = "no-store"
    return response
