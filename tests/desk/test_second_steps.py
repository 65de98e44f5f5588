"""Codes at log-in: asked after the password, each once, seldom wrong, and what to do without the app."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from pyotp import TOTP

from closeknit.desk import logins, second_steps, secrets, tries, users
from closeknit.desk.audit import WRONG_CODE, By, entries
from closeknit.desk.opening import Desk, open_desk
from closeknit.errors import CodeAsked, NotLetIn, TooManyTries
from tests.desks import new_desk

NOW = datetime(2026, 11, 27, 12, 0)
ADMIN, ANA = By("root", "console", NOW), By("ana", "192.0.2.7", NOW)
GOOD, BETTER = "cobalt heron drifts past", "nine lanterns over the quay"


@pytest.fixture(autouse=True)
def cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    """Passwords hashed in a millisecond."""
    monkeypatch.setattr(secrets, "HASHER", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
    secrets.nobodys.cache_clear()


@pytest.fixture(params=["a file"])
def team(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Desk]:
    """A desk with an admin and Ana, who logs in by the password alone."""
    address = request.getfixturevalue("postgresql") if request.param == "PostgreSQL" else ""
    opened = open_desk(tmp_path / "desk.sqlite" if address else new_desk(tmp_path / "desk.sqlite"), address)
    users.add(opened, "root", "admin", ADMIN, password=GOOD)
    users.add(opened, "ana", "viewer", ADMIN, password=GOOD)
    yield opened
    opened.close()


def later(by: By, **time: float) -> By:
    return replace(by, at=by.at + timedelta(**time))


class App:
    """Ana's app, and the recovery codes she wrote down."""

    def __init__(self, desk: Desk) -> None:
        second_steps.prepare(desk, "ana")
        self.secret = second_steps.state(desk, "ana").secret
        self.paper = second_steps.switch_on(desk, "ana", self.code(ANA), ANA)

    def code(self, by: By) -> str:
        """What it shows."""
        return TOTP(self.secret).at(by.at.replace(tzinfo=UTC))


either = pytest.mark.parametrize("team", ["a file", "PostgreSQL"], indirect=True)


@pytest.fixture
def app(team: Desk) -> App:
    """Ana's app, switched on at NOW."""
    return App(team)


def half_in(desk: Desk, by: By) -> str:
    with pytest.raises(CodeAsked) as asked:
        logins.log_in(desk, "ana", GOOD, by)
    return asked.value.halfway


def did(desk: Desk) -> list[str]:
    return [one.did for one in reversed(entries(desk))]


def test_switched_on_a_code_is_asked_after_the_password_and_lets_in_with_it(team: Desk, app: App) -> None:
    by = later(ANA, minutes=1)
    with pytest.raises(NotLetIn):
        logins.log_in(team, "ana", "wrong", by)
    halfway = half_in(team, by)
    assert logins.known(team, halfway, by.at) is None, "half in is not in"
    user, secret = logins.finish(team, halfway, app.code(by), by, browser="Firefox")
    found = logins.known(team, secret, by.at)
    assert found is not None
    assert (user.name, found.name, found.gives_codes) == ("ana", "ana", True)
    assert did(team)[-3:] == ["switched codes at log-in on", "log-in failed", "logged in"]
    with pytest.raises(NotLetIn, match="longer"):
        logins.finish(team, halfway, app.code(later(by, minutes=1)), later(by, minutes=1))


def test_nothing_is_asked_until_a_first_code_was_right(team: Desk) -> None:
    assert logins.log_in(team, "ana", GOOD, ANA)
    second_steps.prepare(team, "ana")
    with pytest.raises(NotLetIn, match="not the code"):
        second_steps.switch_on(team, "ana", "000000x", ANA)
    assert logins.log_in(team, "ana", GOOD, ANA)
    before = second_steps.state(team, "ana")
    second_steps.prepare(team, "ana")
    assert second_steps.state(team, "ana").secret != before.secret
    assert (before.since, before.codes_left) == (None, 0)


@pytest.mark.slow
def test_an_app_in_use_is_not_replaced_unseen(team: Desk, app: App) -> None:
    with pytest.raises(NotLetIn, match="already"):
        second_steps.prepare(team, "ana")
    with pytest.raises(NotLetIn, match="nothing was prepared"):
        second_steps.switch_on(team, "ana", app.code(later(ANA, minutes=1)), later(ANA, minutes=1))
    state = second_steps.state(team, "ana")
    assert (state.secret, state.since, state.codes_left) == ("", NOW, 10)
    assert second_steps.who_takes(team) == {2}


