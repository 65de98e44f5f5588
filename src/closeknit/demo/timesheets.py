"""Timesheets: who of us worked for whom, day by day, what was given away, and what nobody invoiced.

They begin when the firm began to keep them (MONTHS_KEPT), later than its invoices. Hours follow the work
that was agreed; a colleague never logs more than a working day. Extras are short unpaid favours that
only their notes give away.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from functools import partial
from random import Random

from closeknit.demo.anchors import NEVER_INVOICED_HOURS
from closeknit.demo.days import add_months, workdays
from closeknit.demo.facts import Colleague, TimeEntry, Work
from closeknit.demo.papers import CENT
from closeknit.demo.world import World

MONTHS_KEPT = 26
DAY_HOURS = 8.0
PIECES = (8.0, 8.0, 8.0, 7.5, 7.0, 6.0, 4.0, 2.5)
WHOLE_DAYS_FROM = 4_000
"""Hours from which people spend whole days on a piece of work."""
NEVER_INVOICED_AFTER_DAYS = 45
"""Billable hours older than this that no invoice holds were forgotten."""
EXTRAS_SHARE, HEAVY_EXTRAS_SHARE = 0.006, 0.16
TAGGED = 0.75
"""Share of favours whose note gives them away."""
HEAVY = 4
"""Customers that get far more favours than others."""

FAVOUR_ROLES = ("Developer", "Designer", "Support engineer")
TASKS = {
    "Developer": ("Development", "Development", "Testing", "Meetings"),
    "Designer": ("Design", "Design", "Meetings"),
    "Consultant": ("Consulting", "Workshop", "Meetings", "Analysis"),
    "Project manager": ("Project management", "Meetings"),
    "Support engineer": ("Maintenance", "Support"),
}
NOTES = {
    "Development": (
        "{subject}: import of article data", "{subject}: login and roles", "API for delivery slots",
        "Fixes after review", "{subject}: search and filters", "Label layout A5", "Nightly export to ERP",
        "Pairing with {colleague}", "Database migration", "{subject}: first version on staging",
    ),
    "Testing": ("Regression test before go-live", "Test cases {subject}", "Test on handhelds", "Load test"),
    "Design": ("Screens for {subject}", "Icons and empty states", "Clickable draft v2", "Print styles"),
    "Consulting": ("Process walk-through {city}", "Data model with {person}", "Rollout plan"),
    "Workshop": ("Workshop day in {city}", "Kick-off with {person}", "Retrospective"),
    "Analysis": ("Analysis of picking errors", "Interviews in the warehouse", "Requirements {subject}"),
    "Meetings": ("Weekly with {person}", "Sprint planning", "Steering group", "Call with {person}", "Demo"),
    "Project management": ("Planning and budget", "Status report", "Coordination with {person}"),
    "Maintenance": ("Updates and backups", "Certificates renewed", "Monitoring alerts", "Library updates"),
    "Support": ("Questions on {subject}", "Printer queue stuck", "Data correction", "User accounts"),
}  # fmt: skip
EXTRA_NOTES = (
    "quick one: logo on the packing slip", "quick one for {person}: new column in the list",
    "while you're at it: French texts", "could you also … sort by dock", "quick one, not in the quote",
    "quick one: reset passwords for the new shift", "just a tiny change, says {person}",
    "could you also add a second printer", "while we were there: cable and scanner",
    "small favour: export for their auditor",
)  # fmt: skip


def plant(world: World) -> None:
    """Log the hours of all work, then the favours, then forget to invoice some."""
    busy: dict[tuple[str, date], float] = {}
    _choose_heavy(world)
    heavy = {id for role, id in world.roles.items() if role.startswith("extras_")}
    for work in sorted(_kept(world), key=partial(_turn, world)):
        work.extras = HEAVY_EXTRAS_SHARE if work.customer.id in heavy else EXTRAS_SHARE
        rng = world.rng("time", work.customer.id, work.code, work.start.isoformat())
        _log(world, rng, work, busy)
        _favours(world, rng, work)
    world.time.sort(key=lambda t: (t.day, t.who.employee_id, t.customer.id, t.project, t.notes))
    _invoice(world)


def _turn(world: World, work: Work) -> tuple[bool, date, str, str]:
    """By day; a firm too small for all its work gives its hours first to the one who loses us money."""
    waits = world.size < 1 and work.customer.id != world.roles["loss_maker"]
    return waits, work.start, work.customer.id, work.code


def sheets_from(world: World) -> date:
    """First day of the timesheets: the first of a month."""
    return add_months(world.end, -MONTHS_KEPT).replace(day=1)


def _kept(world: World) -> Iterator[Work]:
    """The work since timesheets are kept; of what began before, the later part."""
    first = sheets_from(world)
    for work in world.work:
        if work.finish >= first:
            share = (work.finish - max(first, work.start)).days + 1
            hours = work.hours * share / ((work.finish - work.start).days + 1)
            yield replace(work, start=max(first, work.start), hours=hours)


def _choose_heavy(world: World) -> None:
    """Middling project customers with work in the last two years get the many favours."""
    since = world.end - timedelta(days=700)
    able = sorted(
        {w.customer.id for w in world.work if w.kind == "project" and w.finish > since and 60 < w.hours < 400}
        - set(world.roles.values())
    )
    chosen = world.rng("heavy extras").sample(
        able, min(len(able), max(1, round(HEAVY * min(1.0, world.size))))
    )
    world.roles |= {f"extras_{n + 1}": id for n, id in enumerate(sorted(chosen))}


def _log(world: World, rng: Random, work: Work, busy: dict[tuple[str, date], float]) -> None:
    """Spread the hours of one piece of work over days and people with room for it."""
    days = list(workdays(work.start, work.finish)) or [work.start]
    able = [c for c in world.team("Delivery", "Support") if c.role in TASKS and c.joined <= work.start]
    left = round(work.hours * 4) / 4
    pieces = (DAY_HOURS,) if work.hours >= WHOLE_DAYS_FROM else PIECES
    team = rng.sample(able, min(len(able), 1 + int(left / len(days) / 4.5) + (left > 150)))
    for people, squeezed in ((team, False), (able, False), (able, True)):
        slots = [(day, who) for day in days for who in people]
        rng.shuffle(slots)
        for day, who in slots:
            if left < 0.25:
                return
            free = DAY_HOURS - busy.get((who.employee_id, day), 0.0)
            hours = min(rng.choice(pieces), left)
            if free < hours:
                if not squeezed or free < min(1.0, left):
                    continue
                hours = min(free, left)
            busy[who.employee_id, day] = busy.get((who.employee_id, day), 0.0) + hours
            left -= hours
            _entry(world, rng, work, day, who, hours)


def _entry(
    world: World, rng: Random, work: Work, day: date, who: Colleague, hours: float, *, extra: bool = False
) -> None:
    task = rng.choice(TASKS[who.role])
    pool = EXTRA_NOTES if extra and rng.random() < TAGGED else NOTES[task]
    world.time.append(
        TimeEntry(
            day=day,
            customer=work.customer,
            project=work.project,
            code=work.code,
            task=task,
            notes=_note(rng, pool, work, world),
            hours=Decimal(str(hours)).quantize(CENT),
            billable=not extra,
            invoiced=False,
            who=who,
            extra=extra,
        )
    )


def _note(rng: Random, pool: tuple[str, ...], work: Work, world: World) -> str:
    if pool is not EXTRA_NOTES and rng.random() < 0.08:
        return ""
    return rng.choice(pool).format(
        subject=work.project.lower() if work.kind == "project" else "the portal",
        person=rng.choice(work.customer.people).given,
        city=work.customer.city.split(",")[0],
        colleague=rng.choice(world.staff).given,
    )


def _favours(world: World, rng: Random, work: Work) -> None:
    """Short unpaid entries, on top of the hours agreed."""
    left = work.hours * work.extras * rng.uniform(0.8, 1.2)
    days = list(workdays(work.start, work.finish)) or [work.start]
    able = [c for c in world.team("Delivery", "Support") if c.role in FAVOUR_ROLES and c.joined <= work.start]
    while left >= 0.25:
        hours = min(left, rng.choice((0.5, 0.75, 1.0, 1.5, 2.0)))
        hours = max(0.25, round(hours * 4) / 4)
        left -= hours
        who = rng.choice(able)
        _entry(world, rng, work, rng.choice(days), who, hours, extra=True)


def _invoice(world: World) -> None:
    """Everything billable before this month is on an invoice, but for what was forgotten."""
    this_month = world.end.replace(day=1)
    for entry in world.time:
        entry.invoiced = entry.billable and entry.day < this_month
    _forget(world, world.roles["loss_maker"], float(NEVER_INVOICED_HOURS))
    rng = world.rng("forgotten")
    others = sorted({t.customer.id for t in world.time} - set(world.roles.values()))
    for id in rng.sample(others, min(len(others), max(1, round(7 * world.size)))):
        _forget(world, id, rng.choice((4.0, 6.5, 8.0, 12.0, 18.0)))


def _forget(world: World, customer_id: str, hours: float) -> None:
    """Leave about so many of a customer's billable hours of the last year uninvoiced."""
    oldest = world.end - timedelta(days=350)
    newest = world.end - timedelta(days=NEVER_INVOICED_AFTER_DAYS + 10)
    mine = [
        t for t in world.time if t.customer.id == customer_id and t.billable and oldest <= t.day <= newest
    ]
    world.rng("forget", customer_id).shuffle(mine)
    left = Decimal(str(hours))
    for entry in mine:
        if entry.hours <= left:
            entry.invoiced, entry.never_invoiced = False, True
            left -= entry.hours
