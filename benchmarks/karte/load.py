"""Many clients at the same moment: the requests a browser sent for an action, sent again by plain HTTP clients."""

from __future__ import annotations

import http.client
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from urllib.parse import urlsplit

from benchmarks.karte.wire import Request
from benchmarks.measuring import percentile

TIMEOUT = 120
STATIC = ("/_dash-component-suites/", "/assets/", "/geo/", "/_favicon")
Action = list[Request]  # what a browser sent for one event, in order


@dataclass(frozen=True)
class Load:
    """Milliseconds until the whole answer to an action was there, over all clients and rounds."""

    clients: int
    rounds: int
    p50: float
    p95: float
    requests_per_action: float


def of_event(requests: list[Request]) -> Action:
    """The requests that every such event sends again; static files stay in the browser's cache."""
    return [r for r in requests if not urlsplit(r.url).path.startswith(STATIC)]


def perform(action: Action) -> float:
    """Send the requests of an action one after the other on a new connection; milliseconds until the last byte.

    Raises ``RuntimeError`` for an answer that is not a success.
    """
    connection = http.client.HTTPConnection(urlsplit(action[0].url).netloc, timeout=TIMEOUT)
    start = time.perf_counter()
    try:
        for request in action:
            url = urlsplit(request.url)
            headers = {"Accept-Encoding": "gzip, deflate, br, zstd"} | request.headers  # the browser adds it late
            connection.request(
                request.method, f"{url.path}?{url.query}".rstrip("?"), request.body.encode() or None, headers
            )
            answer = connection.getresponse()
            answer.read()
            if answer.status >= 300:
                raise RuntimeError(f"{answer.status} {url.path}")
    finally:
        connection.close()
    return 1000 * (time.perf_counter() - start)


def storm(actions: list[Action], clients: int, rounds: int) -> Load:
    """Rounds in which all clients act at the same moment; neighbours take different actions, and others each round."""
    used = [action for action in actions if action]
    if not used:  # the event asks nobody
        return Load(clients, rounds, 0.0, 0.0, 0.0)
    barrier = threading.Barrier(clients)

    def client(number: int) -> list[float]:
        found = []
        try:
            for turn in range(rounds):
                barrier.wait(timeout=10 * TIMEOUT)
                found.append(perform(used[(number + turn) % len(used)]))
        except Exception:
            barrier.abort()  # or the others would wait for this one
            raise
        return found

    with ThreadPoolExecutor(clients) as pool:
        samples = [ms for found in pool.map(client, range(clients)) for ms in found]
    per_action = sum(map(len, used)) / len(used)
    return Load(clients, rounds, percentile(samples, 0.5), percentile(samples, 0.95), per_action)


def warm(actions: list[Action], rounds: int) -> None:
    """Perform every action a few times, so that each worker has done it once."""
    for _ in range(rounds):
        for action in filter(None, actions):
            perform(action)
