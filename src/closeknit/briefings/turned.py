"""What people said of today's list: done, not now, wrong. That takes reasons off the list for a while.

Said of a customer and of the kinds of reasons that stood on the list then: a new kind of reason brings the
customer back. Kept as decisions, so `undo` takes it back.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from closeknit.answers import Action, Answer, wording
from closeknit.day_numbers import date_to_day
from closeknit.errors import UnknownQuestion, did_you_mean
from closeknit.ledger.decisions import TURNED


@dataclass(frozen=True)
class Saying:
    """Something one can say: how people read it, and for how many days it holds (None: for good)."""

    words: str
    days: int | None


SAID: Mapping[str, Saying] = {
    "done": Saying("Done", 14),
    "not now": Saying("Not now", 7),
    "wrong": Saying("Wrong", None),
}
"""What can be said. If nothing changed when its time is over, the customer is on the list again."""


@dataclass(frozen=True)
class Said:
    """What somebody said of a customer's reasons on a day."""

    decision_id: str
    key: str
    said: str
    kinds: tuple[str, ...]
    day: int
    by: str = ""

    def hides(self, action: Action, today: int) -> bool:
        """Whether it takes an action off the list of a day."""
        days = SAID[self.said].days
        holds = self.day <= today and (days is None or today < self.day + days)
        return holds and action.subject.key == self.key and action.kind in self.kinds


def value_of(said: str, kinds: Sequence[str], day: int) -> str:
    """The value of the decision.

    Raises:
        UnknownQuestion: one cannot say that, or of nothing.
    """
    if said not in SAID:
        raise UnknownQuestion(
            f'"{said}" cannot be said of a customer on the list',
            remedy=did_you_mean(said, SAID) or f"It is one of: {', '.join(SAID)}.",
            about=said,
        )
    if not kinds:
        raise UnknownQuestion("no reason was named that this is said of", about=said)
    return json.dumps({"said": said, "kinds": sorted(set(kinds)), "day": day})


def all_said(decisions: Sequence[Mapping[str, Any]], gone: Iterable[str]) -> tuple[Said, ...]:
    """What holds of the decisions (rows of the ledger) but for those taken back."""
    away = set(gone)
    found = []
    for row in decisions:
        if row["kind"] == TURNED and row["decision_id"] not in away:
            value = json.loads(row["value"])
            found.append(
                Said(
                    decision_id=row["decision_id"],
                    key=row["keys_a"][0],
                    said=value["said"],
                    kinds=tuple(value["kinds"]),
                    day=value["day"],
                    by=row["by"] or "",
                )
            )
    return tuple(found)


def remaining(answers: Sequence[Answer], said: Sequence[Said]) -> tuple[list[Answer], tuple[str, ...]]:
    """The answers without the actions that people took off the list, and what to say of that."""
    if not said or not answers:
        return list(answers), ()
    today = date_to_day(max(a.as_of for a in answers))
    hidden: set[int] = set()
    left = []
    for answer in answers:
        off = [a for a in answer.actions if any(one.hides(a, today) for one in said)]
        hidden |= {a.subject.party_id for a in off}
        left.append(replace(answer, actions=tuple(a for a in answer.actions if a not in off)))
    if not hidden:
        return left, ()
    customers = wording.count(len(hidden), "customer")
    return left, (f"For {customers} something is off the list because you said done, not now or wrong.",)
