"""The page of one customer or person, on any day, and as a file.

What happened is the matter of `happened`, what people write there of `by_hand`.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from markupsafe import Markup
from starlette.responses import JSONResponse, Response

from closeknit.answers import Answer
from closeknit.book.corrected import BY_HAND
from closeknit.briefings.customer import CustomerPage, customer
from closeknit.briefings.person import PersonPage, person_page
from closeknit.briefings.story import story
from closeknit.briefings.turned import remaining
from closeknit.business import Business
from closeknit.day_numbers import date_to_day
from closeknit.lenses.naming import Meant, meant
from closeknit.lenses.seam import Question
from closeknit.lenses.stakeholders.roles import WORDS
from closeknit.reports.customer import (
    closed_lines,
    contact_title,
    found_lines,
    headline,
    known_lines,
    mail_lines,
    money_lines,
    open_lines,
    related_lines,
    voice_lines,
    who_line,
)  # fmt: skip
from closeknit.reports.customer_json import customer_json
from closeknit.reports.document import customer_document
from closeknit.reports.html import document_html
from closeknit.reports.pdf import document_pdf
from closeknit.web.pages.by_hand import corrections_about, notes_about
from closeknit.web.pages.happened import wanted_of
from closeknit.web.pages.paging import token
from closeknit.web.pages.pending import nothing_loaded, on_its_way
from closeknit.web.pages.ties import map_of
from closeknit.web.showing import who_path
from closeknit.web.visits import Action, Page, Visit, download


def one(visit: Visit) -> Response:
    """The page of a customer or of a person at one, today or as of an earlier day."""
    key, ending = visit.key("json", "html", "pdf")
    with visit.served.readers.lend() as business:
        if business is None:
            return nothing_loaded(visit, "Customers")
        day = visit.day("as_of")
        answers = visit.served.readers.answers(business) if day is None else []
        if answers is None:
            return on_its_way(visit, "Customers", visit.served.worker.work_out())
        page = _page_of(visit, business, answers, key, day, of_firm=bool(ending))
        name = business.settings.name
        if isinstance(page, PersonPage) or not ending:
            return _shown(visit, business, answers, key, day, page)
    return _as_file(page, ending, name)


def _shown(
    visit: Visit,
    business: Business,
    answers: Sequence[Answer],
    key: str,
    day: date | None,
    page: CustomerPage | PersonPage,
) -> Response:
    told = _told(visit, business, key, day, page)
    told["played"] = page.parts
    if isinstance(page, PersonPage):
        titles = business.titles() | {BY_HAND: "corrected by hand"}
        return visit.page("person.html", place="People", page=page, titles=titles, **told)
    # Beside a list there is no map: to be moved and zoomed it needs the script and the width of its own page.
    # Of an earlier day there is none either: it is of the answers of today.
    ties: dict[str, Any] = {"ties": None}
    if day is None and not visit.part:
        ties = map_of(visit, business, answers, page.subject)
    return visit.page("customer.html", place="Customers", **told, **lines_of(page), **ties)


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
        "headline": headline(page),
        "who_line": who_line(page),
        "found": [(f, said) for (_, f), said in zip(page.findings, found_lines(page), strict=True)],
        "money": list(money_lines(page)),
        "cares": list(voice_lines(page)),
        "mail": list(mail_lines(page)),
        "open_matters": list(open_lines(page)),
        "closed_matters": list(closed_lines(page)),
        "related": list(related_lines(page)),
        "known": list(known_lines(page)),
        "contact_title": contact_title(page),
    }


def _page_of(
    visit: Visit, business: Business, answers: Sequence[Answer], key: str, day: date | None, *, of_firm: bool
) -> CustomerPage | PersonPage:
    """A person's own page where they work somewhere; else, and for files, that of the customer."""
    said = business.said()

    def made() -> CustomerPage | PersonPage:
        question = business.plain_question(day)
        who = _meant(visit, business, question, key)
        if works_somewhere(who) and not of_firm:
            return person_page(question, answers, who)
        return customer(question, remaining(answers, said)[0], who)

    name = ("who", key, of_firm, day, business.book.folder.name, business.today_here(), said)
    return visit.served.readers.memory.get(name, made)


def _meant(visit: Visit, business: Business, question: Question, key: str) -> Meant:
    name = ("meant", key, question.as_of, business.book.folder.name)
    return visit.served.readers.memory.get(name, lambda: meant(question, key))


def works_somewhere(who: Meant) -> bool:
    """Whether it is a person at an organization, who has a page of their own."""
    return who.kind == "person" and who.account_id not in (0, who.subject.party_id)


def _told(
    visit: Visit, business: Business, key: str, day: date | None, page: CustomerPage | PersonPage
) -> dict[str, Any]:
    """What stands on both pages: what happened, what people wrote, the day it is read for."""
    question = business.plain_question(day)
    who = _meant(visit, business, question, key)
    staff = [c.subject.key for c in page.people] if isinstance(page, CustomerPage) else []
    notes = notes_about(business, question, [page.subject.key, *staff])
    promises = [one for one in notes if one.due_day is not None]
    wanted = wanted_of(visit, question)
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


PAGES: list[Page | Action] = [Page("/who/{key:path}", one)]
