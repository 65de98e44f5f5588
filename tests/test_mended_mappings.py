"""The mapping that lines are read by is mended in place, and nothing that cannot be read is kept."""

from __future__ import annotations

from pathlib import Path

import pytest

from closeknit.errors import MappingError
from closeknit.mended_mappings import LONGEST, keep_mended, mapping_of
from closeknit.sources.mappings.library import known_mappings
from closeknit.workspace import Workspace, create_workspace
from tests.ledger.loads import ORDERS, mapped

KNOWN = "xero/invoices"


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    made = create_workspace(tmp_path / "shop")
    mapped(made.mappings)
    return made


def test_a_mapping_of_ones_own_is_mended_where_it_lies(workspace: Workspace) -> None:
    assert mapping_of(workspace, "shop/orders").text == ORDERS
    path = keep_mended(
        workspace, "shop/orders", ORDERS.replace("Shop: orders", "All orders").replace("\n", "\r\n")
    )
    assert path.name == "orders.toml"
    assert b"\r" not in path.read_bytes()
    assert mapping_of(workspace, "shop/orders").title == "All orders"
    assert len(workspace.own_mappings) == 1


def test_one_that_comes_with_closeknit_is_mended_as_ones_own(workspace: Workspace) -> None:
    ours = mapping_of(workspace, KNOWN)
    assert ours == known_mappings()[KNOWN]
    mapped(workspace.mappings, name="xero-invoices.toml")
    workspace.own_mappings[0].unlink()
    path = keep_mended(workspace, KNOWN, "# ours\n" + ours.text)
    assert path.name == "xero-invoices-2.toml"
    assert mapping_of(workspace, KNOWN).text.startswith("# ours\n")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (ORDERS.replace("format = 1", "format = 9"), "the language has format = 1"),
        (ORDERS + "[[[", "is not valid TOML"),
        (ORDERS.replace('kind = "person"', 'kind = "dragon"'), "dragon"),
        (ORDERS.replace('stream = "orders"', 'stream = "bills"'), 'the lines are of "shop/orders"'),
        (ORDERS.replace("format = 1", "format = " + "1" * 5_000), "has a whole number of more than 64 bits"),
        (ORDERS + "#" * LONGEST, "at most 100,000 are taken"),
    ],
)
def test_what_is_no_mapping_of_these_lines_is_told_and_not_kept(
    workspace: Workspace, text: str, said: str
) -> None:
    with pytest.raises(MappingError, match="this mapping") as told:
        keep_mended(workspace, "shop/orders", text)
    assert said in told.value.message
    assert mapping_of(workspace, "shop/orders").text == ORDERS


def test_a_stream_that_nothing_here_describes_is_told(workspace: Workspace) -> None:
    with pytest.raises(MappingError, match='no mapping here describes "shop/none"'):
        mapping_of(workspace, "shop/none")
