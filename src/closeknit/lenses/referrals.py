"""Who sent us whom, and whom we made known to each other: an input that questions share.

Sent: a file says so (a tie `referred_by`, an event `referral.made`, an attribute `referred_by` that names
who), or somebody outside introduced somebody of another firm, with whom we had not dealt before, in a mail to
them and to one of us. Given: one of us introduced people of two firms to each other in a mail to both.
Colleagues who name each other are no referral. Of whom a file knows the name alone, that is who alone goes by
it.

Pure Ibis, for either engine.
"""

from __future__ import annotations

from collections.abc import Mapping

import ibis
import ibis.expr.types as ir

from closeknit.claims import REFERRAL_MADE, REFERRED_BY
from closeknit.engines.portable import look_up, look_up_some, remembered, stacked, trimmed
from closeknit.keys import HUBS
from closeknit.texts.favours import INTRODUCING

MAILS = ("email.sent", "email.received", "email.circulated", "message.sent")
DEALINGS = ("touch", "signal", "purchase", "money", "payment", "step", "work")
"""Parts that kinds play in which we deal with somebody."""

MOST_INTRODUCED = 4
"""People outside in a mail above which it is none that makes two known to each other."""

STATED, INTRODUCED = "stated", "introduced"

READS: Mapping[str, tuple[str, ...]] = {
    "timeline": ("activity_id", "account_id", "party_id", "role", "kind", "plays", "day"),
    "parties": ("party_id", "kind", "name", "account_id", "standing"),
    "relationships": ("from_party", "to_party", "kind", "since_day"),
    "keys": ("party_id", "key_kind", "key_value"),
    "attributes": ("party_id", "name", "value", "since_day", "newest"),
    "texts": ("activity_id", "subject", "body"),
}
"""Tables and columns that this needs."""

Tables = Mapping[str, ir.Table]


@remembered
def referrals(tables: Tables) -> ir.Table:
    """Each time somebody outside, or one of us, sent us somebody.

    referrer (person or organization), home (whose custom the referrer is part of), standing (of the
    referrer), referred (person or organization), account_id (whose custom the referred is), day (null: not
    known), activity_id (null: a tie says so), how (stated, introduced).
    """
    parties = tables["parties"]
    rows = stacked(_stated(tables), _introduced(tables))
    rows = look_up_some(rows, "referrer", parties, "party_id", home="account_id", standing="standing")
    rows = look_up_some(rows, "referred", parties, "party_id", account_id="account_id", theirs="standing")
    return rows.filter(rows.home != rows.account_id, rows.theirs != "ours").drop("theirs")


@remembered
def given(tables: Tables) -> ir.Table:
    """Introductions that we gave: activity_id, day, ours (who of us), one, other (people of two firms)."""
    mail, outside = _introducing(tables)
    by_us = mail.filter(mail.by_us)
    one = look_up_some(outside, "activity_id", by_us, "activity_id", day="day", ours="sender")
    other = outside.select("activity_id", other="party_id", other_home="home")
    pairs = one.inner_join(other, "activity_id")
    pairs = pairs.filter(pairs.party_id < pairs.other, pairs.home != pairs.other_home)
    return pairs.select("activity_id", "day", "ours", "other", one="party_id")


def holds_any(texts: ir.Table, phrases: tuple[str, ...]) -> ir.BooleanValue:
    """Whether a subject or body holds one of these phrases, of letters, blanks and colons, in any case.

    One pattern for all: to look for fifteen phrases one by one takes eight times as long.
    """
    said = ibis.coalesce(texts.subject, "").concat(" ", ibis.coalesce(texts.body, ""))
    return said.re_search(f"(?i){'|'.join(phrases)}")


def _stated(tables: Tables) -> ir.Table:
    """What files say: ties, events, and attributes that name who it was."""
    ties, line = tables["relationships"], tables["timeline"]
    ties = ties.filter(ties.kind == REFERRED_BY)
    told = ties.select(
        referrer="to_party", referred="from_party", day="since_day", activity_id=ibis.null("int64"),
        how=ibis.literal(STATED),
    )  # fmt: skip
    made = line.filter(line.kind == REFERRAL_MADE)
    by = made.filter(made.role == "author").select("activity_id", "day", referrer="party_id")
    whom = made.filter(made.role == "subject").select("activity_id", referred="party_id")
    events = by.inner_join(whom, "activity_id").mutate(how=ibis.literal(STATED))
    rows = look_up(stacked(told, events), "referrer", stand_ins(tables), "party_id", meant="meant")
    rows = rows.mutate(referrer=ibis.coalesce(rows.meant, rows.referrer)).drop("meant")
    return stacked(rows, _attributes(tables))


