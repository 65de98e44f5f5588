"""The page of one customer or person: what there is, what happened, notes and corrections, all we hold."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import date, datetime
from functools import partial
from typing import Any

from markupsafe import Markup
from starlette.responses import JSONResponse, Response

from closeknit.answers import Answer
from closeknit.book.corrected import BY_HAND
from closeknit.briefings.by_hand import Correction, Note
from closeknit.briefings.customer import CustomerPage, customer
from closeknit.briefings.parts_played import parts_played
from closeknit.briefings.person import PersonPage, person_page
from closeknit.briefings.story import Wanted, story
from closeknit.briefings.turned import remaining
from closeknit.business import Business
from closeknit.errors import UnknownQuestion
from closeknit.lenses.naming import Meant, meant
from closeknit.lenses.seam import Question, date_to_day
from closeknit.lenses.stakeholders.roles import WORDS
from closeknit.reports.csvform import csv_text
from closeknit.reports.customer import (
    contact_title,
    customer_json,
    iso,
    known_lines,
    mail_lines,
    money_lines,
    open_lines,
    related_lines,
    voice_lines,
    who_line,
)  # fmt: skip
from closeknit.reports.document import customer_document
from closeknit.reports.held import held_json, held_rows
from closeknit.reports.html import document_html
from closeknit.reports.pdf import document_pdf
from closeknit.web.pages.customers import after_token, token
from closeknit.web.pages.pending import nothing_loaded, on_its_way
from closeknit.web.pages.questions import download
from closeknit.web.showing import who_path
from closeknit.web.visits import Action, Page, Visit, back_to

LINES_SHOWN = 100
"""Lines of files that the page of all we hold shows; its files have all of them."""

FIRST_DAY, LAST_DAY = date(1970, 1, 2), date(2199, 12, 31)


def one(visit: Visit) -> Response:
    """The page of a customer or of a person at one, today or as of an earlier day."""
    key, ending = _cut(visit.request.path_params["key"])
    with visit.served.readers.lend() as business:
        if business is None:
            return nothing_loaded(visit, "Customers")
        day = day_asked(visit, "as_of")
        answers = visit.served.readers.answers(business) if day is None else []
        if answers is None:
            return on_its_way(visit, "Customers", visit.served.worker.work_out())
        page = _page_of(visit, business, answers, key, day, of_firm=bool(ending))
        if isinstance(page, CustomerPage) and ending:
            return _as_file(page, ending, business.settings.name)
        told = _told(visit, business, key, day, page)
        told["played"] = parts_played(business.plain_question(day), answers, page.subject.party_id)
        if isinstance(page, PersonPage):
            titles = business.titles() | {BY_HAND: "corrected by hand"}
            return visit.page("person.html", place="People", page=page, titles=titles, **told)
        return visit.page("customer.html", place="Customers", **told, **lines_of(page))


def _cut(key: str) -> tuple[str, str]:
    """A key and the ending of the file that is asked for; no key ends so."""
    name, _, ending = key.rpartition(".")
    return (name, ending) if ending in ("json", "html", "pdf") else (key, "")


def _as_file(page: CustomerPage, ending: str, business: str) -> Response:
    if ending == "json":
        return JSONResponse(customer_json(page))
    document = customer_document(page, business)
    if ending == "html":
        return download(document_html(document), "customer.html", "text/html")
    return download(document_pdf(document), "customer.pdf", "application/pdf")


def lines_of(page: CustomerPage) -> dict[str, Any]:
    """A customer's page in the sentences that terminal, page and report share."""
    return {
        "page": page,
        "who_line": who_line(page),
        "money": list(money_lines(page)),
        "cares": list(voice_lines(page)),
        "mail": list(mail_lines(page)),
        "open_matters": list(open_lines(page)),
        "related": list(related_lines(page)),
        "known": list(known_lines(page)),
        "contact_title": contact_title(page),
    }


def _asked_key(visit: Visit, ending: str) -> tuple[str, bool]:
    key = visit.request.path_params["key"]
    return key.removesuffix(ending), key.endswith(ending)


def day_asked(visit: Visit, name: str, said: str | None = None) -> date | None:
    """A day of the address or of a form; None without one.

    Raises:
        UnknownQuestion: it is none, or one that no calendar of ours has.
    """
    text = visit.asked(name) if said is None else said
    if not text:
        return None
    with suppress(ValueError):
        day = date.fromisoformat(text)
        if FIRST_DAY <= day <= LAST_DAY:
            return day
    raise UnknownQuestion(f'"{text[:40]}" is no day', remedy="Give one such as 2026-06-30.")


