from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from closeknit.identity.comparing import MODELS, PERSON
from closeknit.identity.linkage import probabilities
from tests.identity.public_lists import Known, linked


@given(st.lists(st.floats(0, 40), max_size=30), st.integers(100, 10**9))
def test_probabilities_rise_with_the_weight_and_stay_between_0_and_1(
    weights: list[float], total: int
) -> None:
    _, found = probabilities(np.array(sorted(weights)), total)
    assert ((found >= 0) & (found <= 1)).all()
    assert (np.diff(found) >= 0).all()


def test_without_strong_evidence_nobody_is_likely_one_with_anybody() -> None:
    assert probabilities(np.full(1000, 5.0), 10**6)[1].max() < 0.5


def test_expected_shares_of_every_comparison_are_shares() -> None:
    for model in MODELS:
        for comparison in model.comparisons:
            assert min(comparison.expected) > 0, comparison.name
            assert sum(comparison.expected) == pytest.approx(1)


def test_an_empty_list_and_a_list_of_names_only_show_no_pairs() -> None:
    columns = (
        "given",
        "surname",
        "firm",
        "street",
        "city",
        "postcode",
        "birthday",
        "number",
        "tax_number",
        "mailbox",
    )
    none = pa.array([], pa.string())
    empty = pa.table({"code": pa.array([], pa.int64()), "key": none, **dict.fromkeys(columns, none)})
    assert linked(Known(empty, []), PERSON) == []
    named = {"given": ["john"] * 3, "surname": ["smith"] * 3}
    data = {c: pa.array(named.get(c, [None] * 3), pa.string()) for c in columns}
    assert (
        linked(Known(pa.table({"code": [0, 1, 2], "key": ["a", "b", "c"], **data}), ["a", "b", "c"]), PERSON)
        == []
    )
