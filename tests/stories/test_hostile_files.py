"""Files made to fill memory, to go on for ever or to lead elsewhere: each is told with what to do."""

from __future__ import annotations

import gzip
import json
import subprocess
import sys
import zipfile
from io import BytesIO
from pathlib import Path

import pytest

from tests.sources.mail.test_hostile_mail import nested

pytestmark = pytest.mark.timeout(300)

HEADER = b"Record ID,First Name,Last Name,Email,Create Date\n"
GOOD = b"1,Ana,Ruiz,ana@halden.example,2026-03-02\n"
MUCH = 40_000_000
MOST_MIB = 1_024
WHO = "ORGANIZER:mailto:jo@ours.example\nATTENDEE:mailto:ana@halden.example"
ENDLESS = f"""BEGIN:VCALENDAR
BEGIN:VEVENT
UID:second
DTSTAMP:20260601T000000Z
DTSTART:20260301T100000Z
RRULE:FREQ=SECONDLY
{WHO}
END:VEVENT
BEGIN:VEVENT
UID:day
DTSTART:20000101T100000Z
RRULE:FREQ=DAILY
{WHO}
END:VEVENT
END:VCALENDAR
"""
FEED = '<rss version="2.0"><channel><title>x</title><item><title>&{};</title></item></channel></rss>'
MARKS = "".join(f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in zip("abcdefgh", "bcdefghi", strict=True))

LOAD = """
import json, resource, sys
from closeknit.cli.app import run
code = run(["load", "../dropped"])
peak = max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
print(json.dumps([code, peak / 1024]), file=sys.stderr)
"""


def packed() -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("contacts.csv", HEADER + GOOD + b"0" * MUCH)
    return out.getvalue()


def files() -> dict[str, bytes]:
    """Each with a name, as somebody drops it."""
    inside = BytesIO()
    with zipfile.ZipFile(inside, "w") as archive:
        archive.writestr("bomb.zip", packed())
    return {
        "giant-line.csv": HEADER + GOOD + b"2,Bo," + b"x" * MUCH + b"\n3,Cy,Z,cy@x.example,2026-03-04\n",
        "quote-left-open.csv": HEADER + GOOD + b'2,Bo,"' + b"x,\n" * 1_000_000,
        "bomb.zip": packed(),
        "bomb.csv.gz": gzip.compress(HEADER + GOOD + b"0" * MUCH),
        "in-each-other.zip": inside.getvalue(),
        "deep.eml": nested(3_000),
        "endless.ics": ENDLESS.encode(),
        "leads-to-a-file.xml": f'<!DOCTYPE rss [<!ENTITY f SYSTEM "file:///etc/passwd">]>{FEED.format("f")}'.encode(),
        "of-each-other.xml": f'<!DOCTYPE rss [<!ENTITY a "aaa">{MARKS}]>{FEED.format("i")}'.encode(),
        "giant-card.vcf": b"BEGIN:VCARD\nFN:Ana\nNOTE:" + b"y" * 3_000_000 + b"\nEND:VCARD\n",
    }  # fmt: skip


SAID = {
    "quote-left-open.csv": (
        "(line 3: a quote is opened and not closed",
        "Say in a mapping how it is written",
    ),
    "bomb.zip": ("grows to more than 100 times its size", "Unpack it yourself"),
    "bomb.csv.gz": ("grows to more than 100 times its size", "Unpack it yourself"),
    "in-each-other.zip": ("bomb.zip is an archive inside an archive", "can be read, also zipped"),
    "deep.eml": ("only the header could be read of some messages in it (1): MIME nesting", ""),
    "endless.ics": ("only the first time counts of 1 series: FREQ=SECONDLY (more often than daily)", ""),
    "leads-to-a-file.xml": ("defines marks of its own that lead to files", "take out its <!DOCTYPE"),
    "of-each-other.xml": ("defines marks of its own that lead to files", "take out its <!DOCTYPE"),
}
"""What the load says of each, and what to do."""

SHOWN = (
    ("1 line set aside: the row is longer than 2,000,000 bytes", "giant-line.csv:3", "Correct the line"),
    ("1 line set aside: the card is longer than 1,000,000 bytes", "giant-card.vcf:1", "your address book"),
)
"""What `closeknit problems` says of lines set aside: what is wrong, where, and what to do."""


def typed(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *words], cwd=folder, capture_output=True, text=True, check=False, timeout=280,
        env={"COLUMNS": "300", "HOME": str(folder), "PATH": "/usr/bin:/bin"},
    )  # fmt: skip


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str, float]:
    """The folder after such files were dropped, what the load said, and the MiB it took."""
    base = tmp_path_factory.mktemp("hostile")
    (base / "dropped").mkdir()
    for name, data in files().items():
        (base / "dropped" / name).write_bytes(data)
    assert typed(base, "-m", "closeknit", "init", "firm").returncode == 0
    done = typed(base / "firm", "-c", LOAD)
    code, peak = json.loads(done.stderr.splitlines()[-1])
    assert code == 0, done.stderr
    return base / "firm", done.stdout, peak


@pytest.mark.parametrize("name", SAID)
def test_a_hostile_file_is_told_with_its_reason_and_what_to_do(loaded, name: str) -> None:
    _, said, _ = loaded
    about = said[said.index(name) :] if SAID[name][1] else said
    lines = about.splitlines()
    wrong = next(number for number, line in enumerate(lines) if SAID[name][0] in line)
    assert SAID[name][1] in " ".join(lines[wrong : wrong + 3])


def test_a_giant_line_or_card_is_set_aside_alone_with_its_place_and_what_to_do(loaded) -> None:
    folder, said, _ = loaded
    shown = typed(folder, "-m", "closeknit", "problems").stdout
    for wrong, place, remedy in SHOWN:
        block = next(part for part in shown.split("\n\n") if wrong in part)
        assert place in block
        assert remedy in block
    assert "2 set aside" in said


def test_the_whole_folder_is_taken_in_within_a_gigabyte(loaded) -> None:
    _, _, peak = loaded
    assert peak < MOST_MIB


def test_the_good_lines_around_are_in_and_what_leads_elsewhere_is_not(loaded) -> None:
    folder, _, _ = loaded
    found = typed(folder, "-m", "closeknit", "export", "keys").stdout
    assert "ana@halden.example" in found
    assert "cy@x.example" in found
    assert "root:" not in typed(folder, "-m", "closeknit", "export", "activities").stdout
