"""All benchmarks with one command: python bench/run.py [--lines 1000000] [--repeats 3] [--write].

Each is set beside a raw measure taken in the same run, in turns; what counts is the ratio of medians.
`--write` puts the result into docs/figures.md. `--only SUBJECT` measures one subject alone (stages,
load-stages, small, models; identity of `--people`, and of public lists in `--lists`; mail of
`--messages`; introductions over `--ties`; files, as many as `--files` and `--rows` say; questions at the
first number of `--activities`; triggers at the numbers of activities that `--activities` names) and
replaces its section.
"""

from __future__ import annotations

import argparse
import importlib.util
import os
import statistics
import sys
import tempfile
from collections.abc import Iterator
from datetime import date
from functools import partial
from itertools import count
from pathlib import Path
from unittest.mock import patch

from measure import Run, in_own_process, interleaved, machine, median

from closeknit.answers import wording

FIGURES = Path(__file__).parent.parent / "docs" / "figures.md"
CUSTOMERS = 235_700
MAIL = "## Loading mail"
FILES = "## Many small files, and large ones"
INTRODUCTIONS = "## Ways from somebody to somebody"
TRIGGERS = "## Counting what comes before purchases"
LOAD_STAGES = "## Where the seconds of loading go"
STAGES = "## Where the seconds of building go"
QUESTIONS_ASKED = "## Finding by a sentence"
SMALL = "## The first load of a small business"
MODELS = "## Purchase models"
IDENTITY = "## Who is the same person"
SHOWN = 14
"""Stages that are shown one by one, the longest first."""
QUESTIONS = ("clients", "profit", "service")
SUBJECTS = (
    "stages", "load-stages", "small", "models", "identity", "mail", "files", "questions", "introductions",
    "triggers",
)  # fmt: skip


def written(folder: Path) -> str:
    """By which command, when and on what machine a section was measured, and how busy that was before."""
    return (
        f"Written by `python bench/run.py {' '.join(sys.argv[1:])}` on {date.today()}: {machine(folder)}. "
        f"{os.getloadavg()[1]:.1f} pieces of work had been going on it in the five minutes before."
    )


def loading(folder: Path, repeats: int) -> Iterator[str]:
    """Loading a CSV beside DuckDB's own CSV to Parquet and pandas; then the same bytes again."""
    names = iter(f"load-{n}" for n in range(100))
    works = {
        "DuckDB: CSV to Parquet": lambda: in_own_process("scan", str(folder)),
        "pandas: CSV to Parquet": lambda: in_own_process("pandas_read", str(folder)),
        "load: records, hashes, facts": lambda: in_own_process("load", str(folder), next(names)),
    }
    runs = interleaved(works, repeats)
    yield from table(runs, "DuckDB: CSV to Parquet")
    again = [in_own_process("load", str(folder), "load-0") for _ in range(repeats)]
    yield f"\nThe same bytes again: {median(again, 'wall'):.2f} s in a new process.\n"


def building(folder: Path, repeats: int) -> Iterator[str]:
    """Building the book and asking, beside sorting the finished, shuffled timeline."""
    first = in_own_process("book", str(folder), "load-0")
    in_own_process("shuffle", str(first.gave["folder"]), str(folder))  # type: ignore[index]
    works = {
        "sort the finished timeline": lambda: in_own_process("copy", str(folder)),
        "build the book": lambda: _anew(folder),
    }
    runs = interleaved(works, repeats)
    runs |= {f"ask {q}": [_asked(folder, q) for _ in range(repeats)] for q in QUESTIONS}
    yield from table(runs, "sort the finished timeline")


def _anew(folder: Path, task: str = "book") -> Run:
    (folder / "load-0" / "book" / "current").unlink(missing_ok=True)
    return in_own_process(task, str(folder), "load-0")


