"""The resolved, query-ready tables: every column with its type, unit and meaning.

The book is derived from the ledger and from what we believe about who is who. It can be deleted and
rebuilt at any time. The reference page is made from this file.

Days are whole days since 1970-01-01 in the business's own time zone; times are UTC. Amounts named
`_base` are in the base currency; null there means that no exchange rate is known for that day.
"""

from __future__ import annotations

from closeknit.columns import Column, TableSchema
from closeknit.identity.schema import ALIASES, KEYS

PART = Column("part", "int32", "account_id modulo 32: which file the row is in")

PARTIES = TableSchema(
    "parties",
    "a person or an organization",
    (
        PART,
        Column("party_id", "int64", "hash of the party's anchor key"),
        Column("kind", "text", "person or organization"),
        Column("name", "text", "as most sources name it", personal=True),
        Column("key", "text", "anchor key; store this, not the number", personal=True),
        Column("account_id", "int64", "whose custom it is part of: a person's employer, else itself"),
        Column("standing", "text", "customer, prospect, possible, partner, ours"),
        Column("owner_id", "int64", "who of us looks after it", nullable=True),
        Column("first_day", "int32", "first sign of it", "day", nullable=True),
        Column("last_day", "int32", "last sign of it", "day", nullable=True),
    ),
)

LIKELY_SAME = TableSchema(
    "likely_same",
    "two parties that may be one: a person should look",
    (
        Column("one_party", "int64", "the one"),
        Column("other_party", "int64", "the other"),
        Column("one_key", "text", "a key of the one", personal=True),
        Column("other_key", "text", "a key of the other", personal=True),
        Column("why", "text", "what speaks for it, and what against", personal=True),
        Column("chance", "float64", "how likely they are one", "0..1"),
    ),
)

ACTIVITIES = TableSchema(
    "activities",
    "something happened at a time; the only place for amounts",
    (
        PART,
        Column("activity_id", "int64", "the activity"),
        Column("record_id", "int64", "the record that shows it best"),
        Column("kind", "text", "noun.verb_ed", example="invoice.issued"),
        Column("plays", "text", "purchase, money, payment, trigger, signal, touch, work or none"),
        Column("account_id", "int64", "whose custom it is; 0: nobody known"),
        Column("case_id", "int64", "the case it belongs to", nullable=True),
        Column("at", "timestamp", "when it happened", "UTC"),
        Column("day", "int32", "local day it happened", "day"),
        Column("known_day", "int32", "local day one could have known of it", "day"),
        Column(
            "amount",
            "decimal",
            "as stated, without tax where the source states the tax",
            "currency",
            nullable=True,
        ),
        Column("currency", "text", "ISO 4217 code", nullable=True),
        Column("amount_base", "decimal", "amount in the base currency", "base currency", nullable=True),
        Column(
            "is_revenue",
            "bool",
            "its amount counts as revenue: invoices, orders and refunds; payments "
            "only for accounts that have neither",
        ),
        Column("hours", "decimal", "effort", "hours", nullable=True),
        Column("cost_base", "decimal", "what it cost us", "base currency", nullable=True),
        Column("billable", "bool", "may be charged", nullable=True),
        Column("invoiced", "bool", "has been charged", nullable=True),
        Column("score", "int32", "of a survey: how likely they would recommend you", "0..10", nullable=True),
        Column("subject", "text", "one line of text", nullable=True, personal=True),
        Column("link", "text", "address in its own system", nullable=True),
        Column("stream_id", "text", "source and stream", example="xero/invoices"),
    ),
)

TIMELINE = TableSchema(
    "timeline",
    "a party took part in an activity; sorted by account and time, no amounts",
    (
        PART,
        Column(
            "account_id",
            "int64",
            "the party's own account; for our own people that of the activity; 0: nobody known",
        ),
        Column("at", "timestamp", "when", "UTC"),
        Column("day", "int32", "local day", "day"),
        Column("known_day", "int32", "local day one could have known of it", "day"),
        Column("activity_id", "int64", "the activity"),
        Column("kind", "text", "noun.verb_ed"),
        Column("plays", "text", "the part this kind plays"),
        Column("party_id", "int64", "who"),
        Column("role", "text", "how it took part; account: only the case names it"),
        Column("case_id", "int64", "the case", nullable=True),
        Column("stream_id", "text", "source and stream"),
        Column("counts", "bool", "true on the one row of an activity whose party is counted (count_by)"),
    ),
)

PURCHASES = TableSchema(
    "purchases",
    "a buying decision; invoices that are instalments of one are grouped",
    (
        PART,
        Column("purchase_id", "int64", "hash of its first activity and rule"),
        Column("account_id", "int64", "who bought"),
        Column("at", "timestamp", "when it was decided", "UTC"),
        Column("day", "int32", "local day", "day"),
        Column(
            "known_day",
            "int32",
            "local day one could have known of it; of an end: 60 days later, when no renewal can come",
            "day",
        ),
        Column("kind", "text", "first, repeat, start, renewal, expansion, end"),
        Column(
            "amount_base",
            "decimal",
            "sum of its activities; null for an end, and for a contract without invoices",
            "base currency",
            nullable=True,
        ),
        Column("term_days", "int32", "length of the contract", "days", nullable=True),
        Column("ends_day", "int32", "last day of the contract", "day", nullable=True),
        Column("activities", "int32", "how many invoices, orders or payments it groups"),
        Column(
            "rule", "text", "why they are one: order, case, steady, contract, single, decided (by a person)"
        ),
    ),
)

