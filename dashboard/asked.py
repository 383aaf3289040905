"""An address line read strictly, for pictures, files and documents: what quietly showed something else than was asked
for would stand in a report for years."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from urllib.parse import parse_qsl

from dashboard.changing import is_about_data
from dashboard.state import MAX_QUERY, ViewState, resolve
from geodata.errors import GeodataError
from geodata.repository import Repository

STATE_KEYS = ("v", *ViewState.__dataclass_fields__)
MOST_FIELDS = 60
Refusal = Callable[[str], GeodataError]  # details in German → what is raised


def read_parts(query: str, more: Sequence[str], refusal: Refusal) -> dict[str, str]:
    """Keys and values; ``more``: keys that may stand beside those of a view. Raises ``refusal`` for unknown keys and
    what cannot be read."""
    if len(query) > MAX_QUERY:
        raise refusal(f"die Adresse hat {len(query)} Zeichen; höchstens {MAX_QUERY} sind möglich")
    try:
        pairs = parse_qsl(query.removeprefix("?"), keep_blank_values=True, strict_parsing=bool(query.strip("?")),
                          max_num_fields=MOST_FIELDS, errors="strict")  # fmt: skip
    except ValueError:  # UnicodeDecodeError is one
        raise refusal("die Adresse ist beschädigt; kopieren Sie sie noch einmal vollständig") from None
    known = (*STATE_KEYS, *more)
    if unknown := [key for key, _ in pairs if key not in known]:
        raise refusal(f"„{unknown[0][:40]}“ ist kein Teil einer Adresse; bekannt sind {', '.join(known)}")
    return dict(pairs)


def strict_state(
    parts: Mapping[str, str], repository: Repository, refusal: Refusal
) -> tuple[ViewState, tuple[str, ...]]:
    """The view exactly as asked for, of the keys that are its own. That the data changed since is a notice and no
    refusal."""
    state, notices = resolve({k: v for k, v in parts.items() if k in STATE_KEYS}, repository)
    if wrong := [text for text in notices if not is_about_data(text)]:
        raise refusal(f"die Ansicht gibt es so nicht. {' '.join(wrong)}".rstrip("."))
    if parts.get("sel") and not state.sel:
        raise refusal("keines der gewählten Gebiete gibt es in dieser Ansicht")
    return state, notices
