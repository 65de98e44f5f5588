"""What people write on the page of a customer or person: notes, promises, corrections, who plays which part.

A note is there at once; what follows from the others is worked out beside the pages.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from starlette.responses import Response

from closeknit.briefings.by_hand import Correction, Note
from closeknit.business import Business
from closeknit.ledger.decisions import CORRECTION, NOTE
from closeknit.lenses.seam import Question
from closeknit.web.hands import Work
from closeknit.web.pages.pending import written_down
from closeknit.web.showing import who_path
from closeknit.web.visits import Action, Page, Visit


def notes_about(business: Business, question: Question, keys: Sequence[str]) -> list[Note]:
    """What people wrote about whoever these keys belong to, under any of their keys."""
    notes = business.notes()
    if not notes:
        return []
    known = question.tables["keys"]
    parties = known.filter(known.key.isin(list(keys))).select("party_id").distinct()
    every = question.collect(known.semi_join(parties, "party_id").select("key"))["key"].to_pylist()
    theirs = {*every, *keys}
    return [one for one in notes if one.key in theirs]


def corrections_about(business: Business, key: str) -> list[Correction]:
    """What people corrected of somebody."""
    return [one for one in business.corrections() if one.key == key]


WROTE, TOOK_NOTE_BACK = "wrote a note", "took a note back"
CORRECTED, TOOK_CORRECTION_BACK = "corrected a fact", "took a correction back"
GAVE_PART, TOOK_PART_BACK = "said which part somebody plays", "took that back"
"""What the log says of it."""

# What is done, by pages and by programs.


def noting(key: str, text: str, due: date | None, by: str) -> Work:
    """Keeps a note, or a promise where it has a day."""
    return lambda business, _: business.note(key, text, due=due, by=by)


def correcting(key: str, name: str, value: str, since: date | None, by: str) -> Work:
    """Keeps what a fact truly is."""
    return lambda business, _: business.correct(key, name, value, since=since, by=by)


def giving_part(person: str, role: str | None, stake: str | None, at: str, by: str) -> Work:
    """Keeps which part a person plays at a customer, and what is at stake for them."""
    return lambda business, _: business.keep_role(person, role, stake=stake, at=at, by=by)


def taking_back(number: str, kind: str, by: str) -> Work:
    """Takes back what was written under a number, if it is of that kind."""
    return lambda business, _: business.take_back(number, by=by, of=[kind])


# What the forms of pages do.


def write_note(visit: Visit) -> Response:
    """Keep a note, or a promise where it has a day."""
    key, text, due = visit.given("key"), visit.exactly("text"), visit.given_day("due")
    work = noting(key, text, due, visit.session.user)
    return written_down(
        visit, f"Keeping a note on {key}", work, lambda number: _wrote(key, number), follows=False
    )


def correct(visit: Visit) -> Response:
    """Keep what a fact truly is."""
    key, name, value = (visit.given(field) for field in ("key", "name", "value"))
    since = visit.given_day("since")
    work = correcting(key, name, value, since, visit.session.user)
    return written_down(
        visit, f"Correcting {name} of {key}", work, lambda number: _wrote(key, number), follows=True
    )


def _wrote(key: str, number: str) -> str:
    return f"{who_path(key)}?wrote={number}"


def say_role(visit: Visit) -> Response:
    """Keep which part somebody plays and what they have at stake."""
    key, at, role, stake = (visit.given(field) for field in ("key", "at", "role", "stake"))
    changed = None if stake == visit.given("stake_before") else stake
    page = who_path(visit.given("page") or key)
    work = giving_part(key, role or None, changed, at, visit.session.user)
    return written_down(
        visit, f"Keeping which part {key} plays", work, lambda number: f"{page}?role={number}", follows=True
    )


def take_back_note(visit: Visit) -> Response:
    """Take back a note."""
    return _taken_back(visit, NOTE)


def take_back_correction(visit: Visit) -> Response:
    """Take back a correction."""
    return _taken_back(visit, CORRECTION)


def take_back_role(visit: Visit) -> Response:
    """Take back what was said of a part."""
    return _taken_back(visit, "role")


def _taken_back(visit: Visit, kind: str) -> Response:
    """Whoever may take back one kind may not the others by its form."""
    page = who_path(visit.given("key"))
    work = taking_back(visit.given("decision"), kind, visit.session.user)
    return written_down(visit, "Taking it back", work, lambda _: page, follows=kind != NOTE)


PAGES: list[Page | Action] = [
    Action("/note", write_note, did=WROTE, about="key"),
    Action("/note/take-back", take_back_note, did=TOOK_NOTE_BACK, about="decision"),
    Action("/role", say_role, did=GAVE_PART, about="key"),
    Action("/role/take-back", take_back_role, did=TOOK_PART_BACK, about="decision"),
    Action("/correct", correct, least="analyst", did=CORRECTED, about="key"),
    Action(
        "/correct/take-back", take_back_correction, least="analyst", did=TOOK_CORRECTION_BACK,
        about="decision",
    ),
]  # fmt: skip
