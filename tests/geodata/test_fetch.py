"""Downloads on request: whole and verified or not at all, continued where the line broke, never by themselves."""

from __future__ import annotations

import hashlib
import json
import re
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
import yaml

from geodata import __main__ as cli
from geodata import download, sources
from geodata.commands.import_ import import_command
from geodata.download import Resuming, TransferError
from geodata.errors import GeodataError
from geodata.fetch import fetch
from geodata.inspection import inspect
from geodata.known import Known
from geodata.readers.boundaries import Options
from geodata.sources import OfficialSource, load_sources

CONTENT = b"".join(b"05%06d;%d\n" % (i, i * i) for i in range(30_000))  # some 500 kB, several pieces
DIGEST = hashlib.sha256(CONTENT).hexdigest()
PROXIES = ("http_proxy", "https_proxy", "all_proxy", "no_proxy")


@dataclass
class Office:
    """A small server with the habits of real ones. ``cuts``: how many answers break off half way."""

    content: bytes = CONTENT
    tag: str = '"v1"'
    ranges: bool = True
    cuts: int = 0
    lengths: bool = True
    status: int = 200
    kind: str = "text/csv"
    location: str = ""
    asked: list[dict[str, str]] = field(default_factory=list)
    base: str = ""

    def ranges_asked(self) -> list[str | None]:
        return [entry.get("Range") for entry in self.asked]


