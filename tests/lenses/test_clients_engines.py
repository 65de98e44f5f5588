"""The question on customers says the same on every engine."""

from __future__ import annotations

import pytest

from closeknit.answers import Answer
from closeknit.lenses.clients import LENS, clients
from tests.lenses.clients_made import AS_OF, everything


@pytest.mark.slow
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
    kinds = {"late", "winnable", "lapsed", "renewals", "base", "new", "resellers", "prospects"}
    assert kinds <= {f.kind for f in answer.findings}
    assert answer.finding("late").evidence.total == 15
    card = next(r for r in answer.table("cards").data.to_pylist() if r["name"] == "Tom Okafor")
    assert (card["city"], card["do_not_contact"]) == ("Lagos", "yes")
