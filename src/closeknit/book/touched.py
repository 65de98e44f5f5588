"""Which records, keys and activities were touched since a version of the book, told from the ledger.

A version notes which imports counted. An import that counts now and did not, or the other way round,
touches all records it saw and all it wrote; all keys and activities that claims of those records ever named
are touched.
What people decided needs no telling: the build sees which keys belong to other parties now.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import ibis
import ibis.expr.types as ir
import pyarrow as pa

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
    engine: Engine, tables: Mapping[str, ir.Table], imports: Sequence[str]
) -> tuple[list[str], ir.Table, ir.Table]:
    """All keys that claims of records touched by these imports name, the activities (activity_id) they tell
    of, and these records (record_id); imports as noted, both kinds."""
    numbers = sorted({noted.partition(":")[2] for noted in imports})
    changed = engine.from_arrow(pa.table({"import_id": pa.array(numbers, pa.string())}), "changed_imports")
    seen = tables["sightings"].semi_join(changed, "import_id").select("record_id")
    wrote = [tables[name].semi_join(changed, "import_id").select("record_id") for name in CLAIMS]
    records = engine.keep(stacked(seen, *wrote).distinct(), "touched_records")
    claims = {name: tables[name].semi_join(records, "record_id") for name in CLAIMS}
    keys = stacked(
        *(claims[name].select(key=key) for name, columns in KEY_COLUMNS.items() for key in columns)
    )
    told_of = stacked(*(claims[name].select("activity_id") for name in BY_ACTIVITY)).distinct()
    named: list[str] = engine.collect(keys.filter(keys.key.notnull()).distinct())["key"].to_pylist()
    return named, engine.keep(told_of, "touched_activities"), records
