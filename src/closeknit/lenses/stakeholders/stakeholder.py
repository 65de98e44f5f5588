"""Somebody with a part at a customer or in a deal: what they did, the role suggested, and what you said."""

from __future__ import annotations

from dataclasses import dataclass

import closeknit.lenses.stakeholders.signs as signs
from closeknit.lenses.stakeholders.weighing import Behaviour, Suggestion

Key = tuple[int, int]
"""A customer or deal, and a person."""


@dataclass(frozen=True)
class Said:
    """What one of us said of somebody: the role, what they have at stake, and by whom, on which day."""

    role: str = ""
    stake: str = ""
    by: str = ""
    day: int | None = None


@dataclass(frozen=True)
class Stakeholder:
    """Somebody at a customer or in a deal. Days are day numbers."""

    person: int
    account: int
    behaviour: Behaviour
    suggestion: Suggestion
    apart: Suggestion
    """What is suggested without the roles that the CRM gives in single deals."""
    said: Said = Said()
    brought: tuple[int, ...] = ()
    """Colleagues they brought in."""
    left_day: int | None = None
    silent: str = ""
    """`usually every 3 weeks, silent for 5 months`; empty while they are not."""

    @property
    def role(self) -> str:
        """What you said, else what is suggested."""
        return self.said.role or self.suggestion.role

    @property
    def confirmed(self) -> bool:
        """Whether one of us said it."""
        return bool(self.said.role)

    @property
    def last_day(self) -> int | None:
        """The last day they did something themselves."""
        days = [c.last for what in signs.ACTIVE if (c := self.behaviour.counts.get(what))]
        return max(days, default=None)

    @property
    def gone(self) -> bool:
        """Whether they left or went silent."""
        return self.left_day is not None or bool(self.silent)
