"""Whether two names can mean one."""

import pytest

from closeknit.identity.names import (
    all_agree,
    firms_agree,
    fits_domain,
    fits_mailbox,
    most_strangers,
    persons_agree,
    strangers,
)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("anna keller", "anna keller"),
        ("anna keller", "keller anna"),
        ("anna keller", "a keller"),
        ("anna keller", "anna maria keller"),
    ],
)
def test_these_names_fit_in_every_word(one, other):
    assert persons_agree(one, other)
    assert persons_agree(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("anna keller", "anke keller"),
        ("anna keller", "anna brandt"),
        ("anna", "anna keller"),
        ("", "anna keller"),
    ],
)
def test_these_names_do_not_fit_in_every_word(one, other):
    assert not persons_agree(one, other)


@pytest.mark.parametrize(
    ("one", "other", "apart"),
    [
        ("anna keller", "peter holm", True),
        ("anna keller", "anna brandt", False),
        ("alexander holm", "alex huber", False),
        ("femke zijlstra", "femkez", False),
        ("anna keller", "", False),
        ("a keller", "anna brandt", False),
    ],
)
def test_strangers_have_nothing_in_common(one, other, apart):
    assert strangers(one, other) is apart


@pytest.mark.parametrize(
    ("one", "other", "agree"),
    [
        ("brenner logistik", "brennerlogistik", True),
        ("brenner logistik", "brener logistik", True),
        ("halden", "halden nord", False),
        ("werk 2 montage", "werk 3 montage", False),
        ("arla", "aria", False),
        ("", "", False),
    ],
)
def test_firms_agree_but_for_spaces_and_a_slip(one, other, agree):
    assert firms_agree(one, other) is agree


def test_people_on_a_mailbox_are_counted_by_strangers():
    assert most_strangers(frozenset({"anna keller", "a keller", "peter holm", "ute vogt"})) == 3
    assert all_agree(frozenset({"anna keller", "a keller"}))
    assert not all_agree(frozenset({"anna keller", "a keller", "andrea keller"}))


@pytest.mark.parametrize(
    ("name", "domain", "fit"),
    [("bl group", "bl-group.example", 3), ("bl group", "bg.example", 2),
     ("brenner logistik", "brenner.example", 2),
     ("okafor foods", "taxfirm.example", 0), ("", "x.example", 0)],
)  # fmt: skip
def test_a_name_fits_its_domain(name, domain, fit):
    assert fits_domain(name, domain) == fit


def test_a_name_fits_its_mailbox():
    assert [fits_mailbox("anna keller", local) for local in ("anna.keller", "akeller", "info")] == [3, 2, 0]
