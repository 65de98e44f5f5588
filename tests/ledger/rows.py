"""Rows of ledger tables made with few words."""

from __future__ import annotations

from datetime import datetime

NOW = datetime(2026, 3, 1, 12)


def import_row(import_id: str, seq: int, state: str = "complete", **more: object) -> dict[str, object]:
    """A row of `imports` with everything that must be filled."""
    return {
        "import_id": import_id,
        "seq": seq,
        "at": NOW,
        "state": state,
        "stream_id": "shop/orders",
        "epoch": 1,
        "file_time": NOW,
        "mapping": "shop/orders",
        "mapping_hash": "m",
        "dialect": "{}",
        "header": ["id"],
        "fingerprint": "f",
        "received": 0,
        "stored": 0,
        "duplicate": 0,
        "set_aside": 0,
        "rejected": 0,
        **more,
    }


def sighting(import_id: str, record_id: int, version: int, rank: str = "2026") -> dict[str, object]:
    """A row of `sightings`."""
    return {
        "import_id": import_id,
        "record_id": record_id,
        "version": version,
        "ordinal": record_id,
        "rank": rank,
    }


def claim(import_id: str, record_id: int, version: int, epoch: int = 1, **more: object) -> dict[str, object]:
    """The opening columns of a claim, and what else is given."""
    return {
        "stream_id": "shop/orders",
        "record_id": record_id,
        "version": version,
        "epoch": epoch,
        "import_id": import_id,
        **more,
    }
