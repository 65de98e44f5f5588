"""Calendars and address books through a whole load: every line has a fate, a second load changes nothing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest

import closeknit
from closeknit.ledger.load import load
from closeknit.ledger.store import Ledger
from closeknit.settings import Settings
from closeknit.workspace import create_workspace
from tests.ledger.loads import assert_balanced, column

Data = Callable[[str], Path]
NOW = datetime(2026, 6, 1)

SERIES = """BEGIN:VCALENDAR
X
BEGIN:VEVENT
UID:s
DTSTAMP:{exported}T080000Z
DTSTART;TZID=Europe/Berlin:20260302T100000
RRULE:FREQ=WEEKLY
ORGANIZER:mailto:jo@ours.example
ATTENDEE;CN=Ana Ruiz:mailto:ana@halden.example
END:VEVENT
BEGIN:VEVENT
UID:broken
END:VEVENT
END:VCALENDAR
"""


@pytest.mark.slow
def test_a_later_export_adds_what_came_since_and_changes_nothing_else(tmp_path: Path) -> None:
    ledger, file = Ledger.create(tmp_path / "ledger", Settings()), tmp_path / "jo.ics"
    fates = []
    for exported in ("20260316", "20260316", "20260330"):
        file.write_text(SERIES.format(exported=exported))
        report = load(ledger, [file], now=NOW)
        assert_balanced(report)
        (one,) = report.understood
        fates.append((one.received, one.stored, one.duplicate, one.set_aside))
        said = "" if one.already else f"up to 2026-03-{exported[-2:]}, the newest time in it"
        assert said in "\n".join(report.notes)
    assert fates == [(4, 3, 0, 1), (4, 0, 3, 1), (6, 2, 3, 1)]
    assert set(ledger.read("problems")["reason"].to_pylist()) == {"the event does not say when it begins"}
    assert [str(kind) for kind in column(ledger, "activities", "kind")] == ["meeting.held"] * 5


@pytest.mark.slow
@pytest.mark.public_data
def test_five_cards_of_one_contact_are_one_person_and_a_name_alone_joins_nobody(
    tmp_path: Path, public_data: Data
) -> None:
    create_workspace(tmp_path / "b", name="b")
    made = closeknit.open(tmp_path / "b")
    folder = public_data("ics-vcf-contacts")
    made.load([folder / "vcf", folder / "contacts"])
    keys = made.engine.collect(made.refresh().tables(made.engine)["keys"]).to_pylist()
    of = {(row["key_kind"], row["key_value"]): row["party_id"] for row in keys}
    ibm = of["email", "john.doe@ibm.com"]
    assert of["email", "john.doe@ibm.cm"] == ibm
    assert of["email", "billy_bob@gmail.com"] == ibm  # the one from Lotus Notes
    others = {
        of["vcard_contact", "john doe acme solutions"],
        of["email", "john.doe@company.com"],
        of["email", "jane.doe@company.com"],
    }
    assert len(others | {ibm}) == 4
    assert of["email", "john@doe.invalid"] != of["email", "jane@doe.invalid"]


PLACES = """BEGIN:VCALENDAR
VERSION:2.0
BEGIN:VEVENT
UID:{n}
DTSTART:20260302T090000Z
SUMMARY:Review
LOCATION:{place}
ORGANIZER:mailto:jo@ours.example
ATTENDEE;CN={who}:mailto:{who}@halden.example
END:VEVENT
END:VCALENDAR
"""


@pytest.mark.slow
def test_a_meeting_is_found_by_its_place_which_stands_in_its_text(tmp_path: Path) -> None:
    for n, (who, place) in enumerate((("Ana", "Porto\\, Rua 5"), ("Bo", "Wien"))):
        (tmp_path / f"{n}.ics").write_text(PLACES.format(n=n, who=who, place=place))
    with closeknit.create(tmp_path / "firm") as business:
        business.load([tmp_path / "0.ics", tmp_path / "1.ics"])
        found = business.find('people who have a meeting about "rua 5"').answer
        assert {f.subjects[0].name for f in found.findings} == {"Ana", "jo@ours.example"}
        (fact,) = business.why(found.findings[0].id).facts
        assert dict(fact.cells)["location"] == "Porto, Rua 5"
        texts = business.engine.collect(business.tables()["texts"]).column("body").to_pylist()
        assert sorted(texts) == ["Porto, Rua 5", "Wien"]
