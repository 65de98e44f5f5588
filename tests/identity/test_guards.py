"""Judging hubs: which of the entries on one address or domain are one party."""

from collections import defaultdict
from datetime import datetime

from hypothesis import given
from hypothesis import strategies as st

from closeknit.identity.guards import LIKELY, PLACEHOLDER_NAMES, SURE, Hub, Spoke, judge
from tests.identity.public_lists import chicago


def firm(code, kind, *names, **more):
    return Spoke(code, kind, more.pop("value", names[0] if names else "1"), False, frozenset(names), **more)


def person(code, kind, *names):
    return Spoke(code, kind, str(code), True, frozenset(names))


def domain(*spokes, value="halden.example", **more):
    return Hub(0, "domain", value, spokes=spokes, **more)


def mailbox(*spokes, value="ana@halden.example", **more):
    return Hub(0, "email", value, spokes=spokes, **more)


def joined(hub):
    return {code for code, _ in judge(hub).joined}


def test_entries_of_different_systems_on_one_domain_are_one_though_names_differ():
    verdict = judge(
        domain(firm(1, "hubspot", "brenner"), firm(2, "xero", "bl group"), value="brenner.example")
    )
    assert dict(verdict.joined) == {1: SURE, 2: LIKELY}


def test_two_entries_of_one_system_under_one_name_are_one():
    assert joined(domain(firm(1, "hubspot", "halden"), firm(2, "hubspot", "halden"))) == {1, 2}


def test_a_daughter_on_the_same_domain_stays_apart_and_is_shown():
    verdict = judge(domain(firm(1, "hubspot", "halden"), firm(2, "hubspot", "halden nord", value="2")))
    assert [code for code, _ in verdict.joined] == [1]
    assert [code for code, _ in verdict.review] == [2]


def test_clients_of_one_accountant_are_not_one_firm():
    spokes = [firm(n, "xero", name) for n, name in enumerate(("okafor", "marchetti", "nowak"), start=1)]
    verdict = judge(domain(*spokes, value="taxfirm.example"))
    assert verdict.joined == ()
    assert len(verdict.review) == 3


def test_the_accountant_keeps_the_domain():
    spokes = (firm(1, "xero", "okafor"), firm(2, "xero", "marchetti"), firm(3, "hubspot", "taxfirm"))
    assert joined(domain(*spokes, value="taxfirm.example")) == {3}


def test_a_firm_renamed_in_a_system_that_knows_names_only_stays_one():
    old = firm(1, "xero", "brenner", first=datetime(2022, 1, 1), last=datetime(2024, 1, 1), times=9)
    new = firm(2, "xero", "bl group", first=datetime(2024, 2, 1), last=datetime(2026, 1, 1), times=9)
    assert joined(domain(old, new)) == {1, 2}
    overlapping = firm(2, "xero", "bl group", first=datetime(2023, 2, 1), last=datetime(2026, 1, 1), times=9)
    assert joined(domain(old, overlapping)) == set()


def test_numbers_are_not_renamed():
    old = firm(
        1, "crm", "brenner", value="17", first=datetime(2022, 1, 1), last=datetime(2023, 1, 1), times=9
    )
    new = firm(
        2, "crm", "bl group", value="18", first=datetime(2024, 1, 1), last=datetime(2025, 1, 1), times=9
    )
    assert joined(domain(old, new)) == set()


def test_names_that_people_part_are_parted_and_the_domain_stays_where_it_fits():
    spokes = (firm(1, "hubspot", "bl group"), firm(2, "xero", "bl group"), firm(3, "harvest", "halden"))
    assert joined(domain(*spokes)) == {1, 2, 3}
    assert joined(domain(*spokes, parted=True)) == {3}


def test_a_person_is_not_the_firm_of_a_domain():
    verdict = judge(domain(firm(1, "hubspot", "halden"), person(2, "contact", "ana ruiz")))
    assert [code for code, _ in verdict.joined] == [1]
    assert [code for code, _ in verdict.cut] == [2]


