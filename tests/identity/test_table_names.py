"""All that is found out of who is who stands in tables of one database: no name may mean two of them."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from pathlib import Path

import pytest

import closeknit.identity
from closeknit.identity import linkage, resolve
from closeknit.identity.components import Numbers
from closeknit.identity.evidence import Evidence
from closeknit.identity.linkage import link
from closeknit.identity.parties import Resolution, resolution
from tests.identity.claims_made import Claims, resolved
from tests.identity.small_lists import SMALL, opened

MADE = re.compile(
    r'CREATE (?:OR REPLACE )?(?:TEMP )?TABLE (\w+)|\.register\(\s*"(\w+)"'
    r'|(?:ask_of_texts|_register)\(\s*(?:con|evidence|evidence\.con), "(\w+)"'
)
"""How a module makes a table."""


def test_every_table_is_made_by_one_module() -> None:
    makers = defaultdict(set)
    for module in Path(closeknit.identity.__file__).parent.glob("*.py"):
        for names in MADE.findall(module.read_text("utf-8")):
            makers[max(names)].add(module.stem)
    assert {"seen", "crowded", "parties", "decided", "facts", "states"} - set(makers) == set()
    assert {name: by for name, by in makers.items() if len(by) > 1} == {}


def test_what_linking_makes_for_itself_nobody_else_sees(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(linkage, "FEW", 0)
    with opened({"crm:1": ("19800101", "porto"), "crm:2": ("19800101", "gent")}) as con:
        link(con, SMALL, "entries")
        assert con.execute("SELECT table_name FROM duckdb_tables()").fetchall() == [("entries",)]
        assert con.execute("SELECT view_name FROM duckdb_views() WHERE NOT internal").fetchall() == []


@pytest.mark.slow
def test_no_table_hides_another_while_who_is_who_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[Counter[str]] = []

    def watched(evidence: Evidence, parties: Numbers, before: Resolution | None) -> Resolution:
        found = resolution(evidence, parties, before)
        rows = evidence.con.execute("""
            SELECT table_name FROM duckdb_tables() UNION ALL
            SELECT view_name FROM duckdb_views() WHERE NOT internal""").fetchall()
        made.append(Counter(name for (name,) in rows))
        return found

    monkeypatch.setattr(resolve, "resolution", watched)
    home = {"street": "12 Rua das Flores", "city": "Porto"}
    claims = Claims().person("crm_contact:1", "phone:+351220000001", name="Robert Adeyemi", **home)
    claims.person("shop_customer:1", name="Bob Adeyemi", **home).works_at("crm_contact:1", "crm_company:1")
    claims.party("crm_company:1", name="Halden GmbH", **home).party("books_contact:7", name="Halden", **home)
    resolved(claims)
    assert {"keys", "crowded", "facts", "lifelong", "parties"} <= set(made[0])
    assert [name for name, times in made[0].items() if times > 1] == []
