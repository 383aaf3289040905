"""What ``protect`` lets through, ``audit`` cannot undo. The two share no code; only here do they meet."""

from __future__ import annotations

import numpy as np
import pytest

from geodata import __main__ as cli
from tests.geodata.methods.suppression.tables import counts
from tests.geodata.protection.test_protect import MARGINS, WORKED, text

NAMES = ["--rows", "Q", "--columns", "G", "--value", "N", "--total", "S"]


def with_totals(inside: np.ndarray) -> dict[tuple[str, str], str]:
    full = np.zeros(np.add(inside.shape, 1), int)
    full[:-1, :-1] = inside
    full[-1] = full.sum(0)
    full[:, -1] = full.sum(1)
    down, across = ([*(f"{sign}{k}" for k in range(size)), "S"] for sign, size in zip("qg", inside.shape, strict=True))
    return {(q, g): str(full[r, c]) for r, q in enumerate(down) for c, g in enumerate(across)}


@pytest.mark.parametrize("zero", [False, True])
@pytest.mark.parametrize("limit", ["60", "0"])
@pytest.mark.parametrize(("seed", "shape"), [(k, (4 + 3 * k, 3 + k)) for k in range(5)])
def test_nothing_leaks(tmp_path, capfdbinary, seed, shape, limit, zero):
    random = np.random.default_rng(seed)
    table, out = tmp_path / "t.csv", tmp_path / "o.csv"
    table.write_bytes(text(with_totals(counts(random, shape, 10, zeros=0.1))))
    options = [*NAMES, "--threshold", "4"]
    more = ["--time-limit", limit, *(["--protect-zero"] if zero else [])]
    assert cli.main(["protect", str(table), *options, *more, "--out", str(out)]) == 0
    assert cli.main(["audit", str(out), *options]) == 0


def test_the_audit_would_see_it(tmp_path, capfdbinary):
    """One partner taken back: the rectangle is open."""
    table, out = tmp_path / "t.csv", tmp_path / "o.csv"
    table.write_bytes(text(WORKED | MARGINS))
    options = [*NAMES, "--threshold", "3"]
    assert cli.main(["protect", str(table), *options, "--out", str(out)]) == 0
    assert cli.main(["audit", str(out), *options]) == 0
    out.write_bytes(out.read_bytes().replace(b"Q3;b;;geheim", b"Q3;b;38;ok"))
    assert cli.main(["audit", str(out), *options]) == 1
