"""The reference page of the mapping language, made from its declarations and examples.

`docs/make_reference.py` writes it; a test holds the page and the declarations together.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import MISSING, Field
from itertools import groupby
from typing import Any

from closeknit.sources.mappings.examples import EXAMPLES, HEAD, Example
from closeknit.sources.mappings.formulas import FUNCTIONS
from closeknit.sources.mappings.language import keys_of
from closeknit.sources.mappings.library import known_mappings
from closeknit.sources.mappings.mapping import Headline, Lookup, Mapping, Reading, Recognise, Record
from closeknit.sources.mappings.meanings import Activity, Case, Line, Party, Stage, Tie
from closeknit.sources.mappings.values import RULES, Test, Value
from closeknit.sources.translation.row_problems import CODES

TAKES = {
    "text": "text",
    "texts": "text or list of texts",
    "number": "number",
    "flag": "true or false",
    "flag or texts": "true, false or list of texts",
    "text lists": "table of lists of texts",
    "value": "value",
    "values": "table of values",
    "keys": "table of values, or of lists of values",
    "several values": "list of values",
    "columns or values": "list of columns, or table of values",
    "plain": "text, number, true or false",
    "word map": "table of words",
    "condition": "test",
    "formula": "text",
    "pattern": "text",
    "patterns": "table of regular expressions",
    "kind": "text, or value with a map",
    "table": "table",
    "named tables": "tables with names",
    "tables": "one table or several",
}
"""What a key takes, as the page says it."""

SECTIONS: tuple[tuple[str, Any], ...] = (
    ("The file", Mapping),
    ("[recognise]", Recognise),
    ("[read]", Reading),
    ("[record]", Record),
    ("[lookup.name]", Lookup),
    ("[headline]", Headline),
    ("[party.name]", Party),
    ("[[tie]]", Tie),
    ("[[activity]]", Activity),
    ("[[activity.lines]]", Line),
    ("[case.name]", Case),
    ("[[case.name.stages]]", Stage),
)
"""Every table of the language under the heading it has on the page."""

OPENING = """\
# Mappings: what a file means

A mapping says what the rows of a file mean: who is on them, what happened and when, how much it was. Every
export that Closeknit knows is described by one; a file of your own is read with one you write
(see [Describe a file of your own](../how-to/own-mapping.md)). A mapping is a TOML file; it starts with

```toml
format = 1
source = "own"
stream = "orders"
```

Keys that are not needed are left out. A key that does not exist is an error that names the nearest right one.

```
closeknit load orders.csv --as orders.toml
```

This page is made from the declarations in the code.
"""

VALUES = """\
## Values

A *value* says where something stands in a row. It is the name of a column, or a table:

```toml
amount = "Total"                                        # a column
currency = { const = "EUR" }                            # the same on every row
name = { join = ["First name", "Last name"] }           # several columns together
at = { first = ["Paid on", "Sent on"] }                 # the first that is filled
amount = { formula = "{Price} * {Pieces}" }             # worked out
city = "order.City"                                     # a column of a row that was looked up
```

It starts from exactly one of `column`, `const`, `first`, `join`, `formula`, `heading` and `others`. Then the
other keys are applied, in the order of this table. Names of columns are compared without regard to case and
spaces.
"""

TESTS = """\
## Tests

A *test* says which rows count: a table from columns to what their cells must be. All must hold; in a list of
tables, one must.

```toml
when = { Status = "paid" }
when = { Status = ["paid", "sent"], Total = { above = 0 } }
when = [{ Won = "true" }, { Stage = { like = ["closed won*"] } }]
```
"""

CLOSING = """\
## How dates and numbers are read

Known without being told: `2026-03-12`, `2026/3/12`, `20260312`; `12/03/2026`, `12.3.26`; `12 Mar 2026`,
`Mar 12, 2026`, `12-Mar-26` (months in English and in the `language` of the business); `Mar 2026`, which is
the first of it; `Sat Sep 05 08:12:14 UTC 2026`, also with `+0000`; days as spreadsheets count them (`45631`).
A clock may follow, with AM or PM and an offset (`Z`, `+02:00`). A day without a clock is midnight where the
business is.

