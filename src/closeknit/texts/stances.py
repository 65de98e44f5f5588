"""The stance a sentence takes: asks, likes, concern, complaint, praise, agrees; none, or unsure.

Cues are weighed clause by clause: one behind a *not* turns or falls away, what only might go wrong is a
concern, a hollow "Great," before bad news counts for nothing. Clear evidence names a stance; a hint alone, or
as much for as against, names none. English; a sentence in another language has hardly any cues.

After the manner of rule-based sentiment in Hutto & Gilbert (2014), ICWSM 8:216–225; lists and rules are ours.
How often it is right is measured in `tests/texts/test_quality.py`.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from closeknit.texts.cues import CLEAR, MARKS, Found, cues, tokens_of

ASKS, LIKES, CONCERN, COMPLAINT, PRAISE = "asked", "likes", "concern", "complaint", "praise"
AGREES = "agreed"
"""Says yes to an offer, an order, a budget or a contract."""
STANCES = (ASKS, LIKES, CONCERN, COMPLAINT, PRAISE, AGREES)
GOOD, BAD = (LIKES, PRAISE), (CONCERN, COMPLAINT)

OPENED = "opened"
"""Stands beside the stances where there are no words but an act: somebody opened a title."""

SAYS = {
    ASKS: "asks",
    LIKES: "likes",
    CONCERN: "is worried",
    COMPLAINT: "complains",
    PRAISE: "praises",
    AGREES: "agrees",
    OPENED: "opened",
}
"""Stances as people read them, behind a name."""

SHORT = 3
"""A sentence of so few words says nothing but its cue: a hint is enough."""

WORKS = "works"
SPEAKING = ("good", "bad", "worry", "like", "ask", "agree", WORKS)
"""Lists of cues; those of the last speak only where something is said not to work."""

WAITS = frozenset(
    {"if", "unless", "until", "till", "before", "once", "when", "whether", "would", "could", "might", "after"}
)
"""Words with which a yes is none yet, wherever they stand in its sentence."""

REACH, NEAR = 4, 2
"""Words before a cue among which a *not* turns it; before something that should work."""

NOT = frozenset(
    {
        "not",
        "no",
        "never",
        "nothing",
        "nobody",
        "none",
        "neither",
        "nor",
        "without",
        "hardly",
        "barely",
        "cannot",
    }
)
MIGHT = frozenset({"if", "would", "could", "might", "may", "should", "unless", "whether"})
TURNS = frozenset({"but", "however", "although", "though", "yet", "while", ",", ";", ":", "-", "--"})
"""Where a new clause begins."""
TWISTS = {
    "anything but": "not",
    "nothing but": "only",
    "no longer": "not",
    "not only": "only",
    "as soon as": "once",
}
"""Words that turn, or seem to turn, what follows, and plain ones for them."""
TWISTED = re.compile("|".join(TWISTS), re.IGNORECASE)
WHO_ASKS = frozenset({"who", "what", "when", "where", "which", "why", "how"})


@dataclass(frozen=True, slots=True)
class Taken:
    """The stances a sentence takes; `unsure` where there were hints and none was enough."""

    stances: tuple[str, ...] = ()
    unsure: bool = False


NONE = Taken()


@lru_cache(maxsize=20_000)
def taken(sentence: str, hinted: tuple[str, ...] = ()) -> Taken:
    """The stances of a sentence; of those in `hinted` a hint is enough, as who opens a ticket complains."""
    every = tokens_of(TWISTED.sub(_plainly, sentence))
    if "?" not in every and not cues(*SPEAKING).may_be_in(every):
        return NONE
    tokens = _without_courtesy(every)
    words = sum(token not in MARKS for token in tokens)
    if not words:
        return NONE
    weights: dict[str, float] = defaultdict(float)
    asking = tokens[-1] == "?" or (tokens[0] in WHO_ASKS and "?" in tokens)
    if asking:
        weights[ASKS] = CLEAR
    clauses = list(_clauses(tokens))
    for place, clause in enumerate(clauses):
        # Why something is as it is asks and complains.
        found = _weighed(clause, asking and clause is clauses[-1] and tokens[0] != "why")
        if found[PRAISE] and _is_bare(clause) and _bad_news(clauses[place + 1 :]):
            # Bitter, as in "Great, another outage".
            continue
        for stance, weight in found.items():
            weights[stance] += weight
    if asking or not WAITS.isdisjoint(tokens):
        weights[AGREES] = 0.0
    enough = tuple(s for s in STANCES if weights[s] >= _needed(s, words, hinted))
    return Taken(enough, not enough and any(w > 0 for w in weights.values()))


def _needed(stance: str, words: int, hinted: tuple[str, ...]) -> float:
    return CLEAR / 2 if words <= SHORT or stance in hinted else CLEAR


def _plainly(twist: re.Match[str]) -> str:
    return TWISTS[twist.group().lower()]


def _without_courtesy(tokens: Sequence[str]) -> list[str]:
    """The tokens with polite phrases gone, a comma in the place of each."""
    left: list[str] = []
    at = 0
    for found in cues("courtesy").found(tokens):
        left += [*tokens[at : found.start], ","]
        at = found.end
    left += tokens[at:]
    while left and left[0] in MARKS:
        left.pop(0)
    return left


def _clauses(tokens: Sequence[str]) -> Iterator[list[str]]:
    clause: list[str] = []
    for token in tokens:
        if token in TURNS:
            yield clause
            clause = []
        else:
            clause.append(token)
    yield clause


def _is_bare(clause: Sequence[str]) -> bool:
    """Whether a clause holds nothing but cues."""
    return sum(found.end - found.start for found in cues(*SPEAKING).found(clause)) == len(clause)


def _bad_news(clauses: Sequence[Sequence[str]]) -> bool:
    return any(_weighed(clause, False)[COMPLAINT] for clause in clauses)


def _weighed(clause: Sequence[str], asked: bool) -> dict[str, float]:
    """What a clause speaks for, by stance."""
    found = list(cues(*SPEAKING).found(clause))
    phrases = {at for one in found if one.end > one.start + 1 for at in range(one.start, one.end)}
    sums: dict[str, float] = defaultdict(float)
    for one in found:
        for name, weight in one.weights.items():
            kind, weight = _meant(name, weight, one, clause, phrases)
            sums[kind] += weight
    good, bad = sums["good"], sums["bad"] / (2 if asked else 1)
    return {
        PRAISE: 0.0 if asked else max(0.0, good - bad),
        COMPLAINT: max(0.0, bad - good),
        CONCERN: sums["worry"],
        LIKES: sums["like"],
        ASKS: sums["ask"],
        AGREES: sums["agree"],
    }


def _meant(
    name: str, weight: float, cue: Found, clause: Sequence[str], phrases: Collection[int]
) -> tuple[str, float]:
    """What a cue stands for where it is: its list and weight, or what a *not* or *if* makes of it."""
    before = _before(clause, cue, phrases)[: NEAR if name == WORKS else REACH]
    turned = any(token in NOT or token.endswith("n't") for token in before)
    if name == WORKS:
        return "bad", weight if turned else 0.0
    if turned:
        return {"good": ("bad", CLEAR), "bad": ("good", CLEAR / 2)}.get(name, (name, 0.0))
    if name in ("good", "bad") and any(token in MIGHT for token in clause[: cue.start]):
        return ("worry", weight) if name == "bad" else (name, weight if _is_advice(clause, cue) else 0.0)
    return name, weight


def _before(clause: Sequence[str], cue: Found, phrases: Collection[int]) -> list[str]:
    """The words before a cue up to a mark, the nearest first; those of longer cues are left out."""
    found = []
    for at in range(cue.start - 1, -1, -1):
        if clause[at] in MARKS:
            break
        if at not in phrases:
            found.append(clause[at])
    return found


def _is_advice(clause: Sequence[str], cue: Found) -> bool:
    """Whether somebody would recommend it: no wish, but praise."""
    return clause[cue.start].startswith("recommend")
