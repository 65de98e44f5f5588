"""Calls that read: questions and sentences, today's list, customers and people, and what lies behind."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from functools import partial
from importlib.metadata import version
from typing import Annotated, Any, Literal

from msgspec import Meta

from closeknit.answers import Answer, Scalar
from closeknit.briefings import listing
from closeknit.briefings.customer import customer
from closeknit.briefings.today import today
from closeknit.briefings.turned import remaining
from closeknit.business import Business
from closeknit.finding import found_before, understood
from closeknit.lenses.naming import meant
from closeknit.lenses.seam import Lens, Option, each_lens
from closeknit.reports.briefings import today_json
from closeknit.reports.customer_json import customer_json
from closeknit.reports.evidence import why_json
from closeknit.reports.jsonform import answer_json, plain
from closeknit.web.api.calls import Call, Given, Parameter, Refused, StillWorking
from closeknit.web.pages import asking, customers
from closeknit.web.pages.paging import after_token, token
from closeknit.web.pages.pending import ask, built_before, worked_out
from closeknit.web.visits import Visit
from closeknit.web.worker import Job

MOST_ROWS = 10_000
PAGE, MOST_A_PAGE = 100, 1_000

ROWS = Parameter(
    "rows", Annotated[int, Meta(ge=0, le=MOST_ROWS)], "How many rows of each table to give at most.", 1_000
)
AS_OF = Parameter(
    "as_of",
    Annotated[date, Meta(description="a day such as 2026-06-30")],
    "The day to answer for, such as 2026-06-30; today unless given.",
)
LIMIT = Parameter("limit", Annotated[int, Meta(ge=1, le=MOST_A_PAGE)], "How many to give at most.", PAGE)
AFTER = Parameter(
    "after",
    Annotated[str, Meta(max_length=400)],
    "Where the page begins: `next` of the page before.",
    "",
)
KEY = Parameter(
    "key",
    Annotated[str, Meta(min_length=1, max_length=400)],
    "A key such as domain:halden.example, a name, an e-mail or a domain.",
    needed=True,
)
BEHIND = Parameter("rows", Annotated[int, Meta(ge=1, le=500)], "How many lines to give at most.", 20)

FINDING = Parameter(
    "id", Annotated[str, Meta(pattern=r"^[a-z_]+-[a-z_]+-[0-9a-f]{6}$")], "The id of a finding.", needed=True
)
SENTENCE = Parameter("q", Annotated[str, Meta(min_length=1, max_length=2_000)], "The sentence.", needed=True)
MINUTES = Parameter("minutes", Annotated[int, Meta(ge=1, le=1440)], "The minutes there are for it.")
OWNER = Parameter("owner", Annotated[str, Meta(max_length=200)], "Whose customers, by name.", "")

LISTED = (
    Parameter("of", Literal["customers", "people"], "Whom to list.", "customers"),
    Parameter(
        "q", Annotated[str, Meta(max_length=200)], "Only those whose name or key holds these words.", ""
    ),
    Parameter("is", Literal[customers.STANDINGS], "Only those who are this to us."),
    Parameter(
        "sort",
        Annotated[str, Meta(max_length=40)],
        "The field to sort by; revenue of the year or last day unless given.",
    ),
    Parameter("down", bool, "Whether the largest comes first."),
    LIMIT,
    AFTER,
)


def lent(visit: Visit, use: Callable[[Business], Any]) -> Any:
    """What somebody makes of an open business.

    Raises:
        Refused: nothing is loaded yet.
        StillWorking: what was built by another version of Closeknit is built anew.
    """
    with visit.served.readers.lend() as business:
        if business is None:
            if built_before(visit):
                raise still_working(visit.served.worker.work_out())
            raise Refused(409, "nothing is loaded yet", "Load files first: POST /imports, or closeknit load.")
        return use(business)


def waited(job: Job) -> Answer:
    """The answer of a job that ended in time.

    Raises:
        CloseknitError: what was wrong with the question.
        StillWorking: it is still being worked out.
    """
    if isinstance(job.result, Answer):
        return job.result
    raise still_working(job)


def still_working(job: Job) -> Exception:
    """What to raise while something is being worked out, or where that failed."""
    return job.problem or StillWorking(job)


def state(visit: Visit, _: Given) -> Any:
    """Whose data, which state, who asks."""
    with visit.served.readers.lend() as business:
        book = business.book.version if business is not None else ""
    return {
        "business": visit.served.workspace.settings.name,
        "version": version("closeknit"),
        "book_version": book,
        "user": visit.session.user,
        "role": visit.session.role,
    }


def questions(_visit: Visit, _given: Given) -> Any:
    """Every question with its options."""
    return {
        "questions": [
            {
                "name": lens.name,
                "question": lens.question,
                "place": lens.place,
                "minimum": lens.minimum,
                "options": [
                    {
                        "name": o.name,
                        "type": o.type,
                        "help": o.help,
                        "default": plain(o.default),
                        "choices": list(o.choices),
                    }
                    for o in lens.options
                ],
            }
            for lens in each_lens()
        ]
    }


def answer(lens: Lens, visit: Visit, given: Given) -> Any:
    """The answer to one question."""
    day = given["as_of"]
    options: dict[str, Scalar] = {
        o.name: o.parse(_text(given[o.name])) for o in lens.options if given[o.name] not in (None, "")
    }
    known = lent(visit, lambda b: visit.served.readers.answer(b, lens.name, options, as_of=day))
    found = known or waited(ask(visit, lens.name, options, as_of=day))
    return answer_json(found, most=given["rows"])


def _text(value: Any) -> str:
    return {True: "yes", False: "no"}[value] if isinstance(value, bool) else str(value)


def find(visit: Visit, given: Given) -> Any:
    """Who matches a sentence, and why."""
    sentence = given["q"]
    known = lent(visit, lambda b: found_before(b, understood(b, sentence)))
    if known is None:
        known = waited(worked_out(visit, sentence, partial(asking.found, sentence), f"find {sentence}"))
    return answer_json(known, most=given["rows"])


def todays(visit: Visit, given: Given) -> Any:
    """Whom to turn to."""

    def listed(business: Business) -> Any:
        found = visit.served.readers.answers(business)
        if found is None:
            raise still_working(visit.served.worker.work_out())
        minutes, owner, said = given["minutes"], given["owner"], business.said()
        return today_json(today(found, minutes=minutes, owner=owner, said=said, business=business.facts()))

    return lent(visit, listed)


def parties(visit: Visit, given: Given) -> Any:
    """A page of the list of customers or people."""
    of: listing.Of = given["of"]
    first, down = listing.FIRST[of]
    if given["sort"] not in (None, *(c.name for c in listing.COLUMNS[of])):
        names = ", ".join(c.name for c in listing.COLUMNS[of])
        raise Refused(422, f'{of} have no "{given["sort"]}"', f"Sort by one of {names}.", where="sort")
    after = after_token(given["after"])
    if given["after"] and after is None:
        raise Refused(422, "this page does not exist", "Take `next` of the page before.", where="after")
    wanted = listing.Wanted(
        given["sort"] or first,
        given["down"] if given["sort"] or given["down"] is not None else down,
        given["q"],
        given["is"] or "",
        after,
        given["limit"],
    )

    def cut(business: Business) -> Any:
        found = listing.page(customers.everybody(visit, business, of), wanted)
        return {
            "total": found.total,
            "currency": business.settings.currency,
            "rows": [customers.row_json(row) for row in found.rows],
            "next": token(found.after) if found.after else None,
        }

    return lent(visit, cut)


def party(visit: Visit, given: Given) -> Any:
    """Everything to know of one customer."""

    def page(business: Business) -> Any:
        answers = visit.served.readers.answers(business)
        if answers is None:
            raise still_working(visit.served.worker.work_out())
        question = business.plain_question(None)
        who = meant(question, given["key"])
        return customer_json(customer(question, remaining(answers, business.said())[0], who))

    return lent(visit, page)


def party_why(visit: Visit, given: Given) -> Any:
    """Why entries are one."""
    return lent(visit, lambda b: why_json(b.why(given["key"], asking=False)))


def finding(visit: Visit, given: Given) -> Any:
    """The lines that a finding counts."""
    return lent(visit, lambda b: why_json(b.why(given["id"], rows=given["rows"], asking=False)))


TYPES: Mapping[str, Any] = {
    "text": Annotated[str, Meta(max_length=200)],
    "int": Annotated[int, Meta(ge=-(10**6), le=10**6)],
    "float": Annotated[float, Meta(ge=-1e12, le=1e12)],
    "bool": bool,
    "date": date,
}
"""Types of options of questions as they stand in an address."""


def option(of: Option) -> Parameter:
    """An option of a question as a parameter."""
    kind = Literal[of.choices] if of.choices else TYPES[of.type]
    return Parameter(of.name, kind, of.help, of.default)


def answer_calls() -> Iterator[Call]:
    """A call for each question, made from its declaration."""
    for lens in each_lens():
        parameters = (*(option(one) for one in lens.options), AS_OF, ROWS)
        said = f"{lens.question} Needs at least: {lens.minimum}."
        yield Call(
            f"answer_{lens.name}", f"/answers/{lens.name}", said, "Answer", partial(answer, lens), parameters
        )


def calls() -> Iterator[Call]:
    """Every call that reads."""
    said = "Whose data this is, which state it is in, and who asks."
    yield Call("state", "/state", said, "State", state)
    yield Call("questions", "/questions", "Every question with its options.", "Questions", questions)
    yield from answer_calls()
    said = "Who matches a sentence such as “customers whose last order is over 6 months ago”, and why."
    yield Call("find", "/find", said, "Answer", find, (SENTENCE, ROWS))
    said = "Whom to turn to now, why, what is at stake, a first line; and what was left out."
    yield Call("today", "/today", said, "Today", todays, (MINUTES, OWNER))
    yield Call("parties", "/parties", "Customers or people, a page at a time.", "Parties", parties, LISTED)
    said = "Why entries are one customer or person."
    yield Call("party_why", "/parties/{key:path}/why", said, "WhyParty", party_why, (KEY,))
    said = "Everything to know of one customer; for a person, of theirs."
    yield Call("party", "/parties/{key:path}", said, "Party", party, (KEY,))
    said = "What lies behind a finding: the lines it counts, with file and line."
    yield Call("finding", "/findings/{id}", said, "WhyFinding", finding, (FINDING, BEHIND))
