"""Published figures of public mailing lists, and mailboxes that are odd."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from closeknit.sources.mail.messages import COLUMNS
from closeknit.sources.mail.threads import conversations
from tests.sources.files_read import Read, read

pytestmark = pytest.mark.public_data
Data = Callable[[str], Path]


def messages(found: Read) -> list[dict[str, str]]:
    """Each message once."""
    rows = [dict(zip(COLUMNS, row, strict=True)) for row in found.rows]
    return list({row["message_id"]: row for row in rows}.values())  # type: ignore[misc]


def test_a_month_of_the_numpy_list_has_its_people_and_conversations(public_data: Data) -> None:
    found = read(public_data("mail-archives") / "numpy-discussion-2001-11.mbox")
    once = messages(found)
    assert (len(found.rows), len(once), found.problems) == (164, 82, [])
    assert len({row["from"] for row in once}) == 39
    assert len(set(conversations({r["message_id"]: r["thread"] for r in once}).values())) == 33
    days = sorted(row["at"][:10] for row in once)
    assert (days[0], days[-1]) == ("2001-11-01", "2001-11-30")
    author = {row["message_id"]: row["from"] for row in once}
    answers = [(row["from"], author[row["in_reply_to"]]) for row in once if row["in_reply_to"] in author]
    assert len(answers) == 47
    assert answers[0] != answers[-1]


def test_the_lists_of_3gpp_are_read_whole_with_mails_that_came_twice(public_data: Data) -> None:
    folder = public_data("mail-archives")
    evs = read(folder / "3GPP_TSG_SA_WG4_EVS.mbox")
    assert (len(evs.rows), len(messages(evs))) == (50, 49)
    mimo = read(folder / "3GPP_TSG_RAN_WG4_NR-MIMO-OTA.mbox")
    # The 56th name is that of a block of which nothing but the address in the archive is left.
    assert (len(mimo.rows), len(messages(mimo)), len(mimo.problems)) == (58, 55, 1)
    assert {row["sort"] for row in messages(mimo)} == {"list"}


@pytest.mark.parametrize(
    ("name", "rows", "undated"),
    [
        ("mbox_iso8859_encoding.mbox", 1, 0),
        ("mbox_multipart.mbox", 2, 0),
        ("mbox_no_fields.mbox", 6, 2),
        ("mbox_single.mbox", 1, 0),
        ("mbox_unixfrom_encoding.mbox", 1, 0),
        ("mbox_unknown_encoding.mbox", 1, 0),
        ("pipermail_2015_november.mbox", 4, 0),
    ],
)
def test_odd_mailboxes_lose_nothing(public_data: Data, name: str, rows: int, undated: int) -> None:
    found = read(public_data("mail-archives") / "odd" / name)
    cells = [dict(zip(COLUMNS, row, strict=True)) for row in found.rows]
    assert (len(cells), found.problems) == (rows, [])
    assert sum(row["at"] is None for row in cells) == undated
    assert all(row["from"] for row in cells)
