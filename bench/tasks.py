"""The pieces of work that `run.py` measures, each started in a process of its own."""

from __future__ import annotations

import json
import random
import sys
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from closeknit.business import Business

MAPPING = """
format = 1
source = "bench"
stream = "invoices"
title = "Invoices of the benchmark"

[recognise]
columns = ["invoice", "client", "issued", "amount", "currency", "item", "note"]

[record]
identity = ["invoice"]

[party.client]
kind = "organization"
keys = { bench_client = "client" }
name = "client"

[[activity]]
kind = "invoice.issued"
at = "issued"
amount = "amount"
currency = "currency"
subject = "note"
participants = { buyer = "client" }
lines = { product = "item", amount = "amount" }
"""


def make(folder: str, lines: str, clients: str) -> None:
    """A CSV of invoices, about 94 bytes a line, and its mapping."""
    where, count = Path(folder), int(lines)
    where.mkdir(parents=True, exist_ok=True)
    (where / "bench.toml").write_text(MAPPING)
    rng = random.Random(11)
    names = [f"Client {n} Trading Ltd" for n in range(int(clients))]
    days = [(date(2019, 1, 1) + timedelta(days=n)).isoformat() for n in range(2500)]
    with (where / "invoices.csv").open("w") as out:
        out.write("invoice,client,issued,amount,currency,item,note\n")
        for n in range(count):
            who, amount = names[int(len(names) * rng.random() ** 2)], rng.randrange(500, 900_000)
            out.write(
                f"INV-{n:09d},{who},{days[rng.randrange(2500)]},{amount / 100:.2f},EUR,"
                f"item-{n % 400},order {n} as agreed\n"
            )


def scan(folder: str) -> None:
    """What DuckDB alone takes to turn the CSV into Parquet."""
    import duckdb

    con = duckdb.connect()
    con.execute(
        f"COPY (SELECT * FROM read_csv('{folder}/invoices.csv')) TO '{folder}/scan.parquet' (FORMAT parquet)"
    )


def pandas_read(folder: str) -> None:
    """What pandas takes for the same."""
    import pandas as pd

    pd.read_csv(f"{folder}/invoices.csv").to_parquet(f"{folder}/pandas.parquet")


def with_one_more(folder: str) -> None:
    """The same CSV with one line more at its top, as `more/invoices.csv`."""
    import shutil

    more = Path(folder) / "more"
    more.mkdir()
    with (Path(folder) / "invoices.csv").open("rb") as given, (more / "invoices.csv").open("wb") as out:
        out.write(given.readline())
        out.write(b"INV-NEW,Client 1 Trading Ltd,2025-10-01,12.50,EUR,item-1,one more\n")
        shutil.copyfileobj(given, out, 1 << 20)


def sqlite_insert(folder: str, lines: str) -> None:
    """What `sqlite-utils insert` takes for so many lines."""
    from itertools import islice

    from sqlite_utils.cli import cli

    part = Path(folder) / "part.csv"
    with (Path(folder) / "invoices.csv").open() as given, part.open("w") as out:
        out.writelines(islice(given, int(lines) + 1))
    words = ["insert", f"{folder}/invoices.db", "invoices", str(part), "--csv", "--silent"]
    cli(words, standalone_mode=False)


def load(folder: str, name: str, file: str = "invoices.csv") -> None:
    """Load the CSV into a business folder of that name, without refreshing the book."""
    from closeknit.ledger.load import load as load_files
    from closeknit.ledger.store import Ledger, utc_now
    from closeknit.settings import Settings

    ledger = Ledger.open(Path(folder) / name / "ledger", Settings())
    report = load_files(ledger, [Path(folder) / file], mapping=Path(folder) / "bench.toml", now=utc_now())
    print(json.dumps({"stored": report.stored, "duplicate": sum(u.duplicate for u in report.understood)}))