class Desk(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    office: Office

    def log_message(self, *_: object) -> None:
        pass

    def do_GET(self) -> None:
        office = self.office
        office.asked.append({**dict(self.headers), "line": self.requestline})
        start, status = self._start(), office.status
        if start >= len(office.content) > 0:
            return self._send(416, b"", {"Content-Range": f"bytes */{len(office.content)}"})
        extra = {"Content-Type": office.kind}
        if office.location and not self.path.endswith("/moved"):
            status, extra["Location"] = 302, office.location
        if office.tag:
            extra["ETag"] = office.tag
        if start:
            status = 206
            extra["Content-Range"] = f"bytes {start}-{len(office.content) - 1}/{len(office.content)}"
        return self._send(status, office.content[start:], extra)

    def _start(self) -> int:
        match = re.match(r"bytes=(\d+)-", self.headers.get("Range", ""))
        same = self.headers.get("If-Range", self.office.tag) == self.office.tag
        return int(match[1]) if match and same and self.office.ranges else 0

    def _send(self, status: int, body: bytes, extra: dict[str, str]) -> None:
        cut = self.office.cuts > 0
        self.office.cuts -= cut
        self.send_response(status)
        for name, value in extra.items():
            self.send_header(name, value)
        if self.office.lengths:
            self.send_header("Content-Length", str(len(body)))
        else:
            self.send_header("Transfer-Encoding", "chunked")
            body = b"%x\r\n%s\r\n0\r\n\r\n" % (len(body), body)
        self.end_headers()
        self.wfile.write(body[: len(body) // 2] if cut else body)
        self.close_connection = self.close_connection or cut


class Server(ThreadingHTTPServer):
    def handle_error(self, *_: object) -> None:
        """A client that hangs up early is part of the tests."""


def serve(office: Office) -> Server:
    server = Server(("127.0.0.1", 0), type("OwnDesk", (Desk,), {"office": office}))
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    office.base = f"http://127.0.0.1:{server.server_port}"
    return server


@pytest.fixture(autouse=True)
def straight(monkeypatch) -> None:
    """No proxy of the surroundings; no waiting between two tries."""
    for name in PROXIES:
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)
    monkeypatch.setattr(download, "PAUSE", 0.0)


@pytest.fixture
def office() -> Iterator[Office]:
    found = Office()
    server = serve(found)
    yield found
    server.shutdown()
    server.server_close()


def entry(url: str, **changes: object) -> dict[str, object]:
    return {
        "id": "test", "title": "Testdatei", "publisher": "Amt", "url": url, "page": "https://amt.example/daten",
        "licence": "dl-de/by-2-0", "attribution": "Amt", "file": "daten.csv", "sha256": DIGEST, "size_mb": 0.5,
        "max_mb": 2, "checked": False, "found": "nirgends", "import_options": "--period 2023",
        "next_step": "Fertig.", **changes,
    }  # fmt: skip


def source(office: Office, **changes: object) -> OfficialSource:
    return OfficialSource.model_validate(entry(f"{office.base}/daten.csv", **changes))


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def refused(wanted: OfficialSource, folder: Path) -> tuple[str, str]:
    with pytest.raises(GeodataError) as caught:
        fetch(wanted, folder)
    return caught.value.problems[0].code, caught.value.problems[0].message


def test_a_verified_file_arrives_and_nothing_else(office, tmp_path):
    seen: list[tuple[int, int | None]] = []
    found = fetch(source(office), tmp_path / "neu" / "hier", progress=lambda *now: seen.append(now))
    assert found.as_dict() == {
        "source": "test", "file": str(tmp_path / "neu" / "hier" / "daten.csv"), "sha256": DIGEST,
        "size": len(CONTENT), "verified": True, "downloaded": True,
    }  # fmt: skip
    assert found.file.read_bytes() == CONTENT
    assert names(found.file.parent) == ["daten.csv"]
    (tmp_path / "other").write_text("")  # readable by whoever may read other new files
    assert found.file.stat().st_mode == (tmp_path / "other").stat().st_mode
    assert seen[0] == (0, len(CONTENT))
    assert seen[-1] == (len(CONTENT), len(CONTENT))


def test_a_right_file_is_not_asked_for_again(office, tmp_path):
    (tmp_path / "daten.csv").write_bytes(CONTENT)
    found = fetch(source(office), tmp_path, again=True)
    assert (found.verified, found.downloaded, office.asked) == (True, False, [])


def test_a_wrong_file_is_replaced_by_the_right_one(office, tmp_path):
    (tmp_path / "daten.csv").write_bytes(b"halb")
    assert fetch(source(office), tmp_path).downloaded
    assert (tmp_path / "daten.csv").read_bytes() == CONTENT


def test_without_a_checksum_the_found_one_is_told_and_the_file_stays(office, tmp_path):
    wanted = source(office, sha256=None)
    assert (fetch(wanted, tmp_path).verified, len(office.asked)) == (False, 1)
    office.content, office.tag = b"neue Ausgabe", '"v2"'
    kept = fetch(wanted, tmp_path)
    assert (kept.sha256, kept.downloaded, len(office.asked)) == (DIGEST, False, 1)
    renewed = fetch(wanted, tmp_path, again=True)
    assert (renewed.size, renewed.downloaded) == (12, True)


def test_a_wrong_checksum_is_refused_and_what_lay_there_stays(office, tmp_path):
    (tmp_path / "daten.csv").write_bytes(b"alt")
    code, message = refused(source(office, sha256="0" * 64), tmp_path)
    assert code == "download_checksum"
    assert DIGEST in message
    assert names(tmp_path) == ["daten.csv"]
    assert (tmp_path / "daten.csv").read_bytes() == b"alt"


@pytest.mark.parametrize("tag", ['"v1"', ""])
def test_a_cut_connection_is_continued(office, tmp_path, tag):
    office.cuts, office.tag = 1, tag
    assert fetch(source(office), tmp_path).sha256 == DIGEST
    first, second = office.asked
    assert "Range" not in first
    start = int(re.fullmatch(r"bytes=(\d+)-", second["Range"])[1])
    assert 0 < start <= len(CONTENT) // 2
    assert second.get("If-Range") == (tag or None)
    assert names(tmp_path) == ["daten.csv"]


def test_several_cuts_are_endured(office, tmp_path):
    office.cuts = 4
    assert fetch(source(office), tmp_path).verified
    assert len(office.asked) == 5


def test_a_server_without_ranges_sends_the_whole_again(office, tmp_path):
    office.cuts, office.ranges = 1, False
    assert fetch(source(office), tmp_path).verified
    assert office.ranges_asked()[1] is not None


def test_unknown_length_is_not_continued_without_a_state(office, tmp_path):
    office.cuts, office.lengths, office.tag = 1, False, ""
    assert fetch(source(office), tmp_path).verified
    assert office.ranges_asked() == [None, None]


@pytest.mark.slow
def test_the_next_call_continues_and_never_glues_two_editions(office, tmp_path):
    office.cuts = 99
    code, message = refused(source(office), tmp_path)
    assert code == "download_cut"
    assert "derselbe Aufruf setzt fort" in message
    assert "daten.csv.part" in names(tmp_path)
    assert "daten.csv" not in names(tmp_path)
    office.cuts, office.asked = 0, []
    before = (tmp_path / "daten.csv.part").stat().st_size
    copy = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    assert fetch(source(office), tmp_path).verified
    assert office.ranges_asked() == [f"bytes={before}-"]
    for name, content in copy.items():  # the beginning again, but the office has a new edition meanwhile
        (tmp_path / name).write_bytes(content)
    (tmp_path / "daten.csv").unlink()
    office.content, office.tag = CONTENT[::-1], '"v2"'
    assert fetch(source(office, sha256=None), tmp_path).file.read_bytes() == CONTENT[::-1]


def test_a_beginning_that_is_already_whole(office, tmp_path):
    (tmp_path / "daten.csv.part").write_bytes(CONTENT)
    notes = {"url": f"{office.base}/daten.csv", "validator": office.tag, "total": len(CONTENT)}
    (tmp_path / "daten.csv.part.json").write_text(json.dumps(notes))
    assert fetch(source(office), tmp_path).verified
    assert names(tmp_path) == ["daten.csv"]


@pytest.mark.parametrize("notes", ["", "{", "[]", '{"url": "https://other.example", "validator": "x"}', '{"a": 1}'])
def test_a_beginning_of_unknown_origin_is_dropped(office, tmp_path, notes):
    (tmp_path / "daten.csv.part").write_bytes(b"fremd")
    (tmp_path / "daten.csv.part.json").write_text(notes)
    assert fetch(source(office), tmp_path).verified
    assert office.ranges_asked() == [None]


def test_two_downloads_of_one_file_do_not_mix(office, tmp_path):
    first = Resuming(tmp_path / "x.part", 10**6)
    with first._alone(), pytest.raises(TransferError, match="download_running"):
        Resuming(tmp_path / "x.part", 10**6)(f"{office.base}/x", str(tmp_path / "x"))
    assert office.asked == []


@pytest.mark.parametrize(
    ("habit", "code", "text"),
    [
        ({"status": 404}, "download_gone", "Antwort 404"),
        ({"status": 403}, "download_status", "403"),
        ({"status": 503}, "download_status", "503"),
        ({"kind": "text/html; charset=utf-8"}, "download_web_page", "Adresse umgezogen"),
        ({"content": b"x" * 2_100_000}, "download_too_large", "größer als erlaubt (2 MB)"),
        ({"content": b"x" * 2_100_000, "lengths": False}, "download_too_large", "größer als erlaubt (2 MB)"),
        ({"location": "http://example.org/daten.csv"}, "download_insecure", "http://example.org"),
        ({"location": "file:///etc/passwd"}, "download_insecure", "ungesicherte Adresse"),
        ({"location": "/again"}, "download_status", "zu viele Weiterleitungen"),
    ],
)
def test_refusals_leave_nothing_and_say_how_to_do_it_by_hand(office, tmp_path, habit, code, text):
    for name, value in habit.items():
        setattr(office, name, value)
    found, message = refused(source(office), tmp_path)
    assert found == code
    assert text in message
    assert f"Von Hand: {office.base}/daten.csv im Browser laden (Übersicht: https://amt.example/daten)" in message
    assert f"python -m geodata import {tmp_path / 'daten.csv'} --period 2023" in message
    assert names(tmp_path) == []


def test_a_redirect_to_a_safe_address_is_followed(office, tmp_path):
    office.location = "/moved"
    assert fetch(source(office), tmp_path).verified
    assert [request["line"].split()[1] for request in office.asked] == ["/daten.csv", "/moved"]


def test_offline_is_said_at_once_with_the_way_by_hand(office, tmp_path):
    closed = Office()
    server = serve(closed)
    server.shutdown()
    server.server_close()
    code, message = refused(source(closed), tmp_path)
    assert code == "download_offline"
    assert "nicht erreichbar (Verbindung abgelehnt)" in message
    assert "im Browser laden" in message
    assert names(tmp_path) == []


def test_the_proxy_of_the_surroundings_is_used(office, tmp_path, monkeypatch):
    monkeypatch.setenv("HTTP_PROXY", office.base)
    away = OfficialSource.model_validate(entry("http://127.0.0.1:9/daten.csv"))  # nobody listens there
    assert fetch(away, tmp_path).verified
    assert office.asked[0]["line"] == "GET http://127.0.0.1:9/daten.csv HTTP/1.1"
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    (tmp_path / "daten.csv").unlink()
    assert refused(away, tmp_path)[0] == "download_offline"


def test_a_closed_proxy_is_named(office, tmp_path, monkeypatch):
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    code, message = refused(source(office), tmp_path)
    assert code == "download_proxy"
    assert "HTTPS_PROXY" in message


def test_no_encryption_is_told(office, tmp_path):
    secure = office.base.replace("http:", "https:")
    code, message = refused(OfficialSource.model_validate(entry(f"{secure}/daten.csv")), tmp_path)
    assert code == "download_tls"
    assert "REQUESTS_CA_BUNDLE" in message


def test_a_folder_that_cannot_be_made(office, tmp_path):
    (tmp_path / "datei").write_text("")
    assert refused(source(office), tmp_path / "datei" / "x")[0] == "download_not_written"
    assert office.asked == []


@pytest.fixture
def registry(office, tmp_path, monkeypatch) -> Path:
    path = tmp_path / "sources.yaml"
    entries = [entry(f"{office.base}/a"), entry(f"{office.base}/b", id="renewed", sha256=None, import_options=None)]
    path.write_text(yaml.safe_dump({"sources": entries}, allow_unicode=True), "utf-8")
    monkeypatch.setattr(sources, "SOURCES", path)
    return path


def run(capfd, *arguments: str) -> tuple[int, str, str]:
    code = cli.main(["fetch", *arguments])
    out, err = capfd.readouterr()
    assert "Traceback" not in err
    return code, out, err


def test_command_downloads(capfd, registry, tmp_path):
    code, out, err = run(capfd, "test", "--to", str(tmp_path / "d"))
    assert (code, out) == (0, "")
    assert f"Geladen: {tmp_path / 'd' / 'daten.csv'} (0,6 MB)" in err
    assert "Prüfsumme stimmt." in err
    assert f"Weiter: python -m geodata import {tmp_path / 'd' / 'daten.csv'} --period 2023" in err
    assert "Downloading" not in err
    assert "Liegt schon vor" in run(capfd, "test", "--to", str(tmp_path / "d"))[2]


def test_command_answers_as_json(capfd, registry, tmp_path):
    code, out, err = run(capfd, "test", "--to", str(tmp_path / "d"), "--json")
    assert (code, err) == (0, "")
    assert set(json.loads(out)) == {"source", "file", "sha256", "size", "verified", "downloaded"}
    code, out, _ = run(capfd, "nix", "--json")
    assert (code, json.loads(out)["problems"][0]["code"]) == (1, "source_unknown")


def test_command_says_what_could_not_be_verified(capfd, registry, tmp_path):
    code, _, err = run(capfd, "renewed", "--to", str(tmp_path / "d"))
    assert code == 0
    assert "ließ sich nicht prüfen" in err
    assert f"sha256 {DIGEST}" in err
    assert "Weiter: Fertig." in err
    assert "mit --again" in run(capfd, "renewed", "--to", str(tmp_path / "d"))[2]
    assert "Geladen:" in run(capfd, "renewed", "--to", str(tmp_path / "d"), "--again")[2]


def test_command_goes_to_downloads_by_default(capfd, registry, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert run(capfd, "test")[0] == 0
    assert (tmp_path / "downloads" / "daten.csv").exists()


def test_command_lists_without_asking_anybody(capfd, registry, office, monkeypatch):
    def forbidden(*_: object, **__: object) -> None:
        raise AssertionError("Netz")

    monkeypatch.setattr(download.requests.Session, "request", forbidden)
    code, out, err = run(capfd, "--list")
    assert (code, out) == (0, "")
    assert "renewed  Testdatei" in err
    assert "Adresse noch nicht erprobt" in err
    listed = json.loads(run(capfd, "--list", "--json")[1])["sources"]
    assert [e["id"] for e in listed] == ["test", "renewed"]
    assert office.asked == []


@pytest.mark.parametrize(
    ("arguments", "code", "text"),
    [
        (["nix"], 1, "Bekannt: test, renewed"),
        ([], 2, "Es fehlt: QUELLE."),
        (["test", "--nix"], 2, "--nix gibt es nicht"),
    ],
)
def test_command_refuses_in_german(capfd, registry, arguments, code, text):
    found, out, err = run(capfd, *arguments)
    assert (found, out) == (code, "")
    assert text in err


@pytest.mark.parametrize(
    "change",
    [{"colour": "red"}, {"url": "http://amt.example/a"}, {"url": "ftp://amt.example/a"}, {"file": "../x"},
     {"sha256": "abc"}, {"max_mb": 0}, {"id": "renewed"}, {"licence": ""}],
)  # fmt: skip
def test_the_registry_refuses_what_is_wrong(capfd, registry, change):
    data = yaml.safe_load(registry.read_text("utf-8"))
    data["sources"][0].update(change)
    registry.write_text(yaml.safe_dump(data), "utf-8")
    code, _, err = run(capfd, "--list")
    assert code == 1
    assert "Verzeichnis der amtlichen Dateien" in err


def test_the_real_registry_is_plain_and_safe():
    entries = load_sources().sources
    assert all(e.url.startswith("https://") and e.page.startswith("https://") for e in entries)
    assert len({e.file for e in entries}) == len(entries)  # one folder holds them all
    assert all(e.size_mb is None or e.size_mb < e.max_mb for e in entries)
    options = {o for p in import_command.params for o in p.opts}
    used = {word for e in entries for word in (e.import_options or "").split() if word.startswith("--")}
    assert used <= options


@pytest.mark.real
@pytest.mark.parametrize(("name", "level"), [("gisd_nrw_gemeinden", "gemeinde"), ("gisd_nrw_kreise", "kreis")])
def test_real_files_have_the_checksum_of_the_registry_and_can_be_read(
    office, real_data, sample_packages, tmp_path, name, level
):
    wanted = load_sources().source(name)
    office.content, office.cuts = (real_data / "gisd" / wanted.file).read_bytes(), 1
    found = fetch(wanted.model_copy(update={"url": f"{office.base}/{wanted.file}"}), tmp_path)
    assert (found.verified, found.size) == (True, len(office.content))
    assert wanted.import_options == ""
    seen = inspect(found.file, Options(), Known.of(sample_packages.values()))
    assert (seen.refused, seen.level) == (False, level)


@pytest.mark.real
def test_a_real_archive_survives_a_cut_line(office, real_data, tmp_path):
    office.content = (real_data / "boundaries" / "vg250-2022-germany-simplified.zip").read_bytes()
    office.kind, office.cuts = "application/zip", 2
    wanted = source(office, file="vg250.zip", sha256=hashlib.sha256(office.content).hexdigest())
    assert fetch(wanted, tmp_path).verified
    seen = inspect(tmp_path / "vg250.zip", Options(), Known())
    assert (seen.refused, seen.kept) == (False, 396)
