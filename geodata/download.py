"""Download one file, continuing where a broken connection stopped: a downloader that pooch can call.

What arrived is kept in a ``.part`` file beside the target, together with what the server said about it (``ETag`` or
``Last-Modified``). The rest is asked for with ``Range`` and ``If-Range``, so that a file renewed meanwhile is never
glued to the old beginning; a server that knows no ranges sends the whole file again. Proxies come from the
environment (``HTTPS_PROXY``, ``NO_PROXY``), certificates from ``REQUESTS_CA_BUNDLE``, as requests has it.
"""

from __future__ import annotations

import fcntl
import json
import os
import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from urllib.parse import urljoin

import pooch
import requests
from requests import exceptions

from geodata.sources import is_safe

TRIES = 5
PAUSE = 1.0  # seconds before the second try; longer before each later one
REDIRECTS = 5
CHUNK = 1 << 16
PATIENCE = (15.0, 60.0)  # seconds to connect, seconds between two pieces
HEADERS = {"User-Agent": "Quartiersblick-NRW", "Accept-Encoding": "identity"}
CONTENT_RANGE = re.compile(r"^bytes (?:(\d+)-\d+|\*)/(\d+|\*)$")

REASONS = {
    "NameResolution": "der Name ist nicht auflösbar",
    "refused": "Verbindung abgelehnt",
    "unreachable": "Netz nicht erreichbar",
    "CERTIFICATE_VERIFY_FAILED": "das Zertifikat lässt sich nicht prüfen",
    "timed out": "keine Antwort",
    "IncompleteRead": "die Verbindung brach ab",
    "reset by peer": "die Verbindung brach ab",
    "Tunnel connection failed": "der Proxy hat abgelehnt",
}

Progress = Callable[[int, int | None], None]


class TransferError(Exception):
    """Why nothing was downloaded; ``code`` is a key of ``geodata.messages``."""

    def __init__(self, code: str, details: object = "") -> None:
        self.code = code
        self.details = str(details)
        super().__init__(f"{code}: {details}")


class _Cut(Exception):
    """The connection broke after it had been made; the rest may be asked for."""


@dataclass(frozen=True)
class _Mark:
    """What a ``.part`` file is part of. ``validator`` "" = the server named none; ``total`` in bytes."""

    url: str
    validator: str = ""
    total: int | None = None


