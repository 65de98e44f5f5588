"""Who is who, on planted families of firms and people, and what holds for any claims and decisions."""

from itertools import product

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from closeknit.errors import DecisionsDisagree
from closeknit.settings import Settings
from tests.how_many import examples
from tests.identity.claims_made import Claims, parties, party_of, resolved, together

HUBSPOT, XERO, HARVEST = "hubspot_company:881", "xero_contact:bl group se", "harvest_client:brenner logistik"
DOMAIN = "domain:brenner.example"


def brenner() -> Claims:
    """One firm under two names: the CRM and time sheets know the old one, accounts the new one."""
    return (
        Claims()
        .party(HUBSPOT, DOMAIN, name="Brenner Logistik GmbH")
        .party(XERO, DOMAIN, name="BL Group SE")
        .party(HARVEST, name="Brenner Logistik")
    )


# Firms


def test_a_firm_under_two_names_is_joined_by_its_domain_and_by_name():
    assert together(resolved(brenner()), HUBSPOT, XERO, HARVEST, DOMAIN)


def test_a_decision_parts_them_and_every_entry_goes_with_its_name():
    claims = brenner().party("zendesk_organization:bl group", DOMAIN, name="BL Group")
    found = resolved(claims, ("different", HUBSPOT, XERO))
    assert party_of(found, HUBSPOT) == {HUBSPOT, HARVEST, DOMAIN}
    assert party_of(found, XERO) == {XERO, "zendesk_organization:bl group"}


def test_taking_the_decision_back_restores_everything():
    undone = resolved(brenner(), ("different", HUBSPOT, XERO), ("undo", "d-0001", None))
    assert undone.keys.equals(resolved(brenner()).keys)


def test_a_decision_joins_what_no_rule_would():
    claims = brenner().party("crm_account:7", name="Something Else")
    assert together(resolved(claims, ("same", "crm_account:7", XERO)), "crm_account:7", HUBSPOT)


def test_contradicting_decisions_are_refused():
    rows = (("same", HUBSPOT, XERO), ("same", XERO, HARVEST), ("different", HUBSPOT, HARVEST))
    with pytest.raises(DecisionsDisagree):
        resolved(brenner(), *rows)


def test_a_decision_about_entries_that_are_gone_still_holds_between_the_others():
    claims = Claims().party("a_firm:1", name="Alpha").party("b_firm:1", name="Beta")
    found = resolved(claims, ("same", "a_firm:1", "gone_firm:9"), ("same", "gone_firm:9", "b_firm:1"))
    assert together(found, "a_firm:1", "b_firm:1")
    assert "gone_firm:9" not in found.keys["key"].to_pylist()


def test_two_firms_of_one_name_stay_two_and_are_shown():
    claims = (
        Claims()
        .party("hubspot_company:1", "domain:meridian.example", name="Meridian Instruments Ltd")
        .party("hubspot_company:2", "domain:meridianinst.example", name="Meridian Instruments Inc.")
        .party("xero_contact:meridian instruments ltd", name="Meridian Instruments Limited")
        .party("harvest_client:meridian instruments", name="Meridian Instruments")
    )
    found = resolved(claims)
    assert together(found, "hubspot_company:1", "xero_contact:meridian instruments ltd")
    assert not together(found, "hubspot_company:1", "hubspot_company:2")
    assert party_of(found, "harvest_client:meridian instruments") == {"harvest_client:meridian instruments"}
    shown = {row["key_a"] for row in found.to_review.to_pylist()} | {
        row["key_b"] for row in found.to_review.to_pylist()
    }
    assert "harvest_client:meridian instruments" in shown


def test_mother_and_daughter_on_one_domain_stay_two():
    claims = (
        Claims()
        .party("hubspot_company:1", "domain:halden.example", name="Halden")
        .party("hubspot_company:2", "domain:halden.example", name="Halden Nord")
        .party("harvest_client:halden nord", name="Halden Nord")
    )
    found = resolved(claims)
    assert party_of(found, "domain:halden.example") == {"hubspot_company:1", "domain:halden.example"}
    assert together(found, "hubspot_company:2", "harvest_client:halden nord")


def test_names_with_different_domains_contradict():
    claims = (
        Claims()
        .party("hubspot_company:1", "domain:halden.example", name="Halden")
        .party("xero_contact:halden", "domain:halden-shop.example", name="Halden")
    )
    found = resolved(claims)
    assert not together(found, "hubspot_company:1", "xero_contact:halden")
    assert found.to_review.num_rows == 1


def test_spellings_in_a_system_that_knows_names_only_are_one():
    claims = Claims()
    for spelling in (
        "Kamiński Opakowania Sp. z o.o.",
        "KAMINSKI OPAKOWANIA SP.Z O.O.",
        "Kamiński Opakowania",
    ):
        claims.party(f"harvest_client:{spelling.casefold()}", name=spelling)
    assert len(parties(resolved(claims))) == 1


def test_a_lookalike_name_joins_nothing():
    claims = Claims().party("a_firm:1", name="Paypal").party("b_firm:1", name="Раypal")
    assert not together(resolved(claims), "a_firm:1", "b_firm:1")


