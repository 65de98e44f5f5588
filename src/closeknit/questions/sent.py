"""Who sent us whom, for sentences: by person or customer, as `lenses.referrals` tells it.

A customer sent somebody when anybody there did, and was sent when anybody there was; a person does it alone.
"""

from __future__ import annotations

import ibis.expr.types as ir

from closeknit.engines.portable import stacked
from closeknit.lenses.naming import meant, people_at
from closeknit.lenses.referrals import referrals
from closeknit.questions.seams import Ground


def one_named(ground: Ground, who: str) -> ir.Table:
    """`party` of whom a text names, and of everybody there where it names a firm.

    Raises:
        UnknownCustomer: nobody goes by it, or several do.
    """
    found = meant(ground.asked, who).subject.party_id
    parties = ground.table("parties")
    ids = [found, *people_at(ground.asked, found)]
    return parties.filter(parties.party_id.isin(ids)).select(party="party_id")


def sent_by(ground: Ground, things: str, senders: ir.Table) -> ir.Table:
    """`who` of those sent by one of these (`party`), or by somebody at one of these."""
    rows = _referrals(ground)
    by = stacked(
        rows.semi_join(senders, rows.referrer == senders.party),
        rows.semi_join(senders, rows.home == senders.party),
    )
    return by.select(who="referred" if things == "people" else "account_id").distinct()


def how_many_sent(ground: Ground, things: str, sent: ir.Table, people: bool, column: str) -> ir.Table:
    """`who`, and how many of these (`party`) they sent: people, or customers and others by their account."""
    rows = _referrals(ground)
    whom = "referred" if people else "account_id"
    rows = rows.semi_join(sent, rows[whom] == sent.party)
    own = rows.select(who="referrer", whom=whom)
    if things != "people":
        own = stacked(own, rows.select(who="home", whom=whom))
    return own.group_by("who").aggregate(**{column: own.whom.nunique()})


def told_by(ground: Ground, things: str, *, sending: bool) -> ir.Table:
    """who, day, id: the mails and events that tell of it, for those who send or who were sent."""
    rows = referrals(ground.asked.tables)
    rows = rows.filter(rows.activity_id.notnull(), rows.day.notnull())
    columns = ("referrer", "home") if sending else ("referred", "account_id")
    each = [
        rows.select(who=column, day="day", id="activity_id")
        for column in (columns[:1] if things == "people" else columns)
    ]
    return stacked(*each).distinct()


def _referrals(ground: Ground) -> ir.Table:
    return referrals(ground.asked.tables).select("referrer", "home", "referred", "account_id").distinct()
