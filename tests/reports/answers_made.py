"""A small answer made by hand, for the tests of everything that shows answers."""

from __future__ import annotations

from datetime import date

import pyarrow as pa

from closeknit.answers import (
    Action,
    Answer,
    AnswerTable,
    Estimate,
    Evidence,
    Finding,
    Freshness,
    Picture,
    ShownColumn,
    Subject,
    Verdict,
)

OKAFOR = Subject(11, "Okafor Foods", "domain:okafor.example")


def made_answer(name: str = "Okafor Foods") -> Answer:
    """An answer with one of everything; `name` goes into every text that can hold a customer's name."""
    subject = Subject(11, name, "domain:okafor.example")
    late = Finding(
        id="clients-late-3f9a2c",
        kind="late",
        sentence=f"2 good customers are later than their own habit. Start with {name}.",
        verdict=Verdict.ESTABLISHED,
        n=61,
        n_what="purchases",
        estimate=Estimate(84_213.0, "EUR", 52_000.0, 121_000.0, money="at stake"),
        subjects=(subject,),
        evidence=Evidence("activities", (1, 2), 2, "their purchases"),
        values={"late": 2},
        weight=84_213.0,
    )
    unknown = Finding(
        id="clients-model-aaaaaa",
        kind="model",
        sentence="How many will come back cannot be told yet.",
        verdict=Verdict.NOT_ENOUGH_DATA,
        n=18,
        n_what="purchases",
        needed="about 32 more purchases",
    )
    data = pa.table(
        {
            "party_id": [11, 12],
            "name": [name, "=HYPERLINK(1)"],
            "amount": [1234.5, None],
            "share": [0.38, 0.004],
            "last": [date(2026, 3, 3), None],
        }
    )
    columns = (
        ShownColumn("party_id", "", kind="id"),
        ShownColumn("name", "customer"),
        ShownColumn("amount", "a year", "EUR", "money"),
        ShownColumn("share", "share", kind="share"),
        ShownColumn("last", "last order", kind="day"),
    )
    picture = Picture(
        "silence",
        f"{name} has been silent for 19 weeks",
        "Weeks since the last order, 2 customers",
        "bars",
        pa.table({"who": [name, "Zed"], "weeks": [19.0, 8.0]}),
        "who",
        "weeks",
    )
    action = Action(
        subject,
        "late",
        "orders every 6 weeks, silent for 19",
        "Hello, shall we plan the next delivery?",
        10,
        late.id,
        at_stake=late.estimate,
    )
    return Answer(
        lens="clients",
        question="Who comes back?",
        headline=f"{name} is late",
        as_of=date(2026, 6, 30),
        findings=(late, unknown),
        tables=(AnswerTable("late", "Late customers", columns, data, note="by money at stake"),),
        pictures=(picture,),
        actions=(action,),
        assumptions=("Refunds are taken off.",),
        left_out=("3 customers without a date",),
        options={"fit_until": "2026-06-30", "model": "auto"},
        freshness=(Freshness("Xero: sales invoices", date(2026, 6, 29), 1, 812, 3),),
        book_version="b1",
        lens_version="1",
    )
