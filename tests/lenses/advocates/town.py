"""A firm to which people send customers: Priya, whom nobody thanked; Ana, who was; Ola, who praises."""

from __future__ import annotations

from tests.lenses.handmade import HandmadeBook, day_number

AS_OF = "2026-06-30"


def wrote(
    book: HandmadeBook,
    account: int,
    when: str,
    sender: int,
    *to: int,
    kind: str = "email.sent",
    text: str = "",
) -> int:
    """A mail from somebody to others, with its text."""
    number = book.activity(kind, account, when)
    line = book.rows["timeline"].pop()
    for role, who in (("sender", sender), *(("recipient", one) for one in to)):
        home = next(p["account_id"] for p in book.rows["parties"] if p["party_id"] == who)
        ours = next(p["standing"] for p in book.rows["parties"] if p["party_id"] == who) == "ours"
        at = account if ours else home
        book.rows["timeline"].append({**line, "account_id": at, "party_id": who, "role": role})
    book._add(
        "texts", activity_id=number, account_id=account, day=day_number(when), subject="Hello", body=text
    )
    return number


def paid(book: HandmadeBook, account: int, when: str, amount: int) -> None:
    """An invoice, and the purchase that it is."""
    book.activity("invoice.issued", account, when, amount=amount)
    book.purchase(account, when, amount)


def business() -> HandmadeBook:
    """Priya (Kade) sent Halden and Orrin and was never thanked; Ana (Fjord) introduced Joris of Lund by mail
    and was thanked; Ola praises on two days; Ben of us brought Stam. We introduced Ola to Ana."""
    book = HandmadeBook()
    tom, ben = book.colleague("Tom Visser"), book.colleague("Ben Koster")
    firms = ("Kade", "Fjord", "Halden", "Orrin", "Lund", "Stam", "Vik")
    kade, fjord, halden, orrin, lund, stam, vik = (book.party(name) for name in firms)
    priya = book.person("Priya Nair", at=kade)
    ana, ola, joris = (
        book.person(name, at=firm)
        for name, firm in (("Ana Ruiz", fjord), ("Ola Vik", vik), ("Joris Kok", lund))
    )
    for account, when, amount in (
        (kade, "2024-01-10", 500), (halden, "2025-02-01", 3_000), (halden, "2026-02-01", 4_000),
        (halden, "2024-12-01", 900), (orrin, "2026-03-01", 1_000), (lund, "2026-05-20", 2_500),
        (stam, "2026-01-15", 700), (fjord, "2025-12-01", 5_000), (vik, "2026-04-01", 300),
    ):  # fmt: skip
        paid(book, account, when, amount)
    book.tie(halden, priya, "referred_by", since="2025-01-15")
    book.tie(orrin, priya, "referred_by")
    book.tie(stam, ben, "referred_by", since="2026-01-01")
    intro = "Hello both, I would like to introduce you to each other."
    wrote(book, fjord, "2026-05-02", ana, tom, joris, kind="email.received", text=intro)
    wrote(book, fjord, "2026-05-04", tom, ana, text="Thank you for the introduction to Joris. It was kind.")
    wrote(book, kade, "2026-03-05", tom, priya, text="Thank you for your order. Here is the invoice.")
    wrote(book, vik, "2026-06-03", tom, ola, ana, text="Ola, Ana: let me introduce you two.")
    for when in ("2026-02-10", "2026-04-10"):
        book.mention(vik, ola, when, "praise", "Your team is the best we ever worked with.")
    return book
