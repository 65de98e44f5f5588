"""Several people, who log in: their sessions lie in the desk, so that they outlast the server."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import sha256
from threading import Lock

from starlette.requests import Request

from closeknit.desk import logins, users
from closeknit.desk.audit import By
from closeknit.desk.opening import Desk
from closeknit.desk.roles import ROLES
from closeknit.desk.secrets import drawn
from closeknit.errors import NotLetIn, SettingsError, did_you_mean
from closeknit.ledger.store import utc_now
from closeknit.settings import Settings
from closeknit.web.entrance import Session, same
from closeknit.web.sent import from_where


def team_of(settings: Settings, desk: Callable[[], Desk]) -> Team | None:
    """The team that the settings speak of; None where one person works.

    Raises:
        SettingsError: there is no such role.
    """
    for role in settings.serve_codes:
        if role not in ROLES:
            raise SettingsError(
                f'serve.codes cannot hold "{role}"',
                remedy=did_you_mean(role, ROLES) or f"It takes roles: {', '.join(ROLES)}.",
                about="serve.codes",
            )
    return Team(desk(), settings.serve_codes) if settings.serve_team else None


@dataclass
class Team:
    """Those who may log in."""

    desk: Desk
    give_codes: tuple[str, ...] = ()
    """Roles that log in with a code besides the password, whether they like it or not."""
    clock: Callable[[], datetime] = utc_now
    first_code: str = field(default_factory=drawn)
    """Lets the first admin in; printed on the console, of no use once there is one."""

    _one: Lock = field(default_factory=Lock, repr=False)

    def no_admin_yet(self) -> bool:
        """Whether the first admin is still to come, whoever else was let in on the machine before."""
        return not any(one.role == "admin" and one.active for one in users.users(self.desk))

    def by(self, who: str, request: Request) -> By:
        """Who does something now, for the log."""
        return By(who, from_where(request), self.clock())

    def session(self, secret: str) -> Session | None:
        """The session that a browser's secret opens."""
        found = logins.known(self.desk, secret, self.clock())
        if found is None:
            return None
        began, seen = (when.replace(tzinfo=UTC).timestamp() for when in (found.began, found.seen))
        # What forms carry follows from the secret, which is nowhere but in the browser.
        form = sha256(f"form {secret}".encode()).hexdigest()
        owes = found.role in self.give_codes and not found.gives_codes
        return Session(found.name, found.role, began, seen, form, owes)

    def log_in(self, name: str, password: str, request: Request) -> str:
        """The secret of a new session; as `logins.log_in`."""
        browser = request.headers.get("user-agent", "")
        return logins.log_in(self.desk, name, password, self.by("", request), browser=browser)[1]

    def finish(self, halfway: str, typed: str, request: Request) -> str:
        """The secret of a new session for the code that was asked for; as `logins.finish`."""
        browser = request.headers.get("user-agent", "")
        return logins.finish(self.desk, halfway, typed, self.by("", request), browser=browser)[1]

    def waits(self, halfway: str) -> bool:
        """Whether a code is still waited for."""
        return logins.waits(self.desk, halfway, self.clock())

    def leave(self, secret: str, by: By) -> None:
        """End a session."""
        logins.log_out(self.desk, secret, by)

    def welcome(self, code: str) -> str | None:
        """Whom a code lets choose a password: their name, empty for the first admin; None for nobody."""
        if same(code, self.first_code) and self.no_admin_yet():
            return ""
        found = users.of_code(self.desk, code, self.clock())
        return found.name if found is not None else None

    def choose(self, code: str, name: str, password: str, request: Request) -> str:
        """Choose a password with a code; the first admin says their name too. Gives the name.

        Raises:
            NotLetIn: the code opens nothing, or the password will not do.
            UnknownUser: the name will not do.
        """
        by = self.by("", request)
        # Of two who come with the first code at once, one is the first.
        with self._one:
            whom = self.welcome(code)
            if whom is None:
                raise NotLetIn("this link opens nothing any more", remedy="Ask an admin for a new one.")
            if whom:
                return users.choose(self.desk, code, password, by).name
            user, _ = users.add(self.desk, name, "admin", By(name, by.address, by.at), password=password)
            self.first_code = drawn()
            return user.name
