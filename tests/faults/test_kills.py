"""Killed at any moment of anything it does, a business folder loses nothing and doubles nothing.

A kill is not a power cut: what was written stays in the system's memory. Torn and missing files, as a power
cut leaves them, are in `ledger/test_repair`.
"""

from __future__ import annotations

import random
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from closeknit.backup import restore
from closeknit.business import Business
from closeknit.ledger.examination import faults
from tests.faults.runner import KILLED, Runner, running
from tests.faults.shop import Shop, orders_in

pytestmark = pytest.mark.fault

KILLS = {"load": 8, "refresh": 4, "compact": 6, "undo": 4}
"""How often each is killed before it is done, in each of the runs below and where a store is shared: 110 in
all."""
RUNS = 4
FILES = 6


@pytest.fixture(scope="module")
def runner() -> Iterator[Runner]:
    with running() as found:
        yield found


class Chance:
    """Moments to die at, spread evenly over the computing that things take, as it turns out."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.took = {"load": 0.6, "refresh": 4.0, "compact": 0.4, "undo": 0.5, "backup": 0.2}

    def kill(self, runner: Runner, what: str, folder: Path, *words: str) -> bool:
        """Have something done that dies at a random moment; False when it was done before."""
        end = runner.do(what, folder, *words, dies=self.random.uniform(0.001, 1.2 * self.took[what]))
        assert end.code in (KILLED, 0), end.words
        died = end.code == KILLED
        # Where nothing is ever done in time, it takes longer than we thought.
        self.took[what] = 1.05 * self.took[what] if died else end.seconds
        return died


def next_step(what: str, shop: Shop, names: list[str], chance: Chance) -> tuple[str, ...]:
    """What words an action takes now; a file to load, an import to take back."""
    if what == "load":
        left = [file for file in shop.files if file.name not in names] or shop.files
        return tuple(str(file) for file in chance.random.sample(left, min(2, len(left))))
    if what == "undo":
        return (chance.random.choice(shop.counting()).import_id,)
    return ()


@pytest.mark.parametrize("run", range(RUNS))
def test_whatever_is_killed_whenever_nothing_is_lost_and_nothing_doubled(
    tmp_path: Path, runner: Runner, run: int
) -> None:
    killed_at_random(Shop(tmp_path, files=FILES), runner, Chance(run))


def test_killed_whenever_a_machine_and_the_store_it_shares_come_to_hold_the_same(
    tmp_path: Path, runner: Runner
) -> None:
    address = (tmp_path / "store").as_uri()
    shop = Shop(tmp_path / "one", files=FILES, storage=address)
    killed_at_random(shop, runner, Chance(RUNS))
    other = Shop(tmp_path / "other", files=0, storage=address)
    assert other.orders() == shop.orders()
    assert faults(other.ledger()) == []


def killed_at_random(shop: Shop, runner: Runner, chance: Chance) -> None:
    """Kill what is done to a business as often as KILLS says, and count after each."""
    done = dict.fromkeys(KILLS, 0)
    assert runner.do("load", shop.folder, str(shop.files[0])).code == 0
    names = shop.check()
    while left := [what for what in KILLS if done[what] < KILLS[what]]:
        if len(names) < 2:
            assert runner.do("load", shop.folder, *next_step("load", shop, names, chance)).code == 0
            names = shop.check()
        what = chance.random.choice(left)
        words = next_step(what, shop, names, chance)
        done[what] += chance.kill(runner, what, shop.folder, *words)
        before, names = names, shop.check()
        assert names in (before, shop.names_after(what, before, words))
    assert runner.do("load", shop.folder, *map(str, shop.files)).code == 0
    assert shop.check() == sorted(file.name for file in shop.files)
    assert faults(shop.ledger()) == []
    with Business(shop.workspace) as business:
        assert sorted(business.book_column("activities", "amount")) == shop.orders()


def test_a_killed_backup_is_none_and_one_that_is_there_is_whole(tmp_path: Path, runner: Runner) -> None:
    shop, chance, backups = Shop(tmp_path, files=2), Chance(3), tmp_path / "backups"
    assert runner.do("load", shop.folder, *map(str, shop.files)).code == 0
    died = 0
    while died < 10:
        died += chance.kill(runner, "backup", shop.folder, str(backups))
        for path in backups.glob("[!.]*"):
            restore(path, tmp_path / "restored")
            assert orders_in(tmp_path / "restored") == shop.orders()
            shutil.rmtree(tmp_path / "restored")
            shutil.rmtree(path)
    assert runner.do("backup", shop.folder, str(backups)).code == 0
    assert [path.name for path in backups.glob(".*")] == []
