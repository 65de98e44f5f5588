"""Links open once, sessions run out, roles include those below."""

import pytest

from closeknit.web.entrance import IDLE_SECONDS, LINK_PAUSE, LONGEST_SECONDS, Entrance


class Clock:
    """A clock that a test sets."""

    now = 1000.0

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def entrance(clock):
    return Entrance("ana", clock)


def test_a_link_opens_once(entrance):
    secret = entrance.link()
    assert entrance.session(entrance.enter(secret)).user == "ana"
    assert entrance.enter(secret) == ""


def test_a_new_link_closes_the_one_before(entrance):
    before = entrance.link()
    entrance.link()
    assert entrance.enter(before) == ""


def test_no_link_opens_where_none_was_made(entrance):
    assert entrance.enter("") == ""


def test_knocking_often_makes_one_link(entrance, clock):
    assert entrance.knock()
    assert entrance.knock() == ""
    clock.now += LINK_PAUSE
    assert entrance.knock()


def test_a_session_ends_unused_or_old_or_by_leaving(entrance, clock):
    secret = entrance.admit("ana", "member")
    clock.now += IDLE_SECONDS - 1
    assert entrance.session(secret)
    clock.now += IDLE_SECONDS + 1
    assert entrance.session(secret) is None
    used = entrance.admit("ana", "member")
    for _ in range(int(LONGEST_SECONDS / IDLE_SECONDS) + 1):
        clock.now += IDLE_SECONDS - 1
        entrance.session(used)
    assert entrance.session(used) is None
    left = entrance.admit("ana", "member")
    entrance.leave(left)
    assert entrance.session(left) is None


def test_a_role_may_what_those_before_it_may(entrance):
    member = entrance.session(entrance.admit("ana", "member"))
    assert member.may("viewer")
    assert member.may("member")
    assert not member.may("analyst")


def test_secrets_are_not_kept_as_they_are(entrance):
    secret = entrance.admit("ana", "admin")
    assert secret not in repr(vars(entrance))
