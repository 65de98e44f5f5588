"""What is sent to us: from where, how much we take, and whether one of our own pages sent it."""

from __future__ import annotations

from starlette.datastructures import FormData
from starlette.requests import Request

from closeknit.web.entrance import Session
from closeknit.web.uploads import MOST_BYTES

FIELD = "form"
"""Field of every form that holds the session's secret for forms."""

MOST_FILES, MOST_FIELDS = 1_000, 200


def from_where(request: Request) -> str:
    """The address of whoever asks."""
    return request.client.host if request.client else ""


def too_much(request: Request, most: int = MOST_BYTES) -> tuple[int, str] | None:
    """Status and reason where it is larger than we take, or does not say how large it is."""
    length = request.headers.get("content-length", "")
    if not length.isdecimal():
        return 411, "Say how long it is (Content-Length)."
    if int(length) > most:
        large = f"{most >> 30} GB at once. Send the files one after the other."
        return 413, f"At most {large if most >> 30 else 'a short form.'}"
    return None


async def form_of(request: Request) -> FormData:
    """The form of a request; whoever asks for it closes it."""
    return await request.form(max_files=MOST_FILES, max_fields=MOST_FIELDS)


def ours(session: Session, form: FormData, request: Request) -> bool:
    """Whether a form carries the secret of the session, in its field or in the header `x-form`."""
    given = form.get(FIELD) or request.headers.get("x-form") or ""
    return isinstance(given, str) and session.sent_by(given)
