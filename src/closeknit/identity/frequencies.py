"""How many entries have a value, kept up to date: only values of what came or went are counted.

Numbers stand for values (see `blocking`). Of each entry it is also kept by how many bits its values became
rarer since it was compared; summed up from time to time, which is never less than between then and now.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from closeknit.identity.comparing import Model

Hashes = npt.NDArray[np.uint64]
Counts = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]

_SIEVE = 1 << 16
"""Values of equal lowest bits are looked at closer: few of a million, where a thousand are sought."""


def recounted(states: pa.Table, gone: pa.Table, model: Model) -> tuple[pa.Table, pa.Table]:
    """The states with `times_…` and `rarer` as of now, and the share of entries with each value.

    A state without number came now; `gone` holds rows of who is no more.
    """
    came = states["number"].is_null().to_numpy(zero_copy_only=False)
    before = np.zeros(len(states), np.float32)
    if "rarer" in states.column_names:
        before = np.nan_to_num(states["rarer"].to_numpy()).astype(np.float32)
    rarer, columns = before.astype(np.float64), {}
    often = {"code": states["code"]}
    for c in model.rare:
        values, known = _values(states[f"h_{c}"])
        past, lived = _values(gone[f"h_{c}"])
        earlier = _earlier(states, f"times_{c}")
        moved = np.unique(np.concatenate([values[known & came], past[lived]]))
        times = _times(values, known, moved, earlier)
        now, then = int(known.sum()), int((known & ~came).sum() + lived.sum())
        stayed = known & ~came
        rarer[stayed] += np.maximum(0, np.log2(earlier[stayed] / then * now / times[stayed])) if then else 0
        columns[f"times_{c}"] = pa.array(times, pa.int32(), mask=~known)
        often[f"often_{c}"] = pa.array(times / max(1, now), mask=~known)
    columns["rarer"] = pa.array(rarer, pa.float32())
    kept = [name for name in states.column_names if name not in columns]
    return pa.table({**{name: states[name] for name in kept}, **columns}), pa.table(often)


def _values(column: pa.ChunkedArray) -> tuple[Hashes, Mask]:
    """Numbers of values, and which are known."""
    known = column.is_valid().to_numpy()
    return column.fill_null(0).to_numpy().astype(np.uint64, copy=False), known


def _earlier(states: pa.Table, name: str) -> Counts:
    if name not in states.column_names:
        return np.zeros(len(states), np.int64)
    found: Counts = states[name].fill_null(0).to_numpy().astype(np.int64)
    return found


def _times(values: Hashes, known: Mask, moved: Hashes, earlier: Counts) -> Counts:
    """How many have the value of each: counted for the values that moved (in order), else as earlier."""
    if len(moved) * 8 > len(values):
        _, at, counts = np.unique(values[known], return_inverse=True, return_counts=True)
        times = earlier.copy()
        times[known] = counts[at]
        return times
    sought = np.zeros(_SIEVE, dtype=bool)
    sought[moved & np.uint64(_SIEVE - 1)] = True
    near = np.flatnonzero(known & sought[values & np.uint64(_SIEVE - 1)])
    at = np.searchsorted(moved, values[near]) if len(moved) else near
    hit = moved[np.minimum(at, len(moved) - 1)] == values[near] if len(moved) else np.zeros(0, dtype=bool)
    times = earlier.copy()
    times[near[hit]] = np.bincount(at[hit], minlength=len(moved))[at[hit]]
    return times
