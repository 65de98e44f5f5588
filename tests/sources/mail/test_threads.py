"""Conversations, whatever the order in which messages come."""

from __future__ import annotations

import random

from hypothesis import given
from hypothesis import strategies as st

from closeknit.sources.mail.threads import conversations


def test_a_chain_of_answers_is_one_conversation() -> None:
    told = {"c": "b", "b": "a", "a": "a", "z": "y", "x": "y"}
    assert conversations(told) == {"c": "a", "b": "a", "a": "a", "z": "y", "x": "y"}


def test_a_circle_is_one_conversation() -> None:
    assert set(conversations({"c": "b", "b": "a", "a": "c", "d": "c"}).values()) == {"a"}


@given(st.dictionaries(st.integers(0, 30).map(str), st.integers(0, 40).map(str)), st.randoms())
def test_the_order_of_messages_does_not_matter(told: dict[str, str], dice: random.Random) -> None:
    mixed = list(told.items())
    dice.shuffle(mixed)
    found = conversations(told)
    assert conversations(dict(mixed)) == found
    assert all(found[message] == found.get(root, root) for message, root in told.items() if root in told)