def _page_of(
    visit: Visit, business: Business, answers: Sequence[Answer], key: str, day: date | None, *, of_firm: bool
) -> CustomerPage | PersonPage:
    """A person's own page where they work somewhere; else, and for files, that of the customer."""
    said = business.said()

    def made() -> CustomerPage | PersonPage:
        question = business.plain_question(day)
        who = meant(question, key)
        if works_somewhere(who) and not of_firm:
            return person_page(question, who)
        return customer(question, remaining(answers, said)[0], who)

    name = ("who", key, of_firm, day, business.book.folder.name, business.today_here(), said)
    return visit.served.readers.memory.get(name, made)


def works_somewhere(who: Meant) -> bool:
    """Whether it is a person at an organization, who has a page of their own."""
    return who.kind == "person" and who.account_id not in (0, who.subject.party_id)


def _told(
    visit: Visit, business: Business, key: str, day: date | None, page: CustomerPage | PersonPage
) -> dict[str, Any]:
    """What stands on both pages: what happened, what people wrote, the day it is read for."""
    question = business.plain_question(day)
    who = meant(question, key)
    staff = [c.subject.key for c in page.people] if isinstance(page, CustomerPage) else []
    notes = notes_about(business, question, [page.subject.key, *staff])
    promises = [one for one in notes if one.due_day is not None]
    wanted = _wanted(visit, question)
    name = ("story", key, wanted, day, business.book.folder.name, business.today_here())
    found = visit.served.readers.memory.get(name, lambda: story(question, who, wanted))
    return {
        "key": page.subject.key,
        "day": day,
        "today": business.today_here(),
        "currency": business.settings.currency,
        "wanted": wanted,
        "story": found,
        "after": token((found.after[0].isoformat(), found.after[1])) if found.after else "",
        "notes": [one for one in notes if one.due_day is None],
        "promises": sorted(promises, key=lambda one: one.due_day or 0),
        "today_number": date_to_day(business.today_here()),
        "corrections": corrections_about(business, page.subject.key),
        "fact_names": sorted({fact[0] if isinstance(fact, tuple) else fact.name for fact in page.facts}),
        "formats": formats(page.subject.key),
        "wrote": visit.asked("wrote"),
        "role_said": visit.asked("role"),
        "role_words": WORDS,
        "jobs": visit.served.worker.going(),
    }


def formats(key: str) -> Markup:
    """Links to the page in its other forms."""
    named = [("JSON", "json"), ("HTML", "html"), ("PDF", "pdf")]
    link = '<a href="{}.{}" download>{}</a>'
    return Markup(", ").join(Markup(link).format(who_path(key), ending, said) for said, ending in named)


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


def _wanted(visit: Visit, question: Question) -> Wanted:
    person = visit.asked("with")
    after = after_token(visit.asked("after"))
    found = Wanted(
        kind=visit.asked("kind")[:80],
        text=visit.asked("text")[:200],
        person=meant(question, person).subject.party_id if person else None,
    )
    if after is None or not isinstance(after[0], str):
        return found
    with suppress(ValueError):
        return replace(found, after=(datetime.fromisoformat(after[0]).replace(tzinfo=None), after[1]))
    return found


def events(visit: Visit) -> Response:
    """What happened with somebody, as CSV or JSON: all of it, filtered as on the page."""
    key, as_json = _asked_key(visit, ".json")
    with visit.served.readers.lend() as business:
        if business is None:
            return nothing_loaded(visit, "Customers")
        question = business.plain_question(day_asked(visit, "as_of"))
        wanted = replace(_wanted(visit, question), after=None, most=MOST_EVENTS)
        found = story(question, meant(question, key.removesuffix(".csv")), wanted)
    rows = list(map(event_row, found.events))
    if as_json:
        return JSONResponse({"total": found.total, "rows": rows})
    names = list(EVENT_COLUMNS)
    return download(csv_text(names, ([row[n] for n in names] for row in rows)), "events.csv", "text/csv")


MOST_EVENTS = 100_000
EVENT_COLUMNS = ("id", "day", "kind", "subject", "with", "amount", "hours")


def event_row(one: Any) -> dict[str, Any]:
    """An event as plain values."""
    who = "; ".join(subject.name for subject in one.who)
    return dict(
        zip(
            EVENT_COLUMNS,
            (one.activity_id, iso(one.day), one.kind, one.subject, who, one.amount, one.hours),
            strict=True,
        )
    )


