"""Only what is new is compared; the outcome is that of comparing everything by the same parameters."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import duckdb
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from closeknit.identity import blocking, compared, linkage
from closeknit.identity.compared import NOTHING, Compared, Parameters, rules_of
from closeknit.identity.comparing import PERSON
from closeknit.identity.linkage import Linked, link
from closeknit.identity.parties import Resolution
from closeknit.settings import Settings
from tests.how_many import examples
from tests.identity import public_lists
from tests.identity.claims_made import Claims, decisions, parties, resolved_by
from tests.identity.public_lists import febrl
from tests.identity.small_lists import counting_anew

Facts = Mapping[str, str | None]
List = dict[str, Facts]
"""What is known of each entry, by its key."""

NAMES = {"given": ["anna", "anne", "bo"], "surname": ["keller", "kellner", "holm", "vogt"]}
PLACES = {"street": ["1 long road", "2 long road", "3 oak lane"], "city": ["porto", "gent"]}
REST = {"birthday": ["19800101", "19800102", "19511120"], "number": ["4930123", "4930124", "4471999"]}
FACTS = st.fixed_dictionaries(
    {n: st.sampled_from([*v, None]) for n, v in {**NAMES, **PLACES, **REST}.items()}
)
LOADS = st.lists(st.dictionaries(st.integers(0, 25), st.none() | FACTS, min_size=1), min_size=2, max_size=4)
"""What each load adds and changes, and (none) what is gone with it."""


@pytest.fixture(autouse=True)
def kept_of_short_lists(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(linkage, "FEW", 0)


def _after(before: List, change: Mapping[int, Facts | None]) -> List:
    after = {**before, **{f"crm:{n:02}": facts for n, facts in change.items()}}
    return {key: facts for key, facts in sorted(after.items()) if facts}


def _linked(entries: List, before: Compared) -> Linked:
    """Linked as in what people load: numbered anew each time."""
    rows = [{"code": n, "key": k, **entries[k]} for n, k in enumerate(sorted(entries))]
    types = {c: pa.string() for c in ("key", *public_lists.PERSON)}
    with duckdb.connect(config={"threads": 1}) as con:
        schema = pa.schema([("code", pa.int64()), *types.items()])
        con.register("given", pa.Table.from_pylist(rows, schema=schema))
        con.execute("CREATE TABLE facts AS FROM given")
        return link(con, PERSON, "facts", before)


def test_what_was_learnt_serves_until_the_list_is_twice_as_long_or_half() -> None:
    learnt = Parameters(rules_of(PERSON), datetime(2026, 1, 1), 1000, True, {}, {})
    assert [n for n in (500, 501, 1000, 1999, 2000) if learnt.serves(PERSON, n)] == [501, 1000, 1999]
    assert not replace(learnt, rules="older").serves(PERSON, 1000)


@pytest.mark.slow
@given(loads=LOADS, most=st.sampled_from([3, 200]))
@settings(max_examples=examples(12, all_of_them=60))
def test_step_by_step_every_pair_weighs_what_it_weighs_at_once(
    loads: list[dict[int, Facts | None]], most: int
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(blocking, "MOST_IN_BLOCK", most)
        patch.setattr(compared, "GROWN", 1e9)
        entries, step = _after({}, loads[0]), Linked(pa.table({}))
        for change in loads:
            entries = _after(entries, change)
            step = _linked(entries, step.compared)
            assert step.pairs.equals(_linked(entries, step.compared.learnt).pairs)


PERSONS = st.fixed_dictionaries(
    {
        "name": st.sampled_from(["Anna Keller", "Anne Keller", "Bo Holm", "Bo Holmes", "Ute Vogt"]),
        "street": st.sampled_from(["1 Long road", "2 Long road", "3 Oak lane"]),
        "birthday": st.sampled_from(["1980-01-01", "1980-01-02", "1951-11-20"]),
        "firm": st.sampled_from(["crm_company:1", "crm_company:2", "shop_firm:7"]),
        "email": st.sampled_from(["", "", "email:ak@gmail.com", "email:bo@halden.example"]),
    }
)
RECORDS = st.lists(st.tuples(st.sampled_from("abc"), st.integers(0, 6), PERSONS), min_size=1, max_size=12)


def _claims(records: list[tuple[str, int, dict[str, str]]]) -> Claims:
    claims = Claims()
    for system, number, said in records:
        key = f"{system}_contact:{number}"
        keys = [key, said["email"]] if said["email"] else [key]
        claims.person(*keys, name=said["name"], street=said["street"], birthday=said["birthday"])
        claims.works_at(key, said["firm"])
        claims.party(said["firm"], name=f"Firm {said['firm'][-1]}", street=said["street"])
    return claims


def _parameters(resolution: Resolution) -> Resolution:
    """A resolution of which nothing is left but what was learnt."""
    only = {kind: one.learnt for kind, one in resolution.compared.items()}
    return replace(resolution, compared=only)


@pytest.mark.slow
@given(loads=st.lists(RECORDS, min_size=2, max_size=4), data=st.data())
@settings(max_examples=40)
def test_any_split_into_loads_gives_the_parties_of_one_load(
    loads: list[list[tuple[str, int, dict[str, str]]]], data: st.DataObject
) -> None:
    """A load may be taken back in between, and two be held one or two by decision."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(compared, "GROWN", 1e9)
        last, held = None, list(loads[:1])
        keys = st.sampled_from([f"{s}_contact:{n}" for s in "abc" for n in range(7)])
        pair = data.draw(st.lists(keys, min_size=2, max_size=2, unique=True))
        decided = decisions((data.draw(st.sampled_from(["same", "different"])), *pair))
        for load_of in loads[1:]:
            last = resolved_by(_all(held), decided, Settings(), last)
            if data.draw(st.booleans()):
                held.remove(data.draw(st.sampled_from(held)))
            held.append(load_of)
        found = resolved_by(_all(held), decided, Settings(), last)
        whole = resolved_by(_all(held), decided, Settings(), _parameters(found))
        assert parties(found) == parties(whole)
        for table in ("keys", "to_review", "kept_apart", "steps", "weights"):
            assert getattr(found, table).equals(getattr(whole, table)), table


def _all(loads: list[list[tuple[str, int, dict[str, str]]]]) -> Claims:
    return _claims([record for records in loads for record in records])


@pytest.mark.slow
def test_a_last_tenth_of_two_lists_is_linked_as_if_all_had_come_at_once(
    public_data: Callable[[str], Path],
) -> None:
    known = febrl(public_data("febrl4"), "dataset4a", "dataset4b")
    rows = {row["key"]: row for row in known.facts.drop_columns("code").to_pylist()}
    late = {key for key in rows if key.endswith("7")}
    first = _linked({key: row for key, row in rows.items() if key not in late}, NOTHING)
    with counting_anew() as anew:
        found = _linked(rows, first.compared)
    assert found.compared.parameters == first.compared.parameters
    assert found.compared.parameters
    assert found.compared.parameters.learnt
    assert found.pairs.equals(_linked(rows, found.compared.learnt).pairs)
    assert len(late) <= anew[0] < 3 * len(late)
