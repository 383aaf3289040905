"""A run as a table on screen, as JSON, and as the table in docs/performance.md."""

from __future__ import annotations

import json
import os
import platform
import re
import statistics
from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from rich.console import Console
from rich.table import Table

from benchmarks.karte.scenario import Samples
from benchmarks.karte.targets import Row
from benchmarks.karte.visit import Step
from benchmarks.measuring import median

DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "performance.md"
BEGIN, END = "<!-- run: begin -->", "<!-- run: end -->"
DETAIL_LINES = 12


@dataclass(frozen=True)
class CaseReport:
    title: str
    rows: list[Row]
    samples: dict[str, Samples]

    @property
    def disturbance(self) -> str:
        """How much of the processors others used meanwhile; what counts against the times."""
        visits = median([share for s in self.samples.values() for share in s.foreign]) or 0.0
        crowd = self.samples["ours"].foreign_load
        return f"others used {100 * visits:.0f} % of the processors during visits, {100 * crowd:.0f} % while many acted"


def environment(runs: int, browser_version: str) -> dict[str, str]:
    """What absolute values depend on."""
    memory = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") / 2**30
    return {
        "date": date.today().isoformat(),
        "runs": str(runs),
        "processors": str(len(os.sched_getaffinity(0))),
        "memory": f"{memory:.0f} GiB",
        "load average": f"{os.getloadavg()[2]:.1f}",
        "python": platform.python_version(),
        "chromium": browser_version,
    }


def number(value: float | None) -> str:
    """Three significant digits, thousands apart; – for nothing."""
    if value is None:
        return "–"
    return f"{value:,.0f}".replace(",", " ") if value >= 100 else f"{value:.3g}"


def target(row: Row) -> str:
    if row.most_ratio is not None:
        return f"≤ 1/{1 / row.most_ratio:.0f}"
    return f"≤ {row.most:g} {row.unit}" if row.most is not None else ""


def ratio(row: Row) -> str:
    """Below one the share reads easier as a fraction."""
    if row.ratio is None:
        return ""
    return f"1/{1 / row.ratio:.1f}" if 0 < row.ratio < 1 else f"{row.ratio:.1f}"


def verdict(row: Row) -> str:
    return {True: "pass", False: "FAIL", None: ""}[row.passed]


def cells(row: Row) -> list[str]:
    baseline = f"{number(row.baseline)} {row.unit}" if row.baseline is not None else ""
    return [row.what, f"{number(row.ours)} {row.unit}", baseline, ratio(row), target(row), verdict(row)]


HEAD = ["", "ours", "baseline", "ratio", "target", ""]


def show(console: Console, report: CaseReport) -> None:
    table = Table(*HEAD, title=report.title, title_justify="left")
    for column in table.columns[1:5]:
        column.justify = "right"
    for row in report.rows:
        colour = {True: "green", False: "red", None: ""}[row.passed]
        table.add_row(*cells(row), style=colour)
    console.print(table)
    console.print(f"{report.disturbance}\n")


def show_details(console: Console, report: CaseReport) -> None:
    """Of our side: bytes and server time of what is asked for, and what keeps the browser's main thread busy."""
    ours = report.samples["ours"]
    for what, steps in (("first map", ours.first), ("change", ours.changes), ("click", ours.clicks)):
        table = Table(
            "kB", "server ms", "at ms", "times", "path", title=f"{report.title}: {what}", title_justify="left"
        )
        for line in resources(steps)[:DETAIL_LINES]:
            table.add_row(*line)
        busy = median([sum(length for _, length in step.long_tasks) for step in steps])
        worst = median([max((length for _, length in step.long_tasks), default=0.0) for step in steps])
        lead = median([s.map_ms - s.mark_ms for s in steps if s.mark_ms is not None])
        console.print(table)
        console.print(f"long tasks: {number(busy)} ms in all, the longest {number(worst)} ms")
        console.print(f"own mark of the map before the last change seen: {number(lead)} ms\n")


def resources(steps: list[Step]) -> list[tuple[str, str, str, str, str]]:
    """Requests by path and outputs: median bytes, server time and start, and how many steps asked; largest first."""
    found: dict[str, list[tuple[float, float, float]]] = defaultdict(list)
    for step in steps:
        start = step.requests[0].start if step.requests else 0.0
        for request in step.requests:
            moment = 1000 * (request.start - start)
            found[_path(request.url, request.body)].append((request.received / 1000, 1000 * request.server, moment))
    lines = []
    for path, values in found.items():
        kb, ms, moment = (statistics.median(part) for part in zip(*values, strict=True))
        lines.append((kb, (number(kb), number(ms), number(moment), str(len(values)), path)))
    return [texts for _, texts in sorted(lines, key=lambda line: -line[0])]


def _path(url: str, body: str) -> str:
    path = re.sub(r"\.v\d[\w.]*m\d+|[0-9a-f]{12,}", "…", urlsplit(url).path)
    try:
        return f"{path} {json.loads(body)['output'][:60]}" if body else path
    except (ValueError, KeyError, TypeError):
        return path


def as_json(facts: dict[str, str], reports: dict[str, CaseReport]) -> dict[str, Any]:
    return {
        "environment": facts,
        "cases": {
            key: {
                "title": report.title,
                "foreign": {n: {"visits": s.foreign, "load": s.foreign_load} for n, s in report.samples.items()},
                "rows": {row.key: row.as_json() for row in report.rows},
                "samples": {name: _samples(s) for name, s in report.samples.items()},
            }
            for key, report in reports.items()
        },
    }


def _samples(samples: Samples) -> dict[str, Any]:
    parts = ("first", "changes", "changes_chart", "clicks")
    return {
        part: [
            {"map_ms": s.map_ms, "views_ms": s.views_ms, "mark_ms": s.mark_ms, "until": s.until, "received": s.received}
            for s in getattr(samples, part)
        ]
        for part in parts
    }


def write_document(facts: dict[str, str], reports: dict[str, CaseReport]) -> None:
    """Put the table of this run between the markers of docs/performance.md."""
    text = DOCUMENT.read_text("utf-8")
    before, _, rest = text.partition(BEGIN)
    after = rest.partition(END)[2]
    DOCUMENT.write_text(f"{before}{BEGIN}\n{_markdown(facts, reports)}{END}{after}", "utf-8")


def _markdown(facts: dict[str, str], reports: dict[str, CaseReport]) -> str:
    lines = [", ".join(f"{name} {value}" for name, value in facts.items()) + ".", ""]
    for report in reports.values():
        lines += [f"### {report.title}", "", "| " + " | ".join(HEAD).strip() + " |", "|---|---:|---:|---:|---:|---|"]
        lines += ["| " + " | ".join(cells(row)) + " |" for row in report.rows]
        lines += ["", f"{report.disturbance[0].upper()}{report.disturbance[1:]}.", ""]
    return "\n".join(lines) + "\n"