def a_hundred_more(folder: str, name: str, times: str) -> None:
    """Load a hundred new lines and bring the book up to them, again and again in one process.

    Gives the seconds on the clock and CPU seconds of each load, of each refresh of the book, and of both.
    """
    import time

    from closeknit.ledger.load import load as load_files
    from closeknit.ledger.store import utc_now

    business = _business(folder, name)
    business.refresh()
    took: dict[str, list[float]] = {}
    for n in range(int(times)):
        more = Path(folder) / f"more-{n}.csv"
        with more.open("w") as out:
            out.write("invoice,client,issued,amount,currency,item,note\n")
            for line in range(100):
                who = f"Client {37 * line} Trading Ltd"
                out.write(f"NEW-{n}-{line},{who},2025-10-{1 + line % 28:02},{line + 1}.50,EUR,item-1,more\n")
        marks = [(time.perf_counter(), time.process_time())]
        load_files(business.ledger, [more], mapping=Path(folder) / "bench.toml", now=utc_now())
        marks.append((time.perf_counter(), time.process_time()))
        business.refresh()
        marks.append((time.perf_counter(), time.process_time()))
        for work, begin, end in (("load", 0, 1), ("book", 1, 2), ("both", 0, 2)):
            for place, clock in enumerate(("wall", "cpu")):
                took.setdefault(f"{work} {clock}", []).append(marks[end][place] - marks[begin][place])
    print(json.dumps(took))


def book(folder: str, name: str) -> None:
    """Build the book of what was loaded."""
    from closeknit.book.refresh import refresh
    from closeknit.engines.duckdb import DuckDBEngine
    from closeknit.ledger.store import Ledger
    from closeknit.progress import Quiet
    from closeknit.settings import Settings

    engine = DuckDBEngine()
    ledger = Ledger.open(Path(folder) / name / "ledger", Settings())
    built = refresh(ledger, engine, Path(folder) / name / "book", progress=Quiet())
    print(json.dumps({"timeline": built.rows("timeline"), "folder": str(built.folder)}))
    engine.close()


def stages(folder: str, name: str) -> None:
    """Build the book of what was loaded; gives the CPU seconds of each stage."""
    from stages import stages as staged

    print(json.dumps(staged(lambda: book(folder, name))))


def load_stages(folder: str, name: str) -> None:
    """Load the CSV as `load` does; gives the CPU seconds of each stage."""
    from stages import load_stages as staged

    print(json.dumps(staged(lambda: load(folder, name))))


def small(folder: str, name: str) -> None:
    """Load the CSV into a new business folder of that name and bring its book up to date."""
    from closeknit.business import Business
    from closeknit.settings import Settings
    from closeknit.workspace import Workspace

    where = Path(folder) / name
    where.mkdir()
    business = Business(Workspace(where, Settings()))
    business.load([Path(folder) / "invoices.csv"], mapping=Path(folder) / "bench.toml")
    print(json.dumps({"activities": business.book.rows("activities")}))


def copy(folder: str) -> None:
    """The raw measure for the book: the finished timeline, shuffled, sorted again."""
    import duckdb

    con = duckdb.connect()
    con.execute(f"CREATE TABLE t AS SELECT * FROM '{folder}/shuffled.parquet' ORDER BY account_id, \"at\"")


def shuffle(book_folder: str, folder: str) -> None:
    """Write the finished timeline in random order."""
    import duckdb

    con = duckdb.connect()
    con.execute(
        f"COPY (SELECT * FROM read_parquet('{book_folder}/timeline/*.parquet') ORDER BY random()) "
        f"TO '{folder}/shuffled.parquet' (FORMAT parquet)"
    )


def _business(folder: str, name: str) -> Business:
    """A business whose ledger and book are in the folder of that name."""
    from closeknit.business import Business
    from closeknit.settings import Settings
    from closeknit.workspace import Workspace

    where = Path(folder) / name
    (where / "data").mkdir(exist_ok=True)
    for part in ("ledger", "book"):
        link = where / "data" / part
        if not link.exists():
            (where / part).mkdir(exist_ok=True)
            link.symlink_to(where / part)
    return Business(Workspace(where, Settings()))


def ask(folder: str, name: str, question: str) -> None:
    """Answer one question as of the last day with data, and once more; gives the CPU seconds of the second
    time. Of an earlier day the purchases would have to be worked out anew."""
    import time

    business = _business(folder, name)
    answer = business.ask(question).answer
    began = time.process_time()
    business.ask(question)
    print(json.dumps({"findings": len(answer.findings), "again": time.process_time() - began}))


def models(customers: str) -> None:
    """Fit BG/NBD and Gamma-Gamma on that many customers; gives the CPU seconds of the fit alone."""
    import time

    from models import fit, made

    given = made(int(customers))
    began = time.process_time()
    fit(given)
    print(json.dumps({"seconds": time.process_time() - began}))


