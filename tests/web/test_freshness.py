"""The newest day and the age of each source stand with every answer: on its page, in every form of it."""

from __future__ import annotations

import io
import json
from datetime import date
from pathlib import Path

import pytest
from rich.console import Console

from closeknit.business import Business
from closeknit.lenses.seam import each_lens
from closeknit.reports.html import answer_html
from closeknit.reports.terminal import print_answer
from closeknit.workspace import open_workspace

pytestmark = pytest.mark.slow

SOURCE, NEWEST = "Shop: orders", date(2024, 12, 7)
FIRM, PERSON = "domain:firm1.example", "email:c1@firm1.example"
LENSES = [lens.name for lens in each_lens()]
SENTENCE = "customers who are late"
FORMS = [
    "/today.json", f"/who/{PERSON}.json", f"/ask.json?q={SENTENCE}", *(f"/questions/{n}.json" for n in LENSES)
]  # fmt: skip
PAGES = [
    "/", f"/who/{FIRM}", f"/who/{PERSON}", f"/ask?q={SENTENCE}", *(f"/questions/{name}" for name in LENSES)
]  # fmt: skip


def age() -> int:
    return (date.today() - NEWEST).days


@pytest.mark.parametrize("path", FORMS)
def test_every_answer_as_json_carries_each_source_with_its_newest_day_and_age(visitor, path) -> None:
    (one,) = json.loads(visitor.get(path).text)["freshness"]
    assert (one["source"], one["newest"]) == (SOURCE, NEWEST.isoformat())
    assert abs(one["days_old"] - age()) <= 1


@pytest.mark.parametrize("path", PAGES)
def test_every_page_with_an_answer_says_how_old_its_sources_are(visitor, path) -> None:
    page = visitor.get(path)
    assert page.status_code == 200
    assert SOURCE in page.text
    assert any(f"{days} days old" in page.text for days in (age() - 1, age(), age() + 1))


@pytest.mark.parametrize("question", [*LENSES, SENTENCE])
def test_terminal_and_report_say_how_old_the_sources_are(tiny: Path, question: str) -> None:
    with Business(open_workspace(tiny)) as business:
        asked = business.find(question) if question == SENTENCE else business.ask(question)
    out = io.StringIO()
    print_answer(asked.answer, Console(file=out, width=200))
    (fresh,) = asked.answer.freshness
    assert f"{fresh.newest:%-d %b %Y}, {fresh.days_old} days old" in out.getvalue()
    assert fresh.words in answer_html(asked.answer)
    assert abs((fresh.days_old or 0) - age()) <= 1


def test_who_is_in_a_saved_question_comes_with_the_age_of_the_sources(tmp_path: Path, tiny: Path) -> None:
    import shutil

    from closeknit.reports.segments import segment_json, segment_view

    folder = shutil.copytree(tiny, tmp_path / "shop")
    with Business(open_workspace(folder)) as business:
        made = business.add_segment("late", SENTENCE)
    out = io.StringIO()
    Console(file=out, width=200).print(segment_view(made))
    (fresh,) = made.freshness
    assert fresh.words in out.getvalue()
    assert segment_json(made)["freshness"][0]["newest"] == NEWEST.isoformat()
