"""Numbers that last, aliases of former ones, tables as declared."""

from dataclasses import replace
from datetime import datetime

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from closeknit.identity import schema
from closeknit.identity.parties import Resolution, numbered
from closeknit.ids import stable_id
from tests.identity.claims_made import Claims, resolved

DAY = datetime(2026, 7, 1)


def party_id(resolution, key):
    return dict(
        zip(resolution.keys["key"].to_pylist(), resolution.keys["party_id"].to_pylist(), strict=True)
    )[key]


def test_a_number_is_the_hash_of_the_strongest_key():
    found = resolved(
        Claims().party("xero_contact:halden", "hubspot_company:1", "email:info@halden.example", name="Halden")
    )
    assert party_id(found, "xero_contact:halden") == stable_id("domain:halden.example")
    alone = resolved(Claims().party("xero_contact:halden", "hubspot_company:1", name="Halden"))
    assert party_id(alone, "xero_contact:halden") == stable_id("hubspot_company:1")


def test_an_address_without_tag_is_the_better_anchor():
    found = resolved(Claims().person("email:ana+x@halden.example").person("email:ana@halden.example"))
    assert party_id(found, "email:ana+x@halden.example") == stable_id("email:ana@halden.example")


def test_a_merge_leaves_an_alias_for_the_number_that_is_gone():
    before = resolved(Claims().person("crm_person:1", name="Ana Ruiz"))
    after = resolved(
        Claims().person("crm_person:1", "email:ana@halden.example", name="Ana Ruiz"),
        before=before,
        now=DAY,
    )
    assert after.aliases.to_pylist() == [
        {
            "old_id": stable_id("crm_person:1"),
            "party_id": stable_id("email:ana@halden.example"),
            "since": DAY,
        }
    ]


def test_aliases_are_carried_on_and_keep_their_day():
    first = resolved(Claims().person("shop_person:1", name="Ana Ruiz"))
    claims = Claims().person("shop_person:1", "crm_person:1", name="Ana Ruiz")
    second = resolved(claims, before=first, now=DAY)
    claims.person("crm_person:1", "email:ana@halden.example")
    third = resolved(claims, before=second, now=datetime(2026, 8, 1))
    number = stable_id("email:ana@halden.example")
    assert {(r["old_id"], r["party_id"], r["since"]) for r in third.aliases.to_pylist()} == {
        (stable_id("shop_person:1"), number, datetime(2026, 8, 1)),
        (stable_id("crm_person:1"), number, datetime(2026, 8, 1)),
    }
    again = resolved(claims, before=third, now=datetime(2026, 9, 1))
    assert again.aliases.equals(third.aliases)


@pytest.mark.slow
def test_a_number_that_is_a_partys_own_again_is_no_alias():
    before = resolved(Claims().person("crm_person:1"))
    merged = resolved(Claims().person("crm_person:1", "email:ana@halden.example"), before=before, now=DAY)
    back = resolved(Claims().person("crm_person:1"), before=merged, now=DAY)
    assert stable_id("crm_person:1") not in back.aliases["old_id"].to_pylist()


def test_numbers_that_would_collide_are_told_apart():
    taken = {stable_id("email:ana@x.example")}
    number = numbered("email:ana@x.example", taken)
    assert number == stable_id("email:ana@x.example\x1f")
    assert number in taken


def test_a_resolution_survives_being_saved(tmp_path):
    found = resolved(Claims().person("crm_person:1", "email:ana@halden.example", name="Ana Ruiz"))
    found.save(tmp_path)
    loaded = Resolution.load(tmp_path)
    for name in ("keys", "aliases", "to_review", "kept_apart", "steps", "weights"):
        assert getattr(loaded, name).equals(getattr(found, name)), name


def test_what_an_older_version_did_not_save_is_empty_and_numbers_are_kept(tmp_path):
    found = resolved(Claims().person("crm_person:1", name="Ana Ruiz"))
    found.save(tmp_path)
    (tmp_path / "weights.parquet").unlink()
    pq.write_table(found.keys.drop_columns(["rule", "stream_id"]), tmp_path / "keys.parquet")
    loaded = Resolution.load(tmp_path)
    assert (loaded.weights.num_rows, loaded.weights.schema) == (0, schema.WEIGHTS.arrow)
    assert loaded.keys["party_id"].equals(found.keys["party_id"])
    assert loaded.keys["rule"].to_pylist() == [None]


def test_of_a_number_without_keys_nothing_is_told_and_nothing_is_amiss(tmp_path):
    found = resolved(Claims().person("crm_person:1", name="Ana Ruiz"))
    keyless = {"old_id": stable_id("former:1"), "party_id": stable_id("crm_person:2"), "since": DAY}
    replace(found, aliases=pa.Table.from_pylist([keyless], schema.ALIASES.arrow)).save(tmp_path)
    for numbers in ([], [stable_id("nobody:1")], [stable_id("crm_person:2")], [stable_id("former:1")]):
        told = Resolution.load(tmp_path, of=numbers)
        assert (len(told.keys), len(told.steps), len(told.to_review)) == (0, 0, 0), numbers
    both = Resolution.load(tmp_path, of=[stable_id("nobody:1"), stable_id("crm_person:1")])
    assert both.keys.equals(found.keys)


def test_tables_are_of_their_schemas():
    found = resolved(Claims().person("crm_person:1", name="Ana Ruiz"))
    assert found.steps.schema == schema.STEPS.arrow
    assert found.to_review.schema == schema.TO_REVIEW.arrow
    assert found.kept_apart.schema == schema.KEPT_APART.arrow
    assert found.weights.schema == schema.WEIGHTS.arrow
