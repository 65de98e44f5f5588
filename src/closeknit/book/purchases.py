"""Buying decisions: an invoice is not one. Instalments, retainers and contracts are one purchase each.

Rules, the first that fits (the table says which one it was; `[purchases]` in the settings changes them):
decided  what a person said is one purchase, or a purchase of its own
order     an order as it stands
case      invoices of one project, deal or quote to one customer, by their case
contract  a contract's own invoices, or the contract alone; a price that rises within the term is an expansion
steady    at least six equal invoices a month apart, or three a quarter or year apart
case      invoices that name the same project, quote or order number
steady    three to five equal invoices a month apart
single    everything else
Refunds and credit notes are never purchases.
"""

from __future__ import annotations

from dataclasses import dataclass

import ibis
import ibis.expr.types as ir

from closeknit.book.activities import REFUND
from closeknit.book.contracts import RENEWED_WITHIN, WITHIN_TERM, invoices_of_contracts
from closeknit.book.grouping import Grouping
from closeknit.book.instalments import CASE_KINDS, instalments
from closeknit.book.money import nothing
from closeknit.book.steady import MONTH, TENTHS, YEAR, chains, runs_of
from closeknit.engines.engine import Engine
from closeknit.engines.portable import (
    first_where_shared,
    joined_id,
    look_up,
    look_up_some,
    money_sum,
    part_of,
    remembered,
    stacked,
)

LONG_RUN = 6
"""From so many equal monthly invoices on they are a retainer even where they name a project."""

COLUMNS = (
    "purchase_id", "account_id", "at", "day", "known_day", "kind", "amount_base", "term_days", "ends_day",
    "activities", "rule",
)  # fmt: skip


def purchases(
    engine: Engine, activities: ir.Table, cases: ir.Table, contracts: ir.Table, how: Grouping
) -> tuple[ir.Table, ir.Table]:
    """The tables `purchases` and `purchase_activities` of the accounts that these activities and contracts
    are of; `cases` are those of all accounts."""
    every = _invoices(activities, cases)
    left = every.anti_join(how.decided, "activity_id")
    invoices = engine.keep(how.ruled(left), "invoices")
    runs = engine.keep(runs_of(invoices), "runs")
    linked = chains(runs)
    ruled = _papers(invoices, runs, linked, contracts, cases)
    standing = stacked(_as_they_stand(_orders(activities).anti_join(how.decided, "activity_id")), ruled)
    decided = _decided(stacked(every.select(STANDING), _orders(activities).select(STANDING)), how)
    papers = engine.keep(stacked(standing, decided), "papers")
    groups = engine.keep(_groups(papers), "groups")
    bought = engine.keep(_bought(groups, contracts), "bought")
    rows = stacked(_numbered(bought), _ends(bought))
    members = papers.select("activity_id", "account_id", "rule", "group_id")
    grouped = bought.select("purchase_id", _rule="rule", _group="group_id")
    members = members.inner_join(grouped, [members.rule == grouped._rule, members.group_id == grouped._group])
    return (
        rows.mutate(part=part_of(rows.account_id)),
        members.select("account_id", "purchase_id", "activity_id", part=part_of(members.account_id)),
    )


@remembered
def _invoices(activities: ir.Table, cases: ir.Table) -> ir.Table:
    """Invoices, and payments where they stand for invoices, that can be part of a purchase."""
    rows = activities.filter(
        activities.stands
        & (activities.account_id != 0)
        & (activities.kind != REFUND)
        & (activities.amount.isnull() | (activities.amount > 0))
        & (
            ((activities.plays == "money") & ~activities.ordered)
            | ((activities.plays == "payment") & activities.is_revenue)
        )
    )
    rows = look_up(rows, "case_id", cases, "case_id", case_kind="kind")
    return rows.select(
        "activity_id", "account_id", "case_id", "case_kind", "currency", "amount", "amount_base", "at", "day",
        "known_day", "subject", "stream_id",
    )  # fmt: skip


def _orders(activities: ir.Table) -> ir.Table:
    """Orders, which are purchases as they stand."""
    return activities.filter(
        activities.stands & (activities.account_id != 0) & (activities.plays == "purchase")
    )


STANDING = ("activity_id", "account_id", "at", "day", "known_day", "amount_base")


def _as_they_stand(papers: ir.Table, rule: str = "order") -> ir.Table:
    """Papers that no rule groups, each a purchase, unless `group_id` says otherwise."""
    return papers.mutate(
        rule=ibis.literal(rule),
        group_id=papers.group_id if "group_id" in papers.columns else papers.activity_id,
        kind=ibis.null().cast("string"),
        cadence=ibis.null().cast("int32"),
        due_day=ibis.null().cast("int32"),
        stops=ibis.literal(False),
    ).select(PAPER)