@pytest.mark.parametrize("name", ["Cash Sale", "n/a", "Various", "AB"])
def test_names_that_stand_for_many_join_nothing(name):
    claims = Claims().party("a_firm:1", name=name).party("b_firm:1", name=name)
    assert not together(resolved(claims), "a_firm:1", "b_firm:1")


def test_a_chain_of_names_does_not_bring_two_numbers_of_one_system_together():
    claims = (
        Claims()
        .party("hubspot_company:1", name="Halden")
        .party("hubspot_company:2", name="Norden")
        .party("xero_contact:1", name="Halden")
        .party("xero_contact:1", name="Norden")
    )
    found = resolved(claims)
    assert not together(found, "hubspot_company:1", "hubspot_company:2")
    assert found.to_review.num_rows > 0


def test_a_domain_of_that_name_is_shown_but_not_joined():
    claims = Claims().person("zendesk_user:1", "email:ana@brenner-logistik.example", name="Ana Ruiz")
    found = resolved(claims.party(HARVEST, name="Brenner Logistik"))
    assert not together(found, HARVEST, "domain:brenner-logistik.example")
    assert found.to_review["why"].to_pylist() == ["the name fits the domain brenner-logistik.example"]


# People


def test_a_person_is_joined_by_mailbox_over_systems_and_tags():
    claims = (
        Claims()
        .person("hubspot_contact:1", "email:ana@halden.example", name="Ana Ruiz")
        .person("email:ana+shop@halden.example", "zendesk_user:7", name="Ruiz, Ana")
        .person("stripe_customer:cus_1", "email:ana@halden.example")
    )
    assert together(resolved(claims), "hubspot_contact:1", "zendesk_user:7", "stripe_customer:cus_1")


def test_a_shared_mailbox_belongs_to_the_firm_and_joins_no_people():
    claims = (
        Claims()
        .party(HUBSPOT, DOMAIN, name="Brenner")
        .person("hubspot_contact:1", "email:info@brenner.example", name="Ana Ruiz")
        .person("hubspot_contact:2", "email:info@brenner.example", name="Peter Holm")
    )
    found = resolved(claims)
    assert together(found, HUBSPOT, "email:info@brenner.example")
    assert not together(found, "hubspot_contact:1", "hubspot_contact:2")
    assert set(found.kept_apart["why"].to_pylist()) == {"several people read this mailbox"}


def test_two_people_of_one_name_at_one_firm_stay_two_though_they_share_a_phone():
    claims = (
        Claims()
        .person(
            "hubspot_contact:1", "email:john.smith@halden.example", "phone:+442079460958", name="John Smith"
        )
        .person(
            "hubspot_contact:2", "email:john.smith2@halden.example", "phone:+442079460958", name="John Smith"
        )
    )
    assert not together(resolved(claims), "hubspot_contact:1", "hubspot_contact:2")


def test_somebody_who_moved_and_kept_the_number_stays_one():
    claims = (
        Claims()
        .person("hubspot_contact:1", "email:ana@halden.example", "phone:+447700900123", name="Ana Ruiz")
        .person("hubspot_contact:2", "email:a.ruiz@norden.example", "phone:+447700900123", name="Ana Ruiz")
    )
    assert together(resolved(claims), "hubspot_contact:1", "hubspot_contact:2", "phone:+447700900123")


def test_name_and_phone_join_across_systems():
    claims = (
        Claims()
        .person("hubspot_contact:1", "email:ana@halden.example", "phone:+447700900123", name="Ana Ruiz")
        .person("shop_customer:1", "phone:+447700900123", name="A. Ruiz")
    )
    assert together(resolved(claims), "hubspot_contact:1", "shop_customer:1")


def test_a_switchboard_joins_nobody_and_belongs_to_the_firm():
    claims = Claims().party(HUBSPOT, DOMAIN, name="Brenner")
    for n, name in enumerate(("Ana Ruiz", "Anke Ruiz", "Peter Holm"), start=1):
        claims.person(f"hubspot_contact:{n}", f"email:p{n}@brenner.example", "phone:+493023125042", name=name)
    found = resolved(claims)
    assert party_of(found, "phone:+493023125042") == {HUBSPOT, DOMAIN, "phone:+493023125042"}
    assert not together(found, "hubspot_contact:1", "hubspot_contact:2")


def test_an_identifier_with_more_than_fifty_names_stands_for_nobody():
    claims = Claims()
    for n in range(60):
        claims.person(f"shop_customer:{n}", "email:orders@shop-front.example", name=f"Given{n} Family{n}")
    assert len(party_of(resolved(claims), "shop_customer:1")) == 1


def test_an_entry_with_more_than_fifty_addresses_stands_for_nobody():
    claims = Claims()
    for n in range(60):
        claims.person("shop_customer:0", f"email:p{n}@gmail.com")
    assert len(parties(resolved(claims))) == 61


