"""Campaigns: a list of those with a window open, part of them left alone by lot, kept to be judged later.

Who is left alone is decided by a stable lot on the campaign's name and the customer's key: listing again
gives everybody the same part, new ones join theirs. The list is a decision in the folder: it outlives every
rebuild, names keys, and `undo` takes it back. What was gained is told by the question `triggers`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from getpass import getuser
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from closeknit.answers import wording
from closeknit.book.decided import standing
from closeknit.day_numbers import day_to_date
from closeknit.errors import UnknownQuestion, did_you_mean
from closeknit.ids import stable_id
from closeknit.methods.panel import HORIZON_DAYS
from closeknit.methods.two_arms import share_to_leave
from closeknit.typed import check_signs

if TYPE_CHECKING:
    from closeknit.lenses.triggers.members import Group, Member
    from closeknit.up_to_date import UpToDateFolder

LOT = 1 << 63
"""Numbers of the lot are below this."""


@dataclass(frozen=True)
class Plan:
    """What a campaign is about: its event, the window if not the one found, and the part left alone.

    left_alone: 0..1; None: by what it takes to see purchases double, at least a fifth. quiet_days: nobody
    whom we contacted in so many days. from_day and to_day: the window after the event, where it is given.
    """

    name: str
    event: str
    left_alone: float | None = None
    quiet_days: int = 14
    from_day: int | None = None
    to_day: int | None = None
    within_days: int = HORIZON_DAYS


@dataclass(frozen=True)
class Made:
    """A list that was made: its number (empty where nobody was on it), the list, and what to say of it."""

    decision_id: str
    table: pa.Table
    notes: tuple[str, ...]


def make(business: UpToDateFolder, plan: Plan, *, by: str = "") -> Made:
    """Make the list of a campaign as of today and keep it; those who were on it before stay in their part.

    Raises:
        UnknownQuestion: no such event, or no window is known for it; a name that cannot be one; a comparison
            that leaves alone everybody or nobody.
    """
    from closeknit.lenses.triggers.members import group
    from closeknit.lenses.triggers.reading import history

    _checked(plan)
    question = business.question_of("triggers")
    told = history(question)
    found = group(question, told, _opening(business, plan, list(told.kinds)), quiet_days=plan.quiet_days)
    before = _listed_before(business, plan.name)
    chance = _chance(business, found)
    share, people = _share(plan, before, len(found.members), chance)
    fresh = [m for m in found.members if m.key not in before]
    number = ""
    if fresh:
        number = business.ledger.decide(
            "campaign",
            [m.key for m in fresh if not left_alone(plan.name, m.key, share)],
            [m.key for m in fresh if left_alone(plan.name, m.key, share)],
            value=json.dumps(_said(plan, share, question.as_of_day)),
            by=by or getuser(),
        )
        business.bring_up()
    table = _table(plan, found, share)
    return Made(number, table, tuple(_notes(plan, found, share, people, len(fresh), number)))


def left_alone(campaign: str, key: str, share: float) -> bool:
    """Whether the lot leaves this key alone: the same for ever, for one campaign and share."""
    return stable_id(f"campaign\x1f{campaign}\x1f{key}") < share * LOT


def campaigns(business: UpToDateFolder) -> list[dict[str, Any]]:
    """Every list that holds, oldest first: number, campaign, day, how many to act on and left alone."""
    return [
        {
            "decision_id": row["decision_id"],
            **json.loads(row["value"]),
            "acted": len(row["keys_a"] or ()),
            "left": len(row["keys_b"] or ()),
        }
        for row in standing(business.ledger.read("decisions"))
        if row["kind"] == "campaign"
    ]


def _checked(plan: Plan) -> None:
    if not plan.name.strip():
        raise UnknownQuestion(
            "a campaign needs a name", remedy="Such as: closeknit campaign spring --after …"
        )
    check_signs(plan.name, "the name of the campaign")
    if plan.left_alone is not None and not 0 < plan.left_alone < 1:
        raise UnknownQuestion(
            f"{plan.left_alone:.0%} cannot be left alone: it takes some of both",
            remedy="Give a percentage between 1 and 99, such as --left-alone 20.",
        )


def _opening(business: UpToDateFolder, plan: Plan, kinds: list[str]) -> Any:
    """The window of the event: the one given, else the one found."""
    from closeknit.lenses.triggers.windows import Opening

    if plan.event not in kinds:
        raise UnknownQuestion(
            f'there is no event "{plan.event}" in what you loaded (there are: {wording.listing(kinds, 12)})',
            remedy=did_you_mean(plan.event, kinds),
            about=plan.event,
        )
    if plan.from_day is not None and plan.to_day is not None:
        if not 0 < plan.from_day <= plan.to_day:
            raise UnknownQuestion(
                f"a window from day {plan.from_day} to day {plan.to_day} holds nothing",
                remedy="Give the first and the last day after the event: --from-day 1 --to-day 28.",
            )
        return Opening(plan.event, plan.from_day, plan.to_day, 1.0)
    for finding in business.ask("triggers").answer.findings:
        said = finding.values
        if said.get("kind") == plan.event and _may_open(said):
            return Opening(
                plan.event,
                int(said["lag_from_days"] or 1),
                int(said["lag_to_days"] or 1),
                float(said["lift"] or 1),
            )
    raise UnknownQuestion(
        f'how long after "{plan.event}" they buy is not known: nothing was found of it',
        remedy="Give the days after it yourself: --from-day 1 --to-day 28. Or see: closeknit ask triggers",
        about=plan.event,
    )


def _may_open(said: Mapping[str, object]) -> bool:
    """Whether an event was found to come before more purchases, and is none of our own doing."""
    found = bool(said.get("lift")) and said.get("verdict") in ("established", "suggestive")
    return found and said.get("direction") == "raises" and said.get("sort") != "touch"


def _listed_before(business: UpToDateFolder, name: str) -> dict[str, float]:
    """Keys on earlier lists of the campaign, each with the part that was to be left alone."""
    rows = [r for r in standing(business.ledger.read("decisions")) if r["kind"] == "campaign"]
    mine = [(r, json.loads(r["value"])) for r in rows]
    return {
        key: said["share"]
        for row, said in mine
        if said["campaign"] == name
        for key in (*(row["keys_a"] or ()), *(row["keys_b"] or ()))
    }


def _chance(business: UpToDateFolder, found: Group) -> float:
    """The mean chance of a purchase of the group, as far as it is known; else a tenth; at least 2 %."""
    chances: dict[int, float] = {}
    for table in business.ask("triggers").answer.tables:
        if table.name.startswith("who_now") and "chance" in table.data.column_names:
            rows = zip(table.data["party_id"].to_pylist(), table.data["chance"].to_pylist(), strict=True)
            chances |= {account: chance for account, chance in rows if chance is not None}
    mine = [chances[m.account] for m in found.members if m.account in chances]
    return max(sum(mine) / len(mine) if mine else 0.1, 0.02)


def _share(plan: Plan, before: dict[str, float], people: int, chance: float) -> tuple[float, float]:
    """The part to leave alone, and how many it takes to see purchases double."""
    sized, needed = share_to_leave(people, chance)
    given = next(iter(before.values()), None)
    # A later list keeps the part of the first, or the two could not be put together.
    return (given if given is not None else plan.left_alone or sized), needed


def _said(plan: Plan, share: float, day: int) -> dict[str, Any]:
    return {
        "campaign": plan.name,
        "event": plan.event,
        "share": share,
        "day": day,
        "within_days": plan.within_days,
    }


def _table(plan: Plan, found: Group, share: float) -> pa.Table:
    """The list itself: everybody of the group, those left alone last."""
    rows = sorted(found.members, key=lambda m: (left_alone(plan.name, m.key, share), m.days_left, m.key))
    return pa.table(
        {
            "do": pa.array([_do(plan, m, share) for m in rows], pa.string()),
            "name": pa.array([m.name for m in rows], pa.string()),
            "contact": pa.array([m.contact for m in rows], pa.string()),
            "who of us": pa.array([m.ours for m in rows], pa.string()),
            "event": pa.array([plan.event for _ in rows], pa.string()),
            "on": pa.array([day_to_date(m.event_day) for m in rows], pa.date32()),
            "days left": pa.array([m.days_left for m in rows], pa.int64()),
            "key": pa.array([m.key for m in rows], pa.string()),
        }
    )


def _do(plan: Plan, member: Member, share: float) -> str:
    return "leave alone to compare" if left_alone(plan.name, member.key, share) else "act"


def _notes(plan: Plan, found: Group, share: float, people: float, fresh: int, number: str) -> list[str]:
    """What to say of a list that was made."""
    members = found.members
    left = sum(left_alone(plan.name, m.key, share) for m in members)
    said = [
        f"{wording.count(len(members), 'customer')} on the list: {len(members) - left:,} to act on, {left:,} "
        f"left alone to compare ({wording.share(share)}, by lot)."
    ]
    said += [f"{n:,} not on it: {reason}." for reason, n in found.left_out.items()]
    if fresh < len(members):
        said.append(f"{len(members) - fresh:,} were on it before and stay in their part.")
    if members and people > len(members):
        said.append(
            f"To see purchases double it takes about {people:,.0f} on the list; with {len(members):,} only a "
            "larger difference would show. List again as new ones come in: they add up."
        )
    if number:
        said.append(f"To take it back: closeknit undo {number}")
    return said