def stages(lines: int, repeats: int) -> Iterator[str]:
    """Where the CPU seconds of building the book go, beside sorting the finished timeline."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        in_own_process("make", name, str(lines), str(max(100, lines // 200)))
        in_own_process("load", name, "load-0")
        first = in_own_process("book", name, "load-0")
        in_own_process("shuffle", str(first.gave["folder"]), name)  # type: ignore[index]
        works = {
            "copy": lambda: in_own_process("copy", name),
            "stages": lambda: _anew(folder, "stages"),
        }
        runs = interleaved(works, repeats)
        given = [dict(run.gave) for run in runs["stages"]]  # type: ignore[call-overload]
        yield STAGES
        yield ""
        yield (
            f"{written(folder)} Medians of {repeats} runs; to sort the finished timeline of these "
            f"{lines:,} lines took {median(runs['copy'], 'cpu'):.2f} CPU seconds in the same run, in turns. "
            "Promised: 6 times that, the index of names and texts apart."
        )
    yield from _by_stage(given)


def load_stages(lines: int, repeats: int) -> Iterator[str]:
    """Where the CPU seconds of a load go, beside DuckDB's own CSV to Parquet."""
    with tempfile.TemporaryDirectory() as name:
        folder, numbers = Path(name), count()
        in_own_process("make", name, str(lines), str(max(100, lines // 200)))
        works = {
            "raw": lambda: in_own_process("scan", name),
            "stages": lambda: in_own_process("load_stages", name, f"load-{next(numbers)}"),
        }
        runs = interleaved(works, repeats)
        yield LOAD_STAGES
        yield ""
        yield (
            f"{written(folder)} Medians of {wording.count(repeats, 'run')}; DuckDB's own CSV to Parquet of "
            f"these {lines:,} lines took {median(runs['raw'], 'cpu'):.2f} CPU seconds in the same run, in "
            "turns. Promised: 6 times that at 10,000,000 lines."
        )
    yield from _by_stage([dict(run.gave) for run in runs["stages"]])  # type: ignore[call-overload]


def _by_stage(given: list[dict[str, float]]) -> Iterator[str]:
    """A table of the medians of each stage, the longest first."""
    took = {stage: statistics.median(one.get(stage, 0.0) for one in given) for stage in given[0]}
    by_size = sorted(took, key=lambda stage: -took[stage])
    yield "\n| stage | CPU seconds |\n|---|---:|"
    for stage in by_size[:SHOWN]:
        yield f"| {stage} | {took[stage]:.2f} |"
    if by_size[SHOWN:]:
        yield f"| {len(by_size) - SHOWN} smaller ones | {sum(took[stage] for stage in by_size[SHOWN:]):.2f} |"
    yield f"| together | {sum(took.values()):.2f} |"


def small(repeats: int) -> Iterator[str]:
    """The first load of a small business in a new process, with and without statements compiled before."""
    with tempfile.TemporaryDirectory() as name:
        folder, numbers = Path(name), count()
        in_own_process("make", name, "50", "8")

        def loaded(cache: str) -> Run:
            with patch.dict(os.environ, CLOSEKNIT_CACHE=str(folder / cache)):
                return in_own_process("small", name, f"small-{next(numbers)}")

        loaded("kept")
        works = {
            "for the first time on a machine": lambda: loaded(f"cache-{next(numbers)}"),
            "with statements compiled before": lambda: loaded("kept"),
        }
        runs = interleaved(works, repeats)
        yield SMALL
        yield ""
        yield (
            f"{written(folder)} Medians of "
            f"{repeats} runs taken in turns: 50 lines loaded into a new folder and its book built, in a new "
            "process each. Promised: 3 CPU seconds."
        )
    yield "\n| work | CPU seconds | peak MiB |\n|---|---:|---:|"
    for work, each in runs.items():
        yield f"| {work} | {median(each, 'cpu'):.2f} | {median(each, 'peak_mib'):.0f} |"


def _asked(folder: Path, question: str) -> Run:
    for kept in (folder / "load-0" / "data" / "answers").glob("*"):
        kept.unlink()
    return in_own_process("ask", str(folder), "load-0", question)


def triggers(activities: list[int], repeats: int, whole: int) -> Iterator[str]:
    """What the search for triggers counts, beside a raw scan of the events, at growing sizes; its answer."""
    yield TRIGGERS
    yield ""
    yield (
        f"{written(Path(tempfile.gettempdir()))} Medians of {wording.count(repeats, 'run')}. 40 "
        "kinds, 200 activities a customer, 130 weeks; DuckDB may use 2 GB. Seconds are CPU seconds of the "
        "work alone, peaks those of the whole process; scan reads all columns of the activities, look-back "
        "joins them with the purchases of the half year after, and sums are all that the search counts."
    )
    answers: list[str] = []
    yield ""
    yield "| activities | scan | look-back | × scan | sums | seconds a million | peak MiB |"
    yield "|---:|---:|---:|---:|---:|---:|---:|"
    for size in activities:
        with tempfile.TemporaryDirectory() as folder:
            in_own_process("events", folder, str(size))
            works = {w: partial(in_own_process, "look", folder, w) for w in ("scan", "near", "sums")}
            runs = interleaved(works, repeats)
            answers += answered(folder, size) if size == whole else []
        scan, near, sums = (fit_seconds(runs[name]) for name in works)
        yield (
            f"| {size:,} | {scan:.2f} | {near:.2f} | {near / scan:.1f} | {sums:.1f} "
            f"| {sums / size * 1e6:.1f} | {median(runs['sums'], 'peak_mib'):.0f} |"
        )
    yield ""
    yield from answers


def answered(folder: str, size: int) -> Iterator[str]:
    """The whole answer once, stage by stage."""
    run = in_own_process("whole", folder)
    yield (
        f"The whole answer at {size:,} activities, one run, {run.cpu:.0f} CPU seconds, "
        f"{run.peak_mib:.0f} MiB; stages with the seconds at which they "
        f"began. The machine had {os.getloadavg()[0]:.0f} pieces of work going at once by its end:"
    )
    yield ""
    yield "| stage | seconds | CPU seconds |"
    yield "|---|---:|---:|"
    for stage in run.gave:  # type: ignore[attr-defined]
        yield f"| {stage['text']} | {stage['wall']:.0f} | {stage['cpu']:.0f} |"
    yield ""


def sentences(activities: int, repeats: int) -> Iterator[str]:
    """Sentences of the question language beside a scan of the timeline."""
    from sentences import SENTENCES

    with tempfile.TemporaryDirectory() as folder:
        in_own_process("make_sentences", folder, str(activities))
        works = {
            w: partial(in_own_process, "sentence", folder, w)
            for w in ("scan", *map(str, range(len(SENTENCES))))
        }
        runs = interleaved(works, repeats)
        yield QUESTIONS_ASKED
        yield ""
        yield (
            f"{written(Path(folder))} Medians of {wording.count(repeats, 'run')}: {activities:,} activities, "
            "two who took part in each, 200 a customer. CPU seconds of the work alone, run once before; "
            "scan reads every column of the timeline; found: to compile and run a sentence; answered: with "
            "why and what lies behind it for the first hundred. Promised: 15 scans."
        )
    scan = fit_seconds(runs["scan"])
    yield "\n| sentence | matches | found | × scan | answered | × scan |"
    yield "|---|---:|---:|---:|---:|---:|"
    yield f"| scan of the timeline | | {scan:.2f} | 1.0 | | |"
    for place, said in enumerate(SENTENCES):
        each = runs[str(place)]
        found = statistics.median(run.gave["running"] for run in each)  # type: ignore[index]
        whole, count = fit_seconds(each), each[0].gave["found"]  # type: ignore[index]
        yield f"| {said} | {count:,} | {found:.2f} | {found / scan:.1f} | {whole:.2f} | {whole / scan:.1f} |"


def mail(messages: int, repeats: int) -> Iterator[str]:
    """Loading a mailbox, with and without its texts, beside the standard library that only reads it."""
    with tempfile.TemporaryDirectory() as folder:
        in_own_process("make_mail", folder, str(messages))
        size = (Path(folder) / "Inbox").stat().st_size / 1e6
        names = iter(f"load-{n}" for n in range(100))
        works = {
            "standard library: headers": lambda: in_own_process("mail_by_library", folder, "metadata"),
            "standard library: texts too": lambda: in_own_process("mail_by_library", folder, "texts"),
            "rows: metadata only": lambda: in_own_process("mail_rows", folder, "metadata"),
            "rows: all": lambda: in_own_process("mail_rows", folder, "texts"),
            "load: metadata only": lambda: in_own_process("load_mail", folder, next(names), "metadata"),
            "load: all": lambda: in_own_process("load_mail", folder, next(names), "texts"),
        }
        runs = interleaved(works, repeats)
    yield MAIL
    yield ""
    yield (
        f"{written(Path(tempfile.gettempdir()))} {messages:,} messages ({size:.0f} "
        f"MB), medians of {wording.count(repeats, 'run')}. The standard library and rows "
        "only read; a load also keeps every "
        "message and what it says, start of the program included. Promised: 3,000 messages a CPU second "
        "without texts, 800 with them. A program's start, three CPU seconds of a load, weighs the more the "
        "fewer messages there are."
    )
    yield ""
    yield "| work | CPU seconds | messages a CPU second | × library | peak MiB |"
    yield "|---|---:|---:|---:|---:|"
    unit = median(runs["standard library: headers"], "cpu")
    for name, each in runs.items():
        cpu = median(each, "cpu")
        peak = median(each, "peak_mib")
        yield f"| {name} | {cpu:.2f} | {messages / cpu:,.0f} | {cpu / unit:.2f} | {peak:.0f} |"
    yield ""


def introductions(sizes: list[int]) -> Iterator[str]:
    """The warmest way between two people, all ties at hand; and for one person straight from a file."""
    yield INTRODUCTIONS
    yield ""
    yield (
        f"{written(Path(tempfile.gettempdir()))} People know 20 others each, at random; the ways have at "
        "most three steps. Promised: .2 ms a pair once loaded; one person's from the file 10 × a scan of the "
        "ties (DuckDB summing all three columns) and 350 MiB; cost grows 1.1 × linear at most."
    )
    yield ""
    yield "| ties | CPU s to load all | ms a pair | MiB | scan: CPU s | one person: CPU s | × scan | MiB |"
    yield "|---:|---:|---:|---:|---:|---:|---:|---:|"
    for size in sizes:
        with tempfile.TemporaryDirectory() as folder:
            in_own_process("make_ties", folder, str(size))
            whole: dict[str, float] = dict(in_own_process("ways_of_pairs", folder).gave)  # type: ignore[call-overload]
            one: dict[str, float] = dict(in_own_process("ways_of_one", folder).gave)  # type: ignore[call-overload]
            ratio = one["ways"] / one["scan"]
            yield (
                f"| {size:,} | {whole['load']:.2f} | {whole['pair_ms']:.3f} | {whole['mib']:.0f} | "
                f"{one['scan']:.3f} | {one['ways']:.3f} | {ratio:.1f} | {one['mib']:.0f} |"
            )
    yield ""


def files(many: int, lines: int, repeats: int) -> Iterator[str]:
    """Recognising and loading a folder of small exports, and large workbooks and archives."""
    with tempfile.TemporaryDirectory() as folder:
        in_own_process("make_small", folder, str(many))
        large = {name: f"large{name}" for name in (".xlsx", ".zip")}
        for name in large.values():
            in_own_process("make_large", folder, str(lines), name)
        names = iter(f"load-{n}" for n in range(100))
        works = {f"recognise {many:,} small files": partial(in_own_process, "recognise_small", folder)}
        works |= {
            f"load {told}": lambda what=what: in_own_process("load_files", folder, next(names), what)
            for told, what in (
                (f"{many:,} small files", "small"),
                (f"a workbook of {lines:,} lines", large[".xlsx"]),
                (f"an archive of {lines:,} lines", large[".zip"]),
            )
        }
        runs = interleaved(works, repeats)
    loaded: dict[str, int] = dict(runs[f"load {many:,} small files"][0].gave)  # type: ignore[call-overload]
    yield FILES
    yield ""
    yield (
        f"{written(Path(tempfile.gettempdir()))} Medians of {wording.count(repeats, 'run')}, each in a "
        f"process of its own, start included. The small files have 20 lines each; of every five one is of no "
        f"known export. {loaded['files']:,} of them came in by {wording.count(loaded['commits'], 'commit')}. "
        "Promised: 1,000 files recognised in 10 seconds, no commit a file, 1 GiB at most."
    )
    yield "\n| work | CPU seconds | peak MiB |\n|---|---:|---:|"
    for work, each in runs.items():
        yield f"| {work} | {median(each, 'cpu'):.1f} | {median(each, 'peak_mib'):.0f} |"
    yield ""


def identity(people: int, lists: str, repeats: int) -> Iterator[str]:
    """Linking people, beside plain Splink: made-up ones, and two public lists where their folder is given."""
    from people import FURTHER

    both, made = ("Splink", "Closeknit"), f"{people:,} made-up entries"
    with tempfile.TemporaryDirectory() as folder:
        in_own_process("make_people", folder, str(people))
        tasks = {made: ("link_people", folder, [])}
        if lists:
            tasks |= {
                "FEBRL4, all facts": ("link_lists", lists, ["all"]),
                "FEBRL4, names and addresses": ("link_lists", lists, ["some"]),
            }
        works = {
            (told, by): partial(in_own_process, task, where, by.lower(), *words)
            for told, (task, where, words) in tasks.items()
            for by in both
        }
        further = (f"the last {FURTHER:,} of them, by a further load", "Closeknit")
        in_own_process("link_people", folder, "first")
        works[further] = partial(in_own_process, "link_people", folder, "further")
        runs = interleaved(works, repeats)
    yield IDENTITY
    yield ""
    yield (
        f"{written(Path(tempfile.gettempdir()))} CPU seconds are medians of "
        f"{wording.count(repeats, 'run')}, of the work alone. Splink runs with the settings that its "
        "documentation has for such lists, and knows that nobody stands twice in one list of FEBRL4, which "
        "Closeknit does not. False: pairs taken for one, from that probability on, that are two; missed: "
        "pairs that are one. Promised: at a million 8 GiB and 1.2 times Splink's CPU seconds, at 100,000 .8 "
        f"GiB, and for {FURTHER:,} further entries 5 % of the CPU seconds of all."
    )
    whole, plain = fit_seconds(runs[made, "Closeknit"]), fit_seconds(runs[made, "Splink"])
    yield (
        f"\nOf {made}: {whole / plain:.2f} times Splink's CPU seconds; a further load of {FURTHER:,} takes "
        f"{fit_seconds(runs[further]) / whole:.1%} of those for all."
    )
    yield "\n| list | by | from | false | missed | precision | recall | F1 | CPU seconds | peak MiB |"
    yield "|---|---|---:|---:|---:|---:|---:|---:|---:|---:|"
    for (told, by), each in runs.items():
        took = f"{fit_seconds(each):.1f} | {median(each, 'peak_mib'):.0f}"
        for least, (false, missed, *shares) in each[0].gave["told"].items():  # type: ignore[index]
            scores = " | ".join(f"{share:.4f}" for share in shares)
            yield f"| {told} | {by} | {least} | {false:,} | {missed:,} | {scores} | {took} |"
    yield ""


def fitting(repeats: int) -> Iterator[str]:
    """The purchase models at many customers, beside the lifetimes package where it is installed."""
    works = {"Closeknit": partial(in_own_process, "models", str(CUSTOMERS))}
    if importlib.util.find_spec("lifetimes"):
        works["the lifetimes package"] = partial(in_own_process, "lifetimes", str(CUSTOMERS))
    runs = interleaved(works, repeats)
    yield MODELS
    yield ""
    yield (
        f"{written(Path(tempfile.gettempdir()))} Medians of {repeats} runs taken "
        f"in turns. CPU seconds to fit BG/NBD and Gamma-Gamma at {CUSTOMERS:,} customers, start of the "
        "program apart. Promised: .5."
    )
    yield "\n| work | CPU seconds |\n|---|---:|"
    for work, each in runs.items():
        yield f"| {work} | {fit_seconds(each):.2f} |"


def fit_seconds(runs: list[Run]) -> float:
    """Median of the seconds that tasks report themselves."""
    return sorted(run.gave["seconds"] for run in runs)[len(runs) // 2]  # type: ignore[index]


def table(runs: dict[str, list[Run]], raw: str) -> Iterator[str]:
    """Medians of each work with its ratio of CPU seconds to the raw measure."""
    unit = median(runs[raw], "cpu")
    yield "| work | seconds | CPU seconds | × raw CPU | peak MiB |"
    yield "|---|---:|---:|---:|---:|"
    for name, each in runs.items():
        wall, cpu, peak = (median(each, field) for field in ("wall", "cpu", "peak_mib"))
        yield f"| {name} | {wall:.2f} | {cpu:.2f} | {cpu / unit:.1f} | {peak:.0f} |"


def report(lines: int, repeats: int) -> Iterator[str]:
    """The beginning of the page."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        yield "# Figures"
        yield ""
        yield (
            f"{written(folder)} Medians of {repeats} runs taken in turns, each in a process "
            "of its own, start included. Ratios compare CPU seconds with the raw measure of the same table."
        )
        in_own_process("make", str(folder), str(lines), str(max(100, lines // 200)))
        size = (folder / "invoices.csv").stat().st_size / 1e6
        yield f"\n## Loading {lines:,} lines of invoices ({size:.0f} MB)\n"
        yield from loading(folder, repeats)
        yield "\n## Building the book and asking\n"
        yield from building(folder, repeats)


def main() -> None:
    """Measure and print; with --write keep."""
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("--lines", type=int, default=1_000_000)
    words.add_argument("--activities", type=int, nargs="+", default=[1_000_000, 10_000_000, 30_000_000])
    words.add_argument("--whole", type=int, default=10_000_000, help="size for the whole answer; 0: none")
    words.add_argument("--repeats", type=int, default=3)
    words.add_argument("--messages", type=int, default=50_000)
    words.add_argument("--files", type=int, default=2_000, help="how many small files")
    words.add_argument("--ties", type=int, nargs="+", default=[1_000_000, 10_000_000])
    words.add_argument("--rows", type=int, default=500_000, help="lines of a large workbook")
    words.add_argument("--people", type=int, default=100_000, help="made up; Splink needs many")
    words.add_argument("--lists", default="", help="folder of dataset4a.csv and dataset4b.csv of FEBRL")
    words.add_argument("--only", choices=SUBJECTS)
    words.add_argument("--write", action="store_true")
    asked = words.parse_args()
    sections = {
        "stages": lambda: stages(asked.lines, asked.repeats),
        "load-stages": lambda: load_stages(asked.lines, asked.repeats),
        "small": lambda: small(asked.repeats),
        "models": lambda: fitting(asked.repeats),
        "identity": lambda: identity(asked.people, asked.lists, asked.repeats),
        "mail": lambda: mail(asked.messages, asked.repeats),
        "files": lambda: files(asked.files, asked.rows, asked.repeats),
        "questions": lambda: sentences(asked.activities[0], asked.repeats),
        "introductions": lambda: introductions(asked.ties),
        "triggers": lambda: triggers(asked.activities, asked.repeats, asked.whole),
    }
    page = FIGURES.read_text("utf-8")
    if not asked.only:
        page = "\n".join(_printed(report(asked.lines, asked.repeats)))
    for name in [asked.only] if asked.only else sections:
        page = _with_section(page, _printed(sections[name]()))
    if asked.write:
        FIGURES.write_text(page, encoding="utf-8")


def _with_section(page: str, section: list[str]) -> str:
    """A page with a section in place of the one of the same title, or at its end."""
    before, _, rest = page.partition(section[0])
    after = rest.partition("\n## ")
    text = "\n".join(section).rstrip()
    return f"{before.rstrip()}\n\n{text}\n" + (f"\n## {after[2]}" if after[1] else "")


def _printed(lines: Iterator[str]) -> list[str]:
    kept = []
    for line in lines:
        print(line, flush=True)
        kept.append(line)
    return kept


if __name__ == "__main__":
    sys.exit(main())
