"""Who plays which part at one customer, as the answer on stakeholders has it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import pyarrow.compute as pc

from closeknit.answers import Answer, Subject
from closeknit.lenses.people import names
from closeknit.lenses.seam import Question
from closeknit.lenses.stakeholders.roles import UNKNOWN, WORDS

ASKED = "stakeholders"
"""The question whose answer tells it."""


@dataclass(frozen=True)
class Played:
    """Somebody at a customer: the role you said, else the one suggested; what they did and have at stake."""

    who: Subject
    at: str
    """Key of the customer."""
    title: str
    role: str
    suggested: str
    by: str
    behaviour: str
    stake: str
    left: bool

    @property
    def confirmed(self) -> bool:
        """Whether the role is your word."""
        return self.by.startswith("your word")

    @property
    def words(self) -> str:
        """The role and on whose word, as people read it."""
        return f"{WORDS[self.role]}{f' ({self.by})' if self.by else ''}"

    @property
    def told(self) -> bool:
        """Whether more is known than that they were in touch."""
        return self.role != UNKNOWN or self.confirmed or bool(self.stake)


def parts_played(question: Question, answers: Sequence[Answer], number: int) -> tuple[Played, ...]:
    """Everybody at a customer, or one person wherever they were; who left comes last."""
    rows = list(_rows(answers, number))
    named = names(question, {row[name] for row, _ in rows for name in ("party_id", "account_id")})
    return tuple(
        Played(
            who=named.subject(row["party_id"]),
            at=named.subject(row["account_id"]).key,
            left=left,
            **{name: row[name] for name in ("title", "role", "suggested", "by", "behaviour", "stake")},
        )
        for row, left in rows
    )


def _rows(answers: Sequence[Answer], number: int) -> Iterator[tuple[dict[str, Any], bool]]:
    for answer in answers:
        for table in answer.tables if answer.lens == ASKED else ():
            if table.name in ("people", "left"):
                # Thousands of rows, few of them wanted: chosen before they become dictionaries.
                there = pc.or_kleene(*(pc.equal(table.data[of], number) for of in ("account_id", "party_id")))
                yield from ((row, table.name == "left") for row in table.data.filter(there).to_pylist())
