"""Tickets as rows: opened, first answered, solved, and until when each was watched.

A ticket that is still open when its export ends is not slow or fast yet: it counts as waiting until the
newest fact of its source. Expressions only; what they mean is said elsewhere.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import ibis
import ibis.expr.types as ir
from dateutil.relativedelta import relativedelta

from closeknit.answers import wording
from closeknit.day_numbers import date_to_day, day_to_date
from closeknit.engines.portable import epoch_seconds
from closeknit.lenses.seam import Business, Question
from closeknit.lenses.service.office import has_office, office_seconds

DAY = 86_400


@dataclass(frozen=True)
class Stream:
    """One source of tickets: whether it says when they were answered, and its newest moment."""

    stream_id: str
    title: str
    tickets: int
    replies: int
    oldest: int
    until: int
    """Seconds since 1970 (UTC) up to which its tickets were watched."""


@dataclass(frozen=True)
class Tickets:
    """The tickets of a question: one row each, and the sources they come from.

    Columns of `rows`: case_id, account_id, person, owner_id, name, stream_id, opened, opened_day, replied,
    closed, watched_until (all seconds, UTC), is_open, early (a reply before it was opened), tells_replies;
    where there is an office also office_opened, office_replied, office_closed, office_until: what the
    office clock shows at those moments.
    """

    rows: ir.Table
    streams: tuple[Stream, ...]
    first_day: int
    """First day of the time asked for."""

    @property
    def recent(self) -> ir.Table:
        """Those opened in the time asked for."""
        return self.rows.filter(self.rows.opened_day >= self.first_day)


def tickets(question: Question) -> Tickets:
    """All tickets known on the day of the answer."""
    streams = _streams(question)
    rows = _with_office(question.business, _rows(question, streams), streams)
    rows = question.keep(rows, "tickets")
    return Tickets(rows, streams, _first_day(question))


def _first_day(question: Question) -> int:
    months = int(str(question.options.get("months", 12)))
    if months > 0:
        start: Any = question.as_of - relativedelta(months=months)
        return date_to_day(start) + 1
    cases = _cases(question)
    oldest = question.collect(cases.aggregate(day=cases.opened_day.min()))["day"][0].as_py()
    return question.as_of_day if oldest is None else int(oldest)


def end_of_day(question: Question) -> int:
    """The last second of the day of the answer, in the business's time zone, as seconds in UTC."""
    zone = ZoneInfo(question.business.timezone)
    midnight = datetime.combine(question.as_of + timedelta(days=1), time.min, zone)
    return int(midnight.astimezone(UTC).timestamp()) - 1


def _cases(question: Question) -> ir.Table:
    """Ticket cases with the times the case itself states; cancelled ones are none."""
    cases = question.tables["cases"]
    found = cases.filter(cases.kind == "ticket", cases.status.fill_null("") != "void")
    return found.select(
        "case_id", "account_id", "contact_id", "owner_id", "name", "stream_id",
        status=found.status,
        opened_day=found.opened_day,
        stated_open=epoch_seconds(found.opened_at),
        stated_closed=epoch_seconds(found.closed_at),
    )  # fmt: skip


def _moments(question: Question) -> ir.Table:
    """One row for each ticket with activities: opened and solved as they happened."""
    acts = question.tables["activities"]
    acts = acts.filter(acts.case_id.notnull(), acts.kind.isin(["ticket.opened", "ticket.resolved"]))
    return acts.group_by("case_id").aggregate(
        act_open=epoch_seconds(acts["at"]).min(where=acts.kind == "ticket.opened"),
        act_closed=epoch_seconds(acts["at"]).max(where=acts.kind == "ticket.resolved"),
        act_day=acts.day.min(where=acts.kind == "ticket.opened"),
    )


def _streams(question: Question) -> tuple[Stream, ...]:
    """The sources of tickets, with the newest moment any of their tickets shows."""
    acts, cases = question.tables["activities"], _cases(question)
    acts = acts.filter(acts.case_id.notnull(), acts.kind.startswith("ticket."))
    seen = acts.select("case_id", at_s=epoch_seconds(acts["at"]), reply=acts.kind == "ticket.replied")
    joined = cases.left_join(seen, "case_id")
    found = joined.group_by("stream_id").aggregate(
        tickets=joined.case_id.nunique(),
        replies=joined.reply.fill_null(False).sum(),
        oldest=ibis.least(joined.at_s.min(), joined.stated_open.min()),
        newest=joined.at_s.max(),
        newest_open=joined.stated_open.max(),
        newest_closed=joined.stated_closed.max(),
    )
    titles = _titles(question)
    end = end_of_day(question)
    rows = question.collect(found.order_by("stream_id")).to_pylist()
    return tuple(_stream(row, titles, end) for row in rows)


