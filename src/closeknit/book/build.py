"""The book, built from live claims and from who is who; derived, so it can be deleted and built again.

All of it is Ibis: the same expressions run on every engine. Numbers for parties, records and activities
come in with the claims. Working out only the accounts that a change touches gives the same as building all.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import ibis.expr.types as ir
import pyarrow as pa
import pyarrow.compute as pc

from closeknit.book import parties as who
from closeknit.book.attributes import attributes
from closeknit.book.basis import Basis, Identities, Since
from closeknit.book.decided import decided
from closeknit.book.indexing import SIZE, build_search
from closeknit.book.jobs import SHOWN
from closeknit.book.mentions import IN_ORDER, write_mentions
from closeknit.book.money import unknown_rates
from closeknit.book.relationships import relationships
from closeknit.book.rows import SUMS, Rows, all_rows, changed_rows
from closeknit.book.schema import BOOK, BY_PART, LIKELY_SAME, MENTIONS
from closeknit.book.spine import Spine, spine_of
from closeknit.book.versions import REPLACED, Book, Draft
from closeknit.engines.engine import Engine
from closeknit.progress import Progress, Quiet
from closeknit.settings import Settings

ORDER: dict[str, tuple[str, ...]] = {
    "parties": ("account_id", "party_id"),
    "party_aliases": ("old_id",),
    "keys": ("key",),
    "likely_same": ("one_key", "other_key"),
    "activities": ("account_id", "at", "activity_id"),
    "timeline": ("account_id", "at", "activity_id", "party_id", "role"),
    "purchases": ("account_id", "at", "purchase_id"),
    "purchase_activities": ("purchase_id", "activity_id"),
    "lines": ("account_id", "activity_id", "record_id", "line_no"),
    "texts": ("account_id", "day", "activity_id"),
    "mentions": IN_ORDER,
    "attributes": ("party_id", "name", "value", "stream_id", "record_id"),
    "relationships": ("from_party", "to_party", "kind", "record_id"),
    "cases": ("account_id", "case_id"),
    "stages": ("case_id", "entered_at"),
    "campaigns": ("decision_id", "account_id", "key"),
    "reviews": ("decision_id", "pair", "account_id", "event"),
    "roles": ("decision_id",),
    "freshness": ("stream_id",),
}
"""How the rows of each table are sorted within a part."""


def build(
    engine: Engine,
    basis: Basis,
    draft: Draft,
    *,
    since: Since | None = None,
    progress: Progress | None = None,
) -> Book:
    """Write a version of the book into a draft and make it the current one; a draft that fails is discarded.

    With `since`, only the accounts that the change touches are worked out and all other rows taken over from
    the book that is there, unless other settings or rules built it.
    """
    say = progress or Quiet()
    try:
        with engine.scratch():
            say.step("Seeing who is who")
            follows = since is not None and draft.follows(since.book)
            spine = spine_of(engine, basis, since if follows else None)
            say.step("Putting together what happened")
            if spine.before is not None:
                rows = changed_rows(engine, spine, basis.settings, spine.before)
            else:
                rows = all_rows(engine, spine, basis.settings)
            recorded = engine.from_arrow(basis.told.recorded, "recorded")
            small = _small_tables(engine, spine, rows, recorded) | _given_tables(engine, spine, basis)
            _write(draft, engine, rows, small, basis.settings, progress=say)
            draft.write(engine, spine.job_changes, SHOWN, ())
            for schema in SUMS:
                draft.write(engine, rows.sums[schema.name], schema, ())
            draft.note("unknown_rates", engine.collect(unknown_rates(rows.activities)).to_pylist())
            say.step("Indexing names and texts")
            draft.note(SIZE, build_search(engine, draft.written(), rows.anew))
        return draft.publish()
    finally:
        draft.discard()


def _write(
    draft: Draft,
    engine: Engine,
    rows: Rows,
    small: Mapping[str, ir.Table],
    settings: Settings,
    *,
    progress: Progress,
) -> None:
    """Write all tables into the draft; what is not built anew is taken over."""
    tables, anew = {**rows.written, **small}, rows.anew
    if anew is not None:
        draft.note(REPLACED, anew.replaced())
    for done, name in enumerate(BOOK):
        progress.step("Writing your book", done, len(BOOK))
        if name == MENTIONS.name:
            write_mentions(draft, engine, tables[name], settings, anew=anew)
        else:
            changed = anew.changed if anew is not None and name in BY_PART else ()
            draft.write(engine, tables[name], BOOK[name], ORDER[name], changed=changed)
        if name in BY_PART and anew is not None:
            draft.take_over(anew.book, name, without={Path(f).name for f in anew.written_again(name)})


def _given_tables(engine: Engine, spine: Spine, basis: Basis) -> dict[str, ir.Table]:
    """The tables of which nothing has to be worked out but whose keys they name."""
    given = {
        "party_aliases": basis.identities.aliases,
        "likely_same": likely_same(basis.identities),
        "freshness": basis.freshness,
    }
    tables = {name: engine.from_arrow(table, f"given_{name}") for name, table in given.items()}
    return tables | decided(engine, basis.decisions, spine.keys, spine.people)


def likely_same(identities: Identities) -> pa.Table:
    """The pairs that a person should look at, with whom their keys stand for."""
    found, keys = identities.to_review, identities.keys
    named = pa.chunked_array([*found["key_a"].chunks, *found["key_b"].chunks], pa.string())
    mine = keys.filter(pc.is_in(keys["key"], value_set=named.combine_chunks()))
    whose = dict(zip(mine["key"].to_pylist(), mine["party_id"].to_pylist(), strict=True))
    columns = [
        *([whose[key] for key in found[side].to_pylist()] for side in ("key_a", "key_b")),
        *(found[name] for name in ("key_a", "key_b", "why", "score")),
    ]
    return pa.table(columns, names=LIKELY_SAME.names).cast(LIKELY_SAME.arrow)


def _small_tables(engine: Engine, spine: Spine, rows: Rows, recorded: ir.Table) -> dict[str, ir.Table]:
    """The tables that are always built whole; `recorded` holds of whom which stream states something."""
    traits = attributes(spine.values, spine.people)
    related = engine.keep(relationships(spine.ties, spine.people, spine.offsets), "relationships")
    by_party, by_stream = (rows.sums[schema.name] for schema in SUMS)
    signs = who.signs(by_party, traits, related)
    known = who.Known(recorded, spine.keys, spine.people, traits, by_party, by_stream, spine.cases)
    parties = who.parties(spine.people, who.standings(known), who.owners(spine.ties, spine.cases), signs)
    return {
        "parties": parties,
        "keys": spine.keys,
        "attributes": traits,
        "relationships": related,
        "cases": spine.cases,
        "stages": spine.stages,
    }
