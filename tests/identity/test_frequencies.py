"""Counting on from last time says what counting everybody anew says."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from math import log2

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from closeknit.identity.frequencies import recounted
from tests.identity.small_lists import SMALL

MODEL = replace(SMALL, comparisons=SMALL.comparisons[:1], blocks=())
VALUES = st.lists(st.sampled_from([None, 0, 1, 2, 65_536, 2**64 - 1]), max_size=30)


def _states(values: list[int | None], times: Counter[int | None] | None) -> pa.Table:
    counted = [times[value] if times and value is not None else None for value in values]
    return pa.table({
        "code": pa.array(range(len(values)), pa.int64()),
        "number": pa.array([None if times is None else n for n in range(len(values))], pa.int64()),
        "h_birthday": pa.array(values, pa.uint64()),
        "times_birthday": pa.array(counted, pa.int32()),
        "rarer": pa.array([None if times is None else 0.0] * len(values), pa.float32()),
    })  # fmt: skip


@given(stayed=VALUES, came=VALUES, gone=VALUES)
@settings(max_examples=40)
def test_counting_on_is_counting_anew(
    stayed: list[int | None], came: list[int | None], gone: list[int | None]
) -> None:
    before = Counter([*stayed, *gone])
    both = pa.concat_tables([_states(stayed, before), _states(came, None)])
    states, often = recounted(both, _states(gone, before), MODEL)
    now, known = Counter([*stayed, *came]), sum(v is not None for v in [*stayed, *came])
    wanted = [None if v is None else now[v] for v in [*stayed, *came]]
    assert states["times_birthday"].to_pylist() == wanted
    assert often["often_birthday"].to_pylist() == [None if n is None else n / known for n in wanted]


def test_how_much_rarer_values_became_is_summed_up_and_what_became_commoner_takes_nothing_off() -> None:
    stayed, before = _states([7, 8], Counter({7: 2, 8: 1})), _states([7, None], Counter({7: 2}))
    states, _ = recounted(stayed, before.slice(0, 1), MODEL)
    rarer = states["rarer"].to_pylist()
    assert rarer == pytest.approx([log2((2 / 3) / (1 / 2)), 0])
    again, _ = recounted(states, states.slice(0, 0), MODEL)
    assert again["rarer"].to_pylist() == rarer
