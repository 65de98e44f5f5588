"""Bad input, from the command to the message: what is wrong, where, what was expected, what to do.

Rows that can be read go in, the others are set aside and counted, nothing ends in a traceback, and the
exit code is 2 only when nothing went in.
"""

from __future__ import annotations

import errno
import os
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from closeknit.business import Business
from closeknit.sources.tables import reading
from closeknit.sources.translation.row_problems import CODES
from closeknit.workspace import open_workspace
from tests.stories.bad_files import (
    ASIDE,
    COUNTS,
    HEADER,
    MAPPINGS,
    NAMES,
    REFUSED,
    SAID,
    Aside,
    row,
    rows,
    write_all,
)
from tests.stories.typed import Printed, one_line, typed

ORDERS = MAPPINGS["orders"]


def firm(folder: Path, *, settings: str = "", **mappings: str) -> Path:
    """A new business folder with mappings of its own."""
    typed(folder, "init", "firm")
    for name, text in mappings.items():
        (folder / "firm" / "mappings" / f"{name}.toml").write_text(text)
    if settings:
        (folder / "firm" / "closeknit.toml").write_text(settings)
    return folder / "firm"


# A folder of bad files, loaded at once.


@dataclass(frozen=True)
class Mess:
    """The business folder, and what loading the bad files and asking for problems printed."""

    firm: Path
    exports: Path
    load: Printed
    problems: Printed

    def refusal(self, file: str) -> str:
        """What was said of a file that was refused, in one line."""
        said = one_line(self.load).split("✗ ")[1:]
        return next(text for text in said if file in text.split(" ", 3)[0])

    def group(self, one: Aside) -> list[str]:
        """The lines about one sort of problem that name a place."""
        groups = self.problems.stdout.split("\n\n")
        return next(g for g in groups if one.code in one_head(g) and one.place in g).splitlines()


def one_head(group: str) -> str:
    """The first sentence of a group, which may be wrapped."""
    return group.split("\n  ")[0]


@pytest.fixture(scope="module")
def mess(tmp_path_factory: pytest.TempPathFactory) -> Mess:
    folder = tmp_path_factory.mktemp("mess")
    write_all(folder / "exports")
    made = firm(folder, **MAPPINGS)
    load = typed(made, "load", str(folder / "exports"))
    return Mess(made, folder / "exports", load, typed(made, "problems", "--most", "99"))


def test_every_row_of_every_file_is_accounted_for(mess: Mess) -> None:
    with Business(open_workspace(mess.firm)) as business:
        states = business.imports()
    assert {state.file: (state.stored, state.set_aside) for state in states} == COUNTS
    for one in states:
        assert one.received == one.stored + one.duplicate + one.set_aside + one.rejected, one.file
    new, aside = (sum(column) for column in zip(*COUNTS.values(), strict=True))
    rejected = sum(state.rejected for state in states)
    summary = f"{new + aside + rejected} lines read: {new} new, {aside} set aside, {rejected} no data"
    assert summary in one_line(mess.load)
    assert mess.load.returncode == 0


def test_no_file_is_passed_over_in_silence(mess: Mess) -> None:
    read = {name.partition("!")[0] for name in COUNTS}
    refused = {file for file, _, _ in REFUSED}
    there = {path.name for path in mess.exports.iterdir() if not path.is_dir()}
    assert there == read | refused
    assert mess.load.stdout.count("✗ ") == len(refused)


@pytest.mark.parametrize(("file", "reason", "remedy"), REFUSED, ids=[file for file, _, _ in REFUSED])
def test_a_file_that_cannot_be_read_is_named_with_reason_and_remedy(
    mess: Mess, file: str, reason: str, remedy: str
) -> None:
    said = mess.refusal(file)
    assert reason in said
    assert remedy in said
    assert said.count(file) == 1 or file == "bomb.zip"


@pytest.mark.parametrize("one", ASIDE, ids=[f"{one.place} {one.code}" for one in ASIDE])
def test_a_row_that_cannot_be_read_is_shown_where_it_stands(mess: Mess, one: Aside) -> None:
    group = mess.group(one)
    assert any(line.strip().startswith(f"{one.place}: {one.shown}") for line in group)
    said = " ".join(" ".join(group).split())
    for sentence in SAID[one.code]:
        assert sentence in said


