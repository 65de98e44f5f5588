"""Files that come in: names that lead elsewhere are refused, what was read leaves nothing behind."""

import io
import shutil

import pytest
from starlette.datastructures import UploadFile

from closeknit.web.loads import go_on
from closeknit.web.serving import close_served, open_served
from closeknit.web.uploads import Incoming, begin, refusal, remove
from closeknit.workspace import create_workspace
from tests.web.conftest import entered, form_of
from tests.web.test_guard import OURS


@pytest.mark.parametrize(
    "name",
    [
        "", ".", "..", "../x.csv", "..\\x.csv", "/etc/passwd", "a/b.csv", "C:\\x.csv", "C:x.csv", "x\0.csv",
        ".htaccess", "x\u202egpj.csv", "a\nb.csv", "NUL", "con.csv", "x" * 201, "é" * 101, "x\x1b[2J.csv",
    ],
)  # fmt: skip
def test_a_name_that_could_lead_elsewhere_is_refused(name):
    assert refusal(name, set())


@pytest.mark.parametrize(
    "name", ["invoices.csv", "Rechnungen März 2026.xlsx", "all.tar.gz", "请求.csv", "x" * 200]
)
def test_a_plain_name_is_taken(name):
    assert refusal(name, set()) == ""


def test_two_files_of_one_name_do_not_replace_each_other():
    assert "another file of that name" in refusal("A.csv", {"a.csv"})


def sent(*names):
    return [UploadFile(io.BytesIO(b"a,b\n"), filename=name) for name in names]


def files_in(folder):
    return sorted(p.name for p in folder.rglob("*") if p.is_file() and p.name != "lock")


def test_files_lie_in_a_folder_of_their_own(tmp_path):
    got = Incoming(tmp_path).receive(sent("a.csv", "../b.csv"))
    assert [f.name for f in got.files] == ["a.csv"]
    assert got.files[0].read_bytes() == b"a,b\n"
    assert [name for name, _ in got.refused] == ["../b.csv"]
    assert files_in(tmp_path) == ["a.csv"]


def test_what_a_server_had_not_read_when_it_ended_the_next_one_takes_over_once(tmp_path):
    before = Incoming(tmp_path)
    before.receive(sent("a.csv", "b.csv"))
    cut_off = before.receive(sent("c.csv")).folder
    cut_off.rename(cut_off.with_name(f"{cut_off.name}.part"))
    meanwhile = Incoming(tmp_path)
    assert meanwhile.left() == []
    before.close()
    assert [[file.name for file in one.files] for one in meanwhile.left()] == [["a.csv", "b.csv"]]
    assert files_in(tmp_path) == ["a.csv", "b.csv"]
    assert (meanwhile.left(), Incoming(tmp_path).left()) == ([], [])


def test_a_server_that_has_read_all_leaves_nothing(tmp_path):
    incoming = Incoming(tmp_path)
    remove(incoming.receive(sent("a.csv")))
    incoming.close()
    assert list(tmp_path.rglob("incoming/*")) == []


def test_a_file_that_cannot_be_written_leaves_nothing_and_the_next_one_is_taken(tmp_path, monkeypatch):
    incoming = Incoming(tmp_path)
    monkeypatch.setattr(shutil, "copyfileobj", lambda *_: (_ for _ in ()).throw(OSError("no room")))
    with pytest.raises(OSError, match="no room"):
        incoming.receive(sent("a.csv"))
    assert files_in(tmp_path) == []
    monkeypatch.undo()
    shutil.rmtree(tmp_path / "incoming")
    incoming.receive(sent("b.csv"))
    assert files_in(tmp_path) == ["b.csv"]
    shutil.rmtree(tmp_path / "incoming")
    incoming.close()


def test_files_that_ended_the_program_twice_are_not_read_again_and_that_is_told(tmp_path):
    workspace = create_workspace(tmp_path / "shop")
    said = []
    for tries in (1, 2):
        incoming = Incoming(workspace.data)
        for received in incoming.left() or [incoming.receive(sent("a.csv"))]:
            begin(received)
        incoming.close()
        served = open_served(workspace, said.append, working=False)
        go_on(served)
        waiting = [job.title for job in served.worker.going()]
        assert waiting == ["Loading a.csv", "Working out the answers"][tries - 1 :]
        close_served(served)
    assert [line.partition(",")[0] for line in said] == ["a.csv: not read"]
    assert files_in(tmp_path / "shop" / "data" / "incoming") == []


def test_files_that_waited_when_a_server_ended_are_read_when_the_next_one_begins(tmp_path):
    workspace = create_workspace(tmp_path / "shop")
    served = open_served(workspace, working=False)
    client = entered(served, "analyst")
    dropped = {"files": ("clients.csv", b"name,email\nAnna Berg,anna@berg.example\n")}
    answer = client.post("/data/drop", data=form_of(served, client), files=dropped, headers=OURS)
    assert answer.headers["location"].startswith("/data/jobs/")
    close_served(served)
    again = open_served(workspace)
    go_on(again)
    first, *_ = again.worker.going()
    assert first.title == "Loading clients.csv"
    assert first.ended.wait(60)
    assert (first.state, files_in(workspace.data / "incoming")) == ("done", [])
    close_served(again)


def test_what_is_too_large_or_does_not_say_how_large_is_refused_unread(empty):
    client = entered(empty, "analyst")
    endless = client.post("/data/drop", content=iter([b"x"]), headers=OURS)
    assert endless.status_code == 411
    large = client.post("/data/drop", content=b"x", headers={**OURS, "content-length": str(3 << 30)})
    assert large.status_code == 413


def kept(served):
    """Files that were dropped and lie there still; other tests drop some too."""
    return files_in(served.workspace.data / "incoming")


def test_a_drop_of_refused_names_says_so_and_keeps_nothing(empty):
    client = entered(empty, "analyst")
    before = kept(empty)
    sent = {"files": ("..\\x.csv", b"a\n")}
    answer = client.post("/data/drop", data=form_of(empty, client), files=sent, headers=OURS)
    assert answer.status_code == 400
    assert "could lead somewhere else" in answer.text
    assert kept(empty) == before


def test_the_first_page_of_a_new_folder_says_what_to_do(empty):
    answer = entered(empty, "admin").get("/")
    assert answer.status_code == 200
    assert "Begin with the files you have" in answer.text
    assert 'name="files"' in answer.text
    assert 'name="files"' not in entered(empty, "viewer").get("/").text


def test_tables_of_another_version_are_worked_out_anew_and_nobody_is_told_to_begin(tmp_path):
    served = open_served(create_workspace(tmp_path / "upgraded"), working=False)
    (served.workspace.book / "of-before").mkdir(parents=True)
    (served.workspace.book / "current").write_text("of-before")
    client = entered(served, "analyst")
    page, file = client.get("/"), client.get("/customers.json")
    assert "Working out the answers" in page.text
    assert "Begin with" not in page.text
    assert (file.status_code, file.headers["Retry-After"]) == (503, "2")
    close_served(served)
