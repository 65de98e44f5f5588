"""Learning without labels: it says the same every time, and what cannot be worked out teaches nothing."""

from __future__ import annotations

import logging
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import duckdb
import pytest
from splink.internals.exceptions import SplinkException

from closeknit.identity.comparing import PERSON
from closeknit.identity.training import _session_or_none
from tests.identity.public_lists import febrl, linked


@pytest.mark.parametrize(
    "fault", [ValueError("m_probability value 0.0 is below the minimum"), SplinkException("inf not found")]
)
def test_a_session_that_cannot_be_worked_out_teaches_nothing(fault: Exception) -> None:
    class Fallen:
        _settings_obj = SimpleNamespace(core_model_settings=SimpleNamespace(comparisons=()))

        @property
        def training(self) -> Fallen:
            return self

        def estimate_parameters_using_expectation_maximisation(self, *_: object, **__: object) -> None:
            raise fault

    con = duckdb.connect()
    assert _session_or_none(con, Fallen(), PERSON, "entries", ("birthday",), 300) is None  # type: ignore[arg-type]


@pytest.mark.slow
def test_learning_says_the_same_every_time_and_nothing_to_the_screen(
    public_data: Callable[[str], Path], caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    known = febrl(public_data("febrl4"), "dataset1", names_and_addresses=True)
    with caplog.at_level(logging.INFO):
        first = linked(known, PERSON)
    assert first == linked(known, PERSON)
    assert not caplog.records
    assert not any(capsys.readouterr())
    assert len(first) > 400
