"""How often the search cries wolf on this very data: repeated with events exchanged between customers."""

from __future__ import annotations

from collections.abc import Container
from dataclasses import replace
from itertools import islice

import numpy as np

from closeknit.answers import Finding, Verdict, wording
from closeknit.lenses.parts import Part
from closeknit.lenses.triggers.search import REFUSALS, STEPS, Found, Screened
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


def calibrated(found: Found) -> Placebo | None:
    """The same search after all truth was shuffled away, round by round; None where nothing was searched."""
    asked = int(str(found.question.options.get("shuffles", 0)))
    if found.screened is None or asked <= 0:
        return None
    search, customers = _search(found.screened, found.steps)
    if not search.asked.any():
        return None
    h = search.h
    many = min(asked, max(LEAST_ROUNDS, WORK // max(_work(h), 1)))
    made = []
    for done, one in enumerate(islice(rounds(search, seed=SEED), many)):
        if done % 10 == 0:
            found.question.progress.step(
                f"Checking how often this cries wolf: {done} of {many} rounds", 3, STEPS
            )
        made.append(one)
    return replace(placebo(h.kinds, made), accounts=h.accounts, of=customers)


def _search(screened: Screened, steps: Container[str]) -> tuple[Search, int]:
    """The search as the rounds repeat it, on all customers or on whole ones picked by chance; and how many
    there are in all."""
    here = screened.drawn.some(most=MOST_EVENTS)
    made = grid(here.h)
    asked = np.array(
        [r.verdict not in REFUSALS and r.kind not in steps for r in screened.results], dtype=bool
    )
    search = Search(here.h, made, baseline(made.strata), screened.season, screened.sums, asked, FALSE_SHARE)
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
