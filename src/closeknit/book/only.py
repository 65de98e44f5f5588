"""The book of some customers alone: pure Ibis, before any question sees a table.

Our own people stay; what nobody's custom is known of goes, and so does whatever belongs to other customers.
"""

from __future__ import annotations

from collections.abc import Mapping

import ibis.expr.types as ir

from closeknit.engines.portable import among

OF_PARTIES = ("party_id", "from_party", "to_party", "one_party", "other_party")
"""Columns that name somebody, in tables that name no customer."""


def only(tables: Mapping[str, ir.Table], accounts: ir.Table) -> dict[str, ir.Table]:
    """The tables cut to what concerns these customers; `accounts` has their `account_id`."""
    everybody = tables["parties"]
    kept = everybody.filter(everybody.account_id.isin(accounts.account_id) | (everybody.standing == "ours"))
    cut = {name: _cut(rows, accounts, kept) for name, rows in tables.items()}
    cut["parties"] = kept
    if "stages" in cut:
        cut["stages"] = among(cut["stages"], "case_id", cut["cases"].case_id)
    return cut


def _cut(rows: ir.Table, accounts: ir.Table, kept: ir.Table) -> ir.Table:
    if "account_id" in rows.columns:
        return among(rows, "account_id", accounts.account_id)
    for column in OF_PARTIES:
        if column in rows.columns:
            rows = among(rows, column, kept.party_id)
    return rows
