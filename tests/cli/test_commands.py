"""Every command does what its help says, on the sample business."""

import csv
import io
import json
import os
from importlib.metadata import version

import pyarrow.parquet as pq
import pytest

from closeknit.book.schema import BOOK
from closeknit.business import Business
from closeknit.reports.csvform import unguarded
from closeknit.reports.jsonform import plain
from closeknit.workspace import open_workspace

pytestmark = pytest.mark.slow


def test_today_cut_to_minutes_says_what_it_left_out(sample, typed):
    printed = typed(sample, "today", "--minutes", "30").stdout
    assert "Left out" in printed
    assert "to turn to" in printed


def test_an_answer_as_json_names_its_form_and_finds_the_late_customer(sample, typed):
    form = json.loads(typed(sample, "ask", "clients", "--json").stdout)
    late = next(f for f in form["findings"] if f["kind"] == "late")
    assert form["version"] == 1
    assert late["subjects"][0]["name"].startswith("Okafor Foods")


def test_a_table_as_csv_has_as_many_rows_as_in_json(sample, typed):
    form = json.loads(typed(sample, "ask", "profit", "--json").stdout)
    table = form["tables"][0]
    rows = list(
        csv.DictReader(io.StringIO(typed(sample, "ask", "profit", "--csv", "--table", table["name"]).stdout))
    )
    assert len(rows) == len(table["rows"])


@pytest.mark.slow
def test_every_finding_of_every_question_opens_its_evidence(sample, typed):
    for question in ("clients", "hygiene", "profit", "service"):
        for finding in json.loads(typed(sample, "ask", question, "--json").stdout)["findings"]:
            done = typed(sample, "why", finding["id"], "--rows", "2")
            assert done.returncode == 0, (finding["id"], done.stderr)


def test_evidence_names_file_and_line_as_they_are(sample, typed):
    form = json.loads(typed(sample, "ask", "clients", "--json").stdout)
    late = next(f["id"] for f in form["findings"] if f["kind"] == "late")
    facts = json.loads(typed(sample, "why", late, "--json", "--rows", "5").stdout)["facts"]
    placed = [f for f in facts if f["line"]]
    assert placed
    for fact in placed:
        file = sample / "exports" / fact["file"]
        if file.suffix == ".csv":
            lines = file.read_bytes().decode("utf-8-sig", errors="replace").splitlines()
            assert any(value in lines[fact["line"] - 1] for value in fact["cells"].values())


def test_show_finds_a_customer_by_its_domain_and_asks_back_when_several_fit(sample, typed):
    assert "Okafor Foods" in typed(sample, "show", "okafor-foods.example").stdout
    assert "Type what stands in brackets" in typed(sample, "show", "meridian").stderr
    nobody = typed(sample, "show", "Okafr Foods")
    assert nobody.returncode == 2
    assert 'did you mean "Okafor Foods' in nobody.stderr


@pytest.mark.slow
@pytest.mark.parametrize(
    "what", ["cards", "parties", "purchases", "activities", "cases", "keys", "freshness"]
)
def test_tables_written_in_three_forms_say_the_same(sample, typed, tmp_path, what):
    files = [tmp_path / f"{what}.{ending}" for ending in ("parquet", "jsonl", "csv")]
    for file in files:
        done = typed(sample, "export", what, "--to", str(file))
        assert done.returncode == 0, done.stderr
    rows = [{name: plain(v) for name, v in row.items()} for row in pq.read_table(files[0]).to_pylist()]
    assert rows
    if what in BOOK:
        with Business(open_workspace(sample)) as business:
            assert len(rows) == business.engine.collect(business.tables()[what]).num_rows
    assert [json.loads(line) for line in files[1].read_text("utf-8").splitlines()] == rows
    with files[2].open(encoding="utf-8-sig", newline="") as lines:
        cells = [{name: unguarded(cell) for name, cell in row.items()} for row in csv.DictReader(lines)]
    assert cells == [{name: "" if v is None else str(v) for name, v in row.items()} for row in rows]


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("ask", "client"), 'did you mean "clients"?'),
        (("ask", "clients", "--horizn", "3"), 'did you mean "horizon'),
        (("ask", "clients", "--as-of", "yesterday"), "Write it as year-month-day"),
        (("ask", "clients", "--as-of", "2100-01-01"), "1 Jan 2100 is yet to come"),
        (("find", "customers as of 2100-01-01"), "Ask as of today or an earlier day"),
        (("ask", "profit", "--csv", "--table", "clint"), "it has:"),
        (("why", "clients-late-000000"), "there is no finding"),
        (("show", "Zzyzx"), "closeknit find customers lists them"),
        (("undo", "i-9999"), "i-9999"),
        (("undo", "d-9999"), "d-9999"),
        (("export", "card"), 'did you mean "cards"?'),
        (("problems", "--code", "date.imposible"), 'did you mean "date.impossible"?'),
        (("export", "cards", "--to", "x.doc"), ".csv"),
        (("load", "no-such-folder"), "no-such-folder"),
        (("today", "--minutes", "0"), "1"),
        (("tody",), "tody"),
        (("init", "."), "is a business folder already"),
    ],
    ids=lambda v: " ".join(v) if isinstance(v, tuple) else "",
)
def test_a_persons_mistake_ends_with_2_and_one_helpful_sentence(sample, typed, words, says):
    done = typed(sample, *words)
    assert done.returncode == 2, done.stdout + done.stderr
    assert says in done.stderr + done.stdout
    assert "Traceback" not in done.stderr + done.stdout


def test_without_a_word_the_commands_are_listed_and_the_version_is_told(tmp_path, typed):
    listed, told = typed(tmp_path), typed(tmp_path, "--version")
    assert (listed.returncode, told.returncode) == (0, 0)
    assert listed.stdout.startswith("Usage: closeknit")
    assert told.stdout == f"closeknit {version('closeknit')}\n"


def test_a_word_that_is_missing_leads_to_the_help_of_its_command(tmp_path, typed):
    done = typed(tmp_path, "keys", "add")
    assert done.returncode == 2
    assert "closeknit keys add --help tells how." in done.stderr


def test_outside_a_business_folder_commands_say_how_to_make_one(tmp_path, typed):
    done = typed(tmp_path, "today")
    assert done.returncode == 2
    assert "closeknit init" in done.stderr


@pytest.mark.parametrize("words", [("today",), ("ask", "clients"), ("show", "Ana"), ("export", "cards")])
def test_before_anything_is_loaded_a_question_says_what_to_load(tmp_path, typed, words):
    typed(tmp_path, "init", "firm")
    asked = typed(tmp_path / "firm", *words)
    assert asked.returncode == 2
    assert "nothing is loaded" in asked.stderr
    assert "closeknit load ~/exports" in asked.stderr


@pytest.mark.parametrize(("number", "says"), [(13, "Check that you may"), (28, "Free some room")])
def test_what_the_system_refuses_is_said_in_words(sample, typed, monkeypatch, number, says):
    def refuse(*arguments, **options):
        raise OSError(number, os.strerror(number), "veldhaven/data/x.parquet")

    monkeypatch.setattr("closeknit.business.Business.imports", refuse)
    done = typed(sample, "imports")
    assert done.returncode == 2
    assert done.stderr.startswith(f"closeknit: veldhaven/data/x.parquet: {os.strerror(number)}")
    assert says in done.stderr
