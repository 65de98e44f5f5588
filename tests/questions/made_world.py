"""A small business made by chance, the same each time: everything that sentences can ask about."""

import random
from datetime import date, timedelta
from functools import cache

from closeknit.questions.opinions import MEANS
from closeknit.questions.vocabulary import HAPPENINGS, TRAITS, Stated, Trait, Vocabulary
from tests.lenses.handmade import HandmadeBook

AS_OF = date(2026, 6, 30)
CITIES = ("Porto", "Lisboa", "porto novo", "42")
TITLES = ("Manager", "Chief buyer", "Clerk")
ATTRIBUTES = {
    "city": CITIES,
    "title": TITLES,
    "employees": ("5", "120", "many"),
    "industry": ("Logistics", "Retail", "Farming"),
}
TOPICS = ("pricing", "churn risk", 'the "new" portal')
SPOKEN = (*TOPICS, "white papers", "churn", "delivery", "our support", "the rollout")
STANCES = tuple(MEANS)
KINDS = (
    "email.sent", "email.received", "meeting.held", "call.held", "ticket.opened", "ticket.replied",
    "news.funding_closed", "invoice.issued", "payment.received", "order.placed", "campaign.sent",
)  # fmt: skip
SEGMENTS = {"big and silent": "customers", "urgent": "deals"}
STATES = {
    "late": "late", "lapsed": "gone silent", "recheck": "stale", "champion": "champions",
    "decision-maker": "decision-makers", "blocker": "blockers", "part_missing": "without a usual part",
}  # fmt: skip
REACHED = tuple((steps, who) for who in ("", "Ana Ruiz") for steps in (0, 1, 2))
"""So many introductions from us, or from her."""
OF_ONE = {"champion": "a champion", "decision-maker": "a decision-maker", "blocker": "a blocker"}

VOCABULARY = Vocabulary(
    traits=(
        *TRAITS,
        *(Trait(n, "text", "attribute", n) for n in ATTRIBUTES),
    ),
    happenings=HAPPENINGS,
    states=tuple(
        Stated(name, words, "made", "clients", (), OF_ONE.get(name, "")) for name, words in STATES.items()
    ),
    segments=SEGMENTS,
)


@cache
def made_book() -> HandmadeBook:
    """Customers, others, their people and colleagues, with deals and everything that happens."""
    rng, book = random.Random(7), HandmadeBook()
    ours = [book.colleague(f"Colleague {n}") for n in range(2)]
    accounts = []
    for n in range(40):
        standing = rng.choice(["customer"] * 3 + ["prospect", "possible", "partner"])
        kind = "organization" if rng.random() < 0.85 else "person"
        owner = rng.choice([None, *ours])
        accounts.append(book.party(f"Firm {n:02}", kind=kind, standing=standing, owner=owner, **_days(rng)))
    people = [
        book.person(f"Person {n:02}", at=rng.choice(accounts), standing="customer", **_days(rng))
        for n in range(24)
    ]
    _traits(rng, book, accounts, people)
    cases = _cases(rng, book, accounts, people, ours)
    for _ in range(400):
        _happening(rng, book, accounts, people, cases)
    ana = book.person("Ana Ruiz", at=accounts[1], standing="customer")
    _referrals(random.Random(11), book, accounts, [*people, ana])
    _acquaintances(random.Random(17), book, accounts, [*ours, ana], people)
    return book


def _referrals(rng, book, accounts, people):
    """Ties by chance: people and firms sent by people and firms, some of them colleagues."""
    for _ in range(40):
        one, other = rng.sample([*accounts, *people], 2)
        book.tie(one, other, "referred_by", since=str(_day(rng)))


def _acquaintances(rng, book, accounts, known, people):
    """Meetings of colleagues, and of Ana, with people by chance, and lists that hold some."""
    for _ in range(16):
        one, other = rng.choice(known), rng.choice(people)
        if rng.random() < 0.3:
            book.tie(one, other, "knows")
        for _ in range(rng.choice([0, 1, 1, 6])):
            book.activity(
                "meeting.held", rng.choice(accounts), str(_day(rng)), by={"organizer": one, "attendee": other}
            )


def _day(rng):
    return AS_OF - timedelta(days=rng.choice([rng.randint(0, 100), rng.randint(0, 900)]))


def _days(rng):
    return {"first_day": str(_day(rng)), "last_day": str(_day(rng))} if rng.random() < 0.8 else {}