def test_entries_of_one_person_in_many_systems_are_one():
    spokes = (person(1, "hubspot", "ana ruiz"), person(2, "zendesk", "a ruiz"), person(3, "stripe"))
    assert joined(mailbox(*spokes)) == {1, 2, 3}


def test_many_nameless_entries_of_one_system_on_one_address_are_one():
    assert len(joined(mailbox(*(person(n, "stripe") for n in range(1, 90))))) == 89


def test_two_strangers_of_one_system_on_one_address_are_two():
    verdict = judge(mailbox(person(1, "hubspot", "ana ruiz"), person(2, "hubspot", "peter holm")))
    assert [code for code, _ in verdict.joined] == [1]
    assert [code for code, _ in verdict.review] == [2]


def test_three_strangers_on_one_address_show_that_it_is_shared():
    people = [
        person(n, f"s{n}", name) for n, name in enumerate(("ana ruiz", "peter holm", "ute vogt"), start=1)
    ]
    verdict = judge(mailbox(*people, value="shipping@halden.example"))
    assert verdict.shared
    assert verdict.joined == ()


def test_a_shared_mailbox_is_the_firms_and_not_its_peoples():
    spokes = (firm(1, "xero", "halden"), person(2, "hubspot", "ana ruiz"), person(3, "stripe"))
    verdict = judge(mailbox(*spokes, value="info@halden.example", shared=True))
    assert {code for code, _ in verdict.joined} == {1, 3}
    assert [code for code, _ in verdict.cut] == [2]


def test_an_entry_that_bears_the_mailboxes_own_name_is_nobody():
    spokes = (person(1, "zendesk", "accounts payable"), person(2, "zendesk", "halden"))
    assert joined(mailbox(*spokes, value="billing@halden.example", shared=True)) == {1, 2}


def test_a_firm_with_a_persons_address_is_another_party_unless_it_bears_the_name():
    spokes = (person(1, "hubspot", "ana ruiz"), firm(2, "xero", "halden"), firm(3, "harvest", "ana ruiz"))
    assert joined(mailbox(*spokes)) == {1, 3}


NAMES = st.sampled_from(["halden", "halden nord", "brenner", "bl group", "ana ruiz", "peter holm", ""])
SPOKES = st.lists(st.tuples(st.sampled_from(["x", "y", "z"]), st.booleans(), NAMES), min_size=1, max_size=6)


@given(SPOKES, st.sampled_from(["domain", "email"]), st.booleans(), st.booleans(), st.randoms())
def test_every_spoke_gets_exactly_one_judgement_whatever_their_order(drawn, kind, shared, parted, random):
    spokes = [
        Spoke(n, kind, str(n), is_person, frozenset({name} - {""}))
        for n, (kind, is_person, name) in enumerate(drawn, start=1)
    ]
    value = "halden.example" if kind == "domain" else "ana@halden.example"
    hub = Hub(0, kind, value, shared=shared, parted=parted, spokes=tuple(spokes))
    shuffled = Hub(
        0, kind, value, shared=shared, parted=parted, spokes=tuple(random.sample(spokes, len(spokes)))
    )
    verdict = judge(hub)
    assert judge(shuffled) == verdict
    placed = [code for code, _ in (*verdict.joined, *verdict.cut, *verdict.review)]
    assert sorted(placed) == [spoke.code for spoke in spokes]


def test_no_number_of_real_organizations_has_nearly_as_many_names_as_a_placeholder(public_data):
    """Ten lists of Chicago, 3,337 entries: schools and city offices behind one switchboard."""
    names = defaultdict(set)
    for row in chicago(public_data("chicago-orgs")).facts.select(["number", "name"]).to_pylist():
        if row["number"]:
            names[row["number"]].add(row["name"])
    most = max(map(len, names.values()))
    assert most == 16
    assert 3 * most < PLACEHOLDER_NAMES
