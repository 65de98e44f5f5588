"""Headlines in a list say what the same headlines say in a feed."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from html import escape
from pathlib import Path

import pytest

from closeknit import create
from closeknit.errors import MappingError
from closeknit.settings import Settings
from closeknit.sources.feeds.headlines import told_about
from closeknit.sources.feeds.items import COLUMNS, items_of
from closeknit.sources.mappings.library import known_mappings
from closeknit.sources.recognise import recognise
from closeknit.sources.tables.looking import look_into
from tests.sources.feeds.headlines import FRESH, LEARNED
from tests.sources.mapped import Rows, mapping

KNOWN = known_mappings()
HEADLINES = [headline for headline, _, _ in (*LEARNED, *FRESH)]


def events(stream: str, header: Sequence[str], rows: Sequence[Sequence[str | None]]) -> list[object]:
    """What happened to whom, by the headline it was told from."""
    made = Rows(Settings(locale="en_GB"))
    made.add(KNOWN[stream], header, rows)
    who: dict[int, set[str]] = {}
    for activity, key in made.table("participants", "activity_id, key"):
        who.setdefault(activity, set()).add(key)
    found = made.table("activities", "subject, kind, occurred_at::varchar, activity_id")
    return [(*said, sorted(who.get(activity, ()))) for *said, activity in found]


def test_a_list_without_organizations_says_what_the_same_feed_says() -> None:
    items = "".join(
        f"<item><title>{escape(one)}</title><guid>n{n}</guid>"
        "<pubDate>Mon, 02 Mar 2026 09:00:00 GMT</pubDate></item>"
        for n, one in enumerate(HEADLINES)
    )
    feed = list(items_of(f"<rss><channel>{items}</channel></rss>".encode()))
    listed = [["2026-03-02T09:00:00Z", one, ""] for one in HEADLINES]
    of_list = events("outside/news", ["date", "title", "link"], listed)
    assert of_list == events("feed/items", list(COLUMNS), feed)
    sure = [one for one in of_list if one[1] != "news.published"]
    assert len(of_list) == len(HEADLINES)
    assert {one[1] for one in sure} == {
        "news.funding_closed", "news.executive_changed", "news.acquired", "news.hiring",
    }  # fmt: skip
    assert all(who for *_, who in sure)
    assert not any(who for _, kind, _, who in of_list if kind == "news.published")


def test_what_a_list_calls_its_news_wins_over_the_headline_known_or_not() -> None:
    header = ["Published", "Headline", "About"]
    raised, rise = "Halden raises $12M Series A", "Prices rise"
    said = [(raised, "Hiring"), (raised, "Opinion"), (raised, ""), (rise, "Acquisition"), (rise, "")]
    rows = [[f"2026-03-0{n}", *one] for n, one in enumerate(said, 1)]
    told = {moment[:10]: kind for _, kind, moment, _ in events("outside/news", header, rows)}
    assert [told[day] for day, *_ in rows] == [
        "news.hiring", "news.published", "news.funding_closed", "news.acquired", "news.published",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("headline", "listed", "other"),
    [
        ("Halden raises $12M Series A", "Halden Software GmbH", ""),
        ("Okafor Foods acquires Veldt", "okaforfoods", "Veldt"),
        ("Okafor Foods acquires Veldt", "Veldt AG", "Okafor Foods"),
        ("Halden raises $12M to rival Kestrel", "Kestrel", None),
        ("Halden could raise $12M", "Halden", None),
        ("Halden raises $12M Series A", "GmbH", None),
    ],
)
def test_of_an_organization_that_a_list_names_only_its_own_headlines_tell(
    headline: str, listed: str, other: str | None
) -> None:
    found = told_about(headline, listed)
    assert (found.other if found else None) == other
    assert found is None or found.organization == ""


@pytest.mark.parametrize(
    ("name", "text", "is_news"),
    [
        ("a.csv", "Headline,Published", True),
        ("a.csv", "title,description,url,publishedAt", True),
        ("a.csv", "date,headline,source", True),
        ("News 2026.csv", "Date,Title,Link,Summary", True),
        ("trade_news.csv", "title,date", True),
        ("newsletters.csv", "Date,Title,Link,Summary", False),
        ("meetings.csv", "Date,Title,Link,Summary", False),
        ("meetings.csv", "Date,Title\n2026-03-02,Halden may raise $12M", False),
        ("export.csv", "Date,Title\n2026-03-02,Review\n2026-03-02,Halden raises $12M Series A", True),
    ],
)
def test_a_date_and_a_title_are_news_only_where_something_says_so(
    name: str, text: str, is_news: bool, tmp_path: Path
) -> None:
    rows = text if "\n" in text else f"{text}\n{text}"
    (tmp_path / name).write_text(f"{rows}\n", encoding="utf-8")
    glimpse = look_into(tmp_path / name).tables[0]
    found = recognise(glimpse, KNOWN.values(), file=name)
    assert (found is not None and found.stream_id == "outside/news") is is_news


def test_a_mapping_reads_from_a_headline_what_is_told_of_it_and_nothing_else() -> None:
    body = '[headline]\ntext = "{text}"\n[party.firm]\nkind = "organization"\nkeys = {{ own = "{key}" }}\n'
    made = mapping(body.format(text="News", key="headline.organization"))
    assert made.columns() == ("News",)
    with pytest.raises(MappingError, match='nothing called "headline\\.organisation"'):
        mapping(body.format(text="News", key="headline.organisation"))
    with pytest.raises(MappingError, match="cannot be read from it"):
        mapping(body.format(text="headline.what", key="headline.what"))


@pytest.mark.slow
def test_a_firm_that_only_a_list_of_news_names_becomes_a_possible_new_customer(tmp_path: Path) -> None:
    rows = [
        ["Date", "Title"],
        ["2026-03-02", "Kestrel acquires Halden"],
        ["2026-03-03", "Tarn may raise $9M"],
    ]
    with (tmp_path / "news.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)
    companies = (
        "Record ID,Company name,Company Domain Name,Create Date\n27,Halden GmbH,halden.example,2024-01-01\n"
    )
    (tmp_path / "companies.csv").write_text(companies, encoding="utf-8")
    with create(tmp_path / "firm") as made:
        assert not made.load([tmp_path / "news.csv", tmp_path / "companies.csv"]).not_understood
        parties = made.engine.collect(made.tables()["parties"].select("name", "standing")).to_pylist()
        possible = next(t for t in made.ask("clients").answer.tables if t.name == "possible")
    assert sorted((p["name"], p["standing"]) for p in parties) == [
        ("Halden", "possible"), ("Halden GmbH", "prospect"), ("Kestrel", "possible"),
    ]  # fmt: skip
    namesakes = {row["name"]: row["namesake"] for row in possible.data.to_pylist()}
    assert namesakes == {"Kestrel": None, "Halden": "Halden GmbH (prospect)"}
