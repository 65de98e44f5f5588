"""Addresses of people's pages, such as a LinkedIn profile, in one writing each."""

from __future__ import annotations

from urllib.parse import unquote

from closeknit.keys.text import MAX_LENGTH, clean, folded


def normalise_profile(text: str) -> str | None:
    """A page's address without scheme, `www`, query and slash at the end; None when it has no path.

    >>> normalise_profile("https://www.linkedin.com/in/Ana-Ru%C3%ADz/?trk=x")
    'linkedin.com/in/ana-ruíz'
    """
    bare = clean(text).partition("?")[0].partition("#")[0]
    host, _, path = bare.rpartition("://")[2].partition("/")
    page = folded(unquote(path)).strip("/")
    if not page or "." not in host or len(bare) > MAX_LENGTH or " " in host:
        return None
    return f"{host.casefold().removeprefix('www.')}/{page}"
