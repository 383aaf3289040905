"""What two versions of one survey give away together: the answers of the few by whom they differ."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from geodata.survey.publication import PublishedAnswer, PublishedQuestion, PublishedSurvey


@dataclass(frozen=True, slots=True)
class Difference:
    """``count``: respondents by which a base changed; ``group``: label, "" for all who answered."""

    question: str
    group: str
    count: int


def few_apart(before: PublishedSurvey, after: PublishedSurvey) -> list[Difference]:
    """Bases that changed by fewer respondents than may be shown, with answers counted in both versions: who knows both
    subtracts. Empty where authorities are named, or where every count may be shown."""
    least = max(before.disclosure, after.disclosure)
    if after.named or least <= 1:
        return []
    now = {name: (base, answers) for _, _, name, base, answers in _bases(after)}
    found = []
    for question, group, name, base, answers in _bases(before):
        other = now.get(name)
        if other and 0 < abs(other[0] - base) < least and _counted_in_both(answers, other[1]):
            found.append(Difference(question, group, abs(other[0] - base)))
    return found


def _bases(
    survey: PublishedSurvey,
) -> Iterator[tuple[str, str, tuple[str, ...], int, tuple[PublishedAnswer, ...]]]:
    """Question and group in words, what they are found by, base, answers."""
    for question in survey.questions:
        words = _words(question)
        if question.base is not None:
            yield words, "", (question.id,), question.base, question.answers
        for grouping, groups in question.groups.items():
            for group in groups:
                yield words, group.label, (question.id, grouping, group.group), group.base, group.answers


def _words(question: PublishedQuestion) -> str:
    return f"{question.label} – {question.item}" if question.item else question.label


def _counted_in_both(before: tuple[PublishedAnswer, ...], after: tuple[PublishedAnswer, ...]) -> bool:
    return bool({a.code for a in before if a.k is not None} & {a.code for a in after if a.k is not None})
