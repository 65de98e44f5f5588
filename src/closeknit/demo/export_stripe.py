"""Stripe's payments export of the dashboard: major units, UTC times, many columns about the card."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

from closeknit.demo.facts import SetAside
from closeknit.demo.files import columns, write_csv
from closeknit.demo.firm import NAME
from closeknit.demo.papers import CENT, Payment
from closeknit.demo.world import World

HEADER = columns(
    "id,Description,Seller Message,Created (UTC),Amount,Amount Refunded,Currency,Converted Amount,"
    "Converted Amount Refunded,Fee,Tax,Converted Currency,Mode,Status,Statement Descriptor,Customer ID,"
    "Customer Description,Customer Email,Captured,Card ID,Card Last4,Card Brand,Card Funding,"
    "Card Exp Month,Card Exp Year,Card Name,Card Address Line1,Card Address Line2,Card Address City,"
    "Card Address State,Card Address Country,Card Address Zip,Card Issue Country,Card Fingerprint,"
    "Card CVC Status,Card AVS Zip Status,Card AVS Line1 Status,Card Tokenization Method,Disputed Amount,"
    "Dispute Status,Dispute Reason,Dispute Date (UTC),Dispute Evidence Due (UTC),Invoice ID,"
    "Payment Source Type,Destination,Transfer,Transfer Group,PaymentIntent ID"
)
BAD_DATES = ("", "{year}-02-30 10:15:00")


def write(world: World, folder: Path) -> None:
    """Write payments.csv."""
    name = "payments.csv"
    world.lines_written[name] = write_csv(folder / name, HEADER, _rows(world, name))


def _rows(world: World, file: str) -> Iterator[list[str]]:
    for n, payment in enumerate(world.payments):
        row = _cells(world, payment)
        if payment.dropped:
            bad = BAD_DATES[n % len(BAD_DATES)].format(year=payment.at.year)
            row["Created (UTC)"] = bad
            world.set_aside.append(SetAside(file, n + 2, "Created (UTC)", bad, "date"))
        world.wrote_name(payment.customer, "stripe", row["Customer Description"])
        yield [row.get(column, "") for column in HEADER]


def _cells(world: World, payment: Payment) -> dict[str, str]:
    customer, rng = payment.customer, world.rng("card", payment.customer.id)
    failed = payment.status == "Failed"
    fee = Decimal(0) if failed else (payment.amount * Decimal("0.014") + Decimal("0.25")).quantize(CENT)
    currency = customer.currency.lower()
    return {
        "id": payment.id, "Description": payment.description,
        "Seller Message": "The bank declined the payment." if failed else "Payment complete.",
        "Created (UTC)": f"{payment.at:%Y-%m-%d %H:%M:%S}", "Amount": f"{payment.amount:.2f}",
        "Amount Refunded": f"{payment.refunded:.2f}", "Currency": currency,
        "Converted Amount": f"{payment.amount:.2f}", "Converted Amount Refunded": f"{payment.refunded:.2f}",
        "Fee": f"{fee:.2f}", "Tax": "0.00", "Converted Currency": currency, "Mode": "Live",
        "Status": payment.status, "Statement Descriptor": NAME.upper(), "Customer ID": customer.stripe_id,
        "Customer Description": customer.called("stripe", payment.at.date()),
        "Customer Email": payment.person.email if payment.person else customer.mailbox,
        "Captured": "false" if failed else "true", "Card ID": f"card_1{rng.randint(10**9, 10**10 - 1)}",
        "Card Last4": "4242", "Card Brand": rng.choice(("Visa", "MasterCard")), "Card Funding": "credit",
        "Card Exp Month": str(rng.randint(1, 12)), "Card Exp Year": str(world.end.year + rng.randint(1, 4)),
        "Card Name": payment.person.name if payment.person else "", "Card Address Country": customer.country,
        "Card Issue Country": customer.country, "Card CVC Status": "" if failed else "pass",
        "Payment Source Type": "card", "PaymentIntent ID": "pi_" + payment.id[3:],
    }  # fmt: skip
