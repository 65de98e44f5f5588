"""Two customers with open deals and six won ones: who speaks for us, decides, objects, uses it, left."""

from __future__ import annotations

from tests.lenses.handmade import HandmadeBook

AS_OF = "2026-06-30"
OURS = "Tom Berg"


def mail(book, firm, who, day, stance="", quote="", **more):
    """A mail of somebody's with one sentence, if any; `to` colleagues in copy."""
    by = {"sender": who} | {f"recipient{n}": one for n, one in enumerate(more.get("to", ()))}
    number = book.activity("email.received", firm, day, by=by)
    for row in book.rows["timeline"]:
        if row["role"].startswith("recipient"):
            row["role"] = "recipient"
    if quote:
        book.sentence(number, who, stance, quote)
    return number


def business() -> HandmadeBook:
    """Everything the question has to tell apart."""
    book = HandmadeBook()
    book.colleague(OURS)
    halden(book)
    brenner(book)
    for n in range(6):
        won(book, n)
    okafor = book.party("Okafor Foods")
    book.attribute(okafor, "industry", "Logistics")
    quote = "The migration took three days and saved us 20 hours a week."
    mail(book, okafor, book.person("Ada Okafor", at=okafor), "2026-02-02", "praise", quote)
    return book


def halden(book):
    """Dana spoke for us, brought Priya in and left for Orbis in June; Priya decides."""
    firm, orbis = book.party("Halden"), book.party("Orbis", standing="prospect")
    dana, priya = book.person("Dana Reyes", at=orbis), book.person("Priya Nair", at=firm)
    for month, quote in ((1, "We love the portal."), (2, "Your team is great."), (3, "It works very well.")):
        mail(book, firm, dana, f"2026-0{month}-10", "praise", quote)
    mail(book, firm, dana, "2026-03-03", to=[priya])
    mail(book, firm, priya, "2026-04-20", "agreed", "We accept your offer.")
    mail(book, firm, priya, "2026-05-20", "agreed", "I signed the contract.")
    book.attribute(priya, "title", "Managing Director")
    moved = {"subject": dana, "left": firm, "joined": orbis}
    book.activity("person.job_changed", orbis, "2026-06-06", by=moved)
    book.activity("invoice.issued", firm, "2026-02-01", amount=90_000)
    mail(book, orbis, dana, "2026-06-20")
    return firm


def brenner(book):
    """Marc objects in an open deal, Ines asks for help; nobody there speaks for us."""
    firm = book.party("Brenner")
    book.attribute(firm, "industry", "Logistics")
    marc, ines = book.person("Marc Dubois", at=firm), book.person("Ines Roth", at=firm)
    for day, quote in (
        ("2026-03-05", "I doubt that the migration will be done in time."),
        ("2026-04-14", "We are worried about the price."),
        ("2026-05-04", "Your support never answers."),
    ):
        mail(book, firm, marc, day, "concern", quote)
    for n in range(3):
        day = f"2026-0{n + 2}-15"
        number = book.activity("ticket.opened", firm, day, by={"requester": ines})
        book.sentence(number, ines, "complaint", f"The label printer fails again, number {n}.")
    book.case("deal", firm, "Warehouse portal", opened="2026-03-01", amount_base=40_000, type="New Business")


def won(book, n):
    """A deal won two years ago with a champion and, in five of six, a decision-maker."""
    firm = book.party(f"Won {n}")
    year = {"opened": "2024-07-01", "closed": "2024-10-01"}
    book.case("deal", firm, f"Deal {n}", status="won", type="New Business", **year)
    fan, boss = book.person(f"Fan {n}", at=firm), book.person(f"Boss {n}", at=firm)
    mail(book, firm, fan, "2024-07-10", "praise", "We like it a lot.")
    mail(book, firm, fan, "2024-07-20", "praise", "Very good work.")
    mail(book, firm, fan, "2024-08-10", to=[boss])
    if n:
        mail(book, firm, boss, "2024-09-20", "agreed", "We sign the contract.")
        mail(book, firm, boss, "2024-09-25", "agreed", "The board approved the budget.")


def said(book, who, at, role=None, stake=None, *, deal=None, number=1, day="2026-06-01"):
    """What one of us said of somebody."""
    from tests.lenses.handmade import day_number

    book._add(
        "roles", decision_id=f"d-{number:04}", account_id=at, party_id=who, case_id=deal, role=role,
        stake=stake, by="ana", day=day_number(day),
    )  # fmt: skip


def given(book, firm, who, deal, role, day="2026-03-02"):
    """A role that the CRM gives somebody in a deal, by its name; in no other."""
    case = next(row["case_id"] for row in book.rows["cases"] if row["name"] == deal)
    return book.activity("deal.role_given", firm, day, by={"contact": who}, case_id=case, subject=role)


def party(book, name):
    """The number of somebody by name."""
    return next(row["party_id"] for row in book.rows["parties"] if row["name"] == name)
