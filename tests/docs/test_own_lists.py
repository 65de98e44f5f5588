"""The lists of our own format shown in the how-to pages are read as what they are shown for."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from closeknit.sources.mappings.library import known_mappings
from closeknit.sources.recognise import recognise
from closeknit.sources.tables.looking import look_into

HOW_TO = Path(__file__).parents[2] / "docs" / "how-to"
PAGE = "".join(
    (HOW_TO / name).read_text(encoding="utf-8") for name in ("load-outside-events.md", "thank-referrers.md")
)
SHOWN = re.findall(r"```csv\n(.*?)```", PAGE, flags=re.DOTALL)
OURS = {name for name, one in known_mappings().items() if one.standing == "our own format"}
NAMES = frozenset(name for one in known_mappings().values() for name in one.rules.columns)


def stream(text: str, folder: Path) -> str | None:
    (folder / "list.csv").write_text(text)
    found = recognise(look_into(folder / "list.csv", known=NAMES).tables[0], known_mappings().values())
    return found.stream_id if found else None


def test_every_list_of_our_own_format_is_shown_and_recognised(tmp_path: Path) -> None:
    assert {stream(text, tmp_path) for text in SHOWN} == OURS


@pytest.mark.parametrize("name", sorted(OURS))
def test_the_columns_a_list_is_known_by_and_may_have_stand_in_the_table(name: str) -> None:
    mapping = known_mappings()[name]
    ways = [f"| {', '.join(signs.columns)} |" for signs in mapping.recognise]
    rows = [line.split("|")[2:4] for line in PAGE.splitlines() if any(way in line for way in ways)]
    told = {column.strip() for row in rows for cell in row for column in cell.split(",")}
    assert told == set(mapping.columns())
