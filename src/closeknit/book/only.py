"""The book of some customers alone: pure Ibis, before any question sees a table.

Our own people stay; what nobody's custom is known of goes, and so does whatever belongs to other customers.
"""

from __future__ import annotations

from collections.abc import Mapping

import ibis.expr.types as ir


def only(tables: Mapping[str, ir.Table], accounts: ir.Table) -> dict[str, ir.Table]:
    """The tables cut to what concerns these customers; `accounts` has their `account_id`."""
    everybody = tables["parties"]
    theirs = everybody.semi_join(accounts, "account_id").select("party_id")
    ours = everybody.filter(everybody.standing == "ours").select("party_id")
    kept = theirs.union(ours, distinct=True)
    cut = dict(tables)
    for name, rows in tables.items():
        if name == "parties":
            cut[name] = rows.semi_join(kept, "party_id")
        elif "account_id" in rows.columns:
            cut[name] = rows.semi_join(accounts, "account_id")
        else:
            for column in ("party_id", "from_party", "to_party", "one_party", "other_party"):
                if column in rows.columns:
                    rows = rows.semi_join(kept.select(**{column: "party_id"}), column)
            cut[name] = rows
    for name, whole in (("stages", "cases"), ("purchase_activities", "purchases")):
        if name in cut and "account_id" not in cut[name].columns:
            column = {"cases": "case_id", "purchases": "purchase_id"}[whole]
            cut[name] = cut[name].semi_join(cut[whole].select(column), column)
    return cut
