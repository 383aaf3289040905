"""What a select offers."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Option:
    """``disabled``: shown, but cannot be chosen; the label then says why."""

    value: str
    label: str
    disabled: bool = False


@dataclass(frozen=True, slots=True)
class OptionGroup:
    label: str
    options: tuple[Option, ...]
