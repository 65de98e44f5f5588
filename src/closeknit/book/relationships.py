"""Who is related to whom, since when: ties as records state them, and employers implied by addresses."""

from __future__ import annotations

from collections.abc import Mapping

import ibis
import ibis.expr.types as ir

from closeknit.book.days import local_days
from closeknit.book.known import with_known_day
from closeknit.claims import WORKS_AT
from closeknit.engines.portable import look_up, look_up_some, part_of, remembered, stacked

IMPLIED_RECORD = 0
"""Record of a relationship that no record states: an address at a company's domain implies it."""


@remembered
def ties_of_parties(claims: Mapping[str, ir.Table], keys: ir.Table, implied: ir.Table) -> ir.Table:
    """from_party, to_party, kind, since, until, record_id, stated; none of a party with itself."""
    stated = look_up_some(claims["ties"], "from_key", keys, "key", from_party="party_id")
    stated = look_up_some(stated, "to_key", keys, "key", to_party="party_id")
    by_address = look_up_some(implied, "email", keys, "key", from_party="party_id")
    by_address = look_up_some(by_address, "domain", keys, "key", to_party="party_id")
    none = ibis.null().cast("timestamp")
    rows = stacked(
        stated.select(
            "from_party", "to_party", "kind", "since", "until", "record_id", stated=ibis.literal(True)
        ),
        by_address.select(
            "from_party",
            "to_party",
            kind=ibis.literal(WORKS_AT),
            since=none,
            until=none,
            record_id=ibis.literal(IMPLIED_RECORD).cast("int64"),
            stated=ibis.literal(False),
        ),
    )
    apart = rows.filter(rows.from_party != rows.to_party)
    return apart.group_by("from_party", "to_party", "kind", "since", "until", "stated").aggregate(
        record_id=apart.record_id.min()
    )


@remembered
def relationships(ties: ir.Table, people: ir.Table, offsets: ir.Table) -> ir.Table:
    """The table `relationships`: an implied employer only where no record states it."""
    known = ties.filter(ties.stated).select("from_party", "to_party", "kind").distinct()
    unstated = ties.filter(~ties.stated)
    news = unstated.anti_join(known, ["from_party", "to_party", "kind"])
    rows = local_days(stacked(ties.filter(ties.stated), news), offsets, since_day="since", until_day="until")
    rows = _known(rows)
    rows = look_up(rows, "from_party", people, "party_id", account_id="account_id")
    return rows.mutate(part=part_of(rows.account_id.fill_null(0)))


def _known(rows: ir.Table) -> ir.Table:
    """`rows` with `known_day`: an employer that a file shows after another is known from that file on."""
    works = with_known_day(rows.filter(rows.kind == WORKS_AT), ["from_party"], ["to_party", "record_id"])
    others = rows.filter(rows.kind != WORKS_AT)
    return stacked(works, others.mutate(known_day=others.since_day))
