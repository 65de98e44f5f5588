"""Worked examples of the mapping language: a few rows, what a mapping says about them, what comes out.

The reference page shows them and the tests run them, so that they stay true. Only data is here.
"""

from __future__ import annotations

from dataclasses import dataclass

HEAD = 'format = 1\nsource = "own"\nstream = "rows"\n'
"""What every example starts with."""


@dataclass(frozen=True)
class Example:
    """One example: its title, rows as CSV, mapping without its head, and what it says as lines of text."""

    title: str
    rows: str
    mapping: str
    says: tuple[str, ...]


EXAMPLES = (
    Example(
        "An order on each row",
        "Day,Shop,Sum\n2026-03-02,Halden,120.50\n2026-03-09,Okafor Foods,80\n",
        """
[party.customer]
kind = "organization"
keys = { own_customer = "Shop" }
name = "Shop"

[[activity]]
kind = "order.placed"
at = "Day"
amount = "Sum"
participants = { buyer = "customer" }
""",
        (
            "2026-03-02 order.placed 120.50, buyer own_customer:halden",
            "2026-03-09 order.placed 80.00, buyer own_customer:okafor foods",
        ),
    ),
    Example(
        "What headlines say",
        "Day,News\n2026-03-02,Halden raises $12M Series A\n2026-03-03,Halden may raise more\n",
        """
[record]
nobody_where = { "headline.organization" = { filled = false } }

[headline]
text = "News"

[party.firm]
kind = "organization"
keys = { news_organization = "headline.organization" }

[[activity]]
kind = { column = "headline.what", map = { funding = "news.funding_closed" } }
at = "Day"
participants = { subject = "firm" }
subject = "News"
""",
        ("2026-03-02 news.funding_closed, subject news_organization:halden",),
    ),
    Example(
        "Several rows of one invoice",
        "No,Date,Client,Total,Text,Pieces,Net\n"
        '17,02.03.2026,Halden,"1.190,00",Design,2,"600,00"\n'
        '17,02.03.2026,Halden,"1.190,00",Print,1,"400,00"\n',
        """
[record]
identity = ["No", "Text"]

[party.client]
kind = "organization"
keys = { own_client = "Client" }

[[activity]]
kind = "invoice.issued"
at = "Date"
one_per = ["No"]
amount = "Total"
participants = { buyer = "client" }
lines = { description = "Text", quantity = "Pieces", amount = "Net" }
""",
        (
            "2026-03-02 invoice.issued 1190.00, buyer own_client:halden",
            "line Design 2 × 600.00",
            "line Print 1 × 400.00",
        ),
    ),
    Example(
        "The currency stands in a column's name",
        "User,Client,Start,Hours,Amount (USD)\nJo Lind,Halden,2026-03-02,1.5,150.00\n",
        """
[headings]
Amount = 'Amount \\(([A-Z]{3})?\\)'

[party.client]
kind = "organization"
keys = { own_client = "Client" }

[[activity]]
kind = "order.placed"
at = "Start"
amount = "Amount"
currency = { heading = "Amount" }
participants = { buyer = "client" }
""",
        ("2026-03-02 order.placed 150.00 USD, buyer own_client:halden",),
    ),
    Example(
        "What happened stands in a column",
        "when,event,who\n2026-03-02 09:00,asked,ana@halden.example\n"
        "2026-03-02 11:30,answered,ana@halden.example\n2026-03-03 08:00,viewed,ana@halden.example\n",
        """
[party.person]
kind = "person"
keys = { email = "who" }

[[activity]]
kind = { column = "event", map = { asked = "ticket.opened", answered = "ticket.replied" } }
at = { column = "when", zone = "UTC" }
participants = { requester = "person" }
""",
        (
            "2026-03-02 09:00 ticket.opened, requester email:ana@halden.example",
            "2026-03-02 11:30 ticket.replied, requester email:ana@halden.example",
        ),
    ),
    Example(
        "Several things on one row, some of them only on some rows",
        "ticket,opened,minutes,solved,mail\n4,2026-03-02 09:00,45,2026-03-03 10:00,ana@halden.example\n"
        "5,2026-03-02 09:30,,,bo@halden.example\n",
        """
[read]
zone = "UTC"

[party.person]
kind = "person"
keys = { email = "mail" }

[[activity]]
kind = "ticket.opened"
at = "opened"
participants = { requester = "person" }

[[activity]]
kind = "ticket.replied"
at = { column = "opened", plus_minutes = "minutes" }
optional = true
participants = { requester = "person" }

[[activity]]
kind = "ticket.resolved"
at = "solved"
optional = true
participants = { requester = "person" }

[case.ticket]
kind = "ticket"
key = "ticket"
contact = "person"
status = { first = [{ const = "closed", when = { solved = { filled = true } } }, { const = "open" }] }
opened = "opened"
closed = "solved"
""",
        (
            "2026-03-02 09:00 ticket.opened, requester email:ana@halden.example",
            "2026-03-02 09:30 ticket.opened, requester email:bo@halden.example",
            "2026-03-02 09:45 ticket.replied, requester email:ana@halden.example",
            "2026-03-03 10:00 ticket.resolved, requester email:ana@halden.example",
            "case ticket:own-4 closed",
            "case ticket:own-5 open",
        ),
    ),
    Example(
        "People, where they work, and what is known of them",
        "Name,Mail,Second mail,Firm,City,Mailings\n"
        "Ana Ruiz,ana@halden.example,ana.ruiz@gmail.com,Halden,Porto,no\n",
        """
[party.firm]
kind = "organization"
keys = { own_firm = "Firm", domain = { column = "Mail", rule = "domain" } }
name = "Firm"

[party.person]
kind = "person"
keys = { email = ["Mail", "Second mail"] }
name = "Name"
works_at = "firm"
[party.person.traits]
city = "City"
do_not_contact = { column = "Mailings", map = { no = "yes" } }
""",
        (
            "same email:ana@halden.example, email:anaruiz@gmail.com",
            "same own_firm:halden, domain:halden.example",
            "tie email:ana@halden.example works_at own_firm:halden",
            "trait email:ana@halden.example city = Porto",
            "trait email:ana@halden.example do_not_contact = yes",
            "trait email:ana@halden.example name = Ana Ruiz",
            "trait own_firm:halden name = Halden",
        ),
    ),
    Example(
        "Numbers that have to be worked out, refunds, and rows that do not count",
        "no,day,who,price,pieces,discount,state\n1,3/15/2026,C-1,$10.00,3,10%,paid\n"
        "2,3/16/2026,C-2,$5.00,1,,returned\n3,3/17/2026,C-2,$7.00,1,,draft\n",
        """
[record]
identity = ["no"]
keep_where = { state = { not = ["draft"] } }

[party.customer]
kind = "person"
keys = { own_customer = "who" }

[[activity]]
kind = "order.placed"
at = "day"
when = { state = "paid" }
amount = { formula = "{price} * {pieces} * (1 - given({discount}, 0))" }
currency = { const = "USD" }
participants = { buyer = "customer" }

[[activity]]
kind = "refund.made"
at = "day"
when = { state = "returned" }
amount = { formula = "-{price} * {pieces}" }
currency = { const = "USD" }
participants = { buyer = "customer" }
""",
        (
            "2026-03-15 order.placed 27.00 USD, buyer own_customer:c-1",
            "2026-03-16 refund.made -5.00 USD, buyer own_customer:c-2",
        ),
    ),
    Example(
        "A row that cannot be read is set aside, the others go in",
        "day,who,sum\n2026-02-30,C-1,10\n2026-03-02,C-2,ten\n2026-03-03,C-3,12\n",
        """
[party.customer]
kind = "person"
keys = { own_customer = "who" }

[[activity]]
kind = "order.placed"
at = "day"
amount = "sum"
participants = { buyer = "customer" }
""",
        (
            "2026-03-03 order.placed 12.00, buyer own_customer:c-3",
            "problem date.impossible day: 2026-02-30",
            "problem number.unreadable sum: ten",
        ),
    ),
)
