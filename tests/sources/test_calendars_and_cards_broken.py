"""Calendars and address books that somebody broke: cut, doubled, mixed up. No crash, no hang, all counted.

`corpus` holds what programs write and what has gone wrong before; each run makes new ones of it.
"""

from __future__ import annotations

from contextlib import suppress
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from closeknit.sources.calendars.blocks import events_in
from closeknit.sources.cards.contacts import NoCard, contact_row
from closeknit.sources.cards.lines import cards_in
from tests.sources.calendars.made import WHO, calendar, read

AT = "UID:s\nDTSTAMP:20260401T000000Z\nDTSTART;TZID=Europe/Berlin:20260302T100000\n"
CALENDARS = [
    calendar(f"{AT}RRULE:FREQ=WEEKLY;BYDAY=MO;COUNT=3\n{WHO}", f"{AT}RECURRENCE-ID:20260309T090000Z"),
    calendar(f"{AT}RRULE:FREQ=MONTHLY;BYSETPOS=-1;BYDAY=FR\nEXDATE:20260401T000000Z\nDURATION:-P1W"),
    calendar(
        "DTSTART;VALUE=DATE:99991231\nDTEND;VALUE=DATE:00010101\nRDATE;VALUE=PERIOD:20260101T000000Z/P9W"
    ),
    calendar(f'{AT}ORGANIZER;CN="a:b;c":MAILTO:\nATTENDEE;CN=:urn:uuid:1\nSEQUENCE:-1\nCREATED:0'),
]
CARDS = [
    b"BEGIN:VCARD\r\nVERSION:2.1\r\nN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:=C3=91;=\r\n=41;;\r\n"
    b"TEL;CELL:1\r\nEND:VCARD\r\n",
    b"BEGIN:VCARD\nitem1.EMAIL;type=pref:a@x.example\nitem1.X-ABLabel:_$!<Home>!$_\nORG:A\\;B;C\nREV:1\nEND:VCARD\n",
]
PIECES = [
    b"RRULE:FREQ=DAILY;INTERVAL=0\r\n", b"RRULE:FREQ=YEARLY;BYMONTHDAY=31;BYMONTH=2\r\n",
    b"\0", b"\xff\xfe",
    b"BEGIN:VEVENT\r\n", b"END:VEVENT\r\n", b"BEGIN:VCARD\r\n", b"END:VCARD\r\n", b"BEGIN:VALARM\r\n",
    b"\r", b"=\r\n",
    b";;", b":", b'"', b" folded\r\n", b";TZID=../../etc/passwd", b";ENCODING=QUOTED-PRINTABLE:=", b"\\",
    b";CHARSET=rot13", b";TZ\r\n ID=/mozilla.org/20070129_1/America/New_York:", b";PREF=",
    b"RECURRENCE-ID;TZID=Asia/Tokyo:00010101T000000\r\n", b"DTSTAMP:99991231T235959Z\r\n",
    b"RRULE:FREQ=DAILY;UNTIL=99991231T235959Z\r\n",
    b"DTSTART:20260101T000000Z\r\n", b"RDATE:" + b"20260101T000000Z," * 50, b"99999999999999999999",
]  # fmt: skip


@st.composite
def broken(draw: st.DrawFn, corpus: list[bytes]) -> bytes:
    """A file with pieces taken out, doubled, or put in where they do not belong."""
    data = draw(st.sampled_from(corpus))
    for _ in range(draw(st.integers(1, 4))):
        at, to = sorted((draw(st.integers(0, len(data))), draw(st.integers(0, len(data)))))
        put = draw(st.sampled_from(PIECES) | st.binary(max_size=20) | st.just(data[at:to] * 2))
        data = data[:at] + put + data[draw(st.sampled_from((at, to))) :]
    return data


def calendar_survives(data: bytes) -> None:
    rows, wrong, _ = read(data)
    blocks = sum(1 for _ in events_in(BytesIO(data)))
    assert len(wrong) <= blocks
    for row in rows:
        assert row["uid"]
        assert "\0" not in "".join(cell or "" for cell in row.values())


def cards_survive(data: bytes) -> None:
    for card in cards_in(BytesIO(data)):
        with suppress(NoCard):
            assert any(contact_row(card))


@given(data=broken(CALENDARS))
def test_broken_calendars_are_read_as_far_as_they_go(data: bytes) -> None:
    calendar_survives(data)


@given(data=broken(CARDS))
@settings(max_examples=50, deadline=None)
def test_broken_cards_are_read_as_far_as_they_go(data: bytes) -> None:
    cards_survive(data)


@pytest.mark.slow
@given(data=broken(CALENDARS + CARDS))
@settings(max_examples=3_000, deadline=None)
def test_many_more_broken_calendars_and_cards_are_read_as_far_as_they_go(data: bytes) -> None:
    calendar_survives(data)
    cards_survive(data)
