"""Introductions given and received, by person outside: whether it is even."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

import pyarrow as pa

from closeknit.answers import AnswerTable, Finding, ShownColumn, Verdict, wording
from closeknit.day_numbers import day_to_date
from closeknit.lenses.advocates.sent import Referrals
from closeknit.lenses.behind import listed
from closeknit.lenses.parts import Part
from closeknit.lenses.people import People, people
from closeknit.lenses.referrals import given
from closeknit.lenses.seam import Question

MOST = 1_000


@dataclass(frozen=True)
class Given:
    """One of us made people of two firms known to each other."""

    activity: int
    day: int
    ours: int
    one: int
    other: int


def read_given(question: Question) -> list[Given]:
    """Every introduction we gave by mail, the newest first."""
    rows = given(question.tables)
    order = [rows.day.desc(), rows.activity_id, rows.one, rows.other]
    found = question.collect(rows.order_by(order)).to_pylist()
    return [Given(r["activity_id"], r["day"], r["ours"], r["one"], r["other"]) for r in found]


def introduced(question: Question, sent: Referrals) -> Part:
    """The finding and the table; nothing where nobody was introduced to anybody."""
    ours = read_given(question)
    got = [one for one in sent.sent if one.activity is not None and not one.stated]
    if not (ours or got):
        return Part()
    named = people(question, {person for g in ours for person in (g.one, g.other)})
    acts = sorted({*(g.activity for g in ours), *(s.activity for s in got if s.activity is not None)})
    n = wording.count(len({g.activity for g in ours}), "introduction")
    return Part(
        findings=(
            Finding(
                id=question.finding_id("advocates", "introductions", *acts),
                kind="introductions",
                sentence=f"You gave {n} by mail and received {len(got):,}.{_uneven(sent, ours)}",
                verdict=Verdict.COUNTED,
                n=len(acts),
                n_what="introductions",
                evidence=listed("activities", acts, "mails that make people known to each other"),
                values={"given": len({g.activity for g in ours}), "received": len(got)},
            ),
        ),
        tables=(_table(sent, ours, named),),
    )


def _uneven(sent: Referrals, ours: list[Given]) -> str:
    """To whom we owe most: they gave, and we never did."""
    returned = {p for g in ours for p in (g.one, g.other)}
    owing = [one for one in sent.referrers if one.party_id not in returned]
    if not owing:
        return ""
    first = sent.named.subject(owing[0].party_id).name
    return f" {first} sent you somebody, and you introduced them to nobody yet."


def _table(sent: Referrals, ours: list[Given], named: People) -> AnswerTable:
    counts: dict[int, list[int]] = defaultdict(lambda: [0, 0])
    last: dict[int, int] = {}
    for one in sent.sent:
        counts[one.referrer][0] += 1
        if one.day is not None:
            last[one.referrer] = max(last.get(one.referrer, one.day), one.day)
    for g in ours:
        for person in (g.one, g.other):
            counts[person][1] += 1
            last[person] = max(last.get(person, g.day), g.day)
    rows = sorted(counts, key=lambda who: (counts[who][1] - counts[who][0], -sum(counts[who]), who))[:MOST]
    names = {who: _name(who, sent, named) for who in rows}
    data = {
        "party_id": rows,
        "name": [names[who] for who in rows],
        "received": [counts[who][0] for who in rows],
        "given": [counts[who][1] for who in rows],
        "last": [day_to_date(last[who]) if who in last else None for who in rows],
    }
    columns = (
        ShownColumn("party_id", "", kind="id"),
        ShownColumn("name", "who"),
        ShownColumn("received", "sent you", kind="number"),
        ShownColumn("given", "you introduced them to", kind="number"),
        ShownColumn("last", "last on", kind="day"),
    )
    return AnswerTable("given", "Given and received", columns, pa.table(data))


def _name(who: int, sent: Referrals, named: People) -> str:
    return (named if who in named.subjects else sent.named).subject(who).name
