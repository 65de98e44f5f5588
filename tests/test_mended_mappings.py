"""The mapping that lines are read by is mended in place, and nothing that cannot be read is kept."""

from __future__ import annotations

from pathlib import Path

import pytest

from closeknit.errors import MappingError
from closeknit.mended_mappings import LONGEST, keep_mended, keep_mended_in, mapping_in, mapping_of, stopping
from closeknit.sources.mappings.library import known_mappings, read_mappings
from closeknit.workspace import Workspace, create_workspace
from tests.ledger.loads import ORDERS, mapped

KNOWN = "xero/invoices"


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    made = create_workspace(tmp_path / "shop")
    mapped(made.mappings)
    return made


def kept(workspace: Workspace, stream_id: str, text: str) -> Path:
    """A text kept by somebody who has just looked."""
    return keep_mended(workspace, stream_id, text, read=mapping_of(workspace, stream_id).mark)


def test_a_mapping_of_ones_own_is_mended_where_it_lies(workspace: Workspace) -> None:
    assert mapping_of(workspace, "shop/orders").text == ORDERS
    path = kept(workspace, "shop/orders", ORDERS.replace("Shop: orders", "All orders").replace("\n", "\r\n"))
    assert path.name == "orders.toml"
    assert b"\r" not in path.read_bytes()
    assert mapping_of(workspace, "shop/orders").title == "All orders"
    assert len(workspace.own_mappings) == 1


def test_one_that_comes_with_closeknit_is_mended_as_ones_own(workspace: Workspace) -> None:
    ours = mapping_of(workspace, KNOWN)
    assert ours.text == known_mappings()[KNOWN].text
    mapped(workspace.mappings, name="xero-invoices.toml")
    workspace.own_mappings[0].unlink()
    path = kept(workspace, KNOWN, "# ours\n" + ours.text)
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
        kept(workspace, "shop/orders", text)
    assert said in told.value.message
    assert mapping_of(workspace, "shop/orders").text == ORDERS


def test_a_stream_that_nothing_here_describes_is_told(workspace: Workspace) -> None:
    found = mapping_of(workspace, "shop/none")
    assert (found.text, str(found.problem).splitlines()[0]) == ("", 'no mapping here describes "shop/none"')


@pytest.mark.parametrize(
    "amiss",
    [
        ORDERS + "[[[",
        ORDERS.replace('source = "shop"', 'source = "shop'),
        ORDERS.replace("format = 1", "format = 9"),
        ORDERS.replace("Shop", "Caf\u00e9"),
    ],
)
def test_one_that_cannot_be_read_is_found_told_without_its_folder_and_mended(
    workspace: Workspace, amiss: str
) -> None:
    workspace.own_mappings[0].write_bytes(amiss.encode("cp1252"))
    (workspace.mappings / "bills.toml").write_text("[[[")
    (workspace.mappings / "plain.toml").write_text(ORDERS.replace('"orders"', '"plain"'))
    found = mapping_of(workspace, "shop/orders")
    assert (found.text, found.problem is not None) == (amiss, True)
    assert [(one.title, one.stream_id) for one in stopping(workspace)] == [
        ("bills.toml", ""),
        ("orders.toml", "shop/orders"),
    ]
    for one in stopping(workspace):
        assert one.problem is not None
        assert f"mappings/{one.title}" in one.problem.message
        assert str(workspace.folder) not in str(one.problem)
    assert mapping_of(workspace, "shop/plain").problem is None
    assert kept(workspace, "shop/orders", ORDERS).name == "orders.toml"
    assert mapping_of(workspace, "shop/orders").problem is None


def test_whatever_stops_loads_is_mended_by_its_file_until_nothing_does(workspace: Workspace) -> None:
    texts = {"old.toml": ORDERS + "[[[", "older.toml": ORDERS + "]]]", "x.toml": "[[[", "zwei.toml": ORDERS}
    for name, text in texts.items():
        (workspace.mappings / name).write_text(text)
    assert [one.file for one in stopping(workspace)] == [
        "old.toml",
        "older.toml",
        "orders.toml",
        "x.toml",
        "zwei.toml",
    ]
    told = mapping_in(workspace, "zwei.toml").problem
    assert told is not None
    assert told.message == "mappings/zwei.toml and mappings/orders.toml both describe shop/orders"
    for name, text in texts.items():
        found = mapping_in(workspace, name)
        assert (found.text, found.title) == (text, name)
        with pytest.raises(MappingError, match=f"mappings/{name} and mappings/orders.toml both describe"):
            keep_mended_in(workspace, name, ORDERS + "# same", read=found.mark)
        other = ORDERS.replace('"orders"', f'"{name[:-5]}"')
        with pytest.raises(MappingError, match="changed by somebody else"):
            keep_mended_in(workspace, name, other, read="")
        assert keep_mended_in(workspace, name, other, read=found.mark).read_text() == other.strip() + "\n"
    assert (stopping(workspace), mapping_of(workspace, "shop/orders").text) == ([], ORDERS)
    assert [one.stream_id for one in read_mappings(workspace.own_mappings)] == [
        "shop/old", "shop/older", "shop/orders", "shop/x", "shop/zwei",
    ]  # fmt: skip
    with pytest.raises(MappingError, match='the lines are of "shop/old"'):
        keep_mended_in(workspace, "old.toml", texts["zwei.toml"], read=mapping_in(workspace, "old.toml").mark)


@pytest.mark.parametrize("name", ["none.toml", "../closeknit.toml", "../mappings/orders.toml", "/etc/passwd"])
def test_a_name_that_is_no_file_among_the_mappings_opens_and_writes_nothing(
    workspace: Workspace, name: str
) -> None:
    found = mapping_in(workspace, name)
    assert (found.text, found.file, found.problem is not None) == ("", "", True)
    with pytest.raises(MappingError, match="there is no mapping"):
        keep_mended_in(workspace, name, ORDERS + "# mine", read=found.mark)
    assert mapping_of(workspace, "shop/orders").text == ORDERS
    assert [path.name for path in workspace.own_mappings] == ["orders.toml"]


def test_what_somebody_else_kept_meanwhile_is_not_overwritten(workspace: Workspace) -> None:
    read = mapping_of(workspace, "shop/orders").mark
    theirs, mine = ORDERS.strip() + "\n# theirs\n", ORDERS.strip() + "\n# mine\n"
    for _ in range(2):  # Who sends a form twice overwrites nobody.
        keep_mended(workspace, "shop/orders", theirs, read=read)
    for none in (read, ""):
        with pytest.raises(MappingError, match="changed by somebody else while you changed it"):
            keep_mended(workspace, "shop/orders", mine, read=none)
    assert mapping_of(workspace, "shop/orders").text == theirs
    workspace.own_mappings[0].unlink()
    with pytest.raises(MappingError, match="changed by somebody else"):
        keep_mended(workspace, "shop/orders", mine, read=read)
    assert workspace.own_mappings == []


def test_a_folder_that_cannot_be_written_is_told_without_where_it_lies(workspace: Workspace) -> None:
    read = mapping_of(workspace, "shop/orders").mark
    (workspace.mappings / ".orders.toml.new").mkdir()
    with pytest.raises(MappingError, match=r"^mappings/orders\.toml cannot be written") as told:
        keep_mended(workspace, "shop/orders", ORDERS + "# mine", read=read)
    assert str(workspace.folder) not in str(told.value)
