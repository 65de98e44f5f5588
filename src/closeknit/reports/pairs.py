"""Pairs who may be one: drawn step by step in the terminal, and as JSON and CSV."""

from __future__ import annotations

from collections.abc import Sequence, Sized
from dataclasses import asdict
from shlex import quote
from typing import Any

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from closeknit.answers import wording
from closeknit.briefings.joins import Precision
from closeknit.briefings.pairs import Pair, Side
from closeknit.day_numbers import day_to_date
from closeknit.identity.moves import Move
from closeknit.reports.csvform import csv_text

BAR = 8
"""Signs of the longest bar."""

FULL_BAR_BITS = 8.0
"""Evidence that fills a bar: 256 times as likely."""

COLUMNS = (
    *("pair", "chance", "one", "one_name", "one_brought", "other", "other_name", "other_brought", "why"),
    *("likeness", "merge", "split"),
)


def pair_view(pair: Pair, place: int, total: int, currency: str) -> Group:
    """Both sides, and below them what speaks for and against, step by step."""
    head = Text(f"{place} of {total}  ", "dim")
    head.append("Are these the same?", "bold")
    parts: list[RenderableType] = [head]
    parts += [Padding(side_view(side, currency), (0, 0, 0, 2)) for side in (pair.one, pair.other)]
    parts.append(Text(f"{likely_text(pair)}: {pair.why}"))
    if pair.moves:
        parts.append(Padding(moves_view(pair.moves), (0, 0, 0, 2)))
    return Group(*parts)


def likely_text(pair: Pair) -> str:
    """ "50 % likely the same"; "at most 70 % …" where they are alike and something says that they are two."""
    most = "at most " if pair.likeness is not None and pair.contradicted else ""
    return f"{most}{wording.share(pair.chance)} likely the same"


def side_view(side: Side, currency: str) -> Text:
    """Who it is, what it brought, when it was last seen, what it is known by."""
    text = Text(side.name, "bold")
    told = [side.kind, side.standing if side.standing == "customer" else ""]
    told.append(f"brought {wording.money(side.brought, currency)}" if side.brought else "")
    told.append(f"last seen {wording.day_text(day_to_date(side.last_day))}" if side.last_day else "")
    text.append("  " + ", ".join(one for one in told if one), "")
    more = f" and {side.more} more" if side.more else ""
    text.append(f"\n  {', '.join(side.entries)}{more}", "dim")
    return text


def moves_view(told: Sequence[Move]) -> Table:
    """One row for each fact: how it came out, on what, how much it speaks for or against, how likely then."""
    table = Table.grid(padding=(0, 2))
    for move in told:
        style = "green" if move.bits > 0 else "red"
        bar = Text("" if not move.fact else move_bar(move.bits), style)
        table.add_row(Text(move.said), Text(values_text(move), "dim"), bar, Text(chance_text(move.chance)))
    return table


def move_bar(bits: float) -> str:
    """+▇▇▇ for what speaks for it, −▇▇ for what speaks against; the longer the more."""
    signs = max(1, min(BAR, round(BAR * abs(bits) / FULL_BAR_BITS)))
    return ("+" if bits > 0 else "−") + "▇" * signs


def values_text(move: Move) -> str:
    """ "robert / bob"; once where both are alike."""
    if move.one == move.other:
        return move.one
    return f"{move.one} / {move.other}"


def chance_text(chance: float) -> str:
    """ "1 in 2,300" where it is small, else a share."""
    return f"1 in {wording.rounded(1 / chance, 2):,.0f}" if 0 < chance < 0.02 else wording.share(chance)


def pairs_headline(found: Sized) -> str:
    """How many pairs wait."""
    if not found:
        return "Nobody waits to be looked at: no two are likely one without being joined."
    return f"{wording.count(len(found), 'pair')} who may be the same"


def pairs_view(found: Sequence[Pair], shown: int) -> Group:
    """A line for each, with the commands that decide it, for where nobody can press keys."""
    parts: list[RenderableType] = [Text(pairs_headline(found), "bold")]
    for pair in found[:shown]:
        parts.append(Text(f"{pair.one.name}  ·  {pair.other.name}"))
        parts.append(Padding(Text(f"{likely_text(pair)}: {pair.why}", "dim"), (0, 0, 0, 4)))
        # Unbroken, to be copied as it stands.
        command = f"    closeknit merge {_sides(pair)}"
        parts.append(Text(command, "dim", no_wrap=True, overflow="ignore"))
    if len(found) > shown:
        parts.append(Text(f"… and {len(found) - shown:,} more (--csv lists all)", "dim"))
    return Group(*parts)


def pairs_json(found: Sequence[Pair], precision: Precision | None = None) -> dict[str, Any]:
    """All of them as plain values, with how many joins are right as far as people judged some."""
    listed = [{"id": pair.id, **asdict(pair)} for pair in found]
    return {"version": 1, "pairs": listed, "joins": None if precision is None else asdict(precision)}


def pairs_csv(found: Sequence[Pair]) -> str:
    """One row each, with the commands that decide it."""
    return csv_text(COLUMNS, (_row(pair) for pair in found))


def _sides(pair: Pair) -> str:
    """Both keys as a command takes them."""
    return f"{quote(pair.one.key)} {quote(pair.other.key)}"


def _row(pair: Pair) -> list[Any]:
    one, other = pair.one, pair.other
    sides = _sides(pair)
    likeness = None if pair.likeness is None else round(pair.likeness, 4)
    return [
        pair.id, round(pair.chance, 4), one.key, one.name, round(one.brought, 2), other.key, other.name,
        round(other.brought, 2), pair.why, likeness, f"closeknit merge {sides}", f"closeknit split {sides}",
    ]  # fmt: skip
