"""`closeknit load` takes addresses of feeds as it takes files."""

from __future__ import annotations

from pathlib import Path

import pytest

from closeknit.business import Business
from closeknit.workspace import create_workspace, open_workspace
from tests.cli.conftest import Typed
from tests.sources.addresses.hosts import host


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return create_workspace(tmp_path / "firm").folder


def test_an_address_that_may_not_be_asked_is_told_and_costs_only_itself(folder: Path, typed: Typed) -> None:
    done = typed(folder, "load", "http://127.0.0.1/feed.xml", "ftp://n.example/feed")
    assert done.returncode == 2
    assert "127.0.0.1 is this machine or one of its own network" in done.stdout
    assert "only http and https are fetched" in done.stdout


def test_feeds_that_no_settings_list_and_nothing_at_all_are_asked_back(folder: Path, typed: Typed) -> None:
    assert "lists no feed" in typed(folder, "load", "--feeds").stderr
    assert "nothing to load was named" in typed(folder, "load").stderr


@pytest.mark.slow
def test_listed_feeds_are_fetched_kept_and_loaded_once(folder: Path, typed: Typed) -> None:
    with host() as there:
        settings = folder / "closeknit.toml"
        listed = f'\n[feeds]\nprivate = true\naddresses = ["{there.address}/feed.xml"]\n'
        settings.write_text(settings.read_text() + listed)
        assert "1 line read: 1 new" in typed(folder, "load", "--feeds").stdout
        assert "1 loaded before" in typed(folder, "load", "--feeds").stdout
    with Business(open_workspace(folder)) as business:
        (row,) = business.imports()
    assert Path(row.path or "").parent == folder / "data" / "fetched"
