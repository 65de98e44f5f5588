"""What happened, as rows of the book: of every account, or worked out anew of those that a change reaches.

All of it is Ibis: the same expressions run on every engine. Of accounts that a change reaches, only what it
touches is put together from claims; all else is taken from the book before.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import ibis.expr.types as ir

from closeknit.book import activities as happened
from closeknit.book import timeline as times
from closeknit.book.activity_sums import (
    PARTY_SUMS,
    STREAM_SUMS,
    party_sums,
    stream_sums,
    that_tell_who_was_left,
)
from closeknit.book.basis import Anew
from closeknit.book.changes import Now, Reach, differing, of_these, reach
from closeknit.book.contracts import contracts_of
from closeknit.book.jobs import SHOWN
from closeknit.book.mentions import said, whose_words
from closeknit.book.products import products_of
from closeknit.book.purchases import purchases
from closeknit.book.schema import BOOK, BY_PART, MENTIONS
from closeknit.book.spine import Before, Spine
from closeknit.book.versions import Book
from closeknit.claims import JOB_CHANGED
from closeknit.engines.engine import Engine
from closeknit.engines.parts import changes_file, part_file
from closeknit.engines.portable import stacked
from closeknit.settings import Settings

SUMS = (PARTY_SUMS, STREAM_SUMS)
"""What is kept with a version beside its tables."""

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


def all_rows(engine: Engine, spine: Spine, settings: Settings) -> Rows:
    """What happened, for every account."""
    took_part, placed = _placed(engine, spine, spine.claims, settings)
    every = engine.keep(happened.counted(placed, spine.cases), "activities")
    engine.let_go(placed)
    new = _told_of(engine, spine, spine.claims, every, took_part, settings)
    new |= {"activities": every, "timeline": engine.keep(new["timeline"], "timeline")}
    new |= _bought(engine, spine, every, spine.cases)
    return Rows(new, every, _sums(engine, every, new["timeline"], new["timeline"]))


def changed_rows(engine: Engine, spine: Spine, settings: Settings, before: Before) -> Rows:
    """What happened, worked out for the accounts that a change touches; for the others as it was."""
    since, there = before.since, before.tables
    had_jobs = engine.read(since.book.files(SHOWN.name), SHOWN)
    derived = stacked(*differing(spine.job_changes, had_jobs)).select("activity_id")
    now = Now(spine.claims, spine.keys, spine.people, spine.cases, derived)
    found = reach(engine, now, there, since)
    new = _rows_of_accounts(engine, spine, settings, before, found)
    whole = _parts_in_whole(since.book, found.parts, _by_part(engine, new["activities"]))
    changed = tuple(part for part in found.parts if part not in whole)
    activities = engine.collect(found.activities)["activity_id"]
    anew = Anew(since.book, whole, changed, found.account_ids, activities)

    def with_others(name: str, had: ir.Table) -> ir.Table:
        return stacked(new[name].select(had.columns), had.anti_join(found.accounts, "account_id"))

    written = {
        name: with_others(name, since.book.table(engine, name, anew.written_again(name)))
        for name in BY_PART
        if name != MENTIONS.name
    }
    every, timeline = (with_others(name, there[name]) for name in ("activities", "timeline"))
    sums = _sums_since(engine, since.book, found, new, timeline)
    return Rows({**written, "mentions": new["mentions"]}, every, sums, anew)


def _sums(
    engine: Engine, activities: ir.Table, timeline: ir.Table, of_job_changes: ir.Table
) -> dict[str, ir.Table]:
    """What activities come to; `of_job_changes` holds rows of the timeline, all of those among them."""
    sums = {
        PARTY_SUMS.name: party_sums(activities, timeline),
        STREAM_SUMS.name: stream_sums(activities, that_tell_who_was_left(of_job_changes)),
    }
    return {name: engine.keep(rows, name) for name, rows in sums.items()}


def _sums_since(
    engine: Engine, book: Book, found: Reach, new: Mapping[str, ir.Table], timeline: ir.Table
) -> dict[str, ir.Table]:
    """What activities come to, with these `new` tables of the accounts that a change reaches; `timeline` is
    that of all. Of all other accounts, as in the book before."""
    activities = new["activities"]
    listed = activities.filter(activities.kind == JOB_CHANGED)
    told = _sums(engine, activities, new["timeline"], of_these(engine, timeline, listed, "activity_id"))
    had = {schema.name: engine.read(book.files(schema.name), schema) for schema in SUMS}
    return {name: stacked(told[name], had[name].anti_join(found.accounts, "account_id")) for name in told}


def _rows_of_accounts(
    engine: Engine, spine: Spine, settings: Settings, before: Before, found: Reach
) -> dict[str, ir.Table]:
    """The tables of BY_PART, of the accounts that a change reaches: of what is not put together anew, rows as
    they were. Of mentions, only the texts that are read anew."""
    took_part, placed = _placed(engine, spine, found.claims, settings)
    told = _told_of(engine, spine, found.claims, placed, took_part, settings)
    book, accounts = before.since.book, found.account_ids.to_pylist()

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


def _by_part(engine: Engine, rows: ir.Table) -> Counter[int]:
    """How many rows there are of each part."""
    found = engine.collect(rows.group_by("part").aggregate(n=rows.count()))
    return Counter(dict(zip(found["part"].to_pylist(), found["n"].to_pylist(), strict=True)))


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
