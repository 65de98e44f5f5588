"""Logging in and out: whose browser it is, by password and code, and for how long."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from closeknit.desk.audit import LOG_IN_FAILED, LOGGED_IN, LOGGED_OUT, By, note
from closeknit.desk.names import LONGEST as LONGEST_NAME
from closeknit.desk.names import user_name
from closeknit.desk.opening import Desk
from closeknit.desk.second_steps import accepts, is_on, wrong_code
from closeknit.desk.secrets import drawn, fits, hashed
from closeknit.desk.tables import Halfway, Login, SecondStep, User
from closeknit.desk.tries import check_tries
from closeknit.errors import CodeAsked, NotLetIn

IDLE, LONGEST = timedelta(hours=8), timedelta(days=7)
"""How long a browser stays logged in unused, and at most."""

SEEN_EVERY = timedelta(minutes=1)
"""How exactly it is kept when one was last used, so that looking writes nothing."""

HALFWAY = timedelta(minutes=5)
"""How long the page waits for somebody's code."""

MOST_LOGINS = 20
"""Browsers in which one user is logged in; the one unused for longest goes first."""


@dataclass(frozen=True)
class Known:
    """Somebody logged in."""

    name: str
    role: str
    login_id: int
    began: datetime
    seen: datetime
    gives_codes: bool
    """Whether a code is asked of them at log-in."""


@dataclass(frozen=True)
class Try:
    """A name and a password held against what is kept; `about` is how the log calls the name."""

    about: str
    user: User | None
    fits: bool


def log_in(desk: Desk, name: str, password: str, by: By, *, browser: str = "") -> tuple[User, str]:
    """Log somebody in; gives who it is and the secret that their browser keeps.

    Raises:
        NotLetIn, TooManyTries: as `check`.
        CodeAsked: both fit, and a code is asked for: `finish` with what it carries.
    """
    tried = _try(desk, name, password, by)
    halfway = ""
    with desk.writing() as session:
        if (user := _counted(session, tried, by)) is not None:
            if not is_on(session, user):
                return user, _let_in(session, user, by, browser)
            halfway = _wait(session, user, by.at)
    raise CodeAsked(halfway) if halfway else _not_let_in()


def finish(desk: Desk, halfway: str, typed: str, by: By, *, browser: str = "") -> tuple[User, str]:
    """Log somebody in whose password fitted, by a code; as `log_in`.

    Raises:
        NotLetIn: the code is not right, or took too long: `waits` tells which.
        TooManyTries: codes were wrong too often.
    """
    with desk.writing() as session:
        found = _halfway(session, halfway, by.at)
        if found is None:
            raise NotLetIn("this took longer than five minutes", remedy="Log in again.")
        user, waiting = found
        if accepts(session, user, typed, by):
            session.delete(waiting)
            return user, _let_in(session, user, by, browser)
    raise wrong_code()


def waits(desk: Desk, halfway: str, at: datetime) -> bool:
    """Whether somebody's code is still waited for."""
    with desk.reading() as session:
        return _halfway(session, halfway, at) is not None


def _let_in(session: Session, user: User, by: By, browser: str) -> str:
    note(session, By(user.name, by.address, by.at), LOGGED_IN, user.name)
    return begin(session, user, by, browser)


def _wait(session: Session, user: User, at: datetime) -> str:
    """Wait for somebody's code; gives the secret that the page asking for it carries."""
    session.execute(delete(Halfway).where(Halfway.began <= at - HALFWAY))
    secret = drawn()
    session.add(Halfway(user_id=user.user_id, secret=hashed(secret), began=at))
    return secret


def _halfway(session: Session, secret: str, at: datetime) -> tuple[User, Halfway] | None:
    wanted = select(User, Halfway).join_from(Halfway, User)
    wanted = wanted.where(Halfway.secret == hashed(secret), Halfway.began > at - HALFWAY, User.active)
    row = session.execute(wanted).first()
    return (row[0], row[1]) if row is not None else None


