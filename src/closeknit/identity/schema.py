"""The tables of a resolution: every column with its type and meaning.

`keys` and `party_aliases` go into the book as they are; the others are what `why` and review lists read.
"""

from __future__ import annotations

from closeknit.columns import Column, TableSchema

KEYS = TableSchema(
    "keys",
    "an identifier and the party it belongs to",
    (
        Column("key", "text", "kind:value", personal=True, example="email:ana@halden.example"),
        Column("key_kind", "text", "kind of identifier", example="email"),
        Column("key_value", "text", "its normalised value", personal=True),
        Column("party_id", "int64", "whose it is"),
        Column("confidence", "float64", "how sure we are", "0..1"),
        Column("why", "text", "rule or decision that put it there, in words"),
        Column("rule", "text", "that rule: record, email, domain, decision, alone …", example="record"),
        Column(
            "stream_id",
            "text",
            "where the line stands that shows it; null where no single line does",
            nullable=True,
            example="hubspot/contacts",
        ),
    ),
)

ALIASES = TableSchema(
    "party_aliases",
    "a number that a party had before its anchor key changed",
    (
        Column("old_id", "int64", "the former number"),
        Column("party_id", "int64", "the number now"),
        Column("since", "timestamp", "since when", "UTC"),
    ),
)

STEPS = TableSchema(
    "steps",
    "how a key came to its party: the surest join on the way to the anchor key",
    (
        Column("key", "text", "the key", personal=True),
        Column("party_kind", "text", "what it is a key of: person or organization"),
        Column("name", "text", "what most records call it", nullable=True, personal=True),
        Column(
            "joined_to",
            "text",
            "next key towards the anchor; null for the anchor",
            nullable=True,
            personal=True,
        ),
        Column(
            "rule",
            "text",
            "record, email, domain, mailbox, decision, alone, or the name of a rule",
        ),
        Column("score", "float64", "how sure this join is by itself", "0..1"),
        Column("evidence", "text", "the name, number or decision it rests on", nullable=True, personal=True),
        Column("stream_id", "text", "where the first record stands that shows it", nullable=True),
        Column("record_id", "int64", "that record", nullable=True),
    ),
)

TO_REVIEW = TableSchema(
    "to_review",
    "two keys whose parties may be one: a person should look",
    (
        Column("key_a", "text", "a key of the one", personal=True),
        Column("key_b", "text", "a key of the other", personal=True),
        Column("why", "text", "what speaks for it, and what against", personal=True),
        Column("score", "float64", "how likely they are one, all considered", "0..1"),
        Column(
            "likeness",
            "float64",
            "how likely by what is alike and unlike alone; null where nothing was compared",
            "0..1",
            nullable=True,
        ),
    ),
)

WEIGHTS = TableSchema(
    "weights",
    "for two keys found likely one: what each fact adds to that or takes from it",
    (
        Column("key_a", "text", "the one", personal=True),
        Column("key_b", "text", "the other", personal=True),
        Column("place", "int32", "0 for two picked at random, from there on facts in their order"),
        Column("fact", "text", "what was compared; empty at place 0"),
        Column("said", "text", "how it came out, in words"),
        Column("value_a", "text", "what the one has there, in small letters", nullable=True, personal=True),
        Column("value_b", "text", "what the other has there", nullable=True, personal=True),
        Column("weight", "float64", "what it adds; +1 doubles the odds that they are one", "bits"),
        Column("untaught", "float64", "what it would add without what people's answers taught", "bits"),
    ),
)

KEPT_APART = TableSchema(
    "kept_apart",
    "two keys that records show together and that are not believed to be one party",
    (
        Column("key_a", "text", "the one", personal=True),
        Column("key_b", "text", "the other", personal=True),
        Column("why", "text", "which guard kept them apart"),
    ),
)
