"""The sample business as a whole: the same from equal arguments, and nobody real in it."""

from __future__ import annotations

import re
from datetime import date, timedelta
from pathlib import Path

import phonenumbers
import pytest

from closeknit.demo import Truth, firm, imagine, make
from closeknit.demo.names import plain
from closeknit.demo.world import World
from closeknit.settings_file import read_settings

from .conftest import END, Sample

KEPT_FOR_FICTION = re.compile(
    r"\+(493023125\d{3}|44(2079460\d{3}|7700900\d{3})|1\d{3}55501\d{2}|33(19900\d{4}|63998\d{4})"
    r"|46(846500(4\d{2})|7017406\d{2}))"
)
"""Phone numbers that regulators keep for drama and examples, by country."""


def contents(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


def texts(sample: Sample) -> str:
    files = [p for p in sorted((sample.folder / "exports").iterdir()) if p.suffix == ".csv"]
    return "\n".join(p.read_text(encoding="utf-8", errors="replace") for p in files)


def test_equal_arguments_give_equal_files_byte_by_byte(tmp_path: Path) -> None:
    for name in ("one", "two"):
        make(tmp_path / name, end=date(2025, 3, 14), size=0.03, seed=5)
    assert contents(tmp_path / "one") == contents(tmp_path / "two")


def test_another_seed_gives_other_customers() -> None:
    one, other = (imagine(end=END, size=0.03, seed=seed) for seed in (1, 2))
    assert {c.name for c in one.customers("contract")} != {c.name for c in other.customers("contract")}


@pytest.mark.parametrize("end", [date(2024, 2, 29), date(2026, 1, 1), date(2025, 12, 31), date(2025, 6, 1)])
def test_any_day_can_be_the_last_one_and_nothing_lies_after_it(end: date) -> None:
    world = imagine(end=end, size=0.02)
    assert max(i.day for i in world.invoices) <= end
    assert max(t.day for t in world.time) <= end
    assert max(t.created.date() for t in world.tickets) <= end
    assert max(p.day for p in world.payments) <= end
    assert min(i.day for i in world.invoices) >= world.start


def test_the_number_of_customers_follows_the_size(sample: Sample) -> None:
    assert len(sample.truth.customers()) == round(612 * 0.12)
    assert len(imagine(end=END, size=0.3).customers()) == round(612 * 0.3)


def test_full_size_is_a_business_that_can_be_believed(whole: Truth) -> None:
    assert 580 <= whole.total("customers") <= 640
    assert 820 <= whole.total("customer_names") <= 920
    assert 25_000 <= whole.total("lines") <= 40_000
    assert 35 <= whole.total("set_aside") <= 45
    assert 6_000_000 <= whole.total("revenue_year_eur") <= 9_000_000


def test_a_fifth_of_the_customers_brings_most_of_the_money(whole: Truth) -> None:
    largest = sorted((p.revenue_year_eur for p in whole.customers()), reverse=True)
    assert sum(largest[: len(largest) // 5]) > whole.total("revenue_year_eur") * 2 / 3


def test_forty_people_work_there_at_size_one() -> None:
    world = World(seed=7, end=END, size=1.0)
    firm.hire(world)
    assert len(world.staff) == firm.PEOPLE == 40
    assert len({plain(c.name) for c in world.staff}) == 40


def test_the_folder_holds_exports_mappings_truth_and_settings(sample: Sample) -> None:
    assert {p.name for p in sample.folder.iterdir()} == {"exports", "mappings", "truth", "closeknit.toml"}
    settings = read_settings(sample.folder / "closeknit.toml")
    assert (settings.currency, settings.timezone) == ("EUR", "Europe/Amsterdam")
    assert settings.our_domains == ("veldhaven.example",)
    assert {code for code, _, _ in settings.dated_rates()} == {"EUR", "USD"}


def test_every_address_and_site_is_on_a_reserved_domain(sample: Sample) -> None:
    hosts = re.findall(r"(?:@|https?://)([\w.-]+)", texts(sample))
    assert len(hosts) > 1000
    assert {host.rpartition(".")[2] for host in hosts} == {"example"}


def test_every_phone_number_is_kept_for_fiction(sample: Sample) -> None:
    contacts = sample.rows("hubspot-crm-exports-all-contacts")
    given = {row[c] for row in contacts for c in ("Phone Number", "Mobile Phone Number")} - {"", "000"}
    numbers = [phonenumbers.parse(re.sub("^00", "+", text), None) for text in given]
    assert len(numbers) > 30
    for number in numbers:
        e164 = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
        assert KEPT_FOR_FICTION.fullmatch(e164), e164


def test_firms_have_names_of_their_own_but_for_the_two_twins(sample: Sample) -> None:
    names = [p.name for p in sample.truth.parties]
    assert len(names) - len(set(names)) == 1
    twins = [p for p in sample.truth.parties if "twin" in p.roles]
    assert twins[0].name == twins[1].name
    assert twins[0].domain != twins[1].domain


def test_a_later_last_day_tells_the_same_story_anew() -> None:
    early, late = (imagine(end=day, size=0.02) for day in (END, END + timedelta(days=100)))
    assert early.roles.keys() == late.roles.keys()
