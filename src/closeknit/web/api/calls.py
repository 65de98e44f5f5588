"""What a call is: its declaration, its parameters, and how it says that something was not done."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

import msgspec
from starlette.datastructures import QueryParams

from closeknit.errors import did_you_mean
from closeknit.typed import control_in
from closeknit.web.visits import FIRST_DAY, LAST_DAY, Visit
from closeknit.web.worker import Job

PREFIX = "/api/v1"
"""Where all calls lie. Within a version fields and calls are only added."""


class Refused(Exception):
    """A call that is not answered: HTTP status, what is wrong, where, and what to do."""

    def __init__(
        self,
        status: int,
        title: str,
        remedy: str = "",
        *,
        where: str = "",
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(title)
        self.status, self.title, self.remedy, self.where = status, title, remedy, where
        self.headers = headers or {}

    def form(self) -> dict[str, Any]:
        """As a form `Problem`."""
        return {
            "type": "about:blank",
            "title": self.title,
            "status": self.status,
            "detail": self.remedy,
            "where": self.where,
        }


Given = Mapping[str, Any]
"""The values of a call's parameters, by name."""

NOTHING: Given = {}


class StillWorking(Exception):
    """What was asked for is being worked out by a job."""

    def __init__(self, job: Job) -> None:
        super().__init__(job.title)
        self.job = job


@dataclass(frozen=True)
class Parameter:
    """A word of the address: its type with bounds (as msgspec has them), meaning and default."""

    name: str
    type: Any
    help: str
    default: Any = None
    needed: bool = False

    def read(self, text: str) -> Any:
        """The value of a text.

        Raises:
            Refused: it is none, or outside its bounds.
        """
        return self._converted(text, strict=False)

    def take(self, value: Any) -> Any:
        """The value of one of a JSON object.

        Raises:
            Refused: as `read`.
        """
        return self._converted(value, strict=True)

    def _converted(self, given: Any, *, strict: bool) -> Any:
        try:
            value = msgspec.convert(given, self.type, strict=strict)
        except msgspec.ValidationError as error:
            said = f'{self.name} cannot be "{str(given)[:80]}": {_plainly(error)}'
            raise Refused(422, said, self.help, where=self.name) from None
        if isinstance(value, str) and (sign := control_in(value)):
            said = f"{self.name} holds a control character ({sign})"
            raise Refused(422, said, "Write it without.", where=self.name)
        if isinstance(value, date) and not FIRST_DAY <= value <= LAST_DAY:
            lies = f"It lies from {FIRST_DAY} to {LAST_DAY}."
            raise Refused(422, f"{self.name} cannot be {value}", lies, where=self.name)
        return value


def _plainly(error: msgspec.ValidationError) -> str:
    said = str(error)
    return said[:1].lower() + said[1:]


@dataclass(frozen=True)
class Call:
    """Something a program may ask for or do."""

    name: str
    """Short and unique: what client libraries call it."""
    path: str
    """Behind PREFIX."""
    help: str
    """What it gives or does, in a sentence or two."""
    gives: str
    """Name of the form of its answer, see `forms`."""
    handle: Callable[[Visit, Given], Any]
    """Gives the form as plain values, or a Response."""
    parameters: tuple[Parameter, ...] = ()
    least: str = "viewer"
    method: Literal["GET", "POST"] = "GET"
    status: int = 200
    takes_files: bool = False
    takes_object: bool = False
    """What it takes is sent as a JSON object but for what stands in the path: what people write is not for
    addresses, which are kept in logs."""
    did: str = ""
    """What somebody did with it, for the log."""

    @property
    def route(self) -> str:
        """Its address as a route."""
        return PREFIX + self.path

    @property
    def shown_path(self) -> str:
        """Its path as people and OpenAPI write it."""
        return re.sub(r":\w+\}", "}", self.path)

    @property
    def in_path(self) -> tuple[str, ...]:
        """Names of its parameters that stand in the path."""
        parts = self.path.split("{")[1:]
        return tuple(part.partition("}")[0].partition(":")[0] for part in parts)

    @property
    def beside_path(self) -> tuple[Parameter, ...]:
        """Its parameters that stand behind the path, or in the object that it takes."""
        return tuple(one for one in self.parameters if one.name not in self.in_path)

    def given(
        self, asked: QueryParams, path: Mapping[str, Any], sent: Mapping[str, Any] = NOTHING
    ) -> dict[str, Any]:
        """The value of each parameter of the address or the object sent; those not given have their default.

        Raises:
            Refused: a parameter it does not have, one given twice, a value that is none, or one missing.
        """
        known = {one.name: one for one in self.beside_path}
        _check_names([name for name, _ in asked.multi_items()], {} if self.takes_object else known)
        _check_names(list(sent), known)
        texts = {**asked, **path}
        found: dict[str, Any] = {}
        for one in self.parameters:
            name = one.name
            if name in texts:
                found[name] = one.read(str(texts[name]))
            elif sent.get(name) is not None:
                found[name] = one.take(sent[name])
            elif one.needed:
                raise Refused(422, f"{name} is missing", one.help, where=name)
            else:
                found[name] = one.default
        return found


def _check_names(names: Sequence[str], known: Mapping[str, Parameter]) -> None:
    for name in names:
        if name not in known:
            hint = did_you_mean(name, known) or f"It takes: {', '.join(known) or 'none'}."
            raise Refused(422, f'there is no parameter "{name[:80]}" here', hint, where=name[:80])
        if names.count(name) > 1:
            raise Refused(422, f"{name} is given {names.count(name)} times", "Give it once.", where=name)
