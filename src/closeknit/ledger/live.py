"""Which of all that was ever written counts now: plain Ibis over the ledger's tables, for either engine.

The rule, whatever the order in which files came:
- an import counts when it is complete and neither undone nor replaced;
- a version of a record is live when an import that counts saw it;
- of the live versions of one record the winner has the greatest rank (the mapping's version column, else
  the file's time), then the greatest version number;
- a claim counts when its stream is still in the reading (epoch) it was made in, and its version won.
  Stages are the exception: an older export truly saw the case in the stage it names, so where the file
  gives no date the stage counts for every live version, from the day it was first seen. So do employers,
  titles and addresses of people (see `former`).

Where a claim leaves open when its record was seen (`cases.seen_at`, `stages.at`), it is filled in here
from the imports that saw it: a later look at unchanged rows then needs no new claims.
Computing what the tables hold is in `load` and `derive`.
"""

from __future__ import annotations

from collections.abc import Mapping

import ibis

from closeknit.claims import CLAIMS
from closeknit.columns import Column, TableSchema
from closeknit.engines.portable import remembered, stacked
from closeknit.ledger.former import (
    disputed_employers,
    former_keys,
    former_titles,
    replaced_versions,
    with_former_employers,
)
from closeknit.ledger.schema import ENDED, OPEN

Tables = Mapping[str, ibis.Table]

SILENT = TableSchema(
    "silent",
    "a version of a record that was once seen and does not count now",
    (Column("record_id", "int64", "the record"), Column("version", "int64", "its content")),
)
"""What `silent` gives, kept with each version of the book so that `silent_again` can go on from it."""


def counting_imports(tables: Tables) -> ibis.Table:
    """Imports of files that count now: import_id, stream_id, file_time."""
    imports = tables["imports"]
    complete = imports.filter(imports.state == "complete")
    ended = imports.filter(imports.state.isin(ENDED)).select("import_id").distinct()
    return complete.anti_join(ended, "import_id").select("import_id", "stream_id", "file_time")


def current_imports(tables: Tables) -> ibis.Table:
    """Imports that wrote claims in their stream's newest reading: import_id. Undone ones are among them.

    An import writes claims of one stream in one reading only, so its name stands for both.
    """
    opened = tables["imports"].filter(tables["imports"].state.isin(OPEN))
    newest = opened.group_by("stream_id").agg(newest=opened.epoch.max())
    return opened.join(newest, "stream_id").filter(lambda t: t.epoch == t.newest).select("import_id")


def versions(tables: Tables) -> ibis.Table:
    """Live versions: stream_id, record_id, version, rank, first_seen, last_seen (times of files)."""
    seen = tables["sightings"].join(counting_imports(tables), "import_id")
    return seen.group_by("stream_id", "record_id", "version").agg(
        rank=seen["rank"].max(), first_seen=seen.file_time.min(), last_seen=seen.file_time.max()
    )


def winners(tables: Tables) -> ibis.Table:
    """The version of each record that counts: stream_id, record_id, version."""
    live_versions = versions(tables)
    best = ibis.window(
        group_by="record_id",
        order_by=[ibis.desc(live_versions["rank"]), ibis.desc(live_versions.version)],
    )
    ranked = live_versions.mutate(place=ibis.row_number().over(best))
    return ranked.filter(ranked.place == 0).select("stream_id", "record_id", "version")


