"""Colours and figures' look: one place for what is not CSS. Class colours: ``dashboard.ramps``."""

from __future__ import annotations

from dashboard.ramps import RAMPS, colours

__all__ = ["ACCENT", "FONT", "INK", "LINE", "MUTED", "RAMPS", "colours"]

INK = "#17242f"
MUTED = "#52616f"
LINE = "#d5dce2"
ACCENT = "#0b5a7d"
FONT = "'Source Sans 3', 'Source Sans Pro', 'Segoe UI', Arial, sans-serif"
