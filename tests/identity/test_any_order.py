"""Whatever is loaded, merged, split and taken back, in any order: who is who follows from what is left."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, precondition, rule, run_state_machine_as_test

from closeknit.errors import DecisionsDisagree
from closeknit.identity.decisions import taken_back, verdicts
from closeknit.identity.parties import Resolution
from closeknit.settings import Settings
from tests.identity.claims_made import decisions, resolved_by
from tests.identity.test_resolve import KEYS, RECORD, world_of

TABLES = ("keys", "to_review", "kept_apart", "steps", "weights")


class Folder(RuleBasedStateMachine):
    """A folder through its life: imports that hold, and decisions in the order they were made."""

    def __init__(self) -> None:
        super().__init__()
        self.imports: list[list[tuple[str, list[str], str]]] = []
        self.decided: list[tuple[str, str, object]] = []
        self.last: Resolution | None = None

    @rule(records=st.lists(RECORD, min_size=1, max_size=4))
    def load(self, records: list[tuple[str, list[str], str]]) -> None:
        """Read a file."""
        self.imports.append(records)

    @precondition(lambda self: self.imports)
    @rule(data=st.data())
    def take_back(self, data: st.DataObject) -> None:
        """Take an import back."""
        self.imports.remove(data.draw(st.sampled_from(self.imports)))

    @rule(kind=st.sampled_from(["same", "different"]), one=KEYS, other=KEYS)
    def decide(self, kind: str, one: str, other: str) -> None:
        """Merge or split; what contradicts is refused and not kept."""
        if one == other:
            return
        made = [*self.decided, (kind, one, other)]
        try:
            verdicts(decisions(*made))
        except DecisionsDisagree:
            return
        self.decided = made

    @precondition(lambda self: self.decided)
    @rule(data=st.data())
    def undo(self, data: st.DataObject) -> None:
        """Take a decision back, or an undo."""
        rows = decisions(*self.decided).to_pylist()
        gone = taken_back(rows)
        there = [row["decision_id"] for row in rows if row["decision_id"] not in gone]
        if not there:
            return
        made = [*self.decided, ("undo", data.draw(st.sampled_from(there)), None)]
        try:
            verdicts(decisions(*made))
        except DecisionsDisagree:
            return
        self.decided = made

    @rule()
    def look(self) -> None:
        """Bring who is who up to now, as every command does."""
        records = [record for one in self.imports for record in one]
        self.last = resolved_by(
            world_of(records),
            decisions(*self.decided),
            Settings(),
            self.last,
        )

    def teardown(self) -> None:
        """What was reached step by step is what the records and decisions that are left define."""
        self.look()
        rows = decisions(*self.decided).to_pylist()
        gone = taken_back(rows)
        left = [row for row in rows if row["decision_id"] not in gone and row["kind"] != "undo"]
        records = [record for one in reversed(self.imports) for record in one]
        plain = resolved_by(
            world_of(records),
            decisions().from_pylist(left, schema=decisions().schema),
            Settings(),
        )
        assert self.last is not None
        for name in TABLES:
            assert getattr(self.last, name).equals(getattr(plain, name)), name


@pytest.mark.slow
@pytest.mark.parametrize("examples", [12])
def test_who_is_who_follows_from_what_is_left_in_any_order(examples: int) -> None:
    run_state_machine_as_test(
        Folder,
        settings=settings(
            max_examples=examples,
            stateful_step_count=12,
            deadline=None,
            suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
        ),
    )
