"""What the sample business plants among its contacts is found by the question on hygiene, and no more."""

from __future__ import annotations

import pytest


@pytest.fixture(scope="module")
def planted(truth, business):
    """What is true of the sample business, and the answer."""
    return truth, business.ask("hygiene").answer


def told(answer, table, **only):
    """Names in a table of the answer, of the rows that say so."""
    rows = answer.table(table).data.to_pylist()
    return {row["name"] for row in rows if all(row[name] == value for name, value in only.items())}


def test_exactly_those_entered_twice_are_found(planted):
    truth, answer = planted
    people = {c.name for c in truth.contacts if ";" in c.hubspot_ids or (c.moved_to and c.hubspot_ids)}
    firms = {p.name for p in truth.parties if ";" in p.hubspot_ids}
    assert people
    assert told(answer, "twice", key_kind="hubspot_contact") == people
    assert told(answer, "twice", key_kind="hubspot_company") == firms


def test_exactly_those_whose_mail_came_back_and_who_moved_are_found(planted):
    truth, answer = planted
    bounced = {c.name for c in truth.contacts if c.bounced and c.hubspot_ids}
    assert bounced
    assert told(answer, "bounced") == bounced
    # Whoever left a partner is missed by nobody who sells.
    sold_to = {p.id for p in truth.parties if p.standing in ("customer", "prospect")}
    moved = {c.name for c in truth.contacts if c.moved_to and c.hubspot_ids and c.party in sold_to}
    assert moved
    assert told(answer, "recheck", why="moved") == moved


def test_two_firms_of_one_name_wait_for_a_look(planted):
    _, answer = planted
    (pair,) = answer.table("likely_twice").data.to_pylist()
    assert {pair["name"].split()[0], pair["other"].split()[0]} == {"Meridian"}
