"""Address books of vCards into DuckDB tables: one row a card. What is told of one is in `sources.cards`."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from closeknit.sources.cards.contacts import COLUMNS, NoCard, contact_row
from closeknit.sources.cards.lines import cards_in
from closeknit.sources.tables.dialects import Dialect
from closeknit.sources.tables.rows import Item, look_at, read_items
from closeknit.sources.tables.sniffing import Look
from closeknit.sources.tables.staging import Job, Table, Trouble

_REMEDY = "Look at it in your address book; all other cards are in."


def look_at_cards(dialect: Dialect) -> Look:
    """The columns of an address book; they are the same for each."""
    return look_at("cards", COLUMNS, dialect)


def read_cards(job: Job, path: Path) -> Table:
    """Read every card of a file, in order."""
    return read_items(job, len(COLUMNS), _items(path))


def card_lines(path: Path) -> Iterator[int]:
    """The line on which each card begins."""
    return (item.line for item in _items(path))


def _items(path: Path) -> Iterator[Item]:
    with path.open("rb") as file:
        for card in cards_in(file):
            try:
                yield Item(card.line, contact_row(card))
            except NoCard as error:
                raw = b"\n".join(card.lines)[:10_000].decode("utf-8", "replace").replace("\0", "")
                trouble = Trouble(card.line, "card.unreadable", f"the card {error}", _REMEDY, raw)
                yield Item(card.line, trouble=trouble)
