"""What is kept, for how long, and what a failure leaves behind."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geodata.recent import Recent


def counting(calls: list[str], name: str) -> object:
    calls.append(name)
    return object()


def test_computed_once_while_there_is_room() -> None:
    calls: list[str] = []
    memory = Recent(10)

    first = memory.get("a", lambda: counting(calls, "a"), 5)
    memory.get("b", lambda: counting(calls, "b"), 5)

    assert memory.get("a", lambda: counting(calls, "a"), 5) is first
    assert calls == ["a", "b"]


def test_the_one_not_asked_for_the_longest_goes_first() -> None:
    calls: list[str] = []
    memory = Recent(10)
    for name in ("a", "b", "a", "c", "a", "b"):
        memory.get(name, lambda name=name: counting(calls, name), 5)

    assert calls == ["a", "b", "c", "b"]


def test_what_is_larger_than_the_room_is_given_but_not_kept() -> None:
    calls: list[str] = []
    memory = Recent(10)

    memory.get("a", lambda: counting(calls, "a"), 11)
    memory.get("a", lambda: counting(calls, "a"), 11)

    assert calls == ["a", "a"]


def test_nothing_is_kept_of_a_failure() -> None:
    memory = Recent(10)
    with pytest.raises(ZeroDivisionError):
        memory.get("a", lambda: 1 // 0, 1)

    assert memory.get("a", lambda: 7, 1) == 7


def test_none_is_an_answer_too() -> None:
    calls: list[str] = []
    memory = Recent(10)
    for _ in range(2):
        assert memory.get("a", lambda: calls.append("a"), 1) is None

    assert calls == ["a"]


@given(st.lists(st.tuples(st.sampled_from("abcdef"), st.integers(0, 6)), max_size=40))
def test_never_more_than_there_is_room_for(asked: list[tuple[str, int]]) -> None:
    memory, weights = Recent(10), {}
    for key, weight in asked:
        memory.get(key, lambda: None, weights.setdefault(key, weight))

        assert memory._used == sum(weight for weight, _ in memory._kept.values()) <= 10
