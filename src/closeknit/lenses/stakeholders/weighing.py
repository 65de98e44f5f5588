"""From what somebody did to the part they seem to play: figures set by hand, readable, and often "unknown".

How often somebody praises, objects, agrees or asks for proof is held against how often people of each role
are taken to, per day in touch (binomial); colleagues brought in, requests for help, title and the CRM add
to it. The sums become shares of belief (softmax), beside those of "unknown", which starts ahead. A role is
suggested where it has most, at least LEAST, and a sign of its own: nobody is a champion by title or a
blocker for one sentence.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from math import exp, log

import pyarrow as pa

import closeknit.lenses.stakeholders.signs as signs
from closeknit.lenses.stakeholders.roles import BLOCKER, CHAMPION, DECIDES, ROLES, SUGGESTED, UNKNOWN, USER

LEAST, CLEAR = 0.5, 0.75
"""Share of belief from which a role is suggested, and from which it is said to be clear."""

START = {UNKNOWN: 0.3}
"""What each role begins with; the others with nothing."""

CRM = 2.0
"""What a role in the CRM weighs: it may be old, or of another deal, so behaviour can outweigh it."""

BY_TITLE, BY_CRM = "title", "crm"
"""What speaks for a role beside signs."""

MOST_DAYS = 40
"""Days in touch that count against a sign: in long relationships most days are routine."""

OFTEN: Mapping[str, Mapping[str, float]] = {
    signs.PRAISED: {CHAMPION: 0.14, DECIDES: 0.05, BLOCKER: 0.04, USER: 0.06, UNKNOWN: 0.04},
    signs.LIKED: {CHAMPION: 0.1, DECIDES: 0.05, BLOCKER: 0.04, USER: 0.05, UNKNOWN: 0.05},
    signs.OBJECTED: {CHAMPION: 0.05, DECIDES: 0.05, BLOCKER: 0.3, USER: 0.03, UNKNOWN: 0.03},
    signs.PROOF: {CHAMPION: 0.08, DECIDES: 0.06, BLOCKER: 0.08, USER: 0.03, UNKNOWN: 0.05},
}
"""Of how many of their days in touch people of each role are taken to give a sign: a judgement of ours."""

LOGS = {
    what: {role: (log(share), log(1 - share)) for role, share in often.items()}
    for what, often in OFTEN.items()
}
"""Of each share of OFTEN its logarithm, and that of what remains to one."""

ADDS: Mapping[str, Mapping[str, tuple[float, ...]]] = {
    signs.CONTACT: {CHAMPION: (0.0, 0.0, 0.2, 0.4, 0.6, 0.8, 1.0, 1.1, 1.2)},
    signs.BROUGHT: {CHAMPION: (1.6, 2.4, 2.8)},
    signs.FIRST: {CHAMPION: (0.6,)},
    signs.JOINED: {CHAMPION: (-0.4,), DECIDES: (0.3,)},
    signs.HELPED: {USER: (1.8, 2.5, 3.0), DECIDES: (-0.8, -1.4), CHAMPION: (-0.4,)},
    signs.ANSWERED: {USER: (0.4,)},
    signs.AGREED: {DECIDES: (2.0, 2.8, 3.2), CHAMPION: (0.2,), BLOCKER: (-0.8, -1.5), USER: (-1.0,)},
    signs.NAMED: {DECIDES: (0.6,), CHAMPION: (0.6,), USER: (-0.4,)},
}
"""For each other sign, by how often it was there (the last figure from then on), what it adds to a role."""

VICE = re.compile(r"\b(vice president|[es]?vp)\b", re.IGNORECASE)
TOP = re.compile(
    r"\b(chief|c[efiot]o|owner|founder|co-founder|president|managing director|general manager|"
    r"managing partner|gesch[aä]ftsf[uü]hr\w*|inhaber\w*|directeur g[eé]n[eé]ral|directrice g[eé]n[eé]rale|"
    r"algemeen directeur|director general|amministrator\w*)\b",
    re.IGNORECASE,
)
HEAD = re.compile(r"\b(head|director|directeur|directrice|leiter\w*|direttor\w*)\b", re.IGNORECASE)
DESK = re.compile(
    r"\b(clerk|assistant|operator|analyst|specialist|coordinator|administrator|user|technician|planner|"
    r"dispatcher|accountant|agent|engineer|developer|designer)\b",
    re.IGNORECASE,
)
MANAGES = re.compile(r"\bmanager\b", re.IGNORECASE)
GUARDS = re.compile(
    r"\b(legal|counsel|procurement|purchasing|compliance|security|data protection|audit\w*)\b", re.IGNORECASE
)

OF_HEAD = {DECIDES: 1.1, CHAMPION: 0.3, USER: -0.6}
TITLE: tuple[tuple[re.Pattern[str], Mapping[str, float]], ...] = (
    (VICE, OF_HEAD),
    (TOP, {DECIDES: 2.4, USER: -1.0}),
    (HEAD, OF_HEAD),
    (DESK, {USER: 1.0, DECIDES: -1.0}),
    (MANAGES, {CHAMPION: 0.3}),
)
"""What a title adds: the first that fits."""

GUARDS_ADD = {BLOCKER: 0.5}
"""What it adds beside that, where somebody's task is to look for what is wrong."""


@dataclass(frozen=True, slots=True)
class Count:
    """How often somebody gave a sign: acts, days, first and last day."""

    times: int
    days: int
    first: int
    last: int


