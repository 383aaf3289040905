"""What a page asks for and what comes over the wire, from the browser's own books (Chrome DevTools Protocol)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from playwright.sync_api import Page

LOCAL = ("http://127.0.0.1:", "data:", "blob:")


@dataclass
class Request:
    """One request. Times: seconds of the browser's monotonic clock; ``received``: bytes with headers, as sent over
    the wire (0 from the browser's cache); ``sent``: bytes of the body; ``server``: seconds until the answer began."""

    url: str
    method: str
    body: str
    headers: dict[str, str]
    start: float
    end: float | None = None
    received: float = 0.0
    server: float = 0.0
    failed: str = ""

    @property
    def sent(self) -> int:
        return len(self.body.encode())


@dataclass
class Journal:
    """Every request of a page, in order, and the faults it met."""

    requests: list[Request] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    wall_offset: float = 0.0  # wall clock − monotonic clock, seconds
    _open: dict[str, Request] = field(default_factory=dict)

    @property
    def pending(self) -> int:
        return len(self._open)

    def received(self, since: int = 0, until: float = float("inf")) -> float:
        """Bytes of the requests from number ``since`` on that were finished at ``until`` (monotonic)."""
        return sum(r.received for r in self.requests[since:] if r.end is not None and r.end <= until)

    def sent(self, since: int) -> int:
        return sum(r.sent for r in self.requests[since:])

    def will_be_sent(self, event: dict[str, Any]) -> None:
        asked = event["request"]
        if not asked["url"].startswith(LOCAL):
            self.faults.append(f"foreign request: {asked['url']}")
        if not asked["url"].startswith("http"):
            return
        if not self.requests:
            self.wall_offset = event["wallTime"] - event["timestamp"]
        made = Request(
            asked["url"], asked["method"], asked.get("postData", ""), dict(asked["headers"]), event["timestamp"]
        )
        self.requests.append(made)
        self._open[event["requestId"]] = made

    def response(self, event: dict[str, Any]) -> None:
        found = self._open.get(event["requestId"])
        answer = event["response"]
        if answer["status"] >= 400:
            self.faults.append(f"{answer['status']} {answer['url']}")
        timing = answer.get("timing")
        if found and timing and timing["sendEnd"] >= 0:
            found.server = (timing["receiveHeadersEnd"] - timing["sendEnd"]) / 1000

    def finished(self, event: dict[str, Any]) -> None:
        if found := self._open.pop(event["requestId"], None):
            found.end, found.received = event["timestamp"], event["encodedDataLength"]

    def lost(self, event: dict[str, Any]) -> None:
        if found := self._open.pop(event["requestId"], None):
            found.end, found.failed = event["timestamp"], event["errorText"]
            if not event.get("canceled"):
                self.faults.append(f"{event['errorText']} {found.url}")


def watch(page: Page) -> Journal:
    """Start the journal of a page; call before it navigates."""
    journal = Journal()
    session = page.context.new_cdp_session(page)
    session.on("Network.requestWillBeSent", journal.will_be_sent)
    session.on("Network.responseReceived", journal.response)
    session.on("Network.loadingFinished", journal.finished)
    session.on("Network.loadingFailed", journal.lost)
    session.send("Network.enable", {"maxPostDataSize": 10_000_000})
    page.on("pageerror", lambda error: journal.faults.append(f"error of the page: {error}"))
    return journal
