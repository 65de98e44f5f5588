"""What models of repeat buying foretell, how they did on days left alone, and when they say nothing."""

from __future__ import annotations

import pyarrow as pa

import closeknit.lenses.clients.sums as sums
from closeknit.answers import AnswerTable, Estimate, Finding, ShownColumn, Verdict, wording
from closeknit.day_numbers import day_to_date
from closeknit.lenses.clients.known import Known
from closeknit.lenses.clients.models import Models, Test, days_ahead
from closeknit.lenses.parts import Part
from closeknit.methods import bgbb
from closeknit.methods.fitting import Fit

TOGETHER = 0.3
"""From this rank correlation of how often and how much on, expected money is said to be unsure."""

APART = 0.2
"""Two models further apart than this are said to disagree."""


def forecast(known: Known) -> Part:
    """The purchases to expect, or why they cannot be told."""
    models = known.models
    if known.question.options["model"] == "none" or not len(known.customers):
        return Part()
    finding = _foretold(known, models) if models.ahead is not None else _refused(known, models)
    return Part(
        findings=(finding,),
        tables=(*_parameter_table(known), *_test_table(known)),
        assumptions=_assumptions(models),
    )


def _refused(known: Known, models: Models) -> Finding:
    return Finding(
        id=known.question.finding_id("clients", "forecast"),
        kind="forecast",
        sentence="How many of your customers will buy again cannot be told from their purchases: "
        f"{models.refused} ({wording.count(models.n_customers, 'customer')} without a contract, "
        f"{wording.count(models.n_repeats, 'repeat purchase')}). What is said of each comes from its habit.",
        verdict=Verdict.NOT_ENOUGH_DATA,
        n=models.n_repeats,
        n_what="repeat purchases",
        needed=models.more or "purchases over a longer time",
        evidence=known.behind(sums.freely(known.question), "all purchases without a contract"),
        values={"customers": models.n_customers, "repeats": models.n_repeats},
    )


def _foretold(known: Known, models: Models) -> Finding:
    ahead, asked, used = models.ahead, days_ahead(known.question), models.used
    if ahead is None or used is None:
        raise ValueError("a forecast needs a model that may be used")
    held = models.test is not None and models.test.held
    when = "12 months" if asked == 365 else wording.count(asked, "day")
    return Finding(
        id=known.question.finding_id("clients", "forecast"),
        kind="forecast",
        sentence=f"Customers without a contract will buy about {ahead.value:,.0f} times in the next {when} "
        f"(likely {ahead.low:,.0f}–{ahead.high:,.0f}).{_test_words(models.test)}",
        verdict=Verdict.ESTABLISHED if held else Verdict.SUGGESTIVE,
        n=models.n_repeats,
        n_what="repeat purchases",
        estimate=Estimate(ahead.value, "purchases", ahead.low, ahead.high),
        evidence=known.behind(sums.freely(known.question), "all purchases without a contract"),
        values={"model": used.model, "log_likelihood": used.log_likelihood, **_test_values(models.test)},
    )


def _test_words(test: Test | None) -> str:
    if test is None:
        return ""
    told = f"{test.foretold.value:,.0f} ({test.foretold.low:,.0f}–{test.foretold.high:,.0f})"
    verb = "it foretold" if test.held else "it was off: it foretold"
    when = f"On the last {wording.span(test.days)}, left alone to compare,"
    return f" {when} {verb} {told} and {test.happened:,} happened."


def _test_values(test: Test | None) -> dict[str, float | int]:
    if test is None:
        return {}
    return {
        "test_foretold": test.foretold.value,
        "test_happened": test.happened,
        "test_error": test.error,
        "test_days": test.days,
    }


