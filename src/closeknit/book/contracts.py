"""Contracts with a beginning and an end: which renews which, and which invoices belong to one."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from closeknit.book.money import FOR_EVER
from closeknit.engines.portable import first_of_each, look_up

RENEWED_WITHIN = 60
"""Days after the end of a contract within which the next one is its renewal."""
SIGNED_EARLY = 31
"""Days before the end of a contract from which the next one may begin and still be its renewal."""
BILLED_EARLY = 15
"""Days before its start from which an invoice can belong to a contract."""
WITHIN_TERM = 15
"""Days after the start of a contract from which a higher price is an expansion, no renewal."""
INSTALMENTS = (1, 2, 4, 12)
"""Into how many equal invoices the worth of a contract may be cut."""
DROPPED = ("lost", "void")


def contracts_of(cases: ir.Table) -> ir.Table:
    """One row a contract: case_id, account_id, opened_at, opened_day, due_at, due_day, until, name,
    amount_base, term_days, kind (start, renewal, expansion) and renewed."""
    rows = cases.filter(
        (cases.kind == "contract")
        & (cases.account_id != 0)
        & cases.opened_day.notnull()
        & ~cases.status.fill_null("open").isin(DROPPED)
    )
    rows = rows.select(
        "case_id", "account_id", "opened_at", "opened_day", "due_at", "due_day", "name", "amount_base",
        until=rows.due_day.fill_null(FOR_EVER), sort=rows.type.lower().fill_null(""),
    )  # fmt: skip
    earlier = rows.select(_id="case_id", _account="account_id", _opened="opened_day", _due="due_day")
    pairs = rows.inner_join(
        earlier,
        [
            rows.account_id == earlier._account,
            earlier._opened < rows.opened_day,
            earlier._due >= rows.opened_day - RENEWED_WITHIN,
            earlier._due <= rows.opened_day + SIGNED_EARLY,
        ],
    )
    rows = look_up(rows, "case_id", pairs.select("case_id").distinct(), "case_id", _renews="case_id")
    rows = look_up(rows, "case_id", pairs.select("_id").distinct(), "_id", _renewed="_id")
    grows = rows.sort.contains("expan") | rows.sort.contains("upsell") | rows.sort.contains("upgrade")
    kind = ibis.cases(
        (grows, "expansion"),
        (rows._renews.notnull() | rows.sort.contains("renew"), "renewal"),
        else_="start",
    )
    return rows.mutate(
        kind=kind,
        renewed=rows._renewed.notnull(),
        term_days=(rows.due_day - rows.opened_day + 1).cast("int32"),
    ).drop("_renews", "_renewed", "sort")


def invoices_of_contracts(invoices: ir.Table, contracts: ir.Table) -> ir.Table:
    """activity_id, contract_id and opened_day: an invoice within a contract that is one of its instalments.

    It is when it names the contract, is part of a steady run (`run_id`), or its amount is the contract's
    worth in 1, 2, 4 or 12 equal pieces, to one per cent. Of several contracts: the one it names, the one
    it lies within, the one that began last.
    """
    terms = contracts.select(
        contract_id="case_id", _account="account_id", opened_day="opened_day", _until="until", _worth="amount_base",
        _name=contracts.name.lower().strip(),
    )  # fmt: skip
    pairs = invoices.inner_join(
        terms,
        [
            invoices.account_id == terms._account,
            invoices.day >= terms.opened_day - BILLED_EARLY,
            invoices.day <= terms._until,
        ],
    )
    names = ((pairs.case_id == pairs.contract_id) | (pairs.subject.lower().strip() == pairs._name)).fill_null(
        False
    )
    worth, paid = pairs._worth.cast("float64"), pairs.amount_base.cast("float64")
    pieces = ibis.or_(*[(paid * n - worth).abs() <= worth.abs() * 0.01 for n in INSTALMENTS]).fill_null(False)
    pairs = pairs.mutate(names=names.cast("int32"), inside=(pairs.day >= pairs.opened_day).cast("int32"))
    pairs = pairs.filter((pairs.names == 1) | pairs.run_id.notnull() | pieces)
    order = [pairs.names.desc(), pairs.inside.desc(), pairs.opened_day.desc(), pairs.contract_id]
    return first_of_each(pairs, ["activity_id"], order).select("activity_id", "contract_id", "opened_day")
