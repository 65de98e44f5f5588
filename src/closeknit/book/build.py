"""The book, built from live claims and from who is who; derived, so it can be deleted and built again.

All of it is Ibis: the same expressions run on every engine. Numbers for parties, records and activities
come in with the claims. Working out only the accounts that a change touches gives the same as building all.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import ibis.expr.types as ir
import pyarrow as pa
import pyarrow.compute as pc

from closeknit.book import activities as happened
from closeknit.book import parties as who
from closeknit.book import timeline as times
from closeknit.book.activity_sums import PARTY_SUMS, STREAM_SUMS, party_sums, stream_sums, who_left
from closeknit.book.attributes import attributes
from closeknit.book.basis import Anew, Basis, Identities, Since
from closeknit.book.changes import Now, Reach, differing, of_these, reach
from closeknit.book.contracts import contracts_of
from closeknit.book.decided import decided
from closeknit.book.indexing import SIZE, build_search
from closeknit.book.jobs import SHOWN
from closeknit.book.mentions import IN_ORDER, said, whose_words, write_mentions
from closeknit.book.money import unknown_rates
from closeknit.book.products import products_of
from closeknit.book.purchases import purchases
from closeknit.book.relationships import relationships
from closeknit.book.schema import BOOK, BY_PART, LIKELY_SAME, MENTIONS
from closeknit.book.spine import Before, Spine, spine_of
from closeknit.book.versions import REPLACED, Book, Draft
from closeknit.claims import JOB_CHANGED
from closeknit.engines.engine import Engine
from closeknit.engines.parts import changes_file, part_file
from closeknit.engines.portable import stacked
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


SUMS = (PARTY_SUMS, STREAM_SUMS)

AS_THEY_STAND = ("timeline", "lines", "texts")
"""Tables of which the rows of an activity follow from nothing but its own claims, and whose it is."""

FOLDED = 0.125
"""A part of which so much stands among its changes is written whole again: to read a part that has changes
takes looking for what they replace, and they are all written again with every further one."""


@dataclass(frozen=True)
class Rows:
    """What happened: in the parts being written, and in the whole book."""

    written: dict[str, ir.Table]
    """Tables of BY_PART with the rows to be written; of mentions, the texts that are read anew."""
    activities: ir.Table
    sums: Mapping[str, ir.Table]
    """Those of `activity_sums`, of the whole book."""
    anew: Anew | None = None
    """None: all is built."""


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
                rows = _changed_rows(engine, spine, basis.settings, spine.before)
            else:
                rows = _all_rows(engine, spine, basis.settings)
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


def _by_part(engine: Engine, rows: ir.Table) -> Counter[int]:
    """How many rows there are of each part."""
    found = engine.collect(rows.group_by("part").aggregate(n=rows.count()))
    return Counter(dict(zip(found["part"].to_pylist(), found["n"].to_pylist(), strict=True)))


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


def _all_rows(engine: Engine, spine: Spine, settings: Settings) -> Rows:
    """What happened, for every account."""
    took_part, placed = _placed(engine, spine, spine.claims, settings)
    every = engine.keep(happened.counted(placed, spine.cases), "activities")
    engine.let_go(placed)
    new = _told_of(engine, spine, spine.claims, every, took_part, settings)
    new |= {"activities": every, "timeline": engine.keep(new["timeline"], "timeline")}
    new |= _bought(engine, spine, every, spine.cases)
    return Rows(new, every, _sums(engine, every, new["timeline"], new["timeline"]))


def _changed_rows(engine: Engine, spine: Spine, settings: Settings, before: Before) -> Rows:
    """What happened, worked out for the accounts that a change touches; for the others as it was."""
    since, there = before.since, before.tables
    had_jobs = engine.read(since.book.files(SHOWN.name), SHOWN)
    derived = stacked(*differing(spine.job_changes, had_jobs)).select("activity_id")
    now = Now(spine.claims, spine.keys, spine.people, spine.cases, derived)
    found = reach(engine, now, there, since)
    new = _rows_of_accounts(engine, spine, settings, before, found)
    whole = _parts_in_whole(since.book, found.parts, _by_part(engine, new["activities"]))
    changed = tuple(part for part in found.parts if part not in whole)
    accounts, activities = (engine.collect(t)[t.columns[0]] for t in (found.accounts, found.activities))
    anew = Anew(since.book, whole, changed, accounts, activities)

    def with_others(name: str, had: ir.Table) -> ir.Table:
        return stacked(new[name].select(had.columns), had.anti_join(found.accounts, "account_id"))

    written = {
        name: with_others(name, since.book.table(engine, name, anew.written_again(name)))
        for name in BY_PART
        if name != MENTIONS.name
    }
    activities, timeline = (with_others(name, there[name]) for name in ("activities", "timeline"))
    listed = new["activities"].filter(new["activities"].kind == JOB_CHANGED)
    told = _sums(
        engine, new["activities"], new["timeline"], of_these(engine, timeline, listed, "activity_id")
    )
    sums = {
        schema.name: stacked(
            told[schema.name],
            engine.read(since.book.files(schema.name), schema).anti_join(found.accounts, "account_id"),
        )
        for schema in SUMS
    }
    return Rows({**written, "mentions": new["mentions"]}, activities, sums, anew)


def _sums(
    engine: Engine, activities: ir.Table, timeline: ir.Table, of_changes: ir.Table
) -> dict[str, ir.Table]:
    """What activities come to; `of_changes` has at least those rows of who took part in changes of jobs."""
    sums = {
        PARTY_SUMS.name: party_sums(activities, timeline),
        STREAM_SUMS.name: stream_sums(activities, who_left(of_changes)),
    }
    return {name: engine.keep(rows, name) for name, rows in sums.items()}


def _rows_of_accounts(
    engine: Engine, spine: Spine, settings: Settings, before: Before, found: Reach
) -> dict[str, ir.Table]:
    """The tables of BY_PART, of the accounts that a change reaches: of what is not put together anew, rows as
    they were. Of mentions, only the texts that are read anew."""
    took_part, placed = _placed(engine, spine, found.claims, settings)
    told = _told_of(engine, spine, found.claims, placed, took_part, settings)
    book, accounts = before.since.book, engine.collect(found.accounts)["account_id"].to_pylist()

    def had(name: str) -> ir.Table:
        rows = book.table(engine, name, book.files_with(name, accounts))
        return rows.semi_join(found.accounts, "account_id").anti_join(found.activities, "activity_id")

    stay = engine.keep(had("activities"), "activities_that_stay")
    # What cases hold elsewhere tells which of their orders were invoiced.
    elsewhere = before.tables["activities"].anti_join(found.accounts, "account_id")
    beside = of_these(engine, elsewhere, stay.filter(stay.case_id.notnull()), "case_id")
    every = stacked(*(rows.select(happened.OF_ITSELF) for rows in (placed, stay, beside)))
    counted = happened.counted(every, spine.cases).semi_join(found.accounts, "account_id")
    rows = engine.keep(counted, "activities")
    theirs = {name: stacked(told[name].select(BOOK[name].names), had(name)) for name in AS_THEY_STAND}
    theirs["timeline"] = engine.keep(theirs["timeline"], "timeline")
    cases = spine.cases.semi_join(found.accounts, "account_id")
    return {**told, **theirs, "activities": rows, **_bought(engine, spine, rows, cases)}


def _parts_in_whole(book: Book, parts: Iterable[int], new: Counter[int]) -> tuple[int, ...]:
    """Those of some parts of which so much changes that they are written whole again; `new` has the rows
    built anew of each."""
    there = book.about["files"].get("activities", {})

    def rows(name: str) -> int:
        return int(there[name][0]) if name in there else 0

    changes = {part: new[part] + rows(changes_file(part)) for part in parts}
    return tuple(part for part, many in changes.items() if many >= FOLDED * rows(part_file(part)))


def _placed(
    engine: Engine, spine: Spine, claims: Mapping[str, ir.Table], settings: Settings
) -> tuple[ir.Table, ir.Table]:
    """Who took part in the activities that these claims tell of, and these as `activities.placed`."""
    plays = engine.from_arrow(happened.parts_played(settings), "plays")
    ranks = engine.from_arrow(happened.role_ranks(settings), "ranks")
    facts = engine.keep(happened.facts(claims, plays, spine.offsets, settings), "facts")
    named = happened.participants(claims, spine.keys, spine.people, ranks)
    took_part = engine.keep(named, "took_part")
    whose = engine.keep(happened.accounts(facts, took_part, spine.cases), "accounts")
    # Read several times by what follows; thirty million did not fit into the memory of one statement.
    placed = engine.keep(happened.placed(facts, whose, spine.rates), "placed")
    # Each is as large as all that happened, and what does not fit into memory lies on the disk.
    engine.let_go(facts, whose)
    return took_part, placed


def _told_of(
    engine: Engine,
    spine: Spine,
    claims: Mapping[str, ir.Table],
    activities: ir.Table,
    took_part: ir.Table,
    settings: Settings,
) -> dict[str, ir.Table]:
    """What these claims tell of each of these activities by itself; of mentions, the texts to be read."""
    products = engine.from_arrow(products_of(engine, claims["lines"]), "products")
    return {
        "timeline": times.timeline(activities, took_part),
        "lines": times.lines(claims, activities, products, spine.rates),
        "texts": times.texts(activities),
        "mentions": said(activities, took_part, engine.from_arrow(whose_words(settings), "whose_words")),
    }


def _bought(engine: Engine, spine: Spine, activities: ir.Table, cases: ir.Table) -> dict[str, ir.Table]:
    """What accounts decided to buy, from all of their activities and cases."""
    contracts = engine.keep(contracts_of(cases), "contracts")
    bought, papers = purchases(engine, activities, spine.cases, contracts, spine.grouping)
    return {"purchases": bought, "purchase_activities": papers}


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
