"""Texts that people type and programs send: signs that none of them may hold.

A control character other than tab and line ends shows as nothing, and databases and files take a NUL for the
end of a text. What files hold is another matter: it is kept as it is.
"""

from __future__ import annotations

import re

from closeknit.errors import UnknownQuestion

CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")


def control_in(text: str) -> str:
    """The first control character of a text as Unicode numbers it, such as U+0000; empty without one."""
    found = CONTROL.search(text)
    return f"U+{ord(found[0]):04X}" if found else ""


def check_signs(text: str, what: str) -> None:
    """Nothing where a text can be kept.

    what: how the text is called, such as "the note".

    Raises:
        UnknownQuestion: it holds a control character; the message says which and where.
    """
    if found := CONTROL.search(text):
        raise UnknownQuestion(
            f"{what} holds a control character ({control_in(text)}) at character {found.start() + 1}",
            remedy="It shows as nothing and may have come with what was pasted. Write it without.",
        )
