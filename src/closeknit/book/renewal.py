"""The book renewed from what was loaded and decided: live claims, who is who, then the build.

The one place where ledger, identity and book meet.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import ibis.expr.types as ir

from closeknit.book.basis import Basis, Since
from closeknit.book.build import build
from closeknit.book.grouping import decided_groups, fingerprint
from closeknit.book.shared import fetch, put
from closeknit.book.touched import imports_that_count, touched
from closeknit.book.version_names import version_for
from closeknit.book.versions import Book, Draft
from closeknit.book.whois import identity_draft, kept_identity, last_resolution
from closeknit.claims import BY_ACTIVITY
from closeknit.engines.engine import Engine
from closeknit.errors import StoreError
from closeknit.identity.compared import load
from closeknit.identity.decisions import taken_back
from closeknit.identity.parties import Resolution
from closeknit.identity.resolve import resolve
from closeknit.identity.told import ClaimSums, told
from closeknit.identity.told_again import Before, keep_sums, kept_sums, told_again
from closeknit.ledger.freshness import Counted, freshness
from closeknit.ledger.live import SILENT, live, silent, silent_again
from closeknit.ledger.load import catch_up
from closeknit.ledger.schema import OPEN
from closeknit.ledger.shared import store_of
from closeknit.ledger.store import Ledger, utc_now
from closeknit.ledger.tables import TABLES, Snapshot
from closeknit.progress import Progress

IMPORTS = "imports"
"""Note of a version: the imports that counted."""
LOADED = "loaded"
"""Note of a version: when each import was committed. What one said that the ledger no longer holds, as where
another machine's import took its number, cannot be told: all is built anew."""
PURCHASES_DECIDED = "purchases_decided"
"""Note of a version: what people said of purchases; when it changes, all is built anew."""
LARGE = 200_000
"""From so many activities on, only what a change touches is built anew."""


def renewed(ledger: Ledger, engine: Engine, folder: Path, have: Book | None, *, progress: Progress) -> Book:
    """The book of what is loaded now: one that another machine built and put into the object store, else one
    built here. `have` is the current one, of something older."""
    progress.step("Reading what was loaded")
    # A changed time zone or locale makes claims anew, so this comes before looking at them.
    catch_up(ledger, progress=progress, now=utc_now())
    version, store = version_for(ledger), store_of(ledger.folder)
    if store is not None:
        with suppress(StoreError):
            if (found := fetch(store, folder, version, ledger.settings)) is not None:
                return found
    built = _built(ledger, engine, folder, have, version, progress)
    if store is not None:
        with suppress(StoreError):
            put(store, built)
    return built


def _built(
    ledger: Ledger, engine: Engine, folder: Path, have: Book | None, version: str, progress: Progress
) -> Book:
    """The book built here, from the one that is there if only parts of it change."""
    taken = ledger.snapshot()
    with engine.scratch():
        tables = {name: engine.read(taken.files[name], schema) for name, schema in TABLES.items()}
        decisions = ledger.read("decisions")
        grouped = decided_groups(decisions, taken_back(decisions.to_pylist()))
        imports, said = imports_that_count(engine, tables), fingerprint(grouped)
        loaded = _loaded(taken)
        same = have is not None and have.about.get(PURCHASES_DECIDED) == said and _goes_on(have, loaded)
        since = _since(engine, tables, have, imports) if same else None
        lost = engine.keep(_silent(engine, tables, since), SILENT.name)
        claims = _claims(engine, live(tables, lost), since)
        progress.step("Seeing who is who")
        sums = _told(engine, claims, folder, since)
        basis = Basis(
            claims,
            sums,
            _resolve(ledger, sums, imports, folder),
            ledger.settings,
            freshness(ledger, taken, engine, claims["activities"], _counted(engine, since)),
            decisions,
            grouped,
        )
        draft = Draft(folder, version, ledger.settings)
        draft.note(IMPORTS, imports)
        draft.note(LOADED, loaded)
        draft.note(PURCHASES_DECIDED, said)
        draft.note(SILENT.name, True)
        draft.write(engine, lost, SILENT, ())
        return build(engine, basis, draft, since=since, progress=progress)


