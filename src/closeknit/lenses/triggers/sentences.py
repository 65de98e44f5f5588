"""How one kind of event reads in a sentence: what was found of it, or why nothing can be said."""

from __future__ import annotations

from closeknit.answers import wording
from closeknit.answers.happenings import after, label
from closeknit.lenses.triggers.outcomes import Outcome
from closeknit.lenses.triggers.sizes import Effect
from closeknit.methods.cells import Window
from closeknit.methods.guards import LEAST_PURCHASES
from closeknit.methods.screening import KindResult, Verdict

LEAST_SHARE = 0.02
"""Share of decisions that follow a kind, from which on it is said."""

WEAKER = 0.9
"""What to count on is said where it is below this part of the estimate."""

TEMPTING_P, GONE_P = 0.01, 0.05
"""p between customers below which a kind is tempting, and p within them above which that is gone."""

UNTOLD = "how much it does cannot be told. Tick it for buyers and non-buyers alike: closeknit review-sales."


def quoted(kind: str) -> str:
    """A kind in the midst of a sentence: “project finished”."""
    return f"“{label(kind)}”"


def weeks(window: Window) -> str:
    """A window as words before an event: "in the 4 weeks after", "5 to 13 weeks after"."""
    low, high = window
    first, last = (low + 6) // 7, (high + 6) // 7
    return f"in the {last} weeks after" if first <= 1 else f"in the {first} to {last} weeks after"


def times(value: float) -> str:
    """How many times as often: 3.0, 0.45, 12."""
    return f"{value:.0f}" if value >= 10 else f"{value:.1f}" if value >= 1 else f"{value:.2f}"


def size_sentence(outcome: Outcome, result: KindResult, effect: Effect) -> str:
    """How many times as often, how surely, how long after, and from how much."""
    size, may = effect.size, "" if is_sure(result, effect) else "may "
    only = "only " if size.times < 1 else ""
    many = wording.count(size.purchases, outcome.noun, outcome.nouns)
    return (
        f"{outcome.who} {may}{outcome.done} {only}{times(size.times)} times as often (likely between "
        f"{times(size.low)} and {times(size.high)}) {weeks(size.window)} {after(result.kind)}; from {many}."
    )


def found_sentence(outcome: Outcome, result: KindResult, effect: Effect) -> str:
    """The size of a kind, and what else one should know of it."""
    said = [size_sentence(outcome, result, effect)]
    if effect.ours:
        said.append("The effect is gone once our own doings are counted: we may be the cause.")
    elif is_sure(result, effect):
        said += _more(outcome, result, effect)
    else:
        said.append("Of what is said with this little certainty, up to 3 in 10 may be chance.")
    return " ".join(said)


def step_sentence(outcome: Outcome, result: KindResult, effect: Effect) -> str:
    """The size of a step of the decision, and that it is one."""
    under_way = (
        f"It is a step of the decision itself: it tells of {outcome.one} under way, not what set it off."
    )
    return f"{size_sentence(outcome, result, effect)} {under_way}"


def _more(outcome: Outcome, result: KindResult, effect: Effect) -> list[str]:
    said = []
    if result.direction == "raises" and effect.share >= LEAST_SHARE:
        share = _one_in(effect.share)
        said.append(f"About {share} {outcome.nouns} follow one and would not be expected otherwise.")
    if 1 < effect.expected < WEAKER * effect.size.times:
        expected = times(effect.expected)
        said.append(f"Count on {expected} times: what stands out tends to look stronger than it is.")
    if result.fades:
        said.append("It has done less of late than before.")
    return said


def _one_in(share: float) -> str:
    """ "1 in 5", for shares up to a third; "38 %" above."""
    return f"1 in {round(1 / share)}" if share <= 0.34 else f"{wording.share(share)} of"


def other_sentence(outcome: Outcome, result: KindResult) -> str:
    """Why nothing is said of a kind, or what else it is."""
    what, nouns = quoted(result.kind), outcome.nouns
    match result.verdict:
        case Verdict.AFTER_EFFECT:
            return f"{what} comes after {nouns} rather than before them: an after-effect."
        case Verdict.SAME_DAY:
            return f"{what} and {nouns} fall on the same days: which came first is not known."
        case Verdict.ALWAYS_ON:
            return f"{what} goes on nearly all the time: there is no time without it to compare with."
        case Verdict.KNOWN_LATE:
            return f"{what} often becomes known only after the {outcome.noun}: it could not have told of it."
        case Verdict.RECORDED_AFTER:
            return f"{what} is often written down only once there is {outcome.one}: {UNTOLD}"
        case Verdict.BUYERS_ONLY:
            return f"{what} is known of those who bought and hardly of others: {UNTOLD}"
        case Verdict.CUSTOMERS_ONLY:
            # It stays at this where those who have bought before are too few to be searched by themselves.
            few = (
                f" To compare these takes {LEAST_PURCHASES} repeat purchases; a first look: --outcome repeat."
            )
            known = f"{what} is known of those who have bought before and hardly of others."
            return known + (few if outcome.name == "purchase" else "")
        case Verdict.ONE_DAY:
            return (
                f"Most of {what} carry one date, that of an import it seems: load them with their own dates."
            )
        case Verdict.NOT_ENOUGH:
            return f"{what}: too little to tell whether {nouns} follow it."
    return _no_evidence(outcome, result, what)


def is_sure(result: KindResult, effect: Effect | None) -> bool:
    """Whether a kind is established, and its size lies on one side of "as often" for certain."""
    if result.verdict is not Verdict.ESTABLISHED or effect is None:
        return False
    return effect.size.low > 1 if result.direction == "raises" else effect.size.high < 1


def tempting(result: KindResult) -> bool:
    """Whether a kind looks like a trigger between customers and is none."""
    return (
        result.verdict is Verdict.NO_EVIDENCE
        and result.direction == "raises"
        and result.p_between < TEMPTING_P
        and result.p_within > GONE_P
    )


def _no_evidence(outcome: Outcome, result: KindResult, what: str) -> str:
    if tempting(result):
        return (
            f"Those with {what} {outcome.done} more often, but compared with themselves the effect is gone."
        )
    return f"{outcome.nouns.capitalize()} are no more frequent after {what} than at other times."
