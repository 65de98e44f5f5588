"""The templates of pages: those of reports and our own, with the words and links that all of them use."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from jinja2 import PackageLoader
from markdown_it import MarkdownIt
from markupsafe import Markup

from closeknit.answers import Subject, wording
from closeknit.lenses.seam import each_lens
from closeknit.reports.briefings import stake_text
from closeknit.reports.customer import day, term_of
from closeknit.reports.evidence import fact_place
from closeknit.reports.html import environment
from closeknit.web.statics import version
from closeknit.web.visits import Show

_OF_THE_DOCS = re.compile(r"\[([^\]]+)\]\([\w/.-]+\.md\)")
"""A link to another page of the docs."""


@dataclass(frozen=True)
class Entry:
    """A place of the menu and where it leads."""

    name: str
    path: str


def menu() -> list[Entry]:
    """The places people know. Those that questions fill lead to the first question declared for them."""
    found = [Entry("Today", "/"), Entry("Customers", "/customers"), Entry("People", "/people")]
    for place in ("When they buy", "Money", "Service"):
        first = next((lens for lens in each_lens() if lens.place == place), None)
        if first is not None:
            found.append(Entry(place, question_path(first.name)))
    return [*found, Entry("Ask", "/ask"), Entry("Data", "/data")]


def question_path(name: str) -> str:
    """Where a question is answered."""
    return f"/questions/{quote(name, safe='')}"


def who_path(key: str) -> str:
    """Where a customer or person is shown. A key stays when a number changes, so addresses hold keys."""
    return f"/who/{quote(key, safe=':@')}"


def map_path(key: str, form: str) -> str:
    """Where the map of a customer's people is, as a file."""
    return f"/map/{quote(key, safe=':@')}.{form}"


def why_path(finding_id: str) -> str:
    """Where the evidence of a finding is shown."""
    return f"/why/{quote(finding_id, safe='')}"


def who_link(subject: Subject) -> Markup:
    """A name that leads to its page."""
    if not subject.key:
        return Markup("<bdi>{}</bdi>").format(subject.name)
    return Markup('<a href="{}"><bdi>{}</bdi></a>').format(who_path(subject.key), subject.name)


def rich_text(text: str) -> Markup:
    """Our own explanations, written as Markdown; markup inside is text.

    Other pages of the docs are named and not linked: the docs are not served.
    """
    named = _OF_THE_DOCS.sub(r"“\1” of the docs", text)
    return Markup(MarkdownIt("commonmark", {"html": False}).enable("table").render(named))


def templates(business: str) -> Show:
    """Renders a template for the pages of one business."""
    environ = environment(PackageLoader("closeknit.web"))
    environ.globals.update(
        business=business,
        menu=menu,
        version=version,
        wording=wording,
        stake=stake_text,
        who=who_link,
        who_path=who_path,
        why_path=why_path,
        question_path=question_path,
        day_of=day,
        term_of=term_of,
        place_of=fact_place,
        rich=rich_text,
    )

    def show(name: str, context: Mapping[str, Any]) -> str:
        return environ.get_template(name).render(**context)

    return show
