"""What somebody took part in, read from as few files as hold it."""

from __future__ import annotations

from collections.abc import Sequence

import ibis.expr.types as ir

from closeknit.lenses.naming import Meant
from closeknit.lenses.seam import Question


def own(question: Question, table: str, who: Meant) -> ir.Table:
    """A table with at least all rows about a party; those about our own people stand under all accounts."""
    return question.tables[table] if who.ours else question.near(table, who.account_id)


def activities_of(question: Question, who: Meant) -> ir.Table:
    """What happened with a customer and all its people, or with a person who works somewhere."""
    number, one_of_us = who.subject.party_id, who.ours and who.kind == "person"
    # Whoever of us is at no firm, a freelancer, is no customer of their own either.
    if who.account_id in (0, number) and not one_of_us:
        return question.here("activities", number)
    line = own(question, "timeline", who)
    mine = question.once(line.filter(line.party_id == number).select("activity_id").distinct(), "took_part")
    if one_of_us:
        # What our own people do is the custom of many: there is no part to read alone.
        return question.tables["activities"].semi_join(mine, "activity_id")
    # Nearly always it is all the custom of their own firm, whose part of the table is read alone.
    here = question.near("activities", who.account_id)
    elsewhere = question.collect(mine.anti_join(here, "activity_id").limit(1)).num_rows
    acts = question.tables["activities"] if elsewhere else here
    return question.once(acts.semi_join(mine, "activity_id"), "activities_of")


def newest(acts: ir.Table, columns: Sequence[str], most: int) -> ir.Table:
    """So many of these activities, the newest first; `columns` hold activity_id and at."""
    wanted = acts.select(*columns)
    return wanted.order_by([wanted["at"].desc(), wanted.activity_id]).limit(most)
