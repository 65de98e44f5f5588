"""What a record can say, in our terms: the claim tables and the words used in them.

A claim names keys (`email:ana@x.example`), never parties: who a key belongs to is a later, dated
belief (see `identity`). Every claim carries the record it was read from, that record's version (a
hash of its content) and the epoch of its stream: when a stream has to be read anew - a mended mapping,
another date order, a table it looks things up in has changed - its epoch rises and older claims fall
silent. Claims are therefore never rewritten.
"""

from __future__ import annotations

from closeknit.columns import Column, TableSchema

ORIGIN = (
    Column("stream_id", "text", "source and stream the claim comes from", example="xero/invoices"),
    Column("record_id", "int64", "the record that says so"),
    Column("version", "int64", "which content of that record says so (a hash of it)"),
    Column("epoch", "int32", "reading of the whole stream that this belongs to; only the newest counts"),
    Column("import_id", "text", "the import that first wrote the claim"),
)
"""Columns that open every claim table."""

ACTIVITIES = TableSchema(
    "activities",
    "something happened at a time",
    (
        *ORIGIN,
        Column("activity_id", "int64", "the same for all records that speak of one activity"),
        Column("kind", "text", "noun.verb_ed", example="invoice.issued"),
        Column("occurred_at", "timestamp", "when it happened", "UTC"),
        Column("known_at", "timestamp", "when one could have known of it", "UTC"),
        Column(
            "case_key",
            "text",
            "the deal, ticket, project … it belongs to",
            nullable=True,
            example="project:halden-relaunch",
        ),
        Column("amount", "decimal", "money that changed hands or was asked for", "currency", nullable=True),
        Column("tax", "decimal", "part of `amount` that is tax", "currency", nullable=True),
        Column("currency", "text", "ISO 4217 code; null: the base currency", nullable=True, example="EUR"),
        Column("hours", "decimal", "effort", "hours", nullable=True),
        Column("cost", "decimal", "what it cost us", "currency", nullable=True),
        Column("billable", "bool", "may be charged to the customer", nullable=True),
        Column("invoiced", "bool", "has been charged to the customer", nullable=True),
        Column("subject", "text", "one line of text", nullable=True, personal=True),
        Column("body", "text", "the whole text", nullable=True, personal=True),
        Column("link", "text", "address of the thing in its own system", nullable=True),
        Column("details", "text", "anything else, as JSON, for reading only", nullable=True, personal=True),
    ),
)

PARTICIPANTS = TableSchema(
    "participants",
    "a key that took part in an activity, and how",
    (
        *ORIGIN,
        Column("activity_id", "int64", "the activity"),
        Column(
            "role",
            "text",
            "buyer, payer, sold_through, end_user, owner, worker, requester, agent, "
            "sender, recipient, subject …",
            example="buyer",
        ),
        Column("key", "text", "who, as seen", personal=True, example="xero_contact:brenner logistik"),
    ),
)

LINES = TableSchema(
    "lines",
    "a product on an order or invoice",
    (
        *ORIGIN,
        Column("activity_id", "int64", "the order or invoice"),
        Column("line_no", "int32", "position within the record"),
        Column("product_key", "text", "product as the source names it", nullable=True),
        Column("description", "text", "text of the line", nullable=True),
        Column("quantity", "decimal", "how many", nullable=True),
        Column("amount", "decimal", "money of the line", "currency", nullable=True),
        Column(
            "profit", "decimal", "margin of the line, where a source states it", "currency", nullable=True
        ),
    ),
)

TRAITS = TableSchema(
    "traits",
    "a party has an attribute since a time",
    (
        *ORIGIN,
        Column("key", "text", "whose", personal=True),
        Column("party_kind", "text", "person or organization"),
        Column("name", "text", "which attribute", example="city"),
        Column("value", "text", "its value", personal=True, example="Porto"),
        Column("since", "timestamp", "from when; null: as long as we know", "UTC", nullable=True),
        Column("until", "timestamp", "to when; null: still", "UTC", nullable=True),
    ),
)

