"""Find the key and the name column of a boundary file by what columns hold and what they are usually called."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass

import pandas as pd

from geodata.errors import refuse
from geodata.keys import KeyResult, Verdict, parse_key

OFFICIAL_NAMES = ("ags", "ags_0", "ars", "ars_0", "rs", "rs_0", "gemeindeschluessel", "kn")
KEY_NAME = re.compile(
    r"(^|_)(nr|no|kn|id|key|code|schl|schluessel|kennung|kennz|nummer|kennziffer)$|^nr_|nr$|nummer$|schl(ue|ü)ssel"
)
TECHNICAL = re.compile(
    r"(gid|fid|oid|pk|ogc_fid|objectid(_\d+)?|globalid|g?uuid|gml_?id|inspire_?id|rowid|feature_?id|geo_point_2d|snap_id)|"
    r"(shape|st)_*(area|length|leng|perimeter).*|fl(ae|ä)che.*|umfang.*"
)
NAME_NAMES = ("gen", "gn", "name", "stt_name", "stb_name", "stv_name", "bezeichnung", "bez", "label", "titel")
NAME_NAME = re.compile(r"name|bezeichnu|_bez$|stadtteil|ortsteil|bezirk|viertel|quartier|titel")
LEVEL_WORDS = {
    "statistischer_unterbezirk": r"unterbezirk",
    "statistischer_bezirk": r"stat(istische[rn]?|\.)?[\s_-]*bez|statist",
    "stimmbezirk": r"stimmbez|wahlbez",
    "baublock": r"bau-?bl(o|ö|oe)ck",
    "sozialraum": r"sozialr(ae|äu|au)",
    "lebensraum": r"lebensr(ae|äu|au)",
    "planungsraum": r"planungsr(ae|äu|au)",
    "stadtviertel": r"stadtviertel|(^|_)stv|viertel",
    "stadtteil": r"stadtteil|ortsteil|(^|_)stt",
    "stadtbezirk": r"stadtbezirk|(^|_)stb|(?<!regierungs)bezirk",
    "quartier": r"quartier",
}
"""Level → what cities call it in names of layers, columns and files; the narrower words first."""
LONGEST_KEY = 24
ENOUGH = 0.9


@dataclass(frozen=True)
class KeyColumn:
    """``results`` maps every distinct raw text to its verdict; ``level`` is "" below the municipality."""

    column: str
    texts: pd.Series
    results: dict[str, KeyResult]
    level: str

    def counts(self) -> dict[str, int]:
        """Rows per verdict."""
        tally = Counter(self.results[t].verdict.value for t in self.texts)
        return {verdict.value: tally.get(verdict.value, 0) for verdict in Verdict}


def as_text(column: pd.Series) -> pd.Series:
    """Values as text, whole floats without ``.0``, missing as "". Dicts and lists become their text."""

    def text(value: object) -> str:
        if value is None or value is pd.NaT or (isinstance(value, float) and value != value):
            return ""
        if isinstance(value, float) and value.is_integer():
            return str(int(value))
        return str(value)

    return pd.Series([text(v) for v in column], index=column.index, dtype=object)


def official_key(frame: pd.DataFrame, column: str, expect: str | None = None) -> KeyColumn | None:
    """Read a column as official keys; None unless most values are keys and most keys differ."""
    texts = as_text(frame[column])
    results = {text: parse_key(text, expect=expect) for text in texts.unique()}
    usable = [r for r in results.values() if r.usable]
    known = sum(r.verdict is not Verdict.REFUSED for r in results.values())
    if not usable or known < ENOUGH * len(results) or len(results) < len(texts) / 2:
        return None
    levels = Counter(r.level for r in usable)
    level = levels.most_common(1)[0][0]
    if expect is None and len(levels) > 1:
        # Kreise with eight digits: those of kreisfreie Städte read like municipalities
        return official_key(frame, column, level)
    if expect is None and level in ("land", "regbez") and column.lower() not in OFFICIAL_NAMES:
        return None  # one or two digits are a city's own numbers far more often
    return KeyColumn(column, texts, results, expect or level)


def find_official(frame: pd.DataFrame, expect: str | None = None) -> KeyColumn | None:
    """The best column of official keys: usual names first, then the order in the file."""
    named = {str(c).lower(): str(c) for c in frame.columns}
    usual = [named[n] for n in OFFICIAL_NAMES if n in named]
    for column in [*usual, *(str(c) for c in frame.columns if str(c) not in usual)]:
        if (found := official_key(frame, column, expect)) is not None:
            return found
    return None


def local_key(frame: pd.DataFrame, column: str) -> KeyColumn:
    """Read a column as a city's own keys: every non-empty text is good."""
    texts = as_text(frame[column]).str.strip()
    results = {
        t: KeyResult(t, "", Verdict.GOOD) if t else KeyResult("", "", Verdict.REFUSED, (), "Der Schlüssel fehlt.")
        for t in texts.unique()
    }
    return KeyColumn(column, texts, results, "")


