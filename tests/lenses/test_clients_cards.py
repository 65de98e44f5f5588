"""Addresses for a mailing."""

from __future__ import annotations

from tests.lenses.clients_made import Shop, row


def test_addresses_are_listed_only_when_asked_for_with_refusals_marked():
    shop = Shop()
    halden = shop.regular("Halden", every=30, last="2026-06-20", times=8, amount=1_000)
    fay = shop.person("Fay Fresh", at=halden)
    assert shop.person("Sid Silent", at=halden)
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
