"""Each known export as a small file of our own: recognised among all, read, and what comes out of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path

import pytest

from closeknit.progress import Quiet
from closeknit.settings import Settings
from closeknit.sources.mappings.library import known_mappings
from closeknit.sources.recognise import recognise
from closeknit.sources.tables.looking import look_into
from closeknit.sources.tables.reading import stage
from tests.sources.known_files import FILES, KnownFile
from tests.sources.mapped import FILE_TIME, Rows, connect

Data = Callable[[str], Path]
KNOWN = known_mappings()
NAMES = frozenset(name for one in KNOWN.values() for name in one.rules.columns)
CON = connect()

OFTEN = (
    "Account.csv", "report1.csv", "activities.csv", "invoices.csv", "Sales by Customer Detail.csv",
    "Journal.csv",
    "Toggl_time_entries_2026-03.csv", "survey.csv", "google-old.csv", "Connections.csv", "messages_1.csv",
    "orders_export.csv", "unsubscribed_members_export_1a.csv",
)  # fmt: skip
"""Files that are read in every run, one for each trap; the others are read in the long run."""


def each() -> list[object]:
    """Every file, those of the long run marked."""
    marks = {True: [], False: [pytest.mark.slow]}
    return [pytest.param(f, id=f"{f.stream}-{f.name}", marks=marks[f.name in OFTEN]) for f in FILES]


def read(one: KnownFile, folder: Path) -> Rows:
    """A file, and what its mapping says of it."""
    path = folder / one.name
    path.write_bytes(one.text.encode(one.encoding))
    return read_path(one, path)


def read_path(one: KnownFile, path: Path) -> Rows:
    """A file that lies somewhere, in whatever form, and what its mapping says of it."""
    glimpse = look_into(path, known=NAMES).tables[0]
    mapping = KNOWN[one.stream]
    made = Rows(Settings(locale=one.locale, country="DE"), con=CON)
    made._keep(mapping, stage(CON, path, glimpse, mapping.rules, progress=Quiet()), FILE_TIME)
    return made


@pytest.mark.parametrize("one", each())
def test_a_known_file_says_what_stands_in_it(one: KnownFile, tmp_path: Path) -> None:
    said = told(read(one, tmp_path))
    assert [line for line in said if line.startswith("problem")] == list(one.problems)
    assert set(one.says) <= set(said), "\n".join(sorted(said))
    assert money(said) == money(one.says)


def money(lines: Iterable[str]) -> list[str]:
    """The lines that speak of money that counts."""
    kinds = ("invoice.issued", "order.placed", "payment.received", "refund.made")
    return sorted(line for line in lines if line.split(" ")[1] in kinds)


@pytest.mark.parametrize("one", FILES, ids=lambda one: f"{one.stream}-{one.name}")
def test_a_known_file_is_recognised_among_all_and_no_other_fits_as_well(
    one: KnownFile, tmp_path: Path
) -> None:
    path = tmp_path / one.name
    path.write_bytes(one.text.encode(one.encoding))
    glimpse = look_into(path, known=NAMES).tables[0]
    found = recognise(glimpse, KNOWN.values(), file=one.name)
    assert found is not None, glimpse.header
    assert found.stream_id == one.stream


def test_every_known_export_has_a_file_here() -> None:
    assert {one.stream for one in FILES} == set(KNOWN)


def test_no_file_stands_here_twice() -> None:
    assert len({(one.stream, one.name) for one in FILES}) == len(FILES)


def told(rows: Rows) -> list[str]:
    """Everything that was said, a line each."""
    who: dict[int, list[str]] = {}
    for id, role, key in rows.table("participants", "activity_id, role, key"):
        who.setdefault(id, []).append(f"{role} {key}")
    lines: dict[int, list[str]] = {}
    for id, product, amount in rows.table("lines", "activity_id, coalesce(description, product_key), amount"):
        lines.setdefault(id, []).append(f"{product} {amount:.2f}" if amount is not None else str(product))
    columns = "activity_id, occurred_at, kind, amount, currency, hours, cost"
    columns += ", json_extract_string(details, '$.score')"
    said = set()
    for id, at, kind, amount, currency, hours, cost, score in rows.table("activities", columns):
        parts = [f"{at:%Y-%m-%d}" + (f"T{at:%H:%M}" if at.hour or at.minute else ""), kind]
        parts += [f"{amount:.2f}"] if amount is not None else []
        parts += [currency] if currency else []
        parts += [f"{hours:.2f}h"] if hours is not None else []
        parts += [f"cost {cost:.2f}"] if cost is not None else []
        parts += [f"score {score}"] if score else []
        people = ", ".join(sorted(set(who.get(id, []))))
        bought = "; ".join(sorted(lines.get(id, [])))
        said.add(" ".join(parts) + (f" {people}" if people else "") + (f" [{bought}]" if bought else ""))
    cases = rows.table("cases", "case_key, status, amount, amount_open, account_key")
    said |= {
        f"case {key} {status}"
        + (f" {amount:.2f}" if amount is not None else "")
        + (f" open {left:.2f}" if left is not None else "")
        + (f" of {account}" if account else "")
        for key, status, amount, left, account in cases
    }
    said |= {
        f"stage {case} {stage} {at:%Y-%m-%d}"
        for case, stage, at in rows.table("stages", 'case_key, stage, "at"')
    }
    said |= {f"same {a} {b}" for a, b in rows.table("same", "key_a, key_b") if a != b}
    said |= {f"tie {a} {kind} {b}" for a, kind, b in rows.table("ties", "from_key, kind, to_key")}
    said |= {f"trait {k} {n} = {v}" for k, n, v in rows.table("traits", "key, name, value")}
    said |= {f"body {body}" for (body,) in rows.table("activities", "body") if body}
    said |= {f"problem {code} {value}" for code, value in rows.table("problems", "code, value")}
    return sorted(said)


def test_an_invoice_in_two_reports_of_quickbooks_counts_once() -> None:
    made = Rows(Settings(locale="en_GB"), con=CON)
    sales = ["Customer", "Date", "Transaction Type", "Num", "Product/Service", "Qty", "Amount"]
    made.add(KNOWN["quickbooks/sales"], sales, [["Halden", "20/03/2026", "Invoice", "7", "Disk", "1", "9"]])
    journal = ["Date", "Transaction Type", "Num", "Name", "Account", "Debit", "Credit"]
    row = ["20/03/2026", "Invoice", "7", "Halden", "Accounts Receivable", "9", ""]
    made.add(KNOWN["quickbooks/journal"], journal, [row])
    ids = [
        made.table("activities", "activity_id", stream)
        for stream in ("quickbooks/sales", "quickbooks/journal")
    ]
    assert ids[0] == ids[1] != []


NUMBERED = ("chargebee/invoices", "harvest/invoices", "stripe/invoices", "stripe/payments")
"""Exports with one row and one number for each invoice or payment."""


@pytest.mark.parametrize(
    "stream", [s if s == "stripe/invoices" else pytest.param(s, marks=pytest.mark.slow) for s in NUMBERED]
)
def test_an_invoice_or_payment_pasted_twice_into_one_file_counts_once(stream: str, tmp_path: Path) -> None:
    one = next(f for f in FILES if f.stream == stream)
    rows = one.text.rstrip("\n").split("\n")
    at = next(n for n, row in enumerate(rows) if "2026" in row)
    twice = replace(one, text="\n".join([*rows, *rows[at:]]) + "\n")
    counted = [
        sorted(set(read(f, tmp_path).table("activities", "activity_id, kind, amount"))) for f in (one, twice)
    ]
    assert counted[0] == counted[1] != []


@pytest.mark.public_data
@pytest.mark.parametrize(
    ("file", "stream"), [("", "qualtrics/responses"), ("_legacy", "qualtrics/responses-legacy")]
)
def test_real_files_of_qualtrics_hold_one_answer_each(public_data: Data, file: str, stream: str) -> None:
    path = public_data("qualtrics-export") / f"qualtrics_sample{file}.csv"
    glimpse = look_into(path, known=NAMES).tables[0]
    mapping = recognise(glimpse, KNOWN.values(), file=path.name)
    assert mapping is not None
    assert mapping.stream_id == stream
    made = Rows(con=CON)
    made._keep(mapping, stage(CON, path, glimpse, mapping.rules, progress=Quiet()), FILE_TIME)
    (answer,) = made.table("activities", "occurred_at::text, body")
    assert answer[0] == "2017-07-18 08:28:48"
    assert "Q2: This is a free text question.: Hello World!" in answer[1]
