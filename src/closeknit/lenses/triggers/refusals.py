"""Why nothing was searched at all, or nothing was found, and the way that is left: asking those who know."""

from __future__ import annotations

from dataclasses import dataclass

from closeknit.answers import Finding, Verdict, wording
from closeknit.day_numbers import day_to_date
from closeknit.lenses.parts import Part, not_enough
from closeknit.lenses.triggers.outcomes import Outcome
from closeknit.lenses.triggers.search import LEAST_WEEKS, Found
from closeknit.methods import guards
from closeknit.methods.screening import Verdict as Shown

FEW = 100
"""Decisions below which asking those who were there is named beside the search."""


@dataclass(frozen=True)
class Why:
    """Why nothing was searched, and what it takes."""

    sentence: str
    needed: str


def counted(number: int, outcome: Outcome, *, more: str = "") -> str:
    """18 purchases, or 12 more purchases."""
    return wording.count(number, f"{more}{outcome.noun}", f"{more}{outcome.nouns}")


def refusal(found: Found) -> Why | None:
    """Why nothing was searched; None where it was."""
    outcome, (total, busiest, day) = found.outcome, found.spread
    if not total:
        return Why(f"No {outcome.nouns} were loaded.", f"{outcome.nouns} with customer and day")
    if guards.one_day(busiest, total):
        return _one_day(outcome, total, busiest, wording.day_text(day_to_date(day)))
    if not found.history.kinds:
        return Why(
            f"Nothing is known that could come before {outcome.nouns}.",
            "events with customer and day: meetings, tickets, projects, news, contracts",
        )
    return None if found.screened else _too_little(found)


def _one_day(outcome: Outcome, total: int, busiest: int, when: str) -> Why:
    return Why(
        f"{busiest:,} of {counted(total, outcome)} carry one date, {when}, that of an import it seems: what "
        "came before them cannot be told.",
        f"the days on which the {outcome.nouns} were made",
    )


def _too_little(found: Found) -> Why:
    outcome = found.outcome
    if found.weeks < LEAST_WEEKS:
        left = f"{wording.count(found.weeks, 'week')} {'is' if found.weeks == 1 else 'are'} left"
        return Why(
            f"{outcome.nouns.capitalize()} and events are both known for too short a time: after the half "
            f"year to look back on, {left}.",
            f"{LEAST_WEEKS} weeks beside the half year to look back on, better two years",
        )
    more = counted(guards.LEAST_PURCHASES - found.decisions, outcome, more="more ")
    return Why(
        f"{counted(found.decisions, outcome)} in the time compared: too few to tell what comes before them.",
        f"about {more}",
    )


def refused(found: Found) -> Part:
    """Why nothing was searched, as a finding."""
    why = refusal(found)
    if why is None:
        return Part()
    return Part(
        findings=(
            not_enough(
                found.question.finding_id("triggers", "refused"),
                "refused",
                why.sentence,
                n=found.decisions,
                n_what=found.outcome.nouns,
                needed=why.needed,
            ),
        )
    )


def small(found: Found) -> bool:
    """Whether asking those who were there is the way, or a good one beside the search."""
    sure = any(r.verdict is Shown.ESTABLISHED and r.kind not in found.steps for r in found.results)
    return found.screened is None or (found.decisions < FEW and not sure)


def review(found: Found) -> Part:
    """The way for a small business: a sheet on recent buyers and comparable non-buyers."""
    total = found.spread[0]
    if not total or not small(found):
        return Part()
    sentence = (
        f"With {counted(total, found.outcome)} the way is to ask those who were there: closeknit "
        "review-sales writes a sheet of recent buyers and of comparable customers who did not buy; tick what "
        "happened and when, and read it with --read."
    )
    return Part(
        findings=(
            Finding(
                id=found.question.finding_id("triggers", "review"),
                kind="review",
                sentence=sentence,
                verdict=Verdict.COUNTED,
                n=total,
                n_what=found.outcome.nouns,
            ),
        )
    )
