"""View models' options → what the select components take, and their values back."""

from __future__ import annotations

from typing import Any

from dashboard.conditions import join_ids
from dashboard.views.options import Option, OptionGroup

ABOVE = {"withinPortal": True, "zIndex": 2000}  # lists of options lie above maps
TOTAL = "insgesamt"  # stands for "", which a select cannot hold


def options(found: tuple[Option, ...]) -> list[dict[str, Any]]:
    return [{"value": o.value or TOTAL, "label": o.label, **({"disabled": True} if o.disabled else {})} for o in found]


def grouped(found: tuple[OptionGroup, ...]) -> list[dict[str, Any]]:
    return [{"group": g.label, "items": options(g.options)} for g in found]


def chosen_text(chosen: object) -> str:
    """What was chosen, as text of an address line: several ids as a list of ids."""
    if isinstance(chosen, list | tuple):
        return join_ids(map(str, chosen))
    return "" if chosen in (None, TOTAL) else str(chosen)
