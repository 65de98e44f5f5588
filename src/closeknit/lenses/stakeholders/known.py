"""Everybody with a part at a customer, or in a deal: what they did, the role suggested, and what you said."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import ibis
import ibis.expr.types as ir

import closeknit.lenses.stakeholders.signs as signs
from closeknit.errors import UnknownCustomer, did_you_mean
from closeknit.lenses.people import MANY
from closeknit.lenses.seam import Question
from closeknit.lenses.silence import silence
from closeknit.lenses.stakeholders.roles import UNKNOWN, of_crm
from closeknit.lenses.stakeholders.weighing import Behaviour, Count, Suggestion, behaviours, suggest

SPAN = 730
"""Days of what people did at a customer that count."""
WON_WITHIN = 3 * 365
"""Won deals that old are still compared with."""
BEFORE_DEAL, UNDATED_DEAL = 30, 180
"""Days before a deal was opened that belong to it; days it took where nobody says when it was opened."""

Key = tuple[int, int]
"""A customer or deal, and a person."""


@dataclass(frozen=True)
class Said:
    """What one of us said of somebody: the role, what they have at stake, and by whom, on which day."""

    role: str = ""
    stake: str = ""
    by: str = ""
    day: int | None = None


@dataclass(frozen=True)
class Stakeholder:
    """Somebody at a customer or in a deal. Days are day numbers."""

    person: int
    account: int
    behaviour: Behaviour
    suggestion: Suggestion
    said: Said = Said()
    brought: tuple[int, ...] = ()
    """Colleagues they brought in."""
    left_day: int | None = None
    silent: str = ""
    """`usually every 3 weeks, silent for 5 months`; empty while they are not."""

    @property
    def role(self) -> str:
        """What you said, else what is suggested."""
        return self.said.role or self.suggestion.role

    @property
    def confirmed(self) -> bool:
        """Whether one of us said it."""
        return bool(self.said.role)

    @property
    def last_day(self) -> int | None:
        """The last day they did something themselves."""
        days = [c.last for what in signs.ACTIVE if (c := self.behaviour.counts.get(what))]
        return max(days, default=None)

    @property
    def gone(self) -> bool:
        """Whether they left or went silent."""
        return self.left_day is not None or bool(self.silent)


@dataclass(frozen=True)
class Deal:
    """A deal, open or won lately, with who took part in it."""

    case_id: int
    key: str
    account: int
    name: str
    type: str
    open: bool
    from_day: int
    to_day: int
    amount: float | None
    people: tuple[Stakeholder, ...] = ()


@dataclass(frozen=True)
class Known:
    """All of it, as of the day of the question."""

    question: Question
    acts: ir.Table
    people: tuple[Stakeholder, ...]
    """At their firm of today."""
    left: tuple[Stakeholder, ...]
    """At firms they left."""
    deals: tuple[Deal, ...]

    @cached_property
    def open_deals(self) -> Mapping[int, tuple[Deal, ...]]:
        """Open deals by account."""
        found: dict[int, list[Deal]] = defaultdict(list)
        for deal in self.deals:
            if deal.open:
                found[deal.account].append(deal)
        return {account: tuple(deals) for account, deals in found.items()}

    def at(self, account: int) -> list[Stakeholder]:
        """Everybody at a customer who has not left."""
        return [one for one in self.people if one.account == account]


Dated = tuple[tuple[int, int], ...]
"""Days, each with somebody."""


@dataclass(frozen=True)
class _Facts:
    """What is known of people whatever the customer or deal."""

    titles: Mapping[int, str]
    crm: Mapping[int, tuple[str, ...]]
    said: Mapping[tuple[int, int, int | None], Said]
    since: int
    """The day after which what people did at a customer counts."""
    brought: Mapping[Key, Dated]
    """By account and person: the day, and whom they brought in."""
    joined: Mapping[Key, Dated]
    """By account and person: the day, and who brought them in."""

    def stakeholder(
        self, account: int, person: int, counts: Mapping[str, Count], deal: Deal | None = None
    ) -> Stakeholder:
        """Somebody with these signs, and those of who brought whom in."""
        span = (deal.from_day, deal.to_day) if deal else (self.since + 1, -signs.EARLIEST)
        met = _within(self.brought.get((account, person), ()), span)
        joined = _within(self.joined.get((account, person), ()), span)
        counts = {**counts, **_counted(signs.BROUGHT, met), **_counted(signs.JOINED, joined)}
        behaviour = Behaviour(counts, self.titles.get(person, ""), self.crm.get(person, ()))
        said = self.said.get((account, person, None), Said())
        if deal is not None:
            of_deal = self.said.get((account, person, deal.case_id), Said())
            said = replace(of_deal, role=of_deal.role or said.role, stake=of_deal.stake or said.stake)
        names = tuple(sorted({who for _, who in met}))
        return Stakeholder(person, account, behaviour, suggest(behaviour), said, names)


def _within(dated: Dated, span: tuple[int, int]) -> Dated:
    return tuple((day, who) for day, who in dated if span[0] <= day <= span[1])


def _counted(what: str, dated: Dated) -> dict[str, Count]:
    """A sign as often as there are others in it; none where there are none."""
    days = [day for day, _ in dated]
    others = len({who for _, who in dated})
    return {what: Count(others, others, min(days), max(days))} if days else {}


def _with_first(counts: dict[Key, dict[str, Count]]) -> dict[Key, dict[str, Count]]:
    """The same signs, with FIRST for whoever was in touch before all others at a customer or in a deal."""
    begun: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for (of, person), mine in counts.items():
        if signs.CONTACT in mine:
            begun[of].append((mine[signs.CONTACT].first, person))
    for of, days in begun.items():
        (day, person), *others = sorted(days)
        if others and others[0][0] > day:
            counts[of, person] = {**counts[of, person], signs.FIRST: Count(1, 1, day, day)}
    return counts


def known(question: Question) -> Known:
    """Everybody with a part somewhere, as of the day of the question."""
    tables, today = question.tables, question.as_of_day
    acts = question.keep(signs.signs(tables), "stakeholder_signs")
    deals = deals_of(question)
    facts = _facts(question, today - SPAN)
    lately = acts.filter(acts.day > today - SPAN)
    counts = _signs_of(question, signs.counted(lately, "account"), "account")
    now_at = _now_at(question)
    everybody = {*counts, *_named(facts, now_at)}
    moved = _moved(question)
    people, left = [], []
    for account, person in sorted(everybody):
        one = facts.stakeholder(account, person, counts.get((account, person), {}))
        gone = moved.get((account, person))
        if gone is not None and now_at.get(person) != account:
            left.append(replace(one, left_day=gone))
        elif now_at.get(person) == account:
            people.append(one)
    took_part = _in_deals(question, acts, deals, facts)
    return Known(question, acts, _with_silence(question, acts, people), tuple(left), took_part)


def _facts(question: Question, since: int) -> _Facts:
    tables = question.tables
    names: dict[int, str] = {}
    crm: dict[int, tuple[str, ...]] = {}
    rows = question.collect(signs.titles(tables).order_by("person", "name", "value")).to_pylist()
    for row in rows:
        if row["name"] == signs.BUYING_ROLE:
            crm[row["person"]] = of_crm(row["value"])
        else:
            names.setdefault(row["person"], row["value"])
    brought: dict[Key, list[tuple[int, int]]] = defaultdict(list)
    joined: dict[Key, list[tuple[int, int]]] = defaultdict(list)
    pairs = signs.brought(tables)
    for row in question.collect(pairs).to_pylist():
        brought[row["account"], row["person"]].append((row["day"], row["other"]))
        joined[row["account"], row["other"]].append((row["day"], row["person"]))
    sorted_ones = ({k: tuple(sorted(v)) for k, v in one.items()} for one in (brought, joined))
    return _Facts(names, crm, _said(question), since, *sorted_ones)


def _signs_of(question: Question, counted: ir.Table, by: str) -> dict[Key, dict[str, Count]]:
    return _with_first(behaviours(question.collect(counted).to_pylist(), by))


def _said(question: Question) -> dict[tuple[int, int, int | None], Said]:
    """What was said by account, person and deal, the newest word of each sort."""
    rows = question.collect(question.tables["roles"]).to_pylist()
    found: dict[tuple[int, int, int | None], Said] = {}
    for row in sorted(rows, key=lambda r: (len(r["decision_id"]), r["decision_id"])):
        key = row["account_id"], row["party_id"], row["case_id"]
        before = found.get(key, Said())
        role, stake = row["role"], row["stake"]
        found[key] = Said(
            before.role if role is None else role,
            before.stake if stake is None else stake,
            row["by"],
            row["day"],
        )
    return found


def _now_at(question: Question) -> dict[int, int]:
    rows = question.collect(signs.persons(question.tables))
    return dict(zip(rows["person"].to_pylist(), rows["now_at"].to_pylist(), strict=True))


def _moved(question: Question) -> dict[Key, int]:
    """The day on which somebody left a firm, by firm and person."""
    rows = question.collect(signs.stints(question.tables).order_by("to_day")).to_pylist()
    return {(row["firm"], row["mover"]): row["to_day"] for row in rows}


def _named(facts: _Facts, now_at: Mapping[int, int]) -> Iterable[Key]:
    """Whoever has a role in the CRM, or of whom one of us said something, and works at a firm."""
    of_crm = [person for person, roles in facts.crm.items() if roles]
    for person in {*of_crm, *(person for _, person, _ in facts.said)}:
        account = now_at.get(person, person)
        if account != person:
            yield account, person


def _with_silence(question: Question, acts: ir.Table, people: list[Stakeholder]) -> tuple[Stakeholder, ...]:
    """The same people; of those with a role, whether they went silent."""
    whom = sorted({one.person for one in people if one.role != UNKNOWN})
    if not whom:
        return tuple(people)
    some = signs.days_of(acts, whom if len(whom) <= MANY else None)
    days: dict[Key, list[int]] = defaultdict(list)
    for row in question.collect(some).to_pylist():
        days[row["account"], row["person"]].append(row["day"])
    today = question.as_of_day
    return tuple(
        replace(one, silent=silence(days[one.account, one.person], today)) if one.role != UNKNOWN else one
        for one in people
    )


def deals_of(question: Question) -> list[Deal]:
    """Deals that are open, or were won in the last three years, with the days that belong to each."""
    today, cases = question.as_of_day, question.tables["cases"]
    mine = cases.filter(cases.kind == "deal", cases.account_id != 0)
    is_open = (mine.status == "open") & mine.closed_day.isnull()
    wanted = mine.filter(is_open | ((mine.status == "won") & (mine.closed_day > today - WON_WITHIN)))
    columns = ("case_id", "case_key", "account_id", "name", "type", "status", "opened_day", "closed_day")
    rows = question.collect(
        wanted.select(*columns, amount=wanted.amount_base.cast("float64")).order_by("case_id")
    ).to_pylist()
    return [_deal(row, today) for row in rows]


def deal_named(deals: Sequence[Deal], words: str) -> Deal:
    """The deal of that name, or number in its system; open ones before won ones.

    Raises:
        UnknownCustomer: there is none.
    """
    wanted = words.strip().casefold()
    by_name = [d for d in deals if wanted in (d.name.casefold(), d.key.casefold())]
    by_part = [d for d in deals if wanted in d.name.casefold() or d.key.casefold().endswith(wanted)]
    found = sorted(by_name or by_part, key=lambda d: (not d.open, -d.from_day, d.case_id))
    if wanted and found:
        return found[0]
    raise UnknownCustomer(
        f'no deal that is open, or was won in the last three years, goes by "{words}"',
        remedy=did_you_mean(words, [d.name for d in deals]),
        about=words,
    )


def _deal(row: Mapping[str, Any], today: int) -> Deal:
    end = today if row["closed_day"] is None else min(today, row["closed_day"])
    begun = row["opened_day"]
    first = end - UNDATED_DEAL if begun is None else min(begun, end) - BEFORE_DEAL
    return Deal(
        case_id=row["case_id"],
        key=row["case_key"],
        account=row["account_id"],
        name=row["name"] or row["case_key"].partition(":")[2],
        type=row["type"] or "",
        open=row["status"] == "open",
        from_day=first,
        to_day=end,
        amount=row["amount"],
    )


def _in_deals(question: Question, acts: ir.Table, deals: list[Deal], facts: _Facts) -> tuple[Deal, ...]:
    if not deals:
        return ()
    spans = ibis.memtable(
        {
            "deal": [d.case_id for d in deals],
            "deal_of": [d.account for d in deals],
            "from_day": [d.from_day for d in deals],
            "to_day": [d.to_day for d in deals],
        }
    )
    counts = _signs_of(question, signs.counted(signs.in_deals(acts, spans), "deal"), "deal")
    by_deal: dict[int, list[tuple[int, dict[str, Count]]]] = defaultdict(list)
    for (deal, person), signs_of in sorted(counts.items()):
        by_deal[deal].append((person, signs_of))
    return tuple(
        replace(
            deal,
            people=tuple(
                facts.stakeholder(deal.account, person, signs_of, deal)
                for person, signs_of in by_deal[deal.case_id]
            ),
        )
        for deal in deals
    )
