"""Questions give the same answer on every engine as in the tests that were added up by hand."""

from __future__ import annotations

import pytest

from closeknit.lenses.advocates import LENS as ADVOCATES
from closeknit.lenses.hygiene import LENS as HYGIENE
from closeknit.lenses.profit import LENS as PROFIT
from closeknit.lenses.relations import LENS as RELATIONS
from closeknit.lenses.seam import each_lens
from closeknit.lenses.service import LENS as SERVICE
from tests.lenses.advocates.town import business as sent_by_others
from tests.lenses.handmade import HandmadeBook
from tests.lenses.hygiene.desk import everything as to_mend
from tests.lenses.profit.agency import AS_OF, agency
from tests.lenses.profit.test_estimates import projects
from tests.lenses.profit.test_invoices import paying
from tests.lenses.profit.test_overview import margins
from tests.lenses.relations.firm import business as who_knows_whom
from tests.lenses.service.test_repeats import returning
from tests.lenses.service.test_unanswered import waiting


def everything_on_money() -> HandmadeBook:
    """Hours, invoices paid late, estimates and margins in one book."""
    book = agency(cost_per_hour=50, holidays=(20_443,))
    for other in (projects(), paying(10), margins()):
        book.add(other)
    return book


def desk() -> HandmadeBook:
    """Tickets waiting, tickets that came back, an office with public holidays in Berlin."""
    book = waiting()
    book.add(returning(gap_days=5, times=4))
    book.business = HandmadeBook(timezone="Europe/Berlin", holidays=(20_613,)).business
    return book


BOOKS = [
    (ADVOCATES, sent_by_others), (HYGIENE, to_mend), (PROFIT, everything_on_money),
    (RELATIONS, who_knows_whom), (SERVICE, desk),
]  # fmt: skip
ELSEWHERE = {"clients", "stakeholders", "topics", "triggers"}
"""Questions that a test beside their own asks on every engine."""


def test_no_question_is_left_out_here():
    assert {lens.name for lens in each_lens()} == {lens.name for lens, _ in BOOKS} | ELSEWHERE


@pytest.mark.slow
@pytest.mark.parametrize(("lens", "book"), BOOKS, ids=[lens.name for lens, _ in BOOKS])
def test_the_answer_is_the_same_on_every_engine(every_engine, lens, book):
    made = book()
    options = lens.settle({})
    here = lens.ask(made.question(AS_OF, **options))
    there = lens.ask(made.question(AS_OF, engine=every_engine, **options))
    assert there.findings == here.findings
    assert there.actions == here.actions
    assert [t.data.to_pylist() for t in there.tables] == [t.data.to_pylist() for t in here.tables]
    assert (there.assumptions, there.left_out) == (here.assumptions, here.left_out)