@remembered
def stand_ins(tables: Tables) -> ir.Table:
    """Parties known by their name alone, and who alone goes by it and can be reached: party_id, meant.

    Not where files say that the two are at different firms.
    """
    parties = tables["parties"]
    bare = parties.anti_join(_reached(tables), "party_id").filter(lambda t: t.name.notnull())
    bare = bare.select("party_id", "account_id", said=_said(bare))
    found = look_up_some(bare, "said", _known_by_name(tables), "said", meant="meant")
    found = look_up_some(found, "meant", parties, "party_id", home="account_id")
    free = (found.account_id == found.party_id) | (found.account_id == found.home)
    return found.filter(free).select("party_id", "meant")


def _said(parties: ir.Table) -> ir.StringValue:
    return trimmed(parties.name).lower()


def _reached(tables: Tables) -> ir.Table:
    keys = tables["keys"]
    return keys.filter(keys.key_kind.isin(HUBS)).select("party_id").distinct()


def _known_by_name(tables: Tables) -> ir.Table:
    """said (an e-mail, or a name in small letters), meant: who alone goes by it, of those we could reach."""
    parties, keys = tables["parties"], tables["keys"]
    full = parties.semi_join(_reached(tables), "party_id").filter(lambda t: t.name.notnull())
    named = full.select("party_id", said=_said(full))
    mail = keys.filter(keys.key_kind == "email").select("party_id", said=keys.key_value.lower())
    both = stacked(named, mail).distinct()
    found = both.group_by("said").aggregate(meant=both.party_id.min(), n=both.count())
    return found.filter(found.n == 1).drop("n")


def _attributes(tables: Tables) -> ir.Table:
    """Whoever an attribute names, by e-mail or by a name that is one's alone."""
    said = tables["attributes"]
    said = said.filter(said.name == REFERRED_BY, said.newest)
    said = said.select(referred="party_id", day="since_day", said=trimmed(said.value).lower())
    found = look_up_some(said, "said", _known_by_name(tables), "said", referrer="meant")
    return found.select(
        "referrer", "referred", "day", activity_id=ibis.null("int64"), how=ibis.literal(STATED)
    )


def _introduced(tables: Tables) -> ir.Table:
    """Whom somebody outside introduced to us by mail: of another firm, the first we had to do with it."""
    mail, outside = _introducing(tables)
    line = tables["timeline"]
    to_us = mail.filter(~mail.by_us, mail.to_us)
    first = line.filter(line.plays.isin(list(DEALINGS)), line.account_id != 0)
    first = first.group_by("account_id").aggregate(first=first.day.min())
    rows = look_up_some(outside, "activity_id", to_us, "activity_id", day="day", referrer="sender", of="home")
    rows = look_up(rows, "home", first, "account_id", first="first")
    rows = rows.filter(rows.home != rows.of, rows.first.isnull() | (rows.first >= rows.day))
    return rows.select("referrer", "day", "activity_id", referred="party_id", how=ibis.literal(INTRODUCED))


def _introducing(tables: Tables) -> tuple[ir.Table, ir.Table]:
    """Mails that introduce people, and the people outside who got each.

    activity_id, day, sender, home (the sender's), by_us, to_us (one of us got it) · activity_id, party_id,
    home.
    """
    line, parties, texts = tables["timeline"], tables["parties"], tables["texts"]
    spoken = texts.filter(holds_any(texts, INTRODUCING)).select("activity_id").distinct()
    took = line.filter(line.kind.isin(list(MAILS)), line.role.isin(["sender", "recipient"]))
    took = took.semi_join(spoken, "activity_id").select("activity_id", "day", "party_id", "role").distinct()
    persons = parties.filter(parties.kind == "person")
    took = look_up_some(took, "party_id", persons, "party_id", home="account_id", standing="standing")
    took = took.mutate(us=took.standing == "ours")
    got = took.filter(took.role == "recipient")
    outside = got.filter(~got.us).select("activity_id", "party_id", "home").distinct()
    many = got.group_by("activity_id").aggregate(
        n=(~got.us).cast("int64").sum(), to_us=got.us.cast("int32").max() == 1
    )
    few = many.filter(many.n >= 1, many.n <= MOST_INTRODUCED)
    sent = took.filter(took.role == "sender")
    sent = sent.select("activity_id", "day", "home", sender="party_id", by_us="us")
    return look_up_some(sent, "activity_id", few, "activity_id", to_us="to_us"), outside
