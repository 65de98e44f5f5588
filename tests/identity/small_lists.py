"""Short lists of two facts, linked by a small model in milliseconds."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

import duckdb
import pytest

from closeknit.engines.connecting import one_number
from closeknit.identity import linkage
from closeknit.identity.blocking import bring_together
from closeknit.identity.compared import NOTHING, Compared
from closeknit.identity.comparing import Comparison, Level, Model
from closeknit.identity.linkage import Linked, link
from tests.identity.public_lists import PERSON

FACTS = ("birthday", "city")

SMALL = Model(
    "person",
    tuple(
        Comparison(
            fact,
            f"{fact}_l IS NULL OR {fact}_r IS NULL",
            (Level(f"{fact}_l = {fact}_r", f"same {fact}", 0.98, rare=fact),),
            f"another {fact}",
        )
        for fact in FACTS
    ),
    blocks=tuple((fact,) for fact in FACTS),
    learning=(),
)

Short = Mapping[str, tuple[str | None, str | None]]
"""Birthday and city of each entry, by its key."""


def opened(entries: Short) -> duckdb.DuckDBPyConnection:
    """A database with the table `entries` of plain facts, numbered in the order of their keys."""
    con = duckdb.connect(config={"threads": 1})
    con.execute(f"CREATE TABLE entries (code BIGINT, key TEXT, {', '.join(f'{c} TEXT' for c in PERSON)})")
    con.executemany(
        "INSERT INTO entries (code, key, birthday, city) VALUES (?, ?, ?, ?)",
        [(n, key, *entries[key]) for n, key in enumerate(sorted(entries))],
    )
    return con


def linked_short(entries: Short, before: Compared = NOTHING) -> Linked:
    """Who of a short list is likely one."""
    with opened(entries) as con:
        return link(con, SMALL, "entries", before)


def linked_at_once(entries: Short, found: Linked) -> Linked:
    """The same by the parameters that were used, with everything compared anew."""
    return linked_short(entries, found.compared.learnt)


@contextmanager
def counting_anew() -> Iterator[list[int]]:
    """How many entries each linking within compares anew."""
    anew: list[int] = []

    def counted(own: duckdb.DuckDBPyConnection) -> None:
        anew.append(one_number(own, "SELECT count(*) FROM states ANTI JOIN stood USING (code)"))
        bring_together(own)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(linkage, "bring_together", counted)
        yield anew
