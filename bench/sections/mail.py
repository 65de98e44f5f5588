"""Loading a mailbox beside the standard library, which only reads it."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

from figures import medians, written
from measure import in_own_process, interleaved, median

TITLE = "## Loading mail"

FEW = 4_000
"""Messages that the standard library reads: it takes as long for each of them, however many there are."""


def mail(messages: int, repeats: int) -> Iterator[str]:
    """Loading a mailbox, with and without its texts, beside the standard library that only reads it."""
    few = min(messages, FEW)
    with tempfile.TemporaryDirectory() as folder, tempfile.TemporaryDirectory() as part:
        in_own_process("make_mail", folder, str(messages))
        in_own_process("make_mail", part, str(few))
        size = (Path(folder) / "Inbox").stat().st_size / 1e6
        names = iter(f"load-{n}" for n in range(100))
        works = {
            "standard library: headers": lambda: in_own_process("mail_by_library", part, "metadata"),
            "standard library: texts too": lambda: in_own_process("mail_by_library", part, "texts"),
            "rows: metadata only": lambda: in_own_process("mail_rows", folder, "metadata"),
            "rows: all": lambda: in_own_process("mail_rows", folder, "texts"),
            "load: metadata only": lambda: in_own_process("load_mail", folder, next(names), "metadata"),
            "load: all": lambda: in_own_process("load_mail", folder, next(names), "texts"),
        }
        runs = interleaved(works, repeats)
    yield TITLE
    yield ""
    yield (
        f"{written(Path(tempfile.gettempdir()))} {messages:,} messages ({size:.0f} "
        f"MB), {medians(repeats)}. The standard library, on the first {few:,} of them, and rows "
        "only read; a load also keeps every "
        "message and what it says, start of the program included. Promised: 3,000 messages a CPU second "
        "without texts, 800 with them. A program's start, three CPU seconds of a load, weighs the more the "
        "fewer messages there are."
    )
    yield ""
    yield "| work | CPU seconds | messages a CPU second | × library, a message | peak MiB |"
    yield "|---|---:|---:|---:|---:|"
    unit = median(runs["standard library: headers"], "cpu") / few
    for name, each in runs.items():
        cpu, peak = median(each, "cpu"), median(each, "peak_mib")
        read = few if "library" in name else messages
        yield f"| {name} | {cpu:.2f} | {read / cpu:,.0f} | {cpu / read / unit:.2f} | {peak:.0f} |"
    yield ""
