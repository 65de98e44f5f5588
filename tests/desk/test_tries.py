"""Where several limits are reached, the wait that is told is the longest: after it one is let try."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from closeknit.desk.audit import LOG_IN_FAILED, WRONG_CODE, By, note
from closeknit.desk.opening import Desk
from closeknit.desk.tries import (
    CODES_IN,
    CODES_NAME,
    TRIES_ADDRESS,
    TRIES_IN,
    TRIES_NAME,
    check_codes,
    check_tries,
)
from closeknit.errors import TooManyTries

NOW = datetime(2026, 11, 27, 12, 0)
HERE, ELSEWHERE = "192.0.2.7", "198.51.100.9"
SECOND, MINUTES = timedelta(seconds=1), timedelta(minutes=1)


def failed(desk: Desk, did: str, times: int, about: str, address: str, ago: timedelta) -> None:
    with desk.writing() as session:
        for _ in range(times):
            note(session, By("", address, NOW - ago), did, about)


@pytest.mark.parametrize(
    ("check", "name_ago", "address_ago", "codes_ago", "wait"),
    [
        (check_tries, 9 * MINUTES, 2 * MINUTES, 0 * MINUTES, TRIES_IN - 2 * MINUTES),
        (check_tries, 2 * MINUTES, 9 * MINUTES, 0 * MINUTES, TRIES_IN - 2 * MINUTES),
        (check_codes, 2 * MINUTES, 9 * MINUTES, 600 * MINUTES, CODES_IN - 600 * MINUTES),
        (check_codes, 2 * MINUTES, 9 * MINUTES, CODES_IN - 3 * MINUTES, TRIES_IN - 2 * MINUTES),
    ],
)
def test_whoever_waits_as_long_as_is_told_is_held_up_by_no_other_limit(
    desk: Desk,
    check: Callable[[Session, str, By], None],
    name_ago: timedelta,
    address_ago: timedelta,
    codes_ago: timedelta,
    wait: timedelta,
) -> None:
    failed(desk, LOG_IN_FAILED, TRIES_NAME, "ana", ELSEWHERE, name_ago)
    failed(desk, LOG_IN_FAILED, TRIES_ADDRESS, "somebody", HERE, address_ago)
    if codes_ago:
        failed(desk, WRONG_CODE, CODES_NAME, "ana", ELSEWHERE, codes_ago)
    with desk.writing() as session:
        with pytest.raises(TooManyTries) as said:
            check(session, "ana", By("", HERE, NOW))
        assert said.value.wait_seconds == wait.total_seconds()
        with pytest.raises(TooManyTries):
            check(session, "ana", By("", HERE, NOW + wait - SECOND))
        check(session, "ana", By("", HERE, NOW + wait))
