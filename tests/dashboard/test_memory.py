"""Memory that is free goes back to the system, even if something small lies above it."""

from __future__ import annotations

import subprocess
import sys

import pytest

PROBE = """
import sys
from pathlib import Path
if sys.argv[1] == "yes":
    from dashboard.memory import share_one_heap
    share_one_heap()
def held():
    lines = Path("/proc/self/smaps_rollup").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("Rss:")) // 1000
bytearray(b"x" * 2_000_000)  # freed: from now on the heap takes two megabytes for small
before = held()
pieces = [bytearray(b"x" * 1_900_000) for _ in range(60)]
last = pieces[-1]
del pieces
print(held() - before)
"""


def left_over(chosen: str) -> int:
    """Megabytes a process still holds after it freed 59 of 60 pieces."""
    done = subprocess.run([sys.executable, "-c", PROBE, chosen], capture_output=True, text=True, check=True)
    return int(done.stdout)


@pytest.mark.skipif(sys.platform != "linux", reason="nur mit glibc")
def test_large_pieces_go_back() -> None:
    assert left_over("no") > 50  # what it is good for
    assert left_over("yes") < 10
