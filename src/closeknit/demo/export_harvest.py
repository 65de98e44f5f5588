"""Harvest's detailed time report: a file for every calendar year.

The oldest lacks four columns and went through a spreadsheet (Windows encoding); the newest overlaps the one
before by a week.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import ROUND_CEILING, Decimal
from pathlib import Path

from closeknit.demo.facts import SetAside, TimeEntry
from closeknit.demo.files import Dialect, columns, writable, write_csv
from closeknit.demo.papers import CENT
from closeknit.demo.timesheets import sheets_from
from closeknit.demo.world import World

HEADER = columns(
    "Date,Client,Project,Project Code,Task,Notes,Hours,Hours Rounded,Billable?,Invoiced?,Approved?,"
    "First Name,Last Name,Employee Id,Roles,Teams,Employee?,Billable Rate,Billable Amount,Cost Rate,"
    "Cost Amount,Currency,External Reference URL"
)
NOT_IN_OLD_FILES = ("Hours Rounded", "Approved?", "Employee Id", "Teams")
OVERLAP_DAYS = 7
"""The last file begins so many days before its year: whoever exported it was careful."""
BAD_DATES = ("########", "{year}-02-30", "", "{year}-13-04")


def write(world: World, folder: Path) -> None:
    """Write harvest_time_report_fromAtoB.csv for each year."""
    years = list(range(sheets_from(world).year, world.end.year + 1))
    for n, year in enumerate(years):
        first = max(sheets_from(world), date(year, 1, 1))
        last = min(world.end, date(year, 12, 31))
        newest = n == len(years) - 1
        begin = first - timedelta(days=OVERLAP_DAYS) if newest else first
        name = f"harvest_time_report_from{begin}to{last}.csv"
        header = [h for h in HEADER if n or h not in NOT_IN_OLD_FILES]
        entries = [t for t in world.time if (first if t.dropped else begin) <= t.day <= last]
        dialect = Dialect() if n else Dialect(encoding="cp1252")
        rows = _rows(world, name, header, entries, first=first, encoding=dialect.encoding)
        world.lines_written[name] = write_csv(folder / name, header, rows, dialect)


def _rows(
    world: World, file: str, header: list[str], entries: list[TimeEntry], *, first: date, encoding: str
) -> Iterator[list[str]]:
    keep = [HEADER.index(h) for h in header]
    for n, entry in enumerate(entries):
        cells = _cells(entry)
        if entry.day >= first:
            world.wrote_name(entry.customer, "harvest", writable(cells[1], encoding))
        if entry.dropped:
            cells[0] = BAD_DATES[n % len(BAD_DATES)].format(year=entry.day.year)
            world.set_aside.append(SetAside(file, n + 2, "Date", cells[0], "date"))
        yield [cells[k] for k in keep]


def _cells(entry: TimeEntry) -> list[str]:
    who = entry.who
    rate = who.billable_rate if entry.billable else Decimal(0)
    rounded = (entry.hours * 4).to_integral_value(ROUND_CEILING) / 4
    return [
        entry.day.isoformat(), entry.customer.called("harvest", entry.day), entry.project, entry.code,
        entry.task, entry.notes, f"{entry.hours:.2f}", f"{rounded:.2f}", _yes(entry.billable),
        _yes(entry.invoiced), _yes(True), who.given, who.family, who.employee_id, who.role, who.team,
        _yes(who.employed),
        f"{rate:.2f}", f"{(rate * entry.hours).quantize(CENT)}", f"{who.cost_rate:.2f}",
        f"{(who.cost_rate * entry.hours).quantize(CENT)}", "Euro - EUR", "",
    ]  # fmt: skip


def _yes(value: bool) -> str:
    return "Yes" if value else "No"
