"""The question on customers says the same on every engine."""

from __future__ import annotations

from closeknit.answers import Answer
from closeknit.lenses.clients import LENS, clients
from tests.lenses.clients_made import AS_OF, Shop, forty, number


def everything() -> Shop:
    """A business with something for every side of the question."""
    shop = forty()
    ana = shop.colleague("Ana Ruiz")
    okafor = shop.regular("Okafor Foods", every=42, last="2026-02-17", times=15, amount=2_450, owner=ana)
    tom = shop.person("Tom Okafor", at=okafor)
    shop.activity("ticket.opened", okafor, "2023-05-01", by={"requester": tom})
    shop.attribute(tom, "do_not_contact", "yes")
    shop.attribute(okafor, "city", "Lagos")
    shop.regular("Brenner", every=60, last="2025-03-01", times=10, amount=900.25)
    shop.contract(shop.party("Halden"), "2025-08-01", "2026-07-31", 12_000)
    shop.retainer(shop.party("Retained"), "2025-07-01", 12, 500)
    shop.regular("Once", every=1, last="2026-05-01", times=1, amount=40_000)
    shop.line(number("Steady 01"), "2026-05-01", "Labels", 300)
    shop.line(number("Steady 02"), "2026-05-01", "Scanner", 100)
    north = shop.party("Nordhandel", standing="partner")
    shop.order(number("Steady 03"), "2026-05-01", 30_000, by={"sold_through": north})
    lead = shop.party("Maybe", standing="prospect")
    shop.case("deal", lead, "Relaunch", opened="2026-05-01", amount_base=12_000)
    shop.order(number("Steady 04"), "2026-05-02", None)
    return shop


def test_an_engine_gives_what_was_worked_out_by_hand_and_what_the_default_one_gives(every_engine):
    answer = clients(everything().question(AS_OF, engine=every_engine, **LENS.settle({"cards": True})))
    by_hand(answer)
    default = everything().ask(cards=True)
    assert [f.sentence for f in answer.findings] == [f.sentence for f in default.findings]
    assert rows(answer) == rows(default)
    assert answer.actions == default.actions


def rows(answer: Answer) -> dict[str, list[dict[str, object]]]:
    """All tables of an answer, row by row."""
    return {table.name: table.data.to_pylist() for table in answer.tables}


def by_hand(answer: Answer) -> None:
    """Counts and sums that were worked out from the rows above."""
    told = {r["name"]: r for r in answer.table("customers").data.to_pylist()}
    assert len(told) == 45
    wanted = {
        "state": "late",
        "purchases": 15,
        "usual_gap": 42,
        "silent": 133,
        "revenue": 36_750,
        "year": 14_700,
    }
    assert {name: told["Okafor Foods"][name] for name in wanted} == wanted
    states = {"Brenner": "lapsed", "Halden": "repeat", "Once": "new"}
    assert {name: told[name]["state"] for name in states} == states
    assert told["Brenner"]["revenue"] == 9_002.5
    kinds = {"late", "winnable", "lapsed", "renewals", "base", "new", "resellers", "prospects", "recheck"}
    assert kinds <= {f.kind for f in answer.findings}
    assert answer.finding("late").evidence.total == 15
    card = next(r for r in answer.table("cards").data.to_pylist() if r["name"] == "Tom Okafor")
    assert (card["city"], card["do_not_contact"]) == ("Lagos", "yes")
