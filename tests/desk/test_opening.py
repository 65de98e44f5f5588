"""A desk is made whole, keeps all or nothing, and says in a sentence what is wrong with it."""

from __future__ import annotations

import multiprocessing
import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import datetime
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext

from closeknit.desk import opening
from closeknit.desk.audit import CONSOLE, By, noted
from closeknit.desk.copying import check_file, copy
from closeknit.desk.opening import Desk, open_desk
from closeknit.desk.segments import add, drop, segment_named, segments, stays
from closeknit.desk.tables import Row, Segment, Stay
from closeknit.desk.upgrading import form_of, newest_form
from closeknit.desk.words import told
from closeknit.errors import DeskError, DiskFault, DiskFull, UnknownQuestion, WorkspaceBusy

NOW = datetime(2026, 11, 27, 12, 0)


def differences(desk: Desk) -> list[object]:
    """What the tables of a desk are that their declaration does not say."""
    with desk.engine.connect() as connection:
        return list(compare_metadata(MigrationContext.configure(connection), Row.metadata))


def names(desk: Desk) -> list[str]:
    return [one.name for one in segments(desk)]


def test_the_migrations_make_exactly_the_tables_that_are_declared(desk: Desk) -> None:
    assert differences(desk) == []


def test_the_file_is_for_its_owner_alone_and_has_no_second_one_beside_it(tmp_path: Path) -> None:
    desk = open_desk(tmp_path / "desk" / "desk.sqlite")
    add(desk, "big", "customers", by="ana", at=NOW)
    file = Path(desk.where)
    assert file.stat().st_mode & 0o077 == 0
    assert {one.name for one in file.parent.iterdir()} == {"desk.sqlite", "lock"}


def test_what_fails_half_way_is_not_kept(desk: Desk) -> None:
    def failing() -> None:
        with desk.writing() as session:
            session.add(Segment(name="big", question="customers", made_at=NOW, made_by="ana"))
            session.flush()
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        failing()
    assert names(desk) == []


def test_an_interrupted_change_of_tables_leaves_the_desk_as_it_was(desk: Desk) -> None:
    def failing() -> None:
        with desk.writing() as session:
            session.connection().exec_driver_sql("CREATE TABLE unfinished (n INTEGER)")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        failing()
    assert differences(desk) == []


def test_who_is_in_a_segment_goes_with_it(desk: Desk) -> None:
    made = add(desk, "big", "customers", by="ana", at=NOW)
    with desk.writing() as session:
        session.add(Stay(segment_id=made.segment_id, key="email:a@x.example", entered=NOW.date()))
    drop(desk, "BIG")
    with desk.reading() as session:
        assert session.scalars(sa.select(Stay)).all() == []


def test_a_segment_nobody_made_is_refused_with_the_nearest_name(desk: Desk) -> None:
    add(desk, "big and silent", "customers", by="ana", at=NOW)
    with pytest.raises(UnknownQuestion, match='did you mean "big and silent"'):
        segment_named(desk, "big and silnt")


@pytest.mark.parametrize("name", ["", "  ", 'big "and" silent'])
def test_a_name_that_no_sentence_could_say_is_refused(desk: Desk, name: str) -> None:
    with pytest.raises(UnknownQuestion, match="a segment cannot be called"):
        add(desk, name, "customers", by="ana", at=NOW)


def test_two_segments_never_have_one_name(desk: Desk) -> None:
    add(desk, "big", "customers", by="ana", at=NOW)
    with pytest.raises(UnknownQuestion, match="already"):
        add(desk, "Big", "customers", by="ana", at=NOW)


def test_a_row_whose_owner_is_gone_makes_a_file_damaged(desk: Desk) -> None:
    with closing(sqlite3.connect(desk.where)) as connection:
        connection.execute("INSERT INTO stays VALUES (1, 7, 'email:a@x.example', '2026-03-01', NULL)")
        connection.commit()
    with pytest.raises(DeskError, match="a row of stays belongs to one that is not there"):
        check_file(Path(desk.where))