def _loaded(taken: Snapshot) -> dict[str, str]:
    """When each import was committed, whether it counts or not."""
    rows = taken.read("imports").to_pylist()
    return {row["import_id"]: row["at"].isoformat() for row in rows if row["state"] in OPEN}


def _goes_on(have: Book, loaded: Mapping[str, str]) -> bool:
    """Whether all imports that a book was built from are still there."""
    then: dict[str, str] | None = have.about.get(LOADED)
    return then is not None and then.items() <= loaded.items()


def _since(
    engine: Engine, tables: Mapping[str, ir.Table], have: Book | None, imports: Sequence[str]
) -> Since | None:
    """What changed since the book that is there; None where building all is as quick, or nothing is known."""
    if have is None or IMPORTS not in have.about or have.rows("activities") < LARGE:
        return None
    return Since(have, touched(engine, tables, have.about[IMPORTS], imports))


def _silent(engine: Engine, tables: Mapping[str, ir.Table], since: Since | None) -> ir.Table:
    """Versions of records that do not count now: of records that nothing touched, as with the book before."""
    if since is None or SILENT.name not in since.book.about:
        return silent(tables)
    touched, seen = since.touched, tables["sightings"]
    if touched.added:
        # Nobody else ever saw these records: the other files need not be searched for them.
        seen = seen.filter(seen.import_id.isin(touched.added))
    before = engine.read(since.book.files(SILENT.name), SILENT)
    return silent_again({**tables, "sightings": seen}, before, touched.records)


def _claims(engine: Engine, live: Mapping[str, ir.Table], since: Since | None) -> dict[str, ir.Table]:
    """Claims that count, those computed that are read several times.

    What happened is read a few columns at a time, or only a little of it: it stays where it is. So does, when
    little changed, what is said of parties: it is mostly said again with every activity.
    """
    stays = {*BY_ACTIVITY, *(("traits", "same") if since is not None else ())}
    return {name: rows if name in stays else engine.keep(rows, f"live_{name}") for name, rows in live.items()}


def _told(engine: Engine, claims: Mapping[str, ir.Table], folder: Path, since: Since | None) -> ClaimSums:
    """What claims tell of keys: of those that nothing touched, what they told when the book was built."""
    if since is not None:
        then = kept_sums(kept_identity(folder), since.book.about[IMPORTS])
        if then is not None:
            return told_again(engine, claims, Before(then, since.touched.keys, since.touched.added))
    return told(engine, claims)


def _counted(engine: Engine, since: Since | None) -> Counted | None:
    """How much there was of each stream in the book that is there."""
    if since is None:
        return None
    was = engine.collect(since.book.table(engine, "freshness")).to_pylist()
    seen = [noted.partition(":")[2] for noted in since.book.about[IMPORTS] if noted.startswith("seen:")]
    days = {row["stream_id"]: (row["first_day"], row["last_day"]) for row in was}
    return Counted(
        {row["stream_id"]: row["records"] for row in was},
        {stream: there for stream, there in days.items() if None not in there},
        seen,
        since.touched.records,
        since.touched.added,
    )


def _resolve(ledger: Ledger, sums: ClaimSums, imports: Sequence[str], folder: Path) -> Resolution:
    """Who is who now, saved beside the book with what claims told of keys, and which imports counted."""
    before = last_resolution(folder)
    found = resolve(
        sums,
        ledger.read("decisions"),
        ledger.settings,
        replace(before, compared=load(kept_identity(folder))) if before else None,
        now=utc_now(),
    )
    with identity_draft(folder) as draft:
        found.save(draft)
        keep_sums(sums, imports, draft)
    return found
