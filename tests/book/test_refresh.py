"""Bringing a large book up to date in parts gives the same as building it anew."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from closeknit.book import refresh as refreshing
from closeknit.book.versions import current
from closeknit.business import Business
from closeknit.demo import make
from closeknit.engines import Engine
from closeknit.progress import Quiet
from closeknit.workspace import open_workspace
from tests.book.test_changes import same_book


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A small sample business, not loaded yet."""
    make(tmp_path, end=date(2026, 6, 30), size=0.02)
    return tmp_path


@pytest.mark.slow
def test_loading_in_pieces_and_undoing_equals_building_anew(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    parts: list[bool] = []
    reach = refreshing.keys_touched

    def watched(*given: object) -> list[str]:
        parts.append(True)
        return reach(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(refreshing, "LARGE", 0)
    monkeypatch.setattr(refreshing, "keys_touched", watched)
    files = sorted((folder / "exports").iterdir())
    with Business(open_workspace(folder)) as business:
        business.load(files[:4])
        business.load(files[4:])
        business.undo(next(i.import_id for i in business.imports() if "harvest" in i.stream_id))
        stepwise = business.book
        assert parts
        (business.workspace.book / "current").unlink()
        whole = business.refresh()
        same_book(whole, stepwise)


@pytest.mark.slow
@pytest.mark.spark
def test_the_sample_business_is_the_same_on_spark(folder: Path, spark_engine: Engine, tmp_path: Path) -> None:
    with Business(open_workspace(folder)) as business:
        business.load([folder / "exports"])
        on_spark = refreshing.refresh(business.ledger, spark_engine, tmp_path / "spark", progress=Quiet())
        same_book(business.book, on_spark)


@pytest.mark.slow
def test_nothing_is_built_when_nothing_changed(folder: Path) -> None:
    with Business(open_workspace(folder)) as business:
        business.load([folder / "exports" / "payments.csv"])
        before = business.book.folder
        assert business.refresh().folder == before
        assert current(business.workspace.book) is not None
