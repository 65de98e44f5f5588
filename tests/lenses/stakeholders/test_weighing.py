"""From acts to a suggested role: each sign, the guards, and what is left unknown."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from closeknit.lenses.stakeholders import signs
from closeknit.lenses.stakeholders.roles import BLOCKER, CHAMPION, DECIDES, ROLES, UNKNOWN, USER, of_crm
from closeknit.lenses.stakeholders.weighing import BY_TITLE, Behaviour, Count, reasons, suggest

EVERY_SIGN = (
    signs.WROTE, signs.MET, signs.HELPED, signs.ANSWERED, signs.NAMED, signs.OBJECTED, signs.PRAISED,
    signs.LIKED, signs.ASKED, signs.PROOF, signs.AGREED, signs.BROUGHT, signs.JOINED, signs.FIRST,
)  # fmt: skip


def who(title="", crm=(), **days):
    counts = {what: Count(n, n, 100, 100 + n) for what, n in days.items() if n}
    return Behaviour(counts, title, crm)


@pytest.mark.parametrize(
    ("behaviour", "role"),
    [
        (who(contact=8, praised=2, brought=1), CHAMPION),
        (who(contact=3, brought=2), CHAMPION),
        (who(contact=2, agreed=2), DECIDES),
        (who("Managing Director", contact=2, wrote=2), DECIDES),
        (who(contact=4, objected=3), BLOCKER),
        (who(contact=2, helped=2), USER),
        (who("Warehouse Clerk", contact=1, helped=1), USER),
        (who(contact=4), UNKNOWN),
        (who("Managing Director"), UNKNOWN),
        (who(contact=5, praised=2, objected=2), UNKNOWN),
        (who(), UNKNOWN),
        (who(contact=1, crm=(CHAMPION,)), CHAMPION),
    ],
)
def test_the_role_is_the_one_a_reader_would_suggest(behaviour, role):
    assert suggest(behaviour).role == role


def test_one_sentence_makes_nobody_a_blocker_nor_a_champion():
    assert suggest(who(contact=1, objected=1)).role == UNKNOWN
    assert suggest(who(contact=1, praised=1)).role == UNKNOWN


def test_nobody_speaks_for_us_who_objects_more_than_half_as_often():
    assert suggest(who(contact=12, praised=3, brought=1, objected=3, crm=(CHAMPION,))).role != CHAMPION


def test_who_has_the_crm_against_what_they_did_is_not_named_by_it():
    assert suggest(who(contact=6, objected=5, crm=(CHAMPION,))).role == BLOCKER


def test_a_vice_president_is_none_of_a_firm():
    president, vice = (suggest(who(title, contact=1)) for title in ("President", "Vice President Sales"))
    assert president.shares[DECIDES] > vice.shares[DECIDES]


def test_roles_of_crms_are_understood_and_others_speak_for_none():
    assert of_crm("DECISION_MAKER;CHAMPION") == (DECIDES, CHAMPION)
    assert of_crm("Economic Buyer") == (DECIDES,)
    assert of_crm("Influencer") == of_crm("Legal and compliance") == of_crm("") == ()


def test_what_speaks_for_a_role_comes_by_weight_without_what_speaks_against_it():
    boss = who("Managing Director", contact=2, wrote=2, named=1, helped=1)
    assert list(reasons(boss, DECIDES)) == [BY_TITLE, signs.NAMED]
    friend = who(contact=4, praised=3, brought=1, objected=1)
    assert list(reasons(friend, CHAMPION)) == [signs.PRAISED, signs.BROUGHT, signs.CONTACT]
    assert reasons(boss, UNKNOWN) == {}


days = st.dictionaries(st.sampled_from([*EVERY_SIGN, signs.CONTACT]), st.integers(1, 40), max_size=9)


@given(
    days,
    st.sampled_from(["", "CEO", "Clerk", "Legal Counsel", "(x) \\ vp"]),
    st.lists(st.sampled_from(ROLES[:4]), max_size=2, unique=True),
)
def test_whatever_somebody_did_shares_sum_to_one_and_the_guards_hold(counts, title, crm):
    behaviour = who(title, tuple(crm), **counts)
    found = suggest(behaviour)
    assert sum(found.shares.values()) == pytest.approx(1)
    if found.role == CHAMPION:
        good = sum(behaviour.days(what) for what in signs.FOR_US)
        assert good >= 2 * behaviour.days(signs.OBJECTED)
    if found.role == BLOCKER and BLOCKER not in crm:
        assert behaviour.days(signs.OBJECTED) >= 2


@given(days)
def test_one_more_day_of_objections_never_makes_a_blocker_less_likely(counts):
    counts[signs.CONTACT] = max(counts.values(), default=0) + 1
    more = counts | {signs.OBJECTED: counts.get(signs.OBJECTED, 0) + 1}
    assert suggest(who(**more)).shares[BLOCKER] >= suggest(who(**counts)).shares[BLOCKER]
