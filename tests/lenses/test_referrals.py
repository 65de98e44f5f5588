"""Who is meant by a name that a file gives and nothing else."""

from __future__ import annotations

import pyarrow as pa

from closeknit.engines import Engine
from closeknit.lenses.referrals import stand_ins


def test_a_name_alone_means_who_goes_by_all_its_letters_whatever_white_space_is_around(
    every_engine: Engine,
) -> None:
    names = {1: "Ana Wolf", 2: "Ana Wol", 3: "\tBo Vale", 4: "bo vale\n"}
    parties = pa.table({"party_id": list(names), "account_id": list(names), "name": list(names.values())})
    keys = pa.table({"party_id": [2, 4], "key_kind": ["email", "email"], "key_value": ["a@x", "b@x"]})
    with every_engine.scratch():
        tables = {
            "parties": every_engine.from_arrow(parties, "p"),
            "keys": every_engine.from_arrow(keys, "k"),
        }
        found = every_engine.collect(stand_ins(tables)).to_pylist()
    assert found == [{"party_id": 3, "meant": 4}]
