"""The search itself: the sums of a history, both designs, and what they say of every kind of event."""

from __future__ import annotations

from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from closeknit.engines.portable import look_up_some
from closeknit.lenses.seam import Question
from closeknit.lenses.triggers.counted import Counted, counted
from closeknit.lenses.triggers.drawn import Drawn
from closeknit.lenses.triggers.history import History
from closeknit.lenses.triggers.kinds import SORTS, Sort
from closeknit.lenses.triggers.outcomes import OUTCOMES, Outcome
from closeknit.lenses.triggers.reading import among_customers, history, outcome_of
from closeknit.methods import guards, sccs
from closeknit.methods.cells import Floats
from closeknit.methods.evidence import Sums
from closeknit.methods.hazard import baseline
from closeknit.methods.screening import KindResult, Questions, Verdict, judged, questions

LEAST_WEEKS = 26
"""Weeks at risk below which nothing is searched."""

STEPS = 6
"""Steps of the whole answer, for those who wait."""


@dataclass(frozen=True)
class Screened:
    """What the screen went through and found, kind by kind in the order of their names."""

    drawn: Drawn
    first_only: bool
    """Whether time at risk ends with the decision, so that everybody has to be compared."""
    season: Floats
    questions: Questions
    results: tuple[KindResult, ...]

    @property
    def sums(self) -> Sums:
        """The counts of both designs."""
        return self.questions.shown.sums


@dataclass(frozen=True)
class Found:
    """One question with its history and what the search says of it; None where it was not made.

    decisions: on days at risk, those of one day and customer once.
    """

    question: Question
    outcome: Outcome
    history: History
    decisions: int
    screened: Screened | None

    @property
    def weeks(self) -> int:
        """Weeks at risk."""
        return self.history.calendar.bins * self.history.calendar.bin_days // 7

    @cached_property
    def spread(self) -> tuple[int, int, int]:
        """How many decisions there are on whatever day, the most on one day, and that day."""
        bought = self.history.purchases.select("account_id", "day").distinct()
        counted = self.question.collect(bought.group_by("day").aggregate(n=bought.count()).order_by("day"))
        many = counted["n"].to_pylist()
        if not many:
            return 0, 0, 0
        most = max(many)
        return sum(many), most, counted["day"][many.index(most)].as_py()

    @property
    def results(self) -> tuple[KindResult, ...]:
        """The result of each kind; none where nothing was searched."""
        return self.screened.results if self.screened else ()

    def about(self, kinds: Container[str]) -> Found:
        """The same with the results of these kinds only."""
        return self._with(r for r in self.results if r.kind in kinds)

    @property
    def customers_only(self) -> frozenset[str]:
        """Kinds that are known of hardly anybody who has not bought before."""
        return frozenset(r.kind for r in self.results if r.verdict is Verdict.CUSTOMERS_ONLY)

    def turned(self, raising: Container[str]) -> Found:
        """The same with these kinds raising what is bought, as surely as their own test of it says."""
        return self._with(r.turned() if r.kind in raising else r for r in self.results)

    def doubted(self) -> Found:
        """The same with what is established taken for suggestive."""
        lower = Verdict.SUGGESTIVE
        return self._with(
            replace(r, verdict=lower) if r.verdict is Verdict.ESTABLISHED else r for r in self.results
        )

    def _with(self, results: Iterable[KindResult]) -> Found:
        if self.screened is None:
            return self
        return replace(self, screened=replace(self.screened, results=tuple(results)))

    def sort(self, kind: str) -> Sort:
        """Whether it is a trigger, a signal or a touch."""
        return self.history.kinds[kind]

    @property
    def steps(self) -> frozenset[str]:
        """Kinds that are steps of the decision itself."""
        return steps(self.history)

    def by_sort(self) -> dict[Sort, tuple[KindResult, ...]]:
        """The results of each sort apart: they are never ranked together."""
        return {sort: tuple(r for r in self.results if self.sort(r.kind) == sort) for sort in SORTS}


def found(question: Question) -> Found:
    """Read the history of a business and search it."""
    question.progress.step("Reading purchases and events", 0, STEPS)
    told = history(question)
    unsearched = Found(question, outcome_of(question), told, _decisions(question, told), None)
    if unsearched.weeks < LEAST_WEEKS or unsearched.decisions < guards.LEAST_PURCHASES or not told.kinds:
        return unsearched
    question.progress.step("Comparing customers with each other and with themselves", 1, STEPS)
    made = screened(counted(question, told), steps(told))
    return Found(question, unsearched.outcome, told, unsearched.decisions, made)


def searched(question: Question) -> tuple[Found, ...]:
    """The search among everybody, and the one among those who have bought before, where kinds are known of
    hardly anybody else. Both are one question: of all yeses together so many may be false."""
    everybody = found(question)
    again = _among(everybody)
    if again is None or everybody.screened is None or again.screened is None:
        return (everybody,)
    both = judged([everybody.screened.questions, again.screened.questions])
    return everybody._with(both[0]), again._with(both[1])


def told_once(searches: Sequence[Found]) -> list[Found]:
    """The searches with each kind told by the one that asked about it."""
    everybody, *again = searches
    only = everybody.customers_only if again else frozenset()
    others = frozenset(r.kind for r in everybody.results) - only
    return [everybody.about(others), *(one.about(only) for one in again)]


def _among(everybody: Found) -> Found | None:
    only = everybody.customers_only
    if not only or everybody.outcome.name != "purchase":
        return None
    question = everybody.question
    told = among_customers(question, everybody.history)
    decisions = _decisions(question, told)
    if decisions < guards.LEAST_PURCHASES:
        return None
    question.progress.step("Comparing customers among each other", 2, STEPS)
    made = screened(counted(question, told), steps(told))
    made = replace(made, questions=made.questions.about(only))
    return Found(question, OUTCOMES["repeat"], told, decisions, made)


def steps(told: History) -> frozenset[str]:
    """Kinds that are steps of the decision itself."""
    return frozenset(kind for kind, sort in told.kinds.items() if sort == "step")


def screened(sums: Counted, apart: Container[str] = ()) -> Screened:
    """The screen over the sums of a history; apart: kinds whose yeses are counted by themselves."""
    season = sccs.season(sums.strata, sums.recording.spells)
    cells, own = sums.near_events(season)
    asked = questions(cells, baseline(cells.strata), own, apart=apart)
    return Screened(sums.drawn, cells.spells.until_purchase, season, asked, judged([asked])[0])


def _decisions(question: Question, told: History) -> int:
    days = {name: name for name in ("first_day", "last_day")}
    bought = told.purchases.select("account_id", "day")
    bought = look_up_some(bought, "account_id", told.accounts, "account_id", **days)
    bought = bought.filter(bought.day >= bought.first_day, bought.day <= bought.last_day)
    bought = bought.select("account_id", "day").distinct()
    return int(question.collect(bought.aggregate(n=bought.count()))["n"][0].as_py())