def lifetimes(customers: str) -> None:
    """The same with the lifetimes package, where it is installed."""
    import time

    from lifetimes import BetaGeoFitter, GammaGammaFitter
    from models import made

    given = made(int(customers))
    h, which = given.repeat, given.repeat.which
    began = time.process_time()
    BetaGeoFitter().fit(h.x[which], h.recency[which], h.watched[which])
    GammaGammaFitter().fit(given.spending.x, given.spending.mean)
    print(json.dumps({"seconds": time.process_time() - began}))


def events(folder: str, activities: str) -> None:
    """A made history of that many events as Parquet, and the book of it."""
    from triggers import make as made
    from triggers import make_book

    made(Path(folder), int(activities))
    make_book(Path(folder))


def look(folder: str, what: str) -> None:
    """One look at a made history, with DuckDB in at most 2 GB: scan, near or sums.

    Gives the CPU seconds of the work alone. scan: the largest of each column. near: of each kind, purchases
    within half a year after it. sums: all that the search for triggers counts.
    """
    import resource

    from triggers import COLUMNS, history, near_purchases, question, schema, sums

    from closeknit.engines.duckdb import DuckDBEngine

    engine = DuckDBEngine(memory="2GB")
    tables = {name: engine.read([f"{folder}/{name}.parquet"], schema(name)) for name in COLUMNS}
    rows, began = tables["events"], resource.getrusage(resource.RUSAGE_SELF)
    if what == "scan":
        engine.collect(rows.agg(**{name: rows[name].max() for name in rows.columns}))
    elif what == "near":
        engine.collect(near_purchases(history(tables)))
    else:
        sums(question(engine), history(tables))
    ended = resource.getrusage(resource.RUSAGE_SELF)
    took = ended.ru_utime + ended.ru_stime - began.ru_utime - began.ru_stime
    print(json.dumps({"seconds": took}))
    engine.close()


def built(folder: str, place: str) -> None:
    """Build the book of what was loaded, on DuckDB or on a cluster."""
    from cluster import built as on

    print(json.dumps(on(Path(folder), place)))


def differing(one: str, other: str) -> None:
    """How many rows only one of two books has."""
    from cluster import differing as found

    print(found(Path(one), Path(other)))


def looked(folder: str, place: str, what: str) -> None:
    """One look at a made history, on DuckDB or on a cluster."""
    from cluster import looked as at

    print(json.dumps(at(Path(folder), place, what)))


def whole(folder: str) -> None:
    """The whole answer on triggers, asked of the book of a made history: each stage with its seconds."""
    from dataclasses import asdict

    from triggers import asked_of_the_book

    from closeknit.engines.duckdb import DuckDBEngine

    engine = DuckDBEngine(memory="2GB")
    print(json.dumps([asdict(stage) for stage in asked_of_the_book(engine, Path(folder))]))
    engine.close()


def make_mail(folder: str, messages: str) -> None:
    """A mailbox of that many messages."""
    from mail import make as made

    made(Path(folder) / "Inbox", int(messages))


def mail_by_library(folder: str, keep: str) -> None:
    """What the standard library alone takes to read the mailbox."""
    from mail import read_by_library

    print(json.dumps({"messages": read_by_library(Path(folder) / "Inbox", texts=keep == "texts")}))


def mail_rows(folder: str, keep: str) -> None:
    """Read the mailbox into rows that nobody keeps."""
    from closeknit.sources.mail.messages import message_row
    from closeknit.sources.mail.splitting import pieces

    with (Path(folder) / "Inbox").open("rb") as file:
        print(json.dumps({"messages": sum(message_row(one.data, keep) is not None for one in pieces(file))}))


def load_mail(folder: str, name: str, keep: str) -> None:
    """Load the mailbox into a business folder of that name, without refreshing the book."""
    from closeknit.ledger.load import load as load_files
    from closeknit.ledger.store import Ledger, utc_now
    from closeknit.settings import Settings

    settings = Settings(our_domains=("ours.example",), mail_keep=keep)
    ledger = Ledger.open(Path(folder) / name / "ledger", settings)
    report = load_files(ledger, [Path(folder) / "Inbox"], now=utc_now())
    print(json.dumps({"messages": report.stored}))


def make_small(folder: str, files: str) -> None:
    """A folder of that many small exports."""
    from files import small as made

    made(Path(folder) / "small", int(files))


