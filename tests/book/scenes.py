"""One small business in which everything the book must tell apart happens, each thing to its own account.

The tests of the book read the tables built from it, on every engine. Days are in Berlin.
"""

from __future__ import annotations

from closeknit.settings import Settings
from tests.book.claims_of import Claims

US = "email:mira@us.example"
SETTINGS = Settings(
    our_domains=("us.example",),
    our_people=("Ola Norden",),
    timezone="Europe/Berlin",
    rates={"USD": {"2023-01-01": "0.90", "2024-01-01": "0.80"}, "GBP": 1.2},
)


def everything() -> Claims:
    """All scenes in one set of claims."""
    c = Claims()
    for scene in (
        orders, by_quote, by_counter, by_project, habit, retainer, rising_retainer, yearly, contract, growing,
        unbilled, payments, refunds, reseller, currencies, taxes, lines, clocks, employers, ourselves,
        prospects, cases, attributes,
    ):  # fmt: skip
        scene(c)
    return c


def orders(c: Claims) -> None:
    """Three orders stand as they are."""
    for day, amount in (("2024-01-10", 300), ("2024-02-20", 450), ("2024-05-02", 120)):
        c.did("order.placed", day, amount=amount, buyer="domain:orders.example")


def by_quote(c: Claims) -> None:
    """A project in three invoices that carry its quote number, then another one."""
    for day, amount in (("2024-01-15", 4000), ("2024-03-01", 3000), ("2024-04-20", 3000)):
        c.did("invoice.issued", day, amount=amount, subject="QU-0007", buyer="xero_contact:quote")
    c.did("invoice.issued", "2024-09-01", amount=2500, subject="QU-0019", buyer="xero_contact:quote")


def by_counter(c: Claims) -> None:
    """Instalments that count themselves, and one whose project the CRM knows by name."""
    for n in (1, 2):
        c.did("invoice.issued", f"2024-0{n}-05", amount=900 + n, subject=f"Relaunch {n}/2", buyer="x:counter")
    c.case("deal:h-9", account="x:counter", name="Shop Migration", status="won")
    for day in ("2024-06-01", "2024-08-15"):
        c.did("invoice.issued", day, amount=int(day[6]) * 100, subject="shop migration ", buyer="x:counter")


def by_project(c: Claims) -> None:
    """Invoices of one case are one purchase, even when equal and steady."""
    c.case("project:portal", account="x:project", name="Portal")
    for month in range(1, 8):
        c.did("invoice.issued", f"2024-0{month}-01", amount=1000, case="project:portal", buyer="x:project")


def habit(c: Claims) -> None:
    """A reference that says nothing joins nothing."""
    for day, amount in (("2024-01-03", 80), ("2024-01-30", 95), ("2024-03-12", 60)):
        c.did("invoice.issued", day, amount=amount, subject="Re-order", buyer="x:habit")


def retainer(c: Claims) -> None:
    """Eight equal invoices on the first of the month, then none."""
    for month in range(1, 9):
        c.did(
            "invoice.issued",
            f"2024-0{month}-01",
            amount=500,
            subject=f"Care {month}/2024",
            buyer="x:retainer",
        )


def rising_retainer(c: Claims) -> None:
    """Six months at 500, four at 700: an expansion."""
    for month in range(1, 11):
        c.did("invoice.issued", f"2024-{month:02d}-01", amount=500 if month < 7 else 700, buyer="x:rising")


def yearly(c: Claims) -> None:
    """The same sum every spring: each year is a term."""
    for year in (2021, 2022, 2023):
        c.did("invoice.issued", f"{year}-04-01", amount=1200, buyer="x:yearly")