@dataclass(frozen=True)
class Behaviour:
    """All that is known of somebody at a customer, or within a deal."""

    counts: Mapping[str, Count] = field(default_factory=dict)
    title: str = ""
    crm: tuple[str, ...] = ()

    def days(self, what: str) -> int:
        """On how many days they gave a sign; of colleagues brought in, how many."""
        count = self.counts.get(what)
        if count is None:
            return 0
        return count.times if what in (signs.BROUGHT, signs.JOINED) else count.days


@dataclass(frozen=True)
class Suggestion:
    """The role suggested, its share of belief (no probability of being right), and all shares."""

    role: str
    share: float
    shares: Mapping[str, float]

    @property
    def clear(self) -> bool:
        """Whether nothing else comes near."""
        return self.role != UNKNOWN and self.share >= CLEAR


def suggest(behaviour: Behaviour) -> Suggestion:
    """The part somebody seems to play."""
    weights = {role: START.get(role, 0.0) + sum(_weighed(role, behaviour).values()) for role in ROLES}
    shares = _shares(weights)
    allowed = [role for role in SUGGESTED if shares[role] >= LEAST and _has_own_sign(role, behaviour)]
    role = max(allowed, key=lambda one: shares[one], default=UNKNOWN)
    return Suggestion(role, shares[role], shares)


def reasons(behaviour: Behaviour, role: str) -> dict[str, float]:
    """What speaks for a role rather than for the others, with how much, the weightiest first.

    Signs, BY_TITLE and BY_CRM; what speaks against it, or is not there, is left out, and nothing speaks
    for UNKNOWN.
    """
    others = [_weighed(other, behaviour) for other in ROLES if other != role]
    there = {*behaviour.counts, BY_TITLE, BY_CRM} if role != UNKNOWN else set()
    found = {
        what: weight - sum(other.get(what, 0.0) for other in others) / len(others)
        for what, weight in _weighed(role, behaviour).items()
        if what in there and _fits(role, what)
    }
    speaking = sorted((what for what in found if found[what] > 0), key=lambda what: -found[what])
    return {what: found[what] for what in speaking}


def _fits(role: str, what: str) -> bool:
    """Whether a habit is one of such people: that somebody objected seldom is no reason to be told."""
    often = OFTEN.get(what)
    return often is None or often[role] > sum(often.values()) / len(often)


def _weighed(role: str, behaviour: Behaviour) -> dict[str, float]:
    """What each sign, the title and the CRM add to a role."""
    found = _of_habits(role, behaviour)
    for what, adds in ADDS.items():
        times = behaviour.days(what) if role in adds else 0
        if times:
            found[what] = adds[role][min(times, len(adds[role])) - 1]
    if role in (of_title := _of_title(behaviour.title)):
        found[BY_TITLE] = of_title[role]
    if role in behaviour.crm:
        found[BY_CRM] = CRM * behaviour.crm.count(role) / len(behaviour.crm)
    return found


def _of_habits(role: str, behaviour: Behaviour) -> dict[str, float]:
    """The log-likelihood of how often they gave each sign, were this their role."""
    days = min(behaviour.days(signs.CONTACT), MOST_DAYS)
    found = {}
    for what, often in LOGS.items():
        times, (given, not_given) = behaviour.days(what), often[role]
        found[what] = times * given + max(0, days - times) * not_given
    return found


def _shares(weights: Mapping[str, float]) -> dict[str, float]:
    most = max(weights.values())
    sizes = {role: exp(weight - most) for role, weight in weights.items()}
    total = sum(sizes.values())
    return {role: size / total for role, size in sizes.items()}


@lru_cache(maxsize=4096)
def _of_title(title: str) -> Mapping[str, float]:
    found: dict[str, float] = {}
    rank = next((adds for pattern, adds in TITLE if pattern.search(title)), {})
    for adds in (rank, GUARDS_ADD if GUARDS.search(title) else {}):
        for role, weight in adds.items():
            found[role] = found.get(role, 0.0) + weight
    return found


def _has_own_sign(role: str, behaviour: Behaviour) -> bool:
    """Whether something that only such people do is there, or the CRM says so."""
    days = behaviour.days
    objects = days(signs.OBJECTED)
    if role == CHAMPION:
        good = days(signs.PRAISED) + days(signs.LIKED)
        shown = days(signs.BROUGHT) > 0 or good >= 2 or role in behaviour.crm
        return shown and days(signs.BROUGHT) + good >= 2 * objects
    if role == BLOCKER:
        return objects >= 2 or (objects == 1 and role in behaviour.crm) or role in behaviour.crm
    if role == DECIDES:
        in_touch = any(days(what) for what in signs.ACTIVE)
        return (
            bool(days(signs.AGREED)) or role in behaviour.crm or (in_touch and bool(_senior(behaviour.title)))
        )
    asks = bool(days(signs.HELPED) or days(signs.ANSWERED))
    return asks or role in behaviour.crm or (bool(days(signs.CONTACT)) and bool(DESK.search(behaviour.title)))


def _senior(title: str) -> bool:
    return any(pattern.search(title) for pattern in (VICE, TOP, HEAD))


def behaviours(counted: pa.Table, by: str) -> dict[tuple[int, int], dict[str, Count]]:
    """Counted signs (see `signs.counted`) by what they were counted by, and person."""
    found: dict[tuple[int, int], dict[str, Count]] = {}
    columns = (counted[name].to_pylist() for name in (by, "person", "what", "times", "days", "first", "last"))
    for of, person, what, *numbers in zip(*columns, strict=True):
        found.setdefault((of, person), {})[what] = Count(*numbers)
    return found
