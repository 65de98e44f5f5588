"""Contacts to check: who was not heard of, whose mail came back, who is elsewhere now."""

from __future__ import annotations

import pytest

from closeknit.lenses.hygiene import LENS
from tests.lenses.clients_made import row
from tests.lenses.handmade import put_there
from tests.lenses.hygiene.desk import AS_OF, Desk, people


@pytest.fixture(scope="module")
def answer():
    return people().ask()


def test_silent_bounced_and_moved_contacts_are_said(answer):
    finding = answer.finding("recheck")
    assert finding.sentence == (
        "2 contacts gave no sign of life for two years, mail to 1 came back and 1 moved to another firm. "
        "4 of them are at customers who paid in the last 12 months. Check first: Bo Bounced at Halden."
    )
    assert (finding.n, finding.evidence.table) == (4, "parties")


def test_mail_that_we_sent_is_no_sign_of_life_and_who_asked_lately_is_left_alone(answer):
    names = answer.table("recheck").data["name"].to_pylist()
    assert "Sid Silent" in names
    assert "Fay Fresh" not in names


def test_who_wrote_after_mail_came_back_is_still_there_and_the_bounce_is_told_all_the_same(answer):
    names = answer.table("recheck").data["name"].to_pylist()
    assert "Bo Bounced" in names
    assert "Ben Back" not in names
    assert answer.finding("bounced").sentence == (
        "Mail to 2 contacts came back: Ben Back and Bo Bounced. 1 of them was heard of since."
    )


@pytest.mark.parametrize(("last", "gone"), [("2026-01-05", False), ("2024-01-05", True), (None, True)])
def test_a_bounce_without_a_day_holds_unless_they_were_heard_of_lately(last, gone):
    desk = Desk()
    halden = desk.paying("Halden")
    bo = desk.contact("Bo Bounced", halden)
    desk.attribute(bo, "bounced", "yes")
    desk.seen(halden, bo, *([last] if last else []))
    answer = desk.ask()
    assert ("recheck" in [f.kind for f in answer.findings]) is gone
    assert answer.finding("bounced").n == 1
    lately = (
        "" if gone else " They were heard of in the last two years; no file says when the mail came back."
    )
    assert answer.finding("bounced").sentence == f"Mail to 1 contact came back: Bo Bounced.{lately}"


def test_the_chance_of_being_still_there_falls_with_silence_and_is_nothing_where_mail_came_back(answer):
    told = {name: row(answer, "recheck", name)["still"] for name in ("Sid Silent", "Uma Only", "Bo Bounced")}
    assert told == pytest.approx({"Sid Silent": 0.478, "Uma Only": 0.501, "Bo Bounced": 0.0}, abs=1e-3)


def test_who_moved_is_missed_at_the_former_firm(answer):
    moved = row(answer, "recheck", "Mo Moved")
    assert (moved["organization"], moved["why"]) == ("Halden", "moved")


@pytest.mark.parametrize(
    ("at_halden", "at_solo", "moved"),
    [({}, {}, False),
     ({}, {"since": "2025-01-01"}, False),
     ({"since": "2025-01-01"}, {"since": "2025-01-01"}, False),
     ({"since": "2024-01-01"}, {"since": "2025-01-01"}, True),
     ({"until": "2025-01-01"}, {}, True),
     ({"until": "2027-01-01"}, {}, False)],
)  # fmt: skip
def test_who_works_at_two_firms_has_moved_only_where_days_say_so(at_halden, at_solo, moved):
    desk = Desk()
    halden, solo = desk.paying("Halden"), desk.paying("Solo")
    mo = desk.contact("Mo Both", solo)
    desk.tie(mo, halden, "works_at", **at_halden)
    desk.tie(mo, solo, "works_at", **at_solo)
    assert ("recheck" in [f.kind for f in desk.ask().findings]) is moved


def test_who_came_back_to_a_firm_or_got_another_post_there_has_not_moved():
    desk = Desk()
    halden = desk.paying("Halden")
    ana = desk.contact("Ana Ruiz", halden)
    desk.tie(ana, halden, "works_at", since="2020-01-01", until="2023-01-01")
    desk.tie(ana, halden, "works_at", since="2023-01-01")
    assert desk.ask().findings == ()


def test_who_left_a_customer_for_a_firm_nobody_deals_with_is_missed_and_not_asked_for_an_address():
    desk = Desk()
    halden, elsewhere = desk.paying("Halden"), desk.party("Out of a list", standing="possible")
    mo = desk.person("Mo Moved", at=elsewhere, standing="possible")
    desk.tie(mo, halden, "works_at", until="2026-03-01")
    answer = desk.ask()
    moved = row(answer, "recheck", "Mo Moved")
    assert (moved["organization"], moved["why"]) == ("Halden", "moved")
    assert {f.kind for f in answer.findings} == {"recheck", "no_contact"}
    (action,) = answer.actions
    assert action.reason == "Mo Moved: moved to another firm; the only contact known there"


def test_only_where_nobody_else_is_heard_of_there_is_something_to_do(answer):
    assert [a.subject.name for a in answer.actions] == []
    desk = people()
    desk.rows["parties"] = [p for p in desk.rows["parties"] if p["name"] != "Mo Moved"]
    (action,) = desk.ask().actions
    assert (action.subject.name, action.contact.name) == ("Solo", "Uma Only")
    assert action.reason == "Uma Only: no sign of life since 1 Jan 2024; the only contact known there"
    assert (action.kind, action.at_stake.value) == ("contact_gone", 500)


def test_nobody_is_called_the_only_contact_where_others_are_known():
    desk = Desk()
    solo = desk.paying("Solo")
    for name in ("Sid Silent", "Uma Silent"):
        desk.seen(solo, desk.contact(name, solo), "2024-01-01")
    assert {a.reason for a in desk.ask().actions} == {
        f"{name}: no sign of life since 1 Jan 2024; nobody else there was heard of for two years"
        for name in ("Sid Silent", "Uma Silent")
    }


def test_a_person_who_buys_is_a_customer_and_no_contact_to_check():
    desk = Desk()
    pia = desk.party("Pia Private", kind="person")
    desk.activity("order.placed", pia, "2020-06-20", amount=10)
    assert desk.ask().headline == "Nothing to mend in your contacts."


def test_behind_a_stale_contact_are_their_own_signs_of_life():
    desk = people()
    sid = next(p["party_id"] for p in desk.rows["parties"] if p["name"] == "Sid Silent")
    asked_for = {
        r["activity_id"] for r in desk.rows["timeline"] if (r["party_id"], r["role"]) == (sid, "requester")
    }
    assert put_there(LENS, "recheck", desk.question(AS_OF), sid) == {sid: asked_for}
    assert len(asked_for) == 2
