"""Which records, keys and activities were touched since a version of the book, told from the ledger.

A version notes which imports counted. An import that counts now and did not, or the other way round,
touches all records it saw and all it wrote; all keys and activities that claims of those records ever named
are touched. Most often there is only something new: then none of it need be looked for in what was there.
What people decided needs no telling: the build sees which keys belong to other parties now.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import ibis
import ibis.expr.types as ir
import pyarrow as pa

from closeknit.book.basis import Touched
from closeknit.claims import BY_ACTIVITY, CLAIMS, KEY_COLUMNS
from closeknit.engines.engine import Engine
from closeknit.engines.portable import stacked
from closeknit.ledger.live import counting_imports, current_imports


def imports_that_count(engine: Engine, tables: Mapping[str, ir.Table]) -> list[str]:
    """Imports as a version notes them: `seen:` those whose sightings count, `read:` those whose claims do."""
    seen = counting_imports(tables).select("import_id", how=ibis.literal("seen:"))
    read = current_imports(tables).select("import_id", how=ibis.literal("read:"))
    rows = engine.collect(stacked(seen, read))
    return sorted(how + number for number, how in zip(*(c.to_pylist() for c in rows.columns), strict=True))


def touched(
    engine: Engine, tables: Mapping[str, ir.Table], then: Sequence[str], now: Sequence[str]
) -> Touched:
    """What is touched by imports that only counted then or only count now; both as noted."""
    numbers = _numbers(set(then) ^ set(now))
    changed = engine.from_arrow(pa.table({"import_id": pa.array(numbers, pa.string())}), "changed_imports")
    seen = tables["sightings"].semi_join(changed, "import_id").select("record_id")
    wrote = [tables[name].semi_join(changed, "import_id").select("record_id") for name in CLAIMS]
    records = engine.keep(stacked(seen, *wrote).distinct(), "touched_records")
    new = not set(numbers) & set(_numbers(then))
    alone = new and _seen_by_no_other(engine, tables["sightings"], records, changed)
    theirs, by = (changed, "import_id") if alone else (records, "record_id")
    claims = {name: tables[name].semi_join(theirs, by) for name in CLAIMS}
    keys = stacked(
        *(claims[name].select(key=key) for name, columns in KEY_COLUMNS.items() for key in columns)
    )
    told_of = stacked(*(claims[name].select("activity_id") for name in BY_ACTIVITY)).distinct()
    named: list[str] = engine.collect(keys.filter(keys.key.notnull()).distinct())["key"].to_pylist()
    return Touched(named, engine.keep(told_of, "touched_activities"), records, numbers if alone else ())


def _numbers(noted: Iterable[str]) -> list[str]:
    """Import ids of notes of both kinds."""
    return sorted({note.partition(":")[2] for note in noted})


def _seen_by_no_other(engine: Engine, sightings: ir.Table, records: ir.Table, imports: ir.Table) -> bool:
    """Whether only these imports ever saw these records. Where none of them counted before, they alone have
    written claims of them: of several files of one load one writes for all, and that counts since then,
    too; who reads a stream anew ends what others wrote of it."""
    others = sightings.semi_join(records, "record_id").anti_join(imports, "import_id").limit(1)
    return bool(engine.collect(others.select("record_id")).num_rows == 0)
