"""What acting gained: told only against those left alone, and only where there are enough."""

import numpy as np
import pytest

from closeknit.answers import Verdict
from closeknit.lenses.triggers.gained import gained
from tests.lenses.handmade import HandmadeBook


def campaign(acted, left, *, buys_acted, buys_left, day="2026-01-10", contacted=0):
    """A book with a campaign: so many acted on and left alone, and how many of each bought 20 days later."""
    book = HandmadeBook()
    for arm, many, buys in ((True, acted, buys_acted), (False, left, buys_left)):
        for n in range(many):
            firm = book.party(f"{'Acted' if arm else 'Left'} {n}")
            book.listed(firm, day, acted=arm)
            book.purchase(firm, "2025-12-01", 900)
            if n < buys:
                book.purchase(firm, "2026-01-30", 1000)
            if not arm and n < contacted:
                book.activity("email.sent", firm, "2026-01-15")
    return book


def told(book, as_of="2026-06-30"):
    (finding,) = gained(book.question(as_of)).findings
    return finding


def test_a_clear_difference_is_told_with_its_range_in_people_and_money():
    finding = told(campaign(80, 20, buys_acted=40, buys_left=3))
    assert finding.verdict is Verdict.ESTABLISHED
    assert finding.values["difference"] == 0.35
    assert 0 < finding.values["low"] < 0.35 < finding.values["high"]
    assert finding.estimate.money == "gained by acting"
    assert finding.estimate.value == 0.35 * 80 * 1000
    assert "40 of 80 acted on and 3 of 20 left alone" in finding.sentence


def test_what_may_be_luck_is_called_so():
    finding = told(campaign(80, 20, buys_acted=24, buys_left=5))
    assert finding.verdict is Verdict.NO_EVIDENCE
    assert "that may be luck" in finding.sentence
    assert finding.estimate.low < 0 < finding.estimate.high


def test_too_few_are_refused_with_the_number_it_takes():
    finding = told(campaign(8, 2, buys_acted=4, buys_left=0))
    assert finding.verdict is Verdict.NOT_ENOUGH_DATA
    assert "takes about" in finding.sentence
    assert finding.estimate is None
    assert finding.needed


def test_purchases_before_the_list_or_after_its_days_do_not_count():
    finding = told(campaign(40, 10, buys_acted=0, buys_left=0))
    assert "0 of 40 acted on" in finding.sentence
    assert finding.verdict is Verdict.NOT_ENOUGH_DATA


def test_those_left_alone_count_as_such_whatever_was_done():
    finding = told(campaign(80, 20, buys_acted=40, buys_left=3, contacted=4))
    assert finding.values["left_alone"] == 20
    assert "4 of those left alone were contacted all the same" in finding.sentence


def test_sizes_that_no_lot_gives_are_not_compared():
    finding = told(campaign(20, 80, buys_acted=15, buys_left=30))
    assert finding.verdict is Verdict.NOT_ENOUGH_DATA
    assert "not comparable" in finding.sentence


@pytest.mark.slow
def test_without_difference_nine_in_ten_ranges_hold_nothing():
    rng, held = np.random.default_rng(8), 0
    for _ in range(40):
        found = told(
            campaign(60, 15, buys_acted=int(rng.binomial(60, 0.3)), buys_left=int(rng.binomial(15, 0.3)))
        )
        held += found.values["low"] <= 0 <= found.values["high"]
    assert held >= 32


def test_without_campaigns_nothing_is_said():
    book = HandmadeBook()
    book.party("Firm")
    assert gained(book.question("2026-06-30")).findings == ()
