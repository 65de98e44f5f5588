"""What live claims tell of keys, told again after a further load: kept beside the book, so that only what was
said of other keys has not to be summed up anew.

A sum about a key follows from the claims of all records that name it. Where none of these is new, changed or
silenced, it is what it was. None of it is needed: what is lost, torn or of another time is told anew.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

import ibis
import ibis.expr.types as ir
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from closeknit.claims import KEY_COLUMNS
from closeknit.engines.engine import Engine
from closeknit.engines.portable import stacked
from closeknit.identity.compared import UNREADABLE
from closeknit.identity.told import ABOUT, ClaimSums, collected, employers, sums, with_sums

RULES = 2
"""Version of what is told: raise it when `told` sums up otherwise."""
NOTE = "told.json"


@dataclass(frozen=True)
class Before:
    """What was told before, and every key that a record names of which something is new, changed or silenced
    since."""

    sums: Mapping[str, pa.Table]
    """The tables of `told.ABOUT`."""
    keys: Sequence[str]


def keep_sums(told: ClaimSums, imports: Sequence[str], folder: Path) -> None:
    """Write what is worth keeping into an existing folder; `imports` are those that count."""
    for name in ABOUT:
        pq.write_table(getattr(told, name), _file(folder, name), write_page_checksum=True)
    (folder / NOTE).write_text(json.dumps(_told_by(imports)), encoding="utf-8")


def kept_sums(folder: Path, imports: Sequence[str]) -> Mapping[str, pa.Table] | None:
    """What `keep_sums` wrote when these imports counted; None where it is of others, or cannot be read."""
    try:
        if json.loads((folder / NOTE).read_text("utf-8")) != _told_by(imports):
            return None
        return {name: pq.read_table(_file(folder, name), page_checksum_verification=True) for name in ABOUT}
    except UNREADABLE:
        return None


def _file(folder: Path, name: str) -> Path:
    return folder / f"told_{name}.parquet"


def _told_by(imports: Sequence[str]) -> dict[str, object]:
    return {"rules": RULES, "imports": sha256("\x1f".join(imports).encode()).hexdigest()}


def told_again(engine: Engine, claims: Mapping[str, ir.Table], before: Before) -> ClaimSums:
    """What these live claims tell of keys: the same as `told`, but sooner."""
    changed = _changed_keys(engine, claims["ties"], before)
    keys = engine.from_arrow(pa.table({"key": changed}), "changed_keys")
    # Records that name one of these keys tell of others, too, but not all there is to tell of those.
    anew = {
        name: table.filter(table[ABOUT[name]].isin(keys.key))
        for name, table in sums(engine, _telling_of(engine, claims, keys)).items()
    }
    found = {
        name: pa.concat_tables([_not_about(before.sums[name], ABOUT[name], changed), table])
        for name, table in collected(engine, anew).items()
    }
    return with_sums(engine, claims, found)


def _changed_keys(engine: Engine, ties: ir.Table, before: Before) -> pa.Array:
    """All keys about which a sum may be another one.

    What one file says of somebody's employer decides whether what another one says of it still counts
    (`ledger.former`). So whoever employs, or did, one that a changed record names is among them.
    """
    named = pa.array(sorted(set(before.keys)), pa.string())
    keys = engine.from_arrow(pa.table({"key": named}), "named_keys")
    works = employers(ties)
    now = engine.collect(works.filter(works.from_key.isin(keys.key)))
    then = before.sums["employers"].filter(pc.field("from_key").isin(named))
    every = [named, *now["to_key"].chunks, *then["to_key"].chunks]
    return pc.unique(pa.chunked_array(every, pa.string()))


def _telling_of(engine: Engine, claims: Mapping[str, ir.Table], keys: ir.Table) -> dict[str, ir.Table]:
    """The claims that name one of these keys; of traits and pairs all of their records, as what a record says
    of one of its keys it also says of those beside it."""
    naming = {
        name: claims[name].filter(ibis.or_(*(claims[name][column].isin(keys.key) for column in columns)))
        for name, columns in KEY_COLUMNS.items()
    }
    said_in = stacked(*(naming[name].select("record_id") for name in ("traits", "same"))).distinct()
    records = engine.keep(said_in, "naming_records")
    theirs = {name: claims[name].semi_join(records, "record_id") for name in ("traits", "same")}
    return naming | {name: engine.keep(rows, f"naming_{name}") for name, rows in theirs.items()}


def _not_about(table: pa.Table, column: str, keys: pa.Array) -> pa.Table:
    return table.filter(~pc.field(column).isin(keys))
