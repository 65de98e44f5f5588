"""Calls that keep what people tell (notes, promises, corrections, who plays which part), or take it back."""

from __future__ import annotations

from datetime import UTC, date, datetime
from functools import partial
from typing import Annotated, Any, Literal

from msgspec import Meta
from starlette.responses import JSONResponse, Response

from closeknit.briefings.by_hand import LONGEST
from closeknit.business import Business
from closeknit.ledger.decisions import CORRECTION, NOTE
from closeknit.lenses.naming import meant
from closeknit.lenses.stakeholders.roles import ROLES
from closeknit.reports.jsonform import iso
from closeknit.telling import LONGEST_STAKE
from closeknit.web.api.calls import Call, Given, Parameter
from closeknit.web.api.loading import going
from closeknit.web.api.reading import KEY, lent
from closeknit.web.hands import Work
from closeknit.web.pages import by_hand
from closeknit.web.pages.pending import keeping
from closeknit.web.visits import Visit

DECISION = Parameter(
    "decision", Annotated[str, Meta(pattern=r"^d-[0-9]{4,12}$")], "The number it was kept under.", needed=True
)
TEXT = Parameter(
    "text", Annotated[str, Meta(min_length=1, max_length=LONGEST)], "What is to be remembered.", needed=True
)
DUE = Parameter("due", date, "The day it is promised for, such as 2026-06-30; without one it is a note.")
FACT = Parameter(
    "fact", Annotated[str, Meta(min_length=1, max_length=200)], "Which fact it is, such as city.", needed=True
)
VALUE = Parameter(
    "value", Annotated[str, Meta(min_length=1, max_length=LONGEST)], "What it truly is.", needed=True
)
SINCE = Parameter("since", date, "The day from which it is so; always, unless given.")
ROLE = Parameter("role", Literal[tuple(ROLES)], "The part a person plays; as it was, unless given.")
STAKE = Parameter(
    "stake",
    Annotated[str, Meta(max_length=LONGEST_STAKE)],
    "What is at stake for them; as it was, unless given; an empty text takes it away.",
)
AT = Parameter("at", Annotated[str, Meta(max_length=400)], "The customer; where they work, unless given.", "")


def written(visit: Visit, given: Given) -> Any:
    """What people wrote about somebody."""

    def found(business: Business) -> Any:
        question = business.plain_question(None)
        key = meant(question, given["key"]).subject.key
        return {
            "notes": [
                {"id": n.decision_id, "text": n.text, "due": iso(n.due_day), "by": n.by, "at": _moment(n.at)}
                for n in by_hand.notes_about(business, question, [key])
            ],
            "corrections": [
                {"id": c.decision_id, "fact": c.name, "value": c.value, "by": c.by, "at": _moment(c.at)}
                for c in by_hand.corrections_about(business, key)
            ],
        }

    return lent(visit, found)


def _moment(at: datetime) -> str:
    return at.replace(tzinfo=UTC).isoformat()


def note(visit: Visit, given: Given) -> Response:
    """Keep a note or a promise."""
    work = by_hand.noting(given["key"], given["text"], given["due"], visit.session.user)
    return _kept(visit, f"Keeping a note on {given['key']}", work, follows=False)


def correct(visit: Visit, given: Given) -> Response:
    """Keep what a fact truly is."""
    since, by = given["since"], visit.session.user
    work = by_hand.correcting(given["key"], given["fact"], given["value"], since, by)
    return _kept(visit, f"Correcting {given['fact']} of {given['key']}", work, follows=True)


def give_part(visit: Visit, given: Given) -> Response:
    """Keep which part somebody plays."""
    work = by_hand.giving_part(given["key"], given["role"], given["stake"], given["at"], visit.session.user)
    return _kept(visit, f"Keeping which part {given['key']} plays", work, follows=True)


def take_back(kind: str, visit: Visit, given: Given) -> Response:
    """Take back what was kept under a number."""
    number = given["decision"]

    def work(business: Business, telling: Any) -> str:
        by_hand.taking_back(number, kind, visit.session.user)(business, telling)
        return str(number)

    return _kept(visit, "Taking it back", work, follows=kind != NOTE)


def _kept(visit: Visit, title: str, work: Work, *, follows: bool) -> Response:
    """The number it was kept under; the job, where a load keeps it waiting."""
    lent(visit, lambda business: business.book)
    job = keeping(visit, title, work, follows=follows)
    return going(job) if job.going else JSONResponse({"id": job.result})


def _taking_back(name: str, of: str, kind: str, least: str, did: str) -> Call:
    return Call(
        f"take_back_{name}",
        f"/{name}s/{{decision}}/take-back",
        f"Take back {of}.",
        "Kept",
        partial(take_back, kind),
        (DECISION,),
        least=least,
        method="POST",
        did=did,
    )


CALLS = [
    Call(
        "written",
        "/parties/{key:path}/notes",
        "What people wrote about a customer or person: notes, promises, corrections.",
        "Written",
        written,
        (KEY,),
    ),
    Call(
        "add_note",
        "/parties/{key:path}/notes",
        "Write something down about a customer or person; a promise where it has a day.",
        "Kept",
        note,
        (KEY, TEXT, DUE),
        least="member",
        method="POST",
        takes_object=True,
        did=by_hand.WROTE,
    ),
    Call(
        "correct",
        "/parties/{key:path}/corrections",
        "Write down what a fact of a customer or person is: it wins over what files say.",
        "Kept",
        correct,
        (KEY, FACT, VALUE, SINCE),
        least="analyst",
        method="POST",
        takes_object=True,
        did=by_hand.CORRECTED,
    ),
    Call(
        "give_part",
        "/parties/{key:path}/part",
        "Say which part a person plays at a customer, and what is at stake for them.",
        "Kept",
        give_part,
        (KEY, ROLE, STAKE, AT),
        least="member",
        method="POST",
        takes_object=True,
        did=by_hand.GAVE_PART,
    ),
    _taking_back("note", "a note or promise", NOTE, "member", by_hand.TOOK_NOTE_BACK),
    _taking_back("correction", "a correction", CORRECTION, "analyst", by_hand.TOOK_CORRECTION_BACK),
    _taking_back(
        "part", "what was said of the part somebody plays", "role", "member", by_hand.TOOK_PART_BACK
    ),
]
