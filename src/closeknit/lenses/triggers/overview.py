"""The headline, what two kinds do together, and what the answer takes for granted."""

from __future__ import annotations

from collections.abc import Sequence

from closeknit.answers import Finding, Verdict, wording
from closeknit.lenses.parts import Part
from closeknit.lenses.triggers.search import Found
from closeknit.lenses.triggers.sentences import quoted, size_sentence, times
from closeknit.lenses.triggers.sizes import Sized, Sizes

HEADING = (Verdict.ESTABLISHED, Verdict.SUGGESTIVE)
"""Verdicts that a headline may rest on."""


def headline(asked: Sequence[Sized], findings: Sequence[Finding]) -> str:
    """The surest trigger in a sentence; without one a signal or touch, then why there is none."""
    found = asked[0].found
    for first in findings:
        for one in asked:
            result = next((r for r in one.found.results if r.kind == first.kind), None)
            if result and first.estimate is not None and first.verdict in HEADING:
                return size_sentence(one.found.outcome, result, one.sizes.effects[first.kind])
    refused = next((f for f in findings if f.kind == "refused"), None)
    counted = next((f for f in findings if f.kind == "before"), None)
    if refused is not None:
        return f"{refused.sentence} {counted.sentence}" if counted else refused.sentence
    many = wording.count(found.decisions, found.outcome.noun, found.outcome.nouns)
    return f"No event stands out before your {many}: of {len(found.results):,} kinds none is well supported."


def pairs(found: Found, sizes: Sizes) -> Part:
    """Pairs of kinds that do more, or less, together than each by itself lets expect."""
    made = []
    for pair in sizes.together:
        one, other = (quoted(kind) for kind in pair.kinds)
        more = "more" if pair.times > 1 else "less"
        made.append(
            Finding(
                id=found.question.finding_id("triggers", "together", *pair.kinds),
                kind="together",
                sentence=f"{one} and {other} together do {more} than each alone lets expect: "
                f"{times(pair.times)} times as much (likely between {times(pair.low)} and "
                f"{times(pair.high)}).",
                verdict=Verdict.ESTABLISHED,
                n=found.decisions,
                n_what=found.outcome.nouns,
                values={
                    "kinds": " + ".join(pair.kinds),
                    "times": pair.times,
                    "low": pair.low,
                    "high": pair.high,
                    "q": pair.q,
                },
            )
        )
    return Part(findings=tuple(made))


def assumptions(found: Found, asked: Sequence[Sized]) -> tuple[str, ...]:
    """What the answer takes for granted."""
    if found.screened is None:
        return found.history.notes
    here = asked[0].sizes.fitted_on
    among = ", ".join(sorted(r.kind for one in asked[1:] for r in one.found.results))
    bins = "days" if found.history.calendar.bin_days == 1 else "weeks"
    segment = str(found.question.options.get("segment") or "")
    return (
        *found.history.notes,
        f"Counted by {bins}. An event counts from the day one could know of it; one on the day of a "
        f"{found.outcome.noun} counts neither way.",
        "What is found comes before what customers do, or goes with it; only trying it out shows what it "
        "brings.",
        *(
            (f"Known of hardly anybody who has not bought yet, so compared among customers: {among}.",)
            if among
            else ()
        ),
        *(
            (f"Sizes are fitted on {here.h.accounts:,} of {here.of:,} customers, taken by chance.",)
            if here and here.is_sample
            else ()
        ),
        *((f"Customers are compared within {segment}.",) if segment else ()),
    )
