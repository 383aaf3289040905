"""Pictures for reports: seconds for maps and charts of 53, 396 and 10 000 areas, and the page beside them.

``python -m benchmarks.bench_pictures``. The baseline is an empty sheet with head and foot in the same format, so that
the ratio says what the areas cost.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.karte import synthetic
from dashboard.snapshot.options import read_options
from dashboard.snapshot.page import draw_foot, draw_head
from dashboard.snapshot.render import write
from dashboard.snapshot.request import make
from dashboard.snapshot.sheet import Sheet
from geodata.repository import Repository

ROUNDS = 5
FORMATS = ("png", "svg", "pdf")
NRW = "?region=05&level={}&ind=population"
RASTER = f"?region={synthetic.ROOT}&level=quartier&ind=raster_poverty"
TARGETS = {"396 Gemeinden": 2.0, "10 000 Quartiere": 6.0}


def seconds(repository: Repository, query: str, **wishes: str) -> tuple[float, float, int]:
    """First picture, median of the following, bytes of the last."""
    taken = []
    for _ in range(ROUNDS + 1):
        start = time.perf_counter()
        body = make(repository, query, wishes, "https://example.org/").body
        taken.append(time.perf_counter() - start)
    return taken[0], statistics.median(taken[1:]), len(body)


def empty(form: str) -> float:
    """Median of a sheet without areas."""
    taken = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        options = read_options({"format": form})
        sheet = Sheet(options.sheet)
        draw_head(sheet, options, "Titel", "Untertitel", fictional=False)
        draw_foot(sheet, ["Quelle"], "https://example.org/", code=True)
        write(sheet, options, {"title": "t", "source": "s", "data": "d", "link": "l"})
        taken.append(time.perf_counter() - start)
    return statistics.median(taken)


def main() -> int:
    nrw = Repository.open(None)
    with tempfile.TemporaryDirectory() as folder:
        synthetic.build(Path(folder))
        raster = Repository.open(Path(folder))
        cases = [
            ("53 Kreise", nrw, NRW.format("kreis")), ("396 Gemeinden", nrw, NRW.format("gemeinde")),
            ("10 000 Quartiere", raster, RASTER),
        ]  # fmt: skip
        missed = [name for name, repository, query in cases if not _measure(name, repository, query)]
    return 1 if missed else 0


def _measure(name: str, repository: Repository, query: str) -> bool:
    slowest = 0.0
    for form in FORMATS:
        first, median, size = seconds(repository, query, format=form)
        print(f"{name:18} {form}  erstes {first:5.2f} s  Median {median:5.2f} s  leer {empty(form):5.2f} s"
              f"  {size / 1e6:6.2f} MB", flush=True)  # fmt: skip
        slowest = max(slowest, first, median)
    for show in ("rangfolge", "verteilung", "verlauf"):
        try:
            _, median, _ = seconds(repository, query, show=show)
        except Exception as error:  # a chart that has nothing to draw is no fault of the measurement
            print(f"{name:18} {show}: {error}")
            continue
        print(f"{name:18} {show:12} Median {median:5.2f} s", flush=True)
    return slowest <= TARGETS.get(name, slowest)


if __name__ == "__main__":
    sys.exit(main())
