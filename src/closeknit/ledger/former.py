"""What a source said of people before it said otherwise: where they worked, as what, how to reach them.

Most facts of a replaced row were mistakes or have had their day. Where somebody worked is not so: an older
export truly saw them there. So whatever files showed an employer, title or address of a person stays, with
the days between which it held as far as files tell:
- an employer that the newest look no longer shows, while a later file showed another, ended on the day of
  the file that showed the other, and the other began then, unless the source dates it later itself;
- a title of a row that was replaced ended with the row;
- addresses and numbers of a replaced row stay the person's while the row keeps the name.
Undone imports say nothing here either. Plain Ibis, for either engine.
"""

from __future__ import annotations

from collections.abc import Mapping

import ibis

from closeknit.claims import TITLE, WORKS_AT
from closeknit.engines.portable import stacked

_RECORD = ["record_id", "version"]
_SOMEBODY = ["stream_id", "from_key"]
_TIE = [*_RECORD, "from_key", "to_key", "kind"]


def disputed_employers(written: ibis.Table) -> ibis.Table:
    """The ties `works_at` of whoever one source has seen at several firms, of all versions of its rows."""
    works = written.filter(written.kind == WORKS_AT)
    told = works.group_by(_SOMEBODY).agg(firms=works.to_key.nunique())
    return works.semi_join(told.filter(told.firms > 1), _SOMEBODY)


def with_former_employers(counted: ibis.Table, disputed: ibis.Table, versions: ibis.Table) -> ibis.Table:
    """The ties that count, with those that say where people worked before.

    `versions` are the live versions of the disputed ties' records, with first_seen and last_seen.
    """
    seen = _dated(disputed.join(versions.select(*_RECORD, "first_seen", "last_seen"), _RECORD))
    return stacked(counted.anti_join(disputed, _TIE), seen.select(*counted.columns))


def _dated(seen: ibis.Table) -> ibis.Table:
    """Each employer with the days that files tell."""
    at_firm = [*_SOMEBODY, "to_key"]
    firms = seen.group_by(at_firm).agg(first=seen.first_seen.min(), last=seen.last_seen.max())
    other = firms.view()
    met = firms.left_join(
        other.select(*_SOMEBODY, other_key="to_key", other_first="first", other_last="last"), _SOMEBODY
    )
    later = met.other_first > met["last"]
    earlier = met.other_last < met["first"]
    held = met.group_by(at_firm).agg(
        first=met["first"].min(),
        ended=ibis.ifelse(later, met.other_first, ibis.null("timestamp")).min(),
        before=ibis.ifelse(earlier, met.other_last, ibis.null("timestamp")).max(),
    )
    rows = seen.join(held, at_firm)
    undated = rows.since.isnull() | (rows.since <= rows.before)
    return rows.mutate(
        since=ibis.ifelse(rows.before.notnull() & undated, rows["first"], rows.since),
        until=ibis.coalesce(rows.until, rows.ended),
    )


def former_titles(traits: ibis.Table, replaced: ibis.Table, won: ibis.Table) -> ibis.Table:
    """Titles in rows that were replaced and still name the same person, until the next row was first seen.

    `replaced` and `won` are live versions, as `replaced_versions` tells them apart.
    """
    titles = traits.filter((traits.name == TITLE) & (traits.party_kind == "person"))
    rows = titles.join(replaced.select(*_RECORD, "next_seen"), _RECORD)
    rows = rows.semi_join(_still_named(traits, replaced, won), [*_RECORD, "key"])
    return rows.mutate(until=ibis.coalesce(rows.until, rows.next_seen)).select(*traits.columns)


def former_keys(same: ibis.Table, traits: ibis.Table, replaced: ibis.Table, won: ibis.Table) -> ibis.Table:
    """Addresses and numbers in rows that were replaced and still name the same person."""
    still = _still_named(traits, replaced, won).rename(key_a="key")
    return same.filter(same.party_kind == "person").semi_join(still, [*_RECORD, "key_a"])


def _still_named(traits: ibis.Table, replaced: ibis.Table, won: ibis.Table) -> ibis.Table:
    """record_id, version and key of whoever a replaced row calls as the row that replaced it does."""
    named = traits.filter(traits.name == "name").select(*_RECORD, "key", "value")
    now = named.semi_join(won, _RECORD).select("record_id", "key", "value")
    before = named.semi_join(replaced, _RECORD).semi_join(now, ["record_id", "key", "value"])
    return before.select(*_RECORD, "key")


def replaced_versions(versions: ibis.Table) -> Mapping[str, ibis.Table]:
    """Of records with several live versions: `replaced` (with next_seen) and `won`."""
    newer_first = [ibis.desc(versions["rank"]), ibis.desc(versions.version)]
    ranked = versions.mutate(
        place=ibis.row_number().over(group_by="record_id", order_by=newer_first),
        next_seen=versions.first_seen.lag().over(group_by="record_id", order_by=newer_first),
    )
    return {"replaced": ranked.filter(ranked.place > 0), "won": ranked.filter(ranked.place == 0)}
