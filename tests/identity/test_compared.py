"""What was compared is kept in a folder; what cannot be read there is as if it had never been kept."""

from __future__ import annotations

from pathlib import Path

import pytest

from closeknit.identity import linkage
from closeknit.identity.compared import NOTHING, load, save
from tests.identity.small_lists import linked_short


def test_what_is_kept_can_be_read_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(linkage, "FEW", 0)
    kept = linked_short({"crm:1": ("19800101", "porto"), "crm:2": ("19800101", "gent")}).compared
    assert len(kept.pairs)
    save({"person": kept, "organization": NOTHING}, tmp_path)
    assert load(tmp_path) == {"person": kept}
