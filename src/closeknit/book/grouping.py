"""What decides how invoices are grouped here: the settings' rules for each invoice, and people's decisions.

Decisions name activities; the newest on an activity holds. What was decided is out of reach of all rules.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from hashlib import sha256
from typing import Any

import ibis
import ibis.expr.types as ir
import pyarrow as pa

from closeknit.engines.engine import Engine
from closeknit.engines.portable import look_up
from closeknit.purchase_rules import PurchaseRules, Rules

ONE, APART = "one purchase", "own purchases"
"""Kinds of decisions: these are one purchase; each of these is one."""

ACTIVITY = "activity:"
"""How a decision names an activity."""

DECIDED = pa.schema([("activity_id", pa.int64()), ("decided_id", pa.int64())])
_CUSTOMERS = pa.schema(
    [
        ("account_id", pa.int64()),
        ("steady", pa.bool_()),
        ("tolerance", pa.int64()),
        ("least", pa.int64()),
        ("instalments", pa.bool_()),
    ]
)


@dataclass(frozen=True)
class Grouping:
    """The rules, the accounts that are exceptions with what each says, and what people decided."""

    rules: PurchaseRules
    customers: ir.Table
    decided: ir.Table

    def ruled(self, invoices: ir.Table) -> ir.Table:
        """Invoices (with account_id and stream_id) with steady, tolerance, least and instalments."""
        told = {f.name: self._of_source(invoices, f.name) for f in fields(Rules)}
        rows = invoices.mutate(
            steady=told["steady"], tolerance=told["steady_tolerance"], least=told["steady_least"],
            instalments=told["instalments"],
        )  # fmt: skip
        names = ("steady", "tolerance", "least", "instalments")
        rows = look_up(rows, "account_id", self.customers, "account_id", **{f"own_{n}": n for n in names})
        rows = rows.mutate(**{n: ibis.coalesce(rows[f"own_{n}"], rows[n]) for n in names})
        return rows.drop(*[f"own_{n}" for n in names])

    def _of_source(self, invoices: ir.Table, name: str) -> ir.Value:
        """The rule of each invoice by its source, without regard to its customer."""
        source = invoices.stream_id.split("/")[0]
        named = sorted(self.rules.sources, key=lambda s: "/" not in s)
        cases = [
            ((invoices.stream_id if "/" in s else source) == s, _value(self.rules.sources[s], name))
            for s in named
        ]
        other = _value(self.rules.general, name)
        return ibis.cases(*cases, else_=other) if cases else ibis.literal(other)


def _value(rules: Rules, name: str) -> Any:
    return rules.tolerance_percent if name == "steady_tolerance" else getattr(rules, name)


def grouping(
    engine: Engine, rules: PurchaseRules, keys: ir.Table, people: ir.Table, decided: pa.Table
) -> Grouping:
    """What decides here; `keys` and `people` say which customers the exceptions name."""
    found = _accounts(engine, list(rules.customers), keys, people)
    rows = []
    for account, name in sorted(found.items()):
        said = rules.customers[name]
        ruled = replace(Rules(), **said)  # type: ignore[arg-type]
        rows.append(
            {
                "account_id": account,
                "steady": said.get("steady"),
                "tolerance": ruled.tolerance_percent if "steady_tolerance" in said else None,
                "least": said.get("steady_least"),
                "instalments": said.get("instalments"),
            }
        )
    customers = engine.from_arrow(pa.Table.from_pylist(rows, schema=_CUSTOMERS), "own_rules")
    return Grouping(rules, customers, engine.from_arrow(decided, "decided"))


def _accounts(engine: Engine, names: Sequence[str], keys: ir.Table, people: ir.Table) -> dict[int, str]:
    """The account that each name, key, e-mail or domain means, as settings write it; strangers are not in."""
    if not names:
        return {}
    by_words = {name.strip().lower(): name for name in names}
    words = list(by_words)
    by_key = keys.filter(keys.key.lower().isin(words) | keys.key_value.lower().isin(words))
    known = by_key.select(
        "party_id", words=ibis.ifelse(by_key.key.lower().isin(words), by_key.key, by_key.key_value)
    )
    named = people.filter(people.name.lower().isin(words)).select("party_id", words="name")
    rows = known.union(named).inner_join(people.select("party_id", "account_id"), "party_id")
    found = engine.collect(rows.select("account_id", "words").distinct()).to_pylist()
    told = sorted(found, key=lambda row: (row["words"], row["account_id"]))
    return {row["account_id"]: by_words[row["words"].lower()] for row in told if row["account_id"]}


def decided_groups(decisions: pa.Table, gone: frozenset[str]) -> pa.Table:
    """activity_id and decided_id from people's decisions, oldest first; `gone` were taken back."""
    groups: dict[int, int] = {}
    for row in decisions.to_pylist():
        if row["decision_id"] in gone or row["kind"] not in (ONE, APART):
            continue
        named = sorted(int(key.removeprefix(ACTIVITY)) for key in row["keys_a"])
        groups |= {one: named[0] if row["kind"] == ONE else one for one in named}
    return pa.table({"activity_id": list(groups), "decided_id": list(groups.values())}, schema=DECIDED)


def fingerprint(decided: pa.Table) -> str:
    """Changes when what people decided does."""
    pairs = sorted(zip(*(column.to_pylist() for column in decided.columns), strict=True))
    return sha256(repr(pairs).encode()).hexdigest()[:12]
