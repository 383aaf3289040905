"""The small parts of the harness: medians, /proc, the browser's books, targets, clients."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from benchmarks.karte import processes
from benchmarks.karte.load import of_event, perform, storm
from benchmarks.karte.processes import TICK, children, cpu_seconds, idle_share, own_seconds, pss_bytes, pss_of, ticks_of
from benchmarks.karte.report import number, ratio, target, verdict
from benchmarks.karte.targets import Row
from benchmarks.karte.wire import Journal, Request
from benchmarks.measuring import median, percentile


def test_percentile_is_a_sample_by_nearest_rank() -> None:
    samples = [float(n) for n in range(1, 21)]
    assert percentile(samples, 0.95) == 19
    assert percentile(samples, 0.5) == 10
    assert percentile([7.0], 0.95) == 7
    with pytest.raises(ValueError, match="no samples"):
        percentile([], 0.5)


def test_median_passes_over_what_was_not_measured() -> None:
    assert median([3.0, None, 1.0]) == 2
    assert median([None]) is None


def test_stat_line_with_a_command_full_of_brackets() -> None:
    line = "42 (a) b (c)) S 1 42 42 0 -1 4194304 100 0 0 0 250 50 7 8 20 0 1 0 99 1000 10"
    assert ticks_of(line) == 300
    assert ticks_of(line, ended_children=True) == 315


def test_pss_is_read_in_bytes() -> None:
    assert pss_of("00400000-7fff rollup\nRss: 200 kB\nPss:                  12 kB\nPss_Dirty: 4 kB\n") == 12 * 1024


def test_a_busy_child_is_found_and_charged() -> None:
    busy = "import time\nend = time.process_time() + 0.3\nwhile time.process_time() < end: pass\ninput()"
    with subprocess.Popen([sys.executable, "-c", busy], stdin=subprocess.PIPE) as child:
        assert child.pid in children(threading.main_thread().native_id or 0)
        deadline = time.monotonic() + 30
        while cpu_seconds([child.pid]) < 0.3 and time.monotonic() < deadline:
            time.sleep(0.05)
        assert 0.3 <= cpu_seconds([child.pid]) < 2
        assert pss_bytes(child.pid) > 500_000
        child.communicate(b"\n")


def test_what_we_burn_is_our_own_also_in_children_that_ended() -> None:
    before = own_seconds()
    subprocess.run([sys.executable, "-c", "sum(range(20_000_000))"], check=True)
    assert own_seconds() - before >= 0.1


def test_foreign_is_what_was_neither_idle_nor_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    looks = iter([(1000, 5000), (1050, 5200)])  # idle and all ticks: 150 of 200 were used
    own = iter([3.0, 3.0 + 50 / TICK])
    monkeypatch.setattr(processes, "_processor_ticks", lambda: next(looks))
    monkeypatch.setattr(processes, "own_seconds", lambda: next(own))
    assert processes.Foreign().share() == pytest.approx(0.5)


def test_idle_share_is_a_share() -> None:
    assert 0 <= idle_share(0.1) <= 1


# -- the browser's books --------------------------------------------------------------------------------------------


def sent(number: int, url: str, at: float, **more: Any) -> dict[str, Any]:
    request = {"url": url, "method": "GET", "headers": {}, **more}
    return {"requestId": str(number), "request": request, "timestamp": at, "wallTime": 1000 + at}


def done(number: int, at: float, size: int) -> dict[str, Any]:
    return {"requestId": str(number), "timestamp": at, "encodedDataLength": size}


def test_bytes_count_when_the_request_is_finished() -> None:
    journal = Journal()
    journal.will_be_sent(sent(1, "http://127.0.0.1:1/", 5.0))
    journal.will_be_sent(sent(2, "http://127.0.0.1:1/a", 5.1, method="POST", postData="ä"))
    assert journal.pending == 2
    journal.finished(done(1, 6.0, 100))
    journal.finished(done(2, 7.0, 30))
    assert journal.pending == 0
    assert journal.wall_offset == pytest.approx(1000)
    assert (journal.received(until=6.5), journal.received(), journal.received(since=1)) == (100, 130, 30)
    assert journal.sent(0) == 2
    assert journal.faults == []


def test_foreign_and_failed_requests_are_faults() -> None:
    journal = Journal()
    journal.will_be_sent(sent(1, "https://tiles.example/1.png", 1.0))
    journal.lost({"requestId": "1", "timestamp": 2.0, "errorText": "net::ERR_NAME_NOT_RESOLVED"})
    journal.will_be_sent(sent(2, "http://127.0.0.1:1/b", 1.0))
    journal.response({"requestId": "2", "response": {"status": 500, "url": "http://127.0.0.1:1/b"}})
    assert [f.split()[0] for f in journal.faults] == ["foreign", "net::ERR_NAME_NOT_RESOLVED", "500"]


# -- targets --------------------------------------------------------------------------------------------------------


def test_a_target_is_met_at_its_limit_and_missed_without_a_measurement() -> None:
    assert Row("a", "", "ms", 25.0, 100.0, most_ratio=0.25).passed is True
    assert Row("a", "", "ms", 26.0, 100.0, most_ratio=0.25).passed is False
    assert Row("a", "", "ms", 25.0, None, most_ratio=0.25).passed is False
    assert Row("a", "", "kB", 15.0, most=15).passed is True
    assert Row("a", "", "kB", None, most=15).passed is False
    assert Row("a", "", "kB", 15.0, 1.0).passed is None


def test_what_the_table_says() -> None:
    row = Row("a", "", "ms", 25.0, 100.0, most_ratio=1 / 6)
    assert (ratio(row), target(row), verdict(row)) == ("1/4.0", "≤ 1/6", "FAIL")
    assert target(Row("a", "", "kB", 1.0, most=15)) == "≤ 15 kB"
    assert ratio(Row("a", "", "kB", 300.0, 100.0)) == "3.0"
    assert [number(n) for n in (None, 0.0, 4.321, 99.94, 1234.5)] == ["–", "0", "4.32", "99.9", "1 234"]


# -- clients --------------------------------------------------------------------------------------------------------


class Answering(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    asked: list[tuple[str, str, bytes]]

    def log_message(self, *_: object) -> None:
        """Quiet."""

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.asked.append((self.path, self.headers["X-Mark"], body))
        self.send_response(500 if b"bad" in body else 200)
        self.send_header("Content-Length", "2")
        self.end_headers()
        self.wfile.write(b"ok")


@pytest.fixture
def server() -> Iterator[str]:
    Answering.asked = []
    with ThreadingHTTPServer(("127.0.0.1", 0), Answering) as found:
        thread = threading.Thread(target=found.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{found.server_port}"
        found.shutdown()
        thread.join()


def post(url: str, body: str) -> Request:
    return Request(url, "POST", body, {"X-Mark": "1"}, 0.0)


def test_every_client_acts_in_every_round(server: str) -> None:
    actions = [[post(f"{server}/x?e=1", "a"), post(f"{server}/y", "b")], [post(f"{server}/x?e=1", "c")], []]
    load = storm(actions, clients=4, rounds=3)
    assert sorted(Answering.asked) == sorted([("/x?e=1", "1", b"a"), ("/y", "1", b"b"), ("/x?e=1", "1", b"c")] * 6)
    assert 0 < load.p50 <= load.p95
    assert load.requests_per_action == 1.5


def test_a_failing_answer_ends_the_storm(server: str) -> None:
    with pytest.raises(RuntimeError, match="500 /x"):
        perform([post(f"{server}/x", "bad")])
    with pytest.raises(Exception, match=r"500 /x|^$"):  # or a client that was let go because another failed
        storm([[post(f"{server}/x", "bad")]], clients=3, rounds=2)


def test_an_event_that_asks_nobody_costs_nothing() -> None:
    assert storm([[], []], clients=3, rounds=2).p95 == 0


def test_static_files_are_no_part_of_an_action() -> None:
    paths = ["/_dash-update-component", "/_dash-component-suites/a.js", "/geo/1/0/kreis/05.json", "/assets/a.css"]
    kept = of_event([post(f"http://127.0.0.1:1{path}", "") for path in paths])
    assert [r.url for r in kept] == ["http://127.0.0.1:1/_dash-update-component"]
