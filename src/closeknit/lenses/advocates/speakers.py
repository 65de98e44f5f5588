"""Who speaks up for you: with what, how far their word reaches, and whether one may ask them a favour now."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import ibis.expr.types as ir
import pyarrow as pa

from closeknit.answers import AnswerTable, Finding, ShownColumn, Verdict, wording
from closeknit.day_numbers import day_to_date
from closeknit.engines.portable import stacked
from closeknit.lenses.advocates.favours import Budget, best_favour, budget
from closeknit.lenses.advocates.reach import Reach, reaches
from closeknit.lenses.advocates.sent import Referrals, Referrer, sending
from closeknit.lenses.advocates.speaking import (
    MENTIONED,
    RECOMMENDED,
    WOULD_RECOMMEND,
    Voice,
    good_words,
    voices,
)
from closeknit.lenses.behind import listed
from closeknit.lenses.parts import Part
from closeknit.lenses.people import People, people
from closeknit.lenses.seam import Question, State
from closeknit.texts.stances import PRAISE

OFTEN = 2
"""Days with a good word or score within a year that make somebody speak up: one may be mere politeness."""

FAR = 3
"""Other firms at which somebody knows people, from which on their reach is told."""


def spoke_up(question: Question, people: Sequence[int]) -> ir.Table:
    """How these spoke up for us or sent somebody: party_id, day, activity_id."""
    return stacked(good_words(question, people), sending(question, people)).distinct()


DID = ("{did}", "last on {last}")

ADVOCATE = State(
    "advocate",
    "speaks up",
    f"sent somebody, recommended or mentioned you, or praised (9 or 10 in a survey too) on {OFTEN} "
    "days within a year",
    ("advocates",),
    "",
    said="advocates",
    also=("speaking up for us",),
    of_one="an advocate",
    because=DID,
    behind=spoke_up,
)
ASKABLE = State(
    "askable",
    "may be asked",
    "speaks up for you, was not asked within a quarter, is owed no thanks and did not complain of late",
    ("advocates",),
    said="free to be asked",
    because=DID,
    behind=spoke_up,
)


@dataclass(frozen=True)
class Advocate:
    """Somebody who speaks up: what they did, how far it reaches, and what hinders asking them now."""

    party_id: int
    referrer: Referrer | None
    voice: Voice
    reach: Reach
    hindered: str

    @property
    def referrals(self) -> int:
        """How many they sent."""
        return len(self.referrer.sent) if self.referrer else 0

    @property
    def brought(self) -> float:
        """What those paid since."""
        return self.referrer.brought if self.referrer else 0.0

    @property
    def last_day(self) -> int | None:
        """When they last spoke up, or sent somebody."""
        days = (self.voice.last_day, self.referrer.last_day if self.referrer else None)
        return max((day for day in days if day is not None), default=None)

    @property
    def favour(self) -> str:
        """What to ask them for."""
        return best_favour(self.referrals, self.voice.times(RECOMMENDED), self.voice.good_words)


@dataclass(frozen=True)
class Speakers:
    """All who speak up, those first who brought most; whom else word reaches far through; names."""

    question: Question
    advocates: tuple[Advocate, ...]
    reach: Mapping[int, Reach]
    named: People


def read_speakers(question: Question, sent: Referrals) -> Speakers:
    """Everybody outside who spoke up, and how far words reach."""
    heard = voices(question)
    by_referrer = {one.party_id: one for one in sent.referrers}
    ids = sorted({*by_referrer, *(who for who, voice in heard.items() if _speaks_up(voice))})
    reach = reaches(question, ids)
    named = people(question, {*ids, *reach})
    allowed = budget(question, sorted({*ids, *reach}))
    homes = _homes(question, ids)
    found = [
        _advocate(who, by_referrer.get(who), heard.get(who, Voice()), reach, allowed, homes.get(who, who))
        for who in ids
    ]
    return Speakers(question, tuple(sorted(found, key=_place)), reach, named)


def _speaks_up(voice: Voice) -> bool:
    return bool(voice.times(RECOMMENDED) or voice.times(MENTIONED) or voice.good_words >= OFTEN)


def _place(one: Advocate) -> tuple[float, ...]:
    """Sorts by what those sent brought, then by what was done, then by how far it reaches."""
    did = [-one.voice.times(sort) for sort in (RECOMMENDED, MENTIONED, PRAISE, WOULD_RECOMMEND)]
    return -one.brought, -one.referrals, *did, -one.reach.firms, one.party_id


def _homes(question: Question, ids: Sequence[int]) -> dict[int, int]:
    """Whose custom each is part of."""
    parties = question.tables["parties"]
    rows = parties.filter(parties.party_id.isin(list(ids))) if ids else parties.limit(0)
    found = question.collect(rows.select("party_id", "account_id"))
    return dict(zip(*(column.to_pylist() for column in found.columns), strict=True))


def _advocate(
    who: int, referrer: Referrer | None, voice: Voice, reach: Mapping[int, Reach], allowed: Budget, home: int
) -> Advocate:
    owed = referrer is not None and referrer.thanks.told and referrer.thanks.day is None
    hindered = allowed.hindered(who, home, voice.unhappy, owed)
    return Advocate(who, referrer, voice, reach.get(who, Reach(0, 0)), hindered)


def speakers(found: Speakers) -> Part:
    """Who speaks up, and who reaches furthest."""
    parts = [_advocates(found) if found.advocates else Part(), _reach(found)]
    return Part(
        findings=tuple(f for p in parts for f in p.findings), tables=tuple(t for p in parts for t in p.tables)
    )


def _advocates(found: Speakers) -> Part:
    many = found.advocates
    free = [one for one in many if not one.hindered]
    acts = sorted({act for one in many for act in one.voice.activities})
    return Part(
        findings=(
            Finding(
                id=found.question.finding_id("advocates", "advocates", *(one.party_id for one in many)),
                kind="advocates",
                sentence=_sentence(found, free),
                verdict=Verdict.COUNTED,
                n=len(many),
                n_what="who speak up",
                subjects=tuple(found.named.subject(one.party_id) for one in free or many),
                evidence=listed("activities", acts, "recommendations, mentions and words of praise"),
                values={"advocates": len(many), "free": len(free)},
            ),
        ),
        tables=(_table(found),),
    )


def _sentence(found: Speakers, free: Sequence[Advocate]) -> str:
    many = found.advocates
    names = wording.listing([found.named.subject(one.party_id).name for one in many])
    speak = "speaks" if len(many) == 1 else "speak"
    if not free:
        return f"{names} {speak} up for you. Nobody of them should be asked for a favour now."
    first = free[0]
    who = found.named.subject(first.party_id).name
    some = f"{len(free):,} of them may" if len(free) < len(many) else "They may"
    return f"{names} {speak} up for you. {some} be asked for a favour now: {who} for {first.favour}."


def _did(one: Advocate) -> str:
    """What somebody did, in words."""
    did = [
        f"sent {wording.count(one.referrals, 'customer')}" if one.referrals else "",
        "recommended you" if one.voice.times(RECOMMENDED) else "",
        f"mentioned you {wording.times(n)}" if (n := one.voice.times(MENTIONED)) else "",
        f"praised on {wording.count(n, 'day')}" if (n := one.voice.times(PRAISE)) else "",
        "would recommend you (survey)" if one.voice.times(WOULD_RECOMMEND) else "",
    ]
    return ", ".join(part for part in did if part)


def _table(found: Speakers) -> AnswerTable:
    many = found.advocates
    data = {
        "party_id": [one.party_id for one in many],
        "name": [found.named.subject(one.party_id).name for one in many],
        "did": [_did(one) for one in many],
        "brought": [one.brought for one in many],
        "quote": [one.voice.quote for one in many],
        "last": [None if one.last_day is None else day_to_date(one.last_day) for one in many],
        "firms": [one.reach.firms for one in many],
        "people": [one.reach.people for one in many],
        "state": ["" if one.hindered else ASKABLE.name for one in many],
        "favour": [one.hindered or one.favour for one in many],
    }
    columns = (
        ShownColumn("party_id", "", kind="id"),
        ShownColumn("name", "who"),
        ShownColumn("did", "what they did"),
        ShownColumn("brought", "those they sent brought", kind="money"),
        ShownColumn("state", "now", kind="state", words={ASKABLE.name: ASKABLE.words}),
        ShownColumn("favour", "for what, or why not"),
        ShownColumn("quote", "last in their words", below=True),
        ShownColumn("last", "last on", kind="day"),
        ShownColumn("firms", "other firms they know", kind="number"),
        ShownColumn("people", "people there", kind="number"),
    )
    note = "Nobody is asked twice within 91 days, by mail or by a list of whom to turn to."
    return AnswerTable("advocates", "Who speaks up for you", columns, pa.table(data), note)


def _reach(found: Speakers) -> Part:
    """Who reaches furthest, whether or not they speak up yet."""
    far = [(who, reach) for who, reach in found.reach.items() if reach.firms >= FAR]
    far.sort(key=lambda pair: (-pair[1].firms, -pair[1].people, pair[0]))
    if not far:
        return Part()
    who, reach = far[0]
    speaking = {one.party_id for one in found.advocates}
    name, more = found.named.subject(who).name, len(far) - 1
    yet = "speaks up for you already" if who in speaking else "has not spoken up for you yet"
    others = f" {wording.count(more, 'more person', 'more people')} know people at {FAR} other firms or more."
    knows = f"{wording.count(reach.people, 'person', 'people')} at {reach.firms:,} other firms you deal with"
    finding = Finding(
        id=found.question.finding_id("advocates", "reach", *(one for one, _ in far)),
        kind="reach",
        sentence=f"{name} reaches furthest: knows {knows}, and {yet}.{others if more else ''}",
        verdict=Verdict.COUNTED,
        n=len(far),
        n_what="people",
        evidence=listed("parties", [one for one, _ in far], f"who knows people at {FAR} other firms"),
        values={"firms": reach.firms, "people": reach.people},
    )
    return Part(findings=(finding,), tables=(_reach_table(found, far, speaking),))


def _reach_table(found: Speakers, far: Sequence[tuple[int, Reach]], speaking: set[int]) -> AnswerTable:
    data = {
        "party_id": [who for who, _ in far],
        "name": [found.named.subject(who).name for who, _ in far],
        "firms": [reach.firms for _, reach in far],
        "people": [reach.people for _, reach in far],
        "speaks": ["yes" if who in speaking else "" for who, _ in far],
    }
    columns = (
        ShownColumn("party_id", "", kind="id"),
        ShownColumn("name", "who"),
        ShownColumn("firms", "other firms they know", kind="number"),
        ShownColumn("people", "people there", kind="number"),
        ShownColumn("speaks", "speaks up"),
    )
    return AnswerTable("reach", "Whose word reaches far", columns, pa.table(data))
