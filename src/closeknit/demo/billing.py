"""Invoices: how one is written, and how it is numbered, paid, forgotten, voided or credited."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from closeknit.demo.days import any_day
from closeknit.demo.facts import Organization
from closeknit.demo.papers import CENT, Invoice, Line, Purchase
from closeknit.demo.world import World

VAT = Decimal("0.21")
"""Charged at home only; abroad the customer accounts for it."""
HOME = "NL"


def bill(
    world: World, purchase: Purchase, day: date, lines: list[Line], *,
    reference: str = "", project: str = "", service: str = "",
) -> Invoice | None:  # fmt: skip
    """Write an invoice for a purchase, unless its day has not come yet."""
    if day > world.end:
        return None
    made = Invoice(purchase.customer, day, lines, reference=reference, project=project, service=service)
    made.due_days = 14 if made.net < 1_000 else 30
    world.invoices.append(made)
    purchase.papers.append(made)
    return made


def one_line(description: str, amount: Decimal, product: str = "") -> list[Line]:
    """A single line of quantity one."""
    return [Line(product, description, Decimal(1), amount.quantize(CENT))]


def tax(invoice: Invoice) -> Decimal:
    """Tax on an invoice."""
    return sum((tax_of_line(invoice.customer, line) for line in invoice.lines), Decimal(0))


def tax_of_line(customer: Organization, line: Line) -> Decimal:
    """Tax on one line."""
    return (line.amount * VAT).quantize(CENT) if customer.country == HOME else Decimal("0.00")


def credit(world: World) -> None:
    """Credit notes: about one invoice in a hundred is taken back, whole or in part."""
    rng = world.rng("credit notes")
    sold = [i for i in world.invoices if i.service in ("Licences", "Projects") and i.net > 120]
    for invoice in rng.sample(sold, min(len(sold), max(2, round(26 * world.size)))):
        day = any_day(rng, invoice.day + timedelta(days=6), invoice.day + timedelta(days=60))
        if day > world.end:
            continue
        share = Decimal(1) if rng.random() < 0.3 else Decimal(rng.choice(("0.1", "0.15", "0.2", "0.5")))
        line = invoice.lines[0]
        back = Line(
            line.product, f"Credit: {line.description}", Decimal(-1), (line.amount * share).quantize(CENT)
        )
        note = Invoice(invoice.customer, day, [back], reference="", service=invoice.service)
        note.credit, note.status = True, "Paid"
        world.invoices.append(note)


def finish(world: World) -> None:
    """Number the invoices by day, then decide which are paid, late, void or still drafts."""
    credit(world)
    world.invoices.sort(key=lambda i: (i.day, i.customer.id, i.credit, i.net))
    counters = {False: 1000, True: 100}
    for invoice in world.invoices:
        counters[invoice.credit] += 1
        invoice.number = f"{'CN' if invoice.credit else 'INV'}-{counters[invoice.credit]:04d}"
    _pay(world)
    _leave_unpaid(world)
    _void_and_draft(world)


def _pay(world: World) -> None:
    """Most pay in time, some customers always late; what is due after today mostly stays open."""
    for invoice in world.invoices:
        rng = world.rng("paid", invoice.number)
        if invoice.credit:
            continue
        habit = world.rng("pays", invoice.customer.id).gauss(-3, 9)
        after = max(1, round(invoice.due_days + habit + rng.gauss(0, 4)))
        if invoice.day + timedelta(days=after) <= world.end:
            invoice.status, invoice.paid = "Paid", _gross(invoice)
        else:
            invoice.status = "Awaiting Payment"


def _gross(invoice: Invoice) -> Decimal:
    return invoice.net + tax(invoice)


def _leave_unpaid(world: World) -> None:
    """About twenty invoices are long past due; a few of them are paid in part."""
    rng = world.rng("unpaid")
    first, last = world.end - timedelta(days=150), world.end - timedelta(days=50)
    old = [i for i in world.invoices if first <= i.day <= last and not i.credit and i.net > 300]
    for n, invoice in enumerate(rng.sample(old, min(len(old), max(2, round(20 * world.size))))):
        invoice.status = "Awaiting Payment"
        invoice.paid = (_gross(invoice) / 2).quantize(CENT) if n % 5 == 4 else Decimal(0)


def _void_and_draft(world: World) -> None:
    """Extra papers that are no money: invoices written twice and voided, and drafts of the last days."""
    rng = world.rng("void")
    real = [i for i in world.invoices if not i.credit and i.status == "Paid"]
    for n, twin in enumerate(rng.sample(real, min(len(real), max(1, round(12 * world.size))))):
        void = Invoice(twin.customer, twin.day, list(twin.lines), twin.reference, service=twin.service)
        void.number, void.status, void.due_days = f"{twin.number}-A", "Voided", twin.due_days
        void.reference = f"Entered twice, see {twin.number}" if n % 3 == 0 else twin.reference
        world.invoices.append(void)
    for n in range(max(1, round(6 * world.size))):
        like = rng.choice(real)
        draft = Invoice(
            like.customer, world.end - timedelta(days=n % 4), list(like.lines), service=like.service
        )
        draft.number, draft.status = f"DRAFT-{n + 1:02d}", "Draft"
        world.invoices.append(draft)
