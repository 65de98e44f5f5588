"""The command that goes through who may be one, by keys: same, different, later."""

from __future__ import annotations

import sys
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from closeknit.cli.asking import IN
from closeknit.cli.console import console, loaded, progress
from closeknit.errors import DecisionsDisagree

if TYPE_CHECKING:
    from rich.console import Console

    from closeknit.briefings.pairs import Pair
    from closeknit.business import Business

KEYS = "s same · d different · l later · w why · u undo · q quit"
SHOWN = 20
"""Pairs listed where nobody can press keys."""


def add_to(app: typer.Typer) -> None:
    """Add this command to the application."""
    app.command()(review)


def review(
    as_json: Annotated[bool, typer.Option("--json", help="Print the pairs as JSON.")] = False,
    as_csv: Annotated[bool, typer.Option("--csv", help="Print the pairs as CSV.")] = False,
    folder: Annotated[Path | None, IN] = None,
) -> None:
    """Go through who may be the same: where most money and least certainty is comes first.

    Example: closeknit review
    """
    from closeknit.reports import jsonform
    from closeknit.reports.pairs import pairs_csv, pairs_headline, pairs_json, pairs_view

    out, opened = console(), loaded(folder)
    with progress(out) as bars:
        opened.refresh(progress=bars)
    found = opened.pairs()
    if as_json:
        print(jsonform.dumps(pairs_json(found)))
    elif as_csv:
        print(pairs_csv(found), end="")
    elif found and out.is_terminal and sys.stdin.isatty():
        out.print(pairs_headline(found), markup=False, style="bold")
        _walk(opened, found, out)
    else:
        out.print(pairs_view(found, SHOWN))


def _walk(opened: Business, found: Sequence[Pair], out: Console) -> None:
    """Go through them, then bring everything up to what was said."""
    walk = Walk(opened, found, out, typer.getchar)
    try:
        walk.run()
    finally:
        if walk.said:
            with progress(out) as bars:
                opened.refresh(progress=bars)
                opened.tidy(bars)
            out.print(walk.summary(), markup=False)


@dataclass
class Walk:
    """One go through pairs. Every answer is kept at once; `press` gives the next key."""

    opened: Business
    found: Sequence[Pair]
    out: Console
    press: Callable[[], str]
    said: list[tuple[str, str, Pair]] = field(default_factory=list)
    """Number, kind and pair of each answer that holds."""

    def run(self) -> None:
        """Until all are answered or put off, or somebody quits."""
        waiting = deque(self.found)
        later: list[Pair] = []
        while waiting:
            pair = waiting[0]
            self._show(pair, len(self.found) - len(waiting) + 1)
            key = self._key()
            if key == "q":
                return
            if key == "u":
                self._undo(waiting)
            elif key == "w":
                self._why(pair)
            else:
                waiting.popleft()
                if key == "l" or not self._answer(pair, "same" if key == "s" else "different"):
                    later.append(pair)
        if later:
            self.out.print(f"{len(later):,} put off; they wait for the next time.", markup=False)

    def summary(self) -> str:
        """What was said, and how to take it back."""
        kinds = [kind for _, kind, _ in self.said]
        last = self.said[-1][0]
        return (
            f"{len(kinds):,} answered: {kinds.count('same'):,} the same, {kinds.count('different'):,} not. "
            f"To take one back, such as the last: closeknit undo {last}"
        )

    def _show(self, pair: Pair, place: int) -> None:
        from closeknit.reports.pairs import pair_view

        self.out.print()
        self.out.print(pair_view(pair, place, len(self.found), self.opened.settings.currency))

    def _key(self) -> str:
        while True:
            self.out.print(KEYS, markup=False, style="dim")
            key = self.press().casefold()
            if key in ("\x1b", "\x03", "\x04"):
                return "q"
            if key in ("s", "d", "l", "w", "u", "q"):
                return key

    def _answer(self, pair: Pair, kind: str) -> bool:
        try:
            number = self.opened.answer(pair, kind)
        except DecisionsDisagree as refused:
            self.out.print(f"Not kept: {refused}", markup=False, style="red")
            return False
        self.said.append((number, kind, pair))
        words = "the same" if kind == "same" else "not the same"
        self.out.print(f"{number}: {pair.one.name} and {pair.other.name} are {words}.", markup=False)
        return True

    def _undo(self, waiting: deque[Pair]) -> None:
        if not self.said:
            self.out.print("Nothing was answered yet.", markup=False)
            return
        number, _, pair = self.said.pop()
        self.opened.ledger.decide("undo", undoes=number)
        waiting.appendleft(pair)
        self.out.print(f"{number} is taken back.", markup=False)

    def _why(self, pair: Pair) -> None:
        from closeknit.reports.evidence import why_view

        for side in (pair.one, pair.other):
            self.out.print()
            self.out.print(why_view(self.opened.why(side.key)))
