"""The warmest way from somebody to somebody else over ties of known strength, in at most three steps.

The warmth of a way is the product of the strengths of its ties. With strengths below one a way never gains
by a detour through somebody already on it, so the best way of at most three steps is found from both ends:
the ties of the one who is sought, theirs in turn, and whoever of those we know. Exact, not a heuristic; no
tie is looked at that could not beat what is already found.

Ties are kept as neighbour arrays (compressed sparse rows) of plain numpy. `scipy.sparse.csgraph.dijkstra`
finds the same on -log(strength) but settles the whole neighbourhood of the start before it stops, and
cannot be held to three steps.
Source: Dijkstra (1959), Numerische Mathematik 1:269–271, for the sum that -log turns the product into.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
import pyarrow as pa

MOST_STEPS = 3
STRONGEST = 0.999
"""Strengths stay below one, so that a detour never costs nothing."""

_CHUNK = 1 << 16
"""Numbers looked at in one go: what fits beside the processor."""

Numbers = npt.NDArray[np.int64]
Codes = npt.NDArray[np.int32]
Weights = npt.NDArray[np.float32]


@dataclass(frozen=True)
class Way:
    """Who passes it on to whom, from the first to the last, and the product of the strengths."""

    people: tuple[int, ...]
    strength: float

    @property
    def steps(self) -> int:
        """How many ties it takes."""
        return len(self.people) - 1


@dataclass(frozen=True)
class Network:
    """Ties between people, each kept from both ends."""

    ids: Numbers
    """Numbers of the people, ascending; elsewhere a person is their place in it."""
    start: Numbers
    """Where the ties of each person begin in `to` and `strength`, and where the last one's end."""
    to: Codes
    strength: Weights

    @classmethod
    def of(cls, one: Numbers, other: Numbers, strength: npt.NDArray[np.floating]) -> Network:
        """The network of ties, each pair of people named once."""
        # Whoever asks for no ways, as most commands do, starts a quarter of a second sooner without it.
        from scipy.sparse import coo_array

        # Hashed and counted into place rather than sorted: sorting grows faster than the ties do.
        coded = pa.array(np.concatenate([one, other])).dictionary_encode()
        met = coded.dictionary.to_numpy()
        order = np.argsort(met)
        place = np.empty(len(met), np.int32)
        place[order] = np.arange(len(met), dtype=np.int32)
        source = place[coded.indices.to_numpy()]
        to = np.roll(source, len(one))
        both = np.minimum(np.concatenate([strength, strength]), STRONGEST).astype(np.float32)
        rows = coo_array((both, (source, to)), shape=(len(met), len(met))).tocsr()
        return cls(met[order], rows.indptr.astype(np.int64), rows.indices, rows.data)

    @classmethod
    def around(
        cls,
        one: Numbers,
        other: Numbers,
        strength: npt.NDArray[np.floating],
        starters: Collection[int],
        sought: int,
    ) -> Network:
        """The part of the network in which every way of three steps from the starters to one person runs:
        for the one question of a moment, much quicker than putting all ties in order."""
        first = np.array(sorted(starters), np.int64)
        of_starters = _among(one, first) | _among(other, first)
        theirs = (one == sought) | (other == sought)
        near = np.union1d(one[theirs], other[theirs])
        kept = of_starters | theirs | _among(one, near) | _among(other, near)
        return cls.of(one[kept], other[kept], strength[kept])

    def place(self, person: int) -> int | None:
        """Where a person stands in `ids`; None: nobody knows them."""
        at = int(np.searchsorted(self.ids, person))
        return at if at < len(self.ids) and self.ids[at] == person else None

    def ties(self, place: int) -> tuple[Codes, Weights]:
        """Whom a person knows, and how well."""
        mine = slice(self.start[place], self.start[place + 1])
        return self.to[mine], self.strength[mine]

    def ties_of(self, places: Codes) -> tuple[Numbers, Codes, Weights]:
        """All ties of several people: whose (index into `places`), with whom, how strong."""
        first, count = self.start[places], self.start[places + 1] - self.start[places]
        whose = np.repeat(np.arange(len(places)), count)
        offset = np.arange(count.sum()) - np.repeat(np.cumsum(count) - count, count)
        at = np.repeat(first, count) + offset
        return whose, self.to[at], self.strength[at]


