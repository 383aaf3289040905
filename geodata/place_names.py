"""Names of authorities as people write them → one form that can be compared.

„Stadt Köln“, „Köln, krfr. Stadt“ and „KÖLN“ become one form, „Gronau (Westf.)“ and „Gronau/Westfalen“ another. Whether
a Kreis or a municipality is meant is kept apart: „Kreis Düren“ is not „Düren“.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})
WHOLE = {
    r"\ba\.?\s*d\.\s*": "an der ", r"\ba\.\s*": "am ", r"\bst(\.\s*|\s+)(?=\w)": "sankt ", r"\bpr\.\s*": "preussisch ",
    r"\bwestf\b\.?": "westfalen", r"\brhld\b\.?": "rheinland", r"\bsauerl\b\.?": "sauerland",
    r"\bstaedte-\s*region\b": "staedteregion",
}  # fmt: skip
DISTRICT_WORDS = frozenset({"kreis", "kreises", "landkreis", "staedteregion", "kreisverwaltung", "landrat",
                            "landraetin", "kr", "krs", "lk"})  # fmt: skip
MUNICIPAL_WORDS = frozenset({
    "stadt", "gemeinde", "kommune", "krfr", "kreisfreie", "kreisfrei", "kreisangehoerige", "kreisangehoerig", "grosse",
    "mittlere", "stadtverwaltung", "gemeindeverwaltung", "oberbuergermeister", "oberbuergermeisterin",
    "buergermeister", "buergermeisterin", "hansestadt", "kreisstadt", "bundesstadt", "landeshauptstadt", "gem",
})  # fmt: skip
EMPTY_WORDS = frozenset({"der", "die", "das", "des", "und", "verwaltung", "nrw"})
QUALIFIERS = (
    ("an", "ruhr"), ("am", "rhein"), ("am", "see"), ("am", "niederrhein"),
    ("westfalen",), ("rheinland",), ("sauerland",), ("sieg",), ("ruhr",), ("niederrhein",),
)  # fmt: skip
INSIDE = re.compile(r"([^(,/;]+?)\s*(?:[(,/;]|\s-\s|\s[–—]\s|\bim\b)\s*([^(),/;]+)\)?")
BYNAME = re.compile(r"[a-z]{4,}stadt")
REAL_STADT = frozenset({"erftstadt", "lippstadt", "bergneustadt"})


@dataclass(frozen=True, slots=True)
class Form:
    """``words``: what tells one place from another (sorted for a Kreis, whose words change places).

    ``district``: the text says Kreis; ``municipal``: it says Stadt, Gemeinde or the like.
    """

    words: tuple[str, ...]
    district: bool
    municipal: bool

    @property
    def text(self) -> str:
        return " ".join(self.words)


def form(raw: str, keep: frozenset[str] = REAL_STADT) -> Form:
    """The comparable form of a name; ``keep``: words of real names that end in „stadt“."""
    found = words_of(raw)
    district = any(w in DISTRICT_WORDS for w in found)
    municipal = any(w in MUNICIPAL_WORDS or _is_byname(w, keep) for w in found)
    district = district and not re.match(r"\s*kreis-\s*(und|u\.|&)", raw.casefold())  # „Kreis- und Hochschulstadt“
    drop = DISTRICT_WORDS | MUNICIPAL_WORDS | EMPTY_WORDS
    bare = tuple(w for w in found if w not in drop and not _is_byname(w, keep))
    bare = bare or tuple(w for w in found if w not in DISTRICT_WORDS | EMPTY_WORDS)
    return Form(tuple(sorted(bare)) if district else bare, district, municipal)


def _is_byname(word: str, keep: frozenset[str]) -> bool:
    return word not in keep and bool(BYNAME.fullmatch(word))


def words_of(raw: str) -> list[str]:
    text = unicodedata.normalize("NFC", raw).casefold().translate(UMLAUTS)
    for pattern, replacement in WHOLE.items():
        text = re.sub(pattern, replacement, text)
    text = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    found: list[str] = []
    for word in re.findall(r"[a-z0-9]+", text):
        # „Hochsauerlandkreis“, „Rhein-Sieg-Kreis“: the word Kreis stands by itself
        joined = len(word) > 8 and word.endswith("kreis")
        found += [word.removesuffix("kreis"), "kreis"] if joined else [word]
    return found


def with_its_district(raw: str) -> tuple[str, str] | None:
    """„Gemeinde Rheurdt (Kreis Kleve)“, „Roetgen, Städteregion Aachen“ → the place and the Kreis said to hold it; None
    for anything else."""
    found = INSIDE.fullmatch(raw.strip())
    if not found or not (outer := form(found[2])).district or not outer.words or outer.words == ("kreis",):
        return None
    return found[1], found[2]


def short_forms(words: tuple[str, ...]) -> tuple[tuple[str, ...], ...]:
    """„muelheim an ruhr“ → „muelheim“, „muelheim ruhr“; nothing for words without a qualifier."""
    for tail in QUALIFIERS:
        if len(words) > len(tail) and words[-len(tail) :] == tail:
            bare = words[: -len(tail)]
            return tuple(dict.fromkeys((bare, (*bare, tail[-1]))))
    return ()
