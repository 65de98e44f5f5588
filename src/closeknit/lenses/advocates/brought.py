"""Referrals in money: what those who were sent to us brought, and which of the senders nobody thanked."""

from __future__ import annotations

from collections.abc import Sequence

import pyarrow as pa

from closeknit.answers import (
    Action,
    AnswerTable,
    Estimate,
    Evidence,
    Finding,
    Picture,
    ShownColumn,
    Verdict,
    wording,
)  # fmt: skip
from closeknit.day_numbers import day_to_date
from closeknit.lenses.advocates.sent import Referrals, Referrer, Sent, sending_or_paid
from closeknit.lenses.behind import behind
from closeknit.lenses.parts import Part
from closeknit.lenses.people import greeting
from closeknit.lenses.seam import State
from closeknit.lenses.states import state_column

UNTHANKED = State(
    "unthanked",
    "not thanked yet",
    "sent us somebody, and no mail, message or note of ours thanks for it",
    ("referrers",),
    said="owed thanks",
    because=("sent you {sent:customer}", "the last on {last}"),
    behind=sending_or_paid,
)
MINUTES = 10
MOST_ACTIONS, MOST_DRAWN, NAMED = 10, 10, 3


def brought(found: Referrals, all_revenue: float) -> Part:
    """The findings, tables and picture; nothing where nobody was sent."""
    if not found.referrers:
        return Part()
    owed = [one for one in found.referrers if _unthanked(one)]
    finding = _unthanked_finding(found, owed) if owed else None
    return Part(
        findings=(*((finding,) if finding else ()), _sum(found, all_revenue)),
        tables=(_referrer_table(found), _sent_table(found)),
        pictures=_pictures(found),
        actions=tuple(_action(found, one, finding) for one in owed[:MOST_ACTIONS] if finding),
        left_out=_left_out(found),
    )


def _unthanked(one: Referrer) -> bool:
    return one.thanks.told and one.thanks.day is None


def _money(found: Referrals, value: float) -> str:
    return wording.money(value, found.question.business.currency)


def _whom(found: Referrals, sent: tuple[Sent, ...]) -> str:
    return wording.listing([found.named.subject(one.account).name for one in sent], NAMED)


def _unthanked_finding(found: Referrals, owed: list[Referrer]) -> Finding:
    first, n = owed[0], len(owed)
    name, paid = found.named.subject(first.party_id).name, sum(one.brought for one in owed)
    since = f", who brought {_money(found, first.brought)} since" if first.brought > 0 else ""
    more = f" {n - 1:,} more {'waits' if n == 2 else 'wait'} for thanks too." if n > 1 else ""
    return Finding(
        id=found.question.finding_id("advocates", "unthanked", *(one.party_id for one in owed)),
        kind="unthanked",
        sentence=f"{name} sent you {_whom(found, first.sent)}{since}. Nobody thanked them in what you "
        f"loaded.{more}",
        verdict=Verdict.COUNTED,
        n=sum(len(one.sent) for one in owed),
        n_what="sent by them",
        estimate=Estimate(paid, found.question.business.currency),
        subjects=tuple(found.named.subject(one.party_id) for one in owed),
        evidence=_papers(found, owed),
        values={"referrers": n, "sent": len(first.sent), "brought": first.brought},
    )


def _sum(found: Referrals, all_revenue: float) -> Finding:
    sent, n = found.sent, len(found.referrers)
    customers = [one for one in sent if one.customer]
    year, paid = sum(one.year for one in sent), sum(one.brought for one in sent)
    part = f", {wording.share(year / all_revenue)} of revenue" if year > 0 and all_revenue > 0 else ""
    most = found.referrers[0]
    best = (
        f" Most came through {found.named.subject(most.party_id).name}: {_money(found, most.brought)}."
        if n > 1 and most.brought > 0
        else ""
    )
    whom = wording.count(len(customers), "customer")
    if len(sent) > len(customers):
        whom += f" and {len(sent) - len(customers):,} who did not buy yet"
    return Finding(
        id=found.question.finding_id("advocates", "referrals", *sorted(one.account for one in sent)),
        kind="referrals",
        sentence=f"{wording.count(n, 'person or firm', 'people or firms')} sent you {whom}; these brought "
        f"{_money(found, paid)} since, {_money(found, year)} of it in the last 12 months{part}.{best}",
        verdict=Verdict.COUNTED,
        n=len(sent),
        n_what="referrals",
        estimate=Estimate(paid, found.question.business.currency),
        subjects=tuple(found.named.subject(one.party_id) for one in found.referrers),
        evidence=_papers(found, found.referrers),
        values={"brought": paid, "year": year, "customers": len(customers), "referrers": n},
    )


