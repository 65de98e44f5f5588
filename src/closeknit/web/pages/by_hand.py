"""What people write on the page of a customer or person: notes, promises, corrections, who plays which part.

A note is there at once; what follows from the others is worked out beside the pages.
"""

from __future__ import annotations

from collections.abc import Sequence

from starlette.responses import Response

from closeknit.briefings.by_hand import Correction, Note
from closeknit.business import Business
from closeknit.ledger.decisions import CORRECTION, NOTE
from closeknit.lenses.seam import Question
from closeknit.web.showing import who_path
from closeknit.web.visits import Action, Page, Visit, back_to


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


def _wrote(visit: Visit, number: str) -> Response:
    return back_to(f"{who_path(visit.given('key'))}?wrote={number}")


def write_note(visit: Visit) -> Response:
    """Keep a note, or a promise where it has a day."""
    key, text, due = visit.given("key"), visit.exactly("text"), visit.given_day("due")
    with visit.served.readers.loaded() as business:
        return _wrote(visit, business.note(key, text, due=due, by=visit.session.user))


def correct(visit: Visit) -> Response:
    """Keep what a fact truly is."""
    key, name, value = (visit.given(field) for field in ("key", "name", "value"))
    since = visit.given_day("since")
    with visit.served.readers.loaded() as business:
        number = business.correct(key, name, value, since=since, by=visit.session.user)
    visit.served.worker.work_out()
    return _wrote(visit, number)


def say_role(visit: Visit) -> Response:
    """Keep which part somebody plays and what they have at stake."""
    key, at, role, stake = (visit.given(field) for field in ("key", "at", "role", "stake"))
    changed = None if stake == visit.given("stake_before") else stake
    with visit.served.readers.loaded() as business:
        number = business.keep_role(key, role or None, stake=changed, at=at, by=visit.session.user)
    visit.served.worker.work_out()
    return back_to(f"{who_path(visit.given('page') or key)}?role={number}")


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
    with visit.served.readers.loaded() as business:
        business.take_back(visit.given("decision"), by=visit.session.user, of=[kind])
    if kind != NOTE:
        visit.served.worker.work_out()
    return back_to(who_path(visit.given("key")))


PAGES: list[Page | Action] = [
    Action("/note", write_note, did="wrote a note", about="key"),
    Action("/note/take-back", take_back_note, did="took a note back", about="decision"),
    Action("/role", say_role, did="said which part somebody plays", about="key"),
    Action("/role/take-back", take_back_role, did="took that back", about="decision"),
    Action("/correct", correct, least="analyst", did="corrected a fact", about="key"),
    Action(
        "/correct/take-back", take_back_correction, least="analyst", did="took a correction back",
        about="decision",
    ),
]  # fmt: skip
