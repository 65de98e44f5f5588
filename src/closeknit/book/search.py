"""Full-text search over names, keys, subjects and texts: one SQLite FTS5 file for each version of the book.

It lies beside the tables and is outside what engines must agree on; it is written in `indexing`. Case and
accents do not matter; every word must occur, the last one at least as a beginning.
"""

from __future__ import annotations

import re
from contextlib import closing
from dataclasses import dataclass
from typing import Literal

import apsw

from closeknit.book.versions import Book
from closeknit.errors import EngineError

SEARCH = "search.sqlite"
Place = Literal["parties", "cases", "activities"]

# A word in a name or title weighs five times one in the text.
FIND = """
SELECT place, id, account_id, title, snippet(found, 1, '', '', '…', 16), bm25(found, 5.0, 1.0) AS rank
FROM found WHERE found MATCH ?1 AND (?2 = '' OR place = ?2) ORDER BY rank, place, id LIMIT ?3
"""


@dataclass(frozen=True)
class Hit:
    """Something that holds the words: a party, a case, or an activity's text, by its number."""

    place: Place
    id: int
    account_id: int
    title: str
    excerpt: str


def search(book: Book, words: str, *, place: Place | Literal[""] = "", limit: int = 20) -> list[Hit]:
    """What holds all these words, the best match first; nothing for words without a letter or digit.

    Raises:
        EngineError: the file is damaged.
    """
    path = book.folder / SEARCH
    terms = [f'"{word}"' for word in re.findall(r"\w+", words)]
    if not terms or not path.exists():
        return []
    # A version never changes, so SQLite need not look for locks or journals.
    flags = apsw.SQLITE_OPEN_READONLY | apsw.SQLITE_OPEN_URI
    try:
        with closing(apsw.Connection(f"{path.absolute().as_uri()}?immutable=1", flags=flags)) as con:
            rows = con.execute(FIND, (" ".join(terms) + "*", place, limit))
            return [Hit(where, id, account, title, excerpt) for where, id, account, title, excerpt, _ in rows]
    except (apsw.CorruptError, apsw.NotADBError) as error:
        raise EngineError(
            f"the index of names and texts is damaged: {path}",
            remedy=f"Delete the folder {book.folder.parent}: all of it is built anew from what was loaded.",
        ) from error