def _papers(found: Referrals, referrers: Sequence[Referrer]) -> Evidence:
    """What those whom they sent paid since."""
    rows = found.paid.filter(found.paid.referrer.isin([one.party_id for one in referrers]))
    return behind(found.question, "activities", rows, "what those sent to you paid since", newest="day")


def _action(found: Referrals, one: Referrer, finding: Finding) -> Action:
    who, whom = found.named.subject(one.party_id), _whom(found, one.sent)
    contact = found.named.contact_at(one.party_id, one.party_id) or who
    return Action(
        subject=found.named.subject(one.sent[0].home),
        kind="unthanked",
        reason=f"{who.name} sent you {whom}, and nobody thanked for it",
        first_line=f"{greeting(contact)} thank you for bringing {whom} to us …",
        minutes=MINUTES,
        finding_id=finding.id,
        owner=found.named.owners.get(one.sent[0].home),
        contact=contact,
    )


def _left_out(found: Referrals) -> tuple[str, ...]:
    notes = []
    if found.by_us:
        notes.append(f"{wording.count(found.by_us, 'customer')} whom one of you brought.")
    if any(not one.thanks.told for one in found.referrers):
        notes.append("Who was thanked: no text of a mail or note of yours was loaded.")
    if lost := sum(one.unrated for one in found.sent):
        notes.append(f"{wording.count(lost, 'amount')} of theirs in a currency without a rate.")
    return tuple(notes)


def _referrer_table(found: Referrals) -> AnswerTable:
    many = found.referrers
    data = {
        "party_id": [one.party_id for one in many],
        "name": [found.named.subject(one.party_id).name for one in many],
        "home": [found.named.subject(one.sent[0].home).name for one in many],
        "sent": [len(one.sent) for one in many],
        "brought": [one.brought for one in many],
        "year": [sum(sent.year for sent in one.sent) for one in many],
        "last": [None if one.last_day is None else day_to_date(one.last_day) for one in many],
        "thanked": [None if one.thanks.day is None else day_to_date(one.thanks.day) for one in many],
        "state": [UNTHANKED.name if _unthanked(one) else "" for one in many],
    }
    columns = (
        ShownColumn("party_id", "", kind="id"),
        ShownColumn("name", "who"),
        ShownColumn("home", "at"),
        ShownColumn("sent", "sent you", kind="number"),
        ShownColumn("brought", "these brought since", kind="money"),
        ShownColumn("year", "in 12 months", kind="money"),
        ShownColumn("last", "last sent somebody", kind="day"),
        ShownColumn("thanked", "thanked on", kind="day"),
        state_column((UNTHANKED,), "thanks"),
    )
    return AnswerTable("referrers", "Who sent you customers", columns, pa.table(data))


def _sent_table(found: Referrals) -> AnswerTable:
    many = sorted(found.sent, key=lambda one: (-one.brought, one.account))
    data = {
        "party_id": [one.account for one in many],
        "name": [found.named.subject(one.account).name for one in many],
        "by": [found.named.subject(one.referrer).name for one in many],
        "day": [None if one.day is None else day_to_date(one.day) for one in many],
        "how": ["your files" if one.stated else "a mail" for one in many],
        "brought": [one.brought for one in many],
        "year": [one.year for one in many],
    }
    columns = (
        ShownColumn("party_id", "", kind="id"),
        ShownColumn("name", "customer"),
        ShownColumn("by", "sent by"),
        ShownColumn("day", "on", kind="day"),
        ShownColumn("how", "as told by"),
        ShownColumn("brought", "brought since", kind="money"),
        ShownColumn("year", "in 12 months", kind="money"),
    )
    return AnswerTable("sent", "Who was sent to you, and what they brought", columns, pa.table(data))


def _pictures(found: Referrals) -> tuple[Picture, ...]:
    shown = [one for one in found.referrers if one.brought > 0][:MOST_DRAWN]
    if not shown:
        return ()
    first = found.named.subject(shown[0].party_id).name
    thanked = {True: "thanked", False: "not thanked", None: "not known"}
    rows = [
        {
            "who": found.named.subject(one.party_id).name,
            "brought": one.brought,
            "thanks": thanked[None if not one.thanks.told else one.thanks.day is not None],
        }
        for one in shown
    ]
    return (
        Picture(
            name="brought",
            title=f"Those whom {first} sent brought {_money(found, shown[0].brought)}",
            subtitle=f"What customers brought since somebody sent them, by who sent them; "
            f"{wording.count(len(found.sent), 'referral')}",
            kind="bars",
            data=pa.Table.from_pylist(rows),
            x="who",
            y="brought",
            y_label=found.question.business.currency,
            series="thanks",
            order=tuple(thanked.values()),
        ),
    )
