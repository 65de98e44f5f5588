"""What somebody must know to come in: passwords, kept as argon2 writes them, and secrets drawn by us, hashed.

A drawn secret has 256 bits, which nobody guesses, so a plain hash of it is enough; a password has not.
"""

from __future__ import annotations

from functools import cache
from hashlib import sha256
from secrets import token_urlsafe
from threading import BoundedSemaphore

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError

from closeknit.errors import NotLetIn

SHORTEST, LONGEST = 12, 200
"""Characters of a password."""
LOOKED_AT = 72
"""Characters of it that are looked at for how easily it is guessed: more take long."""
GOOD = 3
"""The least grade of zxcvbn, 0 to 4: more than 10⁸ guesses."""

PRODUCT = "closeknit"
"""Tried before all else by whoever knows what they stand before."""
SHORTEST_NAME = 4
"""Characters of a name that no password holds; shorter ones stand in many a word ("ana" in banana)."""

HASHER = PasswordHasher()
"""Argon2id with 64 MiB and three passes (RFC 9106, the second choice)."""
AT_ONCE = BoundedSemaphore(2)
"""Passwords checked at the same time: each takes its 64 MiB."""


@cache
def nobodys() -> str:
    """What a password is held against where there is no such user, so that it takes as long."""
    return HASHER.hash(token_urlsafe(16))


def drawn() -> str:
    """A new secret."""
    return token_urlsafe(32)


def hashed(secret: str) -> str:
    """How a drawn secret is kept."""
    return sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


def password_hash(password: str, *, about: tuple[str, ...] = ()) -> str:
    """How a password is kept.

    about: words that it must not be made of, such as the user's name; nor is the product's in it.

    Raises:
        NotLetIn: it is too short, too long or easily guessed; the message says why.
    """
    if not SHORTEST <= len(password) <= LONGEST:
        raise NotLetIn(
            f"this password has {len(password)} characters",
            remedy=f"Choose one of {SHORTEST} to {LONGEST}; a few words that do not belong together do well.",
        )
    if why := _guessed(password, about):
        raise NotLetIn("this password is easily guessed", remedy=why)
    with AT_ONCE:
        return HASHER.hash(password)


def _guessed(password: str, about: tuple[str, ...]) -> str:
    from zxcvbn import zxcvbn

    # Of ana@ourfirm.example both the whole and what stands before the sign.
    names = [PRODUCT, *dict.fromkeys(part for word in about for part in (word, word.partition("@")[0]))]
    if any(len(name) >= SHORTEST_NAME and name in _plain(password) for name in map(_plain, names)):
        return "Choose one that holds neither the name of the product nor your own."
    found = zxcvbn(password[:LOOKED_AT], user_inputs=[name for name in names if name])
    if found["score"] >= GOOD:
        return ""
    said = [found["feedback"]["warning"], *found["feedback"]["suggestions"]]
    return " ".join(text.rstrip(".") + "." for text in said if text) or "Choose words that nobody connects."


def _plain(text: str) -> str:
    """Letters and digits alone: whatever stands between them helps nobody."""
    return "".join(sign for sign in text.casefold() if sign.isalnum())


def fits(password: str, kept: str) -> bool:
    """Whether a password is the one kept; takes its time, for a user there is and for one there is not."""
    with AT_ONCE:
        try:
            HASHER.verify(kept or nobodys(), password[: LONGEST + 1])
        except (VerifyMismatchError, InvalidHashError):
            return False
        return bool(kept)
