"""The reference page says what the code says, and its examples come out as it shows."""

from __future__ import annotations

import csv
import io
import tomllib
from pathlib import Path

import pytest

from closeknit.sources.mappings.examples import EXAMPLES, Example
from closeknit.sources.mappings.language import READERS, Place, keys_of
from closeknit.sources.mappings.reference import SECTIONS, TAKES, reference
from closeknit.sources.mappings.values import Test, Value
from closeknit.sources.translation.row_problems import CODES
from tests.sources.mapped import Rows, mapping

PAGE = Path(__file__).parents[3] / "docs" / "reference" / "mappings.md"
TABLES = [table for _, table in SECTIONS] + [Value, Test]


def test_the_page_in_the_docs_is_the_one_the_code_makes() -> None:
    def lines(text: str) -> list[str]:
        return [line.rstrip() for line in text.splitlines() if line.strip() and not line.startswith("<!--")]

    assert lines(PAGE.read_text(encoding="utf-8")) == lines(reference()), "run: python docs/make_reference.py"


def test_every_key_every_problem_and_every_kind_of_taking_is_on_the_page() -> None:
    page = reference()
    for table in TABLES:
        assert all(f"| `{name}` |" in page for name in keys_of(table))
    assert all(f"`{code}`" in page for code in CODES)
    assert set(TAKES) == set(READERS)


@pytest.mark.parametrize("table", TABLES, ids=lambda t: t.__name__)
def test_examples_beside_keys_are_readable(table: type) -> None:
    for name, field in keys_of(table).items():
        if field.metadata["example"]:
            given = tomllib.loads(field.metadata["example"])
            given = given.get(name, given)
            READERS[field.metadata["takes"]](given, Place("example"))


@pytest.mark.parametrize("one", EXAMPLES, ids=lambda one: one.title)
def test_an_example_comes_out_as_the_page_shows(one: Example) -> None:
    header, *rows = csv.reader(io.StringIO(one.rows))
    made = Rows()
    made.add(mapping(one.mapping), header, rows)
    assert tuple(told(made)) == one.says


def told(rows: Rows) -> list[str]:
    """What was said, in the way the page writes it; who and what is known only where nothing happens."""
    said = sorted(_activities(rows)) + sorted(_lines(rows)) + sorted(_cases(rows))
    said += sorted(
        f"problem {code} {field}: {value}"
        for code, field, value in rows.table("problems", "code, field, value")
    )
    return said or sorted(_known(rows))


def _activities(rows: Rows) -> set[str]:
    who = {id: (role, key) for id, role, key in rows.table("participants", "activity_id, role, key")}
    columns = "activity_id, occurred_at, kind, amount, currency"
    lines = set()
    for id, at, kind, amount, currency in rows.table("activities", columns):
        clock = f" {at:%H:%M}" if at.hour else ""
        money = f" {amount:.2f}" if amount is not None else ""
        role, key = who[id]
        lines.add(f"{at:%Y-%m-%d}{clock} {kind}{money}{f' {currency}' if currency else ''}, {role} {key}")
    return lines


def _lines(rows: Rows) -> list[str]:
    found = rows.table("lines", "description, quantity, amount")
    return [f"line {text} {quantity:.0f} × {amount:.2f}" for text, quantity, amount in found]


def _cases(rows: Rows) -> list[str]:
    return [f"case {key} {status}" for key, status in rows.table("cases", "case_key, status")]


def _known(rows: Rows) -> list[str]:
    said = [f"same {a}, {b}" for a, b in rows.table("same", "key_a, key_b")]
    said += [f"tie {a} {kind} {b}" for a, kind, b in rows.table("ties", "from_key, kind, to_key")]
    return said + [f"trait {k} {n} = {v}" for k, n, v in rows.table("traits", "key, name, value")]
