"""How a table is written down in a file: its dialect, and what a mapping may say about reading it.

Values only. Finding the dialect is in `sniffing` and `headers`, reading with it in `delimited`,
`spreadsheets` and `structured`.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass

from closeknit.errors import MappingError, did_you_mean

DELIMITERS = (",", ";", "\t", "|")
"""Characters that can stand between cells, most usual first."""

WHITESPACE = "whitespace"
"""The delimiter of files whose cells are set apart by any run of blanks."""

FORMATS = ("delimited", "spreadsheet", "parquet", "json", "mail", "calendar", "cards", "feed")


@dataclass(frozen=True)
class ReadRules:
    """What a mapping may say about reading its file; everything left empty is found out.

    `header` is True (find it), the names of a file that has none, or False (call them column1,
    column2 …). `skip` are patterns of first cells that mark rows which are no data ("Total*").
    `labels` rows below the header name the columns further.
    Empty cells of the `fill_down` columns take the value above them. `columns` are the names the
    mapping knows, aliases included: the header is the row that holds most of them. `mail` is how much is
    kept of a message, one of `sources.mail.messages.KEPT`; the settings say it.
    """

    encoding: str = ""
    delimiter: str = ""
    header: tuple[str, ...] | bool = True
    sheet: str = ""
    skip: tuple[str, ...] = ()
    fill_down: tuple[str, ...] = ()
    labels: int = 0
    escape: str = ""
    columns: tuple[str, ...] = ()
    mail: str = "texts"

    def __post_init__(self) -> None:
        if self.delimiter not in ("", WHITESPACE) and len(self.delimiter) != 1:
            raise MappingError(
                f'read.delimiter cannot be "{self.delimiter}"',
                remedy='It takes one character such as ";" or the word "whitespace". '
                + did_you_mean(self.delimiter, [WHITESPACE]),
                about="read.delimiter",
            )
        if self.escape not in ("", "\\"):
            raise MappingError(
                f'read.escape cannot be "{self.escape}"',
                remedy='It takes a backslash, for files that write \\" inside quotes.',
                about="read.escape",
            )


@dataclass(frozen=True)
class Dialect:
    """How one table is written; enough to find any of its records again.

    Lines count from 1. `header_line` is 0 where the file has none; `data_line` is the first line
    after the header. `width` is the number of columns, `short` the number of cells that most rows
    have where the header names more (0: none are short). For spreadsheets lines are rows of the sheet.
    """

    format: str = "delimited"
    encoding: str = "utf-8"
    delimiter: str = ","
    escape: str = ""
    line_end: str = "\n"
    header_line: int = 1
    data_line: int = 2
    width: int = 0
    short: int = 0
    sheet: str = ""
    member: str = ""

    def to_json(self) -> str:
        """The dialect as one line of JSON, without what is empty."""
        return json.dumps(
            {k: v for k, v in asdict(self).items() if v not in ("", 0) or k == "header_line"},
            ensure_ascii=False,
        )

    @staticmethod
    def from_json(text: str) -> Dialect:
        """The dialect that `to_json` wrote; keys of later versions are passed over."""
        known = Dialect.__dataclass_fields__
        return Dialect(**{k: v for k, v in json.loads(text).items() if k in known})
