"""How far a long task has come: a value that the edge draws and the inside only reports to."""

from __future__ import annotations

from typing import Protocol


class Progress(Protocol):
    """Receives `step("Reading invoices", done=3, total=12)` and shows it somewhere, or nowhere."""

    def step(self, text: str, done: int = 0, total: int = 0) -> None:
        """Say what is going on now, and how much of it is done (total 0: unknown)."""


class Quiet:
    """A Progress that shows nothing."""

    def step(self, text: str, done: int = 0, total: int = 0) -> None:
        """Say nothing."""
