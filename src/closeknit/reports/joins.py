"""Joins to judge, and how many joins are right going by those judged: in the terminal."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.text import Text

from closeknit.answers import wording
from closeknit.briefings.joins import Precision
from closeknit.identity.why import Step
from closeknit.reports.pairs import moves_view


def join_view(join: Step, place: int, total: int) -> Group:
    """One join: what it rests on, the two it brought together, and the facts where it rests on likeness."""
    head = Text(f"{place} of {total}  ", "dim")
    head.append("Is this right?", "bold")
    parts: list[RenderableType] = [head, Padding(Text(join.sentence), (0, 0, 0, 2))]
    parts.append(Padding(sides_view(join), (0, 0, 0, 2)))
    if join.moves:
        parts.append(Padding(moves_view(join.moves), (0, 0, 0, 2)))
    return Group(*parts)


def sides_view(join: Step) -> Text:
    """What it brought together, a line for each side."""
    return Text("\n".join(("one    " + join.sides[0], "other  " + join.sides[1])), "dim")


def joins_view(found: Sequence[Step]) -> Group:
    """All of them with the commands that decide them, for where nobody can press keys."""
    if not found:
        return Group(Text("No join is left to judge."))
    parts: list[RenderableType] = [
        Text(f"{wording.count(len(found), 'join')} to judge, drawn by lot", "bold")
    ]
    for join in found:
        parts.append(Text(f"{join.sentence} "))
        parts.append(Padding(sides_view(join), (0, 0, 0, 2)))
        parts.append(Padding(Text(f"not so? closeknit undo {join.id}", "dim"), (0, 0, 0, 2)))
    parts.append(Text("In a terminal, closeknit review --joins asks about one after the other.", "dim"))
    return Group(*parts)


def precision_text(found: Precision) -> str:
    """ "Of 100 joins 99 are right, likely between 96 and 100, from 60 you judged."."""
    are = "is" if found.right == 1 else "are"
    text = (
        f"Of {wording.count(found.joins, 'join')} {found.right:,} {are} right, "
        f"likely between {found.low:,} and {found.high:,}, from {found.judged:,} you judged."
    )
    if found.unjudged:
        text += f" Of {found.unjudged:,} others, joined for other reasons, none was judged yet."
    return text
