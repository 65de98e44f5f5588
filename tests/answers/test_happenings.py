"""How kinds of events are said, the same on every surface."""

from __future__ import annotations

import pytest

from closeknit.answers.happenings import WORDS, after, label, labels
from closeknit.claims import KINDS
from closeknit.lenses.triggers.kinds import MADE


@pytest.mark.parametrize(
    ("kind", "one", "many", "then"),
    [
        ("invoice.issued", "invoice issued", "invoices issued", "an invoice"),
        ("news.funding_closed", "funding round", "funding rounds", "a funding round"),
        ("person.job_changed", "job change", "job changes", "somebody known from another firm starts there"),
        ("fair.visited_twice", "fair visited twice", "fair visited twice", "“fair visited twice”"),
    ],
)
def test_a_kind_is_said_in_words(kind: str, one: str, many: str, then: str) -> None:
    assert (label(kind), labels(kind), after(kind)) == (one, many, then)


def test_words_are_of_kinds_that_there_are() -> None:
    assert set(WORDS) <= {*KINDS, *MADE}


def test_no_two_kinds_go_by_one_name() -> None:
    kinds = {*WORDS, *KINDS, *MADE}
    for said in (label, labels, after):
        assert len({said(kind) for kind in kinds}) == len(kinds)
