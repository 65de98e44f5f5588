"""How often stances are right: figures for each on the sentences of ours, and on tweets to airlines.

python -m tests.texts.quality            the part to develop on, with what was wrong
python -m tests.texts.quality held-out   the part that no rule was made on
python -m tests.texts.quality tweets     airline-tweets (CLOSEKNIT_TEST_DATA)
"""

import csv
import gzip
import os
import sys
from dataclasses import dataclass
from pathlib import Path

from closeknit.methods.wilson import wilson
from closeknit.texts.sentences import sentences
from closeknit.texts.stances import COMPLAINT, CONCERN, LIKES, PRAISE, STANCES, taken

DEVELOP = Path(__file__).with_name("said.tsv")
HELD_OUT = Path(__file__).with_name("held_out.tsv")
"""Written after the rules, which were not changed for it."""

HINTED = {"ticket": (COMPLAINT,), "survey": (COMPLAINT, PRAISE)}
"""What a hint is enough for, by where a sentence comes from: as the book has it."""


@dataclass(frozen=True)
class Sentence:
    """A sentence with its true stances."""

    source: str
    stances: frozenset[str]
    text: str


@dataclass(frozen=True)
class Figures:
    """How often a stance was right: of those found, and of those that are there."""

    right: int
    found: int
    there: int

    @property
    def precision(self):
        return self.right / self.found if self.found else 0.0

    @property
    def recall(self):
        return self.right / self.there if self.there else 0.0

    @property
    def f1(self):
        return 2 * self.right / (self.found + self.there) if self.found + self.there else 0.0


def said(file=DEVELOP):
    """The sentences of a file."""
    rows = csv.DictReader(file.open(encoding="utf-8"), delimiter="\t", quoting=csv.QUOTE_NONE)
    named = {"asks": "asked", "agrees": "agreed"}
    return [
        Sentence(
            row["source"],
            frozenset(named.get(s, s) for s in row["stances"].split(",") if s != "none"),
            row["sentence"],
        )
        for row in rows
    ]


def read(sentence):
    return taken(sentence.text, HINTED.get(sentence.source, ()))


def figures(rows):
    """Figures by stance; "none" is a sentence without any."""
    pairs = [(s.stances, frozenset(read(s).stances)) for s in rows]
    found = {
        stance: Figures(
            sum(stance in t and stance in f for t, f in pairs),
            sum(stance in f for _, f in pairs),
            sum(stance in t for t, _ in pairs),
        )
        for stance in STANCES
    }
    none = [(not t, not f) for t, f in pairs]
    found["none"] = Figures(sum(t and f for t, f in none), sum(f for _, f in none), sum(t for t, _ in none))
    return found


def unsure(rows):
    """Of how many sentences there were hints, and no stance, in words."""
    n = sum(read(s).unsure for s in rows)
    return f"unsure of {n} of {len(rows)} ({n / len(rows):.0%})".replace("%", " %")


def tweets(data):
    """(sentiment by people, sentiment as the stances say it) of each tweet to an airline."""
    path = data / "Tweets.csv.gz"
    with gzip.open(path, "rt", encoding="latin-1", newline="") as file:
        return [(row["airline_sentiment"], sentiment(row["text"])) for row in csv.DictReader(file)]


def sentiment(text):
    """Negative where complaints and concerns outnumber praise, positive the other way, else neutral.

    That a tweet to an airline judges is to be expected: a hint is enough.
    """
    found = [s for one in sentences(text) for s in taken(one, STANCES).stances]
    bad = sum(s in (COMPLAINT, CONCERN) for s in found)
    good = sum(s in (PRAISE, LIKES) for s in found)
    return "negative" if bad > good else "positive" if good > bad else "neutral"


def tweet_figures(pairs):
    return {
        name: Figures(
            sum(t == f == name for t, f in pairs),
            sum(f == name for _, f in pairs),
            sum(t == name for t, _ in pairs),
        )
        for name in ("negative", "neutral", "positive")
    }


def table(found):
    """The figures as lines of a Markdown table; recall with its 90 % interval."""
    yield "| | sentences | precision | recall | F1 | recall likely between |"
    yield "|---|---:|---:|---:|---:|---:|"
    for name, f in found.items():
        share = wilson(f.right, f.there)
        yield (
            f"| {name} | {f.there:,} | {f.precision:.2f} | {f.recall:.2f} | {f.f1:.2f} "
            f"| {share.low:.2f}–{share.high:.2f} |"
        )


def main(what):
    if what == "tweets":
        print(
            *table(tweet_figures(tweets(Path(os.environ["CLOSEKNIT_TEST_DATA"]) / "airline-tweets"))),
            sep="\n",
        )
        return
    rows = said(HELD_OUT if what == "held-out" else DEVELOP)
    print(*table(figures(rows)), sep="\n")
    print(unsure(rows))
    if what == "wrong":
        for s in rows:
            got = read(s)
            if set(got.stances) != s.stances:
                print(
                    f"{s.source}: {','.join(sorted(s.stances)) or '-'} → {','.join(got.stances) or '-'}"
                    f"{' ?' if got.unsure else ''}  {s.text}"
                )


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "wrong")
