"""What a view shows of each area beside its figures, for files that are opened without the page."""

from __future__ import annotations

import pandas as pd

from dashboard import formatting
from dashboard.views.current import Current
from dashboard.views.legend import Legend, build_legend
from dashboard.views.neighbours import TITLE
from dashboard.views.smoothing import SMOOTHED
from dashboard.views.snapshot import not_shown_text
from geodata.exports.table import YES
from geodata.methods.verdicts import Verdict
from geodata.observations import ValueStatus


def view_columns(current: Current) -> pd.DataFrame:
    """Index area_id; for the areas that meet the conditions: ``shown`` (what is classed; NaN without a published
    figure), ``shown_is``, ``class_name`` (as in the legend; the state without a figure), ``verdict``, ``selected``."""
    table, classes = current.table, current.classes.texts()
    ok = table["status"].eq(ValueStatus.OK)
    names = [
        classes[cls] if cls >= 0 else "" if shown else formatting.STATUS_TEXT[ValueStatus(status)]
        for cls, status, shown in zip(table["cls"].astype(int), table["status"], ok, strict=True)
    ]
    found = pd.DataFrame({"shown": table["measure"].where(ok), "shown_is": shown_is(current)}, index=table.index)
    selected = [YES if i in current.state.sel else "" for i in table.index]
    return found.assign(class_name=names, verdict=_verdicts(current), selected=selected)


def shown_is(current: Current) -> str:
    """What the map classes: the value itself, a difference, a smoothed value, a kind of neighbourhood."""
    if current.difference is not None:
        return f"{current.difference.title} in {current.difference.unit}".removesuffix(" in ")
    if current.smoothing is not None:
        return f"Wert, {SMOOTHED}"
    return f"Wert; Klassen: {TITLE}" if current.neighbours is not None else "Wert"


def _verdicts(current: Current) -> list[str]:
    """Whether an area can be told apart from what it is compared with; "" where nothing is said on the page either."""
    if current.certainty is None:
        return [""] * len(current.table)
    words, rows = current.certainty.words, current.certainty.table.reindex(current.table.index)
    return [
        words["small"] if small is True and "small" in words else words.get(verdict, "")
        for verdict, small in zip(rows["verdict"], rows["small"], strict=True)
    ]


def unsure_texts(current: Current) -> tuple[str, ...]:
    """Texts of ``verdict`` for the areas that the page hatches; none where it leaves them out."""
    if current.certainty is None or current.hidden:
        return ()
    words = current.certainty.words
    return tuple(words[key] for key in (Verdict.SAME, "small") if key in words)


def view_about(current: Current) -> tuple[tuple[str, str], ...]:
    """Title and text of what the view adds to its figures; only what there is to say."""
    legend = build_legend(current)
    said = (
        "" if shown_is(current) == "Wert" else f"{shown_is(current)}: Spalte „Wert der Ansicht“; der Wert steht daneben"
    )
    selected = [str(name) for name in current.table["name"][current.table.index.isin(current.state.sel)]]
    pairs = (
        ("Ansicht zeigt", said),
        ("Bedingungen", current.narrowing.sentence),
        ("Ausgelassen", _left_out(current)),
        ("Klassen der Ansicht", "; ".join(f"{c.text}: {formatting.number(c.count)}" for c in legend.classes)),
        ("Zu den Klassen", legend.note),
        ("Statistisch", _unsure(legend)),
        ("Ohne ausgewiesenen Wert", not_shown_text(legend, len(current.table))),
        ("Ausgewählt", ", ".join(selected)),
        ("Einrichtungen", "Die Einrichtungen der Ansicht sind nicht enthalten" if current.state.fac else ""),
    )
    return tuple((title, text) for title, text in pairs if text)


def _unsure(legend: Legend) -> str:
    unsure = legend.unsure
    if unsure is None or not unsure.count:
        return ""
    return f"{unsure.text}: {formatting.number(unsure.count)}{' (ausgelassen)' if unsure.hidden else ''}"


def _left_out(current: Current) -> str:
    count = len(current.outside)
    if not count:
        return ""
    return f"{formatting.number(count)} {'Gebiet ist' if count == 1 else 'Gebiete sind'} durch Bedingungen ausgelassen"
