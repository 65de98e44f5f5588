"""Today's list as the terminal shows it."""

import pytest
from rich.console import Console

from closeknit.answers import Subject
from closeknit.briefings.merging import Reason, TodayRow
from closeknit.reports.briefings import row_view


def shown(*findings):
    """The line under somebody's reasons, where these findings say why."""
    reasons = tuple(
        Reason("late", f"reason {n}", finding, "clients", None, False, None)
        for n, finding in enumerate(findings)
    )
    row = TodayRow(Subject(1, "North", "name:north"), reasons, "Hello,", 10, None, 0.0, False, None)
    console = Console(width=110, no_color=True)
    with console.capture() as printed:
        console.print(row_view(row))
    return printed.get().splitlines()[-1].strip()


@pytest.mark.parametrize(
    ("findings", "opens"),
    [
        (["clients-late-3f9a2c"], "closeknit why clients-late-3f9a2c"),
        (["service-unanswered-01", "service-unanswered-01"], "closeknit why service-unanswered-01"),
        (
            ["service-unanswered-01", "clients-late-3f9a2c", "profit-unpaid-02"],
            "closeknit why service-unanswered-01 and 2 more (--json names them)",
        ),
    ],
)
def test_the_weightiest_reason_is_opened_and_how_many_more_there_are_is_said(findings, opens):
    assert shown(*findings) == f"10 min · {opens}"
