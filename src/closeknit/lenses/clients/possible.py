"""Possible new customers: organizations that outside events name and that are none of ours.

They stand apart from customers and prospects, and are counted nowhere else. Each comes with its newest event,
how many customers are alike in what is known of it, and who of us could introduce us. Likeness is a plain
count, not a forecast: how many of those who bought share its industry, country and size. Whoever bears the
name of somebody known stays apart and is not counted: a person should look whether it is them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import ibis
import ibis.expr.types as ir
import pyarrow as pa

from closeknit.answers import AnswerTable, Evidence, Finding, ShownColumn, Subject, Verdict, wording
from closeknit.engines.portable import first_of_each, look_up, look_up_some, stacked
from closeknit.lenses.clients.known import Known
from closeknit.lenses.introductions import Introduction, introductions
from closeknit.lenses.parts import Part
from closeknit.lenses.seam import Question
from closeknit.methods.wilson import Share, wilson

RECENT_DAYS = 180
"""Older events open no door any more."""

SHOWN = 200

TRAITS = ("industry", "country", "employees")
"""What customers and possible ones are compared by."""

FEWEST = 10
"""Customers of whom the same is known, below which nothing is said of likeness."""

SIZES = (10, 50, 250)
"""Where classes of employees begin (Commission Recommendation 2003/361/EC): small, medium and large firms."""

Traits = Mapping[str, str]


@dataclass(frozen=True)
class Likeness:
    """How many of the customers of whom the same is known are alike in all of it."""

    alike: int
    of: int
    by: tuple[str, ...]

    @property
    def share(self) -> Share:
        """As a share with its likely range."""
        return wilson(self.alike, self.of)

    @property
    def words(self) -> str:
        """As a table says it."""
        return f"{self.alike:,} of {self.of:,} customers, by {wording.listing(self.by)}"


@dataclass(frozen=True)
class Namesake:
    """An organization known from more than outside events that one of them may be."""

    party_id: int
    name: str
    standing: str

    @property
    def words(self) -> str:
        """As a table says it."""
        return f"{self.name} ({wording.standing(self.standing)})"


@dataclass(frozen=True)
class One:
    """One possible new customer."""

    who: Subject
    event: str
    day: int
    activity: int
    source: str
    like: Likeness | None
    door: Introduction | None
    namesake: Namesake | None


def possible(known: Known) -> Part:
    """Possible new customers with a recent event: the most like customers first, namesakes last."""
    question = known.question
    rows = question.collect(_events(question)).to_pylist()
    if not rows:
        return Part()
    namesakes = _namesakes(question)
    rows.sort(key=lambda row: row["party_id"] in namesakes)
    among = Counter(row["party_id"] in namesakes for row in rows)
    ids = [row["party_id"] for row in rows[:SHOWN]]
    traits, bought = _traits(question, ids), _customers(question)
    doors = introductions(question, [*ids, *(namesakes[i].party_id for i in ids if i in namesakes)])
    found = [
        _one(row, likeness(traits.get(row["party_id"], {}), bought), doors, namesakes.get(row["party_id"]))
        for row in rows[:SHOWN]
    ]
    found.sort(key=_order)
    return Part(findings=(_finding(known, found, among),), tables=(_table(found, len(rows)),))


def _order(one: One) -> tuple[object, ...]:
    like = one.like.share.low if one.like else 0.0
    return one.namesake is not None, -like, -one.day, one.who.party_id


def _namesakes(question: Question) -> dict[int, Namesake]:
    """By organization known from outside events only: the likeliest of those we know that it may be."""
    pairs, parties = question.tables["likely_same"], question.tables["parties"]
    both = stacked(
        pairs.select("chance", party="one_party", other="other_party"),
        pairs.select("chance", party="other_party", other="one_party"),
    )
    one = parties.filter(parties.standing == "possible", parties.kind == "organization")
    other = parties.filter(parties.standing != "possible")
    both = both.semi_join(one, both.party == one.party_id)
    both = look_up_some(both, "other", other, "party_id", name="name", standing="standing")
    first = first_of_each(both, ["party"], [both.chance.desc(), both.other])
    return {
        row["party"]: Namesake(row["other"], row["name"], row["standing"])
        for row in question.collect(first).to_pylist()
    }


def _events(question: Question) -> ir.Table:
    """The newest outside event of each organization known from such events only, newest first."""
    timeline, parties = question.tables["timeline"], question.tables["parties"]
    who = parties.filter(
        parties.standing == "possible", parties.kind == "organization", parties.party_id == parties.account_id
    )
    events = timeline.filter(timeline.plays == "trigger", timeline.day > question.as_of_day - RECENT_DAYS)
    events = events.select("party_id", "activity_id", "day").inner_join(
        who.select("party_id", "name", "key"), "party_id"
    )
    newest = first_of_each(events, ["party_id"], [events.day.desc(), events.activity_id])
    rows = look_up(newest, "activity_id", question.tables["activities"], "activity_id",
                   subject="subject", kind="kind", stream_id="stream_id")  # fmt: skip
    rows = look_up(rows, "stream_id", question.tables["freshness"], "stream_id", title="title")
    return rows.order_by(rows.day.desc(), rows.party_id)


def _one(
    row: Mapping[str, object],
    like: Likeness | None,
    doors: Mapping[int, Introduction],
    namesake: Namesake | None,
) -> One:
    number = int(str(row["party_id"]))
    return One(
        who=Subject(number, str(row["name"]), str(row["key"])),
        event=str(row["subject"] or row["kind"]),
        day=int(str(row["day"])),
        activity=int(str(row["activity_id"])),
        source=str(row["title"] or row["stream_id"]),
        like=like,
        door=doors.get(number) or (doors.get(namesake.party_id) if namesake else None),
        namesake=namesake,
    )


def _traits(question: Question, ids: Sequence[int]) -> Mapping[int, Traits]:
    """What is known of each of these organizations."""
    told = question.tables["attributes"]
    told = told.filter(told.newest, told.name.isin(TRAITS), told.party_id.isin(list(ids)))
    found: dict[int, dict[str, str]] = {}
    for row in question.collect(told.select("party_id", "name", "value")).to_pylist():
        found.setdefault(row["party_id"], {})[row["name"]] = _class(row["name"], row["value"])
    return found


def _customers(question: Question) -> Counter[tuple[str, ...]]:
    """How many customers there are of each industry, country and number of employees; "" where unknown."""
    parties, told = question.tables["parties"], question.tables["attributes"]
    who = parties.filter(parties.standing == "customer", parties.party_id == parties.account_id)
    told = told.filter(told.newest, told.name.isin(TRAITS))
    nothing = ibis.null().cast("string")
    wide = told.group_by("party_id").aggregate(
        **{name: ibis.ifelse(told.name == name, told.value, nothing).max() for name in TRAITS}
    )
    rows = who.select("party_id").inner_join(wide, "party_id")
    counted = question.collect(rows.group_by(list(TRAITS)).aggregate(n=rows.count())).to_pylist()
    bought: Counter[tuple[str, ...]] = Counter()
    for row in counted:
        bought[tuple(_class(name, row[name] or "") for name in TRAITS)] += row["n"]
    return bought


def _class(name: str, value: str) -> str:
    """A value as it is compared: whatever its case; a number of employees by its class."""
    text = " ".join(value.split()).casefold()
    if name != "employees" or not text:
        return text
    digits = text.replace(",", "").replace(".", "")
    return str(sum(int(digits) >= size for size in SIZES)) if digits.isdecimal() else text


def likeness(traits: Traits, bought: Mapping[tuple[str, ...], int]) -> Likeness | None:
    """How many customers are alike in all that is known; None where that is nothing, or of too few.

    >>> likeness({"country": "pt"}, {("", "pt", ""): 9, ("", "de", ""): 11, ("", "", ""): 70}).words
    '9 of 20 customers, by country'
    """
    by = [at for at, name in enumerate(TRAITS) if traits.get(name)]
    comparable = {key: n for key, n in bought.items() if all(key[at] for at in by)}
    of = sum(comparable.values())
    if not by or of < FEWEST:
        return None
    alike = sum(n for key, n in comparable.items() if all(key[at] == traits[TRAITS[at]] for at in by))
    return Likeness(alike, of, tuple(TRAITS[at] for at in by))


def _finding(known: Known, found: Sequence[One], among: Mapping[bool, int]) -> Finding:
    new = [one for one in found if not one.namesake]
    total, alike, doors = among[False], among[True], [one for one in new if one.door]
    return Finding(
        id=known.question.finding_id("clients", "possible"),
        kind="possible",
        sentence=f"{_how_many(total)}{_most_like(new)}{_doors_said(doors)}{_look_first(alike)}",
        verdict=Verdict.COUNTED,
        n=total,
        n_what="possible new customers",
        subjects=tuple(one.who for one in new[:10]),
        evidence=Evidence(
            "activities", tuple(one.activity for one in found), len(found), "the newest event of each"
        ),
        values={"possible": total, "with_introduction": len(doors), "namesakes": alike},
    )


def _how_many(total: int) -> str:
    who = wording.count(total, "organization") if total else "No organization"
    is_are, had = ("are", "were") if total > 1 else ("is", "was")
    return (
        f"{who} that {is_are} no customer of yours {had} in the news or on lists of the last "
        f"{RECENT_DAYS} days."
    )


def _most_like(new: Sequence[One]) -> str:
    like = next((one for one in new if one.like and one.like.alike), None)
    return f" Most like your customers: {like.who.name} ({like.like.words})." if like and like.like else ""


def _doors_said(doors: Sequence[One]) -> str:
    if not doors or not doors[0].door:
        return ""
    first = f"First: {doors[0].who.name}, by {doors[0].door.words}."
    return f" To {len(doors):,} of them somebody of yours could introduce you. {first}"


def _look_first(alike: int) -> str:
    """What is to be said of those that bear the name of somebody known."""
    if not alike:
        return ""
    bear, are = ("bears", "it is") if alike == 1 else ("bear", "they are")
    return f" {alike:,} more {bear} the name of somebody you know: closeknit review asks whether {are} one."


def _table(found: Sequence[One], total: int) -> AnswerTable:
    shares = [one.like.share if one.like else None for one in found]
    data = pa.table(
        {
            "party_id": pa.array([one.who.party_id for one in found], pa.int64()),
            "name": [one.who.name for one in found],
            "event": [one.event for one in found],
            "event_day": pa.array([one.day for one in found], pa.int64()),
            "source": [one.source for one in found],
            "like": pa.array([one.like.words if one.like else None for one in found], pa.string()),
            "like_share": pa.array([s and s.value for s in shares], pa.float64()),
            "like_low": pa.array([s and s.low for s in shares], pa.float64()),
            "like_high": pa.array([s and s.high for s in shares], pa.float64()),
            "namesake": pa.array([one.namesake and one.namesake.words for one in found], pa.string()),
            "introduction": pa.array([one.door and one.door.words for one in found], pa.string()),
        }
    )
    columns = (
        ShownColumn("party_id", "", kind="id"),
        ShownColumn("name", "possible new customer"),
        ShownColumn("namesake", "may be"),
        ShownColumn("event", "newest event"),
        ShownColumn("event_day", "on", kind="day"),
        ShownColumn("source", "told by"),
        ShownColumn("like", "like so many customers"),
        ShownColumn("like_share", "alike", kind="share"),
        ShownColumn("like_low", "likely from", kind="share"),
        ShownColumn("like_high", "to", kind="share"),
        ShownColumn("introduction", "who could introduce you"),
    )
    kept = tuple(c for c in columns if data[c.name].null_count < data.num_rows)
    more = f"The newest {SHOWN} of {total:,}. " if total > len(found) else ""
    note = (
        f"{more}Alike: in all that is known of them, out of customers of whom the same is known; a count, "
        "no forecast. May be: somebody you know by that name; closeknit review asks whether they are one."
    )
    return AnswerTable("possible", "Possible new customers", kept, data.select([c.name for c in kept]), note)
