"""Every error a user can meet, as a tree.

CloseknitError
├── SettingsError        closeknit.toml cannot be read or holds a value nobody can use
├── WorkspaceError       no folder here, one already here, or one of a newer format
│   └── WorkspaceBusy    another process is writing this folder
├── SourceError          a file or mapping cannot be understood
│   ├── Unreadable       not a table: empty, binary, a directory, changed while it was read …
│   ├── Unrecognised     a table, but of no known export
│   ├── NotFetched       an address that may not be asked, does not answer, or sends no feed
│   ├── MappingError     a mapping file with a mistake in it
│   └── ColumnMissing    a table without a column that its mapping or question needs
├── LedgerError          what was kept cannot be read or written
│   ├── DiskFull         no room left; nothing of this load was kept
│   ├── DiskFault        the disk refused to read or write
│   ├── StoreError       the object store does not answer, refuses, or another machine was quicker
│   ├── BackupError      a backup cannot be made, found, believed or put there
│   ├── ImportUnknown    no import of that number
│   └── DecisionsDisagree  what people decided about who is who contradicts itself
├── DeskError            what is kept beside what was loaded is damaged, or its database refuses
│   └── ClockDoubted     the clock is wrong, or was: nothing is removed for its age
├── QuestionError        a question that cannot be asked as it stands
│   ├── UnknownQuestion  no such question, option or value of an option
│   ├── NotUnderstood    a sentence that the question language does not have; shows where
│   ├── UnknownFinding   no finding of that name in the answers kept
│   └── UnknownCustomer  no customer, or several, by that name
├── AccessError          who may do what
│   ├── UnknownUser      no such user, key or role, or a name that is taken
│   ├── NotLetIn         name, password or link does not fit, or will not do
│   ├── CodeAsked        name and password fit, and a code is asked for besides
│   └── TooManyTries     it did not fit too often
└── EngineError          the engine is not there or refused the work

A message says what is wrong and where, with the value and count that were found; what was
expected; and what to do next. `remedy` holds the last part, so pages can set it apart.
"""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches


class CloseknitError(Exception):
    """What went wrong, in words a user can act on. `about` names the thing: a path, a column, a number."""

    def __init__(self, message: str, *, remedy: str = "", about: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.remedy = remedy
        self.about = about

    def __str__(self) -> str:
        return f"{self.message}\n  {self.remedy}" if self.remedy else self.message

    def __reduce__(self) -> tuple[object, ...]:
        # From one process to another as it stands, whatever its kind takes to be made.
        return _as_it_stood, (type(self), self.args), vars(self)


def _as_it_stood(kind: type[CloseknitError], args: tuple[object, ...]) -> CloseknitError:
    return kind.__new__(kind, *args)


class SettingsError(CloseknitError):
    """closeknit.toml cannot be read, or one of its values cannot be used."""


class WorkspaceError(CloseknitError):
    """There is no business folder here, there is one already, or it is of a newer format."""


class WorkspaceBusy(WorkspaceError):
    """Another process is writing this folder; `pid` names it where it is known."""

    def __init__(self, message: str, *, pid: int | None = None, remedy: str = "", about: str = "") -> None:
        super().__init__(message, remedy=remedy, about=about)
        self.pid = pid


class SourceError(CloseknitError):
    """A file or mapping cannot be understood."""


class Unreadable(SourceError):
    """Not a table that can be read: empty, binary, a directory, or changed while it was read."""


class Unrecognised(SourceError):
    """A readable table that no known mapping claims. `columns` holds its header."""

    def __init__(
        self, message: str, *, columns: tuple[str, ...] = (), remedy: str = "", about: str = ""
    ) -> None:
        super().__init__(message, remedy=remedy, about=about)
        self.columns = columns


class NotFetched(SourceError):
    """An address that may not be asked, does not answer, or sends no feed."""


class MappingError(SourceError):
    """A mapping file holds a mistake; the message names the key and the nearest right one."""


class ColumnMissing(SourceError):
    """A table lacks a column that is needed. `column` is the one; `columns` are those it has."""

    def __init__(
        self,
        message: str,
        *,
        column: str = "",
        columns: tuple[str, ...] = (),
        remedy: str = "",
        about: str = "",
    ) -> None:
        super().__init__(message, remedy=remedy, about=about)
        self.column = column
        self.columns = columns


class LedgerError(CloseknitError):
    """What was kept cannot be read or written."""


class DiskFull(LedgerError):
    """No room is left on the disk. Nothing of this load was kept."""


class DiskFault(LedgerError):
    """The disk, or the system, refused to read or write a file. Nothing of this load was kept."""


class StoreError(LedgerError):
    """The object store that holds what was loaded does not answer, refuses, or is not as it was left."""


class BackupError(LedgerError):
    """A backup cannot be made, there is none, it is damaged, or where it should go is taken."""


class ImportUnknown(LedgerError):
    """There is no import of that number."""


class DecisionsDisagree(LedgerError):
    """Decisions about who is who contradict each other; `about` names one that can be taken back."""


class DeskError(CloseknitError):
    """What people keep beside what was loaded – segments – is damaged, or its database refuses."""


class ClockDoubted(DeskError):
    """The clock is wrong, or was, as far as the log tells: nothing is removed for its age."""


class QuestionError(CloseknitError):
    """A question cannot be asked as it stands."""


class UnknownQuestion(QuestionError):
    """No such question, no such option, or no such value of an option."""


class NotUnderstood(QuestionError):
    """A sentence that cannot be read, or that makes no sense: `text` from `at` to `to` is where."""

    def __init__(self, message: str, *, text: str, at: int, to: int | None = None, remedy: str = "") -> None:
        self.text, self.at = text, min(at, len(text))
        self.to = max(self.at + 1, to if to is not None else self.at + 1)
        super().__init__(f"{message}\n{self.shown()}", remedy=remedy, about=text[self.at : self.to])

    def shown(self) -> str:
        """The line of the text, and under it carets at the place."""
        text = self.text.replace("\n", " ").replace("\t", " ")
        start = max(0, self.at - 60)
        cut = ("…" if start else "") + text[start : self.to + 40]
        cut += "…" if self.to + 40 < len(text) else ""
        blank = " " * (self.at - start + (1 if start else 0))
        return f"  {cut}\n  {blank}{'^' * min(self.to - self.at, 60)}"


class UnknownFinding(QuestionError):
    """No finding of that name is among the answers kept."""


class UnknownCustomer(QuestionError):
    """No customer goes by that name, or several do."""


class AccessError(CloseknitError):
    """Who may do what does not allow it."""


class UnknownUser(AccessError):
    """There is no such user, key or role, or its name is taken."""


class NotLetIn(AccessError):
    """A name, password or link does not fit, a password will not do, or no admin would be left."""


class CodeAsked(AccessError):
    """Name and password fit; a code is asked for besides. `halfway` is the secret to go on with."""

    def __init__(self, halfway: str) -> None:
        super().__init__("a code is asked for besides", remedy="Type the one that your app shows.")
        self.halfway = halfway


class TooManyTries(AccessError):
    """It did not fit too often; one more try counts in `wait_seconds`."""

    def __init__(self, message: str, *, wait_seconds: int, remedy: str = "") -> None:
        super().__init__(message, remedy=remedy)
        self.wait_seconds = wait_seconds


class EngineError(CloseknitError):
    """The engine is not installed, does not start, or refused the work."""


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """A short hint such as `did you mean "amount"?`, or an empty text when nothing is near."""
    near = get_close_matches(word, list(known), n=1, cutoff=0.6)
    return f'did you mean "{near[0]}"?' if near else ""
