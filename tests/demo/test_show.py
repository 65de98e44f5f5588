"""What the demo prints of a whole sample business is what was planted in it."""

from __future__ import annotations

import io
import re
from datetime import date
from pathlib import Path

import pytest
from rich.console import Console

from closeknit.answers.happenings import label
from closeknit.demo.dealing import OBJECTIONS
from closeknit.demo.decoys import DECOYS
from closeknit.demo.moments import FUNDING
from closeknit.demo.show import run_demo
from closeknit.demo.truth import read_truth
from closeknit.demo.voices import WORRIES
from closeknit.progress import Quiet

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the sample business is made."""
    return tmp_path_factory.mktemp("demo") / "business"


@pytest.fixture(scope="module")
def printed(folder: Path) -> str:
    """Everything that `closeknit demo` prints, on one line."""
    console = Console(width=110, record=True, file=io.StringIO())
    for part in run_demo(folder, end=date(2026, 11, 20), size=1.0, seed=20, progress=Quiet()):
        console.print(part)
    return " ".join(console.export_text().split())


def test_the_planted_trigger_is_told_with_its_weeks_and_size(printed: str) -> None:
    found = re.search(
        r"Customers buy ([\d.]+) times as often \(likely between ([\d.]+) and ([\d.]+)\) in the (\d+) to "
        r"(\d+) weeks after a funding round",
        printed,
    )
    assert found is not None
    _, low, high, first, last = (float(number) for number in found.groups())
    # Customers who buy often are planted to gain less, so the mean size lies below the planted one.
    assert 1 < low < FUNDING.times
    assert high > 0.75 * FUNDING.times
    assert first * 7 <= FUNDING.low + 13
    assert abs(last * 7 - FUNDING.high) <= 14


def test_the_most_tempting_false_one_is_a_planted_decoy(printed: str) -> None:
    found = re.search(
        r"Those with “([^”]+)” buy more often, but compared with themselves the effect is gone", printed
    )
    assert found is not None
    assert found[1] in {label(kind) for kind in DECOYS}


def test_the_readme_shows_what_the_demo_prints(printed: str) -> None:
    """Word for word, each figure too; only the end of an id is that of one version of what was loaded."""
    block = ROOT.joinpath("README.md").read_text("utf-8").split("```")[3]
    said = [without_id_ends(" ".join(part.split())) for part in block.split("•")[1:]]
    assert len(said) >= 8
    assert [part for part in said if f"• {part}" not in without_id_ends(printed)] == []


def without_id_ends(text: str) -> str:
    """The same with all ids of findings alike."""
    return re.sub(r"(closeknit why [a-z_-]+)-[0-9a-f]{6}\b", r"\1-…", text)


def test_it_refuses_one_thing_and_says_what_it_would_take(printed: str) -> None:
    assert re.search(r"cannot tell yet: about [\d,]+ more", printed)


def test_those_who_lately_worry_are_told_in_their_words(printed: str) -> None:
    assert re.search(r"\d customers voiced a concern or complained in the last 91 days; they paid €", printed)
    assert any(f"“{words}”" in printed for words in (WORRIES, *(said for _, said in OBJECTIONS)))


def test_what_hangs_on_one_person_who_left_is_told_with_the_way_in(printed: str, folder: Path) -> None:
    truth = read_truth(folder / "truth")
    firm = truth.in_role("hangs_on")
    found = re.search(
        r"(\d+) % of revenue hangs on Dana Reyes at ([^;]+); Dana changed jobs in June 2026 and nobody else "
        r"there has been in touch in the last 12 months\. Your warmest way in: Tom Berg → Priya Nair "
        r"\(mail last week\)",
        printed,
    )
    assert found is not None
    total = sum(p.revenue_year_eur for p in truth.customers())
    assert int(found[1]) == round(100 * firm.revenue_year_eur / total)
    assert found[2].startswith(firm.name)


def test_who_sent_customers_and_was_never_thanked_is_told_with_what_they_brought(
    printed: str, folder: Path
) -> None:
    truth = read_truth(folder / "truth")
    owed = {r.referrer for r in truth.referrals if not r.thanked}
    (name,) = [c.name for c in truth.contacts if c.id in owed]
    assert re.search(rf"{name} sent you .+?, who brought €[\d,]+ since\. Nobody thanked them", printed)


def test_what_was_read_and_how_new_it_is_are_the_figures_of_what_was_made(printed: str, folder: Path) -> None:
    total = read_truth(folder / "truth").total
    found = re.search(r"([\d,]+) lines read, (\d+) set aside, newest ticket (\d+) days? old\.", printed)
    assert found is not None
    assert [int(figure.replace(",", "")) for figure in found.groups()] == [
        total("lines"), total("set_aside"), total("newest_ticket_days"),
    ]  # fmt: skip
