"""Products: one number for each name, however it is written in upper and lower case."""

from __future__ import annotations

import ibis.expr.types as ir
import pyarrow as pa

from closeknit.engines.engine import Engine
from closeknit.ids import stable_id


def products_of(engine: Engine, lines: ir.Table) -> pa.Table:
    """product_key as written and product_id.

    Engines lower-case some letters differently, so the distinct names come here: at most some 100,000.
    """
    named = lines.filter(lines.product_key.notnull()).select("product_key").distinct()
    names = engine.collect(named.order_by("product_key"))["product_key"].to_pylist()
    return pa.table(
        {
            "product_key": pa.array(names, pa.string()),
            "product_id": pa.array([stable_id(n.casefold()) for n in names], pa.int64()),
        }
    )