def contract(c: Claims) -> None:
    """A year in four parts, renewed at a higher price, then left to run out; and a licence on the side."""
    for year, worth in ((2022, 4000), (2023, 4400)):
        c.case(
            f"contract:{year}",
            account="x:contract",
            opened=f"{year}-01-01",
            due=f"{year}-12-31",
            amount=worth,
        )
        for month in (1, 4, 7, 10):
            c.did("invoice.issued", f"{year}-{month:02d}-01", amount=worth // 4, buyer="x:contract")
    c.did("invoice.issued", "2023-05-17", amount=333, buyer="x:contract")


def growing(c: Claims) -> None:
    """A contract billed by the month that grows in July."""
    c.case("contract:grow", account="x:growing", opened="2024-01-01", due="2024-12-31", amount=1200)
    for month in range(1, 13):
        c.did("invoice.issued", f"2024-{month:02d}-01", amount=100 if month < 7 else 150, buyer="x:growing")


def unbilled(c: Claims) -> None:
    """A contract nobody sent an invoice for, and a second one beside it."""
    c.case("contract:u1", account="x:unbilled", opened="2024-01-01", due="2024-12-31", amount=900)
    c.case("contract:u2", account="x:unbilled", opened="2024-06-01", due="2025-05-31", amount=100)


def payments(c: Claims) -> None:
    """Card payments count where nothing else tells of the sale, and only there."""
    for day, amount in (("2024-02-01", 50), ("2024-02-20", 70)):
        c.did("payment.received", day, amount=amount, buyer="email:kim@gmail.com")
    c.did("refund.made", "2024-02-20", amount=-20, buyer="email:kim@gmail.com")
    c.did("invoice.issued", "2024-03-01", amount=100, buyer="x:invoiced")
    c.did("payment.received", "2024-03-09", amount=100, buyer="x:invoiced")


def refunds(c: Claims) -> None:
    """A credit note and a void invoice."""
    c.did("invoice.issued", "2024-01-01", amount=600, buyer="x:refund")
    c.did("refund.made", "2024-02-01", amount=-150, buyer="x:refund")
    c.did("invoice.issued", "2024-03-01", amount=999, buyer="x:refund", case="invoice:void")
    c.case("invoice:void", account="x:refund", status="void")


def reseller(c: Claims) -> None:
    """An order through a reseller: bought by one, paid by another, used by a third."""
    c.did(
        "order.placed", "2024-04-04", amount=800,
        buyer="x:end customer", sold_through="x:reseller", payer="x:reseller",
        end_user="email:u@user.example",
    )  # fmt: skip
    c.party("x:maybe partner", name="Maybe Partner", type="Reseller")


def currencies(c: Claims) -> None:
    """Dollars at two rates, pounds at one, francs at none."""
    c.did("invoice.issued", "2023-06-01", amount=100, currency="usd", buyer="x:dollar", cost=10)
    c.did("invoice.issued", "2024-06-01", amount=100, currency="USD", buyer="x:dollar")
    c.did("invoice.issued", "2022-06-01", amount=100, currency="USD", buyer="x:dollar")
    c.did("invoice.issued", "2022-06-01", amount="0.01", currency="GBP", buyer="x:pound")
    c.did("invoice.issued", "2022-06-02", amount="12345678901.23", currency="GBP", buyer="x:pound")
    for day in ("2024-01-01", "2024-02-01"):
        c.did("invoice.issued", day, amount=70, currency="CHF", buyer="x:franc")


def taxes(c: Claims) -> None:
    """An amount stated with its tax."""
    c.did("invoice.issued", "2024-01-01", amount=119, tax=19, buyer="x:tax")


def lines(c: Claims) -> None:
    """One order told by two records, without a total of its own."""
    first = c.did("order.placed", "2024-01-01", currency="USD", record=11, activity=9001, buyer="x:lines")
    c.did("order.placed", "2024-01-01", currency="USD", record=12, activity=9001, buyer="x:lines")
    c.line(first, "Widget", 30, record=11, quantity=3, profit=6)
    c.line(first, "WIDGET", 20, record=12, quantity=2, description="blue")
    c.line(first, None, 5, record=12, line_no=2)


def clocks(c: Claims) -> None:
    """Moments around midnight in Berlin, in winter and in summer, and one in 1969."""
    for when in (
        "2024-01-01T22:59:59",
        "2024-01-01T23:00",
        "2024-07-01T21:59",
        "2024-07-01T22:00",
        "1969-12-31T23:30",
    ):
        c.did("call.held", when, buyer="x:clock", subject=when)


def employers(c: Claims) -> None:
    """Who works where: by address, by record, by the newest record, nowhere."""
    c.party("email:ana@halden.example", name="Ana Ruiz")
    c.party("xero_contact:halden", "domain:halden.example", name="Halden Maritime")
    c.party("xero_contact:halden", name="Halden Maritime NV", stream="xero/invoices")
    c.party("xero_contact:halden", name="Halden Maritime NV", stream="harvest/time")
    c.did("ticket.opened", "2024-02-02", requester="email:ana@halden.example")
    c.did("survey.answered", "2024-02-02", author="email:ana@halden.example", details='{"score": "9"}')
    c.party("email:bo@old.example", name="Bo Lind")
    c.tie("email:bo@old.example", "works_at", "x:newfirm", since="2024-01-01")
    c.tie("email:bo@old.example", "works_at", "x:midfirm", since="2020-01-01")
    c.tie("email:bo@old.example", "works_at", "x:gone", since="2024-06-01", until="2024-07-01")
    c.did("email.sent", "2024-03-01", sender="email:bo@old.example", recipient=US)
    c.did("email.sent", "2024-03-02", sender=US, recipient="email:solo@gmail.com")


def ourselves(c: Claims) -> None:
    """Our people: by address, by mark, by name; they never count as customers."""
    c.party(US, name="Mira Holt")
    c.party("harvest_user:ola norden", name="Ola Norden", kind="person")
    c.party("harvest_user:per vik", name="Per Vik", kind="person", ours="yes")
    c.did("time.logged", "2024-05-05", hours=3, cost=90, worker="harvest_user:per vik", buyer="x:client")
    c.did("time.logged", "2024-05-06", hours=2, worker="harvest_user:per vik", buyer="domain:us.example")
    c.did(
        "meeting.held",
        "2024-05-07",
        organizer=US,
        attendee="email:a@one.example",
        recipient="email:b@two.example",
    )
    c.tie(US, "owns_account", "x:client", since="2023-01-01")


def prospects(c: Claims) -> None:
    """Known from the CRM, from a deal, from news alone, from a tie alone."""
    c.party("hubspot_company:5", name="Listed Ltd")
    c.case("deal:h-1", account="x:asked", contact="email:cy@asked.example", owner=US, opened="2024-01-01")
    c.did("news.funding_closed", "2024-01-09", subject="domain:funded.example", stream="signals/news")
    c.party("domain:funded.example", name="Funded Inc", stream="signals/news")
    c.tie("x:reseller", "reseller_of", "x:tied")


def cases(c: Claims) -> None:
    """A ticket seen twice, moving through stages; its customer is known by the case alone.

    Whom it is with is known by a newer list, which tells nothing else.
    """
    c.case(
        "ticket:z-1",
        account="x:ticketed",
        seen="2024-01-02",
        status="open",
        opened="2024-01-01",
        owner=US,
        amount=5,
    )
    c.case(
        "ticket:z-1", account="x:ticketed", seen="2024-01-09", status="closed", opened="2024-01-01",
        closed="2024-01-08", amount=10, amount_open=4, currency="USD", name="Broken", estimate_hours=2,
    )  # fmt: skip
    c.case("ticket:z-1", contact="email:zed@gmail.com", seen="2024-01-20", stream="crm/people")
    for stage, day in (("new", "01"), ("new", "02"), ("open", "03"), ("done", "08")):
        c.stage("ticket:z-1", stage, f"2024-01-{day}")
    c.did("ticket.opened", "2024-01-01", case="ticket:z-1", requester="email:zed@gmail.com", agent=US)
    c.did("ticket.resolved", "2024-01-08", case="ticket:z-1", agent=US)


def attributes(c: Claims) -> None:
    """A firm that moved, and one that three records place differently."""
    c.trait("x:moved", "city", "Porto", since="2020-01-01", until="2023-01-01")
    c.trait("x:moved", "city", "Lisboa", since="2023-01-01")
    c.trait("x:placed", "city", "Wien")
    for stream in ("a/b", "c/d"):
        c.trait("x:placed", "city", "Graz", stream=stream)
