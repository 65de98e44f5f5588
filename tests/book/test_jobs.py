"""Who changed jobs: by hand, then in a book of the scenes."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pyarrow as pa
import pytest

from closeknit.book.jobs import Post, _claims_of, job_changes, with_job_changes
from closeknit.engines.duckdb import DuckDBEngine
from tests.book.claims_of import Claims
from tests.book.conftest import Shop, day_number

ANA, OLD, NEW = 1, 10, 20
JUNE, MAY, MARCH = datetime(2026, 6, 1), datetime(2026, 5, 1), datetime(2026, 3, 1)


def post(firm: int, name: str, first: datetime | None, **more: Any) -> Post:
    """Ana at a firm, last confirmed when first seen, stated by a source."""
    usual = {
        "last": first,
        "until": None,
        "stated": True,
        "written": False,
        "record_id": 7,
        "stream_id": "crm/x",
    }
    return Post(ANA, firm, name, first, **{**usual, **more})


def moves(*posts: Post, families: dict[int, int] | None = None) -> list[tuple[int, int]]:
    """The firms left and joined."""
    return [(a.firm, b.firm) for a, b in job_changes(posts, families or {})]


def test_a_later_firm_is_a_change_of_jobs() -> None:
    assert moves(post(NEW, "Brenner", JUNE), post(OLD, "Halden", MARCH)) == [(OLD, NEW)]


@pytest.mark.parametrize(
    ("why", "old", "new", "families"),
    [
        ("the former has no date", post(OLD, "Halden", None), post(NEW, "Brenner", JUNE), {}),
        ("the next has no date", post(OLD, "Halden", MARCH), post(NEW, "Brenner", None), {}),
        ("both were first seen at once", post(OLD, "Halden", JUNE), post(NEW, "Brenner", JUNE), {}),
        ("both go on", post(OLD, "Halden", MARCH, last=datetime(2026, 8, 1)), post(NEW, "Brenner", JUNE), {}),
        ("the name of the other", post(OLD, "Halden BV", MARCH), post(NEW, "Halden Maritime", JUNE), {}),
        ("a subsidiary", post(OLD, "Halden", MARCH), post(NEW, "Brenner", JUNE), {NEW: OLD}),
        ("sisters", post(OLD, "Halden", MARCH), post(NEW, "Brenner", JUNE), {NEW: 5, OLD: 5}),
        ("a ring of owners", post(OLD, "Halden", MARCH), post(NEW, "Brenner", JUNE), {NEW: OLD, OLD: NEW}),
        ("a post on the side", post(OLD, "Halden", MARCH), post(NEW, "Brenner", MAY, until=JUNE), {}),
        (
            "an address that a source contradicts",
            post(OLD, "Halden", MARCH),
            post(NEW, "Brenner", JUNE, stated=False, written=True),
            {},
        ),
    ],
)
def test_no_change_of_jobs_where(why: str, old: Post, new: Post, families: dict[int, int]) -> None:
    assert moves(old, new, families=families) == [], why


def test_an_employer_that_ended_needs_no_beginning() -> None:
    assert moves(post(OLD, "Halden", None, until=MAY), post(NEW, "Brenner", JUNE)) == [(OLD, NEW)]


def test_of_two_seen_at_once_the_one_that_ended_is_the_former() -> None:
    assert moves(post(NEW, "Halden", JUNE, until=JUNE), post(OLD, "Brenner", JUNE)) == [(NEW, OLD)]


def test_mail_from_another_firm_after_mail_from_the_former_is_a_change() -> None:
    mail = {"stated": False, "written": True}
    assert moves(post(OLD, "Halden", MARCH, **mail), post(NEW, "Brenner", JUNE, **mail)) == [(OLD, NEW)]


def test_an_old_address_may_still_be_used_in_the_first_month() -> None:
    assert moves(post(OLD, "Halden", MARCH, last=datetime(2026, 6, 20)), post(NEW, "Brenner", JUNE)) == [
        (OLD, NEW)
    ]


def changes_of(claims: Claims) -> dict[int, set[tuple[str, str]]]:
    """Every change of jobs after looking for more, with who took part."""
    engine, keys = DuckDBEngine(), claims.identities().keys
    people = [
        {"party_id": row["party_id"], "name": row["key"], "key": row["key"], "ours": False,
         "kind": "person" if row["key_kind"] == "email" else "organization"}
        for row in keys.to_pylist()
    ]  # fmt: skip
    implied = pa.table({name: pa.array([], pa.string()) for name in ("email", "domain")})
    shown = {"keys": keys, "people": pa.Table.from_pylist(people), "implied": implied}
    with engine.scratch():
        tables = [engine.from_arrow(table, name) for name, table in shown.items()]
        told, _ = with_job_changes(engine, claims.live(engine), *tables)
        acts, took = (engine.collect(told[n]).to_pylist() for n in ("activities", "participants"))
    assert len(acts) == len({a["activity_id"] for a in acts})
    return {
        a["activity_id"]: {(p["role"], p["key"]) for p in took if p["activity_id"] == a["activity_id"]}
        for a in acts
    }


def known(*posts: Post) -> datetime:
    """When one could know of a change from one of these posts to the other."""
    (pair,) = job_changes(posts, {})
    activity, _ = _claims_of(*pair, {ANA: "a", OLD: "o", NEW: "n"}, None)
    assert activity["occurred_at"] == pair[1].first
    return activity["known_at"]


def test_a_change_that_lies_between_two_lists_is_known_from_the_second_on() -> None:
    assert known(post(OLD, "Halden", MARCH, until=JUNE), post(NEW, "Brenner", MAY)) == JUNE
    assert known(post(OLD, "Halden", MARCH), post(NEW, "Brenner", MAY)) == MAY


WHO, FROM, TO = "email:ana@x.example", "domain:halden.example", "domain:brenner.example"


def listed_change(when: str, **roles: str) -> tuple[Claims, int]:
    """A line of a list that somebody changed jobs in June, which also says where they work and worked."""
    claims = Claims()
    claims.tie(WHO, "works_at", TO, since="2026-06-01")
    claims.tie(WHO, "works_at", FROM, until="2026-06-01")
    return claims, claims.did("person.job_changed", when, who=roles)


def test_a_change_of_jobs_that_a_list_states_counts_once() -> None:
    claims, stated = listed_change("2026-06-01", subject=WHO, joined=TO, left=FROM)
    assert changes_of(claims) == {stated: {("subject", WHO), ("joined", TO), ("left", FROM)}}


def test_a_stated_change_learns_which_firm_was_left() -> None:
    claims, stated = listed_change("2026-06-20", subject=WHO, joined=TO)
    assert changes_of(claims) == {stated: {("subject", WHO), ("joined", TO), ("left", FROM)}}


def test_a_change_that_a_list_states_for_another_year_is_another_change() -> None:
    claims, _ = listed_change("2024-06-01", subject=WHO, joined=TO)
    assert len(changes_of(claims)) == 2


def test_the_book_shows_a_change_of_jobs_under_the_firm_joined_and_the_firm_left(shop: Shop) -> None:
    (change,) = shop.rows("activities", kind="person.job_changed")
    assert change["day"] == day_number("2024-01-01")
    assert change["account_id"] == shop.account("x:newfirm")
    took_part = shop.rows("timeline", activity_id=change["activity_id"])
    assert {(r["role"], r["party_id"]) for r in took_part} == {
        ("subject", shop.account("email:bo@old.example")),
        ("joined", shop.account("x:newfirm")),
        ("left", shop.account("x:midfirm")),
    }