PURCHASE_ACTIVITIES = TableSchema(
    "purchase_activities",
    "an activity that a purchase groups",
    (
        PART,
        Column("account_id", "int64", "who bought"),
        Column("purchase_id", "int64", "the purchase"),
        Column("activity_id", "int64", "the order, invoice or payment"),
    ),
)

LINES = TableSchema(
    "lines",
    "a product on an order or invoice",
    (
        PART,
        Column("account_id", "int64", "who bought"),
        Column("activity_id", "int64", "the order or invoice"),
        Column("record_id", "int64", "the record that shows it"),
        Column("line_no", "int32", "position"),
        Column("day", "int32", "local day of the activity", "day"),
        Column("product_id", "int64", "hash of the product's name", nullable=True),
        Column("product", "text", "name of the product", nullable=True),
        Column("description", "text", "text of the line", nullable=True),
        Column("quantity", "decimal", "how many", nullable=True),
        Column("amount_base", "decimal", "money of the line", "base currency", nullable=True),
        Column("profit_base", "decimal", "margin of the line", "base currency", nullable=True),
    ),
)

TEXTS = TableSchema(
    "texts",
    "what was written in an activity",
    (
        PART,
        Column("activity_id", "int64", "the activity"),
        Column("account_id", "int64", "whose custom it is"),
        Column("day", "int32", "local day", "day"),
        Column("subject", "text", "one line", nullable=True, personal=True),
        Column("body", "text", "the whole text", nullable=True, personal=True),
    ),
)

MENTIONS = TableSchema(
    "mentions",
    "a sentence that somebody said, with a topic or a stance; or the title of what somebody opened",
    (
        PART,
        Column("account_id", "int64", "whose custom it is; 0: nobody known"),
        Column(
            "party_id", "int64", "who said or opened it; the account itself where it may be several people"
        ),
        Column("activity_id", "int64", "the mail, ticket, note …"),
        Column("record_id", "int64", "the record that shows it"),
        Column("day", "int32", "local day", "day"),
        Column("known_day", "int32", "local day one could have known of it", "day"),
        Column("kind", "text", "noun.verb_ed"),
        Column(
            "stance",
            "text",
            "asked, likes, concern, complaint, praise, agreed; opened: an act, no words; empty: none sure",
        ),
        Column("topic", "text", "the topic of your list that it is about; empty: none"),
        Column("quote", "text", "the sentence", personal=True),
        Column(
            "words",
            "text",
            "its words that can name a topic, in one form, a space around each; · where others stood between",
            personal=True,
        ),
    ),
)

ATTRIBUTES = TableSchema(
    "attributes",
    "a party has an attribute since a time",
    (
        PART,
        Column("party_id", "int64", "whose"),
        Column("name", "text", "which", example="city"),
        Column("value", "text", "its value", personal=True, example="Porto"),
        Column("since_day", "int32", "from when; null: as long as we know", "day", nullable=True),
        Column("until_day", "int32", "to when; null: still", "day", nullable=True),
        Column(
            "known_day",
            "int32",
            "local day one could have known of it: of a title, that of the file that showed it for another",
            "day",
            nullable=True,
        ),
        Column("stream_id", "text", "who says so"),
        Column("record_id", "int64", "a record that says so"),
        Column("records", "int64", "how many records of the source say so", "records"),
        Column("newest", "bool", "true on the one value to show now"),
    ),
)

RELATIONSHIPS = TableSchema(
    "relationships",
    "two parties are related",
    (
        PART,
        Column("from_party", "int64", "who"),
        Column("to_party", "int64", "with whom"),
        Column("kind", "text", "works_at, owns_account, reseller_of …"),
        Column("since_day", "int32", "from when", "day", nullable=True),
        Column("until_day", "int32", "to when", "day", nullable=True),
        Column(
            "known_day",
            "int32",
            "local day one could have known of it: of an employer, that of the file showing it for another",
            "day",
            nullable=True,
        ),
        Column("record_id", "int64", "the record that says so; 0: the address of an e-mail implies it"),
    ),
)