def _decided(papers: ir.Table, how: Grouping) -> ir.Table:
    """What people decided, one group a customer: two whom a later file parts do not share a purchase."""
    rows = look_up_some(papers, "activity_id", how.decided, "activity_id", decided_id="decided_id")
    grouped = rows.mutate(group_id=joined_id("decided", rows.decided_id, rows.account_id))
    return _as_they_stand(grouped, "decided")


@remembered
def _papers(
    invoices: ir.Table, runs: ir.Table, linked: ir.Table, contracts: ir.Table, cases: ir.Table
) -> ir.Table:
    """Each invoice with the rule and group it falls under, and what the group is to be called."""
    rows = look_up(
        invoices, "activity_id", runs, "activity_id", run_id="run_id", run_n="n", cadence="cadence",
        run_first="first_day", run_last="last_day", run_amount="amount",
    )  # fmt: skip
    rows = look_up(rows, "run_id", linked, "run_id", before_amount="before_amount", followed="followed")
    named = invoices_of_contracts(rows, contracts)
    rows = look_up(
        rows, "activity_id", named, "activity_id",
        contract_id="contract_id", contract_day="opened_day", due_day="due_day",
    )  # fmt: skip
    shared = instalments(invoices.filter(invoices.instalments), cases)
    rows = look_up(rows, "activity_id", shared, "activity_id", instalment_id="instalment_id")
    return _ruled(rows).select(PAPER)


PAPER = (
    "activity_id", "account_id", "at", "day", "known_day", "amount_base", "rule", "group_id", "kind",
    "cadence", "due_day", "stops",
)  # fmt: skip


@dataclass(frozen=True)
class _Signs:
    """What each invoice shows of itself that a rule goes by."""

    in_case: ir.BooleanValue
    """Its case is one of CASE_KINDS."""
    in_contract: ir.BooleanValue
    grows: ir.BooleanValue
    """It is of a contract, and of a run with a higher price that began within the term."""
    in_run: ir.BooleanValue
    """It is one of equal invoices at a steady interval."""
    long_run: ir.BooleanValue
    rises: ir.BooleanValue
    """The run before this one had a lower price."""
    each_year: ir.BooleanValue
    shares: ir.BooleanValue
    """It names the same number as others."""


def _signs(rows: ir.Table) -> _Signs:
    in_contract, in_run = rows.contract_id.notnull(), rows.run_id.notnull()
    rises = in_run & (rows.before_amount < rows.run_amount).fill_null(False)
    return _Signs(
        in_case=rows.case_kind.isin(CASE_KINDS).fill_null(False) & rows.instalments,
        in_contract=in_contract,
        grows=in_contract & rises & (rows.run_first > rows.contract_day + WITHIN_TERM),
        in_run=in_run,
        long_run=in_run & ((rows.cadence > MONTH) | (rows.run_n >= LONG_RUN)),
        rises=rises,
        each_year=~in_contract & (rows.cadence == YEAR),
        shares=rows.instalment_id.notnull(),
    )


def _ruled(rows: ir.Table) -> ir.Table:
    """Invoices with rule, group_id, kind (null: first or repeat) and stops (the last of a run that
    none takes over from)."""
    signs = _signs(rows)
    rule = ibis.cases(
        (signs.in_case, "case"),
        (signs.in_contract, "contract"),
        (signs.long_run, "steady"),
        (signs.shares, "case"),
        (signs.in_run, "steady"),
        else_="single",
    )
    rows = rows.mutate(rule=rule, group_id=_group_of(rows, signs))
    steady = rows.rule == "steady"
    return rows.mutate(
        kind=ibis.cases(
            (signs.grows & ~signs.in_case, "expansion"),
            (steady, _kind_in_run(rows, signs)),
            else_=ibis.null().cast("string"),
        ),
        cadence=ibis.ifelse(steady, rows.cadence, ibis.null().cast("int32")),
        stops=steady & ~rows.followed.fill_null(False) & (rows.day == rows.run_last),
    )


def _group_of(rows: ir.Table, signs: _Signs) -> ir.Value:
    """With which others an invoice is one purchase: they have the same number here."""
    return ibis.cases(
        # Two customers who share a project each buy their part of it.
        (signs.in_case, joined_id("case", rows.case_id, rows.account_id)),
        (signs.grows, joined_id("grows", rows.run_id, rows.contract_id)),
        (signs.in_contract, rows.contract_id),
        (signs.long_run & signs.each_year, rows.activity_id),
        (signs.long_run, rows.run_id),
        (signs.shares, rows.instalment_id),
        (signs.in_run, rows.run_id),
        else_=rows.activity_id,
    )


