"""Starting an instance: what is wrong with it is said in one German sentence, for ``python app.py`` and gunicorn."""

from __future__ import annotations

import errno
import os
import socket
import sys
from collections.abc import Iterable
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any, NoReturn

from pydantic import ValidationError

from dashboard.settings import PREFIX, Settings
from geodata.errors import GeodataError, reason

if TYPE_CHECKING:
    from dash import Dash

HALT = 4  # gunicorn takes this for „cannot be loaded“ and ends, instead of starting the same worker again for ever
ADVICE = "Ändern oder entfernen Sie die Umgebungsvariable; docs/handbook.md erklärt sie unter „Einstellungen“."


class CannotStart(Exception):
    """Carries the sentence for the operator."""


def load(*, listening: bool) -> tuple[Settings, Dash]:
    """Settings and application, or the end of this process. ``listening``: on the address of the settings, soon."""
    try:
        settings = read_settings()
        if listening:
            check_addresses([(settings.host, settings.port)])
        return settings, open_app(settings)
    except CannotStart as error:
        end(error)


def serve(settings: Settings, app: Dash) -> None:
    """Run on the development server, for one person on her own machine."""
    print(f"Quartiersblick NRW läuft: http://{settings.host}:{settings.port} (beenden mit Strg+C)", flush=True)
    app.run(host=settings.host, port=settings.port, debug=False)


def end(error: CannotStart) -> NoReturn:
    print(f"Quartiersblick startet nicht: {error}", file=sys.stderr, flush=True)
    raise SystemExit(HALT)


def read_settings(environment: Iterable[str] | None = None) -> Settings:
    """Settings from the environment. Raises ``CannotStart`` for values and for names that look mistyped."""
    known = [PREFIX + name.upper() for name in Settings.model_fields]
    for name in os.environ if environment is None else environment:
        if name.upper().startswith(PREFIX) and name.upper() not in known:
            close = get_close_matches(name.upper(), known, n=1, cutoff=0.9)
            if close:
                raise CannotStart(f"Die Einstellung {name} gibt es nicht; gemeint ist wohl {close[0]}. {ADVICE}")
    try:
        return Settings()
    except ValidationError as error:
        raise CannotStart(f"{'; '.join(_readable(e) for e in error.errors())}. {ADVICE}") from None


def _readable(finding: Any) -> str:
    name = str(finding["loc"][0])
    return f"{PREFIX}{name.upper()}={finding['input']} ist nicht möglich, {_possible(name, finding)}"


def _possible(name: str, finding: Any) -> str:
    if finding["type"] == "value_error":  # a rule of ours, in German
        return str(finding["ctx"]["error"])
    bounds = {type(rule).__name__: rule for rule in Settings.model_fields[name].metadata}
    if "Ge" in bounds and "Le" in bounds:
        return f"erlaubt sind ganze Zahlen von {bounds['Ge'].ge} bis {bounds['Le'].le}"
    if expected := finding.get("ctx", {}).get("expected"):
        return f"erlaubt sind {expected.replace(' or ', ' und ')}"
    return "erlaubt sind true und false" if finding["type"] == "bool_parsing" else "der Wert ist nicht lesbar"


def open_app(settings: Settings) -> Dash:
    """The application. Raises ``CannotStart`` for a workspace that cannot be read."""
    where = f"„{settings.workspace}“ (QUARTIERSBLICK_WORKSPACE)"
    try:
        if settings.workspace.exists() and not settings.workspace.is_dir():
            raise CannotStart(f"Der Arbeitsordner {where} ist kein Ordner. Nennen Sie einen anderen.")
        for folder in (settings.workspace, settings.workspace / "published"):
            if folder.exists() and not os.access(folder, os.R_OK | os.X_OK):
                raise CannotStart(f"Der Arbeitsordner {where} ist für dieses Konto nicht lesbar. Geben Sie ihm Rechte.")
        from dashboard.factory import create_app  # takes seconds; what is wrong with the settings is said before

        return create_app(settings)
    except GeodataError as error:
        raise CannotStart(f"{error} Betroffen ist der Arbeitsordner {where}.") from error
    except OSError as error:
        raise CannotStart(f"Der Arbeitsordner {where} lässt sich nicht öffnen ({reason(error)}).") from error


def check_addresses(addresses: Iterable[Any]) -> None:
    """Whether these can be listened on: (host, port) pairs; sockets of other sorts are left alone.

    Raises ``CannotStart``.
    """
    for address in addresses:
        if isinstance(address, tuple):
            _check(str(address[0]), int(address[1]))


def _check(host: str, port: int) -> None:
    try:
        family, kind, protocol, _, place = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind, protocol) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(place)
    except socket.gaierror:
        raise CannotStart(f"Die Adresse {host} gibt es auf diesem Rechner nicht (QUARTIERSBLICK_HOST).") from None
    except OSError as error:
        raise CannotStart(_refused(error.errno, host, port)) from None


def _refused(number: int | None, host: str, port: int) -> str:
    if number == errno.EADDRINUSE:
        return (
            f"Port {port} ist schon belegt, vielleicht läuft Quartiersblick bereits: http://{host}:{port}. Beenden Sie "
            f"das andere Programm oder wählen Sie einen anderen Port, zum Beispiel QUARTIERSBLICK_PORT={port + 1}."
        )
    if number == errno.EACCES:
        return f"Port {port} darf dieses Konto nicht öffnen. Wählen Sie einen ab 1024 (QUARTIERSBLICK_PORT)."
    return f"Die Adresse {host} gibt es auf diesem Rechner nicht (QUARTIERSBLICK_HOST)."
