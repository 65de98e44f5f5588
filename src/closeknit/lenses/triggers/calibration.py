"""How often the search cries wolf on this very data: repeated with events exchanged between customers."""

from __future__ import annotations

from itertools import islice

from closeknit.answers import Finding, Verdict, wording
from closeknit.lenses.parts import Part
from closeknit.lenses.triggers.search import Found
from closeknit.methods.exposures import Histories
from closeknit.methods.placebo import Placebo, placebo, rounds
from closeknit.methods.screening import FALSE_SHARE

SEED = 2

LEAST_ROUNDS = 40

WORK = 100_000_000
"""Events and account-weeks passed over in all rounds together, about; it bounds the rounds of large data."""


def calibrated(found: Found, *, so_far: str) -> Placebo | None:
    """The same search after all truth was shuffled away, round by round; None where nothing was searched."""
    asked = int(str(found.question.options.get("shuffles", 0)))
    if found.screened is None or asked <= 0:
        return None
    h = found.here.histories
    search = found.screened.search(h)
    if not search.asked.any():
        return None
    many = min(asked, max(LEAST_ROUNDS, WORK // max(_work(h), 1)))
    made = []
    for done, one in enumerate(islice(rounds(search, seed=SEED), many)):
        if done % 10 == 0:
            found.question.progress.step(
                f"{so_far} Checking how often this cries wolf: {done} of {many} rounds", 3 + done // many, 6
            )
        made.append(one)
    return placebo(h.kinds, made)


def _work(h: Histories) -> int:
    """What one round passes over."""
    return len(h.event_of) + h.accounts * h.calendar.bins


def calibration(found: Found, shown: Placebo | None) -> Part:
    """What the rounds say, as a finding."""
    if shown is None:
        return Part()
    alarms = round(shown.share.value * shown.runs)
    verdict = (
        "more often than it should: take what is found here as likely at most"
        if shown.too_often(FALSE_SHARE)
        else f"it should be no more than about {wording.share(FALSE_SHARE)}"
    )
    sentence = (
        "How often this cries wolf on your data: with events exchanged between customers, so that none means "
        f"anything, it found something in {alarms:,} of {wording.count(shown.runs, 'round')} "
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
                    "too_often": shown.too_often(FALSE_SHARE),
                },
            ),
        )
    )
