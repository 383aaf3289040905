"""What pages of their own have in common: their view fills their components, and a change goes to the address."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from dash import Dash, Input, Output

from geodata.repository import Repository
from layouts.ids import Ids

Shown = Callable[[Repository, str | None], list[Any]]


def show_page(
    app: Dash, current: Callable[[], Repository], view: Ids, props: Sequence[tuple[Ids, str]], shown: Shown
) -> None:
    """The view of the page → values of its components (``props``, in the order ``shown`` gives them)."""

    @app.callback(*[Output(i, p) for i, p in props], Input(view, "data"), prevent_initial_call=True)
    def show(text):  # type: ignore[no-untyped-def]
        return shown(current(), text)


def to_address(view: Ids, *more: tuple[Ids, str]) -> list[Output]:
    """Address, view of the page and navigation after a change; several callbacks give them."""
    parts = ((Ids.VIEW, "data"), (view, "data"), (Ids.NAV, "children"), *more)
    return [Output(component, prop, allow_duplicate=True) for component, prop in parts]
