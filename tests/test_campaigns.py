"""Campaigns that cannot be are refused before anybody is put on a list."""

from __future__ import annotations

from pathlib import Path

import pytest

from closeknit import create
from closeknit.campaigns import Plan, make
from closeknit.errors import UnknownQuestion

EVENT = "news.funding_closed"


@pytest.mark.parametrize("share", [0.0, 1.0, 1.5])
def test_a_comparison_takes_some_who_are_left_alone_and_some_who_are_not(
    tmp_path: Path, share: float
) -> None:
    with pytest.raises(UnknownQuestion, match=f"{share:.0%} cannot be left alone") as refused:
        make(create(tmp_path / "firm"), Plan("spring", EVENT, left_alone=share))
    assert "between 1 and 99" in refused.value.remedy


def test_a_campaign_needs_a_name_by_which_later_loads_know_it(tmp_path: Path) -> None:
    with pytest.raises(UnknownQuestion, match="needs a name"):
        make(create(tmp_path / "firm"), Plan(" ", EVENT))
