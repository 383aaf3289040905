"""Inputs, outputs and ids fit together, and callbacks only wire."""

from __future__ import annotations

import ast
import json
from pathlib import Path
from typing import Any

import pytest

from dashboard.factory import FAILED
from layouts.ids import Ids
from tests.dashboard.app_client import Browser, app_over, outputs, plain
from tests.dashboard.small import small

SOURCES = sorted((Path(__file__).parents[2] / "callbacks").glob("*.py"))
LONGEST_BODY = 12


@pytest.fixture(scope="module")
def browser() -> Browser:
    return Browser(app_over(small()).server.test_client())


def ids_in(tree: Any) -> list[str]:
    if isinstance(tree, list):
        return [i for part in tree for i in ids_in(part)]
    if not isinstance(tree, dict):
        return []
    own = [tree["props"]["id"]] if "namespace" in tree and "id" in tree["props"] else []
    return own + [i for part in tree.values() for i in ids_in(part)]


def test_every_id_of_a_callback_stands_on_the_page_once(browser: Browser) -> None:
    on_page = ids_in(browser.client.get("/_dash-layout").get_json())
    assert sorted(on_page) == sorted(set(on_page))
    for callback in browser.callbacks():
        wired = [part["id"] for part in callback["inputs"] + callback["state"]]
        wired += [output.rsplit(".", 1)[0] for output in outputs(callback)]
        assert {i for i in wired if not i.startswith("{")} <= set(on_page), callback["output"]
        assert {json.loads(i)["type"] for i in wired if i.startswith("{")} <= {i.value for i in Ids}


def test_no_output_has_two_writers(browser: Browser) -> None:
    written = [output for callback in browser.callbacks() for output in outputs(callback)]
    assert sorted(written) == sorted(set(written))


def test_no_callback_fails_on_a_page_that_holds_nothing_yet(browser: Browser) -> None:
    for callback in browser.server_callbacks():
        first = callback["inputs"][0]
        answer = browser.post(callback["output"], f"{first['id']}.{first['property']}", {})
        assert answer.status_code in (200, 204), callback["output"]
        assert FAILED[:20] not in plain(answer).decode(), callback["output"]


def test_one_change_of_a_control_is_one_request(browser: Browser) -> None:
    """Nothing that ``sync`` writes is an input of another callback of the server while the page „Karte“ is open,
    but for what is typed and only written back when it has changed."""
    (sync,) = (c for c in browser.server_callbacks() if "view.data" in c["output"] and "requested" in str(c["inputs"]))
    other_pages = {f"{page}.data" for page in (Ids.DATA_VIEW, Ids.NEEDS_VIEW, Ids.SURVEY_VIEW)}
    written = set(outputs(sync)) - other_pages - {f"{Ids.BOUNDS}.value", f"{Ids.THRESHOLD_NUMBER}.value"}
    others = [c for c in browser.server_callbacks() if c["output"] != sync["output"]]
    assert not {f"{p['id']}.{p['property']}" for c in others for p in c["inputs"]} & written


def test_hovering_and_moving_the_map_are_no_inputs_of_the_server(browser: Browser) -> None:
    asked = {f"{p['id']}.{p['property']}" for c in browser.server_callbacks() for p in c["inputs"] + c["state"]}
    assert not {a for a in asked if "hover" in a.lower() or a.startswith(f"{Ids.MAP}.")}


def test_no_clientside_code_is_written_into_the_page(browser: Browser) -> None:
    """Inline code would need a hash each; the functions live in assets/*.js."""
    assets = (SOURCES[0].parents[1] / "dashboard" / "assets").glob("*.js")
    script = "\n".join(file.read_text("utf-8") for file in assets)
    for callback in browser.callbacks():
        if found := callback["clientside_function"]:
            assert f"window.dash_clientside.{found['namespace']} = {{" in script
            assert f"    {found['function_name']}: (" in script


# -- source -----------------------------------------------------------------------------------------------------


def trees() -> list[tuple[str, ast.Module]]:
    return [(file.name, ast.parse(file.read_text("utf-8"))) for file in SOURCES]


def test_component_ids_are_never_literals() -> None:
    literal = [
        f"{name}:{call.lineno}"
        for name, tree in trees()
        for call in ast.walk(tree)
        if isinstance(call, ast.Call)
        and isinstance(call.func, ast.Name)
        and call.func.id in {"Input", "Output", "State"}
        for first in [*call.args[:1], *(k.value for k in call.keywords if k.arg == "component_id")]
        for part in (first.values[:1] if isinstance(first, ast.Dict) else [first])  # type of a pattern id
        if isinstance(part, ast.Constant | ast.JoinedStr)
    ]
    assert literal == []


def callback_functions() -> list[tuple[str, ast.FunctionDef]]:
    return [
        (f"{name}:{function.name}", function)
        for name, tree in trees()
        for function in ast.walk(tree)
        if isinstance(function, ast.FunctionDef)
        and any("callback" in ast.unparse(decorator) for decorator in function.decorator_list)
    ]


def test_callbacks_are_found_at_all() -> None:
    assert {name for name, _ in callback_functions()} >= {"karte.py:show_selected", "state.py:sync"}


@pytest.mark.parametrize(("name", "function"), callback_functions(), ids=lambda x: x if isinstance(x, str) else "")
def test_a_callback_body_stays_short(name: str, function: ast.FunctionDef) -> None:
    last = function.body[-1].end_lineno or 0
    assert last - function.body[0].lineno + 1 <= LONGEST_BODY