def _parameter_table(known: Known) -> tuple[AnswerTable, ...]:
    """Every parameter of every model fitted, with its range, or why the model is not used."""
    rows = [row for fit in known.models.fits for row in _parameters(fit)]
    if not rows:
        return ()
    columns = (
        ShownColumn("model", "model"),
        ShownColumn("parameter", "parameter"),
        ShownColumn("value", "value", kind="number"),
        ShownColumn("low", "from", kind="number"),
        ShownColumn("high", "to", kind="number"),
        ShownColumn("log_likelihood", "log-likelihood", kind="number"),
        ShownColumn("customers", "customers", kind="number"),
        ShownColumn("verdict", "verdict"),
    )
    unit = known.question.options["unit"]
    note = (
        f"Time in {unit}{_opportunity_note(known.models)}. "
        "A model that the data cannot settle is used for nothing."
    )
    return (
        AnswerTable(
            "models", "Models of repeat buying", columns, pa.Table.from_pylist(rows, _MODEL_ROW), note
        ),
    )


def _opportunity_note(models: Models) -> str:
    return "" if models.cycle is None else f"; for BG/BB in opportunities, one a {models.cycle.name}"


def _taken_for_granted(models: Models, used: Fit) -> str:
    """What the model that is used assumes."""
    cycle = models.cycle
    if used.model == bgbb.NAME and cycle is not None:
        return (
            f"BG/BB takes customers without contract to have one chance to buy a {cycle.name} "
            f"({wording.share(cycle.share)} of {cycle.gaps:,} gaps are whole {cycle.name}s) and to use it "
            "with a chance of their own until they stop for good: it knows no prices or campaigns."
        )
    return (
        f"{used.model} takes customers without contract to buy at a steady pace of their own until "
        "they stop for good: it knows no seasons, prices or campaigns."
    )


_MODEL_ROW = pa.schema(
    [
        ("model", pa.string()),
        ("parameter", pa.string()),
        ("value", pa.float64()),
        ("low", pa.float64()),
        ("high", pa.float64()),
        ("log_likelihood", pa.float64()),
        ("customers", pa.int64()),
        ("verdict", pa.string()),
    ]
)


def _parameters(fit: Fit) -> list[dict[str, object]]:
    told = {"model": fit.model, "log_likelihood": fit.log_likelihood, "customers": fit.n}
    if not fit.usable:
        return [told | {"verdict": f"{fit.verdict}: {fit.why}"}]
    return [
        told
        | {
            "parameter": name,
            "value": fit[name],
            "low": fit.interval(name)[0],
            "high": fit.interval(name)[1],
            "verdict": str(fit.verdict),
        }
        for name in fit.names
    ]


def _test_table(known: Known) -> tuple[AnswerTable, ...]:
    test = known.models.test
    if test is None:
        return ()
    data = pa.table(
        {
            "since": [day_to_date(test.since)],
            "days": [test.days],
            "customers": [test.customers],
            "foretold": [test.foretold.value],
            "low": [test.foretold.low],
            "high": [test.foretold.high],
            "happened": [test.happened],
            "error": [test.error],
        }
    )
    columns = (
        ShownColumn("since", "foretold on", kind="day"),
        ShownColumn("days", "for so many days", kind="number"),
        ShownColumn("customers", "customers", kind="number"),
        ShownColumn("foretold", "purchases foretold", kind="number"),
        ShownColumn("low", "from", kind="number"),
        ShownColumn("high", "to", kind="number"),
        ShownColumn("happened", "happened", kind="number"),
        ShownColumn("error", "mean error a customer", kind="number"),
    )
    return (AnswerTable("test", "The forecast on days left alone", columns, data),)


def _assumptions(models: Models) -> tuple[str, ...]:
    if models.used is None or models.ahead is None:
        return ()
    said = [_taken_for_granted(models, models.used)]
    check = models.check
    if check is not None and abs(check - models.ahead.value) > APART * models.ahead.value:
        said.append(f"A second model expects {check:,.0f} purchases: take the forecast as rough.")
    if models.worth is not None and abs(models.goes_together) > TOGETHER:
        more = "more" if models.goes_together > 0 else "less"
        said.append(
            f"Customers who buy more often pay {more} each time (rank correlation "
            f"{models.goes_together:.2f}): expected money is less sure than expected purchases."
        )
    return tuple(said)