def _among(people: Numbers, few: Numbers) -> npt.NDArray[np.bool_]:
    """Which of many are among a few: by a filter of their lowest bits first, which most do not pass."""
    if not len(few):
        return np.zeros(len(people), np.bool_)
    marks = np.zeros(1 << 16, np.bool_)
    marks[few & 0xFFFF] = True
    found = np.empty(len(people), np.bool_)
    for begin in range(0, len(people), _CHUNK):
        some = people[begin : begin + _CHUNK]
        hit = marks[some & 0xFFFF]
        hit[hit] = np.isin(some[hit], few)
        found[begin : begin + _CHUNK] = hit
    return found


@dataclass(frozen=True)
class Start:
    """One person, or several any of whom may begin, and how well the best placed of them knows each other."""

    network: Network
    places: tuple[int, ...]
    without: frozenset[int] = frozenset()
    """Places that no way may pass."""

    @cached_property
    def _best(self) -> tuple[Weights, Codes]:
        """Strength of the best first tie to each person, and which starter has it (-1: nobody)."""
        size = len(self.network.ids)
        best, who = np.zeros(size, np.float32), np.full(size, -1, np.int32)
        for place in self.places:
            to, strength = self.network.ties(place)
            better = strength > best[to]
            best[to[better]], who[to[better]] = strength[better], place
        best[list(self.places)] = 0
        best[list(self.without)] = 0
        return best, who

    @cached_property
    def _top(self) -> float:
        return float(self._best[0].max(initial=0))

    def way_to(self, place: int, steps: int = MOST_STEPS) -> Way | None:
        """The warmest way of at most so many steps; of equally warm ones the shorter. None: there is none."""
        if place in self.places:
            return None
        best, who = self._best
        warmth = float(best[place])
        middle: tuple[int, ...] = ()
        near, strength = self._allowed(*self.network.ties(place))
        if len(near) and steps > 1:
            two = strength * best[near]
            top = int(two.argmax())
            if two[top] > warmth:
                warmth, middle = float(two[top]), (int(near[top]),)
        if len(near) and steps > 2:
            hopeful = strength * self._top > warmth
            warmth, middle = self._three(place, near[hopeful], strength[hopeful], (warmth, middle))
        if warmth <= 0:
            return None
        first = middle[0] if middle else place
        return Way((int(who[first]), *middle, place), warmth)

    def _three(
        self, place: int, near: Codes, strength: Weights, so_far: tuple[float, tuple[int, ...]]
    ) -> tuple[float, tuple[int, ...]]:
        if not len(near):
            return so_far
        whose, far, onwards = self.network.ties_of(near)
        warmth = strength[whose] * onwards * self._best[0][far]
        warmth[far == place] = 0
        top = int(warmth.argmax())
        if warmth[top] <= so_far[0]:
            return so_far
        return float(warmth[top]), (int(far[top]), int(near[whose[top]]))

    def _allowed(self, near: Codes, strength: Weights) -> tuple[Codes, Weights]:
        passed = self.without | set(self.places)
        if not passed or not len(near):
            return near, strength
        free = ~np.isin(near, list(passed))
        return near[free], strength[free]


def ways(network: Network, starters: Collection[int], sought: int, most: int = 3) -> list[Way]:
    """Up to `most` ways from any of the starters to the one sought, warmest first, with nobody in common.

    Numbers are those of `ids`. A starter who knows the one sought personally takes up one way.
    """
    target = network.place(sought)
    places = [p for s in starters if (p := network.place(s)) is not None]
    found: list[Way] = []
    without: set[int] = set()
    while target is not None and len(found) < most:
        left = tuple(p for p in places if p not in without)
        way = Start(network, left, frozenset(without)).way_to(target) if left else None
        if way is None:
            break
        found.append(way)
        without |= {way.people[0]} if len(places) > 1 else set()
        without |= set(way.people[1:-1])
        if way.steps == 1 and len(places) == 1:
            break
    return [_named(network, way) for way in found]


def best_to_each(
    network: Network,
    starters: Collection[int],
    sought: Collection[int],
    *,
    without: Collection[int] = (),
    steps: int = MOST_STEPS,
) -> dict[int, Way]:
    """The warmest way of at most so many steps to each of many, through nobody of `without`."""
    start, barred = ([p for s in some if (p := network.place(s)) is not None] for some in (starters, without))
    aside = frozenset(barred) - frozenset(start)
    begin = Start(network, tuple(start), aside)
    found: dict[int, Way] = {}
    for person in sought if start else ():
        place = network.place(person)
        if place is None:
            continue
        # Who may pass nobody on may still be the one who is sought.
        here = Start(network, begin.places, aside - {place}) if place in aside else begin
        way = here.way_to(place, steps)
        if way is not None:
            found[person] = _named(network, way)
    return found


def _named(network: Network, way: Way) -> Way:
    return Way(tuple(int(network.ids[p]) for p in way.people), way.strength)
