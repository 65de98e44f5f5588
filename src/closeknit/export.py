"""Tables of what was loaded as CSV, Parquet or JSON lines; `cards` is the mailing list, also as vCards."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

from closeknit.errors import UnknownQuestion, Unreadable, did_you_mean
from closeknit.reports.csvform import csv_text
from closeknit.reports.jsonform import plain
from closeknit.reports.vcards import vcard_text

if TYPE_CHECKING:
    import pyarrow as pa

    from closeknit.business import Business

EXPORTS: dict[str, str] = {
    "cards": "mailing list: names, organizations, postal addresses, do-not-contact kept",
    "parties": "every person and organization",
    "party_aliases": "numbers that a person or organization had before",
    "keys": "every e-mail, phone, domain and number, and whose it is",
    "activities": "everything that happened, with amounts",
    "timeline": "who took part in what, and when",
    "purchases": "buying decisions; invoices of one purchase are together",
    "purchase_activities": "the orders, invoices and payments of each purchase",
    "lines": "products on orders and invoices",
    "texts": "what was written in mails, tickets and notes",
    "attributes": "what is known of persons and organizations: city, title …, since when",
    "relationships": "who works where, who looks after whom, who sells through whom",
    "cases": "deals, tickets, projects, contracts and invoices as last seen",
    "stages": "which stage a deal or ticket was in, from when to when",
    "campaigns": "who was put on which list to turn to, and who was left alone to compare",
    "reviews": "what people ticked on sheets of sales",
    "freshness": "what was loaded from where, and how new it is",
}
"""What can be written, with what one row is, in the words people see."""

FORMATS = (".csv", ".parquet", ".jsonl")
ADDRESS_BOOK = ".vcf"


def exported(business: Business, what: str) -> pa.Table:
    """One table as Arrow; UnknownQuestion, with the nearest name, when there is none of that name."""
    if what not in EXPORTS:
        hint = did_you_mean(what, EXPORTS)
        raise UnknownQuestion(
            f'there is no "{what}" to export',
            remedy=hint or "closeknit export lists what there is.",
            about=what,
        )
    if what == "cards":
        answer = business.ask("clients", cards=True).answer
        table = answer.table("cards")
        return table.data.select([c.name for c in table.columns])
    tables = business.refresh().tables(business.engine)
    return business.engine.collect(
        tables[what].drop("part") if "part" in tables[what].columns else tables[what]
    )


def write_export(business: Business, what: str, to: Path | None) -> str:
    """Write a table to a file, chosen by its ending; without a file gives it as CSV text."""
    table = exported(business, what)
    return as_csv(table) if to is None else write_table(table, what, to)


def write_table(table: pa.Table, what: str, to: Path) -> str:
    """Write a table to a file, chosen by its ending; says how many rows it took."""
    forms = (*FORMATS, ADDRESS_BOOK) if what == "cards" else FORMATS
    if to.suffix not in forms:
        raise UnknownQuestion(
            f'"{to.name}" ends in none of {", ".join(forms)}',
            remedy=f"For example: --to {what}.csv",
            about=to.name,
        )
    try:
        if to.suffix == ".parquet":
            import pyarrow.parquet as pq

            pq.write_table(table, to)
        else:
            # Line ends are part of the form: CSV and vCard have both characters.
            to.write_text(_TEXTS[to.suffix](table), encoding="utf-8", newline="")
    except OSError as error:
        raise Unreadable(f"{to} cannot be written: {error.strerror}", about=str(to)) from error
    return f"{table.num_rows:,} rows written to {to}\n"


def as_csv(table: pa.Table) -> str:
    """All rows as CSV that a spreadsheet opens safely."""
    columns = [table.column(name).to_pylist() for name in table.schema.names]
    return csv_text(table.schema.names, zip(*columns, strict=True))


def as_json_lines(table: pa.Table) -> str:
    """One JSON object a row."""
    rows = ({name: plain(value) for name, value in row.items()} for row in table.to_pylist())
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)


def as_vcards(table: pa.Table) -> str:
    """The mailing list as an address book."""
    return vcard_text(table.to_pylist())


_TEXTS = {".csv": as_csv, ".jsonl": as_json_lines, ADDRESS_BOOK: as_vcards}
