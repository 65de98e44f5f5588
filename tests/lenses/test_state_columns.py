"""Every state of every question: its reason is filled from columns that are there, and reads as in a list."""

from __future__ import annotations

from pathlib import Path

import pytest

from closeknit.lenses.clients import LENS as CLIENTS
from closeknit.lenses.seam import each_lens
from closeknit.lenses.stakeholders import LENS as STAKEHOLDERS
from closeknit.lenses.state_reasons import cells_in, state_reasons
from closeknit.lenses.states import in_state, places_in_state
from closeknit.lenses.topics import LENS as TOPICS
from closeknit.lenses.triggers import LENS as TRIGGERS
from tests.lenses.clients_made import everything as customers
from tests.lenses.clients_made import forty
from tests.lenses.profit.agency import AS_OF, agency
from tests.lenses.stakeholders.firm import business as parts_played
from tests.lenses.test_engines import BOOKS
from tests.lenses.topics.town import business as talk
from tests.lenses.triggers.test_lists import AS_OF as AFTER_NEWS
from tests.lenses.triggers.test_lists import business as after_news

READ = dict(
    line.split(": ", 1)
    for line in Path(__file__).with_name("state_reasons.txt").read_text(encoding="utf-8").splitlines()
)
"""The reason of the first in each state."""


def bought_once():
    """Forty in good standing, and one who came once and never again."""
    shop = forty()
    shop.regular("Once", every=1, last="2025-05-01", times=1)
    return shop


ALSO = {"profit": [agency], "clients": [bought_once]}
"""Further books for states in which nobody of the first is."""

MADE = [
    *((lens, book, AS_OF) for lens, book in BOOKS),
    (CLIENTS, customers, AS_OF),
    (STAKEHOLDERS, parts_played, AS_OF),
    (TOPICS, talk, AS_OF),
    (TRIGGERS, after_news, AFTER_NEWS),
]


def test_every_state_of_every_question_is_here():
    states = {f"{lens.name} {state.name}" for lens in each_lens() for state in lens.states}
    assert READ.keys() == states
    assert {lens.name for lens, _, _ in MADE} == {lens.name for lens in each_lens()}


@pytest.mark.slow
@pytest.mark.parametrize(("lens", "book", "day"), MADE, ids=[lens.name for lens, _, _ in MADE])
def test_a_reason_is_filled_from_columns_that_are_there_and_reads_as_written_down(lens, book, day):
    options = lens.settle({"shuffles": 5} if lens is TRIGGERS else {})
    read, columns = {}, {state.name: set() for state in lens.states}
    for made in (book, *ALSO.get(lens.name, ())):
        answer = lens.ask(made().question(day, **options))
        for state in lens.states:
            for table, _ in places_in_state(answer, state):
                names = {column.name for column in table.columns}
                assert {state.behind_of} - {""} <= names, (state.name, table.name)
                columns[state.name] |= names
            for told in state_reasons(answer, state, in_state(answer, state)).values():
                read.setdefault(f"{lens.name} {state.name}", told)
    for state in lens.states:
        named = {name for part in state.because for name in cells_in(part)}
        assert {*state.even_none} <= named <= columns[state.name], state.name
    assert read == {at: told for at, told in READ.items() if at.startswith(f"{lens.name} ")}
