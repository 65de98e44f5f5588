"""What a list of imports looks like in the terminal."""

from __future__ import annotations

from dataclasses import replace

from rich.console import Console

from closeknit.ledger.history import ImportState
from closeknit.reports.loads import imports_view
from tests.ledger.rows import import_row


def test_a_list_of_imports_says_where_to_see_what_is_set_aside_now() -> None:
    columns = {"file": "a.csv", "path": None, "size": 1, "sha256": None, "choices": None}
    whole = ImportState(**import_row("i-0001", 1), **columns)  # type: ignore[arg-type]
    assert "problems" not in printed(whole)
    assert "what is set aside now: closeknit problems" in printed(whole, replace(whole, set_aside=2))


def printed(*states: ImportState) -> str:
    console = Console(width=120)
    with console.capture() as capture:
        console.print(imports_view(states))
    return capture.get()
