"""Which of the links that records show to trust: guards against shared and made-up identifiers.

An id in one system is one party. An e-mail address, a domain or a phone number is a hub: whoever has
it hangs on it, and one hub used wrongly would make a hundred customers one. Here each hub with several
parties on it is judged. Judging is pure; where hubs come from and where joins go is in `links`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import combinations

from closeknit.identity.names import (
    firms_agree,
    fits_domain,
    fits_mailbox,
    most_strangers,
    persons_agree,
    strangers,
)
from closeknit.identity.wording import system_name
from closeknit.keys import is_number
from closeknit.keys.words import word_list

SURE, LIKELY = 0.99, 0.95
"""How sure a join through a hub is: names agree or are not known; names differ."""

CROWD = 3
"""From this many people with nothing in common in their names on, a mailbox is a shared one."""

PLACEHOLDER_NAMES = 50
"""An identifier with more names than this stands for nobody: three times as many as any real number has among
the organizations of ten lists of Chicago (16 of 3,337), far fewer than a placeholder gathers in any list."""

TOO_MANY_NAMES = "one of them stands for too many names to be anybody’s"


@dataclass(frozen=True)
class Spoke:
    """One key on a hub: what kind of key, of what kind of party, under which normalised names.

    `first` and `last` are the times of its first and last activity, `times` how many it has.
    """

    code: int
    kind: str
    value: str
    person: bool
    names: frozenset[str] = frozenset()
    records: int = 1
    first: datetime | None = None
    last: datetime | None = None
    times: int = 0


@dataclass(frozen=True)
class Hub:
    """An e-mail address or a domain with the keys on it.

    `shared`: a mailbox that a role reads. `parted`: people decided that two names on it are two parties.
    """

    code: int
    kind: str
    value: str
    company: bool = True
    shared: bool = False
    parted: bool = False
    spokes: tuple[Spoke, ...] = ()


@dataclass(frozen=True)
class Judgement:
    """What hangs on the hub, how surely; what does not, and why; what a person should look at.

    `review` pairs a spoke with the hub. `shared` says that a role or a firm reads this mailbox.
    """

    joined: tuple[tuple[int, float], ...] = ()
    cut: tuple[tuple[int, str], ...] = ()
    review: tuple[tuple[int, str], ...] = ()
    shared: bool = False


@dataclass
class _Sorting:
    """Spokes being sorted into joined, cut and to be looked at."""

    joined: list[tuple[int, float]] = field(default_factory=list)
    cut: list[tuple[int, str]] = field(default_factory=list)
    review: list[tuple[int, str]] = field(default_factory=list)

    def judgement(self, *, shared: bool = False) -> Judgement:
        return Judgement(
            tuple(sorted(self.joined)), tuple(sorted(self.cut)), tuple(sorted(self.review)), shared
        )


def judge(hub: Hub) -> Judgement:
    """Which spokes of a hub are one party with it."""
    people = [s for s in hub.spokes if s.person]
    firms = [s for s in hub.spokes if not s.person]
    if len(_all_names(firms if hub.kind == "domain" else hub.spokes)) > PLACEHOLDER_NAMES:
        shared = hub.shared or (hub.kind == "email" and hub.company)
        return Judgement(cut=tuple((spoke.code, TOO_MANY_NAMES) for spoke in hub.spokes), shared=shared)
    if hub.kind == "domain":
        return _firms_on(hub, firms, people, "a domain belongs to a firm, this is a person")
    if hub.shared or _is_crowded(hub, people):
        nobody, somebody = _nameless(people, firms, hub)
        return _firms_on(hub, firms + nobody, somebody, "several people read this mailbox")
    if people:
        return _people_on(hub, people, firms)
    return _firms_on(hub, firms, [], "")


def _is_crowded(hub: Hub, people: Sequence[Spoke]) -> bool:
    return hub.company and most_strangers(_all_names(people)) >= CROWD


def _all_names(spokes: Iterable[Spoke]) -> frozenset[str]:
    return frozenset(name for spoke in spokes for name in spoke.names)


def _nameless(people: Sequence[Spoke], firms: Sequence[Spoke], hub: Hub) -> tuple[list[Spoke], list[Spoke]]:
    """People on a shared mailbox whose entry names nobody but the firm or its role, and the others.

    The first lose their names: they are whoever the mailbox is.
    """
    firm_names = _all_names(firms)
    local, _, domain = hub.value.rpartition("@")
    roles = word_list("shared_mailboxes")

    def names_nobody(spoke: Spoke) -> bool:
        return all(
            name in firm_names
            or fits_domain(name, domain) == 3
            or name.replace(" ", "") == local
            or all(word in roles for word in name.split())
            for name in spoke.names
        )

    nobody = [replace(s, names=frozenset()) for s in people if names_nobody(s)]
    return nobody, [s for s in people if not names_nobody(s)]


def _people_on(hub: Hub, people: Sequence[Spoke], firms: Sequence[Spoke]) -> Judgement:
    """A person's mailbox: two entries of one system with wholly different names cannot both be theirs.

    A firm with a person's address is another party, unless it bears the person's name (a freelancer).
    """
    local = hub.value.rpartition("@")[0]
    sorting = _grouped(
        hub,
        people,
        lambda a, b: not strangers(a, b),
        lambda name: fits_mailbox(name, local),
        "are two people",
    )
    names = _all_names(people)
    for firm in firms:
        if any(persons_agree(own, name) for own in firm.names for name in names):
            sorting.joined.append((firm.code, LIKELY))
        else:
            sorting.cut.append((firm.code, "a firm and a person who share an address are two"))
    return sorting.judgement()


def _firms_on(hub: Hub, firms: Sequence[Spoke], others: Sequence[Spoke], why_not: str) -> Judgement:
    domain = hub.value.rpartition("@")[2]
    sorting = _grouped(hub, firms, firms_agree, lambda name: fits_domain(name, domain), "are two entries")
    sorting.cut += [(spoke.code, why_not) for spoke in others]
    return sorting.judgement(shared=hub.kind == "email" and (hub.shared or bool(others)))


def _grouped(
    hub: Hub,
    spokes: Sequence[Spoke],
    agree: Callable[[str, str], bool],
    fit: Callable[[str], int],
    clash: str,
) -> _Sorting:
    """All spokes joined when none contradict; else only the group that the hub clearly belongs to."""
    groups, names = _groups(spokes, agree, renamed=not hub.parted), sorted(_all_names(spokes))
    sorting = _Sorting()
    owner = _owner(groups, fit, certain=hub.parted)
    contradicted = hub.parted or _contradict(groups)
    one_name = all(agree(a, b) for a, b in combinations(names, 2))
    best = max(map(fit, names), default=0)
    for group in groups:
        left_out = group is not owner and (_all_names(group) or owner is None)
        if contradicted and left_out:
            sorting.review += [(spoke.code, _clash_text(hub, groups, clash)) for spoke in group]
            continue
        for spoke in group:
            # Should somebody part them later, the hub stays with those whose name fits it best.
            fits = not spoke.names or max(map(fit, spoke.names)) == best > 0
            sorting.joined.append((spoke.code, SURE if one_name or fits else LIKELY))
    return sorting


def _groups(
    spokes: Sequence[Spoke], agree: Callable[[str, str], bool], *, renamed: bool = True
) -> list[list[Spoke]]:
    """Spokes whose names agree, or of which one was renamed into the other; those without name apart."""
    groups: list[list[Spoke]] = []
    for spoke in sorted(spokes, key=lambda s: s.code):
        mine = [
            g for g in groups if any(_belong(spoke, o, agree) or (renamed and _renamed(spoke, o)) for o in g)
        ]
        rest = [g for g in groups if not any(g is m for m in mine)]
        groups = [*rest, [*(s for g in mine for s in g), spoke]]
    return groups


def _belong(one: Spoke, other: Spoke, agree: Callable[[str, str], bool]) -> bool:
    if not one.names and not other.names:
        return one.kind == other.kind
    return any(agree(a, b) for a in one.names for b in other.names)


def _renamed(one: Spoke, other: Spoke) -> bool:
    """Whether a system that knows firms only by name stopped using one name when it began with the other.

    Such a system writes a renamed firm as two. Two activities each, and no overlap, are asked for.
    """
    if one.kind != other.kind or is_number(one.value) or is_number(other.value):
        return False
    if one.times < 2 or other.times < 2 or not (one.last and one.first and other.last and other.first):
        return False
    return one.last < other.first or other.last < one.first


def _contradict(groups: Sequence[Sequence[Spoke]]) -> bool:
    """Whether one system has entries in two groups: it says itself that they are two."""
    named = [{spoke.kind for spoke in group} for group in groups if _all_names(group)]
    return any(first & second for n, first in enumerate(named) for second in named[n + 1 :])


def _owner(
    groups: Sequence[list[Spoke]], fit: Callable[[str], int], *, certain: bool = False
) -> list[Spoke] | None:
    """The group a hub belongs to: the name that fits it best, then the mother's, then most systems.

    A tie leaves it to nobody, unless it is `certain` to be one of them: then most records, then the
    first key decide.
    """

    def claim(group: Sequence[Spoke]) -> tuple[int, bool, int]:
        fits = max((fit(name) for name in _all_names(group)), default=0)
        return fits, _is_mother(group, groups), len({spoke.kind for spoke in group})

    def order(group: Sequence[Spoke]) -> tuple[int, bool, int, int, int]:
        fits, mother, systems = claim(group)
        return -fits, not mother, -systems, -sum(s.records for s in group), min(s.code for s in group)

    ranked = sorted(groups, key=order)
    if certain or len(ranked) < 2:
        return ranked[0] if ranked else None
    clear = claim(ranked[0]) > claim(ranked[1]) and claim(ranked[0]) > (0, False, 1)
    return ranked[0] if clear else None


def _is_mother(group: Sequence[Spoke], groups: Sequence[Sequence[Spoke]]) -> bool:
    """Whether all other names are this one with a word more: "halden" among "halden nord"."""
    others = _all_names(spoke for other in groups if other is not group for spoke in other)
    return bool(others) and any(all(o.startswith(f"{own} ") for o in others) for own in _all_names(group))


def _clash_text(hub: Hub, groups: Sequence[Sequence[Spoke]], clash: str) -> str:
    kinds = [kind for group in groups for kind in {spoke.kind for spoke in group}]
    twice = sorted({system_name(kind) for kind in kinds if kinds.count(kind) > 1})
    names = sorted(_all_names(spoke for group in groups for spoke in group))
    shown = ", ".join(f"“{name}”" for name in names[:3]) + (" …" if len(names) > 3 else "")
    return f"same {'domain' if hub.kind == 'domain' else 'e-mail'} {hub.value}, but {shown} {clash} in " + (
        " and ".join(twice)
    )