def test_colleagues_known_by_name_only_are_joined_but_customers_are_not():
    claims = (
        Claims()
        .person("harvest_user:eva roth", name="Eva Roth", ours="yes")
        .person("zendesk_agent:eva roth", name="Éva Roth", ours="yes")
        .person("hubspot_contact:1", "email:eva@halden.example", name="Eva Roth")
        .person("email:eva.roth@we.example", name="Eva Roth")
    )
    found = resolved(claims, settings=Settings(our_domains=("we.example",)))
    assert party_of(found, "harvest_user:eva roth") == {
        "harvest_user:eva roth", "zendesk_agent:eva roth", "email:eva.roth@we.example",
    }  # fmt: skip


def test_people_named_in_the_settings_are_ours():
    claims = Claims().person("harvest_user:eva roth", name="Eva Roth").person("desk_agent:9", name="Eva Roth")
    assert not together(resolved(claims), "harvest_user:eva roth", "desk_agent:9")
    assert together(
        resolved(claims, settings=Settings(our_people=("Eva Roth",))), "harvest_user:eva roth", "desk_agent:9"
    )


# What holds for any claims


def test_nothing_loaded_is_nobody():
    assert resolved(Claims()).keys.num_rows == 0


def test_every_key_anywhere_has_a_party_and_so_has_each_company_domain():
    claims = Claims().did("email:ana@halden.example", "2025-01-01")
    assert parties(resolved(claims)) == {
        frozenset({"email:ana@halden.example"}),
        frozenset({"domain:halden.example"}),
    }


KEYS = st.sampled_from(
    [f"{kind}:{n}" for kind, n in product(("crm_firm", "books_firm"), range(4))]
    + ["domain:a.example", "domain:b.example", "email:info@a.example", "books_name:alpha"]
)
PERSON_KEYS = st.sampled_from(
    [f"crm_person:{n}" for n in range(4)]
    + ["email:ana@a.example", "email:ana+x@a.example", "email:info@a.example", "phone:+447700900123"]
)
NAMES = st.sampled_from(["", "Alpha", "Alpha Ltd", "Beta GmbH", "Ana Ruiz", "A. Ruiz", "Peter Holm"])
RECORD = st.one_of(
    st.tuples(st.just("organization"), st.lists(KEYS, min_size=1, max_size=3, unique=True), NAMES),
    st.tuples(st.just("person"), st.lists(PERSON_KEYS, min_size=1, max_size=3, unique=True), NAMES),
)
WORLD = st.lists(RECORD, min_size=1, max_size=8)
PAIRS = st.tuples(st.sampled_from(["same", "different"]), KEYS, KEYS).filter(lambda d: d[1] != d[2])
few = settings(max_examples=2, deadline=None, suppress_health_check=[HealthCheck.too_slow])
many = settings(few, max_examples=examples(15, all_of_them=40))


def world_of(records):
    claims = Claims()
    for kind, keys, name in records:
        claims.party(*keys, name=name, kind=kind, stream="made/list")
    return claims


@pytest.mark.slow
@few
@given(WORLD, st.lists(PAIRS, max_size=1), st.randoms(use_true_random=False))
def test_the_order_of_loading_plays_no_part(records, decided, random):
    one = resolved(world_of(records), *decided)
    other = resolved(world_of(random.sample(records, len(records))), *decided)
    for name in ("keys", "to_review", "kept_apart", "steps"):
        assert getattr(one, name).equals(getattr(other, name)), name


@few
@given(WORLD, st.lists(PAIRS, max_size=3))
def test_the_newest_decision_on_two_wins(records, decided):
    try:
        found = resolved(world_of(records), *decided)
    except DecisionsDisagree:
        return
    party = dict(zip(found.keys["key"].to_pylist(), found.keys["party_id"].to_pylist(), strict=True))
    newest = {frozenset((one, other)): kind for kind, one, other in decided}
    for pair, kind in newest.items():
        one, other = pair
        if one in party and other in party:
            assert (party[one] == party[other]) is (kind == "same")


@pytest.mark.slow
@few
@given(WORLD, PAIRS)
def test_a_decision_taken_back_leaves_no_trace(records, decided):
    before = resolved(world_of(records))
    after = resolved(world_of(records), decided, ("undo", "d-0001", None))
    assert after.keys.equals(before.keys)
    assert after.steps.equals(before.steps)


@pytest.mark.slow
@few
@given(WORLD)
def test_loading_a_record_twice_changes_nothing(records):
    assert parties(resolved(world_of(records))) == parties(resolved(world_of(records + records)))


@pytest.mark.slow
@pytest.mark.parametrize(
    ("holds", "worlds"),
    [
        (
            test_the_order_of_loading_plays_no_part,
            (st.lists(PAIRS, max_size=1), st.randoms(use_true_random=False)),
        ),
        (test_the_newest_decision_on_two_wins, (st.lists(PAIRS, max_size=3),)),
        (test_a_decision_taken_back_leaves_no_trace, (PAIRS,)),
        (test_loading_a_record_twice_changes_nothing, ()),
    ],
    ids=["order", "decisions", "undo", "twice"],
)
def test_each_of_these_holds_for_many_worlds(holds, worlds):
    many(given(WORLD, *worlds)(holds.hypothesis.inner_test))()