def event(visit: Visit) -> Response:
    """One thing that happened: its text, who took part, and the line it was read from."""
    with visit.served.readers.lend() as business:
        if business is None:
            return nothing_loaded(visit, "Customers")
        found = business.event(visit.request.path_params["number"])
        return visit.page("event.html", place="Customers", found=found, currency=business.settings.currency)


def all_held(visit: Visit) -> Response:
    """Everything we hold on somebody: as a page, as CSV with a row for every line, as JSON."""
    key, as_json = _asked_key(visit, ".json")
    as_csv = key.endswith(".csv")
    with visit.served.readers.lend() as business:
        if business is None:
            return nothing_loaded(visit, "Data")
        key = key.removesuffix(".csv")
        name = ("held", key, business.ledger.version(), business.book.folder.name)
        found = visit.served.readers.memory.get(name, lambda: business.held(key))
        titles = business.titles()
    if as_json:
        return JSONResponse(held_json(found))
    if as_csv:
        return download(csv_text(*held_rows(found)), "held.csv", "text/csv")
    return visit.page(
        "held.html",
        place="People",
        held=found,
        lines=found.lines if visit.asked("all") == "1" else found.lines[:LINES_SHOWN],
        titles=titles,
    )


# What people write


def _lent(visit: Visit, use: Any) -> Any:
    with visit.served.readers.lend() as business:
        if business is None:
            raise UnknownQuestion("nothing is loaded yet", remedy="Load your files first.")
        return use(business)


def _wrote(visit: Visit, number: str) -> Response:
    return back_to(f"{who_path(visit.given('key'))}?wrote={number}")


def write_note(visit: Visit) -> Response:
    """Keep a note, or a promise where it has a day."""
    key, text = visit.given("key"), visit.exactly("text")
    due = day_asked(visit, "due", visit.given("due"))
    user = visit.session.user
    return _wrote(visit, _lent(visit, lambda business: business.note(key, text, due=due, by=user)))


def correct(visit: Visit) -> Response:
    """Keep what a fact truly is; everything that follows from it is worked out beside the pages."""
    key, name, value = (visit.given(field) for field in ("key", "name", "value"))
    since = day_asked(visit, "since", visit.given("since"))
    user = visit.session.user
    number = _lent(visit, lambda business: business.correct(key, name, value, since=since, by=user))
    visit.served.worker.work_out()
    return _wrote(visit, number)


def say_role(visit: Visit) -> Response:
    """Keep which part somebody plays and what they have at stake; what follows is worked out beside it."""
    key, at, role, stake = (visit.given(field) for field in ("key", "at", "role", "stake"))
    changed = None if stake == visit.given("stake_before") else stake
    user = visit.session.user
    number = _lent(
        visit, lambda business: business.keep_role(key, role or None, stake=changed, at=at, by=user)
    )
    visit.served.worker.work_out()
    return back_to(f"{who_path(visit.given('page') or key)}?role={number}")


def take_back_note(visit: Visit) -> Response:
    """Take back a note."""
    decision = visit.given("decision")
    if decision not in {one.decision_id for one in _lent(visit, lambda business: business.notes())}:
        raise UnknownQuestion(f'no note that holds has the number "{decision}"', about=decision)
    _lent(visit, partial(_take_back, decision=decision, by=visit.session.user))
    return back_to(who_path(visit.given("key")))


def take_back_correction(visit: Visit) -> Response:
    """Take back a correction, or what was said of a part."""
    decision = visit.given("decision")
    _lent(visit, partial(_take_back, decision=decision, by=visit.session.user))
    visit.served.worker.work_out()
    return back_to(who_path(visit.given("key")))


def _take_back(business: Business, *, decision: str, by: str) -> None:
    business.take_back(decision, by=by)


PAGES: list[Page | Action] = [
    Page("/who/{key:path}", one),
    Page("/events/{key:path}", events),
    Page("/event/{number:int}", event),
    Page("/held/{key:path}", all_held),
    Action("/note", write_note, did="wrote a note", about="key"),
    Action("/note/take-back", take_back_note, did="took a note back", about="decision"),
    Action("/role", say_role, did="said which part somebody plays", about="key"),
    Action("/role/take-back", take_back_correction, did="took that back", about="decision"),
    Action("/correct", correct, least="analyst", did="corrected a fact", about="key"),
    Action(
        "/correct/take-back", take_back_correction, least="analyst", did="took a correction back",
        about="decision",
    ),
]  # fmt: skip
