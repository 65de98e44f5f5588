"""Every part that pages are made of, on one page: to look at after a change of style, and to pick from."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cache
from types import MappingProxyType
from typing import Any

import pyarrow as pa
from markupsafe import Markup
from starlette.responses import Response

from closeknit.answers import (
    Answer,
    AnswerTable,
    Estimate,
    Evidence,
    Finding,
    Freshness,
    Picture,
    ShownColumn,
    Verdict,
)
from closeknit.errors import UnknownQuestion
from closeknit.reports.html import parts_of
from closeknit.reports.pictures import drawn_for_pages
from closeknit.web.visits import Action, Page, Visit
from closeknit.web.worker import Job

DAY = date(2026, 6, 30)


def finding(kind: str, sentence: str, verdict: Verdict, estimate: Estimate | None = None) -> Finding:
    """A finding of no question."""
    return Finding(
        kind, kind, sentence, verdict, 61, "purchases", estimate, (), Evidence(), "12 more purchases"
    )


FINDINGS = (
    finding("held", "Nine customers are later than their habit.", Verdict.ESTABLISHED,
            Estimate(124_000, "EUR", 109_000, 139_000, money="at stake")),
    finding("likely", "Orders may follow a visit.", Verdict.SUGGESTIVE, Estimate(1.8, "times", 0.9, 3.2)),
    finding("none", "No event stands out.", Verdict.NOT_ENOUGH_DATA),
    finding("counted", "42 invoices are past due.", Verdict.COUNTED),
)  # fmt: skip
COLUMNS = (
    ShownColumn("name", "customer"),
    ShownColumn("money", "in all", kind="money"),
    ShownColumn("share", "share", kind="share"),
    ShownColumn("day", "last bought", kind="day"),
    ShownColumn("state", "is", kind="state", words=MappingProxyType({"late": "late"})),
)
ROWS = pa.table({
    "name": ["Halden Maritime", "A name so long that it has to find room on a second line of its cell"],
    "money": [1_600_000.0, 12.5], "share": [0.41, 0.003], "day": pa.array([20_600, None], pa.int32()),
    "state": ["late", None],
})  # fmt: skip


def pictures() -> tuple[Picture, ...]:
    """One of each kind."""
    months = [date(2026, month, 1) for month in range(1, 9)]
    over = pa.table({
        "month": months, "n": [5.0, 9, 7, 11, 6, 8, 12, 10], "low": [3.0, 6, 5, 8, 4, 6, 9, 7],
        "high": [8.0, 12, 10, 14, 9, 11, 15, 13],
    })  # fmt: skip
    names = pa.table({
        "what": ["a funding round", "a meeting", "a ticket"], "n": [2.4, 1.3, 0.7], "low": [1.6, 0.9, 0.4],
        "high": [3.4, 1.9, 1.1],
    })  # fmt: skip
    ties = pa.table({
        "one": ["Ana Ruiz", "Ana Ruiz", "Tom Berg", "Mia Halden"],
        "other": ["Mia Halden", "Tom Berg", "Mia Halden", "Ola Brandt"],
        "strength": [0.9, 0.5, 0.3, 0.4], "part": ["way", "", "cooling", "way"],
        "from_firm": ["", "", "Halden", "Halden"], "to_firm": ["Halden", "Halden", "Halden", "Brandt"],
    })  # fmt: skip
    made = [
        Picture(kind, f"Titles state the finding ({kind})", "measure, period, n", kind, over, "month", "n",
                low="low", high="high")
        for kind in ("line", "band", "area", "whale", "curve", "dots")
    ]  # fmt: skip
    made += [
        Picture(kind, f"Titles state the finding ({kind})", "times as often, n", kind, names, "what", "n",
                low="low", high="high")
        for kind in ("bars", "forest")
    ]  # fmt: skip
    made.append(
        Picture("map", "Who knows whom (map)", "ties, strength", "map", ties, "one", "other", series="part")
    )
    return tuple(made)


@cache
def _drawn() -> Mapping[str, str]:
    """These pictures as SVG, by name: they are always the same."""
    return {picture.name: drawn_for_pages(picture, width=430) for picture in pictures()}


def page(visit: Visit) -> Response:
    """All parts, with words of no business."""
    answer = Answer(
        "patterns", "What do pages consist of?", "Every part of a page", DAY, FINDINGS,
        (AnswerTable("rows", "A table", COLUMNS, ROWS, "with a note"),), pictures(),
        assumptions=("What is good to know.",), left_out=("What was left out.",),
        freshness=(Freshness("Xero: sales invoices", DAY, 3, 12_000, 4),),
    )  # fmt: skip
    behind: dict[str, Any] = {
        "behind": lambda _: Markup('<a class="small" href="#findings">what lies behind it</a>'),
        "svg": lambda picture: Markup(_drawn()[picture.name]),
        "problem": UnknownQuestion("the list has no column “nam”", remedy="Did you mean “name”?"),
        "job": Job("Loading invoices.csv", lambda *_: None, state="running", text="Reading", done=3, total=8),
    }
    return visit.page("patterns.html", place="", **parts_of(answer) | behind)


PAGES: list[Page | Action] = [Page("/patterns", page)]
