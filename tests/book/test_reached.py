"""What a change reaches although nothing new names it: the book is the same as if all were built."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from closeknit.book import renewal
from closeknit.briefings.by_hand import correction_value
from closeknit.business import Business
from closeknit.engines import Engine
from closeknit.ledger.decisions import CORRECTION
from closeknit.ledger.load import load as load_files
from closeknit.ledger.store import utc_now
from closeknit.settings import Settings
from closeknit.workspace import Workspace
from tests.book.claims_of import Claims
from tests.book.counting import counting
from tests.book.scenes import SETTINGS
from tests.book.stepwise import in_parts_as_whole
from tests.book.test_changes import as_changed, same_book
from tests.ledger.test_shared import BEFORE_THE_STORE_HAS_IT, dying_at

MAPPINGS = {
    "people": """
[recognise]
columns = ["person", "firm", "since", "until"]
[record]
identity = ["person", "firm"]
[party.firm]
kind = "organization"
keys = { made_client = "firm" }
name = "firm"
[party.contact]
kind = "person"
keys = { email = "person" }
[[tie]]
from = "contact"
to = "firm"
kind = "works_at"
since = "since"
until = "until"
""",
    "papers": """
[recognise]
columns = ["number", "client", "day", "amount"]
[record]
identity = ["number"]
[party.client]
kind = "organization"
keys = { made_client = "client" }
name = "client"
[[activity]]
kind = "invoice.issued"
at = "day"
amount = "amount"
subject = "number"
participants = { buyer = "client" }
""",
    "cards": """
[recognise]
columns = ["card", "email", "client", "city", "title"]
[record]
identity = ["card"]
[party.contact]
kind = "person"
keys = { email = "email", made_client = "client" }
name = "client"
traits = { city = "city", title = "title" }
""",
    "mails": """