TIES = TableSchema(
    "ties",
    "two parties are related since a time",
    (
        *ORIGIN,
        Column("from_key", "text", "who", personal=True),
        Column("to_key", "text", "with whom", personal=True),
        Column("kind", "text", "works_at, owns_account, reports_to, reseller_of, parent_of, referred_by …"),
        Column("since", "timestamp", "from when", "UTC", nullable=True),
        Column("until", "timestamp", "to when", "UTC", nullable=True),
    ),
)

SAME = TableSchema(
    "same",
    "two keys that one record shows to be one party",
    (
        *ORIGIN,
        Column("party_kind", "text", "person or organization"),
        Column("key_a", "text", "one key; alone when key_b equals it", personal=True),
        Column("key_b", "text", "another key of the same party", personal=True),
    ),
)

CASES = TableSchema(
    "cases",
    "something with a life cycle, as one record shows it",
    (
        *ORIGIN,
        Column("case_key", "text", "kind:identifier", example="ticket:zendesk-4711"),
        Column("kind", "text", "deal, ticket, project, contract, invoice, survey, campaign, incident"),
        Column("account_key", "text", "whose case it is", nullable=True, personal=True),
        Column("contact_key", "text", "the person it is with", nullable=True, personal=True),
        Column("owner_key", "text", "who of us looks after it", nullable=True, personal=True),
        Column("name", "text", "title", nullable=True),
        Column("status", "text", "open, won, lost, closed, paid, void", nullable=True),
        Column("type", "text", "as the source sorts them", nullable=True, example="Renewal"),
        Column("opened_at", "timestamp", "when it began", "UTC", nullable=True),
        Column(
            "due_at",
            "timestamp",
            "when it should end: due date, contract end, expected close",
            "UTC",
            nullable=True,
        ),
        Column("closed_at", "timestamp", "when it ended", "UTC", nullable=True),
        Column("amount", "decimal", "what it is worth; never counted as revenue", "currency", nullable=True),
        Column("amount_open", "decimal", "what of it is still to be paid", "currency", nullable=True),
        Column("currency", "text", "ISO 4217 code; null: the base currency", nullable=True),
        Column("estimate_hours", "decimal", "effort estimated or agreed", "hours", nullable=True),
        Column(
            "seen_at",
            "timestamp",
            "when the record was as it is; the newest view of a case wins. Kept null where only the time of "
            "the file says it, and filled in when read",
            "UTC",
        ),
        Column("details", "text", "anything else, as JSON, for reading only", nullable=True, personal=True),
    ),
)

STAGES = TableSchema(
    "stages",
    "a case was in a stage at a time",
    (
        *ORIGIN,
        Column("case_key", "text", "the case"),
        Column("stage", "text", "name of the stage", example="Proposal"),
        Column(
            "at",
            "timestamp",
            "when it was seen there, or entered it. Kept null where only the time of the file says it, and "
            "filled in when read",
            "UTC",
        ),
    ),
)

CLAIMS: dict[str, TableSchema] = {
    t.name: t for t in (ACTIVITIES, PARTICIPANTS, LINES, TRAITS, TIES, SAME, CASES, STAGES)
}
"""All claim tables by name."""

KEY_COLUMNS: dict[str, tuple[str, ...]] = {
    "participants": ("key",),
    "traits": ("key",),
    "ties": ("from_key", "to_key"),
    "same": ("key_a", "key_b"),
    "cases": ("account_key", "contact_key", "owner_key"),
}
"""Columns of the claim tables that hold keys."""

BY_ACTIVITY = ("activities", "participants", "lines")
"""Claim tables with an activity_id: those that grow with what happens."""

PARTY_KINDS = ("person", "organization")

