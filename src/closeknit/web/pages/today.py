"""The first page: whom to turn to, three findings, what changed since last week, how fresh each file is."""

from __future__ import annotations

from collections.abc import Sequence

from starlette.responses import JSONResponse, Response

from closeknit.answers import Answer, Finding, Verdict
from closeknit.briefings.lately import lately
from closeknit.briefings.today import today
from closeknit.briefings.turned import SAID
from closeknit.business import Business
from closeknit.errors import UnknownQuestion
from closeknit.reports.briefings import today_headline, today_json
from closeknit.web.pages.pending import nothing_loaded, on_its_way, written_down
from closeknit.web.visits import Action, Page, Visit

SHOWN = 12
"""Customers of the list that are shown at once."""

MINUTES = (15, 45, 90, 180)
FINDINGS = 3
TOLD = (Verdict.ESTABLISHED, Verdict.COUNTED, Verdict.SUGGESTIVE)


def page(visit: Visit) -> Response:
    """Today's list and what stands beside it."""
    with visit.served.readers.lend() as business:
        if business is None:
            return nothing_loaded(visit, "Today")
        answers = visit.served.readers.answers(business)
        if answers is None:
            return on_its_way(visit, "Today", visit.served.worker.work_out())
        return _shown(visit, business, answers)


def _shown(visit: Visit, business: Business, answers: Sequence[Answer]) -> Response:
    minutes, owner = _minutes(visit.asked("minutes")), visit.asked("owner")
    said = business.said()
    listed = today(answers, minutes=minutes, owner=owner, said=said, business=business.facts())
    if visit.request.url.path.endswith(".json"):
        return JSONResponse(today_json(listed))
    key = ("lately", business.book.folder.name, business.today_here())
    changes = visit.served.readers.memory.get(key, lambda: lately(business.plain_question(None)))
    all_of_it = visit.asked("all") == "1"
    return visit.page(
        "today.html",
        place="Today",
        headline=today_headline(listed),
        today=listed,
        rows=listed.rows if all_of_it else listed.rows[:SHOWN],
        owners=owners_named(answers),
        owner=owner,
        minutes=minutes,
        choices=MINUTES,
        findings=front_findings(answers),
        changes=changes,
        last_said=next((one.decision_id for one in said if one.decision_id == visit.asked("said")), ""),
        words={name: one.words for name, one in SAID.items()},
        jobs=visit.served.worker.going(),
    )


def owners_named(answers: Sequence[Answer]) -> list[str]:
    """Those of us who look after a customer that some answer names something to do about."""
    return sorted({action.owner.name for answer in answers for action in answer.actions if action.owner})


def _minutes(text: str) -> int | None:
    if not text:
        return None
    if not text.isdecimal() or not 0 < int(text) <= 1440:
        raise UnknownQuestion(f'"{text}" is no number of minutes', remedy="Give a number from 1 to 1,440.")
    return int(text)


def front_findings(answers: Sequence[Answer]) -> list[tuple[str, Finding]]:
    """The first finding of each answer that says something, the weightiest first; with its question."""
    told = [(a.lens, next((f for f in a.findings if f.verdict in TOLD), None)) for a in answers]
    found = [(lens, finding) for lens, finding in told if finding is not None]
    return sorted(found, key=lambda pair: -pair[1].weight)[:FINDINGS]


def say(visit: Visit) -> Response:
    """Keep what somebody said of a row of the list."""
    key, said = visit.given("key"), visit.given("said")
    kinds = [kind for kind in visit.given("kinds").split(",") if kind]
    who = visit.session.user
    return written_down(
        visit,
        "Keeping what you said",
        lambda business, _: business.say(key, said, kinds, by=who),
        lambda number: f"/?said={number}",
        follows=False,
    )


def take_back(visit: Visit) -> Response:
    """Take back what was said."""
    number, who = visit.given("decision"), visit.session.user
    return written_down(
        visit,
        "Taking it back",
        lambda business, _: business.unsay(number, by=who),
        lambda _: "/",
        follows=False,
    )


PAGES: list[Page | Action] = [
    Page("/", page),
    Page("/today.json", page),
    Action("/today/say", say, did="said of a customer what was done", about="key"),
    Action("/today/take-back", take_back, did="took that back", about="decision"),
]
