"""The book, built from live claims and from who is who; derived, so it can be deleted and built again.

All of it is Ibis: the same expressions run on every engine. Numbers for parties, records and activities
come in with the claims. Building only the parts that a change touches gives the same as building all.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import ibis.expr.types as ir
import pyarrow as pa

from closeknit.book import activities as happened
from closeknit.book import parties as who
from closeknit.book import timeline as times
from closeknit.book.attributes import attributes
from closeknit.book.cases import cases, newest_cases, stages
from closeknit.book.days import offsets_of
from closeknit.book.money import rates_of, unknown_rates
from closeknit.book.people import keys_with_domains, people
from closeknit.book.products import products_of
from closeknit.book.purchases import purchases
from closeknit.book.relationships import WORKS_AT, relationships, ties_of_parties
from closeknit.book.schema import BOOK
from closeknit.book.versions import Book, Draft, current
from closeknit.engines.engine import Engine
from closeknit.progress import Progress, Quiet
from closeknit.settings import Settings

__all__ = ["Book", "Identities", "build", "current"]

ORDER: dict[str, tuple[str, ...]] = {
    "parties": ("account_id", "party_id"),
    "party_aliases": ("old_id",),
    "keys": ("key",),
    "activities": ("account_id", "at", "activity_id"),
    "timeline": ("account_id", "at", "activity_id", "party_id", "role"),
    "purchases": ("account_id", "at", "purchase_id"),
    "purchase_activities": ("purchase_id", "activity_id"),
    "lines": ("account_id", "activity_id", "record_id", "line_no"),
    "texts": ("account_id", "day", "activity_id"),
    "attributes": ("party_id", "name", "value", "stream_id", "record_id"),
    "relationships": ("from_party", "to_party", "kind", "record_id"),
    "cases": ("account_id", "case_id"),
    "stages": ("case_id", "entered_at"),
    "freshness": ("stream_id",),
}
"""How the rows of each table are sorted within a part."""


class Identities(Protocol):
    """What the book needs to know of who is who: tables as `book.schema` KEYS and PARTY_ALIASES."""

    @property
    def keys(self) -> pa.Table:
        """Every key with its party."""

    @property
    def aliases(self) -> pa.Table:
        """Former numbers of parties."""


@dataclass(frozen=True)
class Spine:
    """Who is who, with the small tables that everything joins to."""

    claims: Mapping[str, ir.Table]
    keys: ir.Table
    people: ir.Table
    ties: ir.Table
    offsets: ir.Table
    rates: ir.Table


def build(
    engine: Engine,
    live: Mapping[str, ir.Table],
    resolution: Identities,
    settings: Settings,
    *,
    folder: Path,
    version: str,
    freshness: pa.Table,
    changed_keys: Sequence[str] | None = None,
    previous: Book | None = None,
    progress: Progress | None = None,
) -> Book:
    """Build a version of the book in `folder` and make it the current one.

    `live` holds the claim tables with only what counts, on `engine`. With `changed_keys` and `previous`,
    only the parts that those keys, or what became of their parties, touch are built; the others are
    taken over.
    """
    say = progress or Quiet()
    draft = Draft(folder, version, settings)
    try:
        tables = _tables(engine, live, resolution, settings, say)
        tables["freshness"] = engine.from_arrow(freshness, "freshness")
        for done, name in enumerate(BOOK):
            say.step("Writing your book", done, len(BOOK))
            draft.write(engine, tables[name], BOOK[name], ORDER[name])
        draft.note("unknown_rates", engine.collect(unknown_rates(tables["activities"])).to_pylist())
        return draft.publish()
    finally:
        draft.discard()
        engine.drop_kept()


def _spine(engine: Engine, live: Mapping[str, ir.Table], resolution: Identities, settings: Settings) -> Spine:
    all_keys, implied = keys_with_domains(resolution.keys)
    keys = engine.from_arrow(all_keys, "keys")
    offsets = engine.from_arrow(offsets_of(settings.zone()), "offsets")
    ties = engine.keep(ties_of_parties(live, keys, engine.from_arrow(implied, "implied")), "ties")
    works_at = ties.filter(ties.kind == WORKS_AT)
    everybody = engine.keep(people(live, keys, works_at, settings), "people")
    return Spine(live, keys, everybody, ties, offsets, engine.from_arrow(rates_of(settings), "rates"))


def _tables(
    engine: Engine, live: Mapping[str, ir.Table], resolution: Identities, settings: Settings, say: Progress
) -> dict[str, ir.Table]:
    """All book tables but `freshness`, as expressions over what has been computed."""
    say.step("Seeing who is who")
    spine = _spine(engine, live, resolution, settings)
    newest = engine.keep(newest_cases(live, spine.keys, spine.people), "newest_cases")
    steps = engine.keep(stages(live, newest), "stages")
    case_rows = engine.keep(cases(newest, steps, spine.offsets, spine.rates, settings), "cases")
    say.step("Putting together what happened")
    rows, took_part = _activities(engine, spine, case_rows, settings)
    timeline = engine.keep(times.timeline(rows, took_part), "timeline")
    say.step("Seeing what was bought")
    bought, members = purchases(engine, rows, case_rows)
    products = engine.from_arrow(products_of(engine, live["lines"]), "products")
    traits = engine.keep(attributes(live, spine.keys, spine.people, spine.offsets), "attributes")
    related = engine.keep(relationships(spine.ties, spine.people, spine.offsets), "relationships")
    parties = who.parties(
        spine.people,
        who.standings(live, spine.keys, spine.people, rows, took_part, case_rows),
        who.owners(spine.ties, newest),
        who.signs(rows, timeline, traits, related),
    )
    return {
        "parties": parties,
        "party_aliases": engine.from_arrow(resolution.aliases, "aliases"),
        "keys": spine.keys,
        "activities": rows,
        "timeline": timeline,
        "purchases": bought,
        "purchase_activities": members,
        "lines": times.lines(live, rows, products, spine.rates),
        "texts": times.texts(rows),
        "attributes": traits,
        "relationships": related,
        "cases": case_rows,
        "stages": steps,
    }


def _activities(
    engine: Engine, spine: Spine, case_rows: ir.Table, settings: Settings
) -> tuple[ir.Table, ir.Table]:
    """The activities and their participants, computed."""
    plays = engine.from_arrow(happened.parts_played(settings), "plays")
    ranks = engine.from_arrow(happened.role_ranks(settings), "ranks")
    facts = engine.keep(happened.facts(spine.claims, plays, spine.offsets, settings), "facts")
    named = happened.participants(spine.claims, spine.keys, spine.people, ranks)
    took_part = engine.keep(named, "took_part")
    whose = engine.keep(happened.accounts(facts, took_part, case_rows), "accounts")
    rows = engine.keep(happened.activities(facts, whose, case_rows, spine.rates), "activities")
    return rows, took_part
