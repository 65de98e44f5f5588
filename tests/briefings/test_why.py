"""What lies behind a finding, with file and line."""

from __future__ import annotations

from datetime import date

import pyarrow as pa
import pytest

from closeknit.answers import Answer, Evidence, Finding, Verdict
from closeknit.briefings.why import _case_text, why
from closeknit.errors import UnknownFinding
from closeknit.lenses.profit import LENS, profit
from tests.lenses.handmade import HandmadeBook
from tests.lenses.profit.agency import AS_OF, agency


def made_answer(evidence: Evidence) -> Answer:
    finding = Finding("x-late-1", "late", "!", Verdict.COUNTED, 2, evidence=evidence)
    return Answer("x", "Who?", "!", date(2026, 6, 30), (finding,), assumptions=("so",))


def two_invoices() -> tuple[HandmadeBook, list[int]]:
    book = HandmadeBook()
    halden = book.party("Halden")
    return book, [
        book.activity("invoice.issued", halden, day, amount=900, subject=subject)
        for day, subject in (("2026-03-01", "Relaunch"), ("2026-04-01", None))
    ]


def test_facts_come_in_the_order_of_the_evidence_with_words_and_names():
    book, (first, second) = two_invoices()
    found = why(
        book.question(AS_OF),
        [made_answer(Evidence("activities", (second, first), 2, "invoices"))],
        "x-late-1",
    )
    assert [f.text for f in found.facts] == ["invoice issued", "invoice issued: Relaunch"]
    assert (found.facts[0].who, found.facts[0].amount, found.facts[0].source) == (
        "Halden", 900, "made/by-hand",
    )  # fmt: skip
    assert (found.rule, found.total, found.question, found.assumptions) == ("invoices", 2, "Who?", ("so",))


def test_facts_carry_file_line_and_cells_where_somebody_knows_them():
    book, (first, _) = two_invoices()

    def origins(records):
        rows = [
            {"record_id": records[0], "file": "xero.csv", "line": 12, "ordinal": 11,
             "names": ["No", "Note"], "raw": ["INV-1", None]}
        ]  # fmt: skip
        return pa.Table.from_pylist(rows)

    found = why(
        book.question(AS_OF), [made_answer(Evidence("activities", (first,), 1))], "x-late-1", origins=origins
    )
    (fact,) = found.facts
    assert (fact.file, fact.line, fact.row) == ("xero.csv", 12, 11)
    assert fact.cells == (("No", "INV-1"),)


def test_only_so_many_rows_are_read_and_the_rest_is_counted():
    question = agency().question(AS_OF, **LENS.settle({}))
    answer = profit(question)
    found = why(question, [answer], answer.finding("low_rate").id, rows=5)
    assert (len(found.facts), found.total) == (5, 54)


@pytest.mark.parametrize("table", ["cases", "attributes", "parties"])
def test_every_kind_of_evidence_can_be_read(table):
    book = HandmadeBook()
    halden = book.party("Halden")
    book.attribute(halden, "city", "Porto")
    case = book.case("ticket", halden, "Cannot log in", opened="2026-06-20")
    number = {"cases": case, "attributes": 1, "parties": halden}[table]
    found = why(book.question(AS_OF), [made_answer(Evidence(table, (number,), 1))], "x-late-1")
    expected = {"cases": "ticket open: Cannot log in", "attributes": "city: Porto", "parties": "organization"}
    assert [(f.text, f.who) for f in found.facts] == [(expected[table], "Halden")]


def test_a_person_behind_a_finding_names_the_line_that_tells_of_them():
    book = HandmadeBook()
    ana = book.party("Ana")
    book.attribute(ana, "city", "Porto")
    fact = why(book.question(AS_OF), [made_answer(Evidence("parties", (ana,), 1))], "x-late-1").facts[0]
    assert fact.record_id is not None
    assert fact.source


def test_an_unknown_finding_is_refused_with_the_nearest():
    with pytest.raises(UnknownFinding) as caught:
        why(HandmadeBook().question(AS_OF), [made_answer(Evidence())], "x-late-2")
    assert caught.value.remedy == 'did you mean "x-late-1"?'


def test_a_case_without_a_name_goes_by_its_number():
    row = {"kind": "invoice", "status": None, "name": None, "case_key": "invoice:xero-INV-5103"}
    assert _case_text(row) == "invoice: INV-5103"
    assert _case_text(row | {"status": "won", "name": "Portal : new"}) == "invoice won: Portal : new"
