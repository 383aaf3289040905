"""What keeps an instance from starting is said in one German sentence, without a traceback."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from dashboard.settings import Settings
from dashboard.start import HALT, CannotStart, check_addresses, open_app, read_settings

PROJECT = Path(__file__).parents[2]
PATIENCE_SECONDS = 120
GUNICORN = "-m gunicorn app:server --no-control-socket --workers 1 --bind 127.0.0.1:"


@pytest.fixture
def busy() -> Iterator[int]:
    """A port somebody else listens on."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        yield taken.getsockname()[1]


def run(arguments: str, **settings: object) -> subprocess.CompletedProcess[str]:
    environment = {f"QUARTIERSBLICK_{name.upper()}": str(value) for name, value in settings.items()}
    return subprocess.run(
        [sys.executable, *arguments.split()],
        cwd=PROJECT, env={**os.environ, **environment}, capture_output=True, text=True, timeout=PATIENCE_SECONDS,
    )  # fmt: skip


def damaged(folder: Path) -> Path:
    (folder / "published").mkdir(parents=True)
    (folder / "published" / "manifest.json").write_text('{"schema": 1, "packages": {"a": "weg"}}', "utf-8")
    return folder


# -- as processes -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"port": "abc"}, "QUARTIERSBLICK_PORT=abc ist nicht möglich, erlaubt sind ganze Zahlen von 1 bis 65535."),
        (
            {"workspce": "/srv/daten"},
            "QUARTIERSBLICK_WORKSPCE gibt es nicht; gemeint ist wohl QUARTIERSBLICK_WORKSPACE.",
        ),
    ],
)
def test_wrong_settings(settings: dict[str, str], said: str) -> None:
    ended = run("app.py", **settings)
    assert ended.returncode == HALT
    assert ended.stderr.startswith("Quartiersblick startet nicht: ")
    assert said in ended.stderr
    assert ended.stderr.count("\n") == 1


def test_a_busy_port(busy: int) -> None:
    ended = run("app.py", port=busy)
    assert ended.returncode == HALT
    assert f"Port {busy} ist schon belegt" in ended.stderr
    assert f"QUARTIERSBLICK_PORT={busy + 1}" in ended.stderr
    assert ended.stderr.count("\n") == 1


@pytest.mark.slow
def test_a_busy_port_under_gunicorn(busy: int, tmp_path: Path) -> None:
    ended = run(GUNICORN + str(busy), workspace=tmp_path)
    assert ended.returncode == HALT
    assert f"Quartiersblick startet nicht: Port {busy} ist schon belegt" in ended.stderr
    assert "Traceback" not in ended.stderr
    assert "Connection in use" not in ended.stderr


@pytest.mark.slow
@pytest.mark.parametrize("preload", ["", " --preload"])
def test_a_damaged_workspace_under_gunicorn(tmp_path: Path, preload: str) -> None:
    """It ends; a worker that cannot start is not started again and again."""
    ended = run(GUNICORN + "0" + preload, workspace=damaged(tmp_path / "w"))
    assert ended.returncode == HALT
    assert ended.stderr.count("Quartiersblick startet nicht: ") == 1
    assert "Der Arbeitsordner ist beschädigt" in ended.stderr
    assert str(tmp_path / "w") in ended.stderr
    assert "Traceback" not in ended.stderr


# -- piece by piece ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("PORT", "99999", "erlaubt sind ganze Zahlen von 1 bis 65535"),
        ("PORT", "", "QUARTIERSBLICK_PORT= ist nicht möglich"),
        ("IMPORTS", "ja", "erlaubt sind 'auto', 'on' und 'off'"),
        ("UPLOAD_LIMIT_MB", "0", "erlaubt sind ganze Zahlen von 1 bis 1000"),
        ("FORCE_HTTPS", "vielleicht", "erlaubt sind true und false"),
    ],
)
def test_every_value_says_what_is_possible(monkeypatch: pytest.MonkeyPatch, name: str, value: str, said: str) -> None:
    monkeypatch.setenv(f"QUARTIERSBLICK_{name}", value)
    with pytest.raises(CannotStart, match=said):
        read_settings()


def test_names_of_others_are_left_alone() -> None:
    """Variables of the tests begin alike; only what looks like a slip of the pen is refused."""
    read_settings(["QUARTIERSBLICK_REAL_DATA", "QUARTIERSBLICK_CHROMIUM", "QUARTIERSBLICK_PORT", "PATH"])
    with pytest.raises(CannotStart, match="QUARTIERSBLICK_IMPORTS"):
        read_settings(["QUARTIERSBLICK_IMPORT"])


def test_a_file_is_no_workspace(tmp_path: Path) -> None:
    (tmp_path / "w").write_text("x", "utf-8")
    with pytest.raises(CannotStart, match="ist kein Ordner"):
        open_app(Settings(workspace=tmp_path / "w"))


def test_a_workspace_of_another_account(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "w" / "published").mkdir(parents=True)
    monkeypatch.setattr("dashboard.start.os.access", lambda folder, mode: folder.name != "published")
    with pytest.raises(CannotStart, match="für dieses Konto nicht lesbar"):
        open_app(Settings(workspace=tmp_path / "w"))


@pytest.mark.parametrize("host", ["gibt.es.nicht.invalid", "192.0.2.1"])
def test_an_address_that_is_not_ours(host: str) -> None:
    with pytest.raises(CannotStart, match=f"Die Adresse {host} gibt es auf diesem Rechner nicht"):
        check_addresses([(host, 0)])


def test_free_ports_and_other_sorts_of_sockets_are_fine() -> None:
    check_addresses([("127.0.0.1", 0), ("::1", 0), "/run/quartiersblick.sock"])


@pytest.mark.parametrize(
    ("settings", "shown"),
    [
        ({}, True),
        ({"host": "0.0.0.0"}, False),
        ({"imports": "off"}, False),
        ({"imports": "on", "host": "0.0.0.0"}, True),
        ({"imports": "off", "show_internal": True}, True),
    ],
)
def test_internal_datasets_are_loaded_where_not_everybody_reaches_them(
    settings: dict[str, object], shown: bool
) -> None:
    assert Settings(**settings).shows_internal is shown  # type: ignore[arg-type]
