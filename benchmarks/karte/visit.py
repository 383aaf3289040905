"""One visit to a page in a fresh browser context: cold cache, real events, and what each of them took."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from playwright.sync_api import Error, Page, Playwright, ViewportSize

from benchmarks.karte.wire import Journal, Request, watch

PROBE = Path(__file__).with_name("probe.js").read_text("utf-8")
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1",
]
SIZE: ViewportSize = {"width": 1440, "height": 900}
LIVES = 5
T = TypeVar("T")
QUIET_MS, POLL_MS, LIMIT_MS = 700, 50, 90_000
MOST_OPTIONS, KEY_MS, KEPT_MS = 80, 2_000, 150
ASIDE = (4, 4)  # where the pointer rests: on nothing that reacts
FEWEST_COLOURS = 3
PLACES = [(across / 10, down / 10) for down in (4, 5, 6) for across in (4, 6, 5)]  # parts of the map's width and height
POINTED_MS, FEWEST_PLACES = 400, 5
MARK_TOLERANCE_MS = 50.0


class NotMeasuredError(RuntimeError):
    """The page did not do what the measurement presumes."""


@dataclass(frozen=True)
class Step:
    """What one event took. ``map_ms``/``views_ms``: from the event (or navigation) to the end of the frame in which
    the map (the views beside it, None if none changed) changed for the last time. ``until``: bytes received until the
    map was drawn, ``received``: until everything was quiet, ``sent``: bytes of request bodies. ``signature``: of the
    map at the end. ``mark_ms``: the page's own mark for the map, if it sets one."""

    map_ms: float
    views_ms: float | None
    until: float
    received: float
    sent: int
    signature: str
    mark_ms: float | None
    long_tasks: list[tuple[float, float]]
    requests: list[Request]