@dataclass
class Resuming:
    """Callable ``(url, output_file, pooch)``, as pooch wants it.

    ``part``: where the beginning is kept. ``limit``: most bytes that are accepted. ``sha256``: of the whole file, set
    when it has arrived. Raises ``TransferError``; ``OSError`` if the disk does not take it.
    """

    part: Path
    limit: int
    progress: Progress = lambda done, total: None
    sha256: str = ""

    def __call__(self, url: str, output_file: str, pooch_object: object = None, check_only: bool = False) -> None:
        self.part.parent.mkdir(parents=True, exist_ok=True)
        with self._alone():
            self._load(url)
            self.sha256 = str(pooch.file_hash(str(self.part)))
            self.part.replace(output_file)
            self._forget()

    @property
    def _notes(self) -> Path:
        return self.part.with_name(f"{self.part.name}.json")

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Two downloads must not write one file."""
        lock = self.part.with_name(f"{self.part.name}.lock")
        with lock.open("w") as handle:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                if os.fstat(handle.fileno()).st_ino != lock.stat().st_ino:  # the other one has just finished
                    raise BlockingIOError
            except (BlockingIOError, FileNotFoundError):
                raise TransferError("download_running") from None
            try:
                yield
            finally:
                lock.unlink(missing_ok=True)

    def _load(self, url: str) -> None:
        """Try until the file is whole. The first try fails at once; later ones only if the line keeps breaking."""
        mark = self._remembered(url)
        with requests.Session() as session:
            for attempt in range(TRIES):
                try:
                    mark = self._attempt(session, url, mark)
                    return
                except _Cut as cut:
                    mark = self._remembered(url, same_run=True)
                    reason: object = cut
                except TransferError as error:
                    if attempt == 0 or error.code != "download_offline":
                        raise
                    reason = error.details
                time.sleep(PAUSE * (attempt + 1))
        raise TransferError("download_cut", reason)

    def _attempt(self, session: requests.Session, url: str, mark: _Mark | None) -> _Mark:
        have = self.part.stat().st_size if mark else 0
        with _open(session, url, have, mark.validator if mark else "") as response:
            if response.status_code == 416:
                return self._settled(response, mark, have)
            kept = self._agreed(response, mark, have)
            if not kept:
                _check_kind(response, self.part)
                self._forget()  # first, so that no beginning is ever described by another file's notes
                mark = _Mark(url, _validator(response), _length(response))
                self._notes.write_text(json.dumps(asdict(mark)), "utf-8")
            assert mark is not None
            self._take(response, kept, mark.total)
        return mark

    def _agreed(self, response: requests.Response, mark: _Mark | None, have: int) -> int:
        """Bytes that stay: all of them if the server continues there with the same file, none if it starts anew."""
        if response.status_code != 206:
            return 0
        start, total = _content_range(response)
        if mark is not None and start == have and total in (None, mark.total):
            return have
        self._forget()
        raise _Cut("der Server schickt einen anderen Teil")

    def _settled(self, response: requests.Response, mark: _Mark | None, have: int) -> _Mark:
        """Nothing left to send: fine if the file is whole, else begin anew."""
        _, total = _content_range(response)
        if mark is not None and total == have:
            return mark
        self._forget()
        raise _Cut("der Server kennt den Rest nicht")

    def _take(self, response: requests.Response, kept: int, total: int | None) -> None:
        if total is not None and total > self.limit:
            self._refuse_size(total)
        done = kept
        with self.part.open("ab" if kept else "wb") as out:
            self.progress(done, total)
            for chunk in _chunks(response):
                done += len(chunk)
                if done > self.limit:
                    self._refuse_size(done)
                out.write(chunk)
                self.progress(done, total)
        if total is not None and done < total:
            raise _Cut(f"{done} von {total} Bytes")

    def _refuse_size(self, size: int) -> None:
        self._forget()
        raise TransferError("download_too_large", round(size / 1e6))

    def _remembered(self, url: str, *, same_run: bool = False) -> _Mark | None:
        """What the ``.part`` file is, if it may be continued: between two calls only if the server named its state."""
        try:
            mark = _Mark(**json.loads(self._notes.read_text("utf-8")))
            usable = mark.url == url and self.part.stat().st_size > 0
        except (OSError, ValueError, TypeError):
            usable = False
        if usable and (mark.validator or (same_run and mark.total is not None)):
            return mark
        self._forget()
        return None

    def _forget(self) -> None:
        self.part.unlink(missing_ok=True)
        self._notes.unlink(missing_ok=True)


def _open(session: requests.Session, url: str, have: int, validator: str) -> requests.Response:
    """The answer to a request; follows redirects, but only to addresses that are as safe."""
    headers = dict(HEADERS)
    if have:
        headers["Range"] = f"bytes={have}-"
        if validator:
            headers["If-Range"] = validator
    for _ in range(REDIRECTS + 1):
        response = _get(session, url, headers)
        if not response.is_redirect:
            break
        response.close()
        target = urljoin(url, response.headers["location"])
        if not is_safe(target) or (url.startswith("https:") and not target.startswith("https:")):
            raise TransferError("download_insecure", target)
        url = target
    else:
        raise TransferError("download_status", "zu viele Weiterleitungen")
    if response.status_code in (200, 206, 416):
        return response
    response.close()
    code = "download_gone" if response.status_code in (404, 410) else "download_status"
    raise TransferError(code, response.status_code)


def _get(session: requests.Session, url: str, headers: dict[str, str]) -> requests.Response:
    try:
        return session.get(url, headers=headers, stream=True, timeout=PATIENCE, allow_redirects=False)
    except exceptions.SSLError as error:
        raise TransferError("download_tls", _why(error)) from error
    except exceptions.ProxyError as error:
        raise TransferError("download_proxy", _why(error)) from error
    except (exceptions.ConnectionError, exceptions.Timeout) as error:
        raise TransferError("download_offline", _why(error)) from error
    except exceptions.RequestException as error:
        raise TransferError("download_status", _why(error)) from error


def _why(error: Exception) -> str:
    """The reason in German, as far as the text of an exception of requests gives it away."""
    text = str(error)
    return next((german for clue, german in REASONS.items() if clue in text), type(error).__name__)


def _chunks(response: requests.Response) -> Iterator[bytes]:
    """The body piece by piece; whatever breaks the stream is a ``_Cut``."""
    try:
        yield from response.iter_content(CHUNK)
    except exceptions.RequestException as error:
        raise _Cut(_why(error)) from error


def _content_range(response: requests.Response) -> tuple[int | None, int | None]:
    match = CONTENT_RANGE.match(response.headers.get("Content-Range", ""))
    if not match:
        return None, None
    start, total = match.groups()
    return (int(start) if start else None), (None if total == "*" else int(total))


def _encoded(response: requests.Response) -> bool:
    """Compressed in spite of the request: then neither length nor ranges are those of the file."""
    return response.headers.get("Content-Encoding", "identity").lower() not in ("", "identity")


def _length(response: requests.Response) -> int | None:
    text = response.headers.get("Content-Length", "")
    return int(text) if text.isdigit() and not _encoded(response) else None


def _validator(response: requests.Response) -> str:
    """What ``If-Range`` may carry: a strong ETag, else the time of the last change."""
    if _encoded(response):
        return ""
    tag = response.headers.get("ETag", "")
    return tag if tag.startswith('"') else response.headers.get("Last-Modified", "")


def _check_kind(response: requests.Response, part: Path) -> None:
    """A web page instead of the file: a notice, a login, a moved address. Raises ``TransferError``."""
    kind = response.headers.get("Content-Type", "").partition(";")[0].strip().lower()
    if kind in ("text/html", "application/xhtml+xml") and ".htm" not in part.name.lower():
        raise TransferError("download_web_page", kind)