Whether `03/04/2026` has the day or the month first is decided for each column over all rows ever loaded;
if no row tells, as the other dates of the file, then by the `locale` of the business; if that is open too
(`en`), those rows are set aside and read again once you have decided. `1.234` and `1,234` are decided the
same way. Numbers may carry a currency, spaces, brackets or a minus behind: `$(250.00)`, `20 160,0`, `5-`;
`12 %` is 0.12.
"""


KNOWN = """\
## Exports that are known

They stand in [Sources](sources.md). A mapping of your own that fits a file wins over a known one.
"""

SOURCES = """\
# Sources: exports that are known

A file is recognised by its columns, whatever its name and place, as CSV, TSV, XLSX, Parquet or JSON lines,
alone or in a zip archive; where several exports of a tool have the same columns, by its name too. Any other
table goes in by a mapping of your own (see [Mappings](mappings.md)). `closeknit sources` prints this list
with what your folder has of it.

How sure the column names are: *tested on real files*; *published headers*: as the maker or public files show
them; *our own format*: lists that no tool writes, see
[Load lists of outside events](../how-to/load-outside-events.md); *unconfirmed*: from general knowledge.
Columns of other names are left out; a file that lacks those by which it is recognised is not understood, and
gets a proposed mapping.
"""


def reference() -> str:
    """The whole page, as Markdown."""
    parts = [OPENING]
    parts += [_section(title, table) for title, table in SECTIONS]
    parts += [VALUES, _keys(Value), _rules(), TESTS, _keys(Test), CLOSING, _problems(), KNOWN]
    parts += ["## Examples\n", *(_example(one) for one in EXAMPLES)]
    return "\n".join(parts)


def _section(title: str, table: Any) -> str:
    heading = f"## {title}" if title == "The file" else f"## `{title}`"
    said = " ".join(line.strip() for line in (table.__doc__ or "").strip().splitlines() if line.strip())
    return f"{heading}\n\n{said}\n\n{_keys(table)}"


def _keys(table: Any) -> str:
    rows = ["| key | takes | meaning |", "|---|---|---|"]
    rows += [f"| `{name}` | {_takes(f)} | {_meaning(f)} |" for name, f in keys_of(table).items()]
    return "\n".join(rows) + "\n"


def _takes(f: Field[Any]) -> str:
    needed = " **needed**" if f.default is MISSING and f.default_factory is MISSING else ""
    return TAKES[f.metadata["takes"]] + needed


def _meaning(f: Field[Any]) -> str:
    said: str = f.metadata["help"]
    words = [w for w in f.metadata["words"] if w]
    if words and not all(w in said for w in words):
        said += " One of: " + ", ".join(f"`{w}`" for w in words) + "."
    if f.metadata["example"]:
        said += f" Example: `{f.metadata['example']}`"
    return said.replace("|", "\\|")


def _rules() -> str:
    lines = [f"- `{name}`: {said}" for name, said in RULES.items()]
    functions = [f"- `{name}`: {said}" for name, said in FUNCTIONS.items()]
    return "\n".join(["Rules:\n", *lines, "\nFunctions of a formula:\n", *functions, ""])


def _problems() -> str:
    rows = ["## What can be wrong with a row", "", "| code | what is wrong | what to do |", "|---|---|---|"]
    rows += [f"| `{code}` | {e.reason} | {e.remedy} |" for code, e in CODES.items()]
    return "\n".join(rows) + "\n"


def known_sources() -> str:
    """The page of all exports that are known, as Markdown, one heading a tool."""
    parts = [SOURCES]
    mappings = sorted(known_mappings().values(), key=lambda m: (m.title.casefold(), m.stream_id))
    for tool, each in groupby(mappings, key=lambda m: m.title.partition(":")[0]):
        parts += [f"## {tool}\n", "| file | `--as` | how to get it | column names |", "|---|---|---|---|"]
        parts += [_known(one) for one in each]
        parts.append("")
    return "\n".join(parts)


def _known(one: Mapping) -> str:
    file = one.title.partition(": ")[2] or one.stream
    return f"| {file} | `{one.stream_id}` | {one.get} | {one.standing} |"


def _example(one: Example) -> str:
    return "\n".join(_fenced(one))


def _fenced(one: Example) -> Iterator[str]:
    yield f"### {one.title}\n"
    yield f"```csv\n{one.rows.rstrip()}\n```\n"
    yield f"```toml\n{HEAD}{one.mapping.rstrip()}\n```\n"
    yield "gives\n"
    yield "```\n" + "\n".join(one.says) + "\n```\n"
