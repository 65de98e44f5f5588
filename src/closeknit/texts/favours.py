"""Words by which people introduce somebody, ask for a favour, and thank for one, in small letters.

An engine looks for them in whole texts, so they are phrases that hardly stand for anything else; whether a
text thanks for a certain favour is read here, sentence by sentence. English, as stances are.
"""

from __future__ import annotations

from collections.abc import Collection
from itertools import pairwise

from closeknit.texts.sentences import sentences

INTRODUCING = (
    "introduce you", "introducing you", "like to introduce", "want to introduce", "wanted to introduce",
    "happy to introduce", "let me introduce", "intro:", "introduction:", "connect you", "connecting you",
    "put you in touch", "putting you in touch", "you two should", "meet each other",
)  # fmt: skip
"""By which a mail that two strangers get makes them known to each other."""

ASKING = (
    "recommend us", "write a recommendation", "write us a recommendation", "a short recommendation",
    "testimonial", "be a reference", "as a reference", "name you as", "reference call", "case study with you",
    "introduce me", "introduce us", "an introduction to", "know anybody who", "know anyone who",
    "know somebody who", "know someone who", "refer us", "speak for us",
)  # fmt: skip
"""By which somebody is asked to speak up for us."""

THANKING = ("thank", "grateful", "much appreciated", "very kind of you")

FOR_SENDING = (
    "referral", "referring", "referred", "introduc", "intro ", "recommend", "in touch with", "sending us",
    "sent us", "connecting us", "putting in a word", "put in a word", "mentioning us",
)  # fmt: skip
"""What a thank-you for sending somebody names, where it does not name them."""


def thanks_for(text: str, names: Collection[str]) -> bool:
    """Whether a text thanks for sending somebody, or for one of these: in one sentence, or two in a row."""
    said = [one.lower() for one in sentences(text)]
    wanted = [*FOR_SENDING, *(name.lower() for name in names if name)]
    return any(
        any(word in one for word in THANKING) and any(word in f"{one} {after}" for word in wanted)
        for one, after in pairwise([*said, ""])
    )
