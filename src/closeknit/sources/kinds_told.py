"""What happens on the rows of an unknown table, told from the words of its columns, and how sure that is.

Each column speaks for a kind with the heaviest of its words; what all columns say is added up. It is a
guess for a person to look over, so it always names the columns it comes from and what else it could be.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

WORDS: dict[str, dict[str, int]] = {
    "order.placed": {
        **dict.fromkeys(("order", "orders", "ordered", "bestellung", "auftrag", "commande", "pedido"), 3),
        **dict.fromkeys(("fulfillment", "fulfilled", "lineitem", "cart", "freight"), 2),
        **dict.fromkeys(
            ("ship", "shipped", "shipping", "delivery", "delivered", "product", "sku", "item", "article",
             "quantity", "qty", "discount"),
            1,
        ),
    },
    "invoice.issued": {
        **dict.fromkeys(("invoice", "invoiced", "rechnung", "rechnungsnummer", "facture", "factura"), 3),
        **dict.fromkeys(("due", "outstanding", "overdue", "fällig"), 2),
        **dict.fromkeys(("tax", "vat", "gst", "mwst", "ust", "iva", "tva", "balance", "terms"), 1),
    },
    "payment.received": {
        **dict.fromkeys(("payment", "payout", "charge", "captured", "refunded", "zahlung", "paiement"), 2),
        **dict.fromkeys(("paid", "fee", "card", "transaction", "settled", "bank"), 1),
    },
    "deal.won": {
        **dict.fromkeys(("opportunity", "deal", "pipeline"), 3),
        **dict.fromkeys(("stage", "probability", "forecast"), 2),
        **dict.fromkeys(("close", "closed", "won", "lost", "prospect"), 1),
    },
}  # fmt: skip
"""Words of columns that speak for a kind, and how much."""

CLEAR = 3
"""From so much on, and twice what any other kind has, it is clear."""

NAMED = 3
"""Columns that are named as the reason."""


@dataclass(frozen=True)
class KindGuess:
    """The kind, how sure (clear, likely or a guess), the columns that say so, and the next likely kind."""

    kind: str
    sure: str
    columns: tuple[str, ...]
    other: str

    @property
    def comment(self) -> str:
        """As a comment in the proposed mapping."""
        if not self.columns:
            return f"a guess: no column tells orders from invoices; else {self.other}"
        named = " and ".join(f"“{' '.join(c.split())}”" for c in self.columns[:NAMED])
        return f"{self.sure}, from {named}" + ("" if self.sure == "clear" else f"; else {self.other}")


def kind_told(columns: Sequence[str]) -> KindGuess:
    """What happens on rows with an amount and these columns."""
    scores, reasons = dict.fromkeys(WORDS, 0), {kind: list[tuple[int, str]]() for kind in WORDS}
    for column in columns:
        for kind, weights in WORDS.items():
            weight = max((weights.get(word, 0) for word in words_of(column)), default=0)
            if weight:
                scores[kind] += weight
                reasons[kind].append((-weight, column))
    ranked = sorted(WORDS, key=lambda kind: -scores[kind])
    best, second = ranked[0], ranked[1]
    sure = "clear" if scores[best] >= CLEAR and scores[best] >= 2 * scores[second] else "likely"
    if scores[best] == scores[second]:
        best, second, sure = "order.placed", "invoice.issued", "a guess"
    named = tuple(column for _, column in sorted(reasons[best], key=lambda pair: pair[0]))
    return KindGuess(best, sure, named, second)


def words_of(name: str) -> list[str]:
    """The words of a column's name, also where it is written `InvoiceNo` or `invoice_no`."""
    spaced = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name)
    return re.sub(r"[^\w#]+|_", " ", spaced).casefold().split()
