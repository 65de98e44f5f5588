"""Whether two names can mean one person, or one firm. Names come in already normalised (see `keys`).

Each question has its own strictness: to keep two people apart who share a mailbox takes names with
nothing in common; to join two by a phone number takes names that fit in every word.
"""

from __future__ import annotations

from itertools import combinations, product

from rapidfuzz.distance import OSA

TYPING_SLIP = 8
"""From this many letters on, one slip of the finger in a firm's name is forgiven."""


def persons_agree(one: str, other: str) -> bool:
    """Whether two names fit in every word: equal, other order, or initials for given names.

    "anna keller" fits "keller anna", "a keller" and "anna maria keller"; it does not fit "anke keller".
    """
    if not one or not other:
        return False
    first, second = one.split(), other.split()
    if sorted(first) == sorted(second):
        return True
    if len(first) < 2 or len(second) < 2 or first[-1] != second[-1]:
        return False
    return all(_same_or_initial(a, b) for a, b in zip(first[:-1], second[:-1], strict=False))


def _same_or_initial(one: str, other: str) -> bool:
    return one == other or (min(len(one), len(other)) == 1 and one[0] == other[0])


def strangers(one: str, other: str) -> bool:
    """Whether two names have no word in common, not even an initial; unknown names are no strangers.

    "anna keller" and "anna brandt" are not: people marry. "anna keller" and "peter holm" are.
    """
    if not one or not other or one.replace(" ", "") == other.replace(" ", ""):
        return False
    pairs = product(one.split(), other.split())
    return not any(_same_or_initial(a, b) or _begins(a, b) for a, b in pairs)


def _begins(one: str, other: str) -> bool:
    """Whether one word is the beginning of the other, as "alex" of "alexander"."""
    short, long = sorted((one, other), key=len)
    return len(short) >= 3 and long.startswith(short)


def firms_agree(one: str, other: str) -> bool:
    """Whether two firms' names are equal but for spaces and, in long names, one slip of the finger.

    "halden nord" does not agree with "halden": that may well be a daughter. Nor do names that differ in
    a figure: "werk 2" and "werk 3".
    """
    if not one or not other:
        return False
    first, second = one.replace(" ", ""), other.replace(" ", "")
    if first == second:
        return True
    digits = [c for c in first if c.isdigit()], [c for c in second if c.isdigit()]
    if digits[0] != digits[1] or min(len(first), len(second)) < TYPING_SLIP:
        return False
    return OSA.distance(first, second, score_cutoff=1) <= 1


def most_strangers(names: frozenset[str]) -> int:
    """How many people these names show at least: the size of a set of mutual strangers, found greedily."""
    found: list[str] = []
    for name in sorted(names, key=lambda n: (-len(n), n)):
        if all(strangers(name, other) for other in found):
            found.append(name)
    return len(found)


def all_agree(names: frozenset[str]) -> bool:
    """Whether every two of these people's names fit each other."""
    return all(persons_agree(one, other) for one, other in combinations(sorted(names), 2))


def fits_domain(name: str, domain: str) -> int:
    """How well a firm's name fits a domain: 3 the same, 2 begins alike or initials, 0 not at all."""
    label = "".join(c for c in domain.split(".")[0] if c.isalnum())
    words = name.split()
    joined = "".join(words)
    if not joined or not label:
        return 0
    if joined == label:
        return 3
    initials = "".join(word[0] for word in words)
    begins = min(len(joined), len(label)) >= 4 and (joined.startswith(label) or label.startswith(words[0]))
    return 2 if (begins and len(words[0]) >= 4) or (len(label) >= 2 and label == initials) else 0


def fits_mailbox(name: str, local: str) -> int:
    """How well a person's name fits an address: 3 both names, 2 one of them, 0 not at all."""
    words = [word for word in name.split() if len(word) > 1]
    found = sum(word in local for word in words)
    return 0 if not found else 3 if found == len(words) > 1 else 2
