"""How far a change reaches: the activities to put together anew, and the accounts whose rows that changes.

A change comes in as keys and activities. Put together anew are these activities; every one that somebody
takes part in who counts as another one now, or under whom a key comes or goes; every one of a case that reads
differently now; and all that share a case, before or after, with one of them. It reaches the accounts that
these were or are counted under. All other activities of such an account are as they were, but what follows
from all that an account did is worked out anew: whether its payments are revenue, and what is one purchase.
Rows of all other accounts stand as they stood. So claims are only searched for what is put together anew.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import ibis.expr.types as ir
import pyarrow as pa

from closeknit.book.basis import Since, Touched
from closeknit.book.schema import CASES
from closeknit.claims import BY_ACTIVITY
from closeknit.engines.engine import Engine
from closeknit.engines.portable import look_up_some, remembered, stable_id, stacked
from closeknit.ids import part_of

Tables = Mapping[str, ir.Table]


@dataclass(frozen=True)
class Now:
    """The book as it is to be: claims, keys, people and cases, already worked out."""

    claims: Tables
    keys: ir.Table
    people: ir.Table
    cases: ir.Table
    derived: ir.Table
    """activity_id of all that no record states and that read differently now."""


@dataclass(frozen=True)
class Reach:
    """Activities to put together anew with all claims of them, the accounts that reaches, and the parts that
    hold the rows of those."""

    activities: ir.Table
    """activity_id."""
    claims: Tables
    accounts: ir.Table
    """account_id; 0, under which stands what is nobody's, is always among them."""
    account_ids: pa.ChunkedArray
    """The same, at hand."""
    parts: tuple[int, ...]


def reach(engine: Engine, now: Now, before: Tables, since: Since) -> Reach:
    """How far a change reaches; `before` holds the tables of the book as it was."""
    parties = engine.keep(_changed_parties(now, before), "changed_parties")
    cases = engine.keep(_changed_cases(now.cases, before["cases"]), "changed_cases")
    given = engine.keep(stacked(since.touched.activities, now.derived).distinct(), "given_activities")
    new = _new_activities(engine, now, before, given, since.touched)
    old = engine.keep(given.anti_join(new.activities, "activity_id"), "old_activities")
    in_cases = stacked(_in_cases(new.claims), _in_cases(_claims_of(engine, now.claims, old)))
    direct = engine.keep(_directly_touched(engine, before, old, parties, cases), "directly_touched")
    there = engine.keep(_with_their_cases(engine, before, direct, in_cases), "touched_there")
    further = _claims_of(engine, now.claims, there)
    kept = {n: engine.keep(stacked(new.claims[n], further[n]), f"needed_{n}") for n in BY_ACTIVITY}
    claims = {**now.claims, **kept}
    held = [of_these(engine, before[name], there, "activity_id") for name in ("activities", "timeline")]
    found = (_may_be_counted_under(now, claims), *held, parties, cases, _nobody(engine))
    reached = stacked(*(rows.select("account_id") for rows in found)).distinct()
    accounts = engine.keep(reached, "reached_accounts")
    ids = engine.collect(accounts)["account_id"]
    parts = sorted({part_of(account) for account in ids.to_pylist()})
    every = engine.keep(stacked(new.activities, there), "touched")
    return Reach(every, claims, accounts, ids, tuple(parts))


def of_these(engine: Engine, rows: ir.Table, some: ir.Table, column: str) -> ir.Table:
    """The rows with one of the numbers that `some`, already computed, has in a column. Where there is none,
    which an engine only finds out on the way, the rows are not even read."""
    none = engine.collect(some.select(column).limit(1)).num_rows == 0
    return rows.limit(0) if none else rows.semi_join(some, column)


def _claims_of(engine: Engine, claims: Tables, activities: ir.Table) -> dict[str, ir.Table]:
    return {name: of_these(engine, claims[name], activities, "activity_id") for name in BY_ACTIVITY}


def _nobody(engine: Engine) -> ir.Table:
    return engine.from_arrow(pa.table({"account_id": pa.array([0], pa.int64())}), "nobody")


@dataclass(frozen=True)
class _New:
    """Activities that were not in the book, and all claims of them."""

    activities: ir.Table
    claims: Tables


