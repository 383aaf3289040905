"""Memory of a server whose workers are forked from one process that has read the data.

Reading leaves several times as much garbage as data behind. Given back to the system before the workers fork, it is not
paid for once more by each of them.
"""

from __future__ import annotations

import ctypes
import gc

import pyarrow as pa

LARGE = 1_000_000  # bytes from which a piece of memory is the system's own and goes back as soon as it is free
HEAPS = 2  # for all threads; each further one keeps what its largest request once took
TRIM, MAPPED, ARENAS = -1, -3, -8  # what malloc.h calls M_TRIM_THRESHOLD, M_MMAP_THRESHOLD, M_ARENA_MAX


def share_one_heap() -> None:
    """Arrow's tables live in the heap of everything else: a pool of its own keeps what it once held. Left alone, the
    heap raises its idea of „large“ to that of the largest file it has seen, and holds on to all below."""
    pa.set_memory_pool(pa.system_memory_pool())
    choose = getattr(ctypes.CDLL(None), "mallopt", None)  # glibc only
    if choose is not None:
        for option, value in ((TRIM, LARGE), (MAPPED, LARGE), (ARENAS, HEAPS)):
            choose(option, value)


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
