"""Contracts with a beginning and an end: which renews which, and which invoices belong to one."""

from __future__ import annotations

from decimal import Decimal

import ibis
import ibis.expr.types as ir

from closeknit.day_numbers import FOR_EVER
from closeknit.engines.portable import first_of_each, look_up, remembered, trimmed

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
CENT = Decimal("0.01")
WIDE = "decimal(20, 4)"
"""Money with room for a small multiple of it."""
GROWS = ("expan", "upsell", "upgrade")
"""Words in the type of a contract that say it is an expansion."""
DROPPED = ("lost", "void")


@remembered
def contracts_of(cases: ir.Table) -> ir.Table:
    """One row a contract: case_id, account_id, opened_at, opened_day, due_at, due_day, until, name, amount,
    currency, term_days, kind (start, renewal, expansion) and goes_on.

    It renews one that ended shortly before it began, and is an expansion when it began in the midst of
    another's term. It goes on when another one of the account runs longer, or runs as
    long and began before it.
    """
    rows = cases.filter(
        (cases.kind == "contract")
        & (cases.account_id != 0)
        & cases.opened_day.notnull()
        & ~cases.status.fill_null("open").isin(DROPPED)
    )
    rows = rows.select(
        "case_id", "account_id", "opened_at", "opened_day", "due_at", "due_day", "name", "amount", "currency",
        until=rows.due_day.fill_null(FOR_EVER), sort=rows.type.lower().fill_null(""),
    )  # fmt: skip
    marks = _beside_others(rows)
    rows = look_up(rows, "case_id", marks, "case_id", renews="renews", amid="amid", followed="goes_on")
    kind = ibis.cases(
        (ibis.or_(*[rows.sort.contains(word) for word in GROWS]), "expansion"),
        ((rows.renews == 1) | rows.sort.contains("renew"), "renewal"),
        (rows.amid == 1, "expansion"),
        else_="start",
    )
    rows = rows.mutate(kind=kind, term_days=(rows.due_day - rows.opened_day + 1).cast("int32"))
    return rows.mutate(goes_on=(rows.followed == 1).fill_null(False)).drop(
        "renews", "amid", "followed", "sort"
    )


def _beside_others(rows: ir.Table) -> ir.Table:
    """case_id, renews, amid and goes_on (1 or 0) of each contract whose account has others."""
    other = rows.select(_id="case_id", _account="account_id", _opened="opened_day", _until="until")
    pairs = rows.inner_join(other, [rows.account_id == other._account, rows.case_id != other._id])
    early, late = pairs.opened_day - RENEWED_WITHIN, pairs.opened_day + SIGNED_EARLY
    before = pairs._opened + WITHIN_TERM < pairs.opened_day
    longer = pairs._until > pairs.until
    alike = (pairs._until == pairs.until) & (pairs._opened < pairs.opened_day)
    return pairs.group_by("case_id").aggregate(
        renews=_any((pairs._opened < pairs.opened_day) & pairs._until.between(early, late)),
        amid=_any(before & (pairs._until > late)),
        goes_on=_any((pairs._opened <= pairs.until + RENEWED_WITHIN) & (longer | alike)),
    )


def _any(fact: ir.BooleanValue) -> ir.IntegerValue:
    """1 when it is true of at least one row of the group, else 0."""
    return fact.cast("int32").max()


def invoices_of_contracts(invoices: ir.Table, contracts: ir.Table) -> ir.Table:
    """activity_id, contract_id, opened_day and due_day: an invoice that is an instalment of a contract.

    It is when it lies in the term and names the contract, is part of a steady run (`run_id`), or is the
    contract's worth in 1, 2, 4 or 12 equal pieces. Of several contracts: the one it names, the one whose
    term has begun, the one that began last.
    """
    terms = contracts.select(
        contract_id="case_id", _account="account_id", opened_day="opened_day", due_day="due_day",
        _until="until", _worth="amount", _currency="currency", _name=trimmed(contracts.name.lower()),
    )  # fmt: skip
    pairs = invoices.inner_join(
        terms,
        [
            invoices.account_id == terms._account,
            invoices.day >= terms.opened_day - BILLED_EARLY,
            invoices.day <= terms._until,
        ],
    )
    names = (pairs.case_id == pairs.contract_id) | (trimmed(pairs.subject.lower()) == pairs._name)
    paid, worth = pairs.amount.cast(WIDE), pairs._worth.cast(WIDE)
    # Cents that a division leaves over may stand on any of the pieces.
    pieces = ibis.or_(*[(paid * n - worth).abs() <= CENT * n for n in INSTALMENTS])
    pairs = pairs.mutate(
        names=names.fill_null(False).cast("int32"),
        begun=(pairs.day >= pairs.opened_day).cast("int32"),
        pieces=(pieces & (pairs.currency == pairs._currency)).fill_null(False),
    )
    pairs = pairs.filter((pairs.names == 1) | pairs.run_id.notnull() | pairs.pieces)
    order = [pairs.names.desc(), pairs.begun.desc(), pairs.opened_day.desc(), pairs.contract_id]
    return first_of_each(pairs, ["activity_id"], order).select(
        "activity_id", "contract_id", "opened_day", "due_day"
    )