def _new_activities(engine: Engine, now: Now, before: Tables, given: ir.Table, touched: Touched) -> _New:
    """Those whose claims are all of a few imports, so that the other files need not be searched for them.

    What was not in the book is told by touched records alone. Of what no record states nothing is known here.
    """
    stated = given.anti_join(now.derived, "activity_id") if touched.added else given.limit(0)
    new = engine.keep(stated.anti_join(before["activities"], "activity_id"), "new_activities")
    claims = _claims_of(engine, now.claims, new)
    theirs = {name: rows.filter(rows.import_id.isin(touched.added)) for name, rows in claims.items()}
    return _New(new, {name: engine.keep(rows, f"new_{name}") for name, rows in theirs.items()})


def concerned(engine: Engine, keys: ir.Table, before: ir.Table, changed_keys: Sequence[str]) -> ir.Table:
    """party_id, before and after, of whoever a key names that changed, came or went; `keys` and `before` tell
    whose each is, now and in the book before."""
    changed = engine.from_arrow(
        pa.table({"key": pa.array(sorted(set(changed_keys)), pa.string())}), "changed"
    )
    pairs = [t.select("key", "party_id") for t in (keys, before)]
    given = [t.semi_join(changed, "key") for t in pairs]
    return stacked(*given, *differing(*pairs)).select("party_id").distinct()


@remembered
def _changed_parties(now: Now, before: Tables) -> ir.Table:
    """party_id and account_id, before and after, of all who count as another one, and under whom a key comes
    or goes.

    A name corrected by hand touches no activity, but rules of purchases and changes of jobs go by names.
    """
    was = before["parties"]
    old = was.select("party_id", "account_id", "kind", "name", ours=was.standing == "ours")
    new = now.people.select("party_id", "account_id", "kind", "name", "ours")
    moved = stacked(*differing(*(t.select("key", "party_id") for t in (now.keys, before["keys"]))))
    named = [t.semi_join(moved, "party_id") for t in (new, old)]
    return stacked(*named, *differing(new, old)).select("party_id", "account_id").distinct()


@remembered
def _changed_cases(new: ir.Table, old: ir.Table) -> ir.Table:
    """case_id and account_id, before and after, of cases that read differently."""
    return stacked(*differing(new.select(CASES.names), old)).select("case_id", "account_id").distinct()


def differing(new: ir.Table, old: ir.Table) -> tuple[ir.Table, ir.Table]:
    """Rows that only one of two tables has; nulls are equal."""
    alike = old.select(new.columns).cast(dict(new.schema().items()))
    return new.difference(alike), alike.difference(new)


def _directly_touched(
    engine: Engine, before: Tables, old: ir.Table, parties: ir.Table, cases: ir.Table
) -> ir.Table:
    """activity_id of the `old`, and of all in the book before that a changed party takes part in or that
    are in a changed case.

    Whoever a key names now that touched records alone do not name took part before, too, as themselves or as
    the party that the key was of then: one of the changed.
    """
    took_part = of_these(engine, before["timeline"], parties, "party_id").select("activity_id")
    in_cases = of_these(engine, before["activities"], cases, "case_id").select("activity_id")
    return stacked(old, took_part, in_cases).distinct()


def _with_their_cases(engine: Engine, before: Tables, activities: ir.Table, in_cases: ir.Table) -> ir.Table:
    """activity_id of these, of all in one of these cases (case_id), and of all that shared one with them."""
    was = before["activities"].filter(before["activities"].case_id.notnull())
    held = of_these(engine, was, activities, "activity_id").select("case_id")
    cases = engine.keep(stacked(in_cases, held).distinct(), "their_cases")
    sharing = of_these(engine, was, cases, "case_id").select("activity_id")
    return stacked(activities.select("activity_id"), sharing).distinct()


def _in_cases(claims: Tables) -> ir.Table:
    """case_id of those that activities are in by these claims."""
    said = claims["activities"]
    return said.filter(said.case_key.notnull()).select(case_id=stable_id(said.case_key))


@remembered
def _may_be_counted_under(now: Now, claims: Tables) -> ir.Table:
    """account_id of all that something is or could be counted under by these claims."""
    took = claims["participants"].select("key").distinct()
    took = look_up_some(took, "key", now.keys, "key", party_id="party_id")
    took = look_up_some(took, "party_id", now.people, "party_id", account_id="account_id")
    of_case = now.cases.semi_join(_in_cases(claims), "case_id")
    return stacked(took.select("account_id"), of_case.select("account_id"))
