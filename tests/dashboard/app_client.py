"""The application over a given repository, asked the way a browser asks."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import brotli
from dash import Dash
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from dashboard.factory import create_app
from dashboard.settings import Settings
from geodata.repository import Repository


class FixedProvider:
    """Stands in for ``RepositoryProvider``: hands out one repository, or whatever it is told."""

    def __init__(self, current: Callable[[], Repository]) -> None:
        self.current = current


def app_over(repository: Repository, imports: str = "off", **more: str) -> Dash:
    """The application over a repository; imports are off, so that no callback writes anywhere."""
    settings = Settings(imports=imports, **more)  # type: ignore[arg-type]
    return create_app(settings, FixedProvider(lambda: repository))  # type: ignore[arg-type]


@dataclass(frozen=True)
class Browser:
    """Sends what Dash's renderer would send. Callbacks are named by a part of their output."""

    client: FlaskClient

    def callbacks(self) -> list[dict[str, Any]]:
        return self.client.get("/_dash-dependencies").get_json()

    def server_callbacks(self) -> list[dict[str, Any]]:
        return [c for c in self.callbacks() if not c["clientside_function"]]

    def post(self, output: str, changed: str, values: dict[str, Any]) -> TestResponse:
        """Answer of the callback with ``output`` to a change of ``changed``; missing ``values`` are None."""
        named = [c for c in self.server_callbacks() if output in c["output"]]
        asked = [c for c in named if changed in {f"{p['id']}.{p['property']}" for p in c["inputs"]}]
        found = next((c for c in named if c["output"] == output), (asked or named)[0])

        def filled(parts: list[dict[str, str]]) -> list[Any]:
            return [
                [] if p["id"].startswith("{") else {**p, "value": values.get(f"{p['id']}.{p['property']}")}
                for p in parts
            ]

        wanted = [dict(zip(("id", "property"), o.rsplit(".", 1), strict=True)) for o in outputs(found)]
        payload = {
            "output": found["output"],
            "outputs": wanted if found["output"].startswith("..") else wanted[0],
            "inputs": filled(found["inputs"]),
            "state": filled(found["state"]),
            "changedPropIds": [changed],
        }
        return self.client.post("/_dash-update-component", json=payload, headers={"Accept-Encoding": "br, gzip"})

    def ask(self, output: str, changed: str, values: dict[str, Any]) -> dict[str, dict[str, Any]]:
        """Like ``post``, read: component id → property → value."""
        answer = self.post(output, changed, values)
        assert answer.status_code == 200, answer.status
        found = json.loads(plain(answer))["response"]
        if "data" in found.get("values", {}):
            found["values"]["data"] = unpacked(found["values"]["data"])
        return found


def unpacked(values: dict[str, Any]) -> dict[str, Any]:
    """Figures for the browser with their columns read, as it reads them (assets/0_model.js)."""
    return {**values, "maps": [{**m, **json.loads(m["columns"])} for m in values["maps"]]}


def outputs(callback: dict[str, Any]) -> list[str]:
    """``id.property`` of every output of a callback; one of several writers carries ``@hash`` at its end."""
    return callback["output"].strip(".").split("...")


def plain(answer: TestResponse) -> bytes:
    """Body without its content encoding."""
    decode = {"br": brotli.decompress, "gzip": gzip.decompress}.get(answer.headers.get("Content-Encoding", ""))
    return decode(answer.data) if decode else answer.data


def open_view(browser: Browser, query: str = "") -> dict[str, Any]:
    """What the browser holds after following a link: the values of every ``id.property`` that callbacks answered."""
    answer = browser.ask("view.data", "requested.data", {"requested.data": query})
    return {f"{i}.{p}": v for i, props in answer.items() for p, v in props.items()}


def choose(browser: Browser, held: dict[str, Any], control: str, value: object) -> dict[str, dict[str, Any]]:
    """Answer to a control changed by somebody in the view ``held``."""
    return browser.ask("view.data", f"{control}.value", {**held, f"{control}.value": value})