CASES = TableSchema(
    "cases",
    "a deal, ticket, project, contract or invoice, as last seen",
    (
        PART,
        Column("case_id", "int64", "hash of its key"),
        Column("case_key", "text", "kind:identifier"),
        Column("kind", "text", "deal, ticket, project, contract, invoice …"),
        Column("account_id", "int64", "whose; 0: nobody known"),
        Column("contact_id", "int64", "the person it is with", nullable=True),
        Column("owner_id", "int64", "who of us looks after it", nullable=True),
        Column("name", "text", "title", nullable=True),
        Column("status", "text", "open, won, lost, closed, paid, void", nullable=True),
        Column("type", "text", "as the source sorts them", nullable=True),
        Column("opened_at", "timestamp", "when it began", "UTC", nullable=True),
        Column("opened_day", "int32", "local day it began", "day", nullable=True),
        Column("due_at", "timestamp", "when it should end", "UTC", nullable=True),
        Column("due_day", "int32", "local day it should end", "day", nullable=True),
        Column("closed_at", "timestamp", "when it ended", "UTC", nullable=True),
        Column("closed_day", "int32", "local day it ended", "day", nullable=True),
        Column("amount", "decimal", "worth as stated; never counted as revenue", "currency", nullable=True),
        Column("currency", "text", "ISO 4217 code", nullable=True),
        Column("amount_base", "decimal", "worth in the base currency", "base currency", nullable=True),
        Column("open_base", "decimal", "still to be paid", "base currency", nullable=True),
        Column("estimate_hours", "decimal", "effort agreed", "hours", nullable=True),
        Column("stage", "text", "stage it was last seen in", nullable=True),
        Column("record_id", "int64", "the record that shows it"),
        Column("stream_id", "text", "source and stream"),
    ),
)

STAGES = TableSchema(
    "stages",
    "a case was in a stage from one day to another",
    (
        PART,
        Column("case_id", "int64", "the case"),
        Column("stage", "text", "name of the stage"),
        Column("entered_at", "timestamp", "when it came in", "UTC"),
        Column("left_at", "timestamp", "when it went on; null: still there", "UTC", nullable=True),
    ),
)

FRESHNESS = TableSchema(
    "freshness",
    "a source and how new its newest fact is",
    (
        Column("stream_id", "text", "source and stream"),
        Column("title", "text", "name people see", example="Xero: sales invoices"),
        Column("records", "int64", "rows kept", "rows"),
        Column("set_aside", "int64", "rows set aside", "rows"),
        Column("first_day", "int32", "oldest fact", "day", nullable=True),
        Column("last_day", "int32", "newest fact", "day", nullable=True),
    ),
)

CAMPAIGNS = TableSchema(
    "campaigns",
    "somebody on the list of a campaign, to be acted on or left alone to compare",
    (
        Column("campaign", "text", "name people gave it", example="funding-2026"),
        Column("decision_id", "text", "the list that put it there", example="d-0007"),
        Column("account_id", "int64", "whose custom it is"),
        Column("key", "text", "the key it was listed under", personal=True),
        Column("acted", "bool", "to be acted on; false: left alone to compare"),
        Column("day", "int32", "local day of the list", "day"),
        Column("event", "text", "kind of event that opened it", example="news.funding_closed"),
        Column("within_days", "int32", "purchases count for so long after the day", "days"),
        Column("share", "float64", "part that was to be left alone", "0..1"),
    ),
)

REVIEWS = TableSchema(
    "reviews",
    "what somebody remembers of an account before a day: one row an event asked about",
    (
        Column("decision_id", "text", "the sheet that says so", example="d-0008"),
        Column("pair", "int32", "buyers and non-buyers with one number are compared"),
        Column("account_id", "int64", "whose custom it is"),
        Column("bought", "bool", "bought on the day; false: comparable, bought nothing around it"),
        Column("day", "int32", "the day looked back from", "day"),
        Column("event", "text", "what was asked about, in words"),
        Column("happened", "bool", "in the half year before; null: not known", nullable=True),
        Column("happened_day", "int32", "when; null: not remembered", "day", nullable=True),
        Column("read_day", "int32", "local day on which the sheet was read", "day"),
    ),
)

ROLES = TableSchema(
    "roles",
    "what one of you said of somebody's part at a customer or in a deal; the newest word counts",
    (
        Column("decision_id", "text", "the decision that says so", example="d-0009"),
        Column("account_id", "int64", "at which customer"),
        Column("party_id", "int64", "of whom"),
        Column("case_id", "int64", "in which deal; null: in all there", nullable=True),
        Column(
            "role",
            "text",
            "champion, decision-maker, blocker, user, unknown; null: nothing said of it",
            nullable=True,
        ),
        Column("stake", "text", "what they have at stake, as you know it", nullable=True, personal=True),
        Column("by", "text", "who of you said it"),
        Column("day", "int32", "local day on which it was said", "day"),
    ),
)

BOOK: dict[str, TableSchema] = {
    t.name: t
    for t in (
        PARTIES, ALIASES, KEYS, LIKELY_SAME, ACTIVITIES, TIMELINE, PURCHASES, PURCHASE_ACTIVITIES, LINES,
        TEXTS, MENTIONS, ATTRIBUTES, RELATIONSHIPS, CASES, STAGES, CAMPAIGNS, REVIEWS, ROLES,
        FRESHNESS,
    )
}  # fmt: skip
"""All book tables by name."""

BY_PART = ("activities", "timeline", "purchases", "purchase_activities", "lines", "texts", "mentions")
"""Tables of which a change writes anew only the rows of the accounts it touches; the others are small."""
