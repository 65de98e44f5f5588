"""All actions about one customer as one row: several reasons, one conversation.

Adding up money needs care: a late customer who is also unhappy is one and the same future custom, counted
once; an unpaid invoice is other money, and adds.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from closeknit.answers import Action, Answer, Estimate, Subject

FURTHER_MINUTES = 5
"""What each further reason adds to a conversation that is held anyway."""

POTS = {
    "unpaid": "owed",
    "never_invoiced": "time",
    "loss_maker": "time",
    "low_rate": "time",
    "beyond_estimate": "time",
}
"""Kinds of actions whose money is the same: within a pot the greatest counts, pots add up.

All other kinds are about one pot, the customer's future custom.
"""

RANK_CAUTION = 0.25
"""Ranks go by the estimate less this many standard deviations, so that a wild guess does not lead."""

DEVIATIONS_IN_RANGE = 3.29
"""Standard deviations between the ends of a 90 % range."""


@dataclass(frozen=True)
class Reason:
    """One thing that speaks for turning to a customer, and the finding it comes from."""

    kind: str
    text: str
    finding_id: str
    lens: str
    at_stake: Estimate | None
    obligation: bool
    due_day: int | None


@dataclass(frozen=True)
class TodayRow:
    """One customer to turn to: why, what is at stake, a first line, and how long it takes."""

    subject: Subject
    reasons: tuple[Reason, ...]
    """The weightiest first; the first line belongs to it."""
    first_line: str
    minutes: int
    at_stake: Estimate | None
    worth: float
    """What ranks the row: money at stake, carefully taken; 0 where none is known."""
    obligation: bool
    due_day: int | None
    owner: Subject | None = None
    contact: Subject | None = None
    owed_place: int = 0
    """Place among what is owed, as the answer that names it orders it: who brings most comes first."""

    @property
    def main(self) -> Reason:
        """The reason that most is at stake for; the first where no amount is known."""
        known = [reason for reason in self.reasons if reason.at_stake is not None]
        return max(known, key=lambda r: r.at_stake.value if r.at_stake else 0.0, default=self.reasons[0])

    @property
    def worth_a_minute(self) -> float:
        """Money at stake for each minute it takes."""
        return self.worth / max(1, self.minutes)


def careful(action: Action) -> float:
    """What is at stake less a quarter of its standard deviation, never below 0; the part that counts."""
    estimate = action.at_stake
    if estimate is None:
        return 0.0
    low = estimate.value if estimate.low is None else estimate.low
    high = estimate.value if estimate.high is None else estimate.high
    return action.order_share * max(0.0, estimate.value - RANK_CAUTION * (high - low) / DEVIATIONS_IN_RANGE)


def merged(answers: Iterable[Answer]) -> list[TodayRow]:
    """One row for each customer that any answer has an action for, in the order they first appear."""
    by_party: dict[int, list[tuple[Action, str]]] = {}
    owed: dict[int, int] = {}
    for answer in answers:
        for action in answer.actions:
            by_party.setdefault(action.subject.party_id, []).append((action, answer.lens))
            if action.obligation:
                owed.setdefault(action.subject.party_id, len(owed))
    return [_row(actions, owed.get(party, 0)) for party, actions in by_party.items()]


def _row(actions: Sequence[tuple[Action, str]], owed_place: int) -> TodayRow:
    # Two contracts that end on one day are one thing to say: the same words are not said twice.
    weightiest: dict[tuple[str, str], tuple[Action, str]] = {}
    for each in sorted(actions, key=lambda a: (not a[0].obligation, -careful(a[0]))):
        weightiest.setdefault((each[0].kind, each[0].reason), each)
    ordered = list(weightiest.values())
    first = ordered[0][0]
    just = [a for a, _ in ordered]
    return TodayRow(
        subject=first.subject,
        reasons=tuple(_reason(a, lens) for a, lens in ordered),
        first_line=first.first_line,
        minutes=max(a.minutes for a in just) + FURTHER_MINUTES * (len(just) - 1),
        at_stake=together(just),
        worth=_worth(just),
        obligation=any(a.obligation for a in just),
        due_day=min((a.due_day for a in just if a.due_day is not None), default=None),
        owner=next((a.owner for a in just if a.owner), None),
        contact=first.contact or next((a.contact for a in just if a.contact), None),
        owed_place=owed_place,
    )


def _reason(action: Action, lens: str) -> Reason:
    return Reason(
        kind=action.kind,
        text=action.reason,
        finding_id=action.finding_id,
        lens=lens,
        at_stake=action.at_stake,
        obligation=action.obligation,
        due_day=action.due_day,
    )


def _worth(actions: Iterable[Action]) -> float:
    """The greatest of each pot as it counts for the order, added up."""
    pots: dict[str, float] = {}
    for action in actions:
        pot = POTS.get(action.kind, "custom")
        pots[pot] = max(pots.get(pot, 0.0), careful(action))
    return sum(pots.values())


def together(actions: Iterable[Action]) -> Estimate | None:
    """Money at stake over all actions: the greatest of each pot, added up. None where none is known."""
    pots: dict[str, Estimate] = {}
    for action in actions:
        pot, stake = POTS.get(action.kind, "custom"), action.at_stake
        if stake is not None and (pot not in pots or stake.value > pots[pot].value):
            pots[pot] = stake
    found = list(pots.values())
    if len(found) < 2:
        return found[0] if found else None
    ranged = any(e.low is not None and e.high is not None for e in found)
    return Estimate(
        value=sum(e.value for e in found),
        unit=found[0].unit,
        low=sum(e.value if e.low is None else e.low for e in found) if ranged else None,
        high=sum(e.value if e.high is None else e.high for e in found) if ranged else None,
        money="at stake",
    )
