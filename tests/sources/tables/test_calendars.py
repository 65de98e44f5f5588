"""Calendar files as tables: every event has a fate, and places can be found again."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from closeknit.errors import Unreadable
from closeknit.sources.tables import calendars
from tests.sources.calendars.made import WHO, calendar
from tests.sources.files_read import read, read_text

Data = Callable[[str], Path]
AT = "UID:s\nDTSTAMP:20260401T000000Z\nDTSTART;TZID=Nowhere:20260302T100000\n"
REPORTED = {
    "broken_dtstart", "broken_ical", "big_bad_calendar", "small_bad_calendar", "parsing_error",
    "issue_104_broken_calendar", "parsing_error_in_UTC_offset", "issue_168_input", "empty_RDATE",
}  # fmt: skip


def test_rows_keep_the_lines_of_their_events_and_notes_say_what_was_guessed(tmp_path: Path) -> None:
    data = calendar(f"{AT}RRULE:FREQ=WEEKLY;COUNT=2\n{WHO}", "UID:x", f"{AT}UID:y").decode()
    got = read_text(tmp_path, data.replace("\r\n", "\n"), name="a.ics")
    assert got.lines == [3, 3, 13]
    assert got.codes == [(10, "event.no_start")]
    assert "nobody knows the time zone Nowhere: such times were read as local ones" in got.staged.notes


def test_a_file_whose_series_never_end_together_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(calendars, "MOST_OF_ALL", 10)
    with pytest.raises(Unreadable, match="more than 10 occurrences together"):
        read_text(tmp_path, calendar(f"{AT}RRULE:FREQ=DAILY;COUNT=11").decode(), name="a.ics")


@pytest.mark.public_data
@pytest.mark.slow
def test_the_odd_calendars_of_a_library_are_read_or_reported(public_data: Data) -> None:
    silent, reported = [], set()
    for path in sorted((public_data("ics-vcf-contacts") / "ics").iterdir()):
        try:
            got = read(path)
        except Unreadable:
            reported.add(path.stem)
            continue
        assert got.staged.received == len(got.rows) + len(got.problems)
        if got.problems or got.staged.notes:
            reported.add(path.stem)
        elif not got.rows and len(got.header) > 1:
            silent.append(path.stem)
    assert silent == []
    assert reported >= REPORTED