def test_every_sort_of_problem_has_a_file_here() -> None:
    of_rows = {"encoding.mixed", "quote.broken", "row.ragged", "row.too_long", "json.invalid"}
    assert {one.code for one in ASIDE} == CODES.keys() | of_rows


def test_what_was_guessed_is_said(mess: Mess) -> None:
    said = one_line(mess.load)
    assert "windows.csv is not UTF-8 and was read as Windows-1252 (cp1252)" in said
    assert 'columns.csv has 2 columns "Total": the first is read; to read another, write "Total__2"' in said
    assert '"Day": no date in all its files tells day from month; set locale in closeknit.toml' in said
    assert "header-only.csv Shop: orders – a header and no lines" in said


def test_names_from_files_cannot_steer_the_terminal_or_a_spreadsheet(mess: Mess) -> None:
    shown = typed(mess.firm, "show", NAMES[0])
    assert "␛[2J␛[31mred" in shown.stdout
    cards = typed(mess.firm, "export", "cards", "--to", "cards.csv")
    assert (cards.returncode, (mess.firm / "cards.csv").read_text("utf-8").count("'=HYPERLINK(1)")) == (0, 1)
    for printed in (mess.load, mess.problems, shown):
        assert not set(printed.stdout) & {"\x1b", "\u202e", "\u2066"}


def test_loading_the_same_again_changes_nothing(mess: Mess) -> None:
    again = one_line(typed(mess.firm, "load", str(mess.exports)))
    assert " 0 new" in again
    assert " 0 set aside" in again
    assert typed(mess.firm, "problems", "--most", "99").stdout == mess.problems.stdout


# What is refused alone ends with 2.


@pytest.mark.parametrize(
    ("name", "data", "says"),
    [
        ("empty.csv", b"", "empty.csv is empty (0 bytes)"),
        ("photo.csv", b"\x89PNG\r\n", "photo.csv is a picture (PNG), not a table"),
        ("folder", None, "is a folder without a file to load"),
        ("nowhere.csv", "nothing", "nowhere.csv is not there"),
    ],
)
def test_when_nothing_went_in_the_exit_code_says_so(
    tmp_path: Path, name: str, data: bytes | str | None, says: str
) -> None:
    made, file = firm(tmp_path), tmp_path / name
    if data is None:
        file.mkdir()
    elif isinstance(data, bytes):
        file.write_bytes(data)
    printed = typed(made, "load", str(file))
    assert says in one_line(printed)
    assert "Nothing was loaded." in printed.stdout
    assert printed.returncode == 2
    assert "Nothing is loaded yet" in typed(made, "imports").stdout


# Encodings, currencies, time zones, dates.


@pytest.mark.parametrize(
    ("encoding", "says"),
    [
        ("utf-8", "o.csv is not written in utf-8: line 3 holds the byte FC"),
        ("utf-9", 'read.encoding: there is no encoding called "utf-9" did you mean "utf-8"?'),
    ],
)
def test_a_wrong_encoding_in_a_mapping_is_told(tmp_path: Path, encoding: str, says: str) -> None:
    made = firm(tmp_path, orders=ORDERS.replace("[read]", f'[read]\nencoding = "{encoding}"'))
    (tmp_path / "o.csv").write_bytes((HEADER + row(1) + row(2, who="Müller")).encode("cp1252"))
    printed = typed(made, "load", str(tmp_path / "o.csv"))
    assert says in one_line(printed)
    assert printed.returncode == 2


def test_currencies_without_a_rate_are_not_counted_until_they_have_one(tmp_path: Path) -> None:
    made = firm(tmp_path, orders=ORDERS)
    lines = ["1,2026-05-04,Firm 1,10,EUR", "2,2026-05-04,Firm 2,10,USD", "3,2026-05-04,Firm 3,10,USD"]
    (tmp_path / "o.csv").write_text("\n".join(["Order,Date,Customer,Total,Currency", *lines]))
    printed = typed(made, "load", str(tmp_path))
    told = "2 amounts in USD cannot be counted: there is no rate; set USD = … under [rates]"
    assert (told in one_line(printed), printed.returncode) == (True, 0)
    settings = made / "closeknit.toml"
    settings.write_text(settings.read_text() + "\nUSD = 0.9\n")
    assert "USD" not in one_line(typed(made, "load", str(tmp_path)))
    total = one_line(typed(made, "export", "purchases")).split()
    assert sum(",9.0," in line for line in total) == 2