def check(desk: Desk, name: str, password: str, by: By) -> User:
    """The user of that name and password.

    Raises:
        NotLetIn: name or password is wrong; which of them is not told.
        TooManyTries: it was wrong too often, under this name or from this address.
    """
    tried = _try(desk, name, password, by)
    with desk.writing() as session:
        if (user := _counted(session, tried, by)) is not None:
            return user
    raise _not_let_in()


def _not_let_in() -> NotLetIn:
    return NotLetIn("this name and password do not fit", remedy="An admin can give you a new link.")


def _try(desk: Desk, name: str, password: str, by: By) -> Try:
    """Hold a password against the one kept, which takes its time, unless too many failed already."""
    name = user_name(name)[:LONGEST_NAME]
    with desk.reading() as session:
        user = session.scalar(select(User).where(User.name == name, User.active))
        # A name that nobody has may be a password typed into the wrong field: the log keeps its hash alone.
        about = user.name if user is not None else f"#{hashed(name)[:12]}"
        check_tries(session, about, by)
    return Try(about, user, fits(password, user.password if user is not None else ""))


def _counted(session: Session, tried: Try, by: By) -> User | None:
    """The user where it fits; else the try is noted as failed.

    However many try at the same moment: each is judged after those before it were counted, and one too many
    is refused without a word whether it fits.
    """
    check_tries(session, tried.about, by)
    if tried.user is not None and tried.fits:
        user = session.get(User, tried.user.user_id)
        if user is not None and user.active and user.password == tried.user.password:
            return user
    who = tried.user.name if tried.user is not None else ""
    note(session, By(who, by.address, by.at), LOG_IN_FAILED, tried.about)
    return None


def begin(session: Session, user: User, by: By, browser: str) -> str:
    """Keep a browser as logged in, within a transaction; gives the secret that it keeps."""
    secret = drawn()
    held = select(Login.login_id).where(Login.user_id == user.user_id).order_by(Login.seen.desc())
    older = session.scalars(held.offset(MOST_LOGINS - 1)).all()
    session.execute(delete(Login).where(Login.login_id.in_(older)))
    session.add(
        Login(
            user_id=user.user_id,
            secret=hashed(secret),
            began=by.at,
            seen=by.at,
            address=by.address[:80],
            browser=browser[:200],
        )
    )
    return secret


def known(desk: Desk, secret: str, at: datetime) -> Known | None:
    """Who is logged in with a secret; None where nobody is, or no more."""
    with desk.reading() as session:
        wanted = select(Login, User, SecondStep.since).join_from(Login, User)
        wanted = wanted.outerjoin(SecondStep, SecondStep.user_id == User.user_id)
        row = session.execute(wanted.where(Login.secret == hashed(secret), User.active)).first()
    if row is None:
        return None
    login, user, gives_codes_since = row
    if at - login.seen > IDLE or at - login.began > LONGEST:
        end(desk, login.login_id)
        return None
    if at - login.seen > SEEN_EVERY:
        with desk.writing() as session:
            if (again := session.get(Login, login.login_id)) is not None:
                again.seen = at
    return Known(user.name, user.role, login.login_id, login.began, at, gives_codes_since is not None)


def end(desk: Desk, login_id: int) -> None:
    """Forget that a browser is logged in."""
    with desk.writing() as session:
        session.execute(delete(Login).where(Login.login_id == login_id))


def log_out(desk: Desk, secret: str, by: By) -> None:
    """Log a browser out."""
    with desk.writing() as session:
        session.execute(delete(Login).where(Login.secret == hashed(secret)))
        note(session, by, LOGGED_OUT)


def log_out_everywhere(desk: Desk, name: str, by: By) -> None:
    """Log somebody out of every browser."""
    with desk.writing() as session:
        theirs = select(User.user_id).where(User.name == name)
        for table in (Login, Halfway):
            session.execute(delete(table).where(table.user_id.in_(theirs)))
        note(session, by, f"{LOGGED_OUT} everywhere", name)


def logins_of(desk: Desk, name: str, at: datetime) -> Sequence[Login]:
    """The browsers in which somebody is logged in, the one used last first."""
    wanted = select(Login).join(User).where(User.name == name, Login.seen > at - IDLE)
    with desk.reading() as session:
        return session.scalars(wanted.order_by(Login.seen.desc())).all()
