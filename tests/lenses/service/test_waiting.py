"""How long customers wait, with the tickets still open counted."""

from __future__ import annotations

import pytest

from closeknit.answers import Verdict
from tests.lenses.handmade import HandmadeBook
from tests.lenses.service.desk import ask, desk, drawn

QUICK = [30.0] * 20 + [90.0] * 10 + [400.0] * 6 + [2_000.0] * 4


def test_the_sentence_says_the_median_and_the_slow_ones():
    found = ask(desk(QUICK)).finding("first_reply")
    assert found.sentence == (
        "Half of the tickets get a first answer within 30 minutes; 25 % wait longer than 6 hours, 10 % wait "
        "longer than a day."
    )
    assert (found.n, found.verdict) == (40, Verdict.ESTABLISHED)


@pytest.mark.parametrize(("kind", "mark"), [("first_reply", "6_hours"), ("resolution", "1_day")])
def test_the_estimate_is_of_a_wait_that_the_sentence_names(kind, mark):
    found = ask(desk(QUICK)).finding(kind)
    assert found.estimate.value == found.values[f"over_{mark}"]
    assert f"{found.estimate.value:.0%}".replace("%", " %") in found.sentence


def test_shares_over_the_four_marks_carry_their_ranges():
    values = ask(desk(QUICK)).finding("first_reply").values
    assert [round(values[f"over_{m}"], 3) for m in ("1_hour", "6_hours", "1_day", "4_days")] == [
        0.5, 0.25, 0.1, 0.0,
    ]  # fmt: skip
    assert values["over_6_hours_low"] < 0.25 < values["over_6_hours_high"]


def test_a_wait_of_exactly_an_hour_is_within_the_hour():
    values = ask(desk([60.0] * 20 + [60.1] * 20)).finding("first_reply").values
    assert values["over_1_hour"] == pytest.approx(0.5)


def test_a_fifth_still_open_biases_the_closed_only_share_and_not_ours():
    book, truth = drawn(2_000, seed=4)
    answer = ask(book)
    found = answer.finding("first_reply")
    ours = 1 - found.values["over_1_hour"]
    flattered = ours + found.values["flattered"]
    assert 0.15 < found.values["still_open"] / found.n < 0.25
    assert flattered - truth >= 0.05
    assert abs(ours - truth) <= 0.025
    assert "would flatter" in " ".join(answer.assumptions)


def test_open_tickets_wait_until_their_source_was_read_not_until_today():
    book = desk([30.0] * 20 + [None])
    answer = ask(book)
    assert "waiting until 1 May 2026, the newest day in it" in answer.assumptions[0]
    assert "over_1_day" not in answer.finding("first_reply").values


def test_office_time_stands_still_at_night():
    book = HandmadeBook(timezone="Europe/Berlin", office_hours=(9 * 60, 17 * 60))
    client = book.party("Halden")
    for day in range(4, 9):
        for _ in range(5):
            # 16:30 on the one day to 9:30 on the next, local time: an hour of office time.
            book.ticket(client, f"2026-05-{day:02d} 14:30", reply=f"2026-05-{day + 1:02d} 07:30")
    values = ask(book).finding("first_reply").values
    assert values["p50_minutes"] == 17 * 60
    assert values["office_p50_minutes"] == 60


def test_sources_that_never_say_when_they_replied_are_left_out_and_said():
    book = HandmadeBook()
    client = book.party("Halden")
    for n in range(30):
        book.case("ticket", client, f"T{n}", status="closed", opened="2026-05-01", closed="2026-05-03")
    answer = ask(book)
    assert {f.kind for f in answer.findings} == {"resolution"}
    assert answer.left_out[0].startswith("First answers of made/by-hand (30 tickets)")


def test_a_reply_before_the_ticket_was_opened_is_dropped_and_counted():
    book = desk([30.0] * 25)
    book.ticket(book.rows["parties"][0]["party_id"], "2026-05-02 10:00", reply="2026-05-02 09:00")
    answer = ask(book)
    first = answer.finding("first_reply")
    assert (first.n, first.values["still_open"]) == (25, 0)
    assert any("Replies dated before their ticket was opened, on 1 ticket" in s for s in answer.left_out)


def test_too_few_tickets_say_how_many_more_it_takes():
    found = ask(desk([30.0] * 6)).finding("first_reply")
    assert found.verdict is Verdict.NOT_ENOUGH_DATA
    assert found.needed == "about 14 more tickets"


def test_without_tickets_the_question_says_what_to_load():
    answer = ask(HandmadeBook())
    assert answer.headline.endswith("no tickets were loaded.")
    assert "Zendesk" in answer.finding("no_tickets").needed


def test_the_picture_falls_and_stays_between_its_limits():
    picture = ask(desk(QUICK)).pictures[0]
    low, share, high = (picture.data[c].to_pylist() for c in ("low", "waiting", "high"))
    assert share[0] == 100
    assert share == sorted(share, reverse=True)
    assert all(a <= b <= c for a, b, c in zip(low, share, high, strict=True))


def test_a_ticket_closed_without_a_reply_waited_until_then():
    book = desk([30.0] * 20)
    client = book.rows["parties"][0]["party_id"]
    book.ticket(client, "2026-05-01 00:00", solved="2026-05-01 00:10")
    found = ask(book).finding("first_reply")
    assert (found.n, found.values["still_open"]) == (21, 1)
    assert found.values["over_1_hour"] == 0
