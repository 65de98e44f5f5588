"""A firm of three, a customer that hangs on one person, and somebody outside who knows the customer."""

from __future__ import annotations

from datetime import date, timedelta

from tests.lenses.handmade import HandmadeBook

AS_OF = "2026-06-30"
LAST = date(2026, 6, 30)


def meet(
    made: HandmadeBook, kind: str, account: int, days_ago: int, *people: int, roles: str = "attendee"
) -> None:
    """An activity of these people so many days before the last one."""
    day = (LAST - timedelta(days=days_ago)).isoformat()
    number = made.activity(kind, account, day)
    line = made.rows["timeline"].pop()
    for role, person in zip(roles.split() * len(people), people, strict=False):
        made.rows["timeline"].append({**line, "activity_id": number, "party_id": person, "role": role})


def mailed(made: HandmadeBook, account: int, days_ago: int, one: int, other: int) -> None:
    """A mail there and one back."""
    for pair in ((one, other), (other, one)):
        meet(made, "email.sent", account, days_ago, *pair, roles="sender recipient")


def business() -> HandmadeBook:
    """Halden hangs on Dana, who left in May for Orrin. Tom knows Priya, who knows Joris at Halden well; Ina
    met Joris long ago. Ola, at Fjord, falls silent; Priya does not."""
    made = HandmadeBook()
    tom, ina, ben = (made.colleague(name) for name in ("Tom Visser", "Ina Bakker", "Ben Koster"))
    halden, orrin, fjord, kade = (made.party(name) for name in ("Halden", "Orrin", "Fjord", "Kade"))
    dana = made.person("Dana Reyes", at=orrin)
    joris, ola, priya = (
        made.person(name, at=firm)
        for name, firm in (("Joris Kok", halden), ("Ola Vik", fjord), ("Priya Nair", kade))
    )
    for account, amount in ((halden, 1_800), (fjord, 6_000), (kade, 2_200)):
        made.activity("invoice.issued", account, "2026-03-01", amount=amount)
        made.rows["timeline"].pop()
    for weeks in range(8, 40, 2):
        mailed(made, halden, weeks * 7, tom, dana)
    moved = made.activity("person.job_changed", orrin, "2026-05-12")
    line = made.rows["timeline"].pop()
    for role, who in (("subject", dana), ("joined", orrin), ("left", halden)):
        made.rows["timeline"].append({**line, "activity_id": moved, "party_id": who, "role": role})
    for days in (8, 20, 33, 60):
        mailed(made, kade, days, tom, priya)
    for days in (15, 40):
        meet(made, "meeting.held", kade, days, priya, joris)
    meet(made, "meeting.held", halden, 700, ina, joris)
    for weeks in range(13, 50):
        mailed(made, fjord, weeks * 7, ben, ola)
    for weeks in range(2, 50):
        mailed(made, fjord, weeks * 7, ben, made.person(f"Steady {weeks % 3}", at=fjord))
    return made
