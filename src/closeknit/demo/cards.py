"""Card payments: small customers who only ever pay by card, and invoices of others paid that way."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from closeknit.demo.billing import tax
from closeknit.demo.days import add_months, office_moment
from closeknit.demo.facts import Organization
from closeknit.demo.papers import CENT, Payment, Purchase
from closeknit.demo.projects import days_of_purchase
from closeknit.demo.retainers import keep_steady
from closeknit.demo.world import World

LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz0123456789"
PLANS = ((39, "Dockhand Solo, monthly"), (79, "Dockhand Team, monthly"), (149, "Dockhand Yard, monthly"))
SEATS = ((190, "Online course: safe loading"), (240, "Online course: label printing"), (95, "Template pack"))


def plant(world: World) -> None:
    """Plant subscriptions and single payments of card customers."""
    for customer in world.customers("card"):
        if world.rng("subscribes", customer.id).random() < 0.4:
            _subscription(world, customer)
        else:
            _single_payments(world, customer)


def plant_paid_invoices(world: World) -> None:
    """Invoices that were settled by card show up in both systems; the money came once."""
    for invoice in [i for i in world.invoices if i.by_card and i.status == "Paid" and not i.credit]:
        rng = world.rng("card payment", invoice.number)
        at = office_moment(rng, min(world.end, invoice.day + timedelta(days=rng.randint(0, 9))))
        person = invoice.customer.people[0]
        text = f"Payment for invoice {invoice.number}"
        world.payments.append(
            Payment(invoice.customer, person, at, invoice.net + tax(invoice), text, invoice=invoice)
        )


def finish(world: World) -> None:
    """Give payments ids in the order they were made, refund some, and add attempts that failed."""
    rng = world.rng("refunds")
    own = [p for p in world.payments if p.invoice is None]
    for n, payment in enumerate(rng.sample(own, min(len(own), max(2, round(14 * world.size))))):
        whole = n % 3 == 0
        payment.refunded = payment.amount if whole else (payment.amount / 2).quantize(CENT)
        payment.status = "Refunded" if whole else "Paid"
    for like in rng.sample(own, min(len(own), max(1, round(18 * world.size)))):
        at = like.at - timedelta(minutes=rng.randint(2, 90))
        world.payments.append(
            Payment(like.customer, like.person, at, like.amount, like.description, status="Failed")
        )
    world.payments.sort(key=lambda p: (p.at, p.customer.id, p.status))
    for payment in world.payments:
        letters = world.rng("charge", payment.customer.id, payment.at.isoformat(), payment.status)
        payment.id = "ch_3" + "".join(letters.choices(LETTERS, k=23))


def _subscription(world: World, customer: Organization) -> None:
    """The same sum every month, until today or until they left."""
    rng = world.rng("subscription", customer.id)
    price, text = rng.choices(PLANS, (5, 4, 2))[0]
    left = {"lapsed": rng.randint(5, 14), "one-off": 1}.get(customer.state, 10_000)
    purchase = Purchase(customer, "steady", "start", customer.since, name=text)
    for n in range(left):
        day = add_months(customer.since, n)
        if day > world.end:
            break
        _pay(world, purchase, day, Decimal(price), text)
    keep_steady(world, purchase)


def _single_payments(world: World, customer: Organization) -> None:
    rng = world.rng("payments", customer.id)
    gap, paid = rng.uniform(60, 200), {Decimal(0)}
    for day in days_of_purchase(world, rng, customer, gap, wobble=0.32):
        price, text = rng.choice(SEATS)
        seats = rng.randint(1, 8)
        while Decimal(price * seats) in paid:
            seats += 1
        paid.add(Decimal(price * seats))
        purchase = Purchase(customer, "single", "", day)
        order = f"Order W{day:%y%j}{int(customer.id[1:]):04d}: {text}"
        _pay(world, purchase, day, Decimal(price * seats), f"{order} ({seats} seats)" if seats > 1 else order)
        world.purchases.append(purchase)


def _pay(world: World, purchase: Purchase, day: date, amount: Decimal, text: str) -> None:
    rng = world.rng("moment", purchase.customer.id, day.isoformat())
    payment = Payment(
        purchase.customer, purchase.customer.people[0], office_moment(rng, day), amount.quantize(CENT), text
    )
    world.payments.append(payment)
    purchase.papers.append(payment)
