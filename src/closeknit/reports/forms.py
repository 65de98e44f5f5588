"""What `--json` prints beside answers: the forms of today's list, a customer's page and of `why`.

Reference only, as `jsonform.FIELDS` is for an answer; a test holds the output to it.
"""

from __future__ import annotations

from collections.abc import Mapping

ROW = {
    "subject": "whom to turn to: name, number and key",
    "reasons[].kind": "late, lapsed, unpaid, unanswered …",
    "reasons[].text": "why, in words; the weightiest reason comes first",
    "reasons[].finding_id": "the finding it comes from; `closeknit why ID` opens it",
    "reasons[].at_stake": "money at stake with its range, or null",
    "first_line": "a suggested first line",
    "minutes": "how long it takes",
    "at_stake": "money at stake over all reasons, the same money counted once, or null",
    "owner": "who of us looks after it, or null",
    "contact": "whom to speak with, or null",
    "obligation": "true when it is owed rather than chosen",
}
"""One customer to turn to."""

TODAY = {
    "version": "version of this form, now 1",
    "as_of": "the day the list is for",
    "minutes": "the minutes given, or null",
    "minutes_used": "the minutes the list takes",
    "owner": "whose customers they are, or null for everybody's",
    **{f"rows[].{name}": said for name, said in ROW.items()},
    "left_out[]": "those that did not fit, as in `rows`, with `why`",
    "notes[]": "what to know about the list",
    "freshness[]": "source, newest day, its age in days, rows read and set aside",
}

CUSTOMER = {
    "version": "version of this form, now 1",
    "customer": "the customer: name, number and key",
    "asked": "who was asked for: the customer or one of its people",
    "posts": "where that person works and worked: firm, since, until, whether a file states it",
    "kind": "person or organization",
    "standing": "customer, prospect, possible, partner or ours",
    "owner": "who of us looks after it, or null",
    "as_of": "the day the page is for",
    "money.currency": "currency of all sums",
    "money.total": "revenue in all",
    "money.year": "revenue of the last 365 days",
    "money.year_before": "revenue of the 365 days before",
    "money.purchases": "how many purchases",
    "money.first_day": "day of the first purchase",
    "money.last_day": "day of the last one",
    "money.usual_gap_days": "middle gap between purchases, or null below three",
    "money.hours": "hours we worked for it in the last 365 days",
    "to_do": "its row of today's list, as in `rows` there, or null",
    "open[]": "open matters: kind, name, since, due, amount, note",
    "closed[]": "what came to an end: kind, name, status (won, lost or closed), since, closed, amount",
    "purchases[]": "what it bought, the newest first: name, day, kind, rule, why, amount, papers",
    "changes[]": "what happened since the last contact: day, kind, text",
    "cares_about[]": "what its people said and opened lately: who, stance, quote, day",
    "mail[]": "the last conversations by mail, the newest first: subject, mails, last_day, from",
    "people[]": "who is there: who, title, last day heard of, and how silent",
    "parts[]": "who plays which part: who, role, suggested, by whose word, behaviour, stake, left",
    "related[]": "others it is tied to: kind, other, and whether the tie goes out from it",
    "findings[]": "findings about it: id, question, sentence",
    "facts": "what files say of it, by name",
    "known_as[]": "its identifiers: key, why it is its own, how sure (0..1)",
    "freshness[]": "source, newest day, its age in days, rows read and set aside",
}

WHY_FINDING = {
    "version": "version of this form, now 1",
    "finding": "the finding's id",
    "sentence": "the finding in one sentence",
    "rule": "which facts were counted",
    "total": "how many lie behind it; `--rows` says how many are listed",
    "facts[].text": "what happened",
    "facts[].who": "with whom",
    "facts[].day": "when",
    "facts[].amount": "money in the base currency, or null",
    "facts[].hours": "hours, or null",
    "facts[].source": "source and stream it was read from",
    "facts[].record_id": "number of the line as received, or null",
    "facts[].file": "file it was read from",
    "facts[].line": "line of that file, from 1, or null where the file has gone",
    "facts[].row": "row of that file, from 1",
    "facts[].cells": "the line as it was read, by column",
}

WHY_CUSTOMER = {
    "version": "version of this form, now 1",
    "party_id": "number of the customer or person",
    "key": "its best identifier",
    "name": "its name",
    "known[]": "its identifiers: key, how people say it, name, how sure (0..1)",
    "steps[]": "what joined them: id for `closeknit undo`, sentence, rule, how sure, the two keys to part, "
    "both sides in words, and for a likeness `moves`: what each fact added",
    "open[]": "what may be the same and waits for a person to look",
    "apart[]": "what looks alike and is kept apart, with the reason",
}

PAIRS = {
    "version": "version of this form, now 1",
    "pairs[].id": "short name of the pair",
    "pairs[].one": "the one: key, name, kind, standing, entries, how many more, last day, what it brought",
    "pairs[].other": "the other",
    "pairs[].why": "what speaks for it, and what against",
    "pairs[].chance": "how likely they are the same, all considered (0..1)",
    "pairs[].likeness": "how likely by the facts below alone, or null where none were compared",
    "pairs[].moves[].fact": "what was compared; empty for the first, two picked at random",
    "pairs[].moves[].said": "how it came out",
    "pairs[].moves[].one": "what the one has there",
    "pairs[].moves[].other": "what the other has there",
    "pairs[].moves[].bits": "what it adds: +1 doubles the odds that they are the same, -1 halves them",
    "pairs[].moves[].chance": "how likely they are the same after this and all above",
    "pairs[].moves[].untaught": "the same bits without what your answers taught",
    "pairs[].brought": "revenue of both together",
    "joins": "of how many joins how many are right (low to high), from how many judged; null before",
}

PURCHASE = {
    "name": "short name, p-…, which closeknit why, group and ungroup take",
    "day": "when it was decided",
    "kind": "first, repeat, start, renewal or expansion",
    "rule": "why it is one: decided, order, case, contract, steady or single",
    "why": "the same in words",
    "amount": "money in the base currency, or null",
    "papers": "how many orders, invoices or payments it groups",
}
"""One purchase."""

PURCHASES = {
    "version": "version of this form, now 1",
    "customer": "the customer: name, number and key",
    **{f"purchases[].{name}": said for name, said in PURCHASE.items()},
}

WHY_PURCHASE = {
    "version": "version of this form, now 1",
    "customer": "the customer: name, number and key",
    **{f"purchase.{name}": said for name, said in PURCHASE.items()},
    "papers[]": "its papers: name (a-…), which closeknit group and ungroup take, and the fields of a fact",
}

FORMS: Mapping[str, Mapping[str, str]] = {
    "closeknit today --json": TODAY,
    "closeknit show CUSTOMER --json": CUSTOMER,
    "closeknit why FINDING --json": WHY_FINDING,
    "closeknit why CUSTOMER --json": WHY_CUSTOMER,
    "closeknit why PURCHASE --json": WHY_PURCHASE,
    "closeknit purchases CUSTOMER --json": PURCHASES,
    "closeknit review --json": PAIRS,
}
"""The form that each command prints."""