@dataclass
class Visit:
    page: Page
    journal: Journal

    def open(self, url: str) -> Step:
        """Navigate and wait until nothing moves any more."""
        self.page.goto(url, wait_until="commit")
        return self._step(self._settled(map_changes=True), 0.0, 0)

    def choose(self, label: str) -> Step:
        """Choose an option of the indicator's select by keyboard; the clock starts with the key that chooses."""
        self.page.locator("#indicator").click()
        self._walk_to(label)
        return self._event(lambda: self.page.keyboard.press("Enter"), map_changes=True)

    def _walk_to(self, label: str) -> None:
        """Arrow down to an option. A busy page answers late, or opens the list after the key: each key waits for its
        effect, and the option must stay where it is before it counts."""
        for _ in range(MOST_OPTIONS):
            before = self.page.evaluate("__probe.option()")
            if before == label and self._option_after(before, KEPT_MS) == label:
                return
            self.page.keyboard.press("ArrowDown")
            self._option_after(before, KEY_MS)
        raise NotMeasuredError(f"the select does not offer „{label}“")

    def _option_after(self, before: str, wait_ms: int) -> str:
        """The option that Enter would choose, as soon as it is another one than ``before`` or the time is over."""
        for _ in range(wait_ms // POLL_MS):
            self.page.wait_for_timeout(POLL_MS)
            found: str = self.page.evaluate("__probe.option()")
            if found != before:
                return found
        return before

    def select_row(self, row: int) -> Step:
        """Click on a row of the table; the clock starts with the click. The map shows an outline, or nothing new."""
        found = self.page.locator(f"#ranking .ag-center-cols-container .ag-row[row-index='{row}']")
        step = self._event(found.click, map_changes=False)
        self.page.mouse.move(*ASIDE)
        return step

    def point(self) -> list[float]:
        """Move the pointer over the map, from area to area: milliseconds until map, table and chart show the one below
        it. Places without an area count for nothing; a request is an error."""
        before = len(self.journal.requests)
        box = self.page.locator("#map").bounding_box()
        assert box is not None
        found = []
        for across, down in PLACES:
            self.page.evaluate("__probe.aim()")
            self.page.mouse.move(box["x"] + across * box["width"], box["y"] + down * box["height"])
            self.page.wait_for_timeout(POINTED_MS)
            if (took := self.page.evaluate("__probe.pointed()")) is not None:
                found.append(took)
        self.page.mouse.move(*ASIDE)
        if len(found) < FEWEST_PLACES or len(self.journal.requests) > before:
            raise NotMeasuredError(f"{len(found)} areas pointed at, {len(self.journal.requests) - before} requests")
        return found

    def _event(self, act: Any, *, map_changes: bool) -> Step:
        before = len(self.journal.requests)
        self.page.evaluate("__probe.arm()")
        act()
        read = self._settled(map_changes=map_changes)
        if read["chosen"] is None:
            raise NotMeasuredError("no event was captured")
        return self._step(read, read["chosen"], before)

    def _settled(self, *, map_changes: bool) -> dict[str, Any]:
        """Wait until requests, map and views have been quiet for a while; the probe's last reading."""
        quiet = 0.0
        for _ in range(LIMIT_MS // POLL_MS):
            self.page.wait_for_timeout(POLL_MS)
            read: dict[str, Any] | None = self.page.evaluate("window.__probe ? __probe.read() : null")
            seen = [t for t in (read or {}).values() if isinstance(t, float)]
            if read is None or self.journal.pending or read["busy"] or not seen:
                quiet = (read or {}).get("now", 0.0)
                continue
            changed = [t for t in (read["chosen"], read["last"], read["views"], quiet) if t is not None]
            if (read["last"] is not None or not map_changes) and read["now"] - max(changed) >= QUIET_MS:
                return read
        raise NotMeasuredError(f"{self.page.url} did not come to rest; {self.journal.pending} requests open")

    def _step(self, read: dict[str, Any], start: float, before: int) -> Step:
        if self.journal.faults:
            raise NotMeasuredError("; ".join(self.journal.faults))
        colours = self.page.evaluate("__probe.colours()")
        if colours is not None and colours < FEWEST_COLOURS:
            raise NotMeasuredError(f"the map shows {colours} colours")
        marks = [t for name, t in read["marks"] if name == "map" and t >= start]
        others = [t for name, t in read["marks"] if name != "map" and t >= start]
        last = read["last"] if read["last"] is not None else start
        views = [t for t in (read["views"], *others) if t is not None and t > start]
        monotonic = (read["origin"] + last) / 1000 - self.journal.wall_offset
        return Step(
            map_ms=last - start,
            views_ms=max(views) - start if views else None,
            until=self.journal.received(before, monotonic),
            received=self.journal.received(before),
            sent=self.journal.sent(before),
            signature=read["signature"],
            mark_ms=max(marks) - start if marks else None,
            long_tasks=[(at - start, length) for at, length in read["longTasks"]],
            requests=self.journal.requests[before:],
        )


class Browsers:
    """One browser for all visits; a new one if it was killed, and then the visit is made again."""

    def __init__(self, playwright: Playwright, executable: str) -> None:
        self._launch = partial(playwright.chromium.launch, executable_path=executable, args=ARGUMENTS)
        self._browser = self._launch()

    @property
    def version(self) -> str:
        return self._browser.version

    def visit(self, look: Callable[[Visit], T]) -> T:
        """What ``look`` gives for a page with an empty cache of its own."""
        for _ in range(LIVES):
            try:
                return self._visit(look)
            except Error:
                if self._browser.is_connected():
                    raise
                self._browser = self._launch()
        raise NotMeasuredError(f"the browser died {LIVES} times")

    def _visit(self, look: Callable[[Visit], T]) -> T:
        context = self._browser.new_context(viewport=SIZE, locale="de-DE")
        page = context.new_page()
        page.set_default_timeout(LIMIT_MS)
        page.add_init_script(PROBE)
        journal = watch(page)
        page.mouse.move(*ASIDE)
        found = look(Visit(page, journal))
        context.close()
        return found

    def close(self) -> None:
        self._browser.close()