@remembered
def silent(tables: Tables) -> ibis.Table:
    """Versions once seen that do not count now: record_id, version.

    Few, and found by counting numbers alone: joining claims against these is much cheaper than
    against all winners. Only records with two versions, or with a look that no longer counts, are
    looked into.
    """
    sightings = tables["sightings"]
    counts = counting_imports(tables).select("import_id", counts=ibis.literal(1, "int32"))
    seen = sightings.left_join(counts, "import_id").select(
        "record_id", "version", counts=ibis.coalesce(ibis._.counts, ibis.literal(0, "int32"))
    )
    doubtful = (
        seen.group_by("record_id")
        .agg(low=seen.version.min(), high=seen.version.max(), counts=seen.counts.min())
        .filter(lambda t: (t.low != t.high) | (t.counts == 0))
        .select("record_id")
    )
    contested = {**tables, "sightings": sightings.semi_join(doubtful, "record_id")}
    ever = contested["sightings"].select("record_id", "version").distinct()
    won = winners(contested).select("record_id", "version")
    return ever.anti_join(won, ["record_id", "version"])


@remembered
def silent_again(tables: Tables, before: ibis.Table, touched: ibis.Table) -> ibis.Table:
    """`silent` after a change, sooner: what it was before, but for the records (record_id) that were touched,
    of which a sighting is new, counts that did not, or no longer does."""
    seen = tables["sightings"].semi_join(touched, "record_id")
    return stacked(before.anti_join(touched, "record_id"), silent({**tables, "sightings": seen}))


@remembered
def live(tables: Tables, lost: ibis.Table) -> dict[str, ibis.Table]:
    """Each claim table with only the claims that count, in the columns of `closeknit.claims`.

    `lost` is `silent` of the same tables, computed once for all of them.
    """
    current = current_imports(tables)
    now = {name: tables[name].semi_join(current, "import_id") for name in CLAIMS}
    counted = {name: claims.anti_join(lost, ["record_id", "version"]) for name, claims in now.items()}
    counted["cases"] = _seen_cases(counted["cases"], tables)
    counted["stages"] = _seen_stages(counted["stages"], now["stages"], tables)
    counted |= _formerly(counted, now, lost, tables)
    return {name: claims.select(*CLAIMS[name].names) for name, claims in counted.items()}


def _seen_cases(cases: ibis.Table, tables: Tables) -> ibis.Table:
    """A case whose record does not say when it was so: the last file that showed it does."""
    undated = cases.filter(cases.seen_at.isnull())
    looks = versions(_only(tables, undated)).select("record_id", "version", "last_seen")
    joined = undated.join(looks, ["record_id", "version"])
    filled = joined.mutate(seen_at=joined.last_seen)
    dated = cases.filter(cases.seen_at.notnull())
    return dated.union(filled.select(*cases.columns))


def _seen_stages(counted: ibis.Table, written: ibis.Table, tables: Tables) -> ibis.Table:
    """Stages without a date, of every live version: from the first file that showed them."""
    undated = written.filter(written["at"].isnull())
    looks = versions(_only(tables, undated)).select("record_id", "version", "first_seen")
    joined = undated.join(looks, ["record_id", "version"])
    filled = joined.mutate(at=joined.first_seen)
    dated = counted.filter(counted["at"].notnull())
    return dated.union(filled.select(*written.columns))


def _formerly(counted: Tables, now: Tables, lost: ibis.Table, tables: Tables) -> dict[str, ibis.Table]:
    """Ties, traits and same, with what older rows truly said of people."""
    contested = versions(_only(tables, lost))
    at = replaced_versions(contested)
    # Little of all that is said is of rows that were ever replaced: something of theirs fell silent.
    traits = now["traits"].semi_join(lost, "record_id")
    titles = former_titles(traits, at["replaced"], at["won"])
    keys = former_keys(now["same"], traits, at["replaced"], at["won"])
    disputed = disputed_employers(now["ties"])
    looks = versions(_only(tables, disputed))
    return {
        "ties": with_former_employers(counted["ties"], disputed, looks),
        "traits": stacked(counted["traits"], titles),
        "same": stacked(counted["same"], keys),
    }


def _only(tables: Tables, claims: ibis.Table) -> Tables:
    """The tables with only those sightings that the claims need."""
    needed = claims.select("record_id").distinct()
    return {**tables, "sightings": tables["sightings"].semi_join(needed, "record_id")}