def test_a_code_used_and_those_before_it_are_refused_within_their_time(team: Desk, app: App) -> None:
    with pytest.raises(NotLetIn):
        logins.finish(team, half_in(team, ANA), app.code(ANA), ANA)  # the one that switched it on
    soon = later(ANA, seconds=30)
    assert logins.finish(team, half_in(team, ANA), app.code(soon), ANA)
    for code in (app.code(soon), app.code(ANA)):
        with pytest.raises(NotLetIn):
            logins.finish(team, half_in(team, soon), code, soon)
    late = later(ANA, minutes=1)
    assert logins.finish(team, half_in(team, late), app.code(late), late)


@either
def test_one_code_at_the_same_moment_lets_one_in(team: Desk, app: App) -> None:
    by = later(ANA, minutes=1)
    waiting, code = [half_in(team, by) for _ in range(4)], app.code(by)

    def come(halfway: str) -> bool:
        try:
            return bool(logins.finish(team, halfway, code, by))
        except NotLetIn:
            return False

    with ThreadPoolExecutor(4) as threads:
        assert sum(threads.map(come, waiting)) == 1


@either
def test_a_recovery_code_lets_in_once_and_new_ones_end_the_old(team: Desk, app: App) -> None:
    assert logins.finish(team, half_in(team, ANA), app.paper[0].upper(), ANA)
    assert second_steps.state(team, "ana").codes_left == 9
    assert did(team)[-2:] == ["used a recovery code", "logged in"]
    with pytest.raises(NotLetIn):
        logins.finish(team, half_in(team, ANA), app.paper[0], ANA)
    again = second_steps.new_codes(team, "ana", app.paper[1], ANA)
    assert len(again) == 10
    with pytest.raises(NotLetIn):
        logins.finish(team, half_in(team, ANA), app.paper[2], ANA)
    assert logins.finish(team, half_in(team, ANA), again[0], ANA)


@pytest.mark.slow
def test_nobody_uses_the_recovery_code_of_somebody_else(team: Desk, app: App) -> None:
    second_steps.prepare(team, "root")
    secret = second_steps.state(team, "root").secret
    second_steps.switch_on(team, "root", TOTP(secret).at(NOW.replace(tzinfo=UTC)), ADMIN)
    with pytest.raises(CodeAsked) as asked:
        logins.log_in(team, "root", GOOD, ADMIN)
    with pytest.raises(NotLetIn):
        logins.finish(team, asked.value.halfway, app.paper[0], ADMIN)
    assert second_steps.state(team, "ana").codes_left == 10


def test_wrong_codes_and_wrong_passwords_count_together_and_then_the_right_one_opens_nothing(
    team: Desk, app: App
) -> None:
    by = later(ANA, minutes=1)
    halfway = half_in(team, by)
    for _ in range(4):
        with pytest.raises(NotLetIn):
            logins.log_in(team, "ana", "wrong", by)
    for n in range(tries.TRIES_NAME - 4):
        with pytest.raises(NotLetIn):
            logins.finish(team, halfway, f"{n}", by)
    for code in (app.code(by), app.paper[0]):
        with pytest.raises(TooManyTries):
            logins.finish(team, halfway, code, by)
    assert did(team).count(WRONG_CODE) == tries.TRIES_NAME - 4
    with pytest.raises(TooManyTries):
        logins.log_in(team, "ana", GOOD, by)
    with pytest.raises(TooManyTries):
        second_steps.switch_off(team, "ana", app.code(by), by)
    after = later(by, minutes=16)
    assert logins.finish(team, half_in(team, after), app.code(after), after)


@pytest.mark.slow
def test_of_wrong_codes_there_are_thirty_a_day_however_slowly_they_come(team: Desk, app: App) -> None:
    began, evil = [], later(By("", "198.51.100.9", NOW), minutes=1)
    for n in range(40):
        by = later(evil, minutes=20 * n)
        with pytest.raises((NotLetIn, TooManyTries)) as said:
            logins.finish(team, half_in(team, by), "0", by)
        began.append(said.type)
    assert began == [NotLetIn] * tries.CODES_NAME + [TooManyTries] * 10
    assert "Wait 11 hours" in said.value.remedy
    with pytest.raises(TooManyTries):
        logins.finish(team, half_in(team, by), app.code(by), by)
    day_after = later(evil, days=2)
    assert logins.finish(team, half_in(team, day_after), app.code(day_after), day_after)


