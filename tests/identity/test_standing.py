"""Who need not be compared again: each reason that ends it, alone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pyarrow as pa
import pytest

from closeknit.identity import blocking, compared, linkage
from closeknit.identity.compared import FLOOR, LEAST_WEIGHT, Compared
from closeknit.identity.linkage import Linked
from closeknit.identity.weighing import Trained
from tests.identity.small_lists import SMALL, Short, counting_anew, linked_at_once, linked_short

FIRST: Short = {
    "crm:1": ("19800101", "porto"),
    "crm:2": ("19800101", None),
    "crm:3": ("19800202", "porto"),
    "crm:4": ("19511120", None),
    "crm:5": ("19511120", None),
}


@pytest.fixture(autouse=True, scope="module")
def kept_of_short_lists() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(linkage, "FEW", 0)
        patch.setattr(compared, "GROWN", 1e9)
        yield


@pytest.fixture(scope="module")
def before(kept_of_short_lists: None) -> Linked:
    """What was found in FIRST, and kept."""
    return linked_short(FIRST)


def _anew(before: Linked, then: Short) -> int:
    """How many of `then` are compared anew; the pairs are those of comparing all at once."""
    with counting_anew() as anew:
        found = linked_short(then, before.compared)
    assert before.pairs.num_rows
    assert found.pairs.equals(linked_at_once(then, found).pairs)
    return anew[0]


def test_of_a_list_that_stayed_the_same_nobody_is_compared_again(before: Linked) -> None:
    with counting_anew() as anew:
        again = linked_short(FIRST, before.compared)
    assert anew == [0]
    assert again.pairs.equals(before.pairs)
    assert again.compared == before.compared


def test_everything_compared_by_what_was_learnt_keeps_what_was_kept_when_it_was_learnt(
    before: Linked,
) -> None:
    assert before.compared.pairs.num_rows > before.pairs.num_rows
    assert linked_at_once(FIRST, before).compared == before.compared


def test_whose_facts_changed_is_compared_anew(before: Linked) -> None:
    assert _anew(before, {**FIRST, "crm:2": ("19800303", None)}) == 1


def test_somebody_new_alone_is_compared_and_who_is_gone_is_gone(before: Linked) -> None:
    stayed = {key: facts for key, facts in FIRST.items() if key != "crm:4"}
    assert _anew(before, {**stayed, "crm:15": ("19800101", "porto")}) == 1


@pytest.mark.parametrize("fuller_first", [False, True])
def test_whose_value_too_many_share_now_or_no_longer_is_compared_anew(
    fuller_first: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(blocking, "MOST_IN_BLOCK", 2)
    full = {**FIRST, "crm:6": ("19800101", None)}
    first, then = (full, FIRST) if fuller_first else (FIRST, full)
    assert _anew(linked_short(first), then) == (2 if fuller_first else 3)


@pytest.mark.parametrize("why", ["twice as many", "by other rules"])
def test_all_are_compared_anew_when_what_was_learnt_no_longer_serves(
    before: Linked, why: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    then, kept = dict(FIRST), before.compared
    assert kept.parameters
    if why == "twice as many":
        monkeypatch.setattr(compared, "GROWN", 2.0)
        then |= {f"crm:{n}": (f"{n}", None) for n in range(20, 25)}
    else:
        kept = replace(kept, parameters=replace(kept.parameters, rules="older"))
    with counting_anew() as anew:
        parameters = linked_short(then, kept).compared.parameters
    assert anew == [len(then)]
    assert parameters
    assert (parameters.rules, parameters.entries) == (before.compared.parameters.rules, len(then))


def test_all_are_compared_anew_when_there_is_something_to_learn_from_by_now(
    before: Linked, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(linkage, "PRIOR", 0)
    parameters = before.compared.parameters
    assert parameters
    assert not parameters.learnt
    taught = Trained(SMALL, parameters.m, parameters.u)
    monkeypatch.setattr(linkage, "learn", lambda *_: taught)
    then: Short = {**FIRST, "crm:6": ("19800202", "porto")}
    with counting_anew() as anew:
        found = linked_short(then, before.compared)
    assert anew == [1, len(then)]
    assert found.compared.parameters == replace(parameters, learnt=True, entries=len(then))


def _rarer(kept: Compared, bits: float) -> Compared:
    """As if what entries state had been so much commoner when they were compared."""
    at = kept.entries.column_names.index("rarer")
    rarer = pa.array(kept.entries["rarer"].to_numpy() + bits, pa.float32())
    return replace(kept, entries=kept.entries.set_column(at, "rarer", rarer))


def test_whose_values_became_so_rare_that_a_pair_let_go_could_count_is_compared_anew(
    before: Linked,
) -> None:
    """Rarer than when they were compared, however often they stood since."""
    room = LEAST_WEIGHT - FLOOR
    nearly = _rarer(before.compared, room - 0.1)
    with counting_anew() as anew:
        again = linked_short(FIRST, nearly).compared
        linked_short(FIRST, _rarer(again, 0.2))
    assert anew == [0, len(FIRST)]
    assert again.entries == nearly.entries


def test_a_pair_of_two_that_stand_stays_kept_however_little_it_weighs_by_now(before: Linked) -> None:
    light = {"one": 0, "other": 3, "level_birthday": 0, "level_city": 0}
    schema = before.compared.pairs.schema
    pairs = pa.Table.from_pylist([*before.compared.pairs.to_pylist(), light], schema=schema)
    again = linked_short(FIRST, replace(before.compared, pairs=pairs)).compared
    assert light in again.pairs.to_pylist()
