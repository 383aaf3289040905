"""What the dialog „Bericht“ makes of what somebody did."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import docx
import pytest

from callbacks.report_events import SAME, Form, Next, acted, form_of, kept_list, list_of, pressed, to_make
from dashboard.documents.report_edit import EMPTY, read_kept
from dashboard.report_tasks import report
from geodata.errors import GeodataError
from layouts.ids import Ids
from layouts.report import ADD, CHANGE, DOWN, EDIT, FORM_PROPS, LIST_PROPS, REMOVE, UP
from tests.dashboard.app_client import Browser, app_over, plain
from tests.dashboard.small import AHORN, AMSEL, small

VIEW = f"?region={AHORN}&level=gemeinde&ind=poverty"
NOTHING = Form(None, None, None, None)


def act(trigger: Any, kept: str | None, form: Form = NOTHING, edited: int | None = None, **more: Any) -> Next:
    texts = more.pop("texts", ("", ""))
    return acted(small(), trigger, kept, edited, form, VIEW, more.pop("selection", []), texts, more.pop("loaded", None))


def entry_act(what: str, at: int) -> dict[str, Any]:
    return {"type": Ids.REPORT_ACT, "act": what, "index": at}


def two() -> str:
    first = act(Ids.REPORT_ADD, None, Form(["karte"], "A", "", False)).kept
    return act(Ids.REPORT_ADD, first, Form(["tabelle", "karte"], " B ", "b\nc", True)).kept or ""


def headings(kept: str | None) -> list[str]:
    return [e.heading for e in read_kept(kept).entries]


def test_views_are_taken_in() -> None:
    entries = read_kept(two()).entries
    assert [e.show for e in entries] == [("karte",), ("karte", "tabelle")]
    assert (entries[1].heading, entries[1].remark, entries[1].newest) == ("B", "b c", True)


def test_the_selection_comes_with_the_view() -> None:
    kept = act(Ids.REPORT_ADD, None, Form(["profil"], "", "", False), selection=[AMSEL]).kept
    assert AMSEL in read_kept(kept).entries[0].query
    with pytest.raises(GeodataError, match="„profil“"):
        act(Ids.REPORT_ADD, None, Form(["profil"], "", "", False))


def test_entries_move_change_and_go() -> None:
    assert headings(act(entry_act(UP, 1), two()).kept) == ["B", "A"]
    assert headings(act(entry_act(DOWN, 0), two()).kept) == ["B", "A"]
    assert headings(act(entry_act(REMOVE, 0), two()).kept) == ["B"]
    assert act(entry_act(EDIT, 1), two()).edited == 1
    changed = act(Ids.REPORT_ADD, two(), Form(["karte"], "C", "", False), edited=0)
    assert (headings(changed.kept), changed.edited) == (["C", "B"], None)


def test_a_form_half_filled_in_stays_unless_its_entry_moved() -> None:
    assert act(entry_act(UP, 1), two()).edited == SAME
    assert act(entry_act(UP, 1), two(), edited=0).edited is None
    assert act(Ids.REPORT_TITLE, two(), texts=("Titel", "")).edited == SAME


def test_titles_count_whatever_was_pressed_with_them() -> None:
    assert read_kept(act(entry_act(UP, 1), two(), texts=("Titel", "Unter")).kept).title == "Titel"
    assert read_kept(act(Ids.REPORT_TITLE, two(), texts=("Titel", "")).kept).title == "Titel"
    assert act(Ids.REPORT_TITLE, two(), texts=("Bericht", "")).kept is None
    assert read_kept(to_make(two(), ("Titel", None))).title == "Titel"
    assert act(Ids.REPORT_TITLE, None, texts=("Titel", "")).kept == ""  # nothing to keep yet


def test_a_button_comes_before_the_text_that_was_left_on_the_way_to_it() -> None:
    up = entry_act(UP, 1)
    ids = {"report-title.value": Ids.REPORT_TITLE, "up.n_clicks": up, "report-add.n_clicks": Ids.REPORT_ADD}
    title, button = {"prop_id": "report-title.value", "value": ""}, {"prop_id": "up.n_clicks", "value": 1}
    assert pressed([title, button], ids) == up
    assert pressed([title], ids) == Ids.REPORT_TITLE
    assert pressed([{**button, "value": None}], ids) is None


def test_lists_are_opened_or_refused_whole() -> None:
    loaded = {"name": "l.json", "text": two()}
    assert act(Ids.REPORT_LOADED, None, loaded=loaded).kept == two()
    with pytest.raises(GeodataError, match=r"l\.json"):
        act(Ids.REPORT_LOADED, two(), loaded={"name": "l.json", "text": "{"})
    assert act(Ids.REPORT_CLEAR, two()).kept == ""


def test_the_state_of_the_data_is_noted_when_somebody_says_so() -> None:
    older = json.dumps(json.loads(two()) | {"fingerprint": "before"})
    values = dict(zip([f"{i}.{p}" for i, p in LIST_PROPS], list_of(small(), older), strict=True))
    assert values["report-changed.children"].startswith("Seit dieser Bericht zuletzt entstand")
    kept = act(Ids.REPORT_ADOPT, older).kept
    assert read_kept(kept).fingerprint == small().fingerprint
    values = dict(zip([f"{i}.{p}" for i, p in LIST_PROPS], list_of(small(), kept), strict=True))
    assert values["report-changed-box.hidden"] is True


def test_what_the_browser_kept_and_nobody_can_read_is_said() -> None:
    values = dict(zip([f"{i}.{p}" for i, p in LIST_PROPS], list_of(small(), "{"), strict=True))
    assert "nicht lesbar" in values["report-changed.children"]
    assert values["report-changed-box.hidden"] is False
    assert values["report-pdf.disabled"] is True
    assert headings(act(Ids.REPORT_ADD, "{", Form(["karte"], "neu", "", False)).kept) == ["neu"]


@pytest.mark.parametrize("kept", [{"a": 1}, 5, "\ud800", "[" * 100_000])
def test_whatever_the_browser_kept_the_dialog_goes_on(kept: object) -> None:
    """Stores of a browser can be written by hand and by other versions of this page."""
    assert "nicht lesbar" in str(list_of(small(), kept))  # type: ignore[arg-type]
    assert kept_list(kept) == EMPTY  # type: ignore[arg-type]


def test_the_form_is_about_the_view_or_the_entry() -> None:
    props = [f"{i}.{p}" for i, p in FORM_PROPS]
    fresh = dict(zip(props, form_of(small(), two(), None, VIEW, []), strict=True))
    assert (fresh["report-add.children"], fresh["report-show.value"]) == (ADD, ["karte"])
    entry = dict(zip(props, form_of(small(), two(), 1, VIEW, []), strict=True))
    assert (entry["report-add.children"], entry["report-heading.value"]) == (CHANGE, "B")
    assert entry["report-show.value"] == ["karte", "tabelle"]
    gone = dict(zip(props, form_of(small(), two(), 7, VIEW, []), strict=True))
    assert gone["report-add.children"] == ADD
    data = dict(zip(props, form_of(small(), None, None, "?page=daten", []), strict=True))
    assert data["report-add.disabled"] is True


def test_the_job_makes_what_the_command_makes(tmp_path: Path) -> None:
    from click.testing import CliRunner

    from dashboard.command_line import main

    query = "?region=muster/k03&level=quartier&ind=muster_child_poverty_pct"
    listed = {"version": 1, "title": "Quartiere", "entries": [{"query": query, "show": ["tabelle"]}]}
    steps: list[str] = []
    folder = tmp_path / "job"
    folder.mkdir()
    value = report(
        {"workspace": str(tmp_path / "none"), "internal": False, "shelf": str(tmp_path), "listed": json.dumps(listed),
         "form": "docx", "address": "", "folder": str(folder)},
        lambda step, share=None: steps.append(step),
    )  # fmt: skip
    assert value["name"] == "quartiersblick_bericht_quartiere.docx"
    assert steps[1].startswith("Ansicht 1 von 1: ")
    (tmp_path / "l.json").write_text(json.dumps(listed), encoding="utf-8")
    out = tmp_path / "command.docx"
    asked = ["report", str(tmp_path / "l.json"), "--out", str(out), "--workspace", str(tmp_path / "none")]
    assert CliRunner().invoke(main, asked).exit_code == 0
    made = [[p.text for p in docx.Document(str(f)).paragraphs] for f in (folder / "file", out)]
    assert made[0] == made[1]
    assert "Quartiere" in made[0]


def test_files_of_jobs_have_one_name_and_sort(tmp_path: Path) -> None:
    client = Browser(app_over(small()).server.test_client()).client
    for path in ("reports/x.docx", "reports/x.exe", "profiles/x.pdf"):
        answer = client.get(f"/{path}")
        assert answer.status_code == 404
        assert "gibt es nicht mehr" in plain(answer).decode()
