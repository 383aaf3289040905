"""Results kept while there is room for them; those not asked for the longest go first."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import TypeVar

T = TypeVar("T")


class Recent:
    """``room``: sum of the weights of all that is kept. Safe to share between threads: two that ask for the same at the
    same moment may both compute it, and both get a right result."""

    def __init__(self, room: int) -> None:
        self._room, self._used = room, 0
        self._kept: OrderedDict[Hashable, tuple[int, object]] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: Hashable, make: Callable[[], T], weight: int) -> T:
        """What ``make`` gives, from memory if it is still there. Errors of ``make`` pass through; nothing is kept."""
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key][1]  # type: ignore[return-value]
        found = make()
        with self._lock:
            self._used += weight - self._kept.get(key, (0, None))[0]
            self._kept[key] = weight, found
            self._kept.move_to_end(key)
            while self._used > self._room:
                self._used -= self._kept.popitem(last=False)[1][0]
        return found
