"""One finding a kind of event, in the order an account manager reads: what is sure, what may be, what is not.

The sorts stay apart: outside events first, then what customers do, then what we do.
"""

from __future__ import annotations

from collections.abc import Sequence

from closeknit.answers import Estimate, Evidence, Finding, Scalar, wording
from closeknit.answers import Verdict as Said
from closeknit.lenses.parts import Part
from closeknit.lenses.triggers.evidence import followed
from closeknit.lenses.triggers.kinds import BEFORE, SORTS
from closeknit.lenses.triggers.outcomes import Outcome
from closeknit.lenses.triggers.search import Found
from closeknit.lenses.triggers.sentences import (
    found_sentence,
    is_sure,
    other_sentence,
    step_sentence,
    tempting,
)
from closeknit.lenses.triggers.sizes import Effect, Sized, Sizes
from closeknit.methods.cells import Window
from closeknit.methods.power import MOST
from closeknit.methods.screening import KindResult, Verdict

ORDER = (
    Verdict.ESTABLISHED, Verdict.SUGGESTIVE, Verdict.AFTER_EFFECT, Verdict.RECORDED_AFTER,
    Verdict.BUYERS_ONLY, Verdict.CUSTOMERS_ONLY, Verdict.KNOWN_LATE, Verdict.SAME_DAY, Verdict.ONE_DAY,
    Verdict.ALWAYS_ON, Verdict.NO_EVIDENCE, Verdict.NOT_ENOUGH,
)  # fmt: skip
"""Verdicts in the order of their findings."""


FOUND = (Verdict.ESTABLISHED, Verdict.SUGGESTIVE)
"""What is found comes first, and of that outside events before their behaviour before our own actions."""

Place = tuple[bool, int, int, int, bool, float, str]
"""Where a finding stands among the others."""


def findings(asked: Sequence[Sized]) -> tuple[Part, Part]:
    """A finding for each kind of event: those with a size that come before decisions, and all others."""
    made: list[tuple[Place, bool, Finding]] = []
    for one in asked:
        effects, behind = one.sizes.effects, _behind(one)
        for r in one.found.results:
            told = finding(one.found, effects.get(r.kind), r, behind[r.kind])
            first = told.estimate is not None and one.found.sort(r.kind) in BEFORE
            made.append((_place(one.found, one.sizes, r), first, told))
    ordered = sorted(made, key=lambda m: m[0])
    return (
        Part(findings=tuple(f for _, first, f in ordered if first)),
        Part(findings=tuple(f for _, first, f in ordered if not first)),
    )


def _behind(one: Sized) -> dict[str, Evidence]:
    effects = one.sizes.effects
    return followed(one.found, {r.kind: _window(effects.get(r.kind), r) for r in one.found.results})


def _window(effect: Effect | None, result: KindResult) -> Window:
    return effect.size.window if effect else result.best


def _place(found: Found, sizes: Sizes, result: KindResult) -> Place:
    effect = sizes.effects.get(result.kind)
    strength = -effect.size.low if effect else result.p_between if tempting(result) else 1.0
    return (
        result.verdict not in FOUND,
        SORTS.index(found.sort(result.kind)),
        ORDER.index(result.verdict),
        2 if effect and effect.ours else int(not is_sure(result, effect)),
        result.direction != "raises",
        strength,
        result.kind,
    )


def finding(found: Found, effect: Effect | None, result: KindResult, behind: Evidence) -> Finding:
    """What there is to say of one kind."""
    outcome = found.outcome
    if effect is None:
        n, sentence = result.n, other_sentence(outcome, result)
    else:
        is_step = found.sort(result.kind) == "step"
        tell = step_sentence if is_step else found_sentence
        n, sentence = effect.size.purchases, tell(outcome, result, effect)
    return Finding(
        id=found.question.finding_id("triggers", "event", result.kind),
        kind=result.kind,
        sentence=sentence,
        verdict=verdict_of(result, effect),
        n=n,
        n_what=outcome.noun if n == 1 else outcome.nouns,
        estimate=_estimate(effect),
        evidence=behind,
        needed=needed(result, outcome, found.decisions),
        values=values(found, effect, result),
    )


def verdict_of(result: KindResult, effect: Effect | None) -> Said:
    """The verdict people see."""
    if effect is not None and effect.ours:
        return Said.OURS
    if result.verdict is Verdict.ESTABLISHED and not is_sure(result, effect):
        return Said.SUGGESTIVE
    return Said(result.verdict.value)


def values(found: Found, effect: Effect | None, result: KindResult) -> dict[str, Scalar]:
    """The named numbers of a kind; without a fitted size, none is given: raw ratios are no sizes."""
    size = effect.size if effect else None
    low, high = _window(effect, result)
    return {
        "kind": result.kind,
        "sort": found.sort(result.kind),
        "verdict": verdict_of(result, effect).value,
        "direction": result.direction,
        "lift": size.times if size else None,
        "low": size.low if size else None,
        "high": size.high if size else None,
        "expected": effect.expected if effect else None,
        "lag_from_days": low,
        "lag_to_days": high,
        "n": size.purchases if size else result.n,
        "exposure": effect.exposure if effect else result.exposure,
        "q": result.q,
        "p_between": result.p_between,
        "p_within": result.p_within,
        "share_following": effect.share if effect else None,
        "fades": result.fades,
        "needed": result.needed or None,
        "tempting": tempting(result),
    }


def needed(result: KindResult, outcome: Outcome, decisions: int) -> str:
    """How much more it takes, in words; empty where it is enough."""
    if result.verdict is not Verdict.NOT_ENOUGH or not result.needed:
        return ""
    if result.needed >= MOST or result.needed <= decisions:
        return "it happens too seldom"
    more = result.needed - decisions
    said = wording.count(more, f"more {outcome.noun}", f"more {outcome.nouns}")
    return f"about {said} to find what makes one 3 times as likely"


def _estimate(effect: Effect | None) -> Estimate | None:
    if effect is None:
        return None
    size = effect.size
    return Estimate(round(size.times, 2), "times as often", round(size.low, 2), round(size.high, 2))
