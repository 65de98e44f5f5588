"""What somebody did, in words that they may read themselves: acts with how often and when, no judgement."""

from __future__ import annotations

from collections.abc import Iterator

import closeknit.lenses.stakeholders.signs as signs
from closeknit.answers import wording
from closeknit.lenses.people import People
from closeknit.lenses.seam import day_to_date
from closeknit.lenses.stakeholders.roles import UNKNOWN, WORDS
from closeknit.lenses.stakeholders.stakeholder import Stakeholder
from closeknit.lenses.stakeholders.weighing import Count

ACTS = {
    signs.AGREED: "agreed or signed",
    signs.OBJECTED: "raised objections",
    signs.PROOF: "asked for proof",
    signs.PRAISED: "praised",
    signs.LIKED: "liked what we offer",
    signs.HELPED: "asked for help",
}
"""How an act is said, the most telling first."""

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
    """Everything somebody did, in one line."""
    crm = wording.listing([WORDS[role] for role in one.behaviour.crm], len(WORDS))
    idle = f"in your CRM: {crm}; nothing known that they did" if crm else "nothing known that they did"
    return "; ".join(_acts(one, named)) or idle


def _acts(one: Stakeholder, named: People) -> Iterator[str]:
    counts = one.behaviour.counts
    for what, said in ACTS.items():
        if what in counts:
            words = ONCE.get(what, said) if counts[what].times == 1 else said
            yield f"{words} {often(counts[what])}"
    if signs.BROUGHT in counts:
        names = wording.listing([named.subject(other).name for other in one.brought], MOST_COLLEAGUES)
        yield f"brought in {names} ({day_said(counts[signs.BROUGHT].last)})"
    touched = counts.get(signs.CONTACT)
    if touched is not None:
        yield f"in touch on {wording.count(touched.days, 'day')}, last on {day_said(touched.last)}"
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
