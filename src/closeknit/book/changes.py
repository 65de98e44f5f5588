"""How far a change reaches: the accounts whose rows must be built anew, and the claims that takes.

A change comes in as keys. It reaches every activity that one of their parties takes part in, before or
after; every activity of a case that reads differently now; and whatever stands or falls with those: the
other activities of their cases, and all rows of the accounts they were or are counted under. Rows of all
other accounts are as they were.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import ibis.expr.types as ir
import pyarrow as pa

from closeknit.book.schema import CASES
from closeknit.engines.engine import Engine
from closeknit.engines.portable import look_up_some, part_of, stable_id, stacked

BY_ACTIVITY = ("activities", "participants", "lines")
"""Claim tables with an activity_id."""


@dataclass(frozen=True)
class Now:
    """The book as it is to be: claims, keys, people and cases, already worked out."""

    claims: Mapping[str, ir.Table]
    keys: ir.Table
    people: ir.Table
    cases: ir.Table


@dataclass(frozen=True)
class Reach:
    """Accounts to build anew, the parts that hold their rows, and the claims of all activities it takes."""

    accounts: ir.Table
    """account_id; 0, under which stands what is nobody's, is always among them."""
    parts: tuple[int, ...]
    claims: Mapping[str, ir.Table]


@dataclass(frozen=True)
class Links:
    """Activities with their cases, participants and accounts, before and after: whatever links them."""

    of_case: ir.Table
    """activity_id, case_id."""
    of_party: ir.Table
    """activity_id, party_id."""
    of_account: ir.Table
    """activity_id, account_id."""


def reach(engine: Engine, now: Now, before: Mapping[str, ir.Table], changed_keys: Sequence[str]) -> Reach:
    """How far a change of these keys reaches; `before` holds the tables of the book as it was."""
    parties = engine.keep(_changed_parties(engine, now, before, changed_keys), "changed_parties")
    cases = engine.keep(_changed_cases(now.cases, before["cases"]), "changed_cases")
    claimed = now.claims["activities"]
    activities = engine.keep(
        claimed.select("activity_id", case_id=stable_id(claimed.case_key)).distinct(), "activities_now"
    )
    links = _links(engine, now, before, activities)
    touched = engine.keep(_touched(links, activities, before, parties, cases), "touched")
    nobody = engine.from_arrow(pa.table({"account_id": pa.array([0], pa.int64())}), "nobody")
    reached = stacked(_accounts(links, touched, parties, cases), nobody).distinct()
    accounts = engine.keep(reached, "reached_accounts")
    parts = engine.collect(accounts.select(part=part_of(accounts.account_id)).distinct())
    needed = engine.keep(_needed(links, touched, before, accounts), "needed")
    claims = {n: t.semi_join(needed, "activity_id") if n in BY_ACTIVITY else t for n, t in now.claims.items()}
    return Reach(accounts, tuple(sorted(parts["part"].to_pylist())), claims)


def _changed_parties(
    engine: Engine, now: Now, before: Mapping[str, ir.Table], changed_keys: Sequence[str]
) -> ir.Table:
    """party_id and account_id, before and after, of whoever a key names that changed, came or went, and of
    whoever's account changed."""
    changed = engine.from_arrow(
        pa.table({"key": pa.array(sorted(set(changed_keys)), pa.string())}), "changed"
    )
    pairs = [t.select("key", "party_id") for t in (now.keys, before["keys"])]
    given = [t.semi_join(changed, "key") for t in pairs]
    found = stacked(*given, *_differing(*pairs)).select("party_id").distinct()
    was = before["parties"]
    old = was.select("party_id", "account_id", ours=was.standing == "ours")
    new = now.people.select("party_id", "account_id", "ours")
    named = [t.semi_join(found, "party_id") for t in (new, old)]
    return stacked(*named, *_differing(new, old)).select("party_id", "account_id").distinct()


def _changed_cases(new: ir.Table, old: ir.Table) -> ir.Table:
    """case_id and account_id, before and after, of cases that read differently."""
    return stacked(*_differing(new.select(CASES.names), old)).select("case_id", "account_id").distinct()


def _differing(new: ir.Table, old: ir.Table) -> tuple[ir.Table, ir.Table]:
    """Rows that only one of two tables has; nulls are equal."""
    alike = old.select(new.columns).cast(dict(new.schema().items()))
    return new.difference(alike), alike.difference(new)


def _links(engine: Engine, now: Now, before: Mapping[str, ir.Table], activities: ir.Table) -> Links:
    took = look_up_some(now.claims["participants"], "key", now.keys, "key", party_id="party_id")
    took = look_up_some(took, "party_id", now.people, "party_id", account_id="account_id")
    took = engine.keep(took.select("activity_id", "party_id", "account_id").distinct(), "took_now")
    of_case = activities.filter(activities.case_id.notnull())
    was = before["activities"]
    by_case = look_up_some(of_case, "case_id", now.cases, "case_id", account_id="account_id")
    columns = ["activity_id", "account_id"]
    return Links(
        of_case=stacked(
            of_case, was.filter(was.case_id.notnull()).select("activity_id", "case_id")
        ).distinct(),
        of_party=stacked(
            took.select("activity_id", "party_id"), before["timeline"].select("activity_id", "party_id")
        ),
        of_account=stacked(
            took.select(columns),
            by_case.select(columns),
            was.select(columns),
            before["timeline"].select(columns),
        ),
    )


def _touched(
    links: Links, activities: ir.Table, before: Mapping[str, ir.Table], parties: ir.Table, cases: ir.Table
) -> ir.Table:
    """activity_id of all that can read differently, with those that share a case with one of them."""
    was = before["activities"]
    touched = stacked(
        links.of_party.semi_join(parties, "party_id").select("activity_id"),
        links.of_case.semi_join(cases, "case_id").select("activity_id"),
        activities.anti_join(was, "activity_id").select("activity_id"),
        was.anti_join(activities, "activity_id").select("activity_id"),
        activities.anti_join(links.of_party, "activity_id").select("activity_id"),
    ).distinct()
    return stacked(touched, _sharing_a_case(links, touched)).distinct()


def _sharing_a_case(links: Links, activities: ir.Table) -> ir.Table:
    """activity_id of all that are in one case with one of these."""
    cases = links.of_case.semi_join(activities, "activity_id").select("case_id").distinct()
    return links.of_case.semi_join(cases, "case_id").select("activity_id")


def _accounts(links: Links, touched: ir.Table, parties: ir.Table, cases: ir.Table) -> ir.Table:
    """account_id of all that something touched was, is or could be counted under."""
    return stacked(
        links.of_account.semi_join(touched, "activity_id").select("account_id"),
        parties.select("account_id"),
        cases.select("account_id"),
    )


def _needed(links: Links, touched: ir.Table, before: Mapping[str, ir.Table], accounts: ir.Table) -> ir.Table:
    """activity_id of all whose claims it takes to build the rows of these accounts."""
    held = [before[name].semi_join(accounts, "account_id") for name in ("activities", "timeline")]
    rows = stacked(touched, *(t.select("activity_id") for t in held)).distinct()
    return stacked(rows, _sharing_a_case(links, rows)).distinct()
