"""What was loaded, out again: every table, the mailing list, and the whole as an event log.

tables        a table as CSV, Parquet, JSON lines; the mailing list also as vCards
fixes         what needs mending, as files that programs import; what is said of whom: mends
ocel          the whole as events and objects, in the terms of OCEL 2.0
ocel_files    such a log as JSON and as SQLite
"""

from __future__ import annotations

import io
from pathlib import Path
from typing import TYPE_CHECKING

from closeknit.book.schema import BOOK
from closeknit.errors import UnknownQuestion, did_you_mean
from closeknit.export.fixes import fixes_table, write_fixes
from closeknit.export.ocel import event_log
from closeknit.export.ocel_files import write_event_log, write_json
from closeknit.export.tables import as_csv, write_table
from closeknit.finding import chosen

if TYPE_CHECKING:
    import pyarrow as pa

    from closeknit.asking import AskedFolder

__all__ = ["EXPORTS", "exported", "write_export", "write_table"]

EVENT_LOG, FIXES = "ocel", "fixes"

EXPORTS: dict[str, str] = {
    EVENT_LOG: "everything as an event log (OCEL 2.0), for tools that mine processes",
    "cards": "mailing list: names, organizations, postal addresses, do-not-contact kept",
    FIXES: "what needs mending, and --for which program to write a file that it imports back",
    "parties": "every person and organization",
    "party_aliases": "numbers that a person or organization had before",
    "keys": "every e-mail, phone, domain and number, and whose it is",
    "likely_same": "pairs that may be one person or organization, waiting for you to look",
    "activities": "everything that happened, with amounts",
    "timeline": "who took part in what, and when",
    "purchases": "buying decisions; invoices of one purchase are together",
    "purchase_activities": "the orders, invoices and payments of each purchase",
    "lines": "products on orders and invoices",
    "texts": "what was written in mails, tickets and notes",
    "mentions": "what people said of which topic, in their words, and what they opened",
    "attributes": "what is known of persons and organizations: city, title …, since when",
    "relationships": "who works where, who looks after whom, who sells through whom",
    "cases": "deals, tickets, projects, contracts and invoices as last seen",
    "stages": "which stage a deal or ticket was in, from when to when",
    "roles": "what you said of people's parts at customers and in deals",
    "campaigns": "who was put on which list to turn to, and who was left alone to compare",
    "reviews": "what people ticked on sheets of sales",
    "freshness": "what was loaded from where, and how new it is",
}
"""What can be written, with what one row is, in the words people see."""


def exported(business: AskedFolder, what: str, *, within: str = "") -> pa.Table:
    """One table as Arrow; of some customers alone, where `within` names a segment or is a sentence.

    Raises:
        UnknownQuestion: there is no table, or no segment, of that name.
    """
    if what not in EXPORTS:
        hint = did_you_mean(what, EXPORTS)
        raise UnknownQuestion(
            f'there is no "{what}" to export',
            remedy=hint or "closeknit export lists what there is.",
            about=what,
        )
    if what == FIXES:
        return fixes_table(business)
    if what == "cards":
        answer = business.ask("clients", cards=True, within=within).answer
        table = answer.table("cards")
        return table.data.select([c.name for c in table.columns])
    tables = business.refresh().tables(business.engine)
    if within:
        tables = business.tables_within(tables, chosen(business, within, business.asked_day(None).day))
    found = tables[what].drop("part") if "part" in tables[what].columns else tables[what]
    return dated(business.engine.collect(found), what)


def dated(table: pa.Table, what: str) -> pa.Table:
    """A table of the book whose days are dates: other programs know no numbers of days."""
    import pyarrow as pa

    days = {column.name for column in BOOK[what].columns if column.unit == "day"}
    for place, name in enumerate(table.schema.names):
        if name in days:
            table = table.set_column(place, name, table.column(name).cast(pa.int32()).cast(pa.date32()))
    return table


def write_export(
    business: AskedFolder, what: str, to: Path | None, *, program: str = "", within: str = ""
) -> str:
    """Write a table, or the whole as an event log, to a file, chosen by its ending; else give it as text.

    program: with "fixes", the program that is to import the file. within: only of the customers in this
    segment, or whom a sentence means.
    """
    if within and what in (FIXES, EVENT_LOG):
        raise UnknownQuestion(
            f"--within goes with tables and cards, not with {what}",
            remedy=f'Such as: closeknit export cards --within "{within}" --to cards.csv',
        )
    if program:
        if what != FIXES:
            raise UnknownQuestion(
                f"--for goes with {FIXES} only", remedy=f"closeknit export {FIXES} --for {program}"
            )
        return write_fixes(business, program, to)
    if what == EVENT_LOG:
        return _event_log(business, to)
    table = exported(business, what, within=within)
    return as_csv(table) if to is None else write_table(table, what, to)


def _event_log(business: AskedFolder, to: Path | None) -> str:
    tables = business.refresh().tables(business.engine)
    log = event_log(tables, business.engine.collect)
    if to is not None:
        return write_event_log(log, EVENT_LOG, to)
    text = io.StringIO()
    write_json(log, text)
    return text.getvalue()
