"""One customer's page as JSON, for commands, pages and programs."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from closeknit.briefings.closed import ClosedMatter
from closeknit.briefings.contacts import Contact
from closeknit.briefings.customer import CustomerPage, Relation
from closeknit.briefings.dealings import Money, OpenMatter
from closeknit.briefings.employment import Employment
from closeknit.briefings.mail import Conversation
from closeknit.briefings.parts_played import Played
from closeknit.briefings.voices import Voice
from closeknit.reports.briefings import row_json
from closeknit.reports.jsonform import freshness_json, iso, subject_json
from closeknit.reports.purchases import purchase_json


def customer_json(page: CustomerPage) -> dict[str, Any]:
    """The page as plain values."""
    return {
        "version": 1,
        "customer": subject_json(page.subject),
        "asked": subject_json(page.asked),
        "posts": [_post_json(post) for post in page.posts],
        "kind": page.kind,
        "standing": page.standing,
        "owner": subject_json(page.owner),
        "as_of": page.as_of.isoformat(),
        "money": _money_json(page.dealings.money, page.currency),
        "to_do": row_json(page.to_do) if page.to_do else None,
        "open": [_open_json(matter) for matter in page.dealings.open],
        "closed": [_closed_json(matter) for matter in page.closed],
        "purchases": [purchase_json(one) for one in page.purchases],
        "mail": [_mail_json(one) for one in page.mail],
        "cares_about": [_voice_json(voice) for voice in page.cares],
        "parts": [_part_json(one) for one in page.parts],
        "changes": [
            {"day": iso(one.day), "kind": one.kind, "text": one.text} for one in page.dealings.changes
        ],
        "people": [_contact_json(person) for person in page.people],
        "related": [_related_json(tie) for tie in page.relations],
        "findings": [
            {"id": one.id, "question": name, "sentence": one.sentence} for name, one in page.findings
        ],
        "facts": dict(page.facts),
        "known_as": [asdict(known) for known in page.known_as],
        "freshness": [freshness_json(one) for one in page.freshness],
    }


def _post_json(post: Employment) -> dict[str, Any]:
    return {
        "firm": subject_json(post.firm),
        "since": iso(post.since_day),
        "until": iso(post.until_day),
        "stated": post.stated,
    }


def _money_json(money: Money, currency: str) -> dict[str, Any]:
    return {
        "currency": currency,
        "total": money.total,
        "year": money.year,
        "year_before": money.year_before,
        "purchases": money.purchases,
        "first_day": iso(money.first_day),
        "last_day": iso(money.last_day),
        "usual_gap_days": money.usual_gap,
        "hours": money.hours,
    }


def _open_json(matter: OpenMatter) -> dict[str, Any]:
    return {
        "kind": matter.kind,
        "name": matter.name,
        "since": iso(matter.since_day),
        "due": iso(matter.due_day),
        "amount": matter.amount,
        "note": matter.note,
    }


def _closed_json(matter: ClosedMatter) -> dict[str, Any]:
    return {
        "kind": matter.kind,
        "name": matter.name,
        "status": matter.status,
        "since": iso(matter.since_day),
        "closed": iso(matter.closed_day),
        "amount": matter.amount,
    }


def _voice_json(voice: Voice) -> dict[str, Any]:
    return {
        "who": subject_json(voice.who),
        "stance": voice.stance,
        "quote": voice.quote,
        "day": iso(voice.day),
    }


def _part_json(one: Played) -> dict[str, Any]:
    return {
        "who": subject_json(one.who),
        "role": one.role,
        "suggested": one.suggested,
        "by": one.by,
        "behaviour": one.behaviour,
        "stake": one.stake,
        "left": one.left,
    }


def _mail_json(one: Conversation) -> dict[str, Any]:
    return {
        "subject": one.subject,
        "mails": one.mails,
        "last_day": iso(one.last_day),
        "from": subject_json(one.author) if one.from_them else "us",
    }


def _contact_json(person: Contact) -> dict[str, Any]:
    return {
        "who": subject_json(person.subject),
        "title": person.title,
        "last_day": iso(person.last_day),
        "silent": person.silent,
    }


def _related_json(tie: Relation) -> dict[str, Any]:
    return {"kind": tie.kind, "other": subject_json(tie.other), "outgoing": tie.outgoing}
