"""The HTML report is one safe file."""

import re
import textwrap
from dataclasses import replace
from pathlib import Path

import pyarrow as pa

from closeknit.answers import AnswerTable, ShownColumn
from closeknit.reports import html
from closeknit.reports.cells import cell_class, shown
from closeknit.reports.html import answer_html
from tests.reports.answers_made import made_answer


def test_a_report_holds_headline_findings_pictures_and_tables():
    page = answer_html(made_answer())
    for text in (
        "Okafor Foods is late",
        "closeknit why clients-late-3f9a2c",
        "<svg",
        "Late customers",
        "€1,230",
    ):
        assert text in page


def test_a_report_says_whose_it_is():
    page = answer_html(replace(made_answer(), business="Tidewater & Co"))
    assert "<title>Tidewater &amp; Co: Okafor Foods is late" in page
    assert "Tidewater &amp; Co · " in page
    assert "<title>Okafor Foods is late" in answer_html(made_answer())


def test_a_report_fetches_nothing_and_runs_nothing():
    page = answer_html(made_answer())
    assert not re.findall(r"<script|<link|<img|@import|url\((?!#)", page)
    assert not [u for u in re.findall(r"https?://[^\"' <]+", page) if "w3.org" not in u]


def test_a_state_that_nobody_is_in_is_no_column():
    columns = (ShownColumn("name", "customer"), ShownColumn("state", "state", kind="state"))

    def seen(*states):
        data = pa.table({"name": ["Ana", "Bo"], "state": pa.array(states, pa.string())})
        return [c.name for c in shown(AnswerTable("deals", "Deals", columns, data))]

    assert seen("", None) == ["name"]
    assert seen("", "late") == ["name", "state"]


def test_rows_left_out_come_with_the_command_that_shows_them(monkeypatch):
    monkeypatch.setattr(html, "ROWS_SHOWN", 1)
    (late,) = made_answer().tables
    two = replace(made_answer(), tables=(late, replace(late, name="customers")))
    assert "1 more rows (closeknit ask clients --csv --table customers shows all)" in answer_html(two)
    found = replace(made_answer(), lens="find", question="customers who are late")
    assert "(closeknit find &#39;customers who are late&#39; --csv shows all)" in answer_html(found)


def test_markup_in_a_customers_name_stays_text_everywhere():
    seed = "<img src=x onerror=alert(1)>\"'{{7*7}}"
    page = answer_html(made_answer(seed))
    assert "<img" not in page
    assert "{{7*7}}" in page
    assert "&lt;img src=x onerror=alert(1)&gt;" in page


def test_the_same_answer_gives_the_same_bytes():
    assert answer_html(made_answer()) == answer_html(made_answer())


def test_the_longer_a_text_the_broader_its_column_so_that_rows_stay_low():
    texts = ["Zed", "in the 3 to 14 weeks after a meeting", "a reason that takes a sentence or two " * 5]
    for text, name in zip(texts, ("text", "text long", "text longer"), strict=True):
        assert cell_class(text, ShownColumn("why", "why")) == name
    assert cell_class(None, ShownColumn("why", "why")) == "text"
    assert cell_class(12.5, ShownColumn("in_all", "in all", kind="money")) == "number"


def test_a_column_is_broader_from_where_its_texts_would_take_too_many_lines():
    """Counted out with the widths of the style sheet, in rem, and letters half as broad as high."""
    style = (Path(html.__file__).parent / "templates" / "style.css").read_text()
    width = dict(re.findall(r"td\.(text|long) \{ min-width: (\d+)rem", style))
    size, edge = 0.9, 0.9
    letters = {name: int((float(rem) - edge) / (size / 2)) for name, rem in width.items()}

    def lines(text: str, name: str) -> int:
        return len(textwrap.wrap(text, letters[name]))

    text = "a reason of a word or two, and a few more, " * 5
    broader = [cell_class(text[:n], ShownColumn("why", "why")) for n in range(1, 200)]
    long, longer = broader.index("text long"), broader.index("text longer")
    assert 2 <= lines(text[:long], "text") <= 3
    assert lines(text[: long + 8], "text") > 2
    assert lines(text[:longer], "long") == 5
    assert "text" not in broader[long:]
    assert set(broader[longer:]) == {"text longer"}


def test_a_sentence_stands_in_a_row_of_its_own_below_what_it_belongs_to():
    table = AnswerTable(
        "people", "People", (ShownColumn("who", "who"), ShownColumn("did", "what they did", below=True)),
        pa.table({"who": ["Ana", "Tom"], "did": ["praised on 2 days", ""]}),
    )  # fmt: skip
    page = answer_html(replace(made_answer(), tables=(table,)))
    assert page.count('<tr class="below"><td colspan="1">') == 1
    assert "what they did</th>" not in page
