"""What one event says: times in their zones, people and answers, versions, what cannot be read."""

from __future__ import annotations

import io

import pytest

from closeknit.sources.calendars.blocks import surroundings
from tests.sources.calendars.made import WHO, calendar, read, starts

AT = "DTSTART:20260302T090000Z\nDTSTAMP:20260401T000000Z\nUID:e1\n"


def one(event: str, **more: str) -> dict[str, str | None]:
    rows, wrong, _ = read(calendar(event, **more))
    assert not wrong
    (row,) = rows
    return row


@pytest.mark.parametrize(
    ("written", "read_as"),
    [
        ("DTSTART:20260302T090000Z", "2026-03-02T09:00:00Z"),
        ("DTSTART;TZID=Europe/Berlin:20260702T100000", "2026-07-02T08:00:00Z"),
        ('DTSTART;TZID="W. Europe Standard Time":20260302T100000', "2026-03-02T09:00:00Z"),
        ("DTSTART;TZID=/mozilla.org/20050126_1/Europe/Berlin:20260302T100000", "2026-03-02T09:00:00Z"),
        ("DTSTART;VALUE=DATE:20260302", "2026-03-02"),
        ("DTSTART:20260302T100000", "2026-03-02 10:00:00"),
        ("DTSTART;TZID=Nowhere:20260302T100000", "2026-03-02 10:00:00"),
    ],
)
def test_a_time_is_read_in_its_zone_and_stays_local_where_there_is_none(written: str, read_as: str) -> None:
    assert starts(f"{written}\n{WHO}") == [read_as]


def test_a_zone_that_the_calendar_describes_itself_is_followed() -> None:
    zone = (
        "BEGIN:VTIMEZONE\nTZID:Ours\nBEGIN:STANDARD\nDTSTART:19700101T000000\n"
        "TZOFFSETFROM:+0300\nTZOFFSETTO:+0300\nEND:STANDARD\nEND:VTIMEZONE\n"
    )
    assert starts("DTSTART;TZID=Ours:20260302T100000", zones=zone) == ["2026-03-02T07:00:00Z"]
    hostile = zone.replace("END:STANDARD", "RRULE:FREQ=SECONDLY\nEND:STANDARD")
    assert starts("DTSTART;TZID=Ours:20260302T100000", zones=hostile) == ["2026-03-02 10:00:00"]


def test_the_zone_of_the_calendar_holds_for_times_that_state_none() -> None:
    head = "X-WR-TIMEZONE:Europe/Berlin\n"
    assert starts("DTSTART:20260302T100000", head=head) == ["2026-03-02T09:00:00Z"]


@pytest.mark.parametrize("fold", ["", "\n "])
def test_a_zone_is_worked_out_by_us_alone_even_where_its_line_is_folded(fold: str) -> None:
    stated = f"DTSTART;TZ{fold}ID=/mozilla.org/20070129_1/America/New_York:20260302T040000"
    assert starts(f"{stated}\n{WHO}") == ["2026-03-02T09:00:00Z"]


def test_people_are_named_with_their_answers_and_rooms_are_nobody() -> None:
    row = one(f"""{AT}
ORGANIZER;CN="Lind, Jo":mailto:Jo@Ours.example
ATTENDEE;CN=Jo Lind;PARTSTAT=ACCEPTED:mailto:jo@ours.example
{WHO}
ATTENDEE;PARTSTAT=NEEDS-ACTION;CN=cy@halden.example:mailto:cy@halden.example
ATTENDEE;PARTSTAT=DECLINED;CN="Bo; Berg":mailto:bo@halden.example
ATTENDEE;CUTYPE=ROOM;CN=Room 1:mailto:room1@ours.example
ATTENDEE;CN=Nobody:invalid:nomail
""")
    assert (row["organizer"], row["organizer_name"]) == ("jo@ours.example", "Lind, Jo")
    assert row["people"] == "Ana Ruiz <ana@halden.example>; cy@halden.example"
    assert row["declined"] is not None
    assert row["declined"].endswith("<bo@halden.example>")
    assert ";" not in row["declined"]
    assert (row["size"], row["status"]) == ("5", "confirmed")


