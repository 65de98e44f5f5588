"""Feeds from addresses: kept as files that are loaded like any other, and fetched again only when new."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

from closeknit.ledger.fetched import fetch, fetch_all, file_of, is_address
from closeknit.ledger.finding import files_under
from closeknit.progress import Quiet
from closeknit.sources.addresses.hosts import Limits
from closeknit.sources.tables.files import time_of
from tests.sources.addresses.hosts import RSS, Host, host

OURS = Limits(private=True, seconds=5)


@pytest.fixture
def there() -> Iterator[Host]:
    with host() as made:
        yield made


def versioned(content: bytes, tag: str):
    """An answer that says nothing new to those who have this version."""
    return lambda path, headers: (
        (304, {}, b"")
        if headers.get("if-none-match") == tag
        else (200, {"Content-Type": "text/xml", "ETag": tag}, content)
    )


def test_a_feed_is_written_again_only_when_other_bytes_came(tmp_path: Path, there: Host) -> None:
    there.answer = versioned(RSS, '"1"')
    file = fetch(tmp_path / "fetched", there.address, limits=OURS)
    first = file.stat().st_mtime_ns
    assert file.read_bytes() == RSS
    assert fetch(tmp_path / "fetched", there.address, limits=OURS) == file
    assert there.asked[1]["if-none-match"] == '"1"'
    there.answer = versioned(RSS, '"2"')
    fetch(tmp_path / "fetched", there.address, limits=OURS)
    assert file.stat().st_mtime_ns == first
    there.answer = versioned(RSS + b"\n", '"3"')
    fetch(tmp_path / "fetched", there.address, limits=OURS)
    assert file.read_bytes() == RSS + b"\n"


def test_an_address_that_is_none_is_told_and_the_others_are_fetched(tmp_path: Path, there: Host) -> None:
    there.answer = versioned(RSS, '"1"')
    files, missed = fetch_all(tmp_path, ["http://[::1/feed", there.address], limits=OURS, progress=Quiet())
    assert [file.read_bytes() for file in files] == [RSS]
    assert "is no address" in missed[0].reason


def test_a_file_that_somebody_changed_is_fetched_whole(tmp_path: Path, there: Host) -> None:
    there.answer = versioned(RSS, '"1"')
    file = fetch(tmp_path, there.address, limits=OURS)
    file.write_bytes(b"something else")
    assert fetch(tmp_path, there.address, limits=OURS).read_bytes() == RSS
    assert "if-none-match" not in there.asked[1]


def test_addresses_have_files_of_their_own_whose_names_say_whose_and_no_day(tmp_path: Path) -> None:
    addresses = [f"https://n.example/2026-11-27/{n}?key=s" for n in range(200)]
    files = {file_of(tmp_path, one) for one in addresses}
    assert len(files) == 200
    moment = datetime(2020, 1, 1)
    assert all(one.name.startswith("n-example-") and time_of(one.name, moment) == moment for one in files)
    assert not any(sign in one.name for one in files for sign in ("key", "?", "/"))


@pytest.mark.parametrize(
    ("given", "address"),
    [("https://n.example/feed", True), ("ftp://n.example", True), ("news.xml", False),
     ("C:\\news.xml", False), ("./https:/x", False), (Path("https://n.example"), False)],
)  # fmt: skip
def test_an_address_is_told_from_a_file(given: str | Path, address: bool) -> None:
    assert is_address(given) is address


def test_a_folder_of_exports_does_not_stand_for_the_feeds_fetched_beside_it(tmp_path: Path) -> None:
    (tmp_path / "fetched").mkdir()
    (tmp_path / "fetched" / "n.feed").write_bytes(RSS)
    (tmp_path / "a.csv").write_text("a,b\n")
    assert files_under([tmp_path], [], ledger=tmp_path / "ledger") == [tmp_path / "a.csv"]
