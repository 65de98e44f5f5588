"""A sheet that people filled in is told from exports by its columns."""

import pytest

from closeknit.ledger.finding import is_review
from closeknit.reviews.sheet import AFTER_EVENTS, ASKED, BEFORE_EVENTS


@pytest.mark.parametrize("change", [str, str.upper, lambda name: f" {name} "])
def test_a_sheet_is_known_by_its_columns_however_they_were_saved(change):
    assert is_review([change(name) for name in (*BEFORE_EVENTS, *ASKED, *AFTER_EVENTS)])


def test_an_export_with_a_key_and_a_pair_is_none():
    assert not is_review(["key", "pair", "day", "amount"])