@pytest.mark.slow
def test_others_wrong_codes_keep_nobody_out_where_they_log_in(team: Desk, app: App) -> None:
    first = later(ANA, minutes=1)
    logins.finish(team, half_in(team, first), app.code(first), first)
    for n in range(tries.CODES_NAME):
        evil = later(By("", "198.51.100.9", NOW), minutes=20 * n)
        with pytest.raises(NotLetIn):
            logins.finish(team, half_in(team, evil), "0", evil)
    by = later(first, minutes=20 * tries.CODES_NAME)
    assert logins.finish(team, half_in(team, by), app.code(by), by)


CHANGES: tuple[Callable[[Desk], None], ...] = (
    lambda desk: users.set_password(desk, "ana", BETTER, ADMIN),
    lambda desk: users.set_role(desk, "ana", "member", ADMIN),
    lambda desk: logins.log_out_everywhere(desk, "ana", ANA),
    lambda desk: users.set_active(desk, "ana", False, ADMIN),
)


@pytest.mark.slow
def test_whoever_is_half_in_when_something_changes_starts_anew(team: Desk, app: App) -> None:
    for change in CHANGES:
        users.set_password(team, "ana", GOOD, ADMIN)
        halfway = half_in(team, ANA)
        change(team)
        assert not logins.waits(team, halfway, NOW)
        with pytest.raises(NotLetIn, match="longer"):
            logins.finish(team, halfway, app.paper[0], ANA)


@pytest.mark.slow
def test_a_code_is_waited_for_five_minutes(team: Desk, app: App) -> None:
    halfway = half_in(team, ANA)
    assert logins.waits(team, halfway, NOW + timedelta(minutes=4, seconds=59))
    assert not logins.waits(team, halfway, NOW + timedelta(minutes=5))


def test_switched_off_by_a_last_code_the_password_is_enough(team: Desk, app: App) -> None:
    by = later(ANA, minutes=1)
    with pytest.raises(NotLetIn):
        second_steps.switch_off(team, "ana", "123", by)
    half_in(team, by)
    second_steps.switch_off(team, "ana", app.code(by), by)
    assert logins.log_in(team, "ana", GOOD, by)
    assert second_steps.state(team, "ana") == second_steps.State()
    assert (entries(team)[1].who, entries(team)[1].did) == ("ana", "switched codes at log-in off")


def test_an_admin_switches_it_off_for_somebody_which_ends_their_sessions(team: Desk, app: App) -> None:
    by = later(ANA, minutes=1)
    _, secret = logins.finish(team, half_in(team, by), app.code(by), by)
    halfway = half_in(team, by)
    second_steps.forget(team, "ana", ADMIN)
    assert logins.known(team, secret, by.at) is None
    assert not logins.waits(team, halfway, by.at)
    newest = entries(team)[0]
    assert (newest.who, newest.did, newest.about) == ("root", "switched codes at log-in off", "ana")
    assert logins.log_in(team, "ana", GOOD, by)


@pytest.mark.slow
def test_a_link_for_a_new_password_gets_nobody_past_the_code(team: Desk, app: App) -> None:
    users.choose(team, users.new_code(team, "ana", ADMIN), BETTER, ANA)
    with pytest.raises(CodeAsked):
        logins.log_in(team, "ana", BETTER, ANA)


@pytest.mark.slow
def test_neither_secret_nor_codes_are_in_the_log_and_codes_on_paper_are_kept_hashed(
    team: Desk, app: App
) -> None:
    halfway = half_in(team, ANA)
    logins.finish(team, halfway, app.paper[0], ANA)
    with pytest.raises(NotLetIn):
        logins.finish(team, half_in(team, ANA), "982451", ANA)
    told = repr([(one.who, one.did, one.about) for one in entries(team)])
    assert not [one for one in (app.secret, *app.paper, "982451", halfway) if one in told]
    if team.engine.dialect.name == "sqlite":
        stored = Path(team.where).read_bytes().lower()
        kept = [one for code in app.paper for one in (code, code.replace("-", ""))]
        assert not [one for one in (*kept, halfway.lower()) if one.encode() in stored]
