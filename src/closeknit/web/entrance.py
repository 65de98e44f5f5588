"""Who may come in on this machine: one-time links, and the sessions they open. Kept in memory, hashed."""

from __future__ import annotations

import hmac
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from getpass import getuser
from hashlib import sha256
from secrets import token_urlsafe
from threading import Lock

from closeknit.desk.roles import ROLES

IDLE_SECONDS = 8 * 3600
LONGEST_SECONDS = 7 * 24 * 3600
"""How long a session lasts unused, and at most."""

LINK_PAUSE = 20.0
"""Seconds between two links made because somebody knocked."""


@dataclass
class Session:
    """Somebody who is in. `form` is the secret that forms carry."""

    user: str
    role: str
    began: float
    seen: float
    form: str = field(default_factory=lambda: token_urlsafe(24))
    owes_codes: bool = False
    """Whether the role takes codes at log-in that are still to be set up; until then nothing else is done."""

    def may(self, least: str) -> bool:
        """Whether the role is enough."""
        return ROLES.index(self.role) >= ROLES.index(least)

    def sent_by(self, given: str) -> bool:
        """Whether a form came from a page of this session."""
        return same(given, self.form)


def same(one: str, other: str) -> bool:
    """Whether two secrets are the same, told in a time that does not tell how much of them is."""
    return hmac.compare_digest(one.encode("utf-8", "surrogatepass"), other.encode("utf-8", "surrogatepass"))


class Entrance:
    """Makes links that open once, for `user`, and keeps sessions. Time is that of a clock nobody sets."""

    def __init__(self, user: str = "", clock: Callable[[], float] = time.monotonic) -> None:
        self.user = user or getuser()
        self._clock = clock
        self._link = ""
        self._made = -LINK_PAUSE
        self._sessions: dict[str, Session] = {}
        self._lock = Lock()

    def link(self) -> str:
        """A new secret for the link; the one before opens no more."""
        secret = token_urlsafe(24)
        with self._lock:
            self._link, self._made = _hashed(secret), self._clock()
        return secret

    def knock(self) -> str:
        """A new secret because somebody stands outside; empty where one was made a moment ago."""
        with self._lock:
            if self._clock() - self._made < LINK_PAUSE:
                return ""
        return self.link()

    def enter(self, secret: str, *, role: str = "admin") -> str:
        """Open a session with the secret of a link; gives its own secret, or nothing."""
        with self._lock:
            fits = bool(self._link) and hmac.compare_digest(_hashed(secret), self._link)
            if not fits:
                return ""
            self._link = ""
        return self.admit(self.user, role)

    def admit(self, user: str, role: str) -> str:
        """Open a session for somebody known; gives its secret."""
        secret, now = token_urlsafe(32), self._clock()
        with self._lock:
            self._sessions[_hashed(secret)] = Session(user, role, now, now)
        return secret

    def session(self, secret: str) -> Session | None:
        """The session of a secret, unless it ran out."""
        now, name = self._clock(), _hashed(secret)
        with self._lock:
            found = self._sessions.get(name)
            if found is None:
                return None
            if now - found.seen > IDLE_SECONDS or now - found.began > LONGEST_SECONDS:
                del self._sessions[name]
                return None
            found.seen = now
            return found

    def leave(self, secret: str) -> None:
        """End a session."""
        with self._lock:
            self._sessions.pop(_hashed(secret), None)


def _hashed(secret: str) -> str:
    return sha256(secret.encode()).hexdigest()
