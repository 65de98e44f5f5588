"""Reports as plain blocks, as HTML and as PDF: all that a page says, and no text that becomes markup."""

from dataclasses import replace

import pytest

from closeknit.briefings.customer import customer
from closeknit.lenses.naming import meant
from closeknit.reports.document import answer_document, customer_document
from closeknit.reports.html import document_html
from closeknit.reports.pdf import document_pdf
from tests.briefings.test_customer import AS_OF, answers, book
from tests.reports.answers_made import made_answer

MARKUP = '<b>#eval("1")</b> *bold* $x$ \\ [a](b) "quoted" @ref'


@pytest.fixture(scope="module")
def halden():
    question = book().question(AS_OF)
    who = meant(question, "Halden")
    return customer_document(customer(question, answers(who.subject), who), "Our firm")


def test_a_customers_report_has_a_block_for_all_there_is_and_none_for_nothing(halden):
    headings = [block.heading for block in halden.blocks]
    assert headings[:3] == ["Now", "Money", "Open"]
    assert {"People", "Bought", "Facts", "Known as"} <= set(headings)
    assert "Mail" not in headings
    assert all(block.lines or block.svg or block.grid for block in halden.blocks)


def test_an_answers_report_tells_findings_pictures_and_tables():
    found = answer_document(made_answer())
    assert found.title == made_answer().headline
    assert [said for said, _ in found.blocks[0].lines] == [f.sentence for f in made_answer().findings]
    assert sum(bool(block.svg) for block in found.blocks) == len(made_answer().pictures)
    assert not any("var(--" in block.svg for block in found.blocks)


def test_texts_stay_texts_in_html(halden):
    page = document_html(replace(halden, title=MARKUP))
    assert "<b>" not in page
    assert "&lt;b&gt;#eval" in page


@pytest.mark.slow
def test_texts_stay_texts_in_pdf_and_the_same_report_has_the_same_bytes(halden):
    told = answer_document(made_answer(MARKUP))
    for document in (replace(halden, title=MARKUP, kicker=MARKUP), told):
        made = document_pdf(document)
        assert made.startswith(b"%PDF-")
        assert made == document_pdf(document)
