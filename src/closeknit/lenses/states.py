"""Who an answer says to be in a state of its question, which rows say so, and what put them there."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

import ibis
import pyarrow as pa
import pyarrow.compute as pc

from closeknit.answers import STATES_BETWEEN, Answer, AnswerTable, ShownColumn
from closeknit.engines.portable import look_up_some, whole_numbers
from closeknit.lenses.seam import Question, State


def state_column(states: Sequence[State], label: str) -> ShownColumn:
    """The column `state` of a table, shown in words."""
    return ShownColumn("state", label, kind="state", words={s.name: s.words for s in states})


def in_state(answer: Answer, state: State) -> list[int]:
    """Numbers of the customers and people that an answer says to be in a state."""
    found: set[int] = set()
    for table, places in places_in_state(answer, state):
        found.update(table.data["party_id"].take(places).to_pylist())
    return sorted(found)


def places_in_state(answer: Answer, state: State) -> Iterator[tuple[AnswerTable, pa.Array]]:
    """The tables in which those in a state are found, and which rows are theirs."""
    for table in answer.tables:
        names = table.data.column_names
        if "party_id" not in names or (state.tables and table.name not in state.tables):
            continue
        if not state.column:
            yield table, pa.array(range(table.data.num_rows), pa.int64())
        elif state.column in names:
            cells = table.data[state.column].cast("string")
            wanted = {state.name, "yes"}
            told = [cell for cell in pc.unique(cells).to_pylist() if cell and wanted & _states_of(cell)]
            yield table, pc.indices_nonzero(pc.is_in(cells, pa.array(told, pa.string())))


def rows_in_state(
    answer: Answer, state: State, ids: Collection[int]
) -> Iterator[tuple[AnswerTable, pa.Table]]:
    """The rows that say of these that they are in a state, and the table that they are of."""
    wanted = pa.array(ids, pa.int64())
    for table, places in places_in_state(answer, state):
        theirs = pc.is_in(table.data["party_id"].take(places).cast("int64"), wanted)
        yield table, table.data.take(pc.array_filter(places, theirs.combine_chunks()))


def activities_behind(
    answer: Answer, state: State, ids: Sequence[int], question: Question
) -> ibis.Table | None:
    """The activities that put these into a state: party_id, day and activity_id; None where it has none."""
    if not state.behind_of:
        return state.behind and state.behind(question, ids)
    pairs = {
        (row["party_id"], row[state.behind_of])
        for _, rows in rows_in_state(answer, state, ids)
        for row in rows.select(["party_id", state.behind_of]).to_pylist()
        if row[state.behind_of]
    }
    if state.behind is None:
        return _named_in_rows(question, pairs)
    return state.behind(question, sorted({number for _, number in pairs}))


def _named_in_rows(question: Question, pairs: Collection[tuple[int, int]]) -> ibis.Table:
    """Each with the activities that their own rows name, though these be somebody else's."""
    parties, activities = [party for party, _ in pairs], [activity for _, activity in pairs]
    whose = whole_numbers(party_id=parties, activity_id=activities)
    acts = question.having("activities", "activity_id", set(activities))
    return look_up_some(whose, "activity_id", acts, "activity_id", day="day")


def _states_of(cell: object) -> set[str]:
    return set(str(cell).split(STATES_BETWEEN))
