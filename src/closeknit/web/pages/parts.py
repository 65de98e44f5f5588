"""An answer on a page: its tables and pictures with links to whom they name and to files of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import pyarrow as pa
from markupsafe import Markup

from closeknit.answers import Answer, AnswerTable, Finding, Picture, ShownColumn
from closeknit.answers.cells import cell_text
from closeknit.business import Business
from closeknit.reports.html import parts_of
from closeknit.reports.pictures import drawn_for_pages
from closeknit.web.maps import group_for_page, group_on_map, map_for_page, opening_groups, width_of
from closeknit.web.pages.pictures import under
from closeknit.web.showing import question_path, who_path, why_path
from closeknit.web.visits import Visit

ROWS_FIRST = 12
"""Rows of a table that the page of a question shows; all of them have a page of their own."""


def first_rows(answer: Answer) -> dict[str, pa.Table]:
    """The rows that the page of an answer shows of each of its tables, by the table's name."""
    return {t.name: t.data.slice(0, ROWS_FIRST) for t in answer.tables}


def _keys_of(visit: Visit, business: Business, shown: Iterable[pa.Table]) -> Mapping[int, str]:
    """Keys of the customers and people that rows name, for links."""
    columns = [rows["party_id"].to_pylist() for rows in shown if "party_id" in rows.column_names]
    ids = sorted({i for column in columns for i in column if i is not None})
    name = ("keys", business.book.folder.name, *ids)
    return visit.served.readers.memory.get(name, lambda: business.keys_of(ids))


def answer_parts(
    visit: Visit, business: Business, answer: Answer, shown: Mapping[str, pa.Table]
) -> dict[str, Any]:
    """What the parts of an answer need on a page: with links where a report has commands.

    shown: the rows of each table that the page shows. Only whom these name is looked up: there may be a
    hundred thousand in a table.
    """
    earlier = answer.as_of < business.asked_day(None).day
    links = _Links(visit, answer, _keys_of(visit, business, shown.values()), earlier)
    return parts_of(answer) | {
        "rows": lambda table: shown[table.name].to_pylist(),
        "svg": lambda picture: Markup(svg_of(visit, answer, picture, earlier=earlier)),
        "linked": links.linked,
        "behind": links.behind,
        "under_table": links.under_table,
        "under_picture": links.under_picture,
        "over_picture": links.over_picture,
    }


@dataclass(frozen=True)
class _Links:
    """Where the parts of one answer lead; `keys` are those of whom it names, by number.

    `earlier`: it is of an earlier day than questions are usually asked of, and so are pages it leads to.
    """

    visit: Visit
    answer: Answer
    keys: Mapping[int, str]
    earlier: bool

    def linked(self, row: Mapping[str, Any], column: ShownColumn, _: bool) -> str | Markup:
        """A cell; a name leads to its page, an amount to the money of whose it is."""
        text = cell_text(row[column.name], column, self.answer.currency)
        key = self.keys.get(row.get("party_id") or 0)
        if not key or not text:
            return text
        path = who_path(key) + (f"?as_of={self.answer.as_of}" if self.earlier else "")
        if column.kind == "money":
            return Markup('<a class="amount" href="{}#money">{}</a>').format(path, text)
        if column.name in ("name", "customer"):
            return Markup('<a href="{}">{}</a>').format(path, text)
        return text

    def behind(self, finding: Finding) -> Markup:
        """What opens the evidence of a finding."""
        said = '<a class="small" data-drawer href="{}">what lies behind it</a>'
        return Markup(said).format(why_path(finding.id))

    def under_table(self, table: AnswerTable) -> Markup:
        """What leads to all rows of a table."""
        return to_all_rows(table, self._file(table.name))

    def under_picture(self, picture: Picture) -> Markup:
        """The rows of a picture, and it and they as files."""
        return under(picture, lambda form: self._file(f"pictures/{picture.name}.{form}"))

    def over_picture(self, picture: Picture) -> Markup:
        """The way back from the map of a group."""
        asked = within(self.visit)
        if picture.kind != "map" or not asked:
            return Markup("")
        where = f"{self.visit.same(group=asked[:-1] or None)}#{picture.name}"
        back = "the group around it" if asked[1:] else "the whole map"
        return Markup('<p class="small"><a href="{}">Back to {}</a></p>').format(where, back)

    def _file(self, name: str) -> str:
        """The address of something of the answer, with the day and the options of the page."""
        words = self.visit.request.url.query
        return f"{question_path(self.answer.lens)}/{name}{f'?{words}' if words else ''}"


def to_all_rows(table: AnswerTable, whole: str) -> Markup:
    """What stands under the first rows of a table: links to the page of all of them, and to the file."""
    rows = table.data.num_rows
    said = f"all {rows:,} rows" if rows > ROWS_FIRST else "sort"
    row = '<p class="small tools"><a href="{}">{}</a> <a href="{}" download>CSV</a></p>'
    return Markup(row).format(whole, said, file_of(whole, "csv"))


def file_of(address: str, ending: str) -> str:
    """The address of a file of what a page shows."""
    path, mark, words = address.partition("?")
    return f"{path}.{ending}{mark}{words}"


def within(visit: Visit) -> tuple[str, ...]:
    """Of which group the map is asked for: somebody in it, after somebody in each group that it is within."""
    return tuple(visit.request.query_params.getlist("group"))


def of_group(visit: Visit, answer: Answer) -> Answer:
    """The answer with the map of the group that the address names in the stead of the whole."""
    asked = within(visit)
    if not asked:
        return answer

    def part(picture: Picture) -> Picture:
        name = ("group", answer.cache_key, picture.name, *asked)
        return visit.served.readers.memory.get(
            name, lambda: group_on_map(visit.served.workspace, answer, picture, asked)
        )

    return replace(answer, pictures=tuple(part(p) if p.kind == "map" else p for p in answer.pictures))


def svg_of(visit: Visit, answer: Answer, picture: Picture, *, earlier: bool) -> str:
    """The picture as SVG, drawn once; `earlier`: of an earlier day than questions are usually asked of."""
    name = ("svg", answer.cache_key, picture.name)
    if picture.kind == "map":
        asked = within(visit)
        made = visit.served.readers.memory.get(
            (*name, *asked), lambda: _map(visit, answer, picture, earlier=earlier)
        )
        return opening_groups(made, lambda lead: f"{visit.same(group=[*asked, lead])}#{picture.name}")
    width = width_of(answer, picture)
    return visit.served.readers.memory.get(name, lambda: drawn_for_pages(picture, width=width))


def _map(visit: Visit, answer: Answer, picture: Picture, *, earlier: bool) -> str:
    asked, workspace = within(visit), visit.served.workspace
    if asked:
        return group_for_page(workspace, answer, picture, depth=len(asked), earlier=earlier)
    return map_for_page(workspace, answer, picture, earlier=earlier)
