"""A business folder: made once, found from below, its data for its owner only."""

import re
import stat
from pathlib import Path

import pytest

import closeknit as ck
from closeknit import workspace
from closeknit.errors import WorkspaceError
from closeknit.ledger.finding import OURS
from closeknit.settings import Settings
from closeknit.settings_file import read_settings
from closeknit.workspace import Workspace, create_workspace, find_workspace, first_settings, open_workspace


def mode(folder):
    return stat.S_IMODE(folder.stat().st_mode)


def test_a_new_folder_has_settings_that_can_be_read_and_private_data(tmp_path):
    made = create_workspace(tmp_path / 'Ana "&" Bo')
    assert made.settings.name == 'Ana "&" Bo'
    assert mode(made.data) == 0o700


def test_first_settings_say_the_defaults(tmp_path):
    file = tmp_path / "closeknit.toml"
    file.write_text(first_settings(Settings().name), encoding="utf-8")
    assert read_settings(file) == Settings()


def test_data_made_later_is_private_too(tmp_path):
    (tmp_path / "closeknit.toml").write_text('storage = "kept/here"', encoding="utf-8")
    business = ck.open(tmp_path)
    assert business.imports() == []
    assert mode(tmp_path / "kept" / "here") == 0o700


def test_a_folder_is_made_only_once(tmp_path):
    create_workspace(tmp_path)
    with pytest.raises(WorkspaceError, match="is a business folder already"):
        create_workspace(tmp_path)


def test_the_folder_is_found_from_any_folder_below(tmp_path):
    create_workspace(tmp_path / "shop")
    below = tmp_path / "shop" / "a" / "b"
    below.mkdir(parents=True)
    assert find_workspace(below).folder == (tmp_path / "shop").resolve()


def test_every_folder_of_the_data_is_told_in_the_docs_of_the_workspace(tmp_path):
    kept = create_workspace(tmp_path)
    paths = [getattr(kept, name) for name, own in vars(Workspace).items() if isinstance(own, property)]
    below = {
        p.relative_to(kept.data).parts[0] for p in paths if isinstance(p, Path) and kept.data in p.parents
    }
    assert {"ledger", "maps"} <= below
    told = set(re.findall(r"^        (\w+)/ ", workspace.__doc__, re.MULTILINE))
    assert told == below | set(OURS)


def test_what_is_no_business_folder_is_refused_with_the_way_to_make_one(tmp_path):
    with pytest.raises(WorkspaceError) as raised:
        open_workspace(tmp_path)
    assert raised.value.remedy == f"To make it one: closeknit init {tmp_path}"
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(WorkspaceError, match="is a file, not a folder"):
        create_workspace(tmp_path / "file")
