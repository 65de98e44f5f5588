"""The answer as it comes, all checks and 200 shuffles in it, on made businesses that do have triggers."""

from __future__ import annotations

import numpy as np
import pytest

import closeknit as ck
from tests.how_many import examples
from tests.lenses.triggers.sheets import plain
from tests.methods.worlds import made

pytestmark = pytest.mark.slow

SEEDS = range(70_000, 70_000 + examples(12, all_of_them=24))
"""Nothing was chosen by these."""


@pytest.fixture(scope="module")
def answers():
    """The findings with a size of each business, and what was found in shuffled data."""
    found = []
    for seed in SEEDS:
        purchases, events, accounts = plain(made(190, seed=seed))
        findings = ck.triggers(purchases, events, accounts).findings
        sizes = {f.values["kind"]: f.values for f in findings if f.values.get("lift")}
        (shuffled,) = (f.values for f in findings if f.kind == "cries_wolf")
        found.append((sizes, shuffled))
    return found


def established(sizes) -> set[str]:
    return {kind for kind, said in sizes.items() if said["verdict"] == "established"}


def test_at_most_a_tenth_of_what_it_calls_established_is_false(answers):
    shares = np.array([
        np.mean([not kind.startswith("true") for kind in established(sizes)] or [0.0]) for sizes, _ in answers
    ])  # fmt: skip
    error = shares.std(ddof=1) / np.sqrt(len(shares))
    print(f"\nas it comes, 190 accounts: false {shares.mean():.3f} ± {error:.3f}")
    assert shares.mean() <= 0.10 + 2 * error


def test_what_makes_purchases_four_times_as_likely_stays_established(answers):
    kept = ["true_4" in established(sizes) for sizes, _ in answers]
    print(f"\nas it comes, 190 accounts: four times as likely established in {np.mean(kept):.2f}")
    assert np.mean(kept) >= 0.95 - 2 * np.sqrt(0.95 * 0.05 / len(kept))


def test_it_rarely_takes_back_what_it_found(answers):
    """Real finds are those that the search established, which are hints where it cries wolf too often."""
    doubted = [bool(shuffled["too_often"]) for _, shuffled in answers]
    real = [
        lowered
        for (sizes, _), lowered in zip(answers, doubted, strict=True)
        for kind, said in sizes.items()
        if kind.startswith("true") and said["q"] <= 0.10 and said["low"] > 1
    ]
    shares = [shuffled["share"] for _, shuffled in answers]
    print(f"\nlowered: {sum(doubted)} of {len(doubted)} businesses, {sum(real)} of {len(real)} real finds")
    print(f"shuffled rounds that show something: {np.mean(shares):.3f}, at most {max(shares):.3f}")
    assert sum(doubted) <= 2
    assert np.mean(real) <= 0.10


def test_a_range_holds_the_true_size_of_what_is_established(answers):
    held = [
        said["low"] <= float(kind.removeprefix("true_")) <= said["high"]
        for sizes, _ in answers
        for kind, said in sizes.items()
        if kind.startswith("true") and kind in established(sizes)
    ]
    print(f"\nas it comes, 190 accounts: ranges hold {np.mean(held):.2f} of {len(held)}")
    assert np.mean(held) >= 0.87 - 2 * np.sqrt(0.87 * 0.13 / len(held))