def _traits(rng, book, accounts, people):
    for party in (*accounts, *people):
        for name, values in ATTRIBUTES.items():
            if rng.random() < 0.6:
                book.attribute(party, name, rng.choice(values))
            if rng.random() < 0.3:
                book.attribute(party, name, rng.choice(values), str(_day(rng)))
                row = book.rows["attributes"][-1]
                row["newest"] = False
                row["until_day"] = row["since_day"] + rng.randint(1, 300)
        for kind in ("email", "phone"):
            for n in range(rng.choice([0, 1, 1, 2])):
                book.key(f"{kind}:{kind}{n}@{party % 100}", party)


def _cases(rng, book, accounts, people, ours):
    made = []
    for n in range(90):
        kind = rng.choice(["deal", "deal", "ticket", "project", "contract", "invoice"])
        status = rng.choice(["open", "open", "won", "lost", "closed"])
        made.append(
            book.case(
                kind, rng.choice(accounts), f"Case {n:02}", status=status, opened=str(_day(rng)),
                closed=str(_day(rng)) if status != "open" else None,
                due=str(AS_OF + timedelta(days=rng.randint(-90, 90))) if rng.random() < 0.6 else None,
                amount_base=rng.choice([None, 100, 2500.5, 9000]), contact_id=rng.choice([None, *people]),
                owner_id=rng.choice([None, *ours]), stage=rng.choice([None, "Proposal", "Lead"]),
            )
        )  # fmt: skip
    return made


def _happening(rng, book, accounts, people, cases):
    kind, account, when = rng.choice(KINDS), rng.choice(accounts), str(_day(rng))
    others = {f"contact{n}": p for n, p in enumerate(rng.sample(people, rng.choice([0, 1, 2])))}
    amount = (
        rng.choice([None, 50, 1000.25, -20, 8000]) if kind in ("invoice.issued", "payment.received") else None
    )
    act = book.activity(kind, account, when, by=others, amount=amount, case_id=rng.choice([None, *cases]))
    place = {p["party_id"]: p["account_id"] for p in book.rows["parties"]}
    for row in book.rows["timeline"]:
        if row["activity_id"] == act:
            row["account_id"] = place[row["party_id"]]
    # By chances of their own: the rest of this business stays as it is.
    _mentions(random.Random(len(book.rows["activities"])), book, act, [account, *others.values()])
    if rng.random() < 0.6:
        day = book.rows["activities"][-1]["day"]
        said = f"about {rng.choice(TOPICS).upper()} again"
        subject, body = (said, None) if rng.random() < 0.5 else ("hello", said)
        book._add("texts", activity_id=act, account_id=account, day=day, subject=subject, body=body)
    if kind == "order.placed" or (kind == "invoice.issued" and rng.random() < 0.5):
        book.purchase(
            account, when, rng.choice([None, 400, 1200.75, 10_000]), rng.choice(["first", "repeat", "end"])
        )
        bought = book.rows["purchases"][-1]["purchase_id"]
        book._add("purchase_activities", account_id=account, purchase_id=bought, activity_id=act)
        if rng.random() < 0.5:
            book._add(
                "lines", account_id=account, activity_id=act, record_id=act, line_no=1,
                day=book.rows["activities"][-1]["day"], product=rng.choice(["Portal", "Pricing desk"]),
            )  # fmt: skip


def _mentions(rng, book, act, present):
    who = rng.choice(present)
    for _ in range(rng.choice([0, 0, 1, 2])):
        quote = f"{rng.choice(SPOKEN)} and {rng.choice(SPOKEN)}"
        stance = rng.choice([*STANCES, "opened", "opened", ""])
        book.sentence(act, who, stance, quote, rng.choice(["", "", "Churn risk"]))


@cache
def in_state() -> dict[str, tuple[int, ...]]:
    """Who is in which state."""
    rng = random.Random(3)
    ids = [p["party_id"] for p in made_book().rows["parties"]]
    return {name: tuple(rng.sample(ids, len(ids) // 3)) for name in STATES}


@cache
def in_segment() -> dict[str, tuple[int, ...]]:
    """Who, and which deals, are in which segment."""
    rng, rows = random.Random(5), made_book().rows
    parties, deals = (p["party_id"] for p in rows["parties"]), (c["case_id"] for c in rows["cases"])
    return {"big and silent": tuple(rng.sample([*parties], 25)), "urgent": tuple(rng.sample([*deals], 25))}
