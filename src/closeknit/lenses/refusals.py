"""Who must not be written to: what sources state of it, in whatever words."""

from __future__ import annotations

import ibis.expr.types as ir

from closeknit.lenses.seam import Question

DO_NOT_CONTACT = ("do_not_contact", "unsubscribed", "opted_out")
"""Attributes that say so."""

NO = ("", "no", "false", "0", "none")
"""Their values that say the opposite."""


def refusals(question: Question) -> ir.Table:
    """`party_id` of all, people and firms, of whom a source says so; one person's word is not a firm's."""
    traits = question.tables["attributes"]
    said = traits.filter(traits.newest, traits.name.isin(DO_NOT_CONTACT), traits.value.lower().notin(NO))
    return said.select("party_id").distinct()