@pytest.mark.parametrize("where", ["settings", "mapping"])
def test_an_unknown_time_zone_is_told_where_it_is_written(tmp_path: Path, where: str) -> None:
    zone = 'zone = "Europe/Berln"'
    if where == "settings":
        made, file = firm(tmp_path, settings=f"time{zone}\n"), "closeknit.toml: timezone"
    else:
        made = firm(tmp_path, orders=ORDERS.replace("[read]", f"[read]\n{zone}"))
        file = "orders.toml: read.zone"
    printed = typed(made, "load", str(tmp_path))
    assert file in printed.stderr
    assert 'Europe/Berln"' in printed.stderr
    assert 'did you mean "Europe/Berlin"?' in printed.stderr
    assert printed.returncode == 2


@pytest.mark.usefixtures("without_tables")
def test_dates_nobody_can_decide_go_in_when_the_settings_decide(tmp_path: Path) -> None:
    made = firm(tmp_path, visits=MAPPINGS["visits"])
    (tmp_path / "v.csv").write_text("Visit,Day,Guest\n1,03/04/2026,Ana\n2,05/06/2026,Ben\n")
    typed(made, "load", str(tmp_path / "v.csv"))
    assert "No mapping and no setting changed since" in typed(made, "retry").stdout
    settings = made / "closeknit.toml"
    settings.write_text(settings.read_text().replace('locale = "en"', 'locale = "en_GB"'))
    dry = one_line(typed(made, "retry", "--dry-run"))
    assert "2 set aside before would go in, 0 still set aside" in dry
    assert "2 lines set aside" in typed(made, "problems").stdout
    assert "2 set aside before went in, 0 still set aside" in one_line(typed(made, "retry"))
    assert "Nothing is set aside." in typed(made, "problems").stdout


# A file that changes, a disk that is full.


@pytest.mark.usefixtures("without_tables")
def test_a_file_that_changes_while_it_is_read_is_refused_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made, file = firm(tmp_path, orders=ORDERS), tmp_path / "live.csv"
    file.write_text(HEADER + rows(1))
    real = reading._read

    def meanwhile(*arguments: object) -> object:
        found = real(*arguments)  # type: ignore[arg-type]
        file.write_text(HEADER + rows(1, 4))
        return found

    with monkeypatch.context() as patch:
        patch.setattr(reading, "_read", meanwhile)
        printed = typed(made, "load", str(file))
    said = one_line(printed)
    assert "live.csv changed while it was read; nothing of it was kept Wait until the program" in said
    assert printed.returncode == 2
    assert "4 lines read: 4 new, 0 set aside" in one_line(typed(made, "load", str(file)))


def test_a_full_disk_keeps_nothing_by_halves(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = firm(tmp_path, orders=ORDERS)
    (tmp_path / "o.csv").write_text(HEADER + rows(1))

    def full(path: Path) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as patch:
        patch.setattr("closeknit.ledger.datafiles.sync_file", full)
        printed = typed(made, "load", str(tmp_path / "o.csv"))
    assert "is full Nothing of this was kept. Free some room, then run the same command" in one_line(printed)
    assert printed.returncode == 2
    assert "Nothing is loaded yet" in typed(made, "imports").stdout


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Callable[[str], Path]]:
    """A disk of a size, made or made larger; skips where one may not mount any."""
    disk = tmp_path / "disk"
    disk.mkdir()

    def sized(size: str) -> Path:
        again = ["-o", "remount"] if os.path.ismount(disk) else []
        command = ["mount", "-t", "tmpfs", *again, "-o", f"size={size}", "tmpfs", str(disk)]
        if os.geteuid() or subprocess.run(command, check=False, capture_output=True).returncode:
            pytest.skip("mounting a small disk needs root")
        return disk

    yield sized
    subprocess.run(["umount", "-l", str(disk)], check=False, capture_output=True)


