"""How far a change reaches: the accounts whose rows must be built anew, and the claims that takes.

A change comes in as keys and activities. It reaches these activities and every one that a party of those
keys takes part in, before or after; every activity of a case that reads differently now; and whatever stands
or falls with those: the other activities of their cases, and all rows of the accounts they were or are
counted under. Rows of all other accounts are as they were. So claims are only searched for what is reached:
whatever is not stands in the book before as it would in the one to be.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import ibis
import ibis.expr.types as ir
import pyarrow as pa

from closeknit.book.basis import Since
from closeknit.book.schema import CASES
from closeknit.claims import BY_ACTIVITY
from closeknit.engines.engine import Engine
from closeknit.engines.portable import look_up_some, part_of, remembered, stable_id, stacked


@dataclass(frozen=True)
class Now:
    """The book as it is to be: claims, keys, people and cases, already worked out."""

    claims: Mapping[str, ir.Table]
    keys: ir.Table
    people: ir.Table
    cases: ir.Table
    concerned: ir.Table
    """As the function of that name tells."""
    derived: ir.Table
    """activity_id of all that no record states and that read differently now."""


@dataclass(frozen=True)
class Reach:
    """Accounts to build anew, the parts that hold their rows, and the claims of all activities it takes."""

    accounts: ir.Table
    """account_id; 0, under which stands what is nobody's, is always among them."""
    parts: tuple[int, ...]
    claims: Mapping[str, ir.Table]


def reach(engine: Engine, now: Now, before: Mapping[str, ir.Table], since: Since) -> Reach:
    """How far a change reaches; `before` holds the tables of the book as it was."""
    parties = engine.keep(_changed_parties(now, before), "changed_parties")
    cases = engine.keep(_changed_cases(now.cases, before["cases"]), "changed_cases")
    direct = _directly_touched(now, before, stacked(since.activities, now.derived), parties, cases)
    direct = engine.keep(direct, "directly_touched")
    touched = engine.keep(_with_their_cases(now, before, direct), "touched")
    nobody = engine.from_arrow(pa.table({"account_id": pa.array([0], pa.int64())}), "nobody")
    reached = stacked(_accounts(now, before, touched, parties, cases), nobody).distinct()
    accounts = engine.keep(reached, "reached_accounts")
    parts = engine.collect(accounts.select(part=part_of(accounts.account_id)).distinct())
    needed = engine.keep(_needed(now, before, touched, accounts), "needed")
    some = {n: now.claims[n].semi_join(needed, "activity_id") for n in BY_ACTIVITY}
    claims = {**now.claims, **{n: engine.keep(rows, f"needed_{n}") for n, rows in some.items()}}
    return Reach(accounts, tuple(sorted(parts["part"].to_pylist())), claims)


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
def _changed_parties(now: Now, before: Mapping[str, ir.Table]) -> ir.Table:
    """party_id and account_id, before and after, of all concerned, and of whoever counts as another one now.

    A name corrected by hand concerns nobody, but rules of purchases and changes of jobs go by names.
    """
    was = before["parties"]
    old = was.select("party_id", "account_id", "kind", "name", ours=was.standing == "ours")
    new = now.people.select("party_id", "account_id", "kind", "name", "ours")
    named = [t.semi_join(now.concerned, "party_id") for t in (new, old)]
    return stacked(*named, *differing(new, old)).select("party_id", "account_id").distinct()


@remembered
def _changed_cases(new: ir.Table, old: ir.Table) -> ir.Table:
    """case_id and account_id, before and after, of cases that read differently."""
    return stacked(*differing(new.select(CASES.names), old)).select("case_id", "account_id").distinct()


def differing(new: ir.Table, old: ir.Table) -> tuple[ir.Table, ir.Table]:
    """Rows that only one of two tables has; nulls are equal."""
    alike = old.select(new.columns).cast(dict(new.schema().items()))
    return new.difference(alike), alike.difference(new)


@remembered
def _directly_touched(
    now: Now, before: Mapping[str, ir.Table], given: ir.Table, parties: ir.Table, cases: ir.Table
) -> ir.Table:
    """activity_id of all that say something else now, that a changed party takes part in, before or after, or
    that are in a changed case. In which case others are has not changed since the book before."""
    theirs = now.keys.semi_join(parties, "party_id").select("key")
    return stacked(
        given,
        now.claims["participants"].semi_join(theirs, "key").select("activity_id"),
        before["timeline"].semi_join(parties, "party_id").select("activity_id"),
        before["activities"].semi_join(cases, "case_id").select("activity_id"),
    ).distinct()


@remembered
def _with_their_cases(now: Now, before: Mapping[str, ir.Table], activities: ir.Table) -> ir.Table:
    """activity_id of these and of all that share a case, before or after, with one of them."""
    was = before["activities"]
    cases = stacked(
        _cases_now(now, activities).select("case_id"),
        was.semi_join(activities, "activity_id").filter(ibis._.case_id.notnull()).select("case_id"),
    ).distinct()
    sharing = was.semi_join(cases, "case_id").select("activity_id")
    return stacked(activities.select("activity_id"), sharing).distinct()


def _cases_now(now: Now, activities: ir.Table) -> ir.Table:
    """activity_id and case_id of these that are in a case now."""
    said = now.claims["activities"].semi_join(activities, "activity_id")
    return said.filter(said.case_key.notnull()).select("activity_id", case_id=stable_id(said.case_key))


@remembered
def _accounts(
    now: Now, before: Mapping[str, ir.Table], touched: ir.Table, parties: ir.Table, cases: ir.Table
) -> ir.Table:
    """account_id of all that something touched was, is or could be counted under."""
    took = now.claims["participants"].semi_join(touched, "activity_id").select("key").distinct()
    took = look_up_some(took, "key", now.keys, "key", party_id="party_id")
    took = look_up_some(took, "party_id", now.people, "party_id", account_id="account_id")
    of_case = now.cases.semi_join(_cases_now(now, touched), "case_id")
    held = [before[name].semi_join(touched, "activity_id") for name in ("activities", "timeline")]
    found = (took, of_case, *held, parties, cases)
    return stacked(*(rows.select("account_id") for rows in found))


@remembered
def _needed(now: Now, before: Mapping[str, ir.Table], touched: ir.Table, accounts: ir.Table) -> ir.Table:
    """activity_id of all whose claims it takes to build the rows of these accounts."""
    held = [before[name].semi_join(accounts, "account_id") for name in ("activities", "timeline")]
    rows = stacked(touched, *(t.select("activity_id") for t in held)).distinct()
    return _with_their_cases(now, before, rows)
