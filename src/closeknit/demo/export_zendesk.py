"""Zendesk's ticket export: one row a ticket, times in UTC, waiting times in minutes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

from closeknit.demo.days import office_minutes
from closeknit.demo.facts import SetAside, Ticket
from closeknit.demo.files import Dialect, columns, write_csv
from closeknit.demo.world import World

_MINUTES = (
    "First reply time in minutes", "First resolution time in minutes", "Full resolution time in minutes",
    "Agent wait time in minutes", "Requester wait time in minutes", "On hold time in minutes",
)  # fmt: skip
HEADER = [
    *columns(
        "Summation column,Id,Requester,Requester id,Requester external id,Requester email,Requester domain,"
        "Submitter,Assignee,Group,Subject,Tags,Status,Priority,Via,Ticket type,Created at,Updated at,"
        "Assigned at,Organization,Due date,Initially assigned at,Solved at,Resolution time,"
        "Satisfaction Score,Group stations,Assignee stations,Reopens,Replies"
    ),
    *(column for name in _MINUTES for column in (name, f"{name} within business hours")),
    "Product [list]",
]
PRODUCTS = ("dockhand", "routewise", "printing", "other")
BAD_DATES = ("", "{year}-00-17 09:12:00")


def write(world: World, folder: Path) -> None:
    """Write zendesk-tickets-YYYY-MM-DD.csv."""
    name = f"zendesk-tickets-{world.end}.csv"
    dialect = Dialect(quote_all=True)
    world.lines_written[name] = write_csv(folder / name, HEADER, _rows(world, name), dialect)


def _rows(world: World, file: str) -> Iterator[list[str]]:
    for n, ticket in enumerate(world.tickets):
        row = _cells(ticket) | _waits(ticket)
        if ticket.dropped:
            bad = BAD_DATES[n % len(BAD_DATES)].format(year=ticket.created.year)
            row["Created at"] = bad
            world.set_aside.append(SetAside(file, n + 2, "Created at", bad, "date"))
        if row["Organization"]:
            world.wrote_name(ticket.customer, "zendesk", row["Organization"])
        yield [row.get(column, "") for column in HEADER]


def _cells(ticket: Ticket) -> dict[str, str]:
    local, _, domain = ticket.requester_email.partition("@")
    agent = ticket.agent.name if ticket.agent and ticket.first_reply else ""
    last = ticket.solved or ticket.first_reply or ticket.created
    known = ticket.customer.plan != "card"
    return {
        "Summation column": "1", "Id": str(ticket.id),
        "Requester": ticket.person.name if ticket.person else local.title(),
        "Requester id": ticket.person.zendesk_id if ticket.person else ticket.customer.mailbox_zendesk_id,
        "Requester email": ticket.requester_email, "Requester domain": domain,
        "Submitter": ticket.person.name if ticket.person else local.title(), "Assignee": agent,
        "Group": "Support",
        "Subject": ticket.subject, "Tags": ticket.tags, "Status": ticket.status, "Priority": ticket.priority,
        "Via": ticket.via, "Ticket type": "Incident" if ticket.priority == "Urgent" else "Question",
        "Created at": _time(ticket.created), "Updated at": _time(last + timedelta(minutes=3)),
        "Assigned at": _time(ticket.first_reply) if ticket.first_reply else "",
        "Organization": ticket.customer.called("zendesk", ticket.created.date()) if known else "",
        "Initially assigned at": _time(ticket.first_reply) if ticket.first_reply else "",
        "Solved at": _time(ticket.solved) if ticket.solved else "",
        "Resolution time": str(minutes_between(ticket.created, ticket.solved) // 60) if ticket.solved else "",
        "Satisfaction Score": ticket.satisfaction, "Group stations": "1",
        "Assignee stations": "1" if agent else "0",
        "Reopens": str(ticket.reopens), "Replies": str(ticket.replies),
        "Product [list]": PRODUCTS[ticket.id % len(PRODUCTS)],
    }  # fmt: skip


def _waits(ticket: Ticket) -> dict[str, str]:
    """Minutes by the clock and within office hours; empty where nothing has happened yet."""
    waits: dict[str, str] = {}
    for name in _MINUTES[:5]:
        until = ticket.first_reply if name.startswith("First reply") else ticket.solved
        if until and not name.startswith("Agent"):
            waits[name] = str(minutes_between(ticket.created, until))
            waits[f"{name} within business hours"] = str(office_minutes(ticket.created, until))
    return waits


def minutes_between(begin: datetime, until: datetime) -> int:
    """Whole minutes from one time to another."""
    return int((until - begin).total_seconds() // 60)


def _time(at: datetime) -> str:
    return f"{at:%Y-%m-%d %H:%M:%S}"
