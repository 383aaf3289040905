"""Where the browser sends files: streamed to the staging folder, answered with a token or one German sentence."""

from __future__ import annotations

from collections.abc import Callable

import flask

from dashboard.imports import MOST_FILES, Staging
from geodata.errors import GeodataError, problem

ROUTE = "/upload"
MARK = "X-Quartiersblick"  # a header of ours makes other sites' browsers ask first, and they are not allowed
FILES, WAITING = "files", "token"
MOST_AT_ONCE = 3  # times the largest file


def serve_uploads(server: flask.Flask, staging: Staging, allowed: Callable[[], bool]) -> None:
    """``POST /upload``: files as multipart form, ``token`` of those that wait already (optional)."""

    @server.post(ROUTE)
    def upload() -> tuple[dict[str, str], int]:
        request = flask.request
        if not allowed() or MARK not in request.headers:
            return {"error": "Der Import im Browser ist hier abgeschaltet."}, 403
        request.max_content_length = MOST_AT_ONCE * staging.limit
        request.max_form_parts = MOST_FILES + 10
        try:
            files = [(file.filename or "", file.stream) for file in request.files.getlist(FILES)]
            if not files:
                return {"error": str(problem("upload_broken"))}, 422
            return {"token": staging.receive(files, request.form.get(WAITING, ""))}, 200
        except GeodataError as error:
            return {"error": " ".join(str(p) for p in error.problems)}, 422

    @server.errorhandler(413)
    def too_large(_error: Exception) -> tuple[dict[str, str], int]:
        return {"error": str(problem("upload_too_large", limit=staging.limit // 1_000_000))}, 413
