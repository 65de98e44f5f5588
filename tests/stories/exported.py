"""A made world as the exports of a business: customers, orders or invoices, and what happened to whom.

Files of the business's own, each with a mapping of its own. An account that is in the books twice has two
numbers, and its domain on every line.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np

from closeknit.methods.timelines import Histories
from tests.lenses.triggers.sheets import day

PARTY = """
format = 1
source = "books"
stream = "{stream}"
title = "{stream}"

[record]
identity = ["No"]

[party.firm]
kind = "organization"
keys = {{ books_customer = "Customer", domain = "Domain" }}
name = "Name"
"""

BOUGHT = """
[[activity]]
kind = "{kind}"
at = "Date"
one_per = ["No"]
amount = "Amount"
participants = {{ buyer = "firm" }}
"""

HAPPENED = """
[[activity]]
kind = {{ column = "What", map = {{ {kinds} }} }}
at = "Date"
known = "Known"
participants = {{ subject = "firm" }}
"""


def kind_of(name: str) -> str:
    """What a kind of a world is called in a business: true_2.5 is made.true_2_5."""
    return f"made.{name.replace('.', '_')}"


def exported(
    folder: Path, h: Histories, *, same: np.ndarray | None = None, bought: str = "order.placed"
) -> None:
    """Write the files and their mappings. same: of each account, the account that it truly is."""
    folder.mkdir()
    true = np.arange(h.accounts) if same is None else same

    def firm(account: int) -> list[str]:
        return [f"C{account:05d}", f"Firm {true[account]:05d}", f"firm{true[account]:05d}.example"]

    firms = ("Customer", "Name", "Domain")
    orders = zip(h.bought_by, h.bought_on, strict=True)
    # Payments 30 days apart are equal: instalments of one purchase are, those of another seldom.
    rows = ([*firm(by), day(on), f"{100 + on % 30 * 10}.00"] for by, on in orders)
    _write(folder, "bought", (*firms, "Date", "Amount"), rows)
    events = zip(h.event_of, h.event_on, h.known_on, h.event_kind, strict=True)
    rows = ([*firm(of), day(on), day(known), h.kinds[kind]] for of, on, known, kind in events)
    _write(folder, "happened", (*firms, "Date", "Known", "What"), rows)
    _write(folder, "customers", firms, (firm(account) for account in range(h.accounts)))
    kinds = ", ".join(f'"{kind}" = "{kind_of(kind)}"' for kind in h.kinds)
    for stream, more in {
        "customers": "",
        "bought": BOUGHT.format(kind=bought),
        "happened": HAPPENED.format(kinds=kinds),
    }.items():
        (folder / f"{stream}.toml").write_text(PARTY.format(stream=stream) + more)


def _write(folder: Path, name: str, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    with (folder / f"{name}.csv").open("w", newline="") as file:
        out = csv.writer(file)
        out.writerow(["No", *columns])
        out.writerows([number, *row] for number, row in enumerate(rows, 1))


def plays(kinds: Iterable[str]) -> str:
    """What closeknit.toml says of the kinds: all of them come from outside."""
    return "\n[kinds]\n" + "".join(f'"{kind_of(kind)}" = "trigger"\n' for kind in kinds)
