"""What models of repeat buying say of these customers, or why they say nothing.

Values only; the sentences are in `forecast`. Customers under contract are not in: they have a renewal
date. A fit at an edge, or one the data cannot tell apart, gives no chance and no forecast, only words.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from types import ModuleType
from typing import cast

import ibis.expr.types as ir
import numpy as np

import closeknit.lenses.clients.sums as sums
from closeknit.errors import UnknownQuestion
from closeknit.lenses.clients.columns import days, floats, ints
from closeknit.lenses.clients.customers import Customers, Mask
from closeknit.lenses.seam import Question
from closeknit.methods import bgbb, bgnbd, gammagamma, paretonbd
from closeknit.methods.fitting import Fit
from closeknit.methods.forecasts import Model, Total, total
from closeknit.methods.gammagamma import Spending
from closeknit.methods.histories import UNIT_DAYS, Floats, Histories, Ints, histories
from closeknit.methods.opportunities import Cycle, cycle_of, measured, taken

LEAST_CUSTOMERS = 100
LEAST_REPEATS = 50
"""Below either, no model is fitted: habits of single customers are all there is to go by."""

MOST_CHECKED = 50_000
"""Above so many distinct histories the second model is not fitted as a check."""

MODELS: dict[str, ModuleType] = {"bg/nbd": bgnbd, "pareto/nbd": paretonbd, "bg/bb": bgbb}

LEAST_TEST_DAYS = 60


@dataclass(frozen=True)
class Clock:
    """What time is counted in: a unit such as weeks, or opportunities of a cycle."""

    unit: str
    cycle: Cycle | None = None

    def units(self, days: int) -> float:
        """So many days."""
        return days / UNIT_DAYS[self.unit] if self.cycle is None else float(self.cycle.within(days))


@dataclass(frozen=True)
class Rhythms:
    """Buying without contract up to a day: columns by customer."""

    ids: Ints
    days: Ints
    first: Ints
    last: Ints
    again: Floats

    def histories(self, until: int, clock: Clock) -> Histories:
        """As the models see them: in opportunities where there are some, else in units of time."""
        if clock.cycle is not None:
            return taken(self.days, self.first, self.last, until=until, cycle=clock.cycle)
        return histories(self.days, self.first, self.last, until=until, unit=clock.unit)

    def spending(self) -> Spending:
        """Repeat purchases and their mean amount; customers whose repeats come to nothing are left out."""
        x = (self.days - 1).astype(float)
        some = (x > 0) & (self.again > 0)
        return Spending(x[some], self.again[some] / x[some])


@dataclass(frozen=True)
class Test:
    """Purchases left alone to compare: foretold from the days before, and what then happened."""

    since: int
    days: int
    foretold: Total
    happened: int
    error: float
    """Mean absolute error of purchases per customer."""
    customers: int

    @property
    def held(self) -> bool:
        """Whether what happened lies in the range foretold."""
        return self.foretold.low <= self.happened <= self.foretold.high


NO_MORE = (
    "not a matter of more data: your customers do not buy as these models take it, and their own habits "
    "stand in the list"
)
"""What it takes where enough customers and purchases are there and still no model can be pinned down."""


@dataclass(frozen=True)
class Models:
    """Fits, the one that is used, and what it says. Arrays are by customer; NaN: says nothing of it.

    refused: why no model speaks, in words; empty when one does. more: how much more data it takes.
    """

    fits: tuple[Fit, ...] = ()
    used: Fit | None = None
    cycle: Cycle | None = None
    """The opportunities that BG/BB counts, where it was fitted."""
    ahead: Total | None = None
    active: Floats | None = None
    expected: Floats | None = None
    worth: Floats | None = None
    check: float | None = None
    """What the second model expects of the same customers."""
    test: Test | None = None
    refused: str = ""
    more: str = ""
    n_customers: int = 0
    n_repeats: int = 0
    goes_together: float = 0.0

    def fit(self, name: str) -> Fit | None:
        """The fit of that model, if it was made."""
        return next((f for f in self.fits if f.model == name), None)


def models(question: Question, found: Customers, bought_on: ir.Table) -> Models:
    """Fit what can be fitted and say what it foretells; bought_on: see `sums`."""
    wanted, clock = str(question.options["model"]), Clock(str(question.options["unit"]))
    until = _fit_day(question)
    inside = _inside(found)
    now = _known(found, inside)
    learnt = now if until == question.as_of_day else _until(question, bought_on, until, found.ids[inside])
    h = learnt.histories(until, clock)
    sized = Models(n_customers=h.total, n_repeats=h.repeats)
    if wanted == "none" or h.total < LEAST_CUSTOMERS or h.repeats < LEAST_REPEATS:
        return _too_few(sized, wanted)
    cycle = _cycle(question, bought_on, until, wanted)
    if wanted == "bg/bb" and cycle is None:
        return replace(sized, refused="the gaps between purchases are no whole years, quarters or months")
    fits = [*_fits_of_opportunities(learnt, until, cycle), *(_fits(h, wanted) if wanted != "bg/bb" else [])]
    money = gammagamma.fit(learnt.spending()) if len(learnt.spending().x) >= LEAST_REPEATS else None
    sized = Models(
        fits=(*fits, *([money] if money else [])),
        cycle=cycle,
        n_customers=h.total,
        n_repeats=h.repeats,
        goes_together=gammagamma.goes_together(learnt.spending()) if money else 0.0,
    )
    used = next((f for f in fits if f.usable), None)
    if used is None:
        return replace(sized, refused=f"{fits[0].why}, and no model can be pinned down", more=NO_MORE)
    test = _tested(question, bought_on, found, learnt, replace(sized, used=used))
    return _told(question, found, replace(sized, used=used, test=test), used)


def _inside(found: Customers) -> Mask:
    """Customers that the models are about: those who bought without a contract."""
    return (found.days > 0) & ~found.under_contract


def _too_few(sized: Models, wanted: str) -> Models:
    if wanted == "none":
        return replace(sized, refused="no model was asked for")
    lacking = []
    if sized.n_customers < LEAST_CUSTOMERS:
        lacking.append(f"about {LEAST_CUSTOMERS - sized.n_customers} more customers")
    if sized.n_repeats < LEAST_REPEATS:
        lacking.append(f"about {LEAST_REPEATS - sized.n_repeats} more repeat purchases")
    return replace(sized, refused="there are too few of them", more=" and ".join(lacking))


def _cycle(question: Question, bought_on: ir.Table, until: int, wanted: str) -> Cycle | None:
    """The opportunities that these customers buy at: those asked for, else those their gaps show."""
    asked = str(question.options["opportunities"])
    if asked == "none" or wanted not in ("auto", "bg/bb"):
        return None
    rows = question.collect(sums.gaps(bought_on, until))
    gaps, times = ints(rows, "gap"), ints(rows, "times")
    return cycle_of(gaps, times) if asked == "auto" else measured(asked, gaps, times)[0]


def _fits_of_opportunities(learnt: Rhythms, until: int, cycle: Cycle | None) -> list[Fit]:
    return [] if cycle is None else [bgbb.fit(learnt.histories(until, Clock("days", cycle)))]


def days_ahead(question: Question) -> int:
    """How many days ahead to look; UnknownQuestion for none at all."""
    days = int(str(question.options["horizon_days"]))
    if days < 1:
        raise UnknownQuestion(
            f"option --horizon_days cannot be {days}: looking ahead takes at least 1 day",
            remedy="Leave it out for a year.",
            about="horizon_days",
        )
    return days


def _fit_day(question: Question) -> int:
    """The last day the models may learn from."""
    given = question.options["fit_until"]
    if given is None or given == "":
        return question.as_of_day
    return min(question.as_of_day, days_of(str(given)))


def days_of(text: str) -> int:
    """The day number of a date as text."""
    return int(np.datetime64(text, "D").astype(int))


def _known(found: Customers, inside: Mask) -> Rhythms:
    return Rhythms(
        found.ids[inside],
        found.days[inside],
        found.rhythm_first[inside],
        found.rhythm_last[inside],
        found.again[inside],
    )


def _until(question: Question, bought_on: ir.Table, until: int, ids: Ints) -> Rhythms:
    """What was known of these customers on an earlier day; those who came later are not in."""
    rows = question.collect(sums.rhythm(bought_on, until)).sort_by("account_id")
    accounts = ints(rows, "account_id")
    kept = np.isin(accounts, ids)
    return Rhythms(
        accounts[kept],
        ints(rows, "days")[kept],
        days(rows, "rhythm_first")[kept],
        days(rows, "rhythm_last")[kept],
        floats(rows, "again")[kept],
    )


def _fits(h: Histories, wanted: str) -> list[Fit]:
    """The model asked for and, where it is quick, the other as a check; the one to use first."""
    first = "pareto/nbd" if wanted == "pareto/nbd" else "bg/nbd"
    second = "bg/nbd" if first == "pareto/nbd" else "pareto/nbd"
    fits = [cast(Model, MODELS[first]).fit(h)]
    if len(h.x) <= MOST_CHECKED:
        fits.append(cast(Model, MODELS[second]).fit(h))
    return fits if wanted == "auto" or fits[0].usable else fits[:1]


def _clock(question: Question, made: Models, used: Fit) -> Clock:
    """What the model that is used counts time in."""
    return Clock(str(question.options["unit"]), made.cycle if used.model == bgbb.NAME else None)


def _model(fit: Fit) -> Model:
    return cast(Model, MODELS[fit.model.lower()])


def _told(question: Question, found: Customers, made: Models, used: Fit) -> Models:
    """What the fit says of each customer and of all together."""
    clock, inside = _clock(question, made, used), _inside(found)
    now, ahead = _known(found, inside), clock.units(days_ahead(question))
    h = now.histories(question.as_of_day, clock)
    model = _model(used)
    active, expected = np.full(len(found), np.nan), np.full(len(found), np.nan)
    active[inside] = model.active(h, used.values)[h.which]
    expected[inside] = model.expected(h, used.values, ahead)[h.which]
    return replace(
        made,
        ahead=total(model, used, h, ahead),
        active=active,
        expected=expected,
        worth=_worth(found, inside, made.fit(gammagamma.NAME)),
        check=_checked(question, now, made, used),
    )


def _checked(question: Question, now: Rhythms, made: Models, used: Fit) -> float | None:
    """What another model expects of the same customers, where one could be fitted."""
    others = [f for f in made.fits if f.usable and f is not used and f.model != gammagamma.NAME]
    if not others:
        return None
    clock = _clock(question, made, others[0])
    h, ahead = now.histories(question.as_of_day, clock), clock.units(days_ahead(question))
    return float(h.customers @ _model(others[0]).expected(h, others[0].values, ahead))


def _worth(found: Customers, inside: Mask, money: Fit | None) -> Floats | None:
    """Expected money of a further purchase, for each customer who bought again."""
    if money is None or not money.usable or money["q"] <= 1:
        return None
    each = np.full(len(found), np.nan)
    x = (found.days - 1).astype(float)
    some = inside & (x > 0) & (found.again > 0)
    each[some] = gammagamma.expected(x[some], found.again[some] / x[some], money.values)
    each[inside & ~some] = gammagamma.average(money.values)
    each[found.unrated] = np.nan
    return each


def _tested(
    question: Question, bought_on: ir.Table, found: Customers, learnt: Rhythms, made: Models
) -> Test | None:
    """The last part of the history foretold from what came before, by a fit that did not see it."""
    if made.used is None:
        return None
    end, clock = question.as_of_day, _clock(question, made, made.used)
    since, fitted, then = _fit_day(question), made.used, learnt
    if since == end:
        since = end - min(days_ahead(question), (end - int(learnt.first.min())) // 3)
        then = _until(question, bought_on, since, found.ids[_inside(found)])
    if end - since < LEAST_TEST_DAYS:
        return None
    h, ahead = then.histories(since, clock), clock.units(end - since)
    if ahead < 1 and clock.cycle is not None:
        return None
    if h.total < LEAST_CUSTOMERS or h.repeats < LEAST_REPEATS:
        return None
    model = _model(made.used)
    if _fit_day(question) == end:
        fitted = model.fit(h)
    if not fitted.usable:
        return None
    happened = found.days[np.searchsorted(found.ids, then.ids)] - then.days
    errors = np.abs(model.expected(h, fitted.values, ahead)[h.which] - happened)
    foretold = total(model, fitted, h, ahead)
    return Test(since, end - since, foretold, int(happened.sum()), float(errors.mean()), h.total)
