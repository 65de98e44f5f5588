"""What one has once for life: a date of birth written in full, a number given by the state for tax.

Two that state it wholly differently are two, whatever else is alike: father and son of one name under one
roof. Where both state two such facts and one of them agrees, the other is a mistake. Tax numbers oppose each
other only where both name one country: a firm has one in each country that it sells in, and numbers that
name none may be of different states or kinds. What may be a slip of
the keyboard, or day and month in the other order, is no contradiction; nor is what very many state, such as
1900-01-01, nor the first of January, which stands for a year.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from itertools import combinations

from dateutil.parser import parse
from rapidfuzz.distance import OSA

from closeknit.identity.evidence import Evidence, ask_of_texts
from closeknit.keys.text import ascii_folded

SLIPS = {"birthday": 2, "tax_number": 1}
"""Such facts, and how many slips of the keyboard may lie between two ways to write one."""

CROWD = 5
"""What more than so many times as many state as state most values, nobody has of their own."""

SAID = {"birthday": "dates of birth", "tax_number": "tax numbers"}

Stated = Mapping[str, frozenset[str]]
"""For each such fact what is stated of one party."""

_YEAR_FIRST = re.compile(r"(\d{4})[-./]?(\d{2})[-./]?(\d{2})(?:[T ].*)?")
_DAY_FIRST = re.compile(r"(\d{1,2})[-./](\d{1,2})[-./](\d{4})")
_WORDS = re.compile(r"(?=.*\b\d{4}\b)(?=.*\b\d{1,2}\b)(?=.*[^\W\d_]{3}).{9,30}")


def full_date(text: str) -> str:
    """The date that a text writes in full, as yyyy-mm-dd; empty where it writes none.

    What can be both 3 December and 12 March is read as the former, whoever wrote it.
    """
    text = text.strip()
    if found := _YEAR_FIRST.fullmatch(text):
        year, month, day = map(int, found.groups())
    elif found := _DAY_FIRST.fullmatch(text):
        day, month, year = map(int, found.groups())
        if month > 12:
            day, month = month, day
    else:
        return _in_words(text)
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return ""


def _in_words(text: str) -> str:
    """12 Mar 1980: read twice, for what is not written comes from the default."""
    if not _WORDS.fullmatch(text):
        return ""
    try:
        one, other = (parse(text, default=default, dayfirst=True) for default in _DEFAULTS)
    except (ValueError, OverflowError):
        return ""
    return one.date().isoformat() if one == other else ""


_DEFAULTS = datetime(1904, 2, 3), datetime(1908, 5, 6)


def tax_number(text: str) -> str:
    """Its letters and digits; empty where it is too short to be anybody's own."""
    plain = re.sub(r"[^a-z0-9]", "", ascii_folded(text))
    return plain if sum(c.isdigit() for c in plain) >= 5 else ""


def own_birthday(text: str) -> str:
    """A full date that is likely the day itself, and of somebody who may live."""
    day = full_date(text)
    return "" if day < "1900" or day.endswith("-01-01") else day


READERS = {"birthday": own_birthday, "tax_number": tax_number}


def find_lifelong(evidence: Evidence) -> None:
    """lifelong: code, fact, value - what is stated of a key, but for what stands for no one's own."""
    con = evidence.con
    con.execute("CREATE TABLE lifelong (code BIGINT, fact TEXT, value TEXT)")
    stated = {fact for (fact,) in con.execute("SELECT DISTINCT name FROM told_lifelong").fetchall()}
    for fact in sorted(stated):
        read = READERS[fact]
        told = f"SELECT DISTINCT value FROM told_lifelong WHERE name = '{fact}'"
        ask_of_texts(con, f"read_{fact}", told, [read], ["plain"])
        con.execute(f"""
            INSERT INTO lifelong
            WITH held AS (
                SELECT DISTINCT k.code, r.plain FROM told_lifelong t JOIN keys k USING (key)
                JOIN read_{fact} r ON r.text = t.value
                WHERE t.name = '{fact}' AND r.plain <> ''
            ), often AS (SELECT plain, count(*) AS times FROM held GROUP BY plain)
            SELECT code, '{fact}', plain FROM held JOIN often USING (plain)
            WHERE times <= {CROWD} * (1 + (SELECT median(times) FROM often))""")


def stated_by(evidence: Evidence, parties: str) -> dict[int, Stated]:
    """What is stated of the parties that a query gives (column `party`), of whom anything is."""
    rows = evidence.con.execute(f"""
        SELECT p.party, s.fact, list(DISTINCT s.value) FROM lifelong s JOIN parties p USING (code)
        WHERE p.party IN (SELECT party FROM ({parties})) GROUP BY ALL""").fetchall()
    found: dict[int, dict[str, frozenset[str]]] = {}
    for party, fact, values in rows:
        found.setdefault(party, {})[fact] = frozenset(values)
    return dict(found)


def find_opposed(evidence: Evidence, blocks: str) -> None:
    """Into `clashing` (block, why): the blocks, of a query of block and party, in which two are opposed."""
    if not evidence.number("SELECT count(*) FROM lifelong"):
        return
    rows = evidence.con.execute(f"""
        WITH asked AS ({blocks}), told AS (
            SELECT DISTINCT a.block, a.party, s.fact, s.value
            FROM asked a JOIN parties p USING (party) JOIN lifelong s ON s.code = p.code
        )
        SELECT block, list(DISTINCT party ORDER BY party) FROM told WHERE block IN (
            SELECT block FROM told GROUP BY block, fact
            HAVING count(DISTINCT party) > 1 AND count(DISTINCT value) > 1)
        GROUP BY block ORDER BY block""").fetchall()
    if not rows:
        return
    wanted = sorted({party for _, parties in rows for party in parties})
    stated = stated_by(evidence, f"SELECT unnest({wanted}) AS party")
    found = [(block, why) for block, parties in rows if (why := _first(stated[p] for p in parties))]
    if found:
        evidence.con.executemany("INSERT INTO clashing VALUES (?, ?)", found)


def _first(stated: Iterable[Stated]) -> str:
    return next((why for one, other in combinations(stated, 2) if (why := opposed(one, other))), "")


def opposed(one: Stated, other: Stated) -> str:
    """Why two that state this cannot be one, in words; empty where they can."""
    both = [fact for fact in SLIPS if one.get(fact) and other.get(fact)]
    if any(_near(fact, a, b) for fact in both for a in one[fact] for b in other[fact]):
        return ""
    told = next((fact for fact in both if _comparable(fact, one[fact] | other[fact])), "")
    return told and f"their {SAID[told]} differ: {min(one[told])} and {min(other[told])}"


def _comparable(fact: str, values: Iterable[str]) -> bool:
    """Whether two different ones can only be of two: tax numbers that all name one country."""
    if fact != "tax_number":
        return True
    countries = {value[:2] for value in values}
    return len(countries) == 1 and min(countries).isalpha()


def _near(fact: str, one: str, other: str) -> bool:
    if OSA.distance(one, other, score_cutoff=SLIPS[fact]) <= SLIPS[fact]:
        return True
    if fact == "birthday":
        return one == f"{other[:4]}-{other[8:]}-{other[5:7]}"
    # With and without the country before it.
    return one.endswith(other) or other.endswith(one)
