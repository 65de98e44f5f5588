"""One message as one row: the columns that `known/mail-messages.toml` reads, all of them texts.

Nothing here depends on other messages, on the file the message came in, or on who we are.
"""

from __future__ import annotations

from closeknit.settings import MAIL_KEPT
from closeknit.sources.mail.bounces import bounce_of
from closeknit.sources.mail.fields import Fields, read_fields
from closeknit.sources.mail.ids import answered, conversation, message_id, references
from closeknit.sources.mail.people import Person, named_in, once
from closeknit.sources.mail.quotes import own_words
from closeknit.sources.mail.signatures import NOTHING, firm_domain, signature_of
from closeknit.sources.mail.sorts import may_be_bounce, sort_of
from closeknit.sources.mail.times import sent_at

COLUMNS: dict[str, str] = {
    "message_id": "what the message is called; a hash where it has no name",
    "at": "when it was sent",
    "from": "address of its author",
    "from_name": "name of its author",
    "to": "whom it went to, copies included: `Ana Ruiz <ana@x.example>, li@x.example`",
    "recipients": "how many there were",
    "subject": "its subject",
    "thread": "the message that began the conversation, as far as this one tells",
    "in_reply_to": "the message it answers",
    "references": "those before it in the conversation",
    "gmail_thread": "number of the conversation at Gmail",
    "labels": "labels or folders it has at Gmail",
    "sent": "yes: it lay among those that the owner of the mailbox sent",
    "sort": "mail, list, newsletter, automatic, autoreply, bounce or draft",
    "sort_why": "the header that says so",
    "list": "the list it came through",
    "gone": "addresses that it says are gone",
    "bounce": "what the report on them says",
    "text": "what it says itself, without the messages it quotes",
    "phone": "number in the author's signature",
    "mobile": "mobile number there",
    "title": "the author's task there",
    "firm": "firm there, where it has a legal form",
    "firm_domain": "domain of the author's address, where it bears that firm's name",
    "attachments": "how many files came with it",
    "fullness": "of several copies of a message the one with the greatest counts",
    "broken": "why its parts could not be read",
}
"""The columns of a mailbox, with what each holds."""

KEPT = MAIL_KEPT
"""How much of a message is kept: its text, its subject, or only who wrote to whom and when."""

LISTED = ", "
"""What stands between several addresses."""

_SENT = (
    "sent",
    "sent mail",
    "sent messages",
    "sent items",
    "gesendet",
    "messages envoyés",
    "enviados",
    "posta inviata",
)
_DRAFTS = ("draft", "drafts", "entwürfe", "brouillons", "borradores", "bozze", "concepten")

_NEEDED = frozenset(("from", "to", "date", "subject", "message-id", "received"))
"""Headers of which a message has at least one."""

Row = tuple[str | None, ...]


def message_row(data: bytes, keep: str) -> Row | None:
    """A message as a row in the order of COLUMNS, empty cells None; None when it is no message.

    `keep` is one of KEPT.
    """
    data = data.lstrip(b"\r\n").removeprefix(b"\xef\xbb\xbf")
    texts = keep == "texts"
    fields = read_fields(data, texts=texts)
    if not _NEEDED & fields.headers.keys():
        return None
    returned = may_be_bounce(fields)
    if returned and not texts:
        # Whom mail could not reach stands in the body; nothing else of it is kept.
        fields = read_fields(data, texts=True)
    cells = _cells(fields, data, texts=texts, returned=returned)
    if keep == "metadata":
        cells["subject"] = ""
    if "\0" in "".join(cells.values()):
        cells = {name: value.replace("\0", "") for name, value in cells.items()}
    return tuple(cells.get(name) or None for name in COLUMNS)


def _cells(fields: Fields, data: bytes, *, texts: bool, returned: bool) -> dict[str, str]:
    """The cells that are filled, and some that are empty."""
    author = next(iter(named_in(fields, "from")), None) or _nameless(fields)
    to = once(p for header in ("to", "cc", "bcc") for p in named_in(fields, header))
    own, before = message_id(fields, data), references(fields)
    answers, labels = answered(fields, before), _labels(fields)
    cells = {
        "message_id": own,
        "at": sent_at(fields),
        "from": author.address,
        "from_name": author.name,
        "to": LISTED.join(p.written for p in to),
        "recipients": str(len(to)),
        "subject": fields.first("subject")[:2_000],
        "thread": conversation(before, answers, own),
        "in_reply_to": answers,
        "references": " ".join(before),
        "gmail_thread": fields.first("x-gm-thrid")[:40],
        "labels": LISTED.join(labels),
        "sent": "yes" if any(label.casefold() in _SENT for label in labels) else "",
        "list": _list_name(fields),
        "attachments": str(len(fields.attachments)) if fields.attachments else "",
        "broken": fields.broken[:200],
    }
    cells["sort"], cells["sort_why"] = sort_of(fields, recipients=len(to), returned=returned)
    if any(label.casefold() in _DRAFTS for label in labels):
        cells["sort"], cells["sort_why"] = "draft", "x-gmail-labels"
    if cells["sort"] == "bounce":
        bounce = bounce_of(fields)
        cells |= {"gone": LISTED.join(bounce.gone), "bounce": bounce.reason}
    if texts:
        cells |= _texts(fields, author, cells["sort"])
    cells["fullness"] = str(_fullness(cells))
    return cells


def _nameless(fields: Fields) -> Person:
    """An author whose address cannot be read: the name as it stands."""
    return Person("", fields.first("from")[:200])


def _labels(fields: Fields) -> list[str]:
    told = ",".join(fields.all("x-gmail-labels"))[:4_000]
    return [label for part in told.split(",") if (label := " ".join(part.split()).strip('"'))]


def _list_name(fields: Fields) -> str:
    """`numpy-discussion.python.org` of `Numpy list <numpy-discussion.python.org>`."""
    told = fields.first("list-id") or fields.first("x-mailing-list") or fields.first("x-beenthere")
    return (told.rpartition("<")[2].partition(">")[0] or told).strip()[:200]


def _texts(fields: Fields, author: Person, sort: str) -> dict[str, str]:
    text = own_words(fields.plain, fields.html)
    talks = sort in ("mail", "list")
    signed = signature_of(text, author.name, author.address) if talks else NOTHING
    return {
        "text": text,
        **{name: getattr(signed, name) for name in ("phone", "mobile", "title", "firm")},
        "firm_domain": firm_domain(signed.firm, author.address),
    }


def _fullness(cells: dict[str, str]) -> int:
    """A copy that came straight counts before one through a list, one with text before one without."""
    return 4 * (cells["sort"] == "mail") + 2 * bool(cells.get("text")) + bool(cells["subject"])
