"""Who may be the same: one pair at a time, its evidence step by step, and what people say of it."""

from __future__ import annotations

from starlette.responses import JSONResponse, Response

from closeknit.briefings.joins import Precision
from closeknit.briefings.pairs import Waiting
from closeknit.business import Business
from closeknit.errors import UnknownQuestion
from closeknit.identity.decisions import verdicts
from closeknit.reports.joins import precision_text
from closeknit.reports.pairs import (
    chance_text,
    likely_text,
    move_bar,
    pairs_headline,
    pairs_json,
    values_text,
)
from closeknit.web.pages.pending import nothing_loaded, written_down
from closeknit.web.visits import Action, Page, Visit

KINDS = ("same", "different")


def waiting(visit: Visit, business: Business) -> Waiting:
    """Pairs that wait to be looked at; those just answered are gone."""
    tables, memory = business.book.folder.name, visit.served.readers.memory
    every = memory.get(("may be one", tables), business.may_be_one)
    key = ("pairs", business.ledger.version(), tables)
    return memory.get(key, lambda: every.without(business.settled()))


def precision(visit: Visit, business: Business) -> Precision | None:
    """How many joins are right, as far as people judged some."""
    key = ("precision", business.ledger.version(), business.book.folder.name)
    return visit.served.readers.memory.get(key, business.precision)


def answers_held(business: Business) -> frozenset[str]:
    """Numbers of the answers to such pairs that were not taken back."""
    holding = verdicts(business.ledger.read("decisions"))
    return frozenset(one.decision_id for one in holding if one.value)


def page(visit: Visit) -> Response:
    """The pair asked for, or the first."""
    with visit.served.readers.lend() as business:
        if business is None:
            return nothing_loaded(visit, "Data")
        found = waiting(visit, business)
        known = precision(visit, business)
        said = visit.asked("said") if visit.asked("said") in answers_held(business) else ""
        at = found.place(visit.asked("pair")) or 0
        told = business.pairs_of(found.at(at))
    return visit.page(
        "pairs.html",
        place="Data",
        headline=pairs_headline(found),
        pair=told[0] if told else None,
        at=at,
        count=len(found),
        joins=precision_text(known) if known else "",
        after=found.id_at(at + 1),
        said=said,
        chance_text=chance_text,
        likely_text=likely_text,
        values_text=values_text,
        move_bar=move_bar,
        jobs=visit.served.worker.going(),
    )


def file(visit: Visit) -> Response:
    """All of them as JSON."""
    with visit.served.readers.lend() as business:
        if business is None:
            return nothing_loaded(visit, "Data")
        told, known = business.pairs_of(waiting(visit, business)), precision(visit, business)
    return JSONResponse(pairs_json(told, known))


def say(visit: Visit) -> Response:
    """Keep that a pair is the same or not, and go on to the next."""
    kind, wanted, after = visit.given("kind"), visit.given("pair"), visit.given("after")
    if kind not in KINDS:
        raise UnknownQuestion(f'"{kind}" is no answer', remedy="Press Same or Different.", about=kind)
    with visit.served.readers.lend() as business:
        found = waiting(visit, business) if business is not None else None
        at = found.place(wanted) if found is not None else None
        if business is None or found is None or at is None:
            raise UnknownQuestion("this pair waits no more", remedy="Data lists those that do.", about=wanted)
        (pair,) = business.pairs_of(found.at(at))
    who = visit.session.user
    return written_down(
        visit,
        "Keeping what you said of a pair",
        lambda business, _: business.answer_pair(pair, kind, by=who),
        lambda number: f"/data/pairs?said={number}" + (f"&pair={after}" if after else ""),
        follows=True,
    )


def take_back(visit: Visit) -> Response:
    """Take back what was said of a pair."""
    decision = visit.given("decision")
    with visit.served.readers.lend() as business:
        if business is None or decision not in answers_held(business):
            raise UnknownQuestion(f'no answer that holds has the number "{decision}"', about=decision)
    who = visit.session.user
    return written_down(
        visit,
        "Taking it back",
        lambda business, _: business.ledger.decide("undo", undoes=decision, by=who),
        lambda _: "/data/pairs",
        follows=True,
    )


PAGES: list[Page | Action] = [
    Page("/data/pairs", page),
    Page("/data/pairs.json", file),
    Action("/data/pairs/say", say, least="analyst", did="said of a pair whether it is one", about="pair"),
    Action("/data/pairs/take-back", take_back, least="analyst", did="took an answer back", about="decision"),
]
