"""The truth is what was written: names, sums, hours and unreadable rows, reckoned again from the files."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

from closeknit.demo import Truth, imagine, read_truth
from closeknit.demo.currencies import dollar_rates, in_euros
from closeknit.demo.days import years_before
from closeknit.demo.files import Dialect, write_csv
from closeknit.demo.truth import TABLES, write_truth

from .conftest import END, Sample, rows_of

CENTS_A_PAPER = Decimal("0.01")


def parties_by_name(sample: Sample, system: str) -> dict[str, str]:
    return {n.name: n.party for n in sample.truth.names if n.system == system}


def test_truth_reads_back_as_it_was_written(sample: Sample, tmp_path: Path) -> None:
    write_truth(sample.truth, tmp_path)
    assert read_truth(tmp_path) == sample.truth
    assert {p.stem for p in tmp_path.iterdir()} == set(TABLES)


def test_invoiced_revenue_reckoned_from_the_file_is_the_planted_one(sample: Sample) -> None:
    known, unreadable = parties_by_name(sample, "xero"), {u.line for u in sample.truth.set_aside}
    rates = dollar_rates(years_before(END, 5))
    sums: dict[str, Decimal] = defaultdict(Decimal)
    for n, row in enumerate(sample.rows("SalesInvoices")):
        if row["Status"] in ("Draft", "Voided") or (n + 2 in unreadable and not _is_day(row["InvoiceDate"])):
            continue
        day = datetime.strptime(row["InvoiceDate"], "%d/%m/%Y").date()
        sums[known[row["ContactName"]]] += in_euros(Decimal(row["LineAmount"]), row["Currency"], day, rates)
    told: dict[str, Decimal] = defaultdict(Decimal)
    for money in (*sample.truth.papers, *sample.truth.refunds):
        told[money.party] += money.amount_eur if money.system == "xero" else 0
    assert {k for k, v in sums.items() if v} == {k for k, v in told.items() if v}
    for party, total in sums.items():
        assert abs(total - told[party]) <= CENTS_A_PAPER * 300


def _is_day(text: str) -> bool:
    try:
        return bool(datetime.strptime(text, "%d/%m/%Y"))
    except ValueError:
        return False


def test_hours_reckoned_from_the_files_are_the_planted_ones(sample: Sample) -> None:
    known = parties_by_name(sample, "harvest")
    hours: dict[str, Decimal] = defaultdict(Decimal)
    files = sorted((sample.folder / "exports").glob("harvest_time_report*"))
    for n, path in enumerate(files):
        for row in rows_of(path, encoding="utf-8" if n else "cp1252"):
            again = n == len(files) - 1 and row["Date"] < f"{END.year}-01-01"
            if _is_iso(row["Date"]) and not again:
                hours[known[row["Client"]]] += Decimal(row["Hours"])
    assert hours == {p.id: p.hours for p in sample.truth.parties if p.hours}


def _is_iso(text: str) -> bool:
    try:
        return bool(date.fromisoformat(text))
    except ValueError:
        return False


def test_purchases_and_their_papers_balance(sample: Sample) -> None:
    truth = sample.truth
    by_purchase: dict[str, list[Decimal]] = defaultdict(list)
    for paper in truth.papers:
        by_purchase[paper.purchase].append(paper.amount_eur)
    for bought in truth.purchases:
        papers = by_purchase[bought.id]
        assert (len(papers), sum(papers)) == (bought.papers, bought.amount_eur)
    total = sum(m.amount_eur for m in (*truth.papers, *truth.refunds))
    assert total == truth.total("revenue_eur") == sum(p.revenue_eur for p in truth.parties)


def test_every_paper_that_is_money_belongs_to_exactly_one_purchase() -> None:
    for seed in (1, 2, 3):
        world = imagine(end=END, size=0.03, seed=seed)
        papers = [id(paper) for p in world.purchases for paper in p.papers]
        assert len(papers) == len(set(papers))
        money = [i for i in world.invoices if i.counts and not i.credit]
        money += [p for p in world.payments if p.counts and p.invoice is None]  # type: ignore[misc]
        money += [o for o in world.orders if o.counts]  # type: ignore[misc]
        assert {id(m) for m in money} == set(papers)


def test_equal_sums_are_bought_only_as_contracts_and_retainers(sample: Sample) -> None:
    steady = {p.id for p in sample.truth.purchases if p.rule in ("steady", "contract")}
    seen: dict[tuple[str, Decimal], int] = defaultdict(int)
    for paper in sample.truth.papers:
        if paper.purchase not in steady:
            seen[paper.party, paper.amount] += 1
    assert max(seen.values()) <= 2


def test_first_comes_once_and_repeat_after_something(sample: Sample) -> None:
    kinds: dict[str, list[str]] = defaultdict(list)
    for bought in sample.truth.purchases:
        kinds[bought.party].append(bought.kind)
    for theirs in kinds.values():
        assert "first" not in theirs[1:]
        assert theirs[0] in ("first", "start")


def test_every_kind_of_purchase_is_planted(whole: Truth) -> None:
    kinds = {(p.rule, p.kind) for p in whole.purchases}
    assert {kind for _, kind in kinds} == {"first", "repeat", "start", "renewal", "expansion", "end"}
    assert {rule for rule, _ in kinds} == {"single", "case", "order", "steady", "contract"}


def test_a_renewal_begins_the_day_after_the_term_before_it(sample: Sample) -> None:
    ends: dict[str, set[date | None]] = defaultdict(set)
    for bought in sample.truth.purchases:
        if bought.rule == "contract":
            ends[bought.party].add(bought.ends)
    for bought in sample.truth.purchases:
        if bought.kind == "renewal":
            assert any(e and (bought.day - e).days == 1 for e in ends[bought.party])


def test_orders_through_resellers_name_both_sides(sample: Sample) -> None:
    through = [p for p in sample.truth.purchases if p.rule == "order"]
    partners = {p.id for p in sample.truth.parties if p.standing == "partner"}
    assert through
    assert {p.sold_through for p in through} <= partners
    assert all(sample.truth.party(p).purchases == 0 for p in partners)


def test_unreadable_rows_stand_where_the_truth_says(sample: Sample) -> None:
    assert len({u.file for u in sample.truth.set_aside}) >= 6
    for unreadable in sample.truth.set_aside:
        path = sample.folder / "exports" / unreadable.file
        portal = unreadable.file == "partner-orders.csv"
        encoding = "cp1252" if portal or "time_report_from2024" in unreadable.file else "utf-8"
        rows = rows_of(path, encoding=encoding, delimiter=";" if portal else ",")
        assert rows[unreadable.line - 2][unreadable.column] == unreadable.value


def test_every_file_has_as_many_lines_as_the_truth_says(sample: Sample) -> None:
    for path in sorted((sample.folder / "exports").iterdir()):
        if path.suffix == ".csv":
            lines = path.read_bytes().count(b"\r\n") - 1
            assert lines == sample.truth.total(f"lines in {path.name}")


def test_letters_that_an_encoding_lacks_are_written_plainly(tmp_path: Path) -> None:
    path = tmp_path / "names.csv"
    assert write_csv(path, ["Name"], [["Wiśniewski Møbler"]], Dialect(encoding="cp1252")) == 1
    assert path.read_bytes().decode("cp1252") == "Name\r\nWisniewski Møbler\r\n"
