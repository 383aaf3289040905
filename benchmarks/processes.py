"""What a process costs, read from /proc (Linux)."""

from __future__ import annotations

import os
import time
from collections.abc import Iterable
from pathlib import Path

TICK = os.sysconf("SC_CLK_TCK")
USER, SYSTEM = 11, 12  # utime and stime, counted after the name of the command


def children(pid: int) -> list[int]:
    """Processes started by the main thread of ``pid``, oldest first."""
    return [int(text) for text in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def ticks_of(stat: str) -> int:
    """utime + stime of a line of ``/proc/PID/stat``; the command in parentheses may itself hold anything."""
    fields = stat.rpartition(")")[2].split()
    return int(fields[USER]) + int(fields[SYSTEM])


def cpu_seconds(pids: Iterable[int]) -> float:
    """Processor time of processes so far, user and system together; resolution: one tick (10 ms)."""
    return sum(ticks_of(Path(f"/proc/{pid}/stat").read_text()) for pid in pids) / TICK


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
