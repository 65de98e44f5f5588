"""A report as PDF: set by Typst, in the process, from values alone.

Typst (Apache-2.0) comes as one wheel without system libraries; a browser or Pango may be missing where
Closeknit runs, and LGPL parts would have to be optional. Texts reach it as JSON, so that none is markup.
Nothing is fetched: our template names no package.
"""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import UTC, datetime
from importlib.resources import files

from closeknit.reports.document import Document

EPOCH = datetime(2000, 1, 1, tzinfo=UTC)
"""Written into each file as its day, so that the same report has the same bytes."""


def document_pdf(document: Document) -> bytes:
    """The report as a tagged PDF; the same report gives the same bytes where fonts are the same."""
    import typst

    values, inside = asdict(document), {}
    for number, block in enumerate(values["blocks"]):
        if block["svg"]:
            inside[f"picture{number}.svg"] = block["svg"].encode()
            block["svg"] = f"picture{number}.svg"
    template = (files("closeknit.reports") / "templates" / "report.typ").read_bytes()
    inside |= {"main.typ": template, "report.json": json.dumps(values).encode()}
    # Its types leave out that several files may come in by name.
    made = typst.compile(inside, format="pdf", timestamp=int(EPOCH.timestamp()))  # type: ignore[call-overload]
    return bytes(made)
