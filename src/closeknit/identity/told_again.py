"""What live claims tell of keys, told again after a further load: kept beside the book, so that only what was
said of other keys has not to be summed up anew.

A sum about a key follows from the claims of all records that name it. Where none of these is new, changed or
silenced, it is what it was. Where records are new and none is changed or silenced, what they tell is added to
it. None of it is needed: what is lost, torn or of another time is told anew.
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
    added: Sequence[str] = ()
    """The imports all whose records are new, and that alone tell of those; none where anything else changed,
    too."""


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
    added = _added(engine, claims, before) if before.added else None
    return with_sums(engine, claims, added or _summed_again(engine, claims, before))


def _added(engine: Engine, claims: Mapping[str, ir.Table], before: Before) -> dict[str, pa.Table] | None:
    """What was told and what new records tell, added up.

    None where these say who works where: whether what older records say of it still counts depends on that.
    """
    new = {name: rows.filter(rows.import_id.isin(before.added)) for name, rows in claims.items()}
    if engine.collect(new["ties"].select("record_id").limit(1)).num_rows:
        return None
    more = collected(engine, sums(engine, new))
    return {name: _added_up(before.sums[name], rows, ABOUT[name]) for name, rows in more.items()}


def _added_up(had: pa.Table, more: pa.Table, about: str) -> pa.Table:
    """Two tables of one kind as one, with one row for each of what it tells of."""
    keys = pc.unique(more[about])
    both = pa.concat_tables([had.filter(pc.field(about).isin(keys)), more])
    how = {name: function for name, function in ADDED_UP.items() if name in both.column_names}
    told_of = [name for name in both.column_names if name not in how]
    rows = both.group_by(told_of).aggregate(list(how.items()))
    rows = rows.rename_columns([*told_of, *how]).select(both.column_names)
    return pa.concat_tables([_not_about(had, about, keys), rows.cast(had.schema)])


ADDED_UP = {
    "person": "sum", "organization": "sum", "guessed": "any", "ours": "any",
    "records": "sum", "record_id": "min",
}  # fmt: skip
"""How sums of different records make one; every other column says what a row is about."""


def _summed_again(engine: Engine, claims: Mapping[str, ir.Table], before: Before) -> dict[str, pa.Table]:
    """What was told, but for the keys that changed."""
    changed = _changed_keys(engine, claims["ties"], before)
    keys = engine.from_arrow(pa.table({"key": changed}), "changed_keys")
    # Records that name one of these keys tell of others, too, but not all there is to tell of those.
    anew = {
        name: table.filter(table[ABOUT[name]].isin(keys.key))
        for name, table in sums(engine, _telling_of(engine, claims, keys)).items()
    }
    return {
        name: pa.concat_tables([_not_about(before.sums[name], ABOUT[name], changed), table])
        for name, table in collected(engine, anew).items()
    }


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
