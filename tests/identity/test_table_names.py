"""All that is found out of who is who stands in tables of one database: no name may mean two of them."""

from __future__ import annotations

import re
from collections import defaultdict
from pathlib import Path

import pytest

import closeknit.identity
from closeknit.identity import linkage
from closeknit.identity.evidence import NEEDED
from closeknit.identity.linkage import link
from tests.identity.small_lists import SMALL, opened

MADE = re.compile(
    r'CREATE (?:OR REPLACE )?(?:TEMP )?TABLE (\w+)|\.register\(\s*"(\w+)"'
    r'|(?:ask_of_texts|_register|_former)\(\s*(?:con|evidence|evidence\.con), "(\w+)"'
)
"""How a module makes a table."""


def test_every_table_is_made_by_one_module() -> None:
    makers = defaultdict(set, {schema.name: {"claims"} for schema, _ in NEEDED})
    for module in Path(closeknit.identity.__file__).parent.glob("*.py"):
        for names in MADE.findall(module.read_text("utf-8")):
            makers[max(names)].add(module.stem)
    assert {"seen", "crowded", "parties", "decided", "facts", "entries_before"} - set(makers) == set()
    assert {name: by for name, by in makers.items() if len(by) > 1} == {}


def test_what_linking_makes_for_itself_nobody_else_sees(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(linkage, "FEW", 0)
    with opened({"crm:1": ("19800101", "porto"), "crm:2": ("19800101", "gent")}) as con:
        link(con, SMALL, "entries")
        assert con.execute("SELECT table_name FROM duckdb_tables()").fetchall() == [("entries",)]
        assert con.execute("SELECT view_name FROM duckdb_views() WHERE NOT internal").fetchall() == []