[recognise]
columns = ["mail", "from", "to", "day"]
[record]
identity = ["mail", "from", "to"]
[party.sender]
kind = "person"
keys = { email = "from" }
[party.recipient]
kind = "person"
keys = { email = "to" }
[[activity]]
kind = "email.sent"
at = "day"
one_per = ["mail"]
participants = { sender = "sender", recipient = "recipient" }
""",
}
PROJECT = """[case.project]
kind = "project"
key = "project"
account = "client"
name = "project"
"""
MAPPINGS["bills"] = (
    MAPPINGS["papers"]
    .replace('"amount"]', '"amount", "project"]')
    .replace("[[activity]]", f"{PROJECT}[[activity]]")
    .replace('subject = "number"', 'case = "project"')
)


@pytest.fixture(autouse=True)
def in_parts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """However small a book is, only what a change touches is built anew."""
    monkeypatch.setattr(renewal, "LARGE", 0)
    for name, mapping in MAPPINGS.items():
        head = f'format = 1\nsource = "made"\nstream = "{name}"\ntitle = "Made {name}"\n'
        (tmp_path / f"{name}.toml").write_text(head + mapping)


@pytest.fixture
def business(tmp_path: Path) -> Iterator[Business]:
    with Business(Workspace(tmp_path, Settings())) as business:
        yield business


def load(business: Business, kind: str, *lines: str, where: Path | None = None) -> None:
    """Load a few lines, the first of which names the columns."""
    folder = where or business.workspace.folder
    file = folder / f"{kind}-{len(list(folder.iterdir()))}.csv"
    file.write_text("\n".join(lines) + "\n")
    business.load([file], mapping=folder / f"{kind}.toml")


def moved(business: Business) -> None:
    """Mo changes jobs from Alpha to Beta."""
    load(business, "people", "person,firm,since,until", "mo@gmail.com,Alpha,2023-01-01,2023-12-31",
         "mo@gmail.com,Beta,2024-01-01,")  # fmt: skip
    load(business, "papers", "number,client,day,amount", "A1,Alpha,2024-01-01,100", "B1,Beta,2024-01-05,100")


def correct(business: Business, name: str) -> None:
    """Have Alpha called otherwise."""
    said = correction_value("name", name, "organization", None)
    business.ledger.decide(CORRECTION, ["made_client:alpha"], value=said)


def owned(*, group_owns_hold: bool) -> Claims:
    """Somebody goes from Alpha, which Hold owns, to Beta, which Group owns."""
    c = Claims()
    for key, name in (("x:a", "Alpha"), ("x:b", "Beta"), ("x:h", "Hold"), ("x:g", "Group")):
        c.trait(key, "name", name)
    c.tie("x:h", "parent_of", "x:a")
    c.tie("x:g", "parent_of", "x:b")
    c.did("order.placed", "2024-01-01", amount=5, buyer="x:a")
    c.did("order.placed", "2024-01-01", amount=5, buyer="x:b")
    c.tie("email:p@gmail.com", "works_at", "x:a", since="2023-01-01", until="2023-12-31")
    c.tie("email:p@gmail.com", "works_at", "x:b", since="2024-01-01")
    if group_owns_hold:
        c.tie("x:g", "parent_of", "x:h")
    return c


@pytest.mark.parametrize("first", [pytest.param(False, marks=pytest.mark.slow), True])
def test_the_owner_of_an_owner_makes_or_undoes_a_change_of_jobs(
    duckdb_engine: Engine, tmp_path: Path, first: bool
) -> None:
    old = owned(group_owns_hold=first).book(duckdb_engine, tmp_path / "old", SETTINGS)
    new = owned(group_owns_hold=not first)
    whole = new.book(duckdb_engine, tmp_path / "whole", SETTINGS)
    since = as_changed(duckdb_engine, old, ["x:g", "x:h"])
    same_book(whole, new.book(duckdb_engine, tmp_path / "parts", SETTINGS, since=since))
    jobs = [r for r in counting(whole, "activities") if r["kind"] == "person.job_changed"]
    assert len(jobs) == (1 if first else 0)


def between(*, taken_for_a_person: bool) -> Claims:
    """Somebody at several firms one after the other, one of which may be none."""
    c, person = Claims(), "email:p@gmail.com"
    for key, name in (("x:y", "Yonder"), ("x:a", "Alpha North"), ("x:x", "Alpha"), ("x:b", "Beta")):
        c.trait(key, "name", name)
    c.tie(person, "works_at", "x:y", since="2019-01-01")
    c.tie(person, "works_at", "x:a", since="2020-01-01", until="2021-12-31")
    c.tie(person, "works_at", "x:x", since="2022-01-01", until="2024-12-31")
    c.tie(person, "works_at", "x:x", since="2024-06-01", until="2024-12-31")
    c.tie(person, "works_at", "x:b", since="2023-01-01", until="2024-01-01")
    if taken_for_a_person:
        c.trait("x:x", "city", "Ulm", kind="person")
    return c


@pytest.mark.slow
def test_a_firm_that_turns_out_to_be_none_changes_from_where_somebody_came(
    duckdb_engine: Engine, tmp_path: Path
) -> None:
    old = between(taken_for_a_person=False).book(duckdb_engine, tmp_path / "old", SETTINGS)
    new = between(taken_for_a_person=True)
    whole = new.book(duckdb_engine, tmp_path / "whole", SETTINGS)
    since = as_changed(duckdb_engine, old, ["x:x"])
    same_book(whole, new.book(duckdb_engine, tmp_path / "parts", SETTINGS, since=since))


@pytest.mark.slow
@pytest.mark.parametrize("name", ["Zeta", "Beta North"])
def test_a_firm_called_otherwise_by_hand_is_so_in_changes_of_jobs(business: Business, name: str) -> None:
    moved(business)
    correct(business, name)
    told = [r["subject"] for r in counting(in_parts_as_whole(business), "activities") if r["subject"]]
    assert ("from Zeta to Beta" in told) == (name == "Zeta")


@pytest.mark.slow
def test_another_row_of_a_mail_that_dates_it_dates_the_change_of_jobs_it_shows(business: Business) -> None:
    load(business, "mails", "mail,from,to,day", "m1,mo@alpha.example,kim@us.example,2024-01-01",
         "m2,mo@beta.example,kim@us.example,2024-06-01", "m2,,zoe@us.example,2024-06-01")  # fmt: skip
    business.ledger.decide("same", ["email:mo@alpha.example"], ["email:mo@beta.example"])
    business.refresh()
    load(business, "mails", "mail,from,to,day", "m2,,zoe@us.example,2024-05-20")
    in_parts_as_whole(business)


@pytest.mark.slow
def test_rules_of_purchases_for_a_name_go_by_the_name_given_by_hand(tmp_path: Path) -> None:
    rules = Settings(purchases={"customers": {"Zeta": {"steady": False}}})
    with Business(Workspace(tmp_path, rules)) as business:
        lines = [f"A{n:02},Alpha,2024-{n:02}-01,100" for n in range(1, 9)]
        load(business, "papers", "number,client,day,amount", *lines)
        correct(business, "Zeta")
        assert {r["rule"] for r in counting(in_parts_as_whole(business), "purchases")} != {"steady"}


@pytest.mark.slow
def test_a_file_that_comes_while_a_book_is_built_is_counted_once(
    business: Business, monkeypatch: pytest.MonkeyPatch
) -> None:
    counted, late = renewal.freshness, business.workspace.folder / "late.csv"
    late.write_text("number,client,day,amount\nA9,Alpha,2024-03-01,100\n")

    def meanwhile(*given: object) -> object:
        monkeypatch.setattr(renewal, "freshness", counted)
        with Business(business.workspace) as other:
            load_files(other.ledger, [late], mapping=late.with_name("papers.toml"), now=utc_now())
        return counted(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(renewal, "freshness", meanwhile)
    load(business, "papers", "number,client,day,amount", "A2,Alpha,2024-02-01,100")
    [stream] = counting(in_parts_as_whole(business), "freshness")
    assert stream["records"] == 2


@pytest.mark.slow
def test_an_import_whose_number_another_machine_took_is_in_no_book(tmp_path: Path) -> None:
    shared = Settings(storage=(tmp_path / "store").as_uri())

    def at(machine: str) -> Business:
        (tmp_path / machine).mkdir(exist_ok=True)
        return Business(Workspace(tmp_path / machine, shared))

    def paper(machine: str, number: str) -> None:
        with at(machine) as business:
            load(business, "papers", "number,client,day,amount", f"{number},{number},2024-01-01,100",
                 where=tmp_path)  # fmt: skip

    paper("one", "A1")
    with dying_at(BEFORE_THE_STORE_HAS_IT):
        paper("one", "A2")
    with at("one") as business:
        assert business.book.rows("activities") == 2
    for number in ("A3", "A4"):
        paper("two", number)
        for machine in ("two", "one"):
            with at(machine) as business:
                told = {row["subject"] for row in counting(business.book, "activities")}
                assert told == ({"A1", "A3"} if number == "A3" else {"A1", "A3", "A4"})


@pytest.mark.slow
@pytest.mark.parametrize(
    "line",
    [
        "C9,ana@x.example,Ana,Porto,",  # as before: one record more
        "C9,ana@x.example,Ana,Graz,",  # said by more records than what was shown
        "C9,ana@x.example,Ana,Graz,Buyer",  # a title is dated by the file
        "C9,ana@x.example,Bo,,",  # two become one
        "C9,cy@x.example,Cy,Graz,",  # somebody new
        "C1,ana@x.example,Ana,Graz,",  # a line changes
    ],
)
def test_what_new_lines_state_of_somebody_is_added_to_what_was_known(business: Business, line: str) -> None:
    head = "card,email,client,city,title"
    load(business, "cards", head, "C1,ana@x.example,Ana,Porto,", "C2,ana@x.example,Ana,Graz,",
         "C3,bo@x.example,Bo,Linz,Clerk", "C4,ana@x.example,Ana,Porto,")  # fmt: skip
    business.refresh()
    load(business, "cards", head, line)
    in_parts_as_whole(business)
    load(business, "cards", head, "C8,ana@x.example,Ana,Graz,", "C7,bo@x.example,Bo,Graz,Chief")
    in_parts_as_whole(business)


@pytest.mark.parametrize("line", ["A2,Alpha,2024-01-05,100", "B1,Beta,2024-01-05,100"])
def test_what_one_of_two_files_loaded_together_says_goes_with_it(business: Business, line: str) -> None:
    folder, head = business.workspace.folder, "number,client,day,amount"
    (folder / "a.csv").write_text(f"{head}\nA1,Alpha,2024-01-01,100\n")
    (folder / "b.csv").write_text(f"{head}\n{line}\n")
    business.load([folder / "a.csv", folder / "b.csv"], mapping=folder / "papers.toml")
    business.refresh()
    business.undo(next(one for one in business.imports() if one.file == "b.csv").import_id)
    in_parts_as_whole(business)


def test_what_was_read_anew_of_a_file_goes_with_it(business: Business) -> None:
    head = "number,client,day,amount"
    load(business, "papers", head, "A1,Alpha,2024-01-01,100")
    file = business.workspace.folder / "papers.toml"
    file.write_text(file.read_text().replace("made_client", "made_firm"))
    load(business, "papers", head, "B1,Beta,2024-01-01,100")
    business.refresh()
    business.undo(business.imports()[-1].import_id)
    in_parts_as_whole(business)


@pytest.mark.slow
@pytest.mark.parametrize("again", ["Alpha", "Beta"])
def test_two_customers_with_one_project_each_buy_their_part_of_it(business: Business, again: str) -> None:
    head = "number,client,day,amount,project"
    load(business, "bills", head, "A1,Alpha,2024-01-01,100,X", "B1,Beta,2024-02-01,200,X")
    business.refresh()
    load(business, "bills", head, f"C1,{again},2024-06-01,70,")
    in_parts_as_whole(business)
