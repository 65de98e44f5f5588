"""All benchmarks with one command: python bench/run.py [--lines 1000000] [--repeats 3] [--write].

Each is set beside a raw measure taken in the same run, in turns; what counts is the ratio of medians.
`--write` puts the result into docs/figures.md. `--only SUBJECT` measures one subject alone (loading, load-
stages, building and stages of `--lines`; refresh of the first of them; small, models; identity of
`--people`; public-lists of `--data`; mail of `--messages`; introductions over `--ties`; files, as
many as `--files` and `--rows` say; questions and visits at the first number of `--activities`; triggers
at all of them; cluster at all of `--lines`, 0 for none, and of `--activities`) and replaces its section.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterator

from figures import FIGURES, printed, with_section
from sections.building import building, stages
from sections.cluster import cluster
from sections.files import files
from sections.identity import identity
from sections.introductions import introductions
from sections.loading import load_stages, loading
from sections.mail import mail
from sections.models import models
from sections.public_lists import public_lists
from sections.questions import questions
from sections.refresh import refresh
from sections.small import small
from sections.triggers import triggers
from sections.visits import visits

SECTIONS: dict[str, Callable[[argparse.Namespace], Iterator[str]]] = {
    "loading": lambda asked: loading(asked.lines[0], asked.repeats),
    "load-stages": lambda asked: load_stages(asked.lines[0], asked.repeats),
    "building": lambda asked: building(asked.lines, asked.repeats),
    "stages": lambda asked: stages(asked.lines[0], asked.repeats),
    "refresh": lambda asked: refresh(asked.lines[0], asked.repeats),
    "small": lambda asked: small(asked.repeats),
    "models": lambda asked: models(asked.repeats),
    "identity": lambda asked: identity(asked.people, asked.repeats),
    "public-lists": lambda asked: public_lists(asked.data, asked.repeats),
    "mail": lambda asked: mail(asked.messages, asked.repeats),
    "files": lambda asked: files(asked.files, asked.rows, asked.repeats),
    "questions": lambda asked: questions(asked.activities[0], asked.repeats),
    "introductions": lambda asked: introductions(asked.ties),
    "cluster": lambda asked: cluster(asked.lines, asked.activities),
    "visits": lambda asked: visits(
        asked.activities[0], asked.parties, asked.visitors, asked.seconds, asked.visited
    ),
    "triggers": lambda asked: triggers(asked.activities, asked.repeats, asked.whole),
}


def arguments() -> argparse.Namespace:
    """What to measure, and at which sizes."""
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("--lines", type=int, nargs="+", default=[1_000_000], help="of invoices")
    words.add_argument("--activities", type=int, nargs="+", default=[1_000_000, 10_000_000, 30_000_000])
    words.add_argument("--whole", type=int, default=10_000_000, help="size for the whole answer; 0: none")
    words.add_argument("--repeats", type=int, default=3)
    words.add_argument("--messages", type=int, default=50_000)
    words.add_argument("--files", type=int, default=2_000, help="how many small files")
    words.add_argument("--ties", type=int, nargs="+", default=[1_000_000, 10_000_000])
    words.add_argument("--rows", type=int, default=500_000, help="lines of a large workbook")
    words.add_argument("--people", type=int, nargs="+", default=[100_000], help="made up; Splink needs many")
    words.add_argument("--data", default="", help="folder of public data sets: febrl4, chicago-orgs")
    words.add_argument("--parties", type=int, default=100_000, help="people and firms of pages visited")
    words.add_argument("--visitors", type=int, default=20)
    words.add_argument("--seconds", type=int, default=300, help="for which they browse")
    words.add_argument("--visited", default="", help="folder to keep that business in; none: a new one")
    words.add_argument("--only", choices=SECTIONS)
    words.add_argument("--write", action="store_true")
    return words.parse_args()


def main() -> None:
    """Measure and print; with --write keep."""
    asked = arguments()
    given = [name for name in SECTIONS if name != "public-lists" or asked.data]
    for name in [asked.only] if asked.only else given:
        section = printed(SECTIONS[name](asked))
        if asked.write:
            # Read only now: another subject may have been written meanwhile.
            FIGURES.write_text(with_section(FIGURES.read_text("utf-8"), section), encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
