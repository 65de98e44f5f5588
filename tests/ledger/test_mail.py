"""Mailboxes in the ledger: loaded twice, grown, overlapping, taken back; every message accounted for."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from closeknit.ledger.load import load, retry
from closeknit.ledger.store import Ledger
from closeknit.settings import Settings
from tests.ledger.loads import assert_balanced, column
from tests.sources.mail.letters import letter, mailbox

A, B, C = (letter(f"{n}\n", Message_ID=f"<{n}@x>") for n in "abc")
NOW = datetime(2026, 6, 1)


def counts(ledger: Ledger, *paths: Path) -> tuple[int, int, int, int]:
    """Received, stored, duplicate and set aside of one load, which must balance."""
    report = load(ledger, paths, now=NOW)
    assert not report.not_understood
    assert_balanced(report)
    stored, duplicate, aside = (
        sum(getattr(one, name) for one in report.understood) for name in ("stored", "duplicate", "set_aside")
    )
    return report.received, stored, duplicate, aside


def kinds(ledger: Ledger) -> list[str]:
    return [str(kind) for kind in column(ledger, "activities", "kind")]


@pytest.mark.slow
def test_mailboxes_overlap_grow_and_change_their_form(tmp_path: Path) -> None:
    ledger = Ledger.create(tmp_path / "ledger", Settings(our_domains=("ours.example",)))
    box, folder = tmp_path / "in" / "Inbox", tmp_path / "saved"
    for path in (box.parent, folder):
        path.mkdir()
    box.write_bytes(mailbox(A, A, B))
    assert counts(ledger, box.parent) == (3, 2, 1, 0)
    box.write_bytes(mailbox(A, A, B, letter(Message_ID="<n@x>", Date=None)))
    assert counts(ledger, box.parent) == (4, 0, 3, 1)
    for n, one in enumerate((B, C)):
        (folder / f"{n}.eml").write_bytes(one)
    assert counts(ledger, folder) == (2, 1, 1, 0)
    assert counts(ledger, folder, box) == (6, 0, 6, 0)
    assert kinds(ledger) == ["email.received"] * 3


@pytest.mark.slow
def test_who_is_us_follows_the_settings(tmp_path: Path) -> None:
    box = tmp_path / "Sent"
    box.write_bytes(mailbox(letter(From="jo@ours.example", To="ana@halden.example")))
    ledger = Ledger.create(tmp_path / "ledger", Settings())
    load(ledger, [box], now=NOW)
    assert kinds(ledger) == ["email.received"]
    ours = Ledger.open(tmp_path / "ledger", Settings(our_domains=("ours.example",)))
    retry(ours, now=NOW)
    assert kinds(ours) == ["email.sent"]


def test_no_text_reaches_the_disk_where_none_is_wished(tmp_path: Path) -> None:
    box = tmp_path / "Inbox"
    box.write_bytes(mailbox(letter("the needle\n", Subject="the needle")))
    load(Ledger.create(tmp_path / "ledger", Settings(mail_keep="metadata")), [box], now=NOW)
    kept = Ledger.open(tmp_path / "ledger", Settings()).read("records")["raw"].to_pylist()
    assert "ana@halden.example" in str(kept)
    assert "needle" not in str(kept)