ROLES = (
    "buyer",
    "payer",
    "sold_through",
    "end_user",
    "owner",
    "worker",
    "requester",
    "agent",
    "sender",
    "recipient",
    "subject",
    "organizer",
    "attendee",
    "author",
    "mentioned",
    "joined",
    "left",
)
"""Roles that our own mappings use; users may have any others."""

WORKS_AT = "works_at"
"""Kind of the tie between a person and an employer."""

TITLE = "title"
"""Name of the attribute that a person's job title is."""

TITLES = (TITLE, "job_title", "position", "role")
"""Attributes that say what somebody does at work, the plainest first."""

REFERRED_BY = "referred_by"
"""Kind of the tie between whom somebody sent us and who that was."""

REFERRAL_MADE = "referral.made"
"""Kind of the activity that somebody (author) sent us somebody (subject)."""

THANKS_GIVEN = "thanks.given"
"""Kind of the activity that we thanked somebody (recipient) for it."""

ROLE_GIVEN = "deal.role_given"
"""Kind of the activity that somebody wrote down who plays which part (its subject) in a deal (contact)."""

SURVEY_ANSWERED = "survey.answered"
"""Kind of the activity that somebody answered a survey; its detail `score` is how likely, of 0 to 10, they
would recommend us."""

JOB_CHANGED = "person.job_changed"
JOINED, LEFT = "joined", "left"
"""Kind of the activity that a change of jobs is, and the roles of the two firms in it."""

ROLES_AT_WORK = ("owner", "worker", "agent")
"""Roles that only people play, and only our own: no customer."""

OUR_ROLES = (*ROLES_AT_WORK, "organizer", "author")
"""Roles that our own people play, most of the time."""

WRITTEN = ("email.sent", "message.sent")
"""Kinds of what somebody wrote to somebody: the sender may be one of us, or one of them."""

KINDS: dict[str, str] = {
    "order.placed": "purchase",
    "invoice.issued": "money",
    "payment.received": "payment",
    "refund.made": "money",
    "proposal.sent": "touch",
    "proposal.accepted": "step",
    "deal.won": "step",
    "deal.lost": "step",
    "deal.opened": "step",
    "deal.stage_changed": "step",
    "deal.role_given": "none",
    "email.sent": "touch",
    "email.received": "signal",
    "email.circulated": "none",
    "email.auto_replied": "none",
    "email.bounced": "none",
    "list.posted": "none",
    "newsletter.received": "none",
    "notice.received": "none",
    "meeting.held": "touch",
    "call.held": "touch",
    "activity.logged": "touch",
    "message.sent": "touch",
    "invitation.sent": "touch",
    "recommendation.written": "signal",
    "referral.made": "signal",
    "thanks.given": "touch",
    "ticket.opened": "signal",
    "ticket.replied": "touch",
    "ticket.escalated": "signal",
    "ticket.resolved": "touch",
    "survey.sent": "touch",
    "survey.answered": "signal",
    "time.logged": "work",
    "page.viewed": "signal",
    "content.shared": "touch",
    "link.clicked": "signal",
    "campaign.unsubscribed": "signal",
    "campaign.sent": "touch",
    "news.funding_closed": "trigger",
    "news.executive_changed": "trigger",
    "news.acquired": "trigger",
    "news.hiring": "trigger",
    "news.published": "trigger",
    "holiday.observed": "trigger",
    "weather.measured": "trigger",
    "game.played": "trigger",
    "event.held": "trigger",
    "person.job_changed": "trigger",
    "mention.posted": "signal",
    "incident.started": "touch",
}
"""Activity kinds and the part each plays unless the settings say otherwise.

purchase: a buying decision as it stands · money: asked for, grouped into purchases · payment: money
received, counted only for customers without invoices or orders · trigger: an outside event · signal:
what the customer does · touch: what we do · step: a part of a buying decision under way · work: effort.
"""

PARTS_PLAYED = ("purchase", "money", "payment", "trigger", "signal", "touch", "step", "work", "none")
"""The parts a kind can play."""
