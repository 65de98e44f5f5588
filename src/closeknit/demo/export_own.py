"""Files that no known tool writes, each with a mapping of its own: news, portal orders, newsletters."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from importlib.resources import files
from pathlib import Path

from closeknit.demo.facts import SetAside
from closeknit.demo.files import Dialect, writable, write_csv
from closeknit.demo.world import World

SIGNALS = ("published", "happened", "kind", "company", "domain", "headline", "source", "link")
ORDERS = (
    "Order no", "Ordered on", "Customer", "Customer e-mail", "Partner", "Partner e-mail", "Product",
    "Description", "Quantity", "Unit price", "Amount", "Currency",
)  # fmt: skip
OPENED = ("opened at", "e-mail", "issue")
BAD_NEWS_DATES = ("", "Q3 {year}", "{year}-13-05", "soon")
BAD_ORDER_DATES = ("30.02.{year}", "", "31.11.{year}", "next week")
PORTAL = Dialect(delimiter=";", encoding="cp1252")
MAPPINGS = ("signals.toml", "partner-orders.toml", "newsletter.toml")


def write(world: World, folder: Path, mappings: Path) -> None:
    """Write signals.csv, newsletter.csv, and partner-orders.csv with semicolons and decimal commas."""
    world.lines_written["signals.csv"] = write_csv(folder / "signals.csv", SIGNALS, _signals(world))
    world.lines_written["partner-orders.csv"] = write_csv(
        folder / "partner-orders.csv", ORDERS, _orders(world), PORTAL
    )
    world.lines_written["newsletter.csv"] = write_csv(folder / "newsletter.csv", OPENED, _opened(world))
    mappings.mkdir(parents=True, exist_ok=True)
    for name in MAPPINGS:
        text = files("closeknit.demo").joinpath("mappings", name).read_text(encoding="utf-8")
        (mappings / name).write_text(text, encoding="utf-8")


def _signals(world: World) -> Iterator[list[str]]:
    for n, s in enumerate(world.signals):
        happened = s.happened.isoformat()
        if s.dropped:
            happened = BAD_NEWS_DATES[n % len(BAD_NEWS_DATES)].format(year=s.happened.year)
            world.set_aside.append(SetAside("signals.csv", n + 2, "happened", happened, "date"))
        yield [s.published.isoformat(), happened, s.kind, s.company, s.domain, s.headline, s.source, s.link]


def _opened(world: World) -> Iterator[list[str]]:
    for o in world.opened:
        yield [o.day.isoformat(), o.person.email, f"Dockside {o.issue:%Y-%m}"]


def _orders(world: World) -> Iterator[list[str]]:
    line = 1
    for n, order in enumerate(world.orders):
        customer, partner = order.customer, order.reseller
        name = writable(customer.called("portal", order.day), PORTAL.encoding)
        for item in order.lines:
            line += 1
            world.wrote_name(customer, "portal", name)
            day = f"{order.day:%d.%m.%Y}"
            if order.dropped:
                day = BAD_ORDER_DATES[n % len(BAD_ORDER_DATES)].format(year=order.day.year)
                world.set_aside.append(SetAside("partner-orders.csv", line, "Ordered on", day, "date"))
            yield [
                order.number, day, name, customer.people[0].email, partner.called("portal", order.day),
                partner.mailbox, item.product, item.description, f"{item.quantity}", comma(item.unit),
                comma(item.amount), customer.currency,
            ]  # fmt: skip


def comma(amount: Decimal) -> str:
    """As in much of Europe: 1.234,50."""
    return f"{amount:,.2f}".translate(str.maketrans(",.", ".,"))
