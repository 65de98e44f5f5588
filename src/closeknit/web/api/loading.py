"""Calls that load and take back, and those that tell what was loaded and what was set aside."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import UTC
from typing import Annotated, Any

from msgspec import Meta
from starlette.responses import JSONResponse, Response

from closeknit.errors import CloseknitError
from closeknit.ledger.history import ImportState
from closeknit.ledger.report import LoadReport, NotUnderstood, Understood
from closeknit.web.api.calls import PREFIX, Call, Given, Parameter, Refused
from closeknit.web.api.reading import AFTER, LIMIT
from closeknit.web.loads import loading, loading_title, received_from, taking_back
from closeknit.web.pages.data import LOADED, TOOK_BACK
from closeknit.web.pages.pending import AGAIN
from closeknit.web.uploads import Received
from closeknit.web.visits import Visit
from closeknit.web.worker import Job

IMPORT = Parameter(
    "id",
    Annotated[str, Meta(pattern=r"^i-[0-9]{4,12}$")],
    "The number of an import, such as i-0007.",
    needed=True,
)
JOB = Parameter(
    "id",
    Annotated[str, Meta(pattern=r"^[0-9a-f]{16}$")],
    "The id that a load or an undo was given.",
    needed=True,
)


def imports(visit: Visit, given: Given) -> Any:
    """What was loaded, the newest first, a page at a time."""
    found = _imports(visit)
    after = given["after"]
    start = next((n + 1 for n, one in enumerate(found) if one.import_id == after), None) if after else 0
    if start is None:
        raise Refused(422, "this page does not exist", "Take `next` of the page before.", where="after")
    cut = found[start : start + given["limit"]]
    more = start + len(cut) < len(found)
    return {
        "total": len(found),
        "rows": [import_form(one) for one in cut],
        "next": cut[-1].import_id if more else None,
    }


def _imports(visit: Visit) -> list[ImportState]:
    with visit.served.readers.lend() as business:
        return business.imports() if business is not None else []


def one_import(visit: Visit, given: Given) -> Any:
    """One import."""
    return import_form(_named(visit, given["id"]))


def _named(visit: Visit, name: str) -> ImportState:
    found = next((one for one in _imports(visit) if one.import_id == name), None)
    if found is None:
        raise Refused(404, f"there is no import {name}", "GET /imports lists them.", where="id")
    return found


def import_form(one: ImportState) -> dict[str, Any]:
    """An import as plain values."""
    return {
        "id": one.import_id,
        "at": one.at.replace(tzinfo=UTC).isoformat(),
        "state": one.state,
        "file": one.file,
        "title": one.title or one.mapping,
        "stream": one.stream_id,
        "received": one.received,
        "stored": one.stored,
        "duplicate": one.duplicate,
        "set_aside": one.set_aside,
        "rejected": one.rejected,
        "sha256": one.sha256,
    }


def import_problems(visit: Visit, given: Given) -> Any:
    """Lines of an import that are set aside now."""
    name = _named(visit, given["id"]).import_id
    with visit.served.readers.lend() as business:
        rows = business.problems().to_pylist() if business is not None else []
    found = [row for row in rows if row["import_id"] == name]
    return {"total": len(found), "rows": [line_form(row) for row in found[: given["limit"]]]}


def line_form(row: Mapping[str, Any]) -> dict[str, Any]:
    """A line set aside as plain values."""
    return {
        "stream": row["stream_id"],
        "file": row["file"],
        "line": row["line"],
        "record": row["ordinal"],
        "whole": row["severity"] == "row",
        **{name: row[name] for name in ("code", "field", "value", "reason", "remedy")},
    }


def load(visit: Visit, _: Given) -> Response:
    """Take files in and begin to read them."""
    received = received_from(visit)
    return begun(visit, visit.served.worker.submit(loading_title(received), loading(received)))


def undo(visit: Visit, given: Given) -> Response:
    """Take an import back."""
    name = _named(visit, given["id"]).import_id
    return begun(visit, visit.served.worker.submit(f"Taking back {name}", taking_back(name)))


def begun(visit: Visit, started: Job) -> Response:
    """That something was begun; answers are worked out after it."""
    visit.served.worker.work_out()
    return going(started)


def going(job: Job) -> Response:
    """A job, where to see how far it has come, and when to look."""
    headers = {"Location": f"{PREFIX}/jobs/{job.id}", "Retry-After": str(AGAIN)}
    return JSONResponse(job_form(job), 202, headers)


def job(visit: Visit, given: Given) -> Any:
    """How far something has come."""
    found = visit.served.worker.job(given["id"])
    if found is None:
        raise Refused(404, "nobody remembers this", "GET /imports lists what was loaded.", where="id")
    return job_form(found)


def job_form(of: Job) -> dict[str, Any]:
    """A job as plain values."""
    report, received = of.result if isinstance(of.result, tuple) else (of.result, None)
    read, missed = (report.understood, report.not_understood) if isinstance(report, LoadReport) else ((), ())
    refused = received.refused if isinstance(received, Received) else ()
    return {
        "id": of.id,
        "title": of.title,
        "state": of.state,
        "step": of.text,
        "done": of.done,
        "total": of.total,
        "said": report if isinstance(report, str) else "",
        "read": [_read(one) for one in read],
        "not_read": [
            *(_missed(one) for one in missed),
            *({"file": name, "reason": why, "remedy": ""} for name, why in refused),
        ],
        "problem": problem_form(of.problem, 422) if of.problem is not None else None,
    }


def problem_form(error: CloseknitError, status: int) -> dict[str, Any]:
    """An error somebody can mend as a problem."""
    return {
        "type": f"urn:closeknit:{type(error).__name__}",
        "title": error.message,
        "status": status,
        "detail": error.remedy,
        "where": error.about,
    }


READ = ("file", "title", "import_id", "received", "stored", "duplicate", "set_aside", "rejected")


def _read(one: Understood) -> dict[str, Any]:
    return {name: getattr(one, name) for name in READ}


def _missed(one: NotUnderstood) -> dict[str, Any]:
    told = asdict(one)
    return {name: told[name] for name in ("file", "reason", "remedy")}


CALLS = [
    Call("imports", "/imports", "What was loaded, the newest first.", "Imports", imports, (LIMIT, AFTER)),
    Call("import", "/imports/{id}", "One import.", "ImportOf", one_import, (IMPORT,)),
    Call(
        "import_problems",
        "/imports/{id}/problems",
        "Lines of an import that are set aside as things stand now: where, why, what to do.",
        "LinesAside",
        import_problems,
        (IMPORT, LIMIT),
    ),
    Call(
        "load",
        "/imports",
        "Load files, sent as a form with fields named “files”. Reading goes on after the answer; its job "
        "tells how far it has come.",
        "JobOf",
        load,
        least="analyst",
        method="POST",
        status=202,
        takes_files=True,
        did=LOADED,
    ),
    Call(
        "undo",
        "/imports/{id}/undo",
        "Take an import back, as a job.",
        "JobOf",
        undo,
        (IMPORT,),
        least="analyst",
        method="POST",
        status=202,
        did=TOOK_BACK,
    ),
    Call(
        "job", "/jobs/{id}", "How far a load or an undo has come, and what came of it.", "JobOf", job, (JOB,)
    ),
]
