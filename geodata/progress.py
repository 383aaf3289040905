"""How long work tells how far it is."""

from __future__ import annotations

from collections.abc import Callable

Progress = Callable[[str, float | None], None]
"""Step in German, and the share done (0 to 1; None = not known)."""


def silent(_step: str, _share: float | None) -> None:
    """Progress that nobody watches."""


def part(progress: Progress, start: float, end: float) -> Progress:
    """Progress of one stage that takes from ``start`` to ``end`` of the whole."""

    def note(step: str, share: float | None) -> None:
        progress(step, None if share is None else start + (end - start) * share)

    return note
