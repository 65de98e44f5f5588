"""Who entered and left a segment, and when: the same as looking day by day and writing down who is there."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from itertools import count
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from closeknit.desk import segments
from closeknit.desk.opening import Desk, open_desk
from closeknit.desk.segments import Seen, add, in_it, look, segment_named, stays, stays_of
from closeknit.desk.tables import Segment
from tests.desks import new_desk

FIRST = date(2026, 3, 1)
NUMBERS = count()

people = st.frozensets(st.sampled_from("abcde"))
looks = st.lists(st.tuples(st.integers(0, 1), people), min_size=1, max_size=12)
"""Each look: whether a day later or on the same day again, and who is there."""


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """One desk for many examples, each with a segment of its own."""
    desk = open_desk(new_desk(tmp_path_factory.mktemp("shared") / "desk.sqlite"))
    yield desk
    desk.close()


def new_segment(desk: Desk) -> Segment:
    return add(desk, f"segment {next(NUMBERS)}", "customers", by="ana", at=datetime(2026, 3, 1))


@given(looks)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_entries_and_exits_equal_a_list_of_who_is_there_on_every_day(
    shared: Desk, seen: list[tuple[int, frozenset[str]]]
) -> None:
    segment, day = new_segment(shared), FIRST
    there: dict[date, frozenset[str]] = {}
    for later, present in seen:
        day += timedelta(days=later)
        look(shared, segment, day, "v", present, {})
        there[day] = present
    kept = stays(shared, segment)
    assert {on: {one.key for one in kept if in_it(one, on)} for on in there} == there
    assert {(one.key, one.entered, one.left) for one in kept} == runs(there)


def test_the_stays_of_some_are_those_of_all_with_their_keys_in_the_same_order(
    desk: Desk, monkeypatch
) -> None:
    segment = new_segment(desk)
    for later, present in enumerate(({"a", "b", "c"}, {"c"}, {"b", "c", "d"})):
        look(desk, segment, FIRST + timedelta(later), "v", frozenset(present), {})
    everybody = [(one.key, one.entered) for one in stays(desk, segment)]
    for at_once in (1, 10):
        monkeypatch.setattr(segments, "AT_ONCE", at_once)
        found = [(one.key, one.entered) for one in stays_of(desk, segment, {"b", "d", "unknown"})]
        assert found == [one for one in everybody if one[0] in "bd"]
        assert len(found) == 3
    assert stays_of(desk, segment, ()) == []


def runs(there: dict[date, frozenset[str]]) -> set[tuple[str, date, date | None]]:
    """Whoever is there from which day until which, told from the days in order."""
    found, since = set(), dict[str, date]()
    for day in sorted(there):
        for key in [key for key in since if key not in there[day]]:
            found.add((key, since.pop(key), day))
        for key in there[day]:
            since.setdefault(key, day)
    return found | {(key, day, None) for key, day in since.items()}


def test_a_look_tells_who_came_and_who_went(desk: Desk) -> None:
    segment = new_segment(desk)
    assert look(desk, segment, FIRST, "v", {"a", "b"}, {}).left == ()
    assert look(desk, segment, FIRST + timedelta(1), "v", {"b", "c"}, {}) == Seen(("c",), ("a",))
    kept = segment_named(desk, segment.name)
    assert (kept.seen_from, kept.seen_to) == (FIRST, FIRST + timedelta(1))


def test_whoever_goes_by_another_key_since_stays_in_it(desk: Desk) -> None:
    segment = new_segment(desk)
    look(desk, segment, FIRST, "v", {"name:ana"}, {})
    seen = look(desk, segment, FIRST + timedelta(1), "w", {"email:ana"}, {"name:ana": "email:ana"})
    assert seen == Seen((), ())
    assert [one.key for one in stays(desk, segment)] == ["name:ana"]


def test_segments_are_kept_alike_on_postgresql(postgresql: str, tmp_path: Path) -> None:
    desk = open_desk(tmp_path / "unused.sqlite", postgresql)
    segment = new_segment(desk)
    for day, present in enumerate(({"a"}, {"a", "b"}, {"b"})):
        look(desk, segment, FIRST + timedelta(day), "v", present, {})
    assert [(one.key, one.entered.day, one.left and one.left.day) for one in stays(desk, segment)] == [
        ("a", 1, 3),
        ("b", 2, None),
    ]
    desk.close()
