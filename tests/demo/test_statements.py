"""What is put together from a statement with gaps is what compiling the expression itself gives."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from closeknit.business import Business
from closeknit.engines import statements
from closeknit.lenses.seam import lenses
from closeknit.workspace import open_workspace


def in_order(sql: str) -> str:
    """A statement with columns that it leaves out by their names: they come as from a set."""
    return re.sub(
        r"EXCLUDE \(([^)]*)\)", lambda left: f"EXCLUDE ({', '.join(sorted(left[1].split(', ')))})", sql
    )


@pytest.mark.slow
def test_every_statement_of_a_business_that_is_kept_with_gaps_is_the_one_it_was_made_from(
    loaded_sample: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "business"
    shutil.copytree(loaded_sample, folder)
    for made in (folder / "data" / "book", folder / "data" / "answers"):
        shutil.rmtree(made, ignore_errors=True)
    monkeypatch.setenv("CLOSEKNIT_CACHE", str(tmp_path / "cache"))
    statements._statement.cache_clear()
    gapped, compared = statements._gapped, []

    def held_against(node: statements.ops.Relation, given: tuple[str | int, ...]) -> str | None:
        sql = gapped(node, given)
        if sql is not None and given:
            assert in_order(statements.filled(sql, given)) == in_order(statements._compile(node))
            compared.append(sql)
        return sql

    monkeypatch.setattr(statements, "_gapped", held_against)
    with Business(open_workspace(folder)) as business:
        for question in sorted(lenses()):
            business.ask(question)
    assert len(compared) > 100
