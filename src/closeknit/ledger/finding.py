"""Which files there are under the paths given, which tables they hold, and which mapping reads each.

Only the first bytes of each file are looked at here. What cannot be understood comes back with a
reason and a remedy; nothing is skipped in silence but hidden files, mappings and our own folders.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from closeknit.errors import MappingError, SourceError, Unrecognised, did_you_mean
from closeknit.ledger.report import NotUnderstood
from closeknit.sources.mail.folders import is_maildir, is_message, message_files
from closeknit.sources.mappings.library import known_mappings, read_mapping
from closeknit.sources.mappings.mapping import Mapping
from closeknit.sources.propose import propose
from closeknit.sources.recognise import recognise
from closeknit.sources.tables.looking import Glimpse, look_into

OURS = ("ledger", "book", "answers", "maps", "backups", "fetched", "desk")
"""Folders beside the ledger that hold what we wrote ourselves."""


@dataclass(frozen=True)
class Found:
    """One table of one file, and the mapping that reads it."""

    path: Path
    glimpse: Glimpse
    mapping: Mapping

    @property
    def name(self) -> str:
        """What people call it: the file's name, the sheet or member after '!'."""
        return table_name(self.path, self.glimpse)


@dataclass(frozen=True)
class Search:
    """What was found, what was not understood, and which sheets or members hold no table.

    answers: sheets that people filled in; what they say is no fact of a file and is read elsewhere.
    """

    found: tuple[Found, ...]
    not_understood: tuple[NotUnderstood, ...]
    notes: tuple[str, ...]
    answers: tuple[Path, ...] = ()
    lists: tuple[Path, ...] = ()
    """Lists of people to turn to, filled in; read elsewhere too."""


MOST_BESIDE = 2
"""Tables of an archive that nobody knows, beside others that are known, which are told of one by one."""

LIST_COLUMNS = ("asked on", "what came back", "do not ask again before", "list", "key")
"""Columns of a list of people to turn to, without which it cannot be read back."""

REVIEW_COLUMNS = ("pair", "look back from", "key")
"""Columns of a sheet on what came before sales, without which it cannot be read back."""


def is_review(header: Sequence[str]) -> bool:
    """Whether these are the columns of a sheet that `review-sales` wrote."""
    return {*REVIEW_COLUMNS, "checked"} <= {name.strip().casefold() for name in header}


def is_list(header: Sequence[str]) -> bool:
    """Whether these are the columns of a list that `outreach` wrote."""
    return set(LIST_COLUMNS) <= {name.strip().casefold() for name in header}


def table_name(path: Path, glimpse: Glimpse) -> str:
    """The name of a file, with the sheet or archive member after '!'."""
    return f"{path.name}!{glimpse.member}" if glimpse.member else path.name


def chosen_mapping(given: Path | str, *, own: Sequence[Mapping] = ()) -> tuple[Mapping, str]:
    """The mapping a person named, as a file or by source and stream; with what to call it.

    Raises:
        MappingError: no such file, or a mistake in it.
    """
    mine, ours = {mapping.stream_id: mapping for mapping in own}, known_mappings()
    if found := mine.get(str(given)) or ours.get(str(given)):
        return found, str(given)
    path = Path(given)
    if not path.exists():
        known = {*ours, *mine}
        near = did_you_mean(str(given), known)
        raise MappingError(
            f'there is no mapping "{given}"',
            remedy=near or f"--as takes a TOML file, or one of: {', '.join(sorted(known))}",
            about=str(given),
        )
    return read_mapping(path), str(path.resolve())


def find(
    paths: Sequence[Path],
    *,
    ledger: Path,
    mapping: Mapping | None = None,
    own: Sequence[Mapping] = (),
    by_columns: Sequence[Mapping] = (),
) -> Search:
    """Every table under the paths. `mapping` reads all of them; else they are recognised, by `own` first.

    A table that nothing recognises is read by that of `by_columns` which says nothing of how its files are
    known and all of whose columns are there.
    """
    known = _column_names([mapping] if mapping else [*own, *known_mappings().values()])
    found: list[Found] = []
    missed: list[NotUnderstood] = []
    notes: list[str] = []
    answers: list[Path] = []
    lists: list[Path] = []
    for path in files_under(paths, missed, ledger=ledger):
        try:
            contents = look_into(path, known=known)
        except SourceError as error:
            missed.append(NotUnderstood(path.name, error.message, error.remedy))
            continue
        if mapping is None and any(is_review(glimpse.header) for glimpse in contents.tables):
            answers.append(path)
            continue
        if mapping is None and any(is_list(glimpse.header) for glimpse in contents.tables):
            lists.append(path)
            continue
        notes += [f"{path.name}!{skipped.member}: {skipped.reason}" for skipped in contents.skipped]
        here = [_claimed(path, glimpse, mapping, own, by_columns) for glimpse in contents.tables]
        read = [one for one in here if isinstance(one, Found)]
        unread = [one for one in here if isinstance(one, NotUnderstood)]
        found += read
        beside = [one for one in unread if one.unknown] if read else []
        if len(beside) > MOST_BESIDE:
            notes.append(_beside(path, beside))
            unread = [one for one in unread if not one.unknown]
        missed += unread
    return Search(tuple(found), tuple(missed), tuple(notes), tuple(answers), tuple(lists))