def _kind_in_run(rows: ir.Table, signs: _Signs) -> ir.Value:
    """What an invoice of a run is: a run that takes over from another renews it, or expands it."""
    opens = rows.day == rows.run_first
    return ibis.cases(
        (signs.each_year & ~(opens & rows.before_amount.isnull()), "renewal"),
        (signs.rises, "expansion"),
        (rows.before_amount.notnull(), "renewal"),
        else_="start",
    )


@remembered
def _groups(papers: ir.Table) -> ir.Table:
    """One row a purchase that has papers: its first one, how many, their sum, and the last day."""
    sums = papers.group_by("rule", "group_id").aggregate(
        total=money_sum(papers.amount_base),
        activities=papers.count().cast("int32"),
        last_day=papers.day.max(),
        last_at=papers["at"].max(),
        goes_on=papers.stops.cast("int32").max() == 0,
    )
    sums = sums.rename(_rule="rule", _group="group_id")
    first = first_where_shared(papers, ["rule", "group_id"], lambda t: [t["at"], t.activity_id])
    return first.inner_join(sums, [first.rule == sums._rule, first.group_id == sums._group]).drop(
        "_rule", "_group"
    )


@remembered
def _bought(groups: ir.Table, contracts: ir.Table) -> ir.Table:
    """All purchases without numbering and ends; `kind` null where first or repeat is still to be told."""
    of_contract = groups.rule == "contract"
    own = groups.filter(~of_contract | groups.kind.notnull())
    steady, grown = own.rule == "steady", own.rule == "contract"
    paid_until = (own.last_day + own.cadence).cast("int32")
    left = (own.due_day - own.day + 1).cast("int32")
    plain = own.select(
        "account_id", "at", "day", "known_day", "kind", "activities", "rule", "group_id", "last_at",
        goes_on=own.goes_on | grown,
        purchase_id=joined_id(own.rule, own.activity_id),
        amount_base="total",
        term_days=ibis.ifelse(grown, left, own.cadence),
        ends_day=ibis.cases((steady, paid_until), (grown, own.due_day)),
    )  # fmt: skip
    billed = groups.filter(of_contract & groups.kind.isnull())
    signed = look_up(contracts, "case_id", billed, "group_id", total="total", papers="activities")
    by_contract = signed.select(
        "account_id", "kind", "term_days", "goes_on",
        at="opened_at",
        day="opened_day",
        known_day="opened_day",
        activities=signed.papers.fill_null(0).cast("int32"),
        rule=ibis.literal("contract"),
        group_id="case_id",
        last_at="due_at",
        purchase_id=joined_id("contract", signed.case_id),
        amount_base="total",
        ends_day="due_day",
    )  # fmt: skip
    return stacked(plain, by_contract)


def _numbered(bought: ir.Table) -> ir.Table:
    """Purchases with first and repeat told by their order within the account."""
    # Twice the least of a few numbers: to put all purchases in order takes four times as long.
    began = bought.group_by("account_id").aggregate(began=bought["at"].min())
    rows = look_up(bought, "account_id", began, "account_id", began="began")
    at_first = rows.filter(rows["at"] == rows.began)
    first = at_first.group_by("account_id").aggregate(first_id=at_first.purchase_id.min())
    rows = look_up(rows, "account_id", first, "account_id", first_id="first_id")
    nth = ibis.ifelse(rows.purchase_id == rows.first_id, "first", "repeat")
    return rows.mutate(kind=ibis.coalesce(rows.kind, nth)).select(COLUMNS)


def _ends(bought: ir.Table) -> ir.Table:
    """What ran out without a renewal; known once the time for one has passed, so `as_of` hides it then."""
    over = bought.filter(~bought.goes_on & bought.ends_day.notnull())
    steps = [
        ((over.rule == "steady") & (over.term_days == c), over.last_at + ibis.interval(days=c))
        for c in TENTHS
    ]
    return over.mutate(
        purchase_id=joined_id("end", over.purchase_id),
        at=ibis.cases(*steps, else_=over.last_at),
        day=over.ends_day,
        known_day=(over.ends_day + RENEWED_WITHIN).cast("int32"),
        kind=ibis.literal("end"),
        amount_base=nothing(),
        activities=ibis.literal(0).cast("int32"),
    ).select(COLUMNS)