def find_local(frame: pd.DataFrame) -> KeyColumn | None:
    """The best column of a city's own keys: short, mostly distinct, rather called like a key than not; a number that a
    database gave to the rows only if there is nothing else."""
    names = [str(c) for c in frame.columns]
    own = _best_local(frame, [c for c in names if not TECHNICAL.fullmatch(c.lower())])
    found = own or _best_local(frame, names)
    return local_key(frame, found) if found else None


def _best_local(frame: pd.DataFrame, names: list[str]) -> str:
    best: tuple[float, str] | None = None
    for column in names:
        texts = as_text(frame[column])
        distinct = texts.nunique() / len(texts)
        fractional = pd.api.types.is_float_dtype(frame[column]) and texts.str.contains(".", regex=False).any()
        if distinct < 0.5 or texts.eq("").any() or texts.str.len().max() > LONGEST_KEY or fractional:
            continue
        digits = float(texts.str.contains(r"\d").mean())
        called = 1.0 if column.lower() == "id" else 2.0 * bool(KEY_NAME.search(column.lower()))
        if not called and digits > 0.5 and guess_level(column):
            called = 1.5  # „Ortsteil: 12“ beside „Ortsteil_bez: Südstadt“
        score = distinct + called + digits
        if best is None or score > best[0]:
            best = (score, column)
    return best[1] if best and best[0] >= 2 else ""


def find_name(frame: pd.DataFrame, key: str, wanted: str | None = None) -> str | None:
    """The column of names, None if there is none."""
    if wanted is not None:
        return require(frame, wanted)
    named = {str(c).lower(): str(c) for c in frame.columns if c != key}
    usual = [named[n] for n in NAME_NAMES if n in named]
    likely = [*usual, *(c for low, c in named.items() if NAME_NAME.search(low))]
    worded = [c for c in likely if as_text(frame[c]).str.contains(r"[A-Za-zÄÖÜäöü]{2}").mean() > ENOUGH]
    distinct = [c for c in worded if as_text(frame[c]).nunique() > len(frame) / 2]  # not that of a larger area
    return next(iter([*distinct, *worded]), None)


def require(frame: pd.DataFrame, column: str) -> str:
    """Return ``column`` as the file spells it, the same letters first; raises ``GeodataError`` (``column_unknown``)."""
    for candidate in sorted(map(str, frame.columns), key=lambda name: name != column):
        if candidate.lower() == column.lower():
            return candidate
    raise refuse("column_unknown", value=column, known=", ".join(map(str, frame.columns)))


def guess_level(*texts: str) -> str:
    """Level below the municipality named in a layer, column or file name, the first text first; "" if none."""
    for text in texts:
        for level, words in LEVEL_WORDS.items():
            if re.search(words, text.lower()):
                return level
    return ""
