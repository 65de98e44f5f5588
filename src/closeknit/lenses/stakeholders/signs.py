"""What people did and said, as signs of their part: pure Ibis over the book, a row for each sign.

Somebody who changed jobs did it for the firm they were at on that day. Whoever is a customer themselves has
no part at one, so they are left out.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from functools import reduce
from operator import or_

import ibis
import ibis.expr.types as ir

from closeknit.claims import JOB_CHANGED, LEFT, ROLE_GIVEN, TITLES
from closeknit.day_numbers import LONG_AGO
from closeknit.engines.portable import among, look_up_some, stacked
from closeknit.lenses.strengths import TO_ONE
from closeknit.texts.stances import AGREES, ASKS, BAD, LIKES, PRAISE
from closeknit.texts.topics import asked_words

Tables = Mapping[str, ir.Table]

WROTE, MET, HELPED, ANSWERED, NAMED = "wrote", "met", "helped", "answered", "named"
OBJECTED, PRAISED, LIKED, ASKED, PROOF, AGREED = (
    "objected", "praised", "liked", "asked", "proof", "agreed"
)  # fmt: skip
BROUGHT, JOINED, FIRST = "brought", "joined", "first"
"""Brought a colleague in; was brought in by one; was in touch before everybody else there."""

GIVEN = "given"
"""Was given a role in a deal by the CRM: no act of theirs, which role it is weighs (see `roles_given`)."""

CONTACT = "contact"
"""Any of the first two: its days are those in touch."""

FOR_US = (BROUGHT, PRAISED, LIKED)
"""Signs of speaking for us."""

ACTIVE = (WROTE, MET, HELPED, ANSWERED)
"""Signs that are life of their own: the days of these tell silence."""

MEETINGS = ("meeting.held", "call.held")
"""Not what a CRM merely logs (`activity.logged`, a contact's last date): one of us wrote it down, and nothing
says that the person took part."""

ORDERED = ("proposal.accepted", "order.placed", "contract.signed")
NAMED_IN = ("deal.opened", "deal.won", "proposal.sent")
SERVICE = ("ticket.opened", "survey.answered")
"""Kinds in which a complaint is a matter of service, no objection to a purchase."""

PROOF_WORDS = (
    "reference", "case study", "pilot", "trial", "proof", "evidence", "benchmark", "certificate",
    "certification", "testimonial", "success story", "track record", "result", "similar customer",
    "similar firm", "similar company",
)  # fmt: skip
"""What somebody asks for who wants to see that it works elsewhere."""


def persons(tables: Tables) -> ir.Table:
    """Everybody at a firm but us: person, now_at."""
    rows = tables["parties"]
    rows = rows.filter(rows.kind == "person", rows.standing != "ours")
    return rows.select(person="party_id", now_at="account_id")


def stints(tables: Tables) -> ir.Table:
    """Where those who changed jobs were before: mover, firm, from_day, to_day (the day they left)."""
    line = tables["timeline"].filter(lambda t: t.kind == JOB_CHANGED)
    who = line.filter(line.role == "subject").select("activity_id", to_day="day", mover="party_id")
    firms = line.filter(line.role == LEFT).select("activity_id", firm="party_id")
    moves = who.inner_join(firms, "activity_id").select("mover", "firm", "to_day").distinct()
    earlier = moves.to_day.lag().over(group_by="mover", order_by=[moves.to_day, moves.firm])
    return moves.mutate(from_day=earlier.fill_null(LONG_AGO).cast("int32"))


def placed(rows: ir.Table, tables: Tables) -> ir.Table:
    """`rows` of person and day with `account`: the firm the person was at on that day."""
    known = rows.inner_join(persons(tables), "person")
    before = stints(tables)
    there = [known.person == before.mover, known.day >= before.from_day, known.day < before.to_day]
    moved = known.left_join(before, there)
    found = moved.mutate(account=ibis.coalesce(moved.firm, moved.now_at))
    return found.filter(found.account != found.person).select(*rows.columns, "account")


def signs(tables: Tables) -> ir.Table:
    """One row a sign but those of BROUGHT: person, account, day, activity_id, what."""
    return placed(stacked(_done(tables), _said(tables)), tables)


def _done(tables: Tables) -> ir.Table:
    rows = tables["timeline"]
    what = ibis.cases(
        (rows.kind.isin(list(TO_ONE)) & (rows.role == "sender"), WROTE),
        (rows.kind.isin(list(MEETINGS)) & (rows.role != "declined"), MET),
        ((rows.kind == "ticket.opened") & (rows.role == "requester"), HELPED),
        (rows.kind == "survey.answered", ANSWERED),
        (rows.kind.isin(list(ORDERED)), AGREED),
        (rows.kind.isin(list(NAMED_IN)) & (rows.role == "contact"), NAMED),
        ((rows.kind == ROLE_GIVEN) & (rows.role == "contact"), GIVEN),
    )
    found = rows.select("day", "activity_id", person="party_id", what=what)
    return found.filter(found.what.notnull()).select("person", "day", "activity_id", "what")


def _said(tables: Tables) -> ir.Table:
    rows = tables["mentions"]
    of_service = rows.kind.isin(list(SERVICE))
    what = ibis.cases(
        (rows.stance.isin(list(BAD)) & ~of_service, OBJECTED),
        (rows.stance == PRAISE, PRAISED),
        (rows.stance == LIKES, LIKED),
        ((rows.stance == ASKS) & ~of_service & for_proof(rows), PROOF),
        ((rows.stance == ASKS) & ~of_service, ASKED),
        (rows.stance == AGREES, AGREED),
    )
    found = rows.select("day", "activity_id", person="party_id", what=what)
    return found.filter(found.what.notnull()).select("person", "day", "activity_id", "what").distinct()


def for_proof(rows: ir.Table) -> ir.BooleanValue:
    """Whether a sentence names what shows that it works elsewhere."""
    phrases = (" ".join(word.strip() for word in asked_words(one)) for one in PROOF_WORDS)
    return reduce(or_, (rows.words.contains(f" {phrase} ") for phrase in phrases))


def brought(tables: Tables) -> ir.Table:
    """Who brought a colleague in: person, account, day, activity_id, other (the colleague).

    The first mail or meeting of somebody there, sent or called by a colleague who had been in touch before.
    Of several at the same moment (files with days alone put a whole day at one) any may be the first.
    """
    line = tables["timeline"]
    line = line.filter(line.kind.isin([*TO_ONE, "meeting.held"]))
    rows = line.select("day", "at", "activity_id", "kind", "role", person="party_id")
    rows = placed(rows, tables)
    since = rows.group_by("person", "account").aggregate(at=rows.at.min())
    first = rows.semi_join(since, ["person", "account", "at"])
    first = first.select("account", "day", "at", "activity_id", other="person")
    led = rows.filter((rows.role == "sender") | (rows.role == "organizer"))
    led = led.select("activity_id", "person", by_account="account")
    both = first.inner_join(led, "activity_id")
    both = both.filter((both.person != both.other) & (both.account == both.by_account))
    known = since.select(known_at="account", known_person="person", since="at")
    both = both.inner_join(known, [both.person == known.known_person, both.account == known.known_at])
    return (
        both.filter(both.since < both.at)
        .select("person", "account", "day", "activity_id", "other")
        .distinct()
    )


def counted(rows: ir.Table, by: str) -> ir.Table:
    """How often each sign was there, CONTACT too: `by`, person, what, times, days, first, last."""
    touched = rows.filter(rows.what.isin([WROTE, MET])).mutate(what=ibis.literal(CONTACT))
    rows = stacked(rows, touched)
    return rows.group_by(by, "person", "what").aggregate(
        times=rows.activity_id.nunique(), days=rows.day.nunique(), first=rows.day.min(), last=rows.day.max()
    )


def in_deals(rows: ir.Table, deals: ir.Table) -> ir.Table:
    """The signs within the time of each deal of their firm: deal, account, person, day, activity_id, what."""
    pairs = rows.inner_join(deals, [rows.account == deals.deal_of])
    pairs = pairs.filter((pairs.day >= pairs.from_day) & (pairs.day <= pairs.to_day))
    return pairs.select("deal", "account", "person", "day", "activity_id", "what")


def days_of(rows: ir.Table, whom: Collection[int]) -> ir.Table:
    """The days on which these people did something: person, account, day."""
    active = among(rows.filter(rows.what.isin(list(ACTIVE))), "person", whom)
    return active.select("person", "account", "day").distinct().order_by("person", "account", "day")


def titles(tables: Tables) -> ir.Table:
    """What sources say of people: person, name (title or buying_role), value."""
    rows = tables["attributes"]
    rows = rows.filter(rows.newest, rows.name.isin([*TITLES, BUYING_ROLE]), rows.value != "")
    return look_up_some(rows, "party_id", persons(tables), "person", person="person").select(
        "person", "name", "value"
    )


def roles_given(tables: Tables) -> ir.Table:
    """Which role the CRM gives somebody in a deal: deal (its case), person, value (the role in its words),
    activity_id."""
    line, acts = tables["timeline"], tables["activities"]
    line = line.filter((line.kind == ROLE_GIVEN) & (line.role == "contact") & line.case_id.notnull())
    words = acts.filter((acts.kind == ROLE_GIVEN) & acts.subject.notnull())
    found = look_up_some(line, "activity_id", words, "activity_id", value="subject")
    return found.select("value", "activity_id", deal="case_id", person="party_id").distinct()


BUYING_ROLE = "buying_role"
