"""What is sent to us: from where, how much we take, and whether one of our own pages sent it."""

from __future__ import annotations

from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from closeknit.errors import CloseknitError, TooManyTries
from closeknit.typed import control_in
from closeknit.web.entrance import Session
from closeknit.web.uploads import MOST_BYTES

FIELD = "form"
"""Field of every form that holds the session's secret for forms."""

MOST_FILES, MOST_FIELDS = 1_000, 200


def from_where(request: Request) -> str:
    """The address of whoever asks."""
    return request.client.host if request.client else ""


def too_often(shown: Response, error: CloseknitError | None) -> Response:
    """The answer to a try that failed, as 429 with Retry-After where too many did before; else as it is."""
    if isinstance(error, TooManyTries):
        shown.status_code = 429
        shown.headers["Retry-After"] = str(error.wait_seconds)
    return shown


def too_much(request: Request, most: int = MOST_BYTES) -> tuple[int, str] | None:
    """Status and reason where it is larger than we take, or does not say how large it is."""
    length = request.headers.get("content-length", "")
    if not length.isdecimal():
        return 411, "Say how long it is (Content-Length)."
    if int(length) > most:
        large = f"{most >> 30} GB at once. Send the files one after the other."
        return 413, f"At most {large if most >> 30 else 'a short form.'}"
    return None


async def form_of(request: Request, *, files: int = MOST_FILES, fields: int = MOST_FIELDS) -> FormData:
    """The form of a request; whoever asks for it closes it.

    Raises:
        HTTPException: it cannot be read, has too many fields, or a text in it has a control character.
    """
    form = await request.form(max_files=files, max_fields=fields)
    for name, text in form.multi_items():
        if isinstance(text, str) and (sign := control_in(text)):
            await form.close()
            raise HTTPException(400, f"“{name[:40]}” holds a control character ({sign}). Write it without.")
    return form


def ours(session: Session, form: FormData, request: Request) -> bool:
    """Whether a form carries the secret of the session, in its field or in the header `x-form`."""
    given = form.get(FIELD) or request.headers.get("x-form") or ""
    return isinstance(given, str) and session.sent_by(given)
