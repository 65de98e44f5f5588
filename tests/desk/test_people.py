"""People who log in, keys of programs, and what is kept of what they did."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from threading import Barrier

import pytest
import sqlalchemy as sa
from argon2 import PasswordHasher

from closeknit.desk import api_keys, logins, secrets, tries, users
from closeknit.desk.audit import LOG_IN_FAILED, By, entries, noted
from closeknit.desk.copying import copy
from closeknit.desk.opening import Desk, in_file, open_desk
from closeknit.desk.tables import Row
from closeknit.errors import NotLetIn, TooManyTries, UnknownUser
from tests.desks import new_desk

NOW = datetime(2026, 11, 27, 12, 0)
ADMIN = By("root", "console", NOW)
ANA = By("", "192.0.2.7", NOW)
GOOD, BETTER = "cobalt heron drifts past", "nine lanterns over the quay"


def at(by: By, **later: float) -> By:
    return replace(by, at=by.at + timedelta(**later))


@pytest.fixture(autouse=True)
def cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    """Passwords hashed in a millisecond."""
    monkeypatch.setattr(secrets, "HASHER", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
    secrets.nobodys.cache_clear()


@pytest.fixture
def team(desk: Desk) -> Desk:
    """A desk with an admin and Ana."""
    users.add(desk, "root", "admin", ADMIN, password=GOOD)
    users.add(desk, "Ana", "viewer", ADMIN, password=GOOD)
    return desk


def did(desk: Desk) -> list[str]:
    return [one.did for one in reversed(entries(desk))]


def test_a_user_logs_in_by_any_spelling_of_the_name_until_idle_old_or_out(team: Desk) -> None:
    user, secret = logins.log_in(team, " ANA ", GOOD, ANA, browser="Firefox")
    assert (user.name, user.role) == ("ana", "viewer")
    found = logins.known(team, secret, NOW)
    assert found is not None
    assert found.name == "ana"
    assert logins.known(team, secret, NOW + logins.IDLE) is not None
    assert logins.known(team, secret, NOW + 2 * logins.IDLE + timedelta(minutes=2)) is None
    _, used = logins.log_in(team, "ana", GOOD, ANA)
    for hours in range(0, 7 * 24, 7):
        assert logins.known(team, used, NOW + timedelta(hours=hours)) is not None
    assert logins.known(team, used, NOW + timedelta(days=7, minutes=1)) is None
    _, left = logins.log_in(team, "ana", GOOD, ANA)
    logins.log_out(team, left, ANA)
    assert logins.known(team, left, NOW) is None


def test_log_out_everywhere_ends_every_browser(team: Desk) -> None:
    held = [logins.log_in(team, "ana", GOOD, ANA)[1] for _ in range(3)]
    assert len(logins.logins_of(team, "ana", NOW)) == 3
    logins.log_out_everywhere(team, "ana", ANA)
    assert [logins.known(team, secret, NOW) for secret in held] == [None] * 3


@pytest.mark.parametrize("change", ["role", "shut out", "password", "code"])
def test_what_changes_a_user_ends_their_sessions(team: Desk, change: str) -> None:
    _, secret = logins.log_in(team, "ana", GOOD, ANA)
    if change == "role":
        users.set_role(team, "ana", "analyst", ADMIN)
    elif change == "shut out":
        users.set_active(team, "ana", False, ADMIN)
    elif change == "password":
        users.set_password(team, "ana", BETTER, ADMIN)
    else:
        users.choose(team, users.new_code(team, "ana", ADMIN), BETTER, ANA)
    assert logins.known(team, secret, NOW) is None


def test_who_was_shut_out_cannot_log_in_until_let_in_again(team: Desk) -> None:
    users.set_active(team, "ana", False, ADMIN)
    with pytest.raises(NotLetIn):
        logins.log_in(team, "ana", GOOD, ANA)
    users.set_active(team, "ana", True, ADMIN)
    assert logins.log_in(team, "ana", GOOD, ANA)


def test_a_code_chooses_a_password_once_and_for_a_week(desk: Desk) -> None:
    users.add(desk, "root", "admin", ADMIN, password=GOOD)
    _, code = users.add(desk, "ana", "member", ADMIN)
    with pytest.raises(NotLetIn):
        logins.log_in(desk, "ana", "", ANA)
    assert users.of_code(desk, code, NOW + timedelta(days=8)) is None
    assert users.choose(desk, code, GOOD, ANA).name == "ana"
    with pytest.raises(NotLetIn, match="opens nothing"):
        users.choose(desk, code, BETTER, ANA)
    assert logins.log_in(desk, "ana", GOOD, ANA)
    assert users.of_code(desk, "", NOW) is None


@pytest.mark.parametrize(
    ("password", "why"),
    [
        ("short", "5 characters"),
        ("x" * 201, "201 characters"),
        ("password1234", "easily guessed"),
        ("qwertyuiop12", "easily guessed"),
        ("aaaaaaaaaaaaaaa", "easily guessed"),
        ("ana@ourfirm.example", "easily guessed"),
        ("closeknit123", "easily guessed"),
        ("cobalt heron Close-Knit past", "easily guessed"),
        ("cobalt heron dana.ruiz past", "easily guessed"),
    ],
)
def test_a_password_that_is_easily_guessed_is_refused_with_a_reason(password: str, why: str) -> None:
    with pytest.raises(NotLetIn, match=why) as refused:
        secrets.password_hash(password, about=("ana@ourfirm.example", "Dana.Ruiz@ourfirm.example"))
    assert refused.value.remedy
    assert password not in str(refused.value)


def test_a_short_name_may_stand_in_a_longer_word() -> None:
    assert secrets.password_hash("cobalt bananas drift past", about=("ana", "...."))


def test_whoever_waits_as_long_as_was_said_may_try_again(team: Desk) -> None:
    for n in range(tries.TRIES_NAME):
        with pytest.raises(NotLetIn):
            logins.log_in(team, "ana", "guess", at(ANA, minutes=n))
    now = at(ANA, minutes=tries.TRIES_NAME, seconds=30)
    with pytest.raises(TooManyTries, match="Wait 5 minutes") as said:
        logins.log_in(team, "ana", GOOD, now)
    assert said.value.wait_seconds == 270
    with pytest.raises(TooManyTries):
        logins.log_in(team, "ana", GOOD, at(now, seconds=269))
    assert logins.log_in(team, "ana", GOOD, at(now, seconds=270))


def test_of_a_hundred_guesses_ten_are_looked_at_and_the_owner_still_gets_in_from_where_they_were(
    team: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    logins.log_in(team, "ana", GOOD, ANA)
    held_against = []
    monkeypatch.setattr(logins, "fits", lambda *given: held_against.append(given))
    evil, refused = By("", "198.51.100.9", NOW), 0
    for n in range(100):
        with pytest.raises((NotLetIn, TooManyTries)) as said:
            logins.log_in(team, "ana", f"guess {n}", at(evil, seconds=n / 100))
        refused += said.type is TooManyTries
    assert (len(held_against), refused) == (tries.TRIES_NAME, 90)
    assert did(team).count(LOG_IN_FAILED) == tries.TRIES_NAME, "what was refused unseen fills no log"
    monkeypatch.setattr(logins, "fits", secrets.fits)
    assert logins.log_in(team, "ana", GOOD, at(ANA, minutes=1))


@pytest.fixture(params=["a file", "PostgreSQL"])
def anas(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Desk]:
    """A desk of either kind in which Ana may log in."""
    address = request.getfixturevalue("postgresql") if request.param == "PostgreSQL" else ""
    opened = open_desk(tmp_path / "desk.sqlite" if address else new_desk(tmp_path / "desk.sqlite"), address)
    users.add(opened, "ana", "viewer", ADMIN, password=GOOD)
    yield opened
    opened.close()


def test_of_tries_at_the_same_moment_no_more_are_told_whether_they_fit_than_of_tries_in_turn(
    anas: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    together, at_once = Barrier(14), secrets.fits
    monkeypatch.setattr(logins, "fits", lambda *given: together.wait(30) >= 0 and at_once(*given))

    def told(_: int) -> type[Exception]:
        with pytest.raises((NotLetIn, TooManyTries)) as said:
            logins.log_in(anas, "ana", "guess", ANA)
        return said.type

    with ThreadPoolExecutor(14) as threads:
        said = list(threads.map(told, range(14)))
    assert (said.count(NotLetIn), said.count(TooManyTries)) == (tries.TRIES_NAME, 4)
    assert did(anas).count(LOG_IN_FAILED) == tries.TRIES_NAME


def test_the_right_password_among_too_many_at_the_same_moment_opens_nothing(
    team: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def meanwhile_others_fail(password: str, kept: str) -> bool:
        monkeypatch.setattr(logins, "fits", secrets.fits)
        for n in range(tries.TRIES_NAME):
            with pytest.raises(NotLetIn):
                logins.log_in(team, "ana", f"guess {n}", ANA)
        return secrets.fits(password, kept)

    monkeypatch.setattr(logins, "fits", meanwhile_others_fail)
    with pytest.raises(TooManyTries):
        logins.log_in(team, "ana", GOOD, ANA)


@pytest.mark.parametrize("change", ["shut out", "another password"])
def test_a_password_that_fitted_until_a_moment_ago_opens_nothing(
    team: Desk, monkeypatch: pytest.MonkeyPatch, change: str
) -> None:
    def meanwhile(password: str, kept: str) -> bool:
        if change == "shut out":
            users.set_active(team, "ana", False, ADMIN)
        else:
            users.set_password(team, "ana", BETTER, ADMIN)
        return secrets.fits(password, kept)

    monkeypatch.setattr(logins, "fits", meanwhile)
    with pytest.raises(NotLetIn):
        logins.log_in(team, "ana", GOOD, ANA)
    assert logins.logins_of(team, "ana", NOW) == []


def test_one_address_may_not_try_name_after_name(team: Desk) -> None:
    refused = 0
    for n in range(tries.TRIES_ADDRESS + 5):
        with pytest.raises((NotLetIn, TooManyTries)) as said:
            logins.log_in(team, f"name{n}", GOOD, ANA)
        refused += said.type is TooManyTries
    assert refused == 5
    with pytest.raises(TooManyTries):
        logins.log_in(team, "root", GOOD, ANA)
    assert logins.log_in(team, "root", GOOD, at(ANA, minutes=16))


def test_a_wrong_name_is_told_like_a_wrong_password_and_kept_as_a_hash(team: Desk) -> None:
    said = []
    for name in ("ana", "hunter2 my password"):
        with pytest.raises(NotLetIn) as refused:
            logins.log_in(team, name, "wrong", ANA)
        said.append(str(refused.value))
    assert said[0] == said[1]
    assert "hunter2" not in repr([(one.who, one.about) for one in entries(team)])


def test_the_last_admin_stays(team: Desk) -> None:
    for change in (
        lambda: users.set_role(team, "root", "viewer", ADMIN),
        lambda: users.set_active(team, "root", False, ADMIN),
    ):
        with pytest.raises(NotLetIn, match="no admin"):
            change()
    users.set_role(team, "ana", "admin", ADMIN)
    users.set_role(team, "root", "viewer", ADMIN)
    assert {one.name: one.role for one in users.users(team)} == {"ana": "admin", "root": "viewer"}


@pytest.mark.parametrize("name", ["", "a b", "<img>", "x" * 81, "ana", "ＡＮＡ", "Nightly"])
def test_names_that_cannot_be_are_refused_for_users_and_for_keys(team: Desk, name: str) -> None:
    """The log calls both by their names, so nobody makes a key that is called like somebody."""
    api_keys.add(team, "nightly", "viewer", ADMIN)
    before = did(team)
    for add in (users.add, api_keys.add):
        with pytest.raises(UnknownUser) as refused:
            add(team, name, "viewer", ADMIN)
        assert refused.value.remedy
    assert did(team) == before


def test_the_name_of_a_key_that_was_ended_is_free_and_any_spelling_of_a_name_is_the_same(team: Desk) -> None:
    api_keys.add(team, "nightly", "viewer", ADMIN)
    api_keys.end(team, "nightly", ADMIN)
    assert api_keys.add(team, "nightly", "viewer", ADMIN)
    users.add(team, "Jose\u0301", "viewer", ADMIN, password=GOOD)
    assert logins.log_in(team, "JOS\u00c9", GOOD, ANA)[0].name == "jos\u00e9"


def test_unknown_names_and_roles_are_told_with_the_nearest(team: Desk) -> None:
    with pytest.raises(UnknownUser, match='did you mean "ana"'):
        users.new_code(team, "anna", ADMIN)
    with pytest.raises(UnknownUser, match='did you mean "admin"'):
        users.set_role(team, "ana", "admn", ADMIN)


def test_a_key_is_given_once_used_and_ended(desk: Desk) -> None:
    key = api_keys.add(desk, "nightly-report", "viewer", ADMIN)
    found = api_keys.held(desk, key, NOW)
    assert found is not None
    assert (found.name, found.role) == ("nightly-report", "viewer")
    assert api_keys.api_keys(desk)[0].used == NOW
    assert api_keys.held(desk, key[:-1], NOW) is None
    assert api_keys.held(desk, "ck_", NOW) is None
    with pytest.raises(UnknownUser, match="already"):
        api_keys.add(desk, "nightly-report", "viewer", ADMIN)
    api_keys.end(desk, "nightly-report", ADMIN)
    assert api_keys.held(desk, key, NOW) is None
    with pytest.raises(UnknownUser, match="no key"):
        api_keys.end(desk, "nightly-report", ADMIN)


def test_no_secret_is_kept_as_it_is(team: Desk) -> None:
    _, session = logins.log_in(team, "ana", GOOD, ANA)
    code, key = users.new_code(team, "ana", ADMIN), api_keys.add(team, "x", "viewer", ADMIN)
    stored = Path(team.where).read_bytes()
    assert not [one for one in (GOOD, session, code, key) if one.encode() in stored]
    assert b"$argon2id$" in stored


def test_what_was_done_is_kept_in_order_and_the_database_refuses_to_change_it(team: Desk) -> None:
    logins.log_in(team, "ana", GOOD, ANA)
    noted(team, By("ana", ANA.address, NOW), "took out", "customers.csv")
    assert did(team) == ["let in as admin", "let in as viewer", "logged in", "took out"]
    newest = entries(team, most=1)[0]
    assert (newest.who, newest.about, newest.address) == ("ana", "customers.csv", ANA.address)
    assert [one.did for one in entries(team, before=newest.entry_id, most=1)] == ["logged in"]
    for statement in ("UPDATE audit SET who = 'eve'", "DELETE FROM audit"):
        with pytest.raises(sa.exc.IntegrityError), team.writing() as session:
            session.execute(sa.text(statement))
    assert len(entries(team)) == 4


def test_a_copy_of_the_desk_has_everybody_and_keeps_the_log_as_well(team: Desk, tmp_path: Path) -> None:
    copy(team, tmp_path / "copy" / "desk.sqlite")
    again = in_file(tmp_path / "copy" / "desk.sqlite")
    for table in Row.metadata.sorted_tables:
        with team.reading() as one, again.reading() as other:
            assert one.execute(sa.select(table)).all() == other.execute(sa.select(table)).all()
    with pytest.raises(sa.exc.IntegrityError), again.writing() as session:
        session.execute(sa.text("DELETE FROM audit"))
    again.close()


def test_postgresql_keeps_the_log_as_well(postgresql: str) -> None:
    desk = open_desk(Path("unused"), postgresql)
    users.add(desk, "root", "admin", ADMIN, password=GOOD)
    assert logins.log_in(desk, "root", GOOD, ANA)
    with pytest.raises(sa.exc.DBAPIError), desk.writing() as session:
        session.execute(sa.text("DELETE FROM audit"))
    assert did(desk) == ["let in as admin", "logged in"]
    desk.close()
