"""The list for today: merged, ordered, cut to the minutes, and honest about what it left out."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from types import SimpleNamespace

import numpy as np
import pytest

from closeknit.answers import Action, Answer, Estimate, Subject
from closeknit.asking import AskedFolder
from closeknit.briefings.merging import merged, together
from closeknit.briefings.today import today
from closeknit.errors import UnknownQuestion
from closeknit.ids import stable_id
from closeknit.lenses.seam import Business
from closeknit.methods.knapsack import best

DAY = date(2026, 6, 30)
TODAY_DAY = 20634
ANA, BO = (
    Subject(1, "Ana Ruiz", "email:ana@tidewater.example"),
    Subject(2, "Bo Ek", "email:bo@tidewater.example"),
)


def act(name: str, kind: str = "late", money: float | None = None, minutes: int = 10, **more) -> Action:
    stake = None if money is None else Estimate(money, "EUR", money="at stake")
    return Action(
        Subject(stable_id(name), name), kind, f"{name} {kind}", f"Hello {name},", minutes,
        f"clients-{kind}-1", at_stake=stake, **more,
    )  # fmt: skip


def answer(*actions: Action, lens: str = "clients") -> Answer:
    return Answer(lens, "?", "!", DAY, actions=actions)


def names(listed) -> list[str]:
    return [r.subject.name for r in listed.rows]


def test_all_reasons_of_one_customer_make_one_row():
    listed = today([
        answer(act("Halden", "late", 4_000)),
        answer(act("Halden", "unpaid", 900, 5), lens="profit"),
    ])  # fmt: skip
    (row,) = listed.rows
    assert [r.kind for r in row.reasons] == ["late", "unpaid"]
    assert row.first_line == "Hello Halden,"
    assert row.minutes == 15
    assert row.at_stake.value == 4_900


def test_what_is_at_stake_opens_the_finding_that_holds_it():
    ticket, bill = act("H", "unanswered", obligation=True), act("H", "unpaid", 900)
    (row,) = today([answer(ticket, act("H", "late", 4_000), bill)]).rows
    assert (row.reasons[0].kind, row.main.finding_id) == ("unanswered", "clients-late-1")
    (row,) = today([answer(ticket)]).rows
    assert row.main.finding_id == "clients-unanswered-1"


def test_the_same_words_are_said_once_with_the_greater_sum():
    ends = act("Halden", "contract_ends", 500), act("Halden", "contract_ends", 4_000)
    (row,) = today([answer(*ends)]).rows
    assert [r.at_stake.value for r in row.reasons] == [4_000]
    assert row.minutes == 10


def test_the_same_money_is_never_counted_twice():
    late, lapsed = act("H", "late", 4_000), act("H", "lapsed", 3_000)
    bills = act("H", "never_invoiced", 800), act("H", "low_rate", 2_000)
    assert together([late, lapsed, *bills]).value == 4_000 + 2_000
    assert together([act("H", "recheck")]) is None


def test_ranges_add_up_where_there_are_any():
    wide = Action(Subject(3, "H"), "late", "", "", 1, "x", at_stake=Estimate(10, "EUR", 6, 15))
    found = together([wide, act("H", "unpaid", 5)])
    assert (found.value, found.low, found.high) == (15, 11, 20)


def test_obligations_come_first_then_deadlines_then_money_a_minute():
    listed = today([
        answer(
            act("Rich", money=9_000),
            act("Quick", money=5_000, minutes=2),
            act("Due", "renewal", 10, due_day=TODAY_DAY + 3),
            act("Later", "renewal", 10, due_day=TODAY_DAY + 30),
            act("Waiting", "unanswered", obligation=True, due_day=TODAY_DAY),
        )
    ])  # fmt: skip
    assert names(listed) == ["Waiting", "Due", "Quick", "Rich", "Later"]


def test_of_deadlines_that_do_not_all_fit_the_largest_stake_is_on_the_list():
    small = act("Small", "renewal", 700, 20, due_day=TODAY_DAY)
    large = act("Large", "renewal", 300_000, 20, due_day=TODAY_DAY + 1)
    other = [act(f"O{n}", money=100) for n in range(6)]
    assert names(today([answer(small, large, *other)], minutes=20)) == ["Large"]
    assert names(today([answer(small, large, *other)], minutes=40)) == ["Small", "Large"]


@pytest.mark.parametrize(("day", "first"), [(TODAY_DAY + 1, "Small"), (TODAY_DAY + 3, "Large")])
def test_a_deadline_that_can_wait_for_tomorrow_leaves_todays_minutes_to_larger_stakes(day, first):
    small, large = act("Small", "renewal", 700, 20, due_day=day), act("Large", money=300_000, minutes=20)
    other = [act(f"O{n}", money=100) for n in range(6)]
    assert names(today([answer(small, large, *other)], minutes=20)) == [first]
    assert names(today([answer(small, large, *other)], minutes=40)) == ["Small", "Large"]


def test_what_cannot_wait_goes_first_also_in_a_week_full_of_deadlines():
    many = [act(f"C{n}", "renewal", 900, due_day=TODAY_DAY + 3) for n in range(11)]
    listed = today([answer(*many, act("Now", "renewal", 100, due_day=TODAY_DAY + 1))], minutes=10)
    assert names(listed) == ["Now"]
    assert listed.notes[0].startswith("12 of 12 have a deadline this week")


FRIDAY, THURSDAY = date(2026, 7, 3), date(2026, 7, 2)
SUNDAY_DAY, MONDAY_DAY, TUESDAY_DAY = (TODAY_DAY + n for n in (5, 6, 7))
OPEN_ON_SATURDAY = Business(office_days=(0, 1, 2, 3, 4, 5))
OPEN_ON_SUNDAY = Business(office_days=(6, 0, 1, 2, 3))
MONDAY_IS_FREE = Business(holidays=(MONDAY_DAY,))


def asked_on(day: date, due_day: int) -> list[Answer]:
    small = act("Small", "renewal", 700, 20, due_day=due_day)
    acts = (small, act("Large", money=300_000, minutes=20), *(act(f"O{n}", money=100) for n in range(6)))
    return [replace(answer(*acts), as_of=day)]


@pytest.mark.parametrize(
    ("office", "day", "due_day", "first"),
    [
        (Business(), FRIDAY, MONDAY_DAY, "Small"),
        (OPEN_ON_SATURDAY, FRIDAY, MONDAY_DAY, "Large"),
        (OPEN_ON_SUNDAY, THURSDAY, SUNDAY_DAY, "Small"),
        (OPEN_ON_SUNDAY, THURSDAY, MONDAY_DAY, "Large"),
        (Business(), FRIDAY, TUESDAY_DAY, "Large"),
        (MONDAY_IS_FREE, FRIDAY, TUESDAY_DAY, "Small"),
        (Business(office_days=()), FRIDAY, MONDAY_DAY, "Large"),
    ],
)
def test_what_is_due_by_the_day_on_which_the_office_opens_next_cannot_wait(office, day, due_day, first):
    assert names(today(asked_on(day, due_day), minutes=20, business=office)) == [first]


def test_the_list_of_a_folder_goes_by_the_office_of_its_settings():
    folder = SimpleNamespace(
        answers=lambda **_: asked_on(FRIDAY, MONDAY_DAY), said=lambda: (), facts=lambda: OPEN_ON_SATURDAY
    )
    assert names(AskedFolder.today(folder, minutes=20)) == ["Large"]


def test_obligations_without_money_keep_the_order_of_their_answer():
    owed = [act(n, "unanswered", obligation=True, due_day=TODAY_DAY) for n in ("Large", "Small", "Tiny")]
    assert names(today([answer(*owed)])) == ["Large", "Small", "Tiny"]


def test_a_small_bill_does_not_move_an_obligation_before_a_larger_customers():
    owed = [act(n, "unanswered", obligation=True, due_day=TODAY_DAY) for n in ("Large", "Small")]
    bill = answer(act("Small", "unpaid", 700, 5), lens="profit")
    assert names(today([bill, answer(*owed, lens="service")])) == ["Large", "Small"]


def test_winning_back_counts_for_a_part_of_what_is_at_stake():
    gone = act("Gone", "lapsed", 3_000, order_share=0.25)
    listed = today([answer(gone, act("Late", "late", 1_000))])
    assert names(listed) == ["Late", "Gone"]
    assert listed.rows[1].at_stake.value == 3_000


def test_when_nearly_everything_is_urgent_urgency_is_ignored_and_that_is_said():
    many = [act(f"C{n}", "renewal", 100 + n, due_day=TODAY_DAY + n % 7) for n in range(12)]
    listed = today([answer(*many)])
    assert names(listed)[0] == "C11"
    assert listed.notes == ("12 of 12 have a deadline this week: too many for it to set the order.",)


def test_the_minutes_cut_the_list_and_it_says_what_it_left_out_and_why():
    listed = today(
        [answer(act("A", money=900), act("B", money=800), act("C", money=50), act("D"))], minutes=25
    )
    assert names(listed) == ["A", "B"]
    assert (listed.minutes, listed.minutes_used) == (25, 20)
    assert listed.notes == ("Of what did not fit, most is at stake at C: €50, takes 10 minutes.",)
    assert [(left.row.subject.name, left.why) for left in listed.left_out] == [
        ("C", "worth less a minute (€5) than what fits; takes 10 minutes, 5 left"),
        ("D", "nothing known to be at stake; takes 10 minutes, 5 left"),
    ]


def test_the_choice_is_the_best_one_where_the_simple_one_falls_short():
    listed = today(
        [answer(act("Dense", money=60, minutes=10), act("Left", money=100, minutes=20),
                act("Right", money=120, minutes=30))],
        minutes=50,
    )  # fmt: skip
    assert names(listed) == ["Left", "Right"]


@pytest.mark.parametrize("seed", range(10))
def test_what_is_chosen_is_worth_nearly_what_can_be(seed):
    rng = np.random.default_rng(seed)
    money, minutes = rng.integers(10, 9_000, 60), rng.integers(5, 40, 60)
    made = [
        act(f"C{i}", money=float(m), minutes=int(t))
        for i, (m, t) in enumerate(zip(money, minutes, strict=True))
    ]
    listed = today([answer(*made)], minutes=180)
    optimum = sum(money[i] for i in best(money.tolist(), minutes.tolist(), 180))
    assert sum(r.worth for r in listed.rows) >= 0.98 * optimum
    assert listed.minutes_used <= 180


def test_an_obligation_is_never_dropped_for_money():
    owed = act("Waiting", "unanswered", minutes=15, obligation=True)
    listed = today([answer(act("Rich", money=1e6, minutes=15), owed)], minutes=15)
    assert names(listed) == ["Waiting"]


def owed(number: int, **more) -> list[Action]:
    return [act(f"Waiting {n}", "unanswered", obligation=True, **more) for n in range(number)]


def test_answers_owed_take_half_of_the_minutes_while_money_is_at_stake_elsewhere():
    rich = [act(f"Rich {n}", money=9_000 - n) for n in range(5)]
    listed = today([answer(*owed(6), *rich)], minutes=45)
    assert names(listed) == ["Waiting 0", "Waiting 1", "Rich 0", "Rich 1"]
    assert listed.left_out[0].why == (
        "waits for an answer; half of the minutes are kept for money at stake; takes 10 minutes, 5 left"
    )
    assert listed.notes[:2] == (
        "4 more customers wait for an answer, about 40 minutes: closeknit ask service lists them.",
        "Answers take about half of the 45 minutes, so that money at stake is seen too.",
    )


def test_answers_owed_fill_what_nothing_else_can_use():
    one_long = act("Rich", money=9_000, minutes=60)
    assert len(names(today([answer(*owed(6), one_long)], minutes=45))) == 4
    one_short = today([answer(*owed(6), act("Rich", money=9_000))], minutes=45)
    assert names(one_short) == ["Waiting 0", "Waiting 1", "Waiting 2", "Rich"]


def test_an_answer_owed_where_much_is_at_stake_counts_as_money_too():
    bill = answer(act("Waiting 5", "unpaid", 50_000, 5), lens="profit")
    listed = today([answer(*owed(6), *(act(f"Late {n}", money=100) for n in range(5))), bill], minutes=45)
    assert "Waiting 5" in names(listed)


@pytest.mark.parametrize("seed", range(20))
def test_owed_and_money_share_any_number_of_minutes(seed):
    rng = np.random.default_rng(seed)
    waiting = [act(f"W{i}", "unanswered", minutes=int(t), obligation=True)
               for i, t in enumerate(rng.integers(5, 20, 12))]  # fmt: skip
    rich = [act(f"R{i}", money=float(rng.integers(10, 900)), minutes=10) for i in range(12)]
    minutes = int(rng.integers(20, 240))
    listed = today([answer(*waiting, *rich)], minutes=minutes)
    for_money = sum(r.minutes for r in listed.rows if not r.obligation)
    assert listed.rows[0].subject.name == "W0"
    assert listed.minutes_used <= minutes
    assert for_money >= min(120, minutes // 2 - 10, minutes - waiting[0].minutes - 9)
    assert len(listed.rows) + len(listed.left_out) == 24


def test_an_uncertain_estimate_ranks_below_an_equal_sure_one():
    wild = Action(Subject(3, "Wild"), "late", "", "", 10, "x", at_stake=Estimate(1_000, "EUR", 0, 9_000))
    assert names(today([answer(wild, act("Sure", money=1_000))])) == ["Sure", "Wild"]


@pytest.mark.parametrize("typed", ["Ana Ruiz", "ana", "ruiz", "ana@tidewater.example"])
def test_an_owner_is_found_by_name_part_of_it_or_mail(typed):
    listed = today([answer(act("A", owner=ANA), act("B", owner=BO), act("C"))], owner=typed)
    assert names(listed) == ["A"]
    assert listed.owner == ANA
    assert listed.notes == ("1 more customer has nobody who looks after it.",)


def test_an_unknown_owner_is_refused_with_the_names_there_are():
    with pytest.raises(UnknownQuestion, match="there are: Ana Ruiz and Bo Ek"):
        today([answer(act("A", owner=ANA), act("B", owner=BO))], owner="zoe")
    with pytest.raises(UnknownQuestion, match="anybody who looks after it"):
        today([answer(act("A"))], owner="zoe")


def test_two_colleagues_of_one_name_are_asked_apart():
    other = Subject(5, "Ana Berg")
    with pytest.raises(UnknownQuestion, match="could be Ana Berg and Ana Ruiz"):
        today([answer(act("A", owner=ANA), act("B", owner=other))], owner="ana")


def test_nothing_to_do_is_an_empty_list():
    assert today([]).rows == ()
    assert today([answer()], minutes=45).rows == ()


def test_rows_keep_customer_reason_and_source_together():
    (row,) = merged([answer(act("Halden", "late", 10), lens="clients")])
    assert (row.reasons[0].lens, row.reasons[0].finding_id) == ("clients", "clients-late-1")
