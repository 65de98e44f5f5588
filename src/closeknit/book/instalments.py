"""Instalments: invoices of one account that name the same project, quote or order number."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from closeknit.engines.portable import in_groups_of, trimmed

LONGEST_PAUSE = 366
"""Days after which the same reference means something new."""
MOST = 24
"""A reference on more invoices than this names a habit ("webshop"), not one decision."""
COUNTER = (
    r"[-,;:( ]*(no|nr|part|phase|stage|milestone|payment|deposit|instalment|installment|rate|teil|abschlag)?"
    r"[. ]*[0-9]+ *(/|of|von|de) *[0-9]+[) ]*$"
)
"""What an instalment adds to its reference: "1/3", "- part 2 of 3", "(Teil 1 von 2)"."""
COUNTER_ENDS = r"(/|of|von|de) *[0-9]+[) ]*$"
"""How every counter ends: most texts have none, and that is seen sooner than one is cut off."""
CASE_KINDS = ("project", "deal", "quote", "order")
"""Kinds of cases whose invoices are one purchase."""


def instalments(invoices: ir.Table, cases: ir.Table) -> ir.Table:
    """activity_id and instalment_id for each invoice that shares its reference with another one.

    A reference counts when it ends in a counter ("1/3"), holds a digit (an order number), or is the name
    of a project, deal or quote of the account. Days between two invoices: at most LONGEST_PAUSE.
    """
    named = cases.filter(cases.kind.isin(CASE_KINDS) & cases.name.notnull())
    named = named.select(_account="account_id", _name=trimmed(named.name.lower())).distinct()
    text = trimmed(invoices.subject.lower())
    rows = invoices.select("activity_id", "account_id", "currency", "day", text=text)
    counted = rows.text.re_search(COUNTER_ENDS)
    bare = ibis.ifelse(counted, trimmed(rows.text.re_replace(COUNTER, "")), rows.text)
    rows = rows.mutate(reference=bare)
    rows = rows.left_join(named, [rows.account_id == named._account, rows.reference == named._name])
    tells = (rows.reference != rows.text) | rows.text.re_search("[0-9]") | rows._name.notnull()
    rows = rows.filter(tells & (rows.reference.length() >= LEAST_LETTERS))
    of_reference = ["account_id", "currency", "reference"]
    rows = in_groups_of(rows, of_reference, at_least=2)
    in_order = {"group_by": of_reference, "order_by": ["day", "activity_id"]}
    rows = rows.mutate(pause=rows.day - rows.day.lag().over(**in_order))
    rows = rows.mutate(starts=(rows.pause.isnull() | (rows.pause > LONGEST_PAUSE)).cast("int64"))
    rows = rows.mutate(group_no=rows.starts.sum().over(ibis.cumulative_window(**in_order)))
    group = {"group_by": [*of_reference, "group_no"]}
    rows = rows.mutate(
        n=rows.count().over(**group),
        instalment_id=ibis.ifelse(rows.starts == 1, rows.activity_id, ibis.null()).max().over(**group),
    )
    return rows.filter((rows.n >= 2) & (rows.n <= MOST)).select("activity_id", "instalment_id")


LEAST_LETTERS = 3
