"""How often the search cries wolf on this very data: repeated with events exchanged between customers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import islice

from closeknit.answers import Finding, Verdict, wording
from closeknit.lenses.parts import Part
from closeknit.lenses.triggers.search import STEPS, Found, Screened
from closeknit.methods.hazard import baseline
from closeknit.methods.placebo import Placebo, Search, placebo, rounds
from closeknit.methods.screening import FALSE_SHARE
from closeknit.methods.strata import grid
from closeknit.methods.timelines import Histories

SEED = 2

LEAST_ROUNDS = 40

MOST_EVENTS = 300_000
"""Events of the customers that take part in the rounds."""

WORK = 100_000_000
"""Events and account-weeks passed over in all rounds together, about; it bounds the rounds of large data."""


def calibrated(searches: Sequence[Found]) -> Placebo | None:
    """The same search after all truth was shuffled away, round by round; None where nothing was searched."""
    question = searches[0].question
    asked = int(str(question.options.get("shuffles", 0)))
    if searches[0].screened is None or asked <= 0:
        return None
    again = [_search(one.screened) for one in searches if one.screened is not None]
    if not any(search.asked.any() for search, _ in again):
        return None
    many = min(asked, max(LEAST_ROUNDS, WORK // max(sum(_work(search.h) for search, _ in again), 1)))
    made = []
    for done, one in enumerate(islice(rounds([search for search, _ in again], seed=SEED), many)):
        if done % 10 == 0:
            question.progress.step(f"Checking how often this cries wolf: {done} of {many} rounds", 3, STEPS)
        made.append(one)
    first, customers = again[0]
    kinds = [kind for search, _ in again for kind in search.h.kinds]
    return replace(placebo(kinds, made), accounts=first.h.accounts, of=customers)


def _search(screened: Screened) -> tuple[Search, int]:
    """The search as the rounds repeat it, on all customers or on whole ones picked by chance; and how many
    there are in all."""
    here = screened.drawn.some(most=MOST_EVENTS)
    made, told = grid(here.h), screened.questions
    asked = told.asks & ~told.apart
    search = Search(here.h, made, baseline(made.strata), screened.season, told.shown.sums, asked, FALSE_SHARE)
    return search, here.of


def _work(h: Histories) -> int:
    """What one round passes over."""
    return len(h.event_of) + h.accounts * h.calendar.bins


def too_often(shown: Placebo | None) -> bool:
    """Whether the search cries wolf so often here that nothing it finds may be called established."""
    return shown is not None and shown.too_often(FALSE_SHARE)


def calibration(found: Found, shown: Placebo | None) -> Part:
    """What the rounds say, as a finding."""
    if shown is None:
        return Part()
    alarms = round(shown.share.value * shown.runs)
    verdict = (
        f"more often than the {wording.share(FALSE_SHARE)} it may, so nothing it finds here is called more "
        "than a hint"
        if too_often(shown)
        else f"it should be no more than about {wording.share(FALSE_SHARE)}"
    )
    part = f" (tried on {shown.accounts:,} of {shown.of:,} customers)" if shown.accounts < shown.of else ""
    sentence = (
        f"How often this cries wolf on your data{part}: with events exchanged between customers, so that "
        f"none means anything, it found something in {alarms:,} of {wording.count(shown.runs, 'round')} "
        f"({wording.share(shown.share.value)}); {verdict}."
    )
    return Part(
        findings=(
            Finding(
                id=found.question.finding_id("triggers", "cries_wolf"),
                kind="cries_wolf",
                sentence=sentence,
                verdict=Verdict.COUNTED,
                n=shown.runs,
                n_what="rounds",
                values={
                    "runs": shown.runs,
                    "share": shown.share.value,
                    "low": shown.share.low,
                    "high": shown.share.high,
                    "allowed": FALSE_SHARE,
                    "too_often": too_often(shown),
                },
            ),
        )
    )
