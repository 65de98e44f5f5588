"""Looking ahead: who is likely to buy, tested on past days, and who just had an event."""

from __future__ import annotations

from collections.abc import Sequence

from closeknit.lenses.parts import Part, together
from closeknit.lenses.triggers.forecast import forecast
from closeknit.lenses.triggers.search import Found
from closeknit.lenses.triggers.sentences import is_sure
from closeknit.lenses.triggers.sizes import Sized
from closeknit.lenses.triggers.tested import tested
from closeknit.lenses.triggers.whonow import who_now
from closeknit.lenses.triggers.windows import Opening

LOSSES = ("end", "escalation")
"""Outcomes that nobody should be contacted to bring about."""


def likely(everybody: Found, asked: Sequence[Sized]) -> Part:
    """The forecast with its test, and the list; nothing where no time at risk is left, or of a loss."""
    if everybody.outcome.name in LOSSES or everybody.history.calendar.bins == 0:
        return Part()
    question, told = everybody.question, everybody.history
    contacts = int(str(question.options.get("contacts") or 0))
    ahead = forecast(question, told, contacts=contacts, first_only=everybody.outcome.once)
    if not len(ahead.looks):
        return Part()
    opened = [opening for one in asked for opening in openings(one)]
    return together([tested(question, ahead), who_now(question, told, ahead, opened)])


def openings(asked: Sized) -> list[Opening]:
    """The windows of kinds that make a purchase likelier; what we do, and a deal under way, open none.

    Hints open one only where nothing is sure.
    """
    results = {result.kind: result for result in asked.found.results}
    raising = {
        kind: effect
        for kind, effect in sorted(asked.sizes.effects.items())
        if asked.found.sort(kind) in ("trigger", "signal")
        and results[kind].direction == "raises"
        and not effect.ours
    }
    sure = {kind: effect for kind, effect in raising.items() if is_sure(results[kind], effect)}
    return [Opening(kind, *e.size.window, e.expected) for kind, e in (sure or raising).items()]
