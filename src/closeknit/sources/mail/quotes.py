"""What a message itself says: its text without the messages below it that it answers.

Line by line, so that no text, however made, costs more than its length. What introduces a quoted message is
known in English, German, French, Dutch, Spanish and Italian.
"""

from __future__ import annotations

import html
import re
from collections.abc import Sequence

LONGEST = 64_000
"""Characters of a text that are kept."""

_LONGEST_LINE = 400
_WROTE = re.compile(
    r"(?:on|am|le|op|el|il|den)\b.{4,300}(?:wrote|schrieb(?: [^:]{1,120})?|a écrit|schreef(?: [^:]{1,120})?|"
    r"escribió|ha scritto|skrev(?: [^:]{1,120})?)\s*:\s*$",
    re.IGNORECASE,
)
_BELOW = re.compile(
    r"(?:-{2,}|_{2,})\s*(?:original message|ursprüngliche nachricht|original-nachricht|message d'origine|"
    r"oorspronkelijk bericht|mensaje original|messaggio originale|forwarded message|"
    r"weitergeleitete nachricht|begin forwarded message).{0,20}$|_{20,}\s*$|"
    r"(?:begin forwarded message|anfang der weitergeleiteten nachricht):\s*$",
    re.IGNORECASE,
)
_FROM = re.compile(r"\*?(?:from|von|de|van|da)\s?:\*?\s.{1,300}$", re.IGNORECASE)
_SENT = re.compile(
    r"\*?(?:sent|gesendet|date|datum|envoyé|verzonden|enviado|inviato)\s?:\*?\s", re.IGNORECASE
)
# Nearly every line begins otherwise, and is looked at once instead of four times.
_MAY_INTRODUCE = re.compile(
    r"[-_*]|(?:on|am|le|op|el|il|den|from|von|de|van|da|begin|anfang)\b", re.IGNORECASE
)
"""How a line begins that any of the patterns above may fit."""

_BLOCK = re.compile(
    r"</?(?:p|div|br|tr|li|ul|ol|h[1-6]|table|blockquote|hr|pre)\b[^<>]{0,2000}/?>", re.IGNORECASE
)
_TAG = re.compile(r"<[^<>]{0,5000}>")
# Found on the page itself: in small letters it may be longer (İ becomes two characters).
_QUOTE_BEGINS = tuple(
    re.compile(mark, re.IGNORECASE | re.ASCII)
    for mark in (
        *('class="gmail_quote', "<blockquote", 'id="divrplyfwdmsg', 'id="appendonsend'),
        *('class="moz-cite-prefix', 'class="yahoo_quoted', 'name="quote"'),
    )
)
_UNSEEN = re.compile(r"<(style|script)\b.*?(?:(?=</\1)|\Z)", re.DOTALL | re.IGNORECASE | re.ASCII)
"""What a page does not show: styles and programs, to its end where they have none."""


def own_words(plain: Sequence[str], of_html: Sequence[str]) -> str:
    """The text of a message as its author wrote it, signature included; at most LONGEST characters."""
    text = "\n".join(part for part in plain if part.strip())
    if not text:
        text = "\n".join(text_of_html(part) for part in of_html)
    return without_quotes(text[: 4 * LONGEST])[:LONGEST]


def without_quotes(text: str) -> str:
    """A text up to the message that it quotes, without the lines marked as quoted."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    kept: list[str] = []
    place = 0
    while place < len(lines):
        line = lines[place]
        introduced = 0 if line.startswith(">") else _introduces_quote(lines, place)
        # Text may go on below a quotation that is marked line by line.
        if introduced and not _marked(lines[place + introduced : place + introduced + 4]):
            break
        if not introduced and not line.startswith(">"):
            kept.append(line.rstrip())
        place += max(introduced, 1)
    return _tidy(kept)


def _introduces_quote(lines: Sequence[str], place: int) -> int:
    """How many lines from here on introduce a quoted message; 0: none."""
    line = lines[place].strip()
    if not _MAY_INTRODUCE.match(line) or len(line) > _LONGEST_LINE:
        return 0
    if _BELOW.match(line) or _WROTE.match(line):
        return 1
    following = lines[place + 1].strip()[:_LONGEST_LINE] if place + 1 < len(lines) else ""
    if _FROM.match(line):
        return 1 if _SENT.match(following) else 0
    return 2 if following.endswith(":") and _WROTE.match(f"{line} {following}") else 0


def _marked(lines: Sequence[str]) -> bool:
    return next((line.startswith(">") for line in lines if line.strip()), False)


def _tidy(lines: Sequence[str]) -> str:
    """Lines with no more than one blank one between them, none at the ends."""
    kept: list[str] = []
    for line in lines:
        if line or (kept and kept[-1]):
            kept.append(line)
    return "\n".join(kept).strip()


def text_of_html(source: str) -> str:
    """The text of a page, up to the message that it quotes."""
    page = _UNSEEN.sub("", source[: 8 * LONGEST])
    places = (found.start() for mark in _QUOTE_BEGINS if (found := mark.search(page)))
    quote = min((at for at in places if at > 0), default=len(page))
    page = page[: page.rfind("<", 0, quote + 1)] if quote < len(page) else page
    lines = _TAG.sub("", _BLOCK.sub("\n", " ".join(page.split())))
    return "\n".join(" ".join(line.split()) for line in html.unescape(lines).split("\n"))
