"""Signs that no text that people type may hold, and where each way in refuses them."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import pytest

from closeknit.briefings.by_hand import correction_value, note_value
from closeknit.campaigns import Plan, _checked
from closeknit.desk.asked import Listed, everybody_asked, put_on_list
from closeknit.desk.opening import open_desk
from closeknit.desk.segments import add, segments
from closeknit.errors import UnknownQuestion
from closeknit.reviews.asked import AGAIN, ANSWER, ASKED, filled_in
from closeknit.telling import PartSaid, _part_checked
from closeknit.typed import check_signs, control_in


@pytest.mark.parametrize(
    ("text", "sign"),
    [("", ""), ("Ana\tRuiz\r\nPorto", ""), ("a\0b\1", "U+0000"), ("a\x0cb", "U+000C"), ("\x1f", "U+001F")],
)
def test_control_characters_other_than_tab_and_line_ends_are_found(text: str, sign: str) -> None:
    assert control_in(text) == sign


def test_a_refusal_says_which_sign_it_is_where_and_what_to_do() -> None:
    with pytest.raises(UnknownQuestion, match=r"the note .* \(U\+0007\) at character 3\n .* without"):
        check_signs("ab\x07c", "the note")


@pytest.mark.parametrize(
    "kept",
    [
        lambda: note_value("likes \0 tea", None),
        lambda: correction_value("ci\0ty", "Porto", "person", None),
        lambda: correction_value("city", "Por\0to", "person", None),
        lambda: _part_checked(PartSaid(stake="her \0 budget"), "ana"),
        lambda: _checked(Plan("spr\0ing", "order")),
    ],
    ids=["note", "fact", "value", "stake", "campaign"],
)
def test_nothing_that_people_write_down_keeps_one(kept: object) -> None:
    with pytest.raises(UnknownQuestion, match="control character"):
        kept()  # type: ignore[operator]


def test_no_segment_and_no_list_is_called_so(tmp_path: Path) -> None:
    desk = open_desk(tmp_path / "desk.sqlite")
    with pytest.raises(UnknownQuestion, match="control character"):
        add(desk, "big\0", "customers", by="ana", at=datetime(2026, 3, 1))
    with pytest.raises(UnknownQuestion, match="control character"):
        put_on_list(desk, "spr\0ing", {"someone": Listed(through="Tom")}, date(2026, 3, 1))
    assert not segments(desk)
    assert not everybody_asked(desk)
    desk.close()


def test_a_line_of_a_list_with_one_is_left_out_and_told() -> None:
    header = ["list", "key", ASKED, ANSWER, AGAIN]
    rows = [(2, ["spring", "ana", "x", "in \0 May", ""]), (3, ["spring", "bo", "x", "later", ""])]
    said, problems = filled_in(header, rows, {}, date(2026, 3, 1))
    assert [line.key for line in said["spring"]] == ["bo"]
    assert problems == [f"line 2: “{ANSWER}” holds a control character (U+0000); left out"]
