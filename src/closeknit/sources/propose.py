"""A mapping for a table that no known one fits, filled in as far as its columns tell, ready to edit.

It guesses from names and first cells: who the customer is, when it happened, how much it was. It is a
proposal for a person, never used without one.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from unicodedata import normalize

from closeknit.sources.kinds_told import kind_told, words_of
from closeknit.sources.tables.looking import Glimpse

_DATE = re.compile(
    r"\d{4}[-/.]\d{1,2}[-/.]\d{1,2}.*|\d{1,2}[-/. ](\d{1,2}|[^\W\d]{3,9})[-/., ]+\d{2,4}(\D.*)?|(19|20)\d{6}"
    r"|([^\W\d]{3,9}\.?,? )?[^\W\d]{3,9}\.? +\d{1,2}(, ?| )(\d{2}:\d\d:\d\d [^ ]+ )?(19|20)\d\d(\D.*)?"
)
_EPOCHS = {"s": re.compile(r"1[0-9]{9}"), "ms": re.compile(r"1[0-9]{12}")}
_NUMBER = re.compile(r"[-(]?[\s$€£¥]*\d[\d.,' ]*(\s*(€|EUR|USD|GBP|%))?\)?")
MOST_LISTED = 60
"""Columns that are listed with a value."""

NOBODY = "# No column was taken for the customer: say which one it is, or what happens is nobody's."

_CODE = re.compile(r"[A-Za-z]{0,6}[-_/#]?\d{2,}[-_/\w]*")
"""What numbers of orders, invoices and the like look like."""

_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")

_SHEETS = {"sheet", "tabelle", "feuil", "feuille", "hoja", "foglio", "blad", "planilha"}
"""What programs call a sheet by themselves."""

_NAMES: dict[str, tuple[str, ...]] = {
    "organization": (
        "company",
        "organization",
        "organisation",
        "client",
        "customer",
        "account",
        "firm",
        "buyer",
    ),
    "first": ("first name", "firstname", "given name", "vorname"),
    "last": ("last name", "lastname", "surname", "family name", "nachname"),
    "id": ("id", "number", "no", "nr", "nummer", "key", "#"),
    "amount": ("amount", "total", "sum", "value", "sales", "revenue", "price", "betrag", "summe", "umsatz"),
    "currency": ("currency", "währung"),
    "product": ("product", "item", "sku", "article", "produkt", "artikel"),
    "quantity": ("quantity", "qty", "units", "pieces", "menge", "anzahl"),
    "subject": ("subject", "title", "description", "headline", "note", "notes", "betreff", "beschreibung"),
}


@dataclass(frozen=True)
class _Seen:
    """A column with the cells of the first rows that are filled."""

    name: str
    cells: tuple[str, ...]

    def all(self, test: Callable[[str], object]) -> bool:
        return bool(self.cells) and all(test(cell) for cell in self.cells)


def propose(glimpse: Glimpse, *, file: str = "") -> str:
    """A mapping in TOML for a table, with a comment on every guess."""
    columns = [_seen(glimpse, n, name) for n, name in enumerate(glimpse.header)]
    stream = stream_word(file or glimpse.member)
    listed = ", ".join(_quoted(c) for c in columns[:6])
    more = [f"#   … and {len(columns) - MOST_LISTED} more"] if len(columns) > MOST_LISTED else []
    parties, buyer = _parties(columns)
    parts = [
        "# Proposed from the columns of the file. Change what is wrong, then load the file with it.",
        "format = 1",
        f'source = "own"\nstream = "{stream}"',
        f'title = "{stream.replace("-", " ").capitalize()}"',
        f"[recognise]\ncolumns = [{listed}]",
        *_record(columns),
        *parties,
        *_activity(columns, buyer),
        "\n".join(
            ["# Columns of the file, with a value from it:", *map(_listed, columns[:MOST_LISTED]), *more]
        ),
    ]
    return "\n\n".join(parts) + "\n"


def stream_word(file: str) -> str:
    """A simple word for the files of a kind: the name of one without dates and numbers, or of its sheet."""
    book, _, member = file.partition("!")
    for name in (member.rpartition("!")[2], book):
        stem = name.replace("\\", "/").rpartition("/")[2].partition(".")[0]
        word = _word(re.sub(r"^[\W\d_]+|[\W\d_]+$", "", stem))
        if word and word not in _SHEETS:
            return word
    return "rows"


def _seen(glimpse: Glimpse, place: int, name: str) -> _Seen:
    cells = [row[place] for row in glimpse.rows if place < len(row)]
    return _Seen(name, tuple(c for c in cells if c))


def _word(text: str) -> str:
    plain = normalize("NFKD", text).encode("ascii", "ignore").decode().casefold()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")


def _find(
    columns: Iterable[_Seen], what: str, test: Callable[[_Seen], bool] = lambda _: True
) -> _Seen | None:
    """The first column whose name holds a word for what is sought, the plainest name first."""
    fits = [
        (len(words_of(c.name)), n, c)
        for n, c in enumerate(columns)
        if test(c) and any(set(words_of(word)) <= set(words_of(c.name)) for word in _NAMES[what])
    ]
    return min(fits)[2] if fits else None


def _is_id(column: _Seen) -> bool:
    return bool(set(words_of(column.name)) & set(_NAMES["id"])) or column.name.endswith(("ID", "Id"))


def _record(columns: list[_Seen]) -> list[str]:
    named = (c for c in columns[:3] if _is_id(c) and _differ(c))
    numbered = (
        c for c in columns[:1] if _differ(c) and c.all(_CODE.fullmatch) and not c.all(_DATE.fullmatch)
    )
    first = next(named, None) or next(numbered, None)
    if first is None:
        return ['# [record]\n# identity = ["…"]     columns that say which thing a row is, if there are any']
    return [
        f"[record]\nidentity = [{_quoted(first)}]     # the same value again is a newer version of the row"
    ]


def _differ(column: _Seen) -> bool:
    """Whether every row has another value."""
    return len(column.cells) == len(set(column.cells)) > 0


def _parties(columns: list[_Seen]) -> tuple[list[str], str]:
    """Who is on a row, and which of them buys; nobody where no column was taken for anybody."""
    email = next((c for c in columns if c.all(_EMAIL.fullmatch)), None)
    first, last = _find(columns, "first"), _find(columns, "last")
    texts = [
        c for c in columns if not _is_id(c) and not c.all(_NUMBER.fullmatch) and not c.all(_EMAIL.fullmatch)
    ]
    firm = _find(texts, "organization", lambda c: not c.all(_DATE.fullmatch))
    number = _find(columns, "organization", _is_id)
    parts = []
    if firm or number or not email:
        keys = [f"own_customer = {_quoted(number or firm)}"] if number or firm else ['own_customer = "…"']
        keys += [f'domain = {{ column = {_quoted(email)}, rule = "domain" }}'] if email else []
        name = f"\nname = {_quoted(firm)}" if firm else ""
        body = (
            f'[party.customer]\nkind = "organization"     # or "person"\nkeys = {{ {", ".join(keys)} }}{name}'
        )
        parts.append(body if number or firm else f"{NOBODY}\n{_commented(body)}")
    if email:
        named = f"\nname = {{ join = [{_quoted(first)}, {_quoted(last)}] }}" if first and last else ""
        works = '\nworks_at = "customer"' if firm or number else ""
        parts.append(f'[party.contact]\nkind = "person"\nkeys = {{ email = {_quoted(email)} }}{named}{works}')
    return parts, "customer" if firm or number else "contact" if email else ""


def _time(columns: list[_Seen]) -> tuple[_Seen, str] | None:
    """The column that says when, and how it is read: dates go before counted seconds."""
    for column in columns:
        if column.all(_DATE.fullmatch):
            return column, _quoted(column)
    for column in columns:
        for unit, shape in _EPOCHS.items():
            if column.all(shape.fullmatch):
                return column, f'{{ column = {_quoted(column)}, epoch = "{unit}" }}'
    return None


def _activity(columns: list[_Seen], buyer: str) -> list[str]:
    time = _time(columns)
    if time is None:
        return ["# No column of dates was found, so nothing happens on a row: only people are read."]
    when, at = time
    numbers = [c for c in columns if c.all(_NUMBER.fullmatch) and c is not when and not _is_id(c)]
    amount = _find(numbers, "amount")
    lines = ["[[activity]]", *_kind(columns, amount), f"at = {at}"]
    lines += [f"amount = {_quoted(amount)}"] if amount else []
    currency, subject = _find(columns, "currency"), _find(columns, "subject")
    lines += [f"currency = {_quoted(currency)}"] if currency else []
    lines += [f'{"" if buyer else "# "}participants = {{ buyer = "{buyer or "customer"}" }}']
    lines += [f"subject = {_quoted(subject)}"] if subject else []
    product, quantity = _find(columns, "product"), _find(numbers, "quantity")
    if product and amount:
        many = f", quantity = {_quoted(quantity)}" if quantity else ""
        lines.append(f"lines = {{ product = {_quoted(product)}{many}, amount = {_quoted(amount)} }}")
    return ["\n".join(lines)]


def _kind(columns: list[_Seen], amount: _Seen | None) -> list[str]:
    """What happened, with how sure that is; of deals only those won count."""
    if amount is None:
        return ['kind = "mention.posted"     # what happened']
    told = kind_told([c.name for c in columns])
    lines = [f'kind = "{told.kind}"     # {_printable(told.comment)}']
    stage = next((c for c in columns if {"stage", "status"} & set(words_of(c.name))), None)
    if told.kind == "deal.won" and stage:
        lines.append(f'when = {{ {_quoted(stage)} = {{ like = ["*won*"] }} }}     # the others are not won')
    return lines


def _printable(text: str) -> str:
    """TOML has no control characters in comments, and a terminal should not be given any."""
    return "".join(c if c.isprintable() else "\ufffd" for c in text)


def _listed(column: _Seen) -> str:
    cell = " ".join(column.cells[0].split())[:60] if column.cells else "(empty)"
    said = f"#   {' '.join(column.name.split())}: {cell}"
    return _printable(said)


def _quoted(column: _Seen | None) -> str:
    return toml_text(column.name if column else "…")


def toml_text(text: str) -> str:
    """A text as TOML writes it; signs that cannot be seen are written as their numbers."""
    plain = json.dumps(text, ensure_ascii=False)
    return "".join(c if c.isprintable() else f"\\U{ord(c):08X}" for c in plain)


def _commented(text: str) -> str:
    return "\n".join(f"# {line}" for line in text.splitlines())
