"""The ledger's own tables: what was read, when, from where, and what people decided.

The claim tables are declared in `closeknit.claims`; together they are all that is kept.
"""

from __future__ import annotations

from closeknit.columns import Column, TableSchema

FORMAT = 1
"""Layout of a business folder. A folder with a higher number is refused, a lower one is upgraded."""
FORMAT_FILE = "format"

OPEN = ("complete", "derived")
"""States that an import enters with; `undone` and `replaced` end it."""
ENDED = ("undone", "replaced")

IMPORTS = TableSchema(
    "imports",
    "a state that an import came into; the newest row of an import_id is its state",
    (
        Column("import_id", "text", "short name people can type", example="i-0007"),
        Column("seq", "int64", "order of rows in this table; later wins"),
        Column("at", "timestamp", "when this state was reached", "UTC"),
        Column(
            "state",
            "text",
            "complete, undone, replaced (the same rows were read again by a later import), "
            "derived (claims of a stream made anew; no file)",
        ),
        Column("stream_id", "text", "source and stream", example="xero/invoices"),
        Column("epoch", "int32", "reading of the stream that this import wrote into or began"),
        Column("file", "text", "name of the file, as given; member of an archive after '!'", nullable=True),
        Column("path", "text", "where it was read", nullable=True),
        Column("size", "int64", "bytes", "bytes", nullable=True),
        Column("sha256", "text", "of the bytes", nullable=True),
        Column(
            "file_time", "timestamp", "last change of the file, or the date in its name", "UTC", nullable=True
        ),
        Column("mapping", "text", "name of the mapping"),
        Column("mapping_hash", "text", "of its text"),
        Column("dialect", "text", "encoding, delimiter, header line, sheet …, as JSON"),
        Column("header", "list of text", "column names as found, made unique"),
        Column(
            "choices",
            "text",
            "what was decided over all rows of the stream: date order, number style, as JSON",
            nullable=True,
        ),
        Column(
            "fingerprint",
            "text",
            "of all that the stream's claims depend on beside its rows; when it changes, they are made anew",
        ),
        Column("received", "int64", "rows in the file", "rows"),
        Column("stored", "int64", "rows new to us, or with new content", "rows"),
        Column("duplicate", "int64", "rows we had already", "rows"),
        Column("set_aside", "int64", "rows nobody could read, kept with the reason", "rows"),
        Column("rejected", "int64", "rows that are no data: totals, footers, repeated headers", "rows"),
    ),
)

RECORDS = TableSchema(
    "records",
    "a thing as received, every cell's text as decoded",
    (
        Column("stream_id", "text", "source and stream"),
        Column(
            "record_id",
            "int64",
            "which thing: hash of its identity columns, or of its content and "
            "how many equal ones stood above it in the file",
        ),
        Column("version", "int64", "hash of its content"),
        Column("layout", "int64", "hash of the header its cells stand under"),
        Column("raw", "list of text", "cells in the order of the header", personal=True),
        Column("import_id", "text", "the import that first brought it"),
    ),
)

SIGHTINGS = TableSchema(
    "sightings",
    "an import saw a version of a record",
    (
        Column("import_id", "text", "the import"),
        Column("record_id", "int64", "the record"),
        Column("version", "int64", "its content"),
        Column("ordinal", "int64", "which record of the file, from 1; the line is found when shown"),
        Column("rank", "text", "sorts versions: the mapping's version column, else the file's time"),
    ),
)

LAYOUTS = TableSchema(
    "layouts",
    "a header that records stand under",
    (
        Column("stream_id", "text", "source and stream"),
        Column("layout", "int64", "hash of the names"),
        Column("names", "list of text", "column names in order"),
        Column("import_id", "text", "the import that first brought it"),
    ),
)

DECISIONS = TableSchema(
    "decisions",
    "what a person decided; it wins for ever, until undone by another decision",
    (
        Column("decision_id", "text", "short name people can type", example="d-0003"),
        Column(
            "kind",
            "text",
            "same, different, undo, role, correction, note, campaign, review, one purchase, own purchases",
        ),
        Column(
            "keys_a",
            "list of text",
            "keys of one side; of a campaign: to act on; of a review: all; of purchases: their activities",
            personal=True,
        ),
        Column(
            "keys_b",
            "list of text",
            "keys of the other side; of a campaign: left alone to compare",
            personal=True,
        ),
        Column(
            "value", "text", "what was decided, where there is something to say", nullable=True, personal=True
        ),
        Column("by", "text", "who decided"),
        Column("at", "timestamp", "when", "UTC"),
        Column("undoes", "text", "the decision taken back", nullable=True),
    ),
)

PROBLEMS = TableSchema(
    "problems",
    "a row or a value that could not be read",
    (
        Column("stream_id", "text", "source and stream"),
        Column("import_id", "text", "the import that met it first"),
        Column("epoch", "int32", "reading of the stream that met it; 0: while reading the file itself"),
        Column("record_id", "int64", "the record, when the row could be read", nullable=True),
        Column("version", "int64", "its content", nullable=True),
        Column("ordinal", "int64", "which record of the file, from 1", nullable=True),
        Column("line", "int64", "which line of the file, from 1, where it is known", nullable=True),
        Column("severity", "text", "row: the whole row is set aside · field: it went in without this value"),
        Column("code", "text", "stable name of the problem", example="date.impossible"),
        Column("field", "text", "the column", nullable=True),
        Column("value", "text", "the value, at most 200 characters of it", nullable=True, personal=True),
        Column("reason", "text", "what is wrong and what was expected"),
        Column("remedy", "text", "what to do"),
        Column(
            "raw",
            "text",
            "the line as it stood, at most 10,000 characters of it",
            nullable=True,
            personal=True,
        ),
    ),
)

KEY_PLACES = TableSchema(
    "key_places",
    "a bucket that holds records which name a key; for rows that were moved to buckets",
    (
        Column("key_hash", "int64", "stable hash of the key", personal=True),
        Column("bucket", "int32", "one of the 32 buckets, the same in every table"),
    ),
)

LEDGER: dict[str, TableSchema] = {
    t.name: t for t in (IMPORTS, RECORDS, SIGHTINGS, LAYOUTS, DECISIONS, PROBLEMS, KEY_PLACES)
}
"""The ledger's own tables by name."""