def make_large(folder: str, lines: str, name: str) -> None:
    """A workbook, or an archive of a CSV, with that many lines."""
    from files import invoices

    invoices(Path(folder) / name, int(lines))


def recognise_small(folder: str) -> None:
    """Tell of every small export what it is; gives the CPU seconds of that alone."""
    import time

    from closeknit.ledger.finding import find

    began = time.process_time()
    found = find([Path(folder) / "small"], ledger=Path(folder) / "ledger")
    took = time.process_time() - began
    print(json.dumps({"seconds": took, "known": len(found.found), "unknown": len(found.not_understood)}))


def load_files(folder: str, name: str, what: str) -> None:
    """Load a file or folder into a business folder of that name, without refreshing the book."""
    from closeknit.ledger.load import load as load_files
    from closeknit.ledger.store import Ledger, utc_now
    from closeknit.settings import Settings

    ledger = Ledger.open(Path(folder) / name / "ledger", Settings(locale="en_GB"))
    report = load_files(ledger, [Path(folder) / what], now=utc_now())
    commits = len(list((ledger.folder / "imports" / "_delta_log").glob("*.json")))
    print(json.dumps({"stored": report.stored, "files": len(report.understood), "commits": commits}))


def make_sentences(folder: str, activities: str) -> None:
    """Book tables of a business with so many activities."""
    from made_book import MadeBook

    MadeBook(Path(folder), int(activities)).write()


def sentence(folder: str, what: str) -> None:
    """A scan of the timeline, the roles of people, or one of the sentences by its number."""
    from sentences import asked

    asked(folder, what)


def make_ties(folder: str, ties: str) -> None:
    """A Parquet file of that many ties between people at random, ten ties to a person."""
    from ways import make as made

    made(Path(folder) / "ties.parquet", int(ties))


def ways_of_pairs(folder: str) -> None:
    """Put all ties in order, then look for the way between pairs at random."""
    from ways import of_pairs

    print(json.dumps(of_pairs(Path(folder) / "ties.parquet")))


def ways_of_one(folder: str) -> None:
    """Scan the ties, then look for the ways from forty colleagues to one person, from the file."""
    from ways import of_one

    print(json.dumps(of_one(Path(folder) / "ties.parquet")))


def make_people(folder: str, count: str) -> None:
    """So many made-up people."""
    from people import make as made

    made(Path(folder), int(count))


def link_people(folder: str, which: str) -> None:
    """Link the made-up people, by Closeknit or by plain Splink."""
    from identity import of_people

    print(json.dumps(of_people(Path(folder), which)))


def link_list(data: str, which: str, name: str) -> None:
    """Link a public list, by Closeknit or by plain Splink."""
    from identity import of_list

    print(json.dumps(of_list(Path(data), which, name)))


def make_visited(folder: str, activities: str, parties: str) -> None:
    """The export of a business whose pages are visited."""
    from visits import make

    make(Path(folder), int(activities), int(parties))


def load_visited(folder: str) -> None:
    """Load it and answer every question."""
    from visits import load

    load(Path(folder))


def warm_pages(folder: str, parties: str) -> None:
    """What each kind of page takes once it was asked for."""
    from visits import firms_of, warm

    print(json.dumps(warm(Path(folder), firms_of(int(parties)))))


def crowded_pages(folder: str, parties: str, people: str, seconds: str) -> None:
    """What pages take while many people browse and files are loaded."""
    from visits import crowd, firms_of

    print(json.dumps(crowd(Path(folder), firms_of(int(parties)), int(people), float(seconds))))


TASKS = {
    f.__name__: f
    for f in (
        *(
            make,
            with_one_more,
            sqlite_insert,
            a_hundred_more,
            scan,
            pandas_read,
            load,
            book,
            stages,
            load_stages,
            small,
            copy,
            shuffle,
            ask,
            models,
            lifetimes,
            events,
            look,
            whole,
        ),
        *(make_mail, mail_by_library, mail_rows, load_mail),
        *(make_ties, ways_of_pairs, ways_of_one),
        *(make_small, make_large, recognise_small, load_files),
        *(make_sentences, sentence),
        *(make_people, link_people, link_list),
        *(built, differing, looked),
        *(make_visited, load_visited, warm_pages, crowded_pages),
    )
}

if __name__ == "__main__":
    TASKS[sys.argv[1]](*sys.argv[2:])
