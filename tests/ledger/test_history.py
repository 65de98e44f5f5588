"""What follows from the rows of `imports`; told the same way to the loader and to engines."""

from __future__ import annotations

import ibis
import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st

from closeknit.ledger.history import History
from closeknit.ledger.live import counting_imports, current_imports
from closeknit.ledger.schema import IMPORTS
from tests.ledger.rows import import_row


def history(*rows: dict[str, object]) -> History:
    return History.of(pa.Table.from_pylist(list(rows), schema=IMPORTS.arrow))


def test_names_go_on_after_those_in_use() -> None:
    assert history().next_id() == "i-0001"
    assert history(import_row("i-0041", 1)).next_id(taken=1) == "i-0043"


def test_an_import_counts_until_it_is_undone_or_replaced() -> None:
    rows = [import_row(f"i-000{n}", n) for n in (1, 2, 3)]
    told = history(*rows, import_row("i-0001", 4, "undone"), import_row("i-0002", 5, "replaced"))
    assert [row.import_id for row in told.counting()] == ["i-0003"]
    assert told.streams() == ["shop/orders"]


def test_claims_are_there_for_what_counted_when_the_reading_began_or_came_later() -> None:
    told = history(
        import_row("i-0001", 1),
        import_row("i-0002", 2),
        import_row("i-0001", 3, "undone"),
        import_row("i-0003", 4, "derived", epoch=2),
        import_row("i-0004", 5, epoch=2),
        import_row("i-0004", 6, "undone", epoch=2),
    )
    assert told.epoch("shop/orders") == 2
    assert told.derived_from("shop/orders") == {"i-0002", "i-0004"}


def test_the_mapping_is_that_of_the_newest_row_that_stands() -> None:
    told = history(
        import_row("i-0001", 1, mapping_hash="old"),
        import_row("i-0002", 2, mapping_hash="new", epoch=2),
        import_row("i-0002", 3, "undone", mapping_hash="new", epoch=2),
    )
    row = told.told_by("shop/orders")
    assert row is not None
    assert row.mapping_hash == "old"


steps = st.lists(
    st.tuples(
        st.sampled_from(["a/x", "a/y"]), st.sampled_from(["complete", "derived", "end"]), st.booleans()
    ),
    max_size=8,
)


@settings(max_examples=10, deadline=None)
@given(steps)
def test_loader_and_engines_are_told_the_same(given_steps: list[tuple[str, str, bool]]) -> None:
    rows: list[dict[str, object]] = []
    for seq, (stream, what, raised) in enumerate(given_steps, 1):
        epoch = max((int(str(r["epoch"])) for r in rows if r["stream_id"] == stream), default=1)
        open_ones = [r for r in rows if r["stream_id"] == stream and r["state"] == "complete"]
        if what == "end" and open_ones:
            rows.append(open_ones[-1] | {"seq": seq, "state": "undone"})
        elif what != "end":
            rows.append(import_row(f"i-{seq:04}", seq, what, stream_id=stream, epoch=epoch + raised))
    told = history(*rows)
    table = {"imports": ibis.memtable(pa.Table.from_pylist(rows, schema=IMPORTS.arrow))}
    counting = set(counting_imports(table).to_pyarrow()["import_id"].to_pylist())
    current = set(current_imports(table).to_pyarrow()["import_id"].to_pylist())
    assert counting == {row.import_id for row in told.counting()}
    assert current == told.current()
