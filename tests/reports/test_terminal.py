"""What the terminal shows of an answer."""

import io
from dataclasses import replace
from datetime import date

import pyarrow as pa
from rich.console import Console

from closeknit.answers import AnswerTable, Freshness, ShownColumn
from closeknit.reports.terminal import TableView, answer_view, first_view
from tests.reports.answers_made import made_answer

GOLDEN = """\
Okafor Foods is late
as of 30 Jun 2026 · oldest of your files: Xero: sales invoices, 1 day old

• 2 good customers are later than their own habit. Start with Okafor Foods.
  €84,200 at stake, likely between €52,000 and €121,000 · well supported, from 61
  purchases · closeknit why clients-late-3f9a2c
• How many will come back cannot be told yet.
  cannot tell yet: about 32 more purchases · closeknit why clients-model-aaaaaa

Late customers
customer       a year  share  last order
Okafor Foods   €1,230   38 %  3 Mar 2026
=HYPERLINK(1)          0.4 %
by money at stake

Left out:
  3 customers without a date

Good to know:
  Refunds are taken off.

Newest in your files – Xero: sales invoices: 29 Jun 2026, 1 day old
"""


def shown(answer, **how):
    return on_screen(answer_view(answer, **how))


def on_screen(view, *, width=88):
    out = io.StringIO()
    Console(file=out, width=width).print(view)
    return "\n".join(line.rstrip() for line in out.getvalue().splitlines()) + "\n"


def test_an_answer_reads_as_in_this_golden_text():
    assert shown(made_answer()) == GOLDEN


def test_a_finding_that_the_headline_says_is_not_said_again():
    answer = made_answer()
    said = replace(answer, headline=answer.findings[0].sentence)
    assert shown(said).startswith(
        "2 good customers are later than their own habit. Start with Okafor Foods.\n"
        "as of 30 Jun 2026 · oldest of your files: Xero: sales invoices, 1 day old\n"
        "€84,200 at stake, likely between €52,000 and €121,000 · well supported, from 61\n"
        "purchases · closeknit why clients-late-3f9a2c\n"
        "\n"
        "• How many will come back cannot be told yet.\n"
    )


FIRST = """\
So far: Okafor Foods is late
  2 good customers are later than their own habit. Start with Okafor Foods.
  How many will come back cannot be told yet.
The whole answer follows, once this is checked and tested on past days.

"""


def test_what_stands_of_a_long_answer_reads_as_in_this_golden_text():
    assert on_screen(first_view(made_answer())) == FIRST


def test_a_long_table_says_how_many_rows_it_leaves_out():
    assert "… and 1 more (--csv shows all)" in shown(made_answer(), rows=1)


def test_a_table_that_is_not_the_first_is_asked_for_by_its_name():
    (late,) = made_answer().tables
    both = replace(made_answer(), tables=(late, replace(late, name="customers")))
    assert "… and 1 more (--csv --table customers shows all)" in shown(both, rows=1)


def test_square_brackets_in_names_are_shown_as_they_are():
    assert "[bold]Evil[/bold] is late" in shown(made_answer("[bold]Evil[/bold]"))


def test_every_source_is_named_with_its_newest_day_and_age():
    old = Freshness("HubSpot: deals", date(2026, 3, 1), 121, 40)
    undated = Freshness("Google: contacts", None, None, 12)
    today = Freshness("Mail", date(2026, 6, 30), 0, 9)
    said = shown(replace(made_answer(), freshness=(old, undated, today)))
    words = " ".join(said.split())
    assert (
        "Newest in your files – HubSpot: deals: 1 Mar 2026, 121 days old · Google: contacts: undated · "
        "Mail: 30 Jun 2026" in words
    )
    assert "today" not in words


SENTENCES = """\
Who plays which part
who         since
Ana Ruiz    3 Mar 2026
  raised objections (3, latest 4 May
  2026); in touch on 44 days
Tom Keller
… and 1 more column (--csv shows all)
"""


def test_a_sentence_stands_below_its_row_however_narrow_the_terminal():
    table = AnswerTable(
        "people",
        "Who plays which part",
        (
            ShownColumn("who", "who"),
            ShownColumn("stake", "at stake for them"),
            ShownColumn("since", "since", kind="day"),
            ShownColumn("did", "what they did", below=True),
        ),
        pa.table(
            {
                "who": ["Ana Ruiz", "Tom Keller"],
                "stake": ["", ""],
                "since": pa.array([date(2026, 3, 3), None], pa.date32()),
                "did": ["raised objections (3, latest 4 May 2026); in touch on 44 days", ""],
            }
        ),
    )
    assert on_screen(TableView(table, "EUR"), width=40) == SENTENCES


def test_where_not_all_columns_fit_empty_ones_take_no_room():
    names = ("who", "nothing here at all", "deal")
    table = AnswerTable(
        "deals", "Deals", tuple(ShownColumn(n, n) for n in names),
        pa.table({"who": ["Halden"], "nothing here at all": [""], "deal": ["Portal"]}),
    )  # fmt: skip
    assert "Portal" in on_screen(TableView(table, "EUR"), width=30)
    assert "nothing here at all" in on_screen(TableView(table, "EUR"), width=60)
