"""Memory of a server whose workers are forked from one process that has read the data.

Reading leaves several times as much garbage as data behind. Given back to the system before the workers fork, it is not
paid for once more by each of them.
"""

from __future__ import annotations

import ctypes
import gc

import pyarrow as pa


def share_one_heap() -> None:
    """Arrow's tables live in the heap of everything else: a pool of its own keeps what it once held."""
    pa.set_memory_pool(pa.system_memory_pool())


def give_back() -> None:
    """Return what is free, and leave what is in use alone: objects the collector does not touch stay shared."""
    gc.collect()
    pa.default_memory_pool().release_unused()
    trim()
    gc.freeze()


def trim() -> None:
    """Return what is free to the system: after something large that will not come again."""
    release = getattr(ctypes.CDLL(None), "malloc_trim", None)  # glibc only
    if release is not None:
        release(0)
