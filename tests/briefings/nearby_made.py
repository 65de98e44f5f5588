"""Some rows of a question's tables read alone, as a test has them."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, replace

import ibis

from closeknit.lenses.seam import Question


@dataclass(frozen=True)
class Made:
    """All rows of the tables, but for those that `part` or `holding` choose."""

    question: Question
    part: Callable[[str, int], ibis.Table] | None = None
    holding: Callable[[str, str, Collection[int]], ibis.Table] | None = None

    @property
    def fleeting(self) -> bool:
        return self.holding is not None

    def part_of_account(self, table: str, account_id: int) -> ibis.Table:
        return self.question.tables[table] if self.part is None else self.part(table, account_id)

    def rows_of_account(self, table: str, account_id: int) -> ibis.Table:
        rows = self.part_of_account(table, account_id)
        return rows.filter(rows.account_id == account_id)

    def parts_holding(self, table: str, column: str, numbers: Collection[int]) -> ibis.Table:
        return self.question.tables[table] if self.holding is None else self.holding(table, column, numbers)


def with_parts(question: Question, part: Callable[[str, int], ibis.Table]) -> Question:
    """The question, which reads parts of accounts as `part` does."""
    return replace(question, nearby=Made(question, part=part))


def with_holding(question: Question, holding: Callable[[str, str, Collection[int]], ibis.Table]) -> Question:
    """The question, asked for one look, which reads rows with some numbers as `holding` does."""
    return replace(question, nearby=Made(question, holding=holding))
