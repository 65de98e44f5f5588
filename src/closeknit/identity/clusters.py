"""From likely pairs to groups, surest first, never bringing together what contradicts.

A pair is refused when its two groups hold one thing that a party has only once (a number in one system, a
domain: a "mark" both groups have), when two of them cannot be one or people keep them apart, when it is a
weak bridge - most of the two groups' other members were compared and do not look alike, or never met in any
block - and when the group would grow beyond what anybody has.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

MOST_MEMBERS = 50
"""A larger group is no party: something that many share brought it together."""

LEAST_SUPPORT = 1 / 3
"""Of all pairs between two groups so much must speak for joining them, as a mean probability."""

Pair = tuple[int, int, float]
"""Two entries and how likely they are one."""


@dataclass(frozen=True)
class Grouped:
    """Pairs that hold, and pairs refused, each with the reason in words."""

    joined: tuple[tuple[int, int], ...]
    refused: Mapping[tuple[int, int], str] = field(default_factory=dict)


def grouped(
    pairs: Sequence[Pair],
    *,
    sure: float,
    marks: Mapping[int, frozenset[str]] | None = None,
    apart: Iterable[tuple[int, int]] = (),
    unlike: Callable[[int, int], str] | None = None,
) -> Grouped:
    """Groups grown from pairs with a probability of at least `sure`; less likely ones count as support.

    `marks`: for an entry what it has only once; `apart`: entries that people keep apart; `unlike`: why two
    entries cannot be one, in words, or nothing.
    """
    groups = _Groups(pairs, marks or {}, apart, unlike)
    joined: list[tuple[int, int]] = []
    refused: dict[tuple[int, int], str] = {}
    for a, b, _ in sorted((p for p in pairs if p[2] >= sure), key=lambda p: (-p[2], p[0], p[1])):
        reason = groups.join(a, b)
        if reason is None:
            joined.append((a, b))
        else:
            refused[a, b] = reason
    return Grouped(tuple(joined), refused)


class _Groups:
    def __init__(
        self,
        pairs: Sequence[Pair],
        marks: Mapping[int, frozenset[str]],
        apart: Iterable[tuple[int, int]],
        unlike: Callable[[int, int], str] | None,
    ) -> None:
        self.unlike = unlike
        self.group = {n: n for pair in pairs for n in pair[:2]}
        self.members = {n: [n] for n in self.group}
        self.marks = {n: set(marks.get(n, ())) for n in self.group}
        self.near: dict[int, dict[int, float]] = defaultdict(dict)
        for a, b, chance in pairs:
            self.near[a][b] = self.near[b][a] = chance
        self.apart: dict[int, set[int]] = defaultdict(set)
        for a, b in apart:
            self.apart[a].add(b)
            self.apart[b].add(a)

    def join(self, a: int, b: int) -> str | None:
        """Join the groups of two entries; the reason when that may not be."""
        one, other = sorted((self.group[a], self.group[b]))
        if one == other:
            return None
        reason = self._against(self.members[one], self.members[other])
        if reason is None and self.marks[one] & self.marks[other]:
            reason = "one system has an entry for each, or each has its own address or domain"
        if reason is None:
            self.marks[one] |= self.marks.pop(other)
            for member in self.members[other]:
                self.group[member] = one
            self.members[one] += self.members.pop(other)
        return reason

    def _against(self, one: Sequence[int], other: Sequence[int]) -> str | None:
        if any(self.apart[n] & set(other) for n in one if n in self.apart):
            return "somebody decided that they differ"
        if len(one) + len(other) > MOST_MEMBERS:
            return "together with others this would be more than anybody has"
        if self.unlike:
            why = next((why for n in one for m in other if (why := self.unlike(n, m))), None)
            if why:
                return why
        support = sum(self.near[n].get(m, 0.0) for n in one for m in other)
        if support < LEAST_SUPPORT * len(one) * len(other):
            return "a single likeness would bring two groups together that have little else in common"
        return None
