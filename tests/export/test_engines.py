"""The event log is the same on every engine."""

import pytest

from closeknit.export.ocel import event_log
from tests.export.test_ocel import shop


@pytest.mark.slow
def test_the_log_is_the_same_on_every_engine(every_engine):
    book = shop()
    here, there = (book.question("2026-06-30", **more) for more in ({}, {"engine": every_engine}))
    one, other = (event_log(q.tables, q.collect) for q in (here, there))
    assert (one.objects, one.event_kinds, one.object_kinds) == (
        other.objects, other.event_kinds, other.object_kinds,
    )  # fmt: skip
    assert list(one.events()) == list(other.events())
