"""Files that come in: names that lead elsewhere are refused, what was read leaves nothing behind."""

import io

import pytest

from closeknit.web.serving import close_served, open_served
from closeknit.web.uploads import receive, refusal, sweep
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


def test_files_lie_in_a_folder_of_their_own(tmp_path):
    from starlette.datastructures import UploadFile

    files = [UploadFile(io.BytesIO(b"a,b\n"), filename=name) for name in ("a.csv", "../b.csv")]
    got = receive(files, tmp_path)
    assert [f.name for f in got.files] == ["a.csv"]
    assert got.files[0].read_bytes() == b"a,b\n"
    assert [name for name, _ in got.refused] == ["../b.csv"]
    assert sorted(p.name for p in tmp_path.rglob("*") if p.is_file()) == ["a.csv"]


def test_what_a_server_left_is_swept_after_a_day(tmp_path):
    (tmp_path / "left").mkdir()
    (tmp_path / "left" / "a.csv").touch()
    now = (tmp_path / "left").stat().st_mtime
    sweep(tmp_path, now=now + 60)
    assert (tmp_path / "left" / "a.csv").exists()
    sweep(tmp_path, now=now + 2 * 86_400)
    assert not (tmp_path / "left").exists()


def test_what_is_too_large_or_does_not_say_how_large_is_refused_unread(empty):
    client = entered(empty, "analyst")
    endless = client.post("/data/drop", content=iter([b"x"]), headers=OURS)
    assert endless.status_code == 411
    large = client.post("/data/drop", content=b"x", headers={**OURS, "content-length": str(3 << 30)})
    assert large.status_code == 413


def kept(served):
    """Files that were dropped and lie there still; other tests drop some too."""
    return {p for p in (served.workspace.data / "incoming").rglob("*") if p.is_file()}


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
