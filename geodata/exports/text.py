"""Text cells and numbers as files for spreadsheets hold them."""

from __future__ import annotations

import math

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")
GUARD = "'"
PLACES = 10  # behind the decimal sign; enough to tell any two published figures apart


def safe_text(text: str) -> str:
    """Text that a spreadsheet shows instead of running it as a formula, whatever stands before its first sign."""
    begins = text.lstrip(f" \u00a0{GUARD}")
    return f"{GUARD}{text}" if begins.startswith(FORMULA_STARTS) else text


def unguarded(text: str) -> str:
    """What ``safe_text`` was given."""
    return text[1:] if text.startswith(GUARD) and safe_text(text[1:]) == text else text


def number_text(number: float, decimal: str = ",") -> str:
    """``-1234,5``; no grouping, "" for NaN. A negative number stays a number."""
    if math.isnan(number):
        return ""
    text = f"{number:.{PLACES}f}".rstrip("0").rstrip(".")
    return ("0" if text == "-0" else text).replace(".", decimal)
