"""What people remember: matched odds from sheets, never more than a hint."""

import pytest

from closeknit.answers import Verdict
from closeknit.lenses.triggers.buyers import pairs
from closeknit.lenses.triggers.reading import history
from closeknit.lenses.triggers.reviewed import RECALL, reviewed
from tests.lenses.handmade import HandmadeBook


def sheet(*pairs_of, event="a new boss"):
    """A book with one sheet: for each pair whether (buyer, other) had the event; None: not known."""
    book = HandmadeBook()
    for pair, sides in enumerate(pairs_of, 1):
        for bought, happened in zip((True, False), sides, strict=False):
            firm = book.party(f"Firm {pair} {bought}")
            book.remembered(pair, firm, bought=bought, event=event, happened=happened)
    return book


def told(book):
    return reviewed(book.question("2026-06-30"))


def test_a_clear_difference_is_a_hint_with_odds_range_and_how_long_before():
    part = told(sheet(*[(True, False)] * 9, *[(False, True)] * 1, *[(False, False)] * 10))
    (finding,) = part.findings
    assert finding.verdict is Verdict.SUGGESTIVE
    assert finding.values["odds"] == 9.0
    assert finding.values["low"] > 1
    assert "before 9 of 20 purchases, and before 1 of 20 comparable days" in finding.sentence
    assert "usually 6 weeks before" in finding.sentence
    assert part.assumptions == (RECALL,)


def test_a_sheet_filled_in_further_and_read_again_counts_each_pair_once():
    book = sheet(*[(True, False)] * 4)
    again = [{**row, "decision_id": "d-0010"} for row in book.rows["reviews"]]
    book.rows["reviews"].extend(again)
    (finding,) = told(book).findings
    assert finding.n == 4
    assert finding.verdict is Verdict.NOT_ENOUGH_DATA


def test_where_all_point_one_way_there_is_no_upper_number():
    (finding,) = told(sheet(*[(True, False)] * 8)).findings
    assert finding.estimate is None
    assert finding.values["high"] is None
    assert "far oftener" in finding.sentence


def test_few_telling_pairs_say_nothing_and_how_many_more_it_takes():
    (finding,) = told(sheet(*[(True, False)] * 3, *[(False, False)] * 20)).findings
    assert finding.verdict is Verdict.NOT_ENOUGH_DATA
    assert "3 more pairs" in finding.needed


def test_an_even_split_may_be_luck():
    (finding,) = told(sheet(*[(True, False)] * 6, *[(False, True)] * 5)).findings
    assert finding.verdict is Verdict.NO_EVIDENCE


def test_pairs_with_one_side_only_or_not_known_are_left_out():
    (finding,) = told(sheet((True, None), (True,), *[(True, False)] * 7)).findings
    assert finding.n == 7
    (nothing,) = told(sheet((True,), (None, False))).findings
    assert nothing.verdict is Verdict.NOT_ENOUGH_DATA


@pytest.mark.slow
def test_pairs_are_of_one_segment_and_the_other_side_bought_nothing_around():
    book = HandmadeBook()
    for n in range(12):
        firm = book.party(f"Firm {n:02d}", first_day="2023-01-01")
        book.attribute(firm, "segment", "Food" if n % 2 else "Steel")
        book.purchase(firm, "2023-02-01", 100)
        if n < 6:
            book.purchase(firm, f"2026-0{n + 1}-10", 500)
        book.activity("news.funding_closed", firm, "2026-01-02")
    question = book.question("2026-06-30", outcome="purchase", segment="", shuffles=0, contacts=0)
    lines = pairs(question, history(question))
    assert lines
    for buyer, other in zip(lines[::2], lines[1::2], strict=True):
        assert (buyer.pair, buyer.day, buyer.segment) == (other.pair, other.day, other.segment)
        assert buyer.bought
        assert not other.bought
    accounts = [line.account for line in lines]
    assert len(accounts) == len(set(accounts))