def _stream(row: Mapping[str, Any], titles: Mapping[str, str], end: int) -> Stream:
    newest = [row[k] for k in ("newest", "newest_open", "newest_closed") if row[k] is not None]
    return Stream(
        stream_id=row["stream_id"],
        title=titles.get(row["stream_id"], row["stream_id"]),
        tickets=row["tickets"],
        replies=row["replies"],
        oldest=end if row["oldest"] is None else min(row["oldest"], end),
        until=min(end, max(newest, default=end)),
    )


def _titles(question: Question) -> dict[str, str]:
    rows = question.collect(question.tables["freshness"].select("stream_id", "title"))
    return dict(zip(rows["stream_id"].to_pylist(), rows["title"].to_pylist(), strict=True))


def _rows(question: Question, streams: Sequence[Stream]) -> ir.Table:
    cases, moments = _cases(question), _moments(question)
    base = cases.left_join(moments, "case_id")
    base = base.mutate(
        opened=ibis.coalesce(base.stated_open, base.act_open),
        opened_day=ibis.coalesce(base.opened_day, base.act_day).cast("int32"),
        is_open=ibis.coalesce(base.status == "open", base.stated_closed.isnull() & base.act_closed.isnull()),
    )
    base = base.filter(base.opened.notnull())
    # Some tools close a ticket days after it was solved: the solution is what the customer feels.
    solved = ibis.coalesce(base.act_closed, base.stated_closed)
    base = base.mutate(
        closed=ibis.ifelse(base.is_open, ibis.null("int64"), solved),
        watched_until=_watched(base.stream_id, streams, end_of_day(question)),
        tells_replies=base.stream_id.isin([s.stream_id for s in streams if s.replies] or [""]),
    )
    return _with_replies(question, base).select(
        "case_id", "account_id", "owner_id", "name", "stream_id", "opened", "opened_day", "replied", "closed",
        "is_open", "watched_until", "early", "tells_replies", person="contact_id",
    )  # fmt: skip


def _watched(stream: ir.StringValue, streams: Sequence[Stream], otherwise: int) -> ir.IntegerValue:
    """Until when the tickets of each source were watched."""
    end = ibis.literal(otherwise, "int64")
    steps = [(stream == s.stream_id, ibis.literal(s.until, "int64")) for s in streams]
    return ibis.cases(*steps, else_=end) if steps else end


def _with_replies(question: Question, base: ir.Table) -> ir.Table:
    """The first reply after the ticket was opened; replies before it are a clock gone wrong."""
    acts = question.tables["activities"]
    replies = acts.filter(acts.kind == "ticket.replied", acts.case_id.notnull())
    replies = replies.select(reply_case=replies.case_id, reply_s=epoch_seconds(replies["at"]))
    both = base.inner_join(replies, base.case_id == replies.reply_case)
    first = both.group_by(answered_case=both.case_id).aggregate(
        replied=both.reply_s.min(where=both.reply_s >= both.opened),
        early=(both.reply_s < both.opened).sum() > 0,
    )
    joined = base.left_join(first, base.case_id == first.answered_case)
    early = joined.early.fill_null(False)
    # Somebody did reply: without a time that can be right it is not known how long it took.
    lost = early & joined.replied.isnull()
    return joined.mutate(early=early, tells_replies=joined.tells_replies & ~lost)


def _with_office(business: Business, rows: ir.Table, streams: Sequence[Stream]) -> ir.Table:
    """What the office clock shows at each moment; nothing is added where the office is never open."""
    if not has_office(business) or not streams:
        return rows
    first, last = min(s.oldest for s in streams) - 2 * DAY, max(s.until for s in streams) + 2 * DAY
    moments = (("opened", "opened"), ("replied", "replied"), ("closed", "closed"), ("until", "watched_until"))
    shown = {f"office_{name}": office_seconds(rows[c], business, first, last) for name, c in moments}
    return rows.mutate(**shown)


def waits(rows: ir.Table) -> ir.BooleanValue:
    """Whether each is open without an answer, of sources that say when they answered."""
    return rows.is_open & rows.replied.isnull() & rows.tells_replies


def since_text(found: Tickets) -> str:
    """`tickets opened since 1 Jul 2025`."""
    return f"tickets opened since {wording.day_text(day_to_date(found.first_day))}"
