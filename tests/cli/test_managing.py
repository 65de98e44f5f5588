"""Users, keys and the log by command."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from argon2 import PasswordHasher

from closeknit.cli.app import run
from closeknit.desk import api_keys, secrets
from closeknit.desk.audit import By, noted
from closeknit.desk.opening import open_desk
from closeknit.ledger.store import utc_now
from closeknit.workspace import create_workspace


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A business folder where a team works."""
    monkeypatch.setattr(secrets, "HASHER", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
    text = 'name = "Firm"\n[serve]\nteam = true\nnames = ["crm.firm.example"]\nproxies = ["127.0.0.1"]\n'
    return create_workspace(tmp_path / "firm", settings_text=text)


@pytest.fixture
def told(folder, capsys):
    """Runs a command in the folder; gives its exit code and what it said."""

    def tell(*words):
        code = run([*words, "--in", str(folder.folder)])
        said = capsys.readouterr()
        return code, said.out + said.err

    return tell


def test_people_are_let_in_given_roles_and_shut_out(told):
    assert "users add ana --role admin" in told("users")[1]
    said = told("users", "add", "Root", "--role", "admin")[1]
    assert re.search(r"https://crm\.firm\.example/welcome/\S+", said)
    told("users", "add", "ana")
    assert told("users", "role", "ana", "analyst") == (0, "ana is analyst from now on.\n")
    assert told("users", "disable", "ana")[0] == 0
    assert "shut out" in told("users")[1]
    assert told("users", "enable", "ana")[0] == 0
    assert "/welcome/" in told("users", "link", "ana")[1]
    code, said = told("users", "disable", "root")
    assert (code, "no admin would be left" in said) == (2, True)
    code, said = told("users", "role", "anna", "viewer")
    assert (code, 'did you mean "ana"' in said) == (2, True)
    assert "by the password alone" in told("users", "no-code", "ana")[1]
    listed = told("log", "--most", "4")[1]
    assert "gave a code for a password" in listed
    assert "console" in listed


def test_a_key_is_printed_once_and_ended(told, folder):
    assert "keys add" in told("keys")[1]
    key = told("keys", "add", "nightly-report", "--role", "viewer")[1].strip()
    desk = open_desk(folder.desk)
    assert api_keys.held(desk, key, utc_now())
    assert key not in told("keys")[1]
    assert "nightly-report" in told("keys")[1]
    assert told("keys", "end", "nightly-report")[0] == 0
    assert api_keys.held(desk, key, utc_now()) is None
    desk.close()
    assert told("keys", "end", "nightly-report")[0] == 2


def test_the_log_is_shortened_after_a_look_at_how_much_goes(told, folder):
    desk = open_desk(folder.desk)
    for days in (*range(760, 0, -20), 0):
        noted(desk, By("ana", "console", utc_now() - timedelta(days=days)), "took out", f"{days} days ago")
    desk.close()
    code, said = told("shorten-log", "--dry-run")
    assert (code, said.startswith("Would remove 2 of 39 entries, from ")) == (0, True), said
    assert "740 days ago" in told("log")[1]
    assert told("shorten-log")[1].startswith("Removed 2 of 39 entries, from ")
    listed = told("log", "--most", "100")[1]
    assert ("removed entries before" in listed, "740 days ago" in listed) == (True, False)
    assert "720 days ago" in listed
    assert told("shorten-log")[1].startswith("Nothing to remove: all 38 entries are kept for 24 months")
