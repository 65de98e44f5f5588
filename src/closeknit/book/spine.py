"""What every other table of the book joins to: who is who, what is said of them, and what cases there are.

All parties are told whoever changed: there are few beside what happened. Only of those whom a change concerns
is what is said put together again.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import ibis.expr.types as ir

from closeknit.book.attributes import VALUES, dated, stated, undated, values, values_added
from closeknit.book.basis import Basis, Since
from closeknit.book.cases import cases, newest_cases, stages
from closeknit.book.changes import concerned, differing, of_these
from closeknit.book.corrected import BY_HAND, corrected_traits
from closeknit.book.days import offsets_of
from closeknit.book.grouping import Grouping, grouping
from closeknit.book.jobs import SHOWN, with_job_changes
from closeknit.book.money import rates_of
from closeknit.book.people import Said, keys_with_domains, people
from closeknit.book.relationships import ties_of_parties
from closeknit.claims import WORKS_AT
from closeknit.engines.engine import Engine
from closeknit.engines.portable import stacked


@dataclass(frozen=True)
class Before:
    """The book that is there, and what changed since."""

    since: Since
    tables: Mapping[str, ir.Table]
    concerned: ir.Table
    """party_id, before and after, of whoever a key names that changed."""


@dataclass(frozen=True)
class Spine:
    """Who is who and what cases there are, with the small tables that everything joins to."""

    claims: Mapping[str, ir.Table]
    keys: ir.Table
    values: ir.Table
    """What is known of each party, as `attributes.VALUES`."""
    people: ir.Table
    ties: ir.Table
    cases: ir.Table
    stages: ir.Table
    offsets: ir.Table
    rates: ir.Table
    grouping: Grouping
    job_changes: ir.Table
    """As `jobs.SHOWN`."""
    before: Before | None
    """None: all is built."""


def spine_of(engine: Engine, basis: Basis, since: Since | None) -> Spine:
    """Put it together; with `since`, what is said of whoever no change concerns as in the book before."""
    live, settings = basis.live, basis.settings
    all_keys, domains = keys_with_domains(basis.identities.keys)
    keys, implied = engine.from_arrow(all_keys, "keys"), engine.from_arrow(domains, "implied")
    offsets = engine.from_arrow(offsets_of(settings.zone()), "offsets")
    rates = engine.from_arrow(rates_of(settings), "rates")
    ties = engine.keep(ties_of_parties(live, keys, implied), "ties")
    before = None if since is None else _before(engine, keys, since)
    said = _said(engine, basis, keys, offsets, before)
    everybody = engine.keep(people(said, keys, ties.filter(ties.kind == WORKS_AT), settings), "people")
    live, jobs = with_job_changes(engine, live, keys, everybody, implied)
    newest = engine.keep(newest_cases(live, keys, everybody), "newest_cases")
    steps = engine.keep(stages(live, newest), "stages")
    known = engine.keep(cases(newest, steps, offsets, rates, settings), "cases")
    how = grouping(engine, settings.purchase_rules(), keys, everybody, basis.grouped)
    return Spine(
        live,
        keys,
        said.values,
        everybody,
        ties,
        known,
        steps,
        offsets,
        rates,
        how,
        engine.from_arrow(jobs, SHOWN.name),
        before,
    )


def _before(engine: Engine, keys: ir.Table, since: Since) -> Before:
    tables = since.book.tables(engine)
    found = concerned(engine, keys, tables["keys"], since.touched.keys)
    return Before(since, tables, engine.keep(found, "concerned"))


def _said(engine: Engine, basis: Basis, keys: ir.Table, offsets: ir.Table, before: Before | None) -> Said:
    """What is said of parties; of those that nothing concerns, as in the book before."""
    of_keys = engine.from_arrow(basis.told.keys, "told_keys")
    traits, corrected = basis.live["traits"], corrected_traits(engine, basis.decisions)
    if before is None:
        found = values(traits, corrected, keys, offsets)
    else:
        found = _values_since(engine, before, traits, corrected, keys, offsets)
    return Said(of_keys, corrected, engine.keep(found, "values"))


def _values_since(
    engine: Engine,
    before: Before,
    traits: ir.Table,
    corrected: ir.Table,
    keys: ir.Table,
    offsets: ir.Table,
) -> ir.Table:
    """The same as `values`, sooner: of all whom nothing concerns, as in the book before; of the others that,
    with what new records state added, but where something is dated or more than this changed."""
    had, imports = before.tables["attributes"], before.since.touched.added
    # No load tells what people corrected since, or took back.
    by_hand = [
        rows.select("party_id")
        for rows in (had.filter(had.stream_id == BY_HAND), keys.semi_join(corrected, "key"))
    ]
    anew = engine.keep(stacked(before.concerned, *by_hand).distinct(), "said_anew")
    new = stated(traits.filter(traits.import_id.isin(imports)) if imports else traits.limit(0), keys)
    new = engine.keep(new, "newly_stated")
    not_by_adding = stacked(dated(had, new), _with_keys_of_others(keys, before), *by_hand)
    again = engine.keep(anew.semi_join(not_by_adding, "party_id") if imports else anew, "said_again")
    theirs = engine.keep(keys.semi_join(again, "party_id"), "their_keys")
    added = anew.anti_join(again, "party_id")
    return stacked(
        had.anti_join(anew, "party_id").select(VALUES),
        values_added(undated(had.semi_join(added, "party_id")), new.semi_join(added, "party_id"), offsets),
        values(of_these(engine, traits, theirs, "key"), corrected.semi_join(theirs, "key"), keys, offsets),
    )


def _with_keys_of_others(keys: ir.Table, before: Before) -> ir.Table:
    """party_id of whoever lost a key, and of whose it is now."""
    now, then = (t.select("key", "party_id") for t in (keys, before.tables["keys"]))
    _, lost = differing(now, then)
    return stacked(lost, now.semi_join(lost, "key")).select("party_id")