def files_under(
    paths: Sequence[Path],
    missed: list[NotUnderstood],
    *,
    ledger: Path,
    is_message: Callable[[Path], bool] = is_message,
) -> list[Path]:
    """The files named and those inside the folders named, each once, sorted within a folder.

    Where several files of a folder are mail messages, as `is_message` tells, the folder stands for them: it
    is one mailbox.
    Folders that cannot be looked into, or hold no file, are added to `missed`; those beside them are read.
    """
    ours = {(ledger.parent / name).resolve() for name in OURS} | {ledger.resolve()}
    files: dict[Path, Path] = {}
    for path in paths:
        shut: list[NotUnderstood] = []
        try:
            inside = list(_inside(path, ours, is_message, shut)) if (folder := path.is_dir()) else [path]
        except OSError as error:
            missed.append(_shut(path, error))
            continue
        missed += shut
        if folder and not inside and not shut:
            reason = f"{path} is a folder without a file to load"
            missed.append(NotUnderstood(path.name, reason, "Name the folder that holds your exports."))
        for file in inside:
            files.setdefault(file.resolve(), file)
    return list(files.values())


def _shut(path: Path, error: OSError) -> NotUnderstood:
    """What is told of a file or folder that the system does not let us look into."""
    reason = f"{path} cannot be looked into: {error.strerror}"
    return NotUnderstood(path.name, reason, "Check that you may open it.")


def _inside(
    folder: Path,
    ours: set[Path],
    is_message: Callable[[Path], bool],
    shut: list[NotUnderstood],
    above: frozenset[Path] = frozenset(),
) -> Iterator[Path]:
    # A link to a folder that one is inside of would lead round in a circle.
    above |= {folder.resolve(), *folder.resolve().parents}
    try:
        messages, maildir = message_files(folder, is_message), is_maildir(folder)
        listed = sorted(folder.iterdir())
    except OSError as error:
        shut.append(_shut(folder, error))
        return
    if len(messages) > 1 or maildir:
        yield folder
    apart = set(messages) if len(messages) > 1 else set()
    for path in listed:
        # The other mailboxes of a Maildir are hidden folders inside it; the rest is the server's own.
        if maildir and not is_maildir(path):
            continue
        hidden = path.name.startswith((".", "~$")) and not maildir
        if hidden or path in apart or path.resolve() in ours:
            continue
        if path.is_dir():
            yield from () if path.resolve() in above else _inside(path, ours, is_message, shut, above)
        elif path.suffix.lower() != ".toml":
            yield path


def _claimed(
    path: Path,
    glimpse: Glimpse,
    mapping: Mapping | None,
    own: Sequence[Mapping],
    by_columns: Sequence[Mapping],
) -> Found | NotUnderstood:
    name = table_name(path, glimpse)
    if mapping is not None:
        return Found(path, glimpse, mapping)
    try:
        fits = (
            recognise(glimpse, own, file=name)
            or recognise(glimpse, known_mappings().values(), file=name)
            or recognise(glimpse, by_columns, file=name, by_columns=True)
        )
    except Unrecognised as error:
        return NotUnderstood(name, error.message, error.remedy)
    return Found(path, glimpse, fits) if fits else _unknown(name, glimpse)


def _unknown(name: str, glimpse: Glimpse) -> NotUnderstood:
    if len(glimpse.header) < 2:
        return _one_column(name, glimpse)
    columns = ", ".join(f'"{column}"' for column in glimpse.header[:8])
    more = f" and {len(glimpse.header) - 8} more" if len(glimpse.header) > 8 else ""
    return NotUnderstood(
        name,
        f"no export we know has these columns: {columns}{more}",
        "Say what they mean in a mapping: closeknit load … --propose writes one to start from.",
        propose(glimpse, file=name),
        unknown=True,
    )


def _beside(path: Path, unknown: Sequence[NotUnderstood]) -> str:
    """What is said of an archive that holds much beside what is read, such as that of LinkedIn."""
    names = ", ".join(one.file.partition("!")[2] for one in unknown)
    return (
        f"{path.name} also holds {len(unknown):,} tables of no known export, left out: {names}. "
        "Should one tell of customers, load it by itself: you get a mapping to start from"
    )


def _one_column(name: str, glimpse: Glimpse) -> NotUnderstood:
    """Text rather than a table, most of the time: nothing is proposed."""
    found = " ".join(glimpse.header)[:60]
    return NotUnderstood(
        name,
        f'it has only one column, "{found}", so it may be no table',
        'If it is one, say in a mapping what parts its cells, such as delimiter = "|" under [read].',
        unknown=True,
    )


def _column_names(mappings: Sequence[Mapping]) -> frozenset[str]:
    names = {name for mapping in mappings for name in mapping.columns()}
    return frozenset(names | {alias for m in mappings for others in m.aliases.values() for alias in others})
