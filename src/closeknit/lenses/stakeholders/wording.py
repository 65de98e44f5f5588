"""What speaks for somebody's part, in words that they may read themselves: acts with how often and when, the
title, what the CRM holds; no judgement."""

from __future__ import annotations

from collections.abc import Iterator

import closeknit.lenses.stakeholders.signs as signs
from closeknit.answers import wording
from closeknit.day_numbers import day_to_date
from closeknit.lenses.people import People
from closeknit.lenses.stakeholders.roles import UNKNOWN, WORDS
from closeknit.lenses.stakeholders.stakeholder import Stakeholder
from closeknit.lenses.stakeholders.weighing import BY_CRM, BY_TITLE, Count, reasons

ACTS = {
    signs.AGREED: "agreed or signed",
    signs.OBJECTED: "raised objections",
    signs.PROOF: "asked for proof",
    signs.PRAISED: "praised",
    signs.LIKED: "liked what we offer",
    signs.HELPED: "asked for help",
    signs.ANSWERED: "answered a survey",
}
"""How an act is said, the most telling first."""

BESIDE = {
    signs.FIRST: "was in touch before all others",
    signs.JOINED: "was brought in by a colleague",
    signs.NAMED: "named as contact of a deal or offer",
}
"""How it is said of what is no act of theirs, or none alone: told where it speaks for the part."""

ONCE = {signs.OBJECTED: "raised an objection"}
"""How it is said where it happened once, if otherwise."""

MOST_COLLEAGUES = 2


def day_said(day: int) -> str:
    """A day number as people write it."""
    return wording.day_text(day_to_date(day))


def often(count: Count) -> str:
    """`(3, latest 4 May 2026)`; of one act alone `(4 May 2026)`."""
    last = day_said(count.last)
    return f"({last})" if count.times == 1 else f"({count.times}, latest {last})"


def behaviour(one: Stakeholder, named: People) -> str:
    """What speaks for somebody's part, the weightiest first, then what else they did, in one line."""
    acts = _acts(one, named)
    told = acts | _beside(one)
    first = {what: told[what] for what in reasons(one.behaviour, one.role) if what in told}
    if not acts and BY_CRM in told:
        first.setdefault(BY_CRM, told[BY_CRM])
    parts = [*(first | acts).values(), *_ended(one)]
    return "; ".join(parts if acts else [*parts, "nothing known that they did"])


def _acts(one: Stakeholder, named: People) -> dict[str, str]:
    """What they did, each in words."""
    counts, found = one.behaviour.counts, {}
    for what, said in ACTS.items():
        if what in counts:
            words = ONCE.get(what, said) if counts[what].times == 1 else said
            found[what] = f"{words} {often(counts[what])}"
    if signs.BROUGHT in counts:
        names = wording.listing([named.subject(other).name for other in one.brought], MOST_COLLEAGUES)
        found[signs.BROUGHT] = f"brought in {names} ({day_said(counts[signs.BROUGHT].last)})"
    touched = counts.get(signs.CONTACT)
    if touched is not None:
        days = wording.count(touched.days, "day")
        found[signs.CONTACT] = f"in touch on {days}, last on {day_said(touched.last)}"
    return found


def _beside(one: Stakeholder) -> dict[str, str]:
    """What is known of them beside what they did, each in words."""
    counts = one.behaviour.counts
    found = {what: f"{said} {often(counts[what])}" for what, said in BESIDE.items() if what in counts}
    if one.behaviour.title:
        found[BY_TITLE] = f"{one.behaviour.title} by title"
    if one.behaviour.crm:
        crm = wording.listing([WORDS[role] for role in one.behaviour.crm], len(WORDS))
        found[BY_CRM] = f"in your CRM: {crm}"
    return found


def by_title(one: Stakeholder) -> bool:
    """Whether the title speaks for their part, so that `behaviour` tells it."""
    return BY_TITLE in reasons(one.behaviour, one.role)


def _ended(one: Stakeholder) -> Iterator[str]:
    if one.left_day is not None:
        yield f"changed jobs in {day_to_date(one.left_day):%B %Y}"
    elif one.silent and one.last_day is not None:
        yield f"silent since {day_said(one.last_day)} ({one.silent.partition(',')[0]})"


def role_said(one: Stakeholder) -> str:
    """The role and on whose word: `champion (suggested)`."""
    if one.role == UNKNOWN:
        return "not known (your word)" if one.confirmed else "not known"
    by = "your word" if one.confirmed else "clear" if one.suggestion.clear else "suggested"
    return f"{WORDS[one.role]} ({'suggested, clear' if by == 'clear' else by})"


def surety(one: Stakeholder) -> str:
    """On whose word somebody has a role."""
    if one.confirmed:
        return (
            f"your word ({one.said.by}, {day_said(one.said.day)})"
            if one.said.day is not None
            else "your word"
        )
    if one.role == UNKNOWN:
        return ""
    return "suggested, clear" if one.suggestion.clear else "suggested"
