"""Contacts to check, and addresses for a mailing."""

from __future__ import annotations

import pytest

from tests.lenses.clients_made import Shop, row


def people() -> Shop:
    """Halden with a fresh, a silent and a bounced contact; Solo with a single silent one; one who moved."""
    shop = Shop()
    halden = shop.regular("Halden", every=30, last="2026-06-20", times=8, amount=1_000)
    solo = shop.regular("Solo", every=30, last="2026-06-20", times=8, amount=500)
    fresh, silent = shop.person("Fay Fresh", at=halden), shop.person("Sid Silent", at=halden)
    bounced, only = shop.person("Bo Bounced", at=halden), shop.person("Uma Only", at=solo)
    moved = shop.person("Mo Moved", at=solo)
    seen(shop, halden, fresh, "2026-05-01")
    seen(shop, halden, silent, "2022-05-01", "2024-02-01")
    seen(shop, solo, only, "2024-01-01")
    seen(shop, solo, moved, "2026-06-01")
    shop.attribute(bounced, "bounced", "yes", since="2026-03-01")
    back = shop.person("Ben Back", at=halden)
    shop.attribute(back, "bounced", "yes", since="2026-03-01")
    seen(shop, halden, back, "2026-04-01")
    shop._add("relationships", from_party=moved, to_party=halden, kind="works_at", record_id=1)
    mailed = shop.activity("email.sent", halden, "2026-06-01", by={"recipient": silent})
    assert mailed
    return shop


def seen(shop: Shop, account: int, person: int, *days: str) -> None:
    """The person asked for something on those days."""
    for day in days:
        shop.activity("ticket.opened", account, day, by={"requester": person})


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


def test_who_wrote_after_mail_came_back_is_still_there(answer):
    names = answer.table("recheck").data["name"].to_pylist()
    assert "Bo Bounced" in names
    assert "Ben Back" not in names


def test_the_chance_of_being_still_there_falls_with_silence_and_is_nothing_where_mail_came_back(answer):
    told = {name: row(answer, "recheck", name)["still"] for name in ("Sid Silent", "Uma Only", "Bo Bounced")}
    assert told == pytest.approx({"Sid Silent": 0.478, "Uma Only": 0.501, "Bo Bounced": 0.0}, abs=1e-3)


def test_who_moved_is_missed_at_the_former_firm(answer):
    moved = row(answer, "recheck", "Mo Moved")
    assert (moved["organization"], moved["why"]) == ("Halden", "moved")


def test_only_where_nobody_else_is_heard_of_there_is_something_to_do(answer):
    actions = [a for a in answer.actions if a.kind == "contact_gone"]
    assert [a.subject.name for a in actions] == []
    shop = people()
    shop.rows["parties"] = [p for p in shop.rows["parties"] if p["name"] != "Mo Moved"]
    action = next(a for a in shop.ask().actions if a.kind == "contact_gone")
    assert (action.subject.name, action.contact.name) == ("Solo", "Uma Only")
    assert action.reason == "Uma Only, the only contact known there: no sign of life since 1 Jan 2024"


def test_a_person_who_buys_is_a_customer_and_no_contact_to_check():
    shop = Shop()
    shop.regular("Pia Private", every=30, last="2020-06-20", times=8, kind="person")
    assert "recheck" not in [f.kind for f in shop.ask().findings]


def test_addresses_are_listed_only_when_asked_for_with_refusals_marked():
    shop = people()
    halden, fay = (
        next(p["party_id"] for p in shop.rows["parties"] if p["name"] == n) for n in ("Halden", "Fay Fresh")
    )
    shop.attribute(halden, "street", "1 Quay")
    shop.attribute(halden, "city", "Porto")
    shop.attribute(fay, "do_not_contact", "yes")
    shop._add(
        "keys", key="email:fay@halden.example", key_kind="email", key_value="fay@halden.example", party_id=fay
    )
    shop.party("Lead", standing="prospect")
    assert "cards" not in [t.name for t in shop.ask().tables]
    answer = shop.ask(cards=True)
    fresh = row(answer, "cards", "Fay Fresh")
    assert (fresh["organization"], fresh["street"], fresh["city"]) == ("Halden", "1 Quay", "Porto")
    assert (fresh["email"], fresh["do_not_contact"]) == ("fay@halden.example", "yes")
    assert row(answer, "cards", "Sid Silent")["do_not_contact"] == ""
    assert row(answer, "cards", "Lead")["standing"] == "prospect"