@pytest.mark.parametrize(
    ("lines", "head", "status"),
    [
        (f"STATUS:CANCELLED\n{WHO}", "", "cancelled"),
        (WHO, "METHOD:CANCEL\n", "cancelled"),
        (f"SUMMARY:Abgesagt: Review\n{WHO}", "", "cancelled"),
        (f"STATUS:TENTATIVE\n{WHO}", "", "tentative"),
        ("ATTENDEE;PARTSTAT=DECLINED:mailto:ana@halden.example", "", "declined"),
        (
            f"{WHO}\nATTENDEE;PARTSTAT=DECLINED:mailto:jo@ours.example",
            "X-WR-CALNAME:jo@ours.example\n",
            "declined",
        ),
        (f"{WHO}\nATTENDEE;PARTSTAT=DECLINED:mailto:jo@ours.example", "", "confirmed"),
    ],
)
def test_an_event_tells_whether_it_was_called_off_or_declined(lines: str, head: str, status: str) -> None:
    assert one(AT + lines, head=head)["status"] == status


def test_a_change_makes_the_version_greater_and_the_time_of_the_export_does_not() -> None:
    first = one(f"{AT}SEQUENCE:2\nLAST-MODIFIED:20260301T000000Z")["changed"]
    again = one(f"{AT}SEQUENCE:2\nLAST-MODIFIED:20260301T000000Z".replace("20260401", "20260501"))["changed"]
    later = one(f"{AT}SEQUENCE:2\nLAST-MODIFIED:20260302T000000Z")["changed"]
    revised = one(f"{AT}SEQUENCE:10\nLAST-MODIFIED:20260301T000000Z")["changed"]
    assert first == again
    assert str(first) < str(later) < str(revised)


def test_an_event_without_a_name_gets_the_same_one_each_time() -> None:
    event = f"DTSTART:20260302T090000Z\nSUMMARY:Visit\n{WHO}"
    assert one(event)["uid"] == one(event)["uid"]
    assert one(event)["uid"] != one(event.replace("Visit", "Call"))["uid"]


def test_how_long_it_lasts_is_told_by_its_end_or_its_duration() -> None:
    assert one(f"{AT}DTEND:20260302T103000Z")["minutes"] == "90"
    assert (one(f"{AT}DURATION:PT45M")["minutes"], one(f"{AT}DURATION:PT45M")["end"]) == (
        "45", "2026-03-02T09:45:00Z",
    )  # fmt: skip
    assert one(f"{AT}DTEND:20260302T103000")["minutes"] is None


@pytest.mark.parametrize(
    ("lines", "why"),
    [
        ("UID:x", "does not say when it begins"),
        ("DTSTART:INVALID", "does not say when it begins"),
        ("DTSTART;;VALUE=DATE-TIME:20140409T093000", "does not say when it begins"),
        ("DTSTART;TZID=Asia/Tokyo:00010101T000000", "cannot be read"),
        ("UID:x\nRECURRENCE-ID;TZID=Asia/Tokyo:00010101T000000", "does not say when it begins"),
    ],
)
def test_an_event_that_cannot_be_read_costs_itself_only(lines: str, why: str) -> None:
    rows, wrong, _ = read(calendar(lines, f"{AT}{WHO}"))
    assert [row["uid"] for row in rows] == ["e1"]
    assert wrong[0].startswith(why)


def test_a_line_that_belongs_to_nothing_is_told_though_an_empty_one_follows() -> None:
    found = surroundings(io.BytesIO(calendar(AT, head="exported by hand\n\n")))
    assert found.stray == [(3, "exported by hand")]


def test_an_empty_line_within_an_attached_file_does_not_end_it() -> None:
    row = one(f"{AT}LOCATION:Porto\nATTACH:{'A' * 70}\n\n BBBB\n{WHO}")
    assert row["location"] == "Porto"


def test_alarms_and_attached_files_are_left_out_however_long() -> None:
    long = "ATTACH;ENCODING=BASE64;VALUE=BINARY:" + "A" * 70 + "\n" + f" {'A' * 70}\n" * 40_000
    row = one(f"{AT}{long}BEGIN:VALARM\nDESCRIPTION:Remember\nEND:VALARM\nDESCRIPTION:Numbers\n{WHO}")
    assert row["description"] == "Numbers"


def test_an_event_that_ends_with_the_file_or_within_another_is_cut_short() -> None:
    data = (
        f"BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:x\nBEGIN:VEVENT\n{AT}END:VEVENT\nBEGIN:VEVENT\nUID:y\n".encode()
    )
    rows, wrong, _ = read(data)
    assert len(rows) == 1
    assert wrong == ["is cut short: its end is missing"] * 2
