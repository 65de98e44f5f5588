"""Word lists that ship with the package: mail providers, legal forms, titles, placeholders …

A list is a text file in the folder `words`, one entry a line, `#` for remarks, so that it can be
read, corrected and extended without reading code.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files


@cache
def word_list(name: str) -> frozenset[str]:
    """The entries of `words/<name>.txt`."""
    text = files("closeknit.keys").joinpath(f"words/{name}.txt").read_text(encoding="utf-8")
    lines = (line.strip() for line in text.splitlines())
    return frozenset(line for line in lines if line and not line.startswith("#"))
