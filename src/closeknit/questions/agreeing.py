"""Which of the words that the grammar would take go with the words before them, as one says it.

Sentences are read generously ("customers who late" is understood); what is offered to go on with reads well.
Nothing is read or refused here.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from typing import Literal

from closeknit.questions.vocabulary import Vocabulary
from closeknit.questions.words import CASES, DENIED, FIXED

Place = Literal["whose", "who", "are", "is", "do", "things", "other"]
"""What the next words stand behind; `things`: people, deals …, with nothing said of them yet."""

BEFORE: dict[str, Place] = {
    "whose": "whose",
    **dict.fromkeys(("who", "that", "which"), "who"),
    **dict.fromkeys(("are", "were", "been", "be", "aren't", "weren't"), "are"),
    **dict.fromkeys(("is", "was", "isn't", "wasn't"), "is"),
    **dict.fromkeys(("do", "does", "did", "don't", "doesn't", "didn't"), "do"),
}  # fmt: skip

MEASURES = frozenset({"FIELD", "FIRST", "LAST", "NUMBER_OF", "SUM_OF"})
WHAT_THEY_DID = frozenset({"STANCE", "_REFERRED"})
WHAT_THEY_ARE = frozenset({"STATE", "_IN", "_AT", "_REFERRED_BY"})
OF_CASES = frozenset({"STATE", "STANCE", "_REFERRED", "_REFERRED_BY"})
"""What no deal, ticket … can be said to be or to have done."""

NOT_OFFERED: dict[Place, frozenset[str]] = {
    "whose": frozenset({"VERB", "_HAVE", "_IS", "_IS_NOT", "_NOT", "_OPEN"}) | WHAT_THEY_ARE | WHAT_THEY_DID,
    "who": MEASURES | {"STATE", "_IN"},
    "are": frozenset({"_NOT", "STANCE"}),
    "is": frozenset({"_NOT", "STANCE"}),
    "do": MEASURES | WHAT_THEY_ARE | {"_IS", "_IS_NOT", "_NOT", "_OPEN"},
    "things": MEASURES - {"FIELD"} | WHAT_THEY_DID | {"STATE", "_IS", "_IS_NOT"},
    "other": frozenset(),
}
"""Terminals of which nothing is offered there."""

OFFERED: dict[tuple[Place, str], tuple[str, ...]] = {
    ("who", "_AT"): ("belong to", "work at", "work for"),
    ("who", "_REFERRED_BY"): ("came through",),
    ("who", "_NOT"): ("never", "did not", "do not", "have not been", "have never been"),
    ("who", "_HAVE"): ("have", "has"),
    ("who", "_IS_NOT"): ("are not", "is not", "were not", "was not"),
    ("do", "_HAVE"): ("have",),
    ("do", "_REFERRED"): ("refer",),
    ("things", "_NOT"): ("not",),
    ("things", "_HAVE"): ("with", "having"),
}
OFFERED_ELSEWHERE: dict[str, tuple[str, ...]] = {
    "_AT": ("at", "belonging to", "working at"),
    "_REFERRED_BY": ("referred by", "sent to us by", "sent by"),
    "_IN": ("in", "within"),
}
"""The phrases that are offered of a terminal: at a place, and wherever else it is no whole verb."""


def fitting(
    terminals: Collection[str], before: Sequence[str], vocabulary: Vocabulary
) -> Callable[[str], Iterable[str]]:
    """For each of the terminals that may follow these words, the phrases of it that go with them."""
    place = _place(before) if {"STATE", "VERB", "FIELD"} & set(terminals) else "other"
    things = _things(before)

    def phrases(terminal: str) -> Iterable[str]:
        said = vocabulary.spoken.get(terminal, ())
        if terminal in NOT_OFFERED[place] or (things in CASES and terminal in OF_CASES):
            return ()
        match terminal:
            case "_WITH":
                return said if _of_two(before, vocabulary) else ()
            case "FIELD":
                return _traits(things, place, vocabulary)
            case "STATE":
                return _states(place, vocabulary)
            case "VERB":
                return _verbs(place, vocabulary)
            case "STANCE" if place == "do":
                return [words for words in map(_base, DENIED.values()) if words]
        elsewhere = OFFERED_ELSEWHERE.get(terminal, said) if "VERB" in terminals else said
        return OFFERED.get((place, terminal)) or elsewhere

    return phrases


THINGS_SAID = {words: things for words, things in FIXED["THINGS"] if " " not in words}


def _place(before: Sequence[str]) -> Place:
    last = before[-1] if before else ""
    if last == "not" and len(before) > 1:
        last = before[-2] if before[-2] in BEFORE else last
    return BEFORE.get(last, "things" if last in THINGS_SAID else "other")


def _things(before: Sequence[str]) -> str:
    """What the words to come speak of: what stands first, or before the bracket that is still open."""
    scopes, last = [""], ""
    for place, word in enumerate(before):
        if word == "(":
            scopes.append(last if before[place - 1] in THINGS_SAID else scopes[-1])
        elif word == ")" and len(scopes) > 1:
            scopes.pop()
        elif word in THINGS_SAID:
            last = THINGS_SAID[word]
            scopes[0] = scopes[0] or last
    return scopes[-1]


def _of_two(before: Sequence[str], vocabulary: Vocabulary) -> bool:
    """Whether the trait just named is one of two: how well somebody is known by somebody."""
    said = " ".join(before)
    of_two = [one for one in vocabulary.traits if one.where == "strength"]
    return any(said.endswith(name) for one in of_two for name in (one.name, *one.also))


def _traits(things: str, place: Place, vocabulary: Vocabulary) -> list[str]:
    fit = [one for one in vocabulary.traits if things in one.of or not things]
    fit = [one for one in fit if one.verbal] if place == "things" else fit
    return [said for one in fit for said in (one.name, *one.also)]


def _states(place: Place, vocabulary: Vocabulary) -> list[str]:
    return [one.of_one if place == "is" and one.of_one else one.words for one in vocabulary.states]


def _verbs(place: Place, vocabulary: Vocabulary) -> list[str]:
    """What was done to them after "are", what they do not do after "did not", else what they did."""
    found: list[str] = []
    for one in vocabulary.happenings:
        base = _base(one.verb[1]) if one.verb else ""
        if place == "do":
            found += [base] if base else []
        elif place in ("are", "is", "things"):
            found += one.being
        else:
            whole = [*(one.verb or ())[:1], *one.verbs]
            undergone = tuple(f"{how} " for how in ("were", "been")) + one.being
            found += [
                said
                for said in whole
                if said != base
                and not said.startswith(undergone)
                and not any(b.startswith(said) for b in one.being)
            ]
    return found


def _base(denied: str) -> str:
    """The verb of a denial: "did not order"."""
    first, _, rest = denied.partition(" not ")
    return rest if first in ("did", "do") else ""
