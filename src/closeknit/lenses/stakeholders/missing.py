"""Who takes part in each open deal, and who is missing: parts that won deals of its kind had."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import ibis.expr.types as ir
import pyarrow as pa

import closeknit.lenses.stakeholders.signs as signs
from closeknit.answers import AnswerTable, Finding, ShownColumn, Verdict, wording
from closeknit.engines.portable import among, stacked
from closeknit.lenses.behind import listed
from closeknit.lenses.parts import Part, not_enough
from closeknit.lenses.people import People
from closeknit.lenses.seam import Question, State
from closeknit.lenses.stakeholders.deals import Deal, deals_of, spans_of
from closeknit.lenses.stakeholders.known import Known
from closeknit.lenses.stakeholders.roles import BLOCKER, CHAMPION, DECIDES, UNKNOWN, USER
from closeknit.lenses.stakeholders.stakeholder import Stakeholder
from closeknit.methods.wilson import wilson

LEAST_WON = 5
"""Won deals with anybody known, from which it can be told who is usually there."""
USUAL = 0.5
"""Share of won deals from which a part is usual."""
WANTED = (CHAMPION, DECIDES, USER)
"""Parts that can be missing: nobody misses objections."""


def taken_part(question: Question, cases: Sequence[int]) -> ir.Table:
    """What belongs to these deals, and what people there did in their time: party_id, day, activity_id."""
    acts = among(question.tables["activities"], "case_id", cases)
    own = acts.select("day", "activity_id", party_id="account_id")
    wanted = set(cases)
    spans = spans_of([deal for deal in deals_of(question) if deal.case_id in wanted])
    done = signs.in_deals(signs.signs(question.tables), spans)
    return stacked(own, done.select("day", "activity_id", party_id="account")).distinct()


MISSING = State(
    "part_missing",
    "without a usual part",
    "an open deal lacks a part that deals of its kind had when they were won",
    ("deals",),
    "state",
    "missing somebody in a deal",
    ("missing somebody",),
    because=("{deal}", "missing: {missing}"),
    behind=taken_part,
    behind_of="case_id",
)


@dataclass(frozen=True)
class Usual:
    """How many won deals of a kind had a part."""

    had: int
    of: int

    @property
    def usual(self) -> bool:
        """Whether at least half of them had it."""
        return self.of >= LEAST_WON and self.had >= USUAL * self.of


@dataclass(frozen=True)
class Seen:
    """An open deal with who is in it, and which usual parts are not."""

    deal: Deal
    parts: Mapping[str, tuple[Stakeholder, ...]]
    missing: tuple[str, ...]
    usual: Mapping[str, Usual]
    """In won deals of its kind, or of all kinds where too few of its own were won."""
    of_its_kind: bool


def seen(known: Known) -> list[Seen]:
    """Every open deal, most money first."""
    open_ones = sorted(
        (deal for deal in known.deals if deal.open), key=lambda d: (-(d.amount or 0), d.case_id)
    )
    kinds = _usual(known)
    return [_seen(known, deal, kinds) for deal in open_ones]


def _usual(known: Known) -> dict[str, dict[str, Usual]]:
    """Parts of won deals with anybody known, by kind of deal where enough were won; under "", of all."""
    told = [deal for deal in known.deals if not deal.open and deal.people]
    groups: dict[str, list[Deal]] = {"": told}
    for deal in told:
        if deal.type:
            groups.setdefault(deal.type, []).append(deal)
    return {
        kind: {
            part: Usual(sum(any(one.role == part for one in deal.people) for deal in deals), len(deals))
            for part in WANTED
        }
        for kind, deals in groups.items()
        if not kind or len(deals) >= LEAST_WON
    }


def _seen(known: Known, deal: Deal, kinds: Mapping[str, Mapping[str, Usual]]) -> Seen:
    """Who is in a deal: by what they did in it, else by what they did at the customer."""
    parts: dict[str, list[Stakeholder]] = {}
    taking_part = {one.person: one for one in deal.people}
    for one in known.at(deal.account):
        within = taking_part.get(one.person)
        told = within is not None and (within.role != UNKNOWN or within.confirmed)
        role = within.role if within and told else one.said.role or one.apart.role
        parts.setdefault(role, []).append(one)
    usual = kinds.get(deal.type, kinds[""])
    missing = tuple(
        part for part in WANTED
        if usual[part].usual and not any(not one.gone for one in parts.get(part, ()))
    )  # fmt: skip
    found = {role: tuple(ones) for role, ones in parts.items()}
    return Seen(deal, found, missing, usual, of_its_kind=bool(deal.type) and deal.type in kinds)


def deals(known: Known, found: Sequence[Seen], named: People) -> Part:
    """The finding on who is missing, and the table of open deals."""
    if not found:
        return Part()
    return Part(findings=(_finding(known, found, named),), tables=(_table(found, named),))


def _finding(known: Known, found: Sequence[Seen], named: People) -> Finding:
    lacking = [one for one in found if one.missing]
    won = sum(1 for deal in known.deals if not deal.open and deal.people)
    id = known.question.finding_id("stakeholders", "missing", *(one.deal.case_id for one in lacking))
    if won < LEAST_WON:
        return not_enough(
            id,
            "missing",
            f"Who is missing in open deals cannot be told: of {wording.count(won, 'won deal')} it is known "
            "what people did.",
            n=won,
            n_what="won deals",
            needed=f"{LEAST_WON} won deals with mails, meetings or tickets of people in their time",
        )
    if not any(part.usual for one in found for part in one.usual.values()):
        return Finding(
            id=id, kind="missing", verdict=Verdict.NO_EVIDENCE, n=won, n_what="won deals",
            sentence=f"No part shows in half of {wording.count(won, 'won deal')}, so nobody is said to be "
            "missing in open ones.",
        )  # fmt: skip
    if not lacking:
        return Finding(
            id=id, kind="missing", verdict=Verdict.COUNTED, n=len(found), n_what="open deals",
            sentence=f"In all of {wording.count(len(found), 'open deal')} the usual people take part.",
        )  # fmt: skip
    return _lacking(id, lacking, named)


def _lacking(id: str, lacking: Sequence[Seen], named: People) -> Finding:
    """That somebody is missing in these deals, and how usual it is in the first."""
    first = lacking[0]
    part = first.missing[0]
    usual = first.usual[part]
    share = wilson(usual.had, usual.of)
    kind = "of its kind " if first.of_its_kind else ""
    more = f" {wording.count(len(lacking) - 1, 'more open deal')} miss somebody." if len(lacking) > 1 else ""
    return Finding(
        id=id,
        kind="missing",
        sentence=f"In {first.deal.name} ({named.subject(first.deal.account).name}) no {part} is known who is "
        f"still in touch; {usual.had} of {wording.count(usual.of, 'won deal')} {kind}had one.{more}",
        verdict=Verdict.SUGGESTIVE,
        n=usual.of,
        n_what="won deals",
        subjects=tuple(
            named.subject(account) for account in dict.fromkeys(one.deal.account for one in lacking)
        ),
        evidence=listed("cases", [one.deal.case_id for one in lacking], "open deals that miss somebody"),
        values={"part": part, "had": usual.had, "of": usual.of, "low": share.low, "high": share.high,
                "deals": len(lacking)},
    )  # fmt: skip


def _table(found: Sequence[Seen], named: People) -> AnswerTable:
    def people(one: Seen, role: str) -> str:
        return ", ".join(
            f"{named.subject(x.person).name}{' (silent)' if x.silent else ''}"
            for x in one.parts.get(role, ())
        )

    data = {
        "party_id": [one.deal.account for one in found],
        "case_id": [one.deal.case_id for one in found],
        "name": [named.subject(one.deal.account).name for one in found],
        "deal": [one.deal.name for one in found],
        "worth": [one.deal.amount for one in found],
        "champions": [people(one, CHAMPION) for one in found],
        "deciding": [people(one, DECIDES) for one in found],
        "objecting": [people(one, BLOCKER) for one in found],
        "users": [people(one, USER) for one in found],
        "missing": [", ".join(_missing(one)) for one in found],
        "state": [MISSING.name if one.missing else "" for one in found],
        "kind": [one.deal.type for one in found],
    }
    columns = (
        ShownColumn("party_id", "", kind="id"),
        ShownColumn("case_id", "", kind="id"),
        ShownColumn("name", "customer"),
        ShownColumn("deal", "open deal"),
        ShownColumn("worth", "worth", kind="money"),
        ShownColumn("champions", "champion"),
        ShownColumn("deciding", "decision-maker"),
        ShownColumn("objecting", "has objections"),
        ShownColumn("users", "users"),
        ShownColumn("missing", "not known here, though usual"),
        ShownColumn("state", "state", kind="state", words={MISSING.name: MISSING.words}),
        ShownColumn("kind", "kind of deal"),
    )
    return AnswerTable("deals", "Who takes part in open deals", columns, pa.table(data, schema=SCHEMA))


def _missing(one: Seen) -> list[str]:
    return [f"{part} ({one.usual[part].had} of {one.usual[part].of} won had one)" for part in one.missing]


SCHEMA = pa.schema(
    [
        ("party_id", pa.int64()),
        ("case_id", pa.int64()),
        ("name", pa.string()),
        ("deal", pa.string()),
        ("worth", pa.float64()),
        *(
            (name, pa.string())
            for name in ("champions", "deciding", "objecting", "users", "missing", "state")
        ),
        ("kind", pa.string()),
    ]
)