@pytest.mark.fault
@pytest.mark.parametrize(("size", "full", "kept"), [("1m", "ledger", 0), ("250k", "book", 40)])
def test_a_disk_that_is_really_full_is_told_and_room_is_enough_to_go_on(
    tmp_path: Path, small_disk: Callable[[str], Path], size: str, full: str, kept: int
) -> None:
    made = firm(small_disk(size), orders=ORDERS)
    number = kept or 20_000
    (tmp_path / "o.csv").write_text(HEADER + "".join(row(n, who=f"{hash(n * 7.1):x}") for n in range(number)))
    printed = typed(made, "load", str(tmp_path / "o.csv"))
    assert (printed.returncode, f"data/{full} is full" in one_line(printed)) == (2, True)
    with Business(open_workspace(made)) as business:
        assert sum(state.stored for state in business.imports()) == kept
    small_disk("200m")
    again = typed(made, "load", str(tmp_path / "o.csv"))
    assert again.returncode == 0
    assert f"{number:,} lines read" in again.stdout


# Mappings and settings with a slip.


@pytest.mark.parametrize(
    ("right", "slip", "says"),
    [
        ("[recognise]", "[recognize]", 'there is no key "recognize" here did you mean "recognise"?'),
        ("amount =", "amuont =", 'activity[1]: there is no key "amuont" here did you mean "amount"?'),
        ('"contact" }', '"contcat" }', 'there is no [party.contcat] in this mapping did you mean "contact"?'),
        ('"organization"', '"organisation"', 'cannot be "organisation" did you mean "organization"?'),
        ('"won" }', '"one" }', 'case.deal.status: cannot be "one" did you mean "won"?'),
        ('"order.placed"', '"placed"', '"placed" is no kind write noun.verb_ed, such as order.placed'),
        ('at = "Date"\n', "", 'activity[1]: the key "at" is missing at: '),
        ("format = 1", "format = 2", 'this file says 2 write "format = 1" in its first line'),
        ('amount = "Total"', 'amount = "Total', 'is not valid TOML: Illegal character'),
        ('amount = "Total"', 'amount = "Total', 'Line 23 reads: amount = "Total'),
    ],
)  # fmt: skip
def test_a_slip_in_a_mapping_is_told_with_what_may_be_meant(
    tmp_path: Path, right: str, slip: str, says: str
) -> None:
    assert right in ORDERS
    printed = typed(firm(tmp_path, orders=ORDERS.replace(right, slip, 1)), "load", str(tmp_path))
    assert "mappings/orders.toml" in printed.stderr
    assert says in one_line(printed)
    assert printed.returncode == 2


def test_a_column_that_no_file_has_is_told_with_the_nearest(tmp_path: Path) -> None:
    made = firm(tmp_path, orders=ORDERS.replace('amount = "Total"', 'amount = "Totl"'))
    (tmp_path / "o.csv").write_text(HEADER + rows(1))
    printed = typed(made, "load", str(tmp_path / "o.csv"))
    said = one_line(printed)
    assert 'o.csv has no column "Totl" (it has: Order, Date, Customer, Total) did you mean "Total"?' in said
    assert printed.returncode == 2


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("--as", "orders.tml"), 'there is no mapping "orders.tml"'),
        (("--as", "shop/order"), 'there is no mapping "shop/order" did you mean "shop/orders"?'),
        (("--as", "o.csv"), "o.csv is not valid TOML"),
        (("--as", "."), "cannot be read: Is a directory A mapping is a TOML file"),
    ],
    ids=lambda v: " ".join(v) if isinstance(v, tuple) else "",
)
def test_a_mapping_that_is_none_is_told(tmp_path: Path, words: tuple[str, ...], says: str) -> None:
    made = firm(tmp_path, orders=ORDERS)
    (made / "o.csv").write_text(HEADER + rows(1))
    printed = typed(made, "load", "o.csv", *words)
    assert says in one_line(printed)
    assert printed.returncode == 2


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('curency = "EUR"', 'there is no setting "curency" did you mean "currency"?'),
        ('currency = "Euro"', 'currency cannot be "Euro" it takes a three-letter code such as EUR'),
        ("currency = EUR", "Line 1 reads: currency = EUR"),
        ("[rates]\nUSD = -1", 'rates.USD cannot be "1900-01-01 = -1" it takes a day and a number above 0'),
    ],
)
def test_a_slip_in_the_settings_is_told(tmp_path: Path, text: str, says: str) -> None:
    printed = typed(firm(tmp_path, settings=f"{text}\n"), "load", str(tmp_path))
    assert says in one_line(printed)
    assert printed.returncode == 2
