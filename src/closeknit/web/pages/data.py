"""Data: drop files, what was understood, how fresh each is, what was set aside and why, taking back."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

from starlette.responses import Response

from closeknit.briefings.pairs import Waiting
from closeknit.briefings.sources import LoadedFile
from closeknit.business import Business
from closeknit.errors import ImportUnknown
from closeknit.ledger.history import ImportState
from closeknit.ledger.report import LoadReport
from closeknit.mended_mappings import stopping
from closeknit.progress import Progress
from closeknit.proposals import save_proposals
from closeknit.reports.loads import summary, up_to
from closeknit.reports.pairs import pairs_headline
from closeknit.reports.problems import place, problems_csv, shown
from closeknit.web.hands import Work
from closeknit.web.loads import loading, loading_title, received_from, taking_back
from closeknit.web.pages.mappings import mapping_path, mending_path
from closeknit.web.pages.pairs import waiting
from closeknit.web.pages.pending import nothing_loaded
from closeknit.web.visits import Action, Page, Visit, back_to, download
from closeknit.web.worker import Job

IMPORTS_SHOWN = 50
LOADED, TOOK_BACK = "loaded files", "took an import back"
"""What the log says of it."""

EXAMPLES = 5
"""Lines of each sort of problem that are shown."""


def page(visit: Visit) -> Response:
    """What was loaded, how fresh it is, what is set aside; and where to drop more."""
    imports: list[ImportState] = []
    here: tuple[LoadedFile, ...] = ()
    alike: Waiting | None = None
    with visit.served.readers.lend() as business:
        if business is not None:
            key = ("data", business.ledger.version(), business.book.folder.name, business.today_here())
            imports, here = visit.served.readers.memory.get(
                key, lambda: (business.imports(), business.files_here())
            )
            alike = waiting(visit, business)
    return visit.page(
        "data.html",
        place="Data",
        imports=imports if visit.asked("all") == "1" else imports[:IMPORTS_SHOWN],
        more=max(0, len(imports) - IMPORTS_SHOWN),
        here=here,
        pairs=pairs_headline(alike) if alike else "",
        aside=sum(one.set_aside for one in here),
        jobs=visit.served.worker.going(),
        stopping=stopping(visit.served.workspace),
        mending_path=mending_path,
    )


def drop(visit: Visit) -> Response:
    """Take files in and begin to read them."""
    received = received_from(visit)
    return _begun(visit, loading_title(received), loading(received))


def job(visit: Visit) -> Response:
    """How far something has come, and what came of it."""
    name = visit.request.path_params["job"]
    found = visit.served.worker.job(name)
    if found is None:
        raise ImportUnknown("nobody remembers this", remedy="Data lists all that was loaded.", about=name)
    result = found.result
    report, received = result if isinstance(result, tuple) else (result, None)
    return visit.page(
        "job.html",
        place="Data",
        job=found,
        report=report if isinstance(report, LoadReport) else None,
        said=report if isinstance(report, str) else "",
        refused=received.refused if received else (),
        summary=summary,
        up_to=up_to,
        refresh=1 if found.going else 0,
    )


def undo(visit: Visit) -> Response:
    """Take an import back."""
    name = visit.given("import")
    if not name.startswith("i-"):
        raise ImportUnknown(f'"{name}" is no import', about=name)
    return _begun(visit, f"Taking back {name}", taking_back(name))


def retry(visit: Visit) -> Response:
    """Read lines set aside again."""
    dry = visit.given("dry") == "1"
    title = "Trying the lines set aside again" if dry else "Reading the lines set aside again"
    return _begun(visit, title, partial(_retry, dry), changes=not dry)


def _retry(dry: bool, business: Business, progress: Progress) -> LoadReport:
    return business.retry(dry_run=dry, progress=progress)


def _begun(visit: Visit, title: str, work: Work, *, changes: bool = True) -> Response:
    """Begin something, and work out the answers after it where it changes them."""
    started: Job = visit.served.worker.submit(title, work)
    if changes:
        visit.served.worker.work_out()
    return back_to(f"/data/jobs/{started.id}")


def keep_mappings(visit: Visit) -> Response:
    """Keep the mappings proposed for tables that nobody knew."""
    found = visit.served.worker.job(visit.given("job"))
    report = found.result[0] if found is not None and isinstance(found.result, tuple) else None
    if not isinstance(report, LoadReport):
        raise ImportUnknown("nobody remembers this load", remedy="Drop the file again.")
    saved = save_proposals(visit.served.workspace, report)
    return visit.page("mappings.html", place="Data", saved=saved, mapping_path=mapping_path)


def problems(visit: Visit) -> Response:
    """Lines set aside: how many of each sort, why, the first of them, what to do."""
    code = visit.asked("sort")
    with visit.served.readers.lend() as business:
        found = _set_aside(visit, business, code) if business is not None else []
    return visit.page(
        "problems.html",
        place="Data",
        groups=grouped(found),
        examples=10**6 if code else EXAMPLES,
        place_of=place,
        shown=shown,
        code=code,
        mapping_path=mapping_path,
    )


def _set_aside(visit: Visit, business: Business, code: str) -> list[dict[str, Any]]:
    key = ("set aside", business.ledger.version(), code)
    return visit.served.readers.memory.get(key, lambda: business.problems(code=code).to_pylist())


def grouped(rows: Sequence[dict[str, Any]]) -> list[list[dict[str, Any]]]:
    """Problems by sort, field and file kind; the largest group first."""
    groups: dict[tuple[str, str, str], list[dict[str, Any]]] = {}
    for row in rows:
        groups.setdefault((row["code"], row["field"] or "", row["stream_id"]), []).append(row)
    return sorted(groups.values(), key=len, reverse=True)


def problems_file(visit: Visit) -> Response:
    """All of them as CSV."""
    with visit.served.readers.lend() as business:
        if business is None:
            return nothing_loaded(visit, "Data")
        found = business.problems()
    return download(problems_csv(found), "set-aside.csv", "text/csv")


PAGES: list[Page | Action] = [
    Page("/data", page),
    Page("/data/jobs/{job}", job),
    Page("/data/set-aside", problems),
    Page("/data/set-aside.csv", problems_file),
    Action("/data/drop", drop, least="analyst", did=LOADED),
    Action("/data/undo", undo, least="analyst", did=TOOK_BACK, about="import"),
    Action("/data/retry", retry, least="analyst", did="read lines again that were set aside"),
    Action("/data/mappings", keep_mappings, least="analyst", did="kept mappings"),
]
