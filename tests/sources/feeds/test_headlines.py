"""How often the rules for headlines are right, by what they tell, and that unsure ones stay plain news."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from closeknit.sources.feeds.headlines import ACQUISITION, EXECUTIVE, FUNDING, HIRING, told
from tests.sources.feeds.headlines import FRESH, LEARNED


@pytest.mark.parametrize(("headline", "what", "organization"), LEARNED, ids=lambda x: x[:40])
def test_the_plain_form_is_told_and_the_unsure_is_not(headline: str, what: str, organization: str) -> None:
    found = told(headline)
    assert (found.what, found.organization) == (what, organization) if found else what == ""


def figures(what: str) -> tuple[int, int, int]:
    """Fresh headlines of one class: told rightly, told wrongly, how many there are."""
    said = [(told(headline), meant, who) for headline, meant, who in FRESH]
    right = sum(1 for t, meant, who in said if t and t.what == what == meant and t.organization == who)
    claimed = sum(1 for t, _, _ in said if t and t.what == what)
    return right, claimed - right, sum(1 for _, meant, _ in said if meant == what)


def test_on_fresh_headlines_hardly_any_is_told_wrongly() -> None:
    found = {what: figures(what) for what in (FUNDING, EXECUTIVE, ACQUISITION, HIRING)}
    assert found == MEASURED


MEASURED = {FUNDING: (6, 0, 7), EXECUTIVE: (6, 0, 7), ACQUISITION: (4, 1, 5), HIRING: (4, 0, 5)}
"""Told rightly, told wrongly, how many there are. The wrong one: „Isarwerk kauft sich Zeit“."""


def test_the_firm_bought_is_named_too() -> None:
    found = told("Kestrel acquires Padua Foods for $90 million")
    assert found is not None
    assert found.other == "Padua Foods"


@given(st.text(max_size=400))
def test_any_text_is_read_without_harm(text: str) -> None:
    found = told(text)
    assert found is None or found.organization
