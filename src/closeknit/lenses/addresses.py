"""Which of somebody's e-mail addresses to write to: one of the firm they are at today goes first.

The book tells which addresses somebody has, which domain is which firm's, and who was at which firm; not
when an address was last used. Shared by questions and lists of people.
"""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from closeknit.claims import WORKS_AT
from closeknit.day_numbers import LONG_AGO
from closeknit.engines.portable import first_of_each, in_groups_of, look_up, look_up_some, stacked
from closeknit.lenses.seam import Question

HERE, OWN, ELSEWHERE = 2, 1, 0
"""At their firm of today; at no firm they were seen at, so it moves with them; at another firm."""


def emails(question: Question) -> ir.Table:
    """`party_id`, `email`: one address each.

    The one at their firm of today, else one of no firm's, else that of the firm where they were last known to
    begin; of several one without a tag (`ana+fair@`), then the first by alphabet.
    """
    keys = question.tables["keys"]
    mail = keys.filter(keys.key_kind == "email").select("party_id", email="key_value")
    several = in_groups_of(mail, ["party_id"], at_least=2)
    placed = look_up(several, "email", _at_firms(question, several), "email", place="place", since="since")
    order = [
        placed.place.fill_null(OWN).desc(),
        placed.since.fill_null(LONG_AGO).desc(),
        placed.email.contains("+").cast("int32"),
        placed.email,
    ]
    chosen = first_of_each(placed, ["party_id"], order).select("party_id", "email")
    return stacked(mail.anti_join(several, "party_id"), chosen)


def _at_firms(question: Question, mail: ir.Table) -> ir.Table:
    """email, place, since: of addresses at a firm that their owner is or was at."""
    parties, keys, ties = (question.tables[name] for name in ("parties", "keys", "relationships"))
    works = ties.filter(ties.kind == WORKS_AT).select("from_party", "since_day", firm="to_party")
    domains = keys.filter(keys.key_kind == "domain").select(owner="party_id", domain="key_value")
    rows = mail.inner_join(works, mail.party_id == works.from_party)
    rows = rows.inner_join(domains, rows.firm == domains.owner)
    rows = rows.filter(
        rows.email.endswith(ibis.literal("@") + rows.domain)
        | rows.email.endswith(ibis.literal(".") + rows.domain)
    )
    rows = look_up_some(rows, "party_id", parties, "party_id", account_id="account_id")
    rows = rows.mutate(place=ibis.ifelse(rows.firm == rows.account_id, HERE, ELSEWHERE))
    return rows.group_by("email").aggregate(place=rows.place.max(), since=rows.since_day.max())
