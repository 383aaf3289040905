"""What a process costs, read from /proc (Linux)."""

from __future__ import annotations

import os
import time
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

TICK = os.sysconf("SC_CLK_TCK")
USER, SYSTEM = 11, 12  # utime and stime after the name of the command; cutime and cstime follow


def children(pid: int) -> list[int]:
    """Processes started by the main thread of ``pid``, oldest first."""
    return [int(text) for text in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def ticks_of(stat: str, *, ended_children: bool = False) -> int:
    """utime + stime of a line of ``/proc/PID/stat``; the command in parentheses may itself hold anything.

    ``ended_children``: with those of its children that ended and were waited for.
    """
    fields = stat.rpartition(")")[2].split()
    return sum(map(int, fields[USER : SYSTEM + (3 if ended_children else 1)]))


def cpu_seconds(pids: Iterable[int]) -> float:
    """Processor time of processes so far, user and system together; resolution: one tick (10 ms)."""
    return sum(ticks_of(Path(f"/proc/{pid}/stat").read_text()) for pid in pids) / TICK


def own_seconds() -> float:
    """Processor time of this process, of everything it started and of what has ended since (as far as awaited)."""
    total, waiting = 0, [os.getpid()]
    while waiting:
        pid = waiting.pop()
        with suppress(OSError):  # ended meanwhile
            waiting += children(pid)
            total += ticks_of(Path(f"/proc/{pid}/stat").read_text(), ended_children=True)
    return total / TICK


class Foreign:
    """Part of the processors' time (0 … 1) that processes not our own used between two looks."""

    def __init__(self) -> None:
        self._own, self._idle, self._total = own_seconds(), *_processor_ticks()

    def share(self) -> float:
        idle, total = _processor_ticks()
        passed = total - self._total
        used = passed - (idle - self._idle) - TICK * (own_seconds() - self._own)
        return min(1.0, max(0.0, used / passed)) if passed else 0.0


def pss_of(rollup: str) -> int:
    """Bytes of proportional set size in the text of ``smaps_rollup``."""
    line = next(line for line in rollup.splitlines() if line.startswith("Pss:"))
    return int(line.split()[1]) * 1024


def pss_bytes(pid: int) -> int:
    """Memory of a process; pages shared with others count in equal parts."""
    return pss_of(Path(f"/proc/{pid}/smaps_rollup").read_text())


def idle_share(seconds: float) -> float:
    """Part of the processors' time (0 … 1) that nobody used while this function waited."""
    before = _processor_ticks()
    time.sleep(seconds)
    idle, total = (after - start for after, start in zip(_processor_ticks(), before, strict=True))
    return idle / total if total else 1.0


def _processor_ticks() -> tuple[int, int]:
    """Idle and all ticks since boot; the first line of /proc/stat: user nice system idle iowait …"""
    fields = [int(text) for text in Path("/proc/stat").read_text().partition("\n")[0].split()[1:9]]
    return fields[3] + fields[4], sum(fields)
