"""What people say and open: sentences of what was written, with topic, stance and a quote.

Who spoke is worked out on the engine; the words are read here, batch by batch, so that no more than a few
thousand texts are in memory at once. Nothing of it depends on other texts: read anew, a text reads the same.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import ibis
import ibis.expr.types as ir
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from closeknit.book.basis import Anew
from closeknit.book.schema import MENTIONS
from closeknit.book.versions import Draft
from closeknit.claims import WRITTEN
from closeknit.columns import Column, TableSchema
from closeknit.engines.engine import Engine
from closeknit.engines.parts import part_file, part_in, write_parts
from closeknit.engines.portable import look_up_some, remembered
from closeknit.ids import part_of
from closeknit.settings import Settings
from closeknit.texts.sentences import sentences, shortened
from closeknit.texts.stances import COMPLAINT, OPENED, PRAISE, taken
from closeknit.texts.topics import Topics, topic_words

THEIRS, OURS = "theirs", "ours"
"""By whom the words are: what they wrote, what we noted of them; OPENED: the title of what they opened."""

AUTHORS = ("sender", "requester", "author", "subject")
NOTES = ("activity.logged", "call.held")
TOLD_BEFORE = ("ticket.escalated",)
"""Kinds that repeat the words of another."""
OPENING = re.compile(r"(?!ticket|deal|case|project|contract|account|incident)\w+\.(opened|viewed|clicked|"
                     r"downloaded|watched|read|attended)$")  # fmt: skip
"""Kinds that are interest in a content: its title is their topic."""

EXPECTED = {"ticket.opened": (COMPLAINT,), "survey.answered": (COMPLAINT, PRAISE)}
"""Stances that a hint is enough for, by kind; in what is written below the subject."""

BATCH_ROWS = 5_000
IN_ORDER = ("account_id", "day", "activity_id")
"""How texts are sorted within a part, and so their mentions."""
_ANSWERING = re.compile(r"^\s*(?:re|aw|sv|antw|fwd?|wg)\s*:", re.IGNORECASE)

SAID = TableSchema(
    "said",
    "a text to be read",
    (
        *(
            c
            for c in MENTIONS.columns
            if c.name in ("part", "account_id", "party_id", "activity_id", "record_id")
        ),
        *(c for c in MENTIONS.columns if c.name in ("day", "known_day", "kind")),
        Column("by", "text", "theirs, ours or opened"),
        Column("subject", "text", "one line", nullable=True),
        Column("body", "text", "the whole text", nullable=True),
    ),
)


def whose_words(settings: Settings) -> pa.Table:
    """By whom the words of each kind of activity are: columns kind and by."""
    by = {kind: _by(kind, plays) for kind, plays in sorted(settings.plays().items())}
    told = {kind: whose for kind, whose in by.items() if whose}
    return pa.table(
        {"kind": pa.array(list(told), pa.string()), "by": pa.array(list(told.values()), pa.string())}
    )


def _by(kind: str, plays: str) -> str:
    if kind in NOTES:
        return OURS
    if OPENING.match(kind):
        return OPENED
    # What is written plays another part, and yet is theirs where one of them is the sender.
    return THEIRS if kind in WRITTEN or (plays == "signal" and kind not in TOLD_BEFORE) else ""


@remembered
def said(activities: ir.Table, took_part: ir.Table, whose: ir.Table) -> ir.Table:
    """Rows of SAID: the texts of people who are not ours, or about them.

    Of several outsiders in one activity none is taken for the speaker: it counts for the customer alone.
    """
    rows = activities.filter(activities.subject.notnull() | activities.body.notnull())
    rows = look_up_some(rows, "kind", whose, "kind", by="by")
    who = look_up_some(took_part.filter(~took_part.ours), "activity_id", rows, "activity_id", by="by")
    who = who.filter((who.by != THEIRS) | who.role.isin(AUTHORS))
    one = who.group_by("activity_id").aggregate(party_id=who.party_id.min(), people=who.party_id.nunique())
    rows = look_up_some(rows, "activity_id", one, "activity_id", person="party_id", people="people")
    party = ibis.ifelse((rows.people > 1) & (rows.account_id != 0), rows.account_id, rows.person)
    return rows.mutate(party_id=party).select(SAID.names)


def write_mentions(
    draft: Draft, engine: Engine, rows: ir.Table, settings: Settings, *, anew: Anew | None = None
) -> None:
    """Read what was said (rows of SAID) and write the table `mentions` of a draft.

    With `anew`, they stand among the mentions that are kept.
    """
    topics = Topics.listed(settings.topic_words())
    with TemporaryDirectory(dir=draft.folder, prefix=".said-") as folder:
        written = engine.write(rows, Path(folder), SAID, order=IN_ORDER)
        files = {name: Path(folder) / name for name in sorted(written)}
        found = (batch for file in files.values() for batch in _read(file, topics))
        told = found if anew is None else _among_kept(anew, files, topics)
        written = write_parts(told, draft.folder / MENTIONS.name, MENTIONS)
        draft.noted(MENTIONS, written, changed=anew.changed if anew is not None else ())


def _among_kept(anew: Anew, files: Mapping[str, Path], topics: Topics) -> Iterator[pa.RecordBatch]:
    """Mentions that are kept and those read anew, part by part."""
    for part in sorted((*anew.whole, *anew.changed)):
        name = part_file(part)
        found = _read(files[name], topics) if name in files else iter(())
        kept = (*_of_others(anew, part), *_of_what_stays(anew, part))
        rows = pa.concat_tables([*kept, *(pa.Table.from_batches([batch]) for batch in found)])
        # The sort is stable: mentions of one activity stay in the order of its sentences.
        order = pc.sort_indices(rows, sort_keys=[(column, "ascending") for column in IN_ORDER])
        yield from rows.take(order).to_batches()


def _of_others(anew: Anew, part: int) -> Iterator[pa.Table]:
    """The mentions of a part that are written again, without those of accounts built anew."""
    yield MENTIONS.empty()
    for file in anew.written_again(MENTIONS.name):
        if part_in(file) == part:
            rows = pq.read_table(file)
            gone = {*anew.accounts.to_pylist(), *anew.book.replaced_in(MENTIONS.name, [file])}
            there = pc.is_in(rows["account_id"], value_set=pa.array(sorted(gone), pa.int64()))
            yield rows.filter(pc.invert(there))


def _of_what_stays(anew: Anew, part: int) -> Iterator[pa.Table]:
    """The mentions of accounts built anew, in activities that are not put together anew."""
    accounts = [account for account in anew.accounts.to_pylist() if part_of(account) == part]
    told = anew.activities.combine_chunks()
    for file in anew.book.files_with(MENTIONS.name, accounts):
        theirs = [a for a in accounts if file in anew.book.part(MENTIONS.name, a)]
        rows = pq.read_table(file, filters=pc.field("account_id").isin(theirs))
        yield rows.filter(pc.invert(pc.is_in(rows["activity_id"], value_set=told)))


def _read(file: Path, topics: Topics) -> Iterator[pa.RecordBatch]:
    for batch in pq.ParquetFile(file).iter_batches(BATCH_ROWS):
        found = [mention for row in batch.to_pylist() for mention in mentions_of(row, topics)]
        if found:
            yield pa.RecordBatch.from_pylist(found, schema=MENTIONS.arrow)


def mentions_of(row: Mapping[str, Any], topics: Topics) -> Iterator[dict[str, Any]]:
    """The mentions in one text, a row of SAID.

    A sentence counts for its stance or a listed topic; a subject line of theirs always, as what it names is a
    topic. What an answer's subject says was said before.
    """
    where = {name: row[name] for name in MENTIONS.names if name in row}
    seen: set[tuple[str, str, str]] = set()
    for quote, subject in _pieces(row):
        words = topic_words(quote)
        stances = _stances(row, quote, subject)
        about = topics.of(words)
        if not (stances or about or (subject and words.strip())):
            continue
        for stance in stances or ("",):
            for topic in about or ("",):
                if (stance, topic, words) not in seen:
                    seen.add((stance, topic, words))
                    yield where | {"stance": stance, "topic": topic, "quote": quote, "words": words}


def _stances(row: Mapping[str, Any], quote: str, subject: bool) -> tuple[str, ...]:
    """What a sentence takes. A fault in a subject line is what the text is about, no complaint yet."""
    if row["by"] == OPENED:
        return (OPENED,)
    if subject:
        return tuple(stance for stance in taken(quote).stances if stance != COMPLAINT)
    return taken(quote, EXPECTED.get(row["kind"], ())).stances


def _pieces(row: Mapping[str, Any]) -> Iterator[tuple[str, bool]]:
    """Each sentence, and whether it is a subject line; of a note and of what was opened only what fits."""
    subject, body = row["subject"] or "", row["body"] or ""
    if row["by"] != OURS and subject.strip() and not _ANSWERING.match(subject):
        yield shortened(" ".join(subject.split())), True
    if row["by"] == OPENED:
        return
    for line in body.split("\n") if row["kind"] == "survey.answered" else [body]:
        # Answers to a survey stand behind their question, which is ours.
        answer = line.partition(": ")[2] if row["kind"] == "survey.answered" and ": " in line else line
        for sentence in sentences(answer):
            yield sentence, False
