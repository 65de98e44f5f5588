"""Codes that hold once: those that an app computes from the clock (RFC 6238), and recovery codes on paper.

App and desk know the same secret, so it is kept as it is; whoever reads the desk reads it. Recovery codes
have 80 bits, which nobody guesses, and are kept hashed.
"""

from __future__ import annotations

from base64 import b32encode
from datetime import UTC, datetime
from secrets import token_bytes

from pyotp import TOTP, random_base32
from pyotp.exceptions import OTPVerificationError

from closeknit.desk.secrets import hashed

AROUND = 1
"""Steps of 30 seconds before and after now whose codes count too: clocks differ, and people type slowly."""
RECOVERY_CODES = 10
LONGEST = 40
"""Characters of a code as it is typed, blanks included."""


def new_secret() -> str:
    """What an app computes its codes from: 160 bits, in the letters that such apps take."""
    return random_base32()


def step_of(secret: str, typed: str, at: datetime, *, after: int) -> int | None:
    """The step of 30 seconds that a code belongs to, around a moment (UTC); None where it fits none.

    after: the step of the code used last. It and those before count no more, so no code is used twice.
    """
    if not typed.isdecimal():
        return None
    try:
        found = TOTP(secret).verify_and_get_timecode(
            typed, for_time=at.replace(tzinfo=UTC), valid_window=AROUND
        )
    except OTPVerificationError:
        return None
    return found if found > after else None


def address(secret: str, name: str, business: str) -> str:
    """The address (otpauth://) by which an app takes a secret up, under the names of user and business."""
    return TOTP(secret, name=name, issuer=business).provisioning_uri()


def recovery_codes() -> list[str]:
    """New recovery codes, as they are shown."""
    return [in_groups(b32encode(token_bytes(10)).decode().lower(), "-") for _ in range(RECOVERY_CODES)]


def in_groups(text: str, between: str = " ") -> str:
    """A long word in groups of four letters, to be copied by hand."""
    return between.join(text[n : n + 4] for n in range(0, len(text), 4))


def plain(typed: str) -> str:
    """A code without what people put between its signs."""
    return "".join(typed[:LONGEST].split()).replace("-", "").casefold()


def recovery_hash(code: str) -> str:
    """How a recovery code is kept, whichever way it was typed."""
    return hashed(plain(code))
