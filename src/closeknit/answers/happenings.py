"""How kinds of events are said: one of them, several, and after the word "after". One way for every surface.

A kind without words of its own is said by the two of its name: “fair visited” for fair.visited.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Words:
    """one: as a row is named, "funding round". many: "funding rounds". after: "a funding round"."""

    one: str
    many: str
    after: str


def label(kind: str) -> str:
    """One event of a kind, as a row is named: "ticket opened", "job change", "fair visited"."""
    return WORDS[kind].one if kind in WORDS else spelled(kind)


def spelled(kind: str) -> str:
    """The words of a kind's own name: "person job changed" for person.job_changed."""
    return kind.replace(".", " ").replace("_", " ").strip()


def labels(kind: str) -> str:
    """Several events of a kind: "tickets opened", "job changes", "fair visited"."""
    return WORDS[kind].many if kind in WORDS else label(kind)


def after(kind: str) -> str:
    """What a kind reads like after the word "after": "a ticket is opened", "a meeting", "“fair visited”"."""
    return WORDS[kind].after if kind in WORDS else f"“{label(kind)}”"


WORDS: dict[str, Words] = {
    "order.placed": Words("order placed", "orders placed", "an order"),
    "invoice.issued": Words("invoice issued", "invoices issued", "an invoice"),
    "payment.received": Words("payment", "payments", "a payment"),
    "refund.made": Words("refund", "refunds", "a refund"),
    "proposal.sent": Words("proposal", "proposals", "a proposal is sent"),
    "proposal.accepted": Words("proposal accepted", "proposals accepted", "a proposal is accepted"),
    "quote.sent": Words("quote sent", "quotes sent", "a quote is sent"),
    "deal.won": Words("deal won", "deals won", "a deal is won"),
    "deal.lost": Words("deal lost", "deals lost", "a deal is lost"),
    "deal.opened": Words("deal opened", "deals opened", "a deal is opened"),
    "deal.stage_changed": Words("deal stage change", "deal stage changes", "a deal moves on"),
    "deal.role_given": Words("role in a deal", "roles in deals", "somebody gets a role in a deal"),
    "email.sent": Words("email sent", "emails sent", "a mail of ours"),
    "email.received": Words("email received", "emails received", "a mail of theirs"),
    "meeting.held": Words("meeting", "meetings", "a meeting"),
    "call.held": Words("call", "calls", "a call"),
    "activity.logged": Words("contact noted", "contacts noted", "a contact is logged"),
    "ticket.opened": Words("ticket opened", "tickets opened", "a ticket is opened"),
    "ticket.replied": Words("ticket answered", "tickets answered", "a ticket is answered"),
    "ticket.resolved": Words("ticket solved", "tickets solved", "a ticket is solved"),
    "ticket.escalated": Words("ticket escalated", "tickets escalated", "a ticket is escalated"),
    "ticket.closed": Words("ticket closed", "tickets closed", "a ticket is closed"),
    "survey.sent": Words("survey sent", "surveys sent", "a survey is sent"),
    "survey.answered": Words("survey answered", "surveys answered", "a survey is answered"),
    "page.viewed": Words("page view", "page views", "a visit to your pages"),
    "content.shared": Words("content shared", "contents shared", "something is shared with them"),
    "link.clicked": Words("click", "clicks", "a link is clicked"),
    "campaign.sent": Words("mailing", "mailings", "a mailing"),
    "campaign.unsubscribed": Words("unsubscription", "unsubscriptions", "they unsubscribe"),
    "news.funding_closed": Words("funding round", "funding rounds", "a funding round"),
    "news.executive_changed": Words(
        "change of executives", "changes of executives", "somebody new at their top"
    ),
    "news.acquired": Words("takeover", "takeovers", "an acquisition"),
    "news.hiring": Words("job advertisement", "job advertisements", "new jobs with them"),
    "news.published": Words("news", "news items", "a piece of news about them"),
    "event.held": Words("event held", "events held", "an event on a list of yours"),
    "person.job_changed": Words("job change", "job changes", "somebody known from another firm starts there"),
    "recommendation.written": Words("recommendation", "recommendations", "a recommendation"),
    "referral.made": Words("referral", "referrals", "somebody is sent by somebody"),
    "thanks.given": Words("thank-you", "thank-yous", "we thanked them"),
    "mention.posted": Words("mention", "mentions", "they are mentioned in public"),
    "incident.started": Words("incident started", "incidents started", "an incident of ours"),
    "project.finished": Words("project finished", "projects finished", "a project is finished"),
    "contract.end_neared": Words(
        "contract near its end", "contracts near their end", "a contract has 90 days left"
    ),
    "retainer.end_neared": Words(
        "retainer year near its end", "retainer years near their end", "a year of a retainer has 90 days left"
    ),
    "person.joined": Words("person joined", "people joined", "a new person starts at the customer"),
    "person.appeared": Words("new contact", "new contacts", "somebody new at the customer turns up"),
    "person.left": Words("contact left", "contacts left", "a contact leaves"),
    "person.title_changed": Words("new job title", "new job titles", "a contact gets another job title"),
    "neighbour.bought": Words("neighbour bought", "neighbours bought", "a neighbour buys"),
    "partner.bought": Words("related firm bought", "related firms bought", "a related firm buys"),
    "invoice.paid_late": Words("invoice paid late", "invoices paid late", "an invoice is paid late"),
    "contract.expanded": Words("contract expanded", "contracts expanded", "seats or scope are added"),
    "order.grown": Words("larger order", "larger orders", "an order line is larger than before"),
}
"""Kinds that are said otherwise than by the two words of their name, or after "after"."""
