"""A mailing list: one row for each person at a customer or prospect, with address and do-not-contact.

Only made when asked for (`--cards yes`): it is nothing but personal data. People who must not be written
to stay in, marked, so that a list elsewhere can be put right.
"""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from closeknit.answers import AnswerTable, ShownColumn
from closeknit.engines.portable import look_up
from closeknit.lenses.addresses import emails
from closeknit.lenses.parts import Part
from closeknit.lenses.refusals import DO_NOT_CONTACT, NO
from closeknit.lenses.seam import Question

ADDRESS = ("street", "postal_code", "city", "region", "country")


def cards(question: Question) -> Part:
    """The mailing list, customers first; nothing unless the option asks for it."""
    if not question.options["cards"]:
        return Part()
    columns = (
        ShownColumn("party_id", "", kind="id"),
        ShownColumn("name", "name"),
        ShownColumn("organization", "organization"),
        ShownColumn("standing", "is a"),
        ShownColumn("email", "e-mail"),
        *(ShownColumn(part, part.replace("_", " ")) for part in ADDRESS),
        ShownColumn("do_not_contact", "do not contact"),
    )
    note = "Rows marked “do not contact” stay in, so that other lists can be put right. Never write to them."
    return Part(tables=(AnswerTable("cards", "Addresses", columns, question.collect(_rows(question)), note),))


def _rows(question: Question) -> ir.Table:
    parties = question.tables["parties"]
    known = parties.filter(parties.standing.isin(["customer", "prospect"]))
    peopled = (
        known.filter(known.kind == "person", known.party_id != known.account_id)
        .select("account_id")
        .distinct()
    )
    alone = known.filter(known.party_id == known.account_id).anti_join(peopled, "account_id")
    staff = known.filter(known.kind == "person", known.party_id != known.account_id)
    columns = ["party_id", "name", "account_id", "standing"]
    rows = ibis.union(staff.select(columns), alone.select(columns))
    rows = look_up(rows, "account_id", parties, "party_id", account_name="name")
    rows = look_up(rows, "party_id", emails(question), "party_id", email="email")
    traits = _traits(question)
    own = {name: name for name in (*ADDRESS, "refused")}
    rows = look_up(rows, "party_id", traits, "party_id", **own)
    rows = look_up(rows, "account_id", traits, "party_id", **{f"_{name}": name for name in own})
    # A person's own address counts as a whole, not part by part, when it has a street or town.
    at_home = rows.street.notnull() | rows.city.notnull()
    rows = rows.mutate(**{name: ibis.ifelse(at_home, rows[name], rows[f"_{name}"]) for name in ADDRESS})
    refused = (rows.refused.fill_null(0) + rows._refused.fill_null(0)) > 0
    rows = rows.mutate(
        organization=ibis.ifelse(rows.party_id == rows.account_id, "", rows.account_name),
        do_not_contact=ibis.ifelse(refused, "yes", ""),
    )
    return rows.select(
        "party_id", "name", "organization", "standing", "email", *ADDRESS, "do_not_contact"
    ).order_by("standing", "organization", "name", "party_id")  # fmt: skip


def _traits(question: Question) -> ir.Table:
    """Address and refusals of each party, one row each."""
    traits = question.tables["attributes"]
    traits = traits.filter(traits.newest, traits.name.isin([*ADDRESS, *DO_NOT_CONTACT]))
    nothing = ibis.null().cast("string")
    parts = {name: ibis.ifelse(traits.name == name, traits.value, nothing).max() for name in ADDRESS}
    refused = traits.name.isin(DO_NOT_CONTACT) & traits.value.lower().notin(NO)
    return traits.group_by("party_id").aggregate(**parts, refused=refused.cast("int64").sum())
