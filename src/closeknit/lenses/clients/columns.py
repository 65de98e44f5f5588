"""Columns of a collected table as numpy arrays, with a value of our choice where there was none."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from closeknit.methods.histories import Floats, Ints

NEVER = -(10**6)
"""Stands for a day that never was."""


def ints(rows: pa.Table, name: str, null: int = 0) -> Ints:
    """A column of whole numbers."""
    filled = pc.fill_null(rows[name].cast(pa.int64()), null)
    return np.asarray(filled.to_numpy(), dtype=np.int64)


def days(rows: pa.Table, name: str) -> Ints:
    """A column of days; NEVER where there was none."""
    return ints(rows, name, NEVER)


def floats(rows: pa.Table, name: str, null: float = 0.0) -> Floats:
    """A column of numbers or money."""
    filled = pc.fill_null(rows[name].cast(pa.float64()), null)
    return np.asarray(filled.to_numpy(), dtype=float)


def texts(rows: pa.Table, name: str) -> list[str]:
    """A column of texts; empty where there was none."""
    return [value or "" for value in rows[name].to_pylist()]