HARM: dict[str, Callable[[bytes], bytes]] = {
    "empty": lambda _: b"",
    "half": lambda whole: whole[: len(whole) // 2],
    "zeros": lambda whole: b"\0" * len(whole),
    "other": lambda _: b"name,mail\nAna,ana@x.example\n" * 40,
}


@pytest.mark.parametrize("harm", HARM)
def test_a_torn_file_is_told_with_its_name_and_what_to_do(desk: Desk, harm: str) -> None:
    file = Path(desk.where)
    desk.close()
    file.write_bytes(HARM[harm](file.read_bytes()))
    for looking in (check_file, open_desk):
        with pytest.raises(DeskError, match=r"desk\.sqlite is damaged: .*\n.*closeknit restore") as told:
            looking(file)
        assert str(told.value).count("\n") == 1


def test_a_file_that_is_written_by_another_for_too_long_is_told(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(opening, "WAIT", 0.05)
    other = sqlite3.connect(desk.where)
    other.execute("BEGIN EXCLUSIVE")
    with pytest.raises(WorkspaceBusy, match="another process is writing"):
        segments(opening.in_file(Path(desk.where)))
    other.close()


def test_writers_take_turns_on_postgresql_too_and_one_that_waits_too_long_is_told(
    postgresql: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = open_desk(Path("unused"), postgresql)
    monkeypatch.setattr(opening, "WAIT", 1)
    with desk.writing(), pytest.raises(WorkspaceBusy, match="another process is writing"), desk.writing():
        pytest.fail("two write at the same time")
    desk.close()


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("SQLITE_FULL", DiskFull),
        ("53100", DiskFull),
        ("SQLITE_BUSY_SNAPSHOT", WorkspaceBusy),
        ("55P03", WorkspaceBusy),
        ("XX001", DeskError),
        ("28P01", DeskError),
    ],
)
def test_what_a_database_refuses_goes_by_its_code_not_by_its_words(code: str, kind: type[Exception]) -> None:
    refused = Exception("la base est verrouillée")
    setattr(refused, "sqlite_errorname" if code.startswith("SQLITE") else "sqlstate", code)
    with pytest.raises(kind, match=r"the disk|another process|damaged|cannot be reached"), told("the desk"):
        raise sa.exc.OperationalError("SELECT", {}, refused)


def test_a_desk_of_a_newer_form_is_refused(desk: Desk) -> None:
    with desk.writing() as session:
        session.execute(sa.text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(DeskError, match=r"form 9999.*\n.*upgrade"):
        open_desk(Path(desk.where))


def test_a_desk_without_its_folder_being_writable_says_so(tmp_path: Path) -> None:
    (tmp_path / "desk").write_text("a file where a folder should be")
    with pytest.raises(DiskFault, match="could not be read or written"):
        open_desk(tmp_path / "desk" / "desk.sqlite")


FORM_1 = """
CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL PRIMARY KEY);
INSERT INTO alembic_version VALUES ('0001');
CREATE TABLE segments (
    segment_id INTEGER NOT NULL, name VARCHAR NOT NULL,
    question VARCHAR NOT NULL, made_at DATETIME NOT NULL, made_by VARCHAR NOT NULL,
    seen_from DATE, seen_to DATE, seen_version VARCHAR,
    CONSTRAINT pk_segments PRIMARY KEY (segment_id), CONSTRAINT uq_segments_name UNIQUE (name)
);
CREATE TABLE stays (
    stay_id INTEGER NOT NULL, segment_id INTEGER NOT NULL, key VARCHAR NOT NULL,
    entered DATE NOT NULL, "left" DATE,
    CONSTRAINT pk_stays PRIMARY KEY (stay_id), CONSTRAINT fk_stays_segment_id
    FOREIGN KEY (segment_id) REFERENCES segments (segment_id) ON DELETE CASCADE
);
CREATE INDEX ix_stays_segment_id ON stays (segment_id);
INSERT INTO segments VALUES (1, 'big', 'customers', '2026-11-01 12:00:00.000000', 'ana', NULL, NULL, NULL);
INSERT INTO stays VALUES (1, 1, 'email:a@x.example', '2026-11-02', NULL);
"""
"""A desk as the first form was written, before people could log in."""


@pytest.fixture
def first_form(tmp_path: Path) -> Path:
    file = tmp_path / "desk.sqlite"
    with closing(sqlite3.connect(file)) as connection:
        connection.executescript(FORM_1)
    return file


def test_a_desk_of_the_first_form_is_brought_up_with_what_it_holds(first_form: Path) -> None:
    desk = open_desk(first_form)
    assert differences(desk) == []
    assert _opened(first_form) == newest_form()
    (segment,) = segments(desk)
    assert [(stay.key, str(stay.entered), stay.left) for stay in stays(desk, segment)] == [
        ("email:a@x.example", "2026-11-02", None)
    ]
    noted(desk, By("ana", CONSOLE, NOW), "loaded")
    with pytest.raises(sa.exc.IntegrityError, match="stay as they are"), desk.writing() as session:
        session.execute(sa.text("DELETE FROM audit"))


def test_a_desk_whose_upgrade_fails_half_way_stays_as_it_was(
    first_form: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = _dump(first_form)
    monkeypatch.setattr("alembic.op.create_index", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        open_desk(first_form)
    assert _dump(first_form) == before


def _dump(file: Path) -> list[str]:
    with closing(sqlite3.connect(file)) as connection:
        return list(connection.iterdump())


def _opened(file: Path) -> str:
    with open_desk(file).engine.connect() as connection:
        return form_of(connection)


@pytest.mark.slow
def test_processes_that_open_a_new_desk_together_make_one(tmp_path: Path) -> None:
    with multiprocessing.get_context("spawn").Pool(4) as pool:
        assert set(pool.map(_opened, [tmp_path / "desk" / "desk.sqlite"] * 8)) == {newest_form()}


def test_a_copy_holds_the_same_rows(desk: Desk, tmp_path: Path) -> None:
    made = add(desk, "big", "customers", by="ana", at=NOW)
    with desk.writing() as session:
        session.add(Stay(segment_id=made.segment_id, key="email:a@x.example", entered=NOW.date()))
    copy(desk, tmp_path / "copy.sqlite")
    check_file(tmp_path / "copy.sqlite")
    assert _rows(open_desk(tmp_path / "copy.sqlite")) == _rows(desk)


def _rows(desk: Desk) -> list[tuple[object, ...]]:
    with desk.engine.connect() as connection:
        tables = Row.metadata.sorted_tables
        return [tuple(row) for table in tables for row in connection.execute(sa.select(table))]


def test_an_address_that_does_not_answer_is_told_without_the_password() -> None:
    with pytest.raises(DeskError) as told:
        open_desk(Path("unused"), "postgresql://ana:secret@127.0.0.1:1/nothing")
    assert "127.0.0.1:1/nothing" in told.value.message
    assert "secret" not in str(told.value)


def test_a_database_whose_driver_is_missing_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(*_: object, **__: object) -> None:
        raise ModuleNotFoundError("No module named 'psycopg'")

    monkeypatch.setattr(sa, "create_engine", missing)
    with pytest.raises(DeskError, match=r"driver is not installed\n.*closeknit\[postgresql\]"):
        open_desk(Path("unused"), "postgresql://ana@127.0.0.1/nothing")


def test_a_desk_on_postgresql_keeps_the_same_tables_and_is_copied_to_a_file(
    postgresql: str, tmp_path: Path
) -> None:
    desk = open_desk(tmp_path / "unused.sqlite", postgresql)
    assert differences(desk) == []
    made = add(desk, "big", "customers", by="ana", at=NOW)
    with desk.writing() as session:
        session.add(Stay(segment_id=made.segment_id, key="email:a@x.example", entered=NOW.date()))
    assert names(open_desk(tmp_path / "unused.sqlite", postgresql)) == ["big"]
    copy(desk, tmp_path / "copy.sqlite")
    assert _rows(open_desk(tmp_path / "copy.sqlite")) == _rows(desk)
    drop(desk, "big")
    assert names(desk) == []
    desk.close()
    assert not (tmp_path / "unused.sqlite").exists()
