"""The command that goes through who may be one, by keys: same, different, later."""

from __future__ import annotations

import sys
from abc import ABC, abstractmethod
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Generic, TypeVar

import typer

from closeknit.cli.asking import IN
from closeknit.cli.console import console, loaded, progress
from closeknit.errors import DecisionsDisagree

if TYPE_CHECKING:
    from rich.console import Console, RenderableType

    from closeknit.briefings.pairs import Pair
    from closeknit.business import Business
    from closeknit.identity.why import Step

KEYS = "s same · d different · l later · w why · u undo · q quit"
T = TypeVar("T")

SHOWN = 20
"""Pairs listed where nobody can press keys."""


def add_to(app: typer.Typer) -> None:
    """Add this command to the application."""
    app.command()(review)


def review(
    as_json: Annotated[bool, typer.Option("--json", help="Print the pairs as JSON.")] = False,
    as_csv: Annotated[bool, typer.Option("--csv", help="Print the pairs as CSV.")] = False,
    joins: Annotated[
        bool, typer.Option("--joins", help="Judge joins drawn by lot instead: how many are right?")
    ] = False,
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
    if joins:
        return _judge(opened, out)
    found = opened.pairs()
    if as_json:
        print(jsonform.dumps(pairs_json(found, opened.precision())))
    elif as_csv:
        print(pairs_csv(found), end="")
    elif found and out.is_terminal and sys.stdin.isatty():
        out.print(pairs_headline(found), markup=False, style="bold")
        _walk(PairWalk(opened, found, out, typer.getchar))
    else:
        out.print(pairs_view(found, SHOWN), crop=False)
        _say_precision(opened, out)
    return None


def _judge(opened: Business, out: Console) -> None:
    """Go through joins drawn by lot; then say how many are right."""
    from closeknit.reports.joins import joins_view

    found = opened.joins_to_judge()
    if found and out.is_terminal and sys.stdin.isatty():
        _walk(JoinWalk(opened, found, out, typer.getchar))
    else:
        out.print(joins_view(found))
    _say_precision(opened, out)


def _say_precision(opened: Business, out: Console) -> None:
    from closeknit.reports.joins import precision_text

    found = opened.precision()
    if found is not None:
        out.print(precision_text(found), markup=False)


def _walk(walk: Walk[Any]) -> None:
    """Go through what waits, then bring everything up to what was said."""
    opened, out = walk.opened, walk.out
    try:
        walk.run()
    finally:
        if walk.said:
            with progress(out) as bars:
                moved = opened.bring_up(progress=bars)
            for said in (walk.summary(), *moved):
                out.print(said, markup=False)


@dataclass
class Walk(ABC, Generic[T]):
    """One go through pairs, or joins. Every answer is kept at once; `press` gives the next key."""

    opened: Business
    found: Sequence[T]
    out: Console
    press: Callable[[], str]
    said: list[tuple[str, str, T]] = field(default_factory=list)
    """Number, kind and pair of each answer that holds."""

    def run(self) -> None:
        """Until all are answered or put off, or somebody quits."""
        waiting = deque(self.found)
        later: list[T] = []
        while waiting:
            asked = waiting[0]
            self.out.print()
            self.out.print(self._drawn(asked, len(self.found) - len(waiting) + 1))
            key = self._key()
            if key == "q":
                return
            if key == "u":
                self._undo(waiting)
            elif key == "w":
                self._why(asked)
            else:
                waiting.popleft()
                if key == "l" or not self._answer(asked, "same" if key == "s" else "different"):
                    later.append(asked)
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

    @abstractmethod
    def _drawn(self, asked: T, place: int) -> RenderableType:
        """The question, with its evidence."""

    @abstractmethod
    def _keep(self, asked: T, kind: str) -> str:
        """Write an answer down; gives its number."""

    @abstractmethod
    def _keys(self, asked: T) -> tuple[str, ...]:
        """Keys of those it is about."""

    def _key(self) -> str:
        while True:
            self.out.print(KEYS, markup=False, style="dim")
            key = self.press().casefold()
            if key in ("\x1b", "\x03", "\x04"):
                return "q"
            if key in ("s", "d", "l", "w", "u", "q"):
                return key

    def _answer(self, asked: T, kind: str) -> bool:
        try:
            number = self._keep(asked, kind)
        except DecisionsDisagree as refused:
            self.out.print(f"Not kept: {refused}", markup=False, style="red")
            return False
        self.said.append((number, kind, asked))
        self.out.print(f"{number}: {'the same' if kind == 'same' else 'not the same'}.", markup=False)
        return True

    def _undo(self, waiting: deque[T]) -> None:
        if not self.said:
            self.out.print("Nothing was answered yet.", markup=False)
            return
        number, _, asked = self.said.pop()
        self.opened.ledger.decide("undo", undoes=number)
        waiting.appendleft(asked)
        self.out.print(f"{number} is taken back.", markup=False)

    def _why(self, asked: T) -> None:
        from closeknit.reports.evidence import why_view

        for key in self._keys(asked):
            self.out.print()
            self.out.print(why_view(self.opened.why(key, asking=False)))


class PairWalk(Walk["Pair"]):
    """One go through pairs that may be the same."""

    def _drawn(self, asked: Pair, place: int) -> RenderableType:
        from closeknit.reports.pairs import pair_view

        return pair_view(asked, place, len(self.found), self.opened.settings.currency)

    def _keep(self, asked: Pair, kind: str) -> str:
        return self.opened.answer_pair(asked, kind)

    def _keys(self, asked: Pair) -> tuple[str, ...]:
        return asked.one.key, asked.other.key


class JoinWalk(Walk["Step"]):
    """One go through joins drawn by lot."""

    def _drawn(self, asked: Step, place: int) -> RenderableType:
        from closeknit.reports.joins import join_view

        return join_view(asked, place, len(self.found))

    def _keep(self, asked: Step, kind: str) -> str:
        return self.opened.judge_join(asked, kind)

    def _keys(self, asked: Step) -> tuple[str, ...]:
        return (asked.key,)
