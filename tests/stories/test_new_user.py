"""A newcomer with files of their own, who reads what is printed and does what it says."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from tests.stories.bad_files import MAPPINGS
from tests.stories.typed import Printed, one_line, typed

EXPORT = """Order,Date,Customer,Total,Email
1001,2026-05-04,Okafor Foods,120.50,ada@okafor.example
1002,31/02/2026,Brenner Logistik,80,jo@brenner.example
1003,2026-05-06,Halden GmbH,nineteen,
1004,2026-05-07,"Halden GmbH,12,
1005,2026-05-08,Halden, GmbH,12,,,
1006,2026-05-09,,12,
1007,2026-05-10,Okafor Foods,9.90,
"""
"""Five lines of it cannot be read."""

MENDED = {
    3: "1002,2026-02-28,Brenner Logistik,80,jo@brenner.example",
    4: "1003,2026-05-06,Halden GmbH,19,",
    5: '1004,2026-05-07,"Halden GmbH",12,',
    6: '1005,2026-05-08,"Halden, GmbH",12,',
    7: "1006,2026-05-09,Okafor Foods,12,",
}
"""What stands in those lines when they are right."""


def lines_named(problems: Printed, file: str) -> list[int]:
    """The lines of a file that the list of problems names."""
    return sorted({int(n) for n in re.findall(rf"^  {file}:(\d+): ", problems.stdout, re.MULTILINE)})


def commands_named(printed: Printed) -> list[list[str]]:
    """The commands that stand on lines of their own in what was printed, without their first word."""
    found = re.findall(r"^\s+closeknit (.+)$", printed.stdout, re.MULTILINE)
    return [shlex.split(command) for command in found]


def mend(file: Path, numbers: list[int]) -> None:
    """Put right the lines of those numbers, as one does in an editor."""
    lines = file.read_text().splitlines()
    for number in numbers:
        lines[number - 1] = MENDED[number]
    file.write_text("\n".join(lines) + "\n")


@pytest.fixture
def firm(tmp_path: Path) -> Path:
    """A new business folder, and an export beside it."""
    typed(tmp_path, "init", "firm")
    (tmp_path / "orders.csv").write_text(EXPORT)
    return tmp_path / "firm"


def test_five_errors_are_mended_by_the_messages_alone(firm: Path) -> None:
    (firm / "mappings" / "orders.toml").write_text(MAPPINGS["orders"])
    file = firm.parent / "orders.csv"
    load = typed(firm, "load", str(file))
    assert "7 lines read: 2 new, 5 set aside" in load.stdout
    assert "closeknit problems" in load.stdout
    problems = typed(firm, "problems")
    assert lines_named(problems, "orders.csv") == sorted(MENDED)
    assert "After mending a file: load it again." in problems.stdout
    mend(file, lines_named(problems, "orders.csv")[:3])
    load = typed(firm, "load", str(file))
    assert "3 new, 4 loaded before, 0 set aside" in load.stdout
    assert "2 lines of earlier loads still set aside" in load.stdout
    problems = typed(firm, "problems")
    assert lines_named(problems, "orders.csv") == [6, 7]
    mend(file, lines_named(problems, "orders.csv"))
    assert "2 new, 5 loaded before, 0 set aside" in one_line(typed(firm, "load", str(file)))
    assert "Nothing is set aside." in typed(firm, "problems").stdout
    totals = [line.split(",")[9] for line in typed(firm, "export", "activities").stdout.splitlines()[1:]]
    assert sorted(map(float, totals)) == [9.9, 12, 12, 12, 19, 80, 120.5]


def test_an_unknown_file_is_proposed_kept_read_and_answered(firm: Path) -> None:
    file = firm.parent / "orders.csv"
    mend(file, sorted(MENDED))
    first = typed(firm, "load", str(file))
    assert first.returncode == 2
    assert (
        'no export we know has these columns: "Order", "Date", "Customer", "Total", "Email"' in first.stdout
    )
    assert '[party.customer]\nkind = "organization"' in first.stdout
    keep, again = commands_named(first)
    kept = typed(firm, *keep)
    written = firm / "mappings" / "orders.toml"
    assert (kept.returncode, f"{written} is written" in kept.stdout) == (0, True)
    assert written.read_text("utf-8") in first.stdout
    load = typed(firm, *again)
    assert (load.returncode, "7 lines read: 7 new, 0 set aside" in load.stdout) == (0, True)
    today = typed(firm, "today")
    assert (today.returncode, "Nobody needs you now" in today.stdout) == (0, True)
    assert "3 purchases, last on 10 May 2026" in typed(firm, "show", "Okafor Foods").stdout


def test_what_is_kept_by_a_proposal_never_overwrites(firm: Path) -> None:
    mine = firm / "mappings" / "orders.toml"
    mine.write_text('format = 1\nsource = "own"\nstream = "orders"\n')
    for name in ("orders-2026-05.csv", "orders-2026-06.csv"):
        (firm.parent / name).write_text("Bird,Wings,Seen\nOwl,2,2026-05-04\n")
    (firm.parent / "orders.csv").unlink()
    typed(firm, "load", str(firm.parent), "--propose")
    assert mine.read_text().endswith('stream = "orders"\n')
    written = {path.name for path in (firm / "mappings").iterdir()}
    assert written == {"orders.toml", "orders-2.toml"}
    assert 'stream = "orders-2"' in (firm / "mappings" / "orders-2.toml").read_text()


@pytest.mark.usefixtures("without_tables")
def test_a_copy_without_an_identity_is_replaced_as_the_message_says(firm: Path) -> None:
    mapping = MAPPINGS["orders"].replace('identity = ["Order"]\n', "")
    (firm / "mappings" / "orders.toml").write_text(mapping)
    file = firm.parent / "orders.csv"
    typed(firm, "load", str(file))
    mend(file, sorted(MENDED))
    load = one_line(typed(firm, "load", str(file)))
    assert "orders.csv changed since it was loaded as i-0001: 4 rows are gone from it and still count" in load
    assert "If the file was corrected: closeknit undo i-0001" in load
    undone = typed(firm, "undo", "i-0001")
    assert "4 lines gone, 2 kept that another import brought too" in one_line(undone)
    assert "Nothing is set aside." in typed(firm, "problems").stdout
