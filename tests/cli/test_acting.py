"""Acting on answers as it is typed: a campaign counted one by one, and a sheet filled in and loaded."""

from __future__ import annotations

import csv
import io
from datetime import date, timedelta
from pathlib import Path

import pytest

from closeknit import create
from closeknit.campaigns import left_alone
from closeknit.reviews.sheet import ASKED, sheet

TODAY = date(2026, 6, 30)

ORDERS = """format = 1
source = "made"
stream = "orders"
title = "Orders"
[recognise]
columns = ["order", "customer", "day", "amount"]
[record]
identity = ["order"]
[party.firm]
kind = "organization"
keys = { made_firm = "customer" }
name = "customer"
[[activity]]
kind = "order.placed"
at = "day"
amount = "amount"
currency = { const = "EUR" }
participants = { buyer = "firm" }
"""

NEWS = """format = 1
source = "made"
stream = "news"
title = "News"
[recognise]
columns = ["news", "firm", "on"]
[record]
identity = ["news", "firm", "on"]
[party.firm]
kind = "organization"
keys = { made_firm = "firm" }
name = "firm"
[[activity]]
kind = "news"
at = "on"
participants = { subject = "firm" }
""".replace(
    'kind = "news"',
    'kind = { column = "news", map = { funding = "news.funding_closed" }, else = "email.sent" }',
)


def day(before: int) -> str:
    return (TODAY - timedelta(days=before)).isoformat()


def orders(folder: Path, name: str, rows: list[tuple[str, int, int]]) -> Path:
    """A file of orders: firm, days before today, amount."""
    lines = [f"{name}{n},{firm},{day(at)},{amount}" for n, (firm, at, amount) in enumerate(rows)]
    (folder / f"{name}.csv").write_text("\n".join(["order,customer,day,amount", *lines]), "utf-8")
    return folder / f"{name}.csv"


def news(folder: Path, rows: list[tuple[str, str, int]]) -> Path:
    """A file of events: what, firm, days before today."""
    lines = [f"{what},{firm},{day(at)}" for what, firm, at in rows]
    (folder / "news.csv").write_text("\n".join(["news,firm,on", *lines]), "utf-8")
    return folder / "news.csv"


@pytest.fixture
def firm(tmp_path):
    """A folder that knows both files, and where they are."""
    made = create(tmp_path / "firm")
    mappings = made.workspace.folder / "mappings"
    mappings.mkdir(exist_ok=True)
    (mappings / "orders.toml").write_text(ORDERS, "utf-8")
    (mappings / "news.toml").write_text(NEWS, "utf-8")
    return made


def listed(file: Path) -> dict[str, str]:
    """Name and what to do."""
    return {row["name"]: row["do"] for row in csv.DictReader(io.StringIO(file.read_text("utf-8-sig")))}


@pytest.mark.slow
def test_a_campaigns_list_holds_whom_it_should_and_later_loads_tell_what_it_gained(firm, tmp_path, typed):
    """60 firms had news 20 days ago: 3 have bought since, 5 were written to, 4 too long ago, 48 are left."""
    names = [f"Firm {n:02d}" for n in range(60)]
    bought = [(name, 800 - n, 100) for n, name in enumerate(names)]
    since = [(name, 5, 100) for name in names[:3]]
    events = [("funding", name, 100 if name in names[8:12] else 20) for name in names]
    events += [("mail", name, 3) for name in names[3:8]] + [("funding", name, 700) for name in names]
    firm.load([orders(tmp_path, "a", bought + since), news(tmp_path, events)])
    home = firm.workspace.folder
    words = ("campaign", "spring", "--after", "news.funding_closed", "--from-day", "1", "--to-day", "60")
    first = typed(home, *words, "--to", str(tmp_path / "one.csv"))
    assert first.returncode == 0, first.stderr
    said = " ".join(first.stdout.split())
    rows = listed(tmp_path / "one.csv")
    assert sorted(rows) == names[12:], said
    assert "48 customers on the list" in said
    assert "5 not on it: contacted in the last 14 days" in said
    alone = {name for name, do in rows.items() if do == "leave alone to compare"}
    assert 0 < len(alone) < len(rows)
    assert f"{len(alone)} left alone" in said
    assert "takes about" in said
    typed(home, *words, "--to", str(tmp_path / "two.csv"))
    again = listed(tmp_path / "two.csv")
    assert again == rows
    acted = [name for name in rows if name not in alone]
    firm.load([orders(tmp_path, "b", [(name, -30, 500) for name in acted[:20]])])
    told = next(f for f in firm.ask("triggers", shuffles=0).answer.findings if f.kind == "gained")
    assert f"20 of {len(acted)} acted on and 0 of {len(alone)} left alone have bought" in told.sentence
    listing = typed(home, "campaign").stdout
    assert "spring: after news.funding_closed" in listing


def test_the_part_left_alone_is_a_lot_that_stays_and_has_its_share():
    keys = [f"made_firm:{n}" for n in range(4000)]
    alone = [left_alone("spring", key, 0.2) for key in keys]
    assert alone == [left_alone("spring", key, 0.2) for key in keys]
    assert 0.18 < sum(alone) / len(alone) < 0.22
    assert alone != [left_alone("autumn", key, 0.2) for key in keys]


@pytest.mark.slow
def test_a_filled_in_sheet_is_known_when_it_is_loaded(firm, tmp_path, typed):
    names = [f"Firm {n:02d}" for n in range(40)]
    rows = [(name, 700 + n, 100) for n, name in enumerate(names)]
    rows += [(name, 40 + n, 900) for n, name in enumerate(names) if n % 2]
    firm.load([orders(tmp_path, "a", rows)])
    home = firm.workspace.folder
    written = typed(home, "review-sales", "--to", str(tmp_path / "sales.xlsx"))
    assert "40 lines written" in written.stdout
    made = sheet(firm)
    buyers = {name for n, name in enumerate(names) if n % 2}
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(made.header)
    for row in made.rows:
        said = dict(zip(made.header, row, strict=True)) | {"checked": "x"}
        said[ASKED[0]] = "x" if said["who"] in buyers else ""
        writer.writerow([said[name] for name in made.header])
    (tmp_path / "filled.csv").write_text(out.getvalue(), "utf-8")
    loaded = typed(home, "load", str(tmp_path / "filled.csv"))
    text = " ".join(loaded.stdout.split())
    assert loaded.returncode == 0
    assert "filled.csv: what people remember of sales, 40 lines read, 20 pairs to compare" in text
    assert "closeknit ask triggers" in text
    assert "closeknit undo d-" in text
    assert "Nothing was loaded" not in text
    again = " ".join(typed(home, "load", str(tmp_path / "filled.csv")).stdout.split())
    assert "nothing is new" in again
    answer = typed(home, "ask", "triggers", "--json").stdout
    assert '"remembered"' in answer
    assert "20 of 20 purchases" in answer
    assert "hindsight" in answer or "remember" in answer
    half = tmp_path / "empty.csv"
    half.write_text(",".join(made.header), "utf-8")
    refused = typed(home, "load", str(half))
    assert refused.returncode == 2
    assert "filled in" in refused.stdout
