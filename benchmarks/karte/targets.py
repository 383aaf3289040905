"""From samples to lines of a table, with the targets that hold for them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass

from benchmarks.karte.cases import Case
from benchmarks.karte.load import Load
from benchmarks.karte.scenario import Samples
from benchmarks.karte.visit import Step
from benchmarks.measuring import median

FIRST_TIME, FIRST_BYTES = 1 / 2, 1 / 4  # of the baseline
POINT_MS, PSS_MB, P95_MS = 50.0, 300.0, 300.0


@dataclass(frozen=True)
class Row:
    """One line. ``most_ratio``: target as part of the baseline; ``most``: target in the unit itself."""

    key: str
    what: str
    unit: str
    ours: float | None
    baseline: float | None = None
    most_ratio: float | None = None
    most: float | None = None

    @property
    def ratio(self) -> float | None:
        return self.ours / self.baseline if self.ours is not None and self.baseline else None

    @property
    def passed(self) -> bool | None:
        """None without a target. A target that could not be measured is missed."""
        if self.most_ratio is not None:
            return self.ratio is not None and self.ratio <= self.most_ratio
        if self.most is not None:
            return self.ours is not None and self.ours <= self.most
        return None

    def as_json(self) -> dict[str, object]:
        return {**asdict(self), "ratio": self.ratio, "passed": self.passed}


Get = Callable[[Step], float | None]


def _map_ms(step: Step) -> float:
    return step.map_ms


def _all_ms(step: Step) -> float:
    """Until the last of all views, map included."""
    return max(step.map_ms, step.views_ms or 0.0)


def _until_kb(step: Step) -> float:
    return step.until / 1000


def _received_kb(step: Step) -> float:
    return step.received / 1000


def _sent_kb(step: Step) -> float:
    return step.sent / 1000


def rows(case: Case, ours: Samples, baseline: Samples) -> list[Row]:
    """All lines of a case, in order of reading."""
    return [*_first(ours, baseline), *_change(case, ours, baseline), *_server(ours, baseline)]


def _of(steps: Sequence[Step], get: Get) -> float | None:
    return median([get(step) for step in steps])


def _first(ours: Samples, baseline: Samples) -> list[Row]:
    a, b = ours.first, baseline.first
    return [
        Row("first_ms", "navigation → map drawn", "ms", _of(a, _map_ms), _of(b, _map_ms), FIRST_TIME),
        Row("first_kb", "received until the map is drawn", "kB", _of(a, _until_kb), _of(b, _until_kb), FIRST_BYTES),
        Row("first_total_kb", "received until all is quiet", "kB", _of(a, _received_kb), _of(b, _received_kb)),
        Row("first_all_ms", "navigation → all views drawn", "ms", _of(a, _all_ms)),
    ]


def _change(case: Case, ours: Samples, baseline: Samples) -> list[Row]:
    a, b, chart, click = ours.changes, baseline.changes, ours.changes_chart, ours.clicks
    most = case.change_kb
    return [
        Row(
            "change_ms", "indicator chosen → map recoloured", "ms", _of(a, _map_ms), _of(b, _map_ms), case.change_ratio
        ),
        Row("change_all_ms", "indicator chosen → all views", "ms", _of(a, _all_ms)),
        Row("chart_map_ms", "the same with an open chart: map", "ms", _of(chart, _map_ms)),
        Row("chart_all_ms", "the same with an open chart: all views", "ms", _of(chart, _all_ms)),
        Row("change_kb", "received per change", "kB", _of(a, _received_kb), _of(b, _received_kb), most=most),
        Row("chart_kb", "received per change with an open chart", "kB", _of(chart, _received_kb), most=most),
        Row("change_sent_kb", "sent per change", "kB", _of(a, _sent_kb), _of(b, _sent_kb)),
        Row("point_ms", "area pointed at → map, table and chart", "ms", median(ours.points), most=POINT_MS),
        Row("click_ms", "area clicked → all views", "ms", _of(click, _all_ms)),
        Row("click_kb", "received per click", "kB", _of(click, _received_kb)),
    ]


def _server(ours: Samples, baseline: Samples) -> list[Row]:
    return [
        Row("change_cpu_ms", "server CPU per change", "ms", _cpu_ms(ours), _cpu_ms(baseline)),
        Row("pss_mb", "memory per worker (PSS, the larger)", "MB", _pss_mb(ours), _pss_mb(baseline), most=PSS_MB),
        *_load("change", ours.load_change, baseline.load_change),
        *_load("click", ours.load_click, baseline.load_click),
    ]


def _cpu_ms(samples: Samples) -> float | None:
    """Mean, not median: the clock of the system ticks every 10 ms."""
    return 1000 * sum(samples.cpu) / len(samples.cpu) if samples.cpu else None


def _pss_mb(samples: Samples) -> float | None:
    return max(samples.pss) / 1e6 if samples.pss else None


def _load(key: str, mine: Load | None, theirs: Load | None) -> list[Row]:
    if mine is None:
        return []
    text = f"{mine.clients} at once: answer to a {key}"
    return [
        Row(f"load_{key}_p50", f"{text}, p50", "ms", mine.p50, theirs.p50 if theirs else None),
        Row(f"load_{key}_p95", f"{text}, p95", "ms", mine.p95, theirs.p95 if theirs else None, most=P95_MS),
    ]
