"""What stories share."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from closeknit.business import Business


@pytest.fixture
def without_tables(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is made of what was loaded: for stories about files, which need no answers."""
    monkeypatch.setattr(Business, "refresh", lambda self, **options: SimpleNamespace(unknown_rates=[]))
    monkeypatch.setattr(Business, "freshness", lambda self, day: ())
