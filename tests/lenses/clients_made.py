"""Small businesses made by hand, for the tests of the question on customers."""

from __future__ import annotations

from datetime import date, timedelta

from closeknit.answers import Answer
from closeknit.ids import part_of, stable_id
from closeknit.lenses.clients import LENS, clients
from tests.lenses.handmade import HandmadeBook, day_number, moment

AS_OF = "2026-06-30"


class Shop(HandmadeBook):
    """A book whose purchases have the activities they group."""

    def order(self, account: int, when: str | date, amount: float | None = 100.0, **more: object) -> int:
        """An order as it stands, with its purchase."""
        at = when.isoformat() if isinstance(when, date) else when
        activity = self.activity("order.placed", account, at, amount=amount, by=more.pop("by", None))
        self.decision(account, at, amount, [activity], rule="order", **more)
        return activity

    def decision(
        self, account: int, at: str, amount: float | None, activities: list[int], **more: object
    ) -> int:
        """A purchase of these activities; a repeat, on its own day, unless told otherwise."""
        before = len(self.rows["purchases"])
        self.purchase(account, at, amount or 0, str(more.pop("kind", "repeat")))
        row = self.rows["purchases"][before]
        row |= {"activities": len(activities), **more}
        if amount is None:
            row["amount_base"] = None
        for activity in activities:
            self._add(
                "purchase_activities",
                account_id=account,
                part=part_of(account),
                purchase_id=row["purchase_id"],
                activity_id=activity,
            )
        return int(row["purchase_id"])

    def contract(self, account: int, start: str, end: str, amount: float, kind: str = "start") -> int:
        """A contract paid at once on its first day."""
        activity = self.activity("invoice.issued", account, start, amount=amount)
        term = day_number(end) - day_number(start) + 1
        return self.decision(
            account, start, amount, [activity], kind=kind, rule="contract", term_days=term,
            ends_day=day_number(end),
        )  # fmt: skip

    def retainer(self, account: int, first: str, months: int, amount: float) -> int:
        """An equal invoice every 30 days, one purchase in all."""
        days = [moment(first) + timedelta(days=30 * n) for n in range(months)]
        activities = [self.activity("invoice.issued", account, day, amount=amount) for day in days]
        return self.decision(
            account, first, amount * months, activities, kind="start", rule="steady", term_days=30,
            ends_day=day_number(days[-1]) + 30,
        )  # fmt: skip

    def regular(
        self, name: str, *, every: int, last: str, times: int, amount: float = 100.0, **more: object
    ) -> int:
        """A customer who ordered so many times, always after so many days, up to its last order."""
        account = self.party(name, **more)
        for back in range(times - 1, -1, -1):
            self.order(account, date.fromisoformat(last) - timedelta(days=every * back), amount)
        return account

    def ask(self, as_of: str = AS_OF, **options: object) -> Answer:
        """The answer of the question on customers."""
        return clients(self.question(as_of, **LENS.settle(options)))


def forty(**business: object) -> Shop:
    """A business of 40 customers in good standing: every two months, worth 600 to 2,340 a year each."""
    shop = Shop(**business)
    for n in range(40):
        last = date(2026, 6, 28) - timedelta(days=n)
        shop.regular(f"Steady {n:02d}", every=60, last=last.isoformat(), times=12, amount=100.0 + 10 * n)
    return shop


def with_okafor(**more: object) -> Shop:
    """The forty, and Okafor Foods: orders every 6 weeks, silent for 19."""
    shop = forty()
    ana = shop.colleague("Ana Ruiz")
    okafor = shop.regular(
        "Okafor Foods", every=42, last="2026-02-17", times=15, amount=2_450, owner=ana, **more
    )
    shop.person("Tom Okafor", at=okafor, last_day="2026-02-17")
    return shop


def everything() -> Shop:
    """A business with something for every side of the question."""
    shop = forty()
    ana = shop.colleague("Ana Ruiz")
    okafor = shop.regular("Okafor Foods", every=42, last="2026-02-17", times=15, amount=2_450, owner=ana)
    tom = shop.person("Tom Okafor", at=okafor)
    shop.activity("ticket.opened", okafor, "2023-05-01", by={"requester": tom})
    shop.attribute(tom, "do_not_contact", "yes")
    shop.attribute(okafor, "city", "Lagos")
    shop.regular("Brenner", every=60, last="2025-03-01", times=10, amount=900.25)
    shop.contract(shop.party("Halden"), "2025-08-01", "2026-07-31", 12_000)
    shop.retainer(shop.party("Retained"), "2025-07-01", 12, 500)
    shop.regular("Once", every=1, last="2026-05-01", times=1, amount=40_000)
    shop.line(number("Steady 01"), "2026-05-01", "Labels", 300)
    shop.line(number("Steady 02"), "2026-05-01", "Scanner", 100)
    north = shop.party("Nordhandel", standing="partner")
    shop.order(number("Steady 03"), "2026-05-01", 30_000, by={"sold_through": north})
    lead = shop.party("Maybe", standing="prospect")
    shop.case("deal", lead, "Relaunch", opened="2026-05-01", amount_base=12_000)
    shop.order(number("Steady 04"), "2026-05-02", None)
    return shop


def row(answer: Answer, table: str, name: str) -> dict[str, object]:
    """The row of a table about that customer or person."""
    return next(r for r in answer.table(table).data.to_pylist() if r["name"] == name)


def states(answer: Answer) -> dict[str, str]:
    """How each customer stands, by name."""
    return {r["name"]: r["state"] for r in answer.table("customers").data.to_pylist()}


def number(name: str) -> int:
    """The id of a party of that name."""
    return stable_id(name)
