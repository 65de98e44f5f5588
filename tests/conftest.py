"""Fixtures that all tests share."""

from __future__ import annotations

import fcntl
import gc
import importlib
import os
import re
import shutil
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

# What one process has compiled, the others and the next run read: to do it anew costs each ten seconds.
sys.dont_write_bytecode = False

from hypothesis import settings  # noqa: E402

# Two workers share the cores; more threads of linear algebra would only wait for each other.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

settings.register_profile("quick", max_examples=10, deadline=None)
settings.register_profile("thorough", max_examples=50, deadline=None)
settings.register_profile("everything", deadline=None)
settings.load_profile("quick")

if TYPE_CHECKING:
    from playwright.sync_api import Browser

    from closeknit.engines import Engine

SPARK_FOR_SMALL_TABLES = {
    "spark.sql.shuffle.partitions": "1",
    "spark.sql.adaptive.enabled": "false",
    # Compiling a plan takes longer than running it over a few hundred rows.
    "spark.sql.codegen.wholeStage": "false",
    "spark.sql.codegen.factoryMode": "NO_CODEGEN",
    "spark.sql.constraintPropagation.enabled": "false",
    # Nor does it pay to check classes, to compile them well, or to collect garbage often.
    "spark.driver.extraJavaOptions": (
        "-XX:+UnlockDiagnosticVMOptions -XX:-BytecodeVerificationRemote"
        " -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Xms1g -Xmn700m"
    ),
}


def pytest_configure(config: pytest.Config) -> None:
    """Statements compiled once serve all workers and the next run too."""
    gc.disable()  # until all is collected: nothing of it is garbage
    cache = getattr(config, "cache", None)
    if cache is not None:
        os.environ.setdefault("CLOSEKNIT_CACHE", str(cache.mkdir("closeknit")))


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """Files are dealt out whole, but all that runs on Spark goes to one worker: a session costs a gigabyte
    and half a minute. Such tests have `spark` in their name or as their engine. So do core tests of a
    subject of ONE_WORKER."""
    from xdist.scheduler import LoadFileScheduling

    together = ONE_WORKER if _core(config) else ()

    class Together(LoadFileScheduling):
        def _split_scope(self, nodeid: str) -> str:
            if "spark" in nodeid:
                return "spark"
            ours = [subject[0] for subject in together if nodeid.startswith(subject)]
            return ours[0] if ours else super()._split_scope(nodeid)

    return Together(config, log)


def _core(config: pytest.Config) -> bool:
    """Whether core tests alone run, by the marks that pyproject.toml leaves out."""
    return config.option.markexpr in config.getini("addopts")


ONE_WORKER = (
    ("tests/book/", "tests/cli/", "tests/test_assistants.py"),
    ("tests/ledger/", "tests/test_backup.py"),
    ("tests/identity/",),
)
"""What needs the same to begin with: the statements of a book take six seconds to compile, the book of the
scenes as long to build as all tests of it to look at it. Another worker would do it again."""


HEAVY = ("stories", "demo", "book", "cli", "ledger", "identity", "lenses")
"""Folders under tests that take longest, longest first: dealt out first, so that no worker waits."""


WHOLE = (
    *("tests/stories/", "tests/demo/", "tests/briefings/"),
    *("tests/ledger/test_undo.py", "tests/ledger/test_retry.py", "tests/ledger/test_live.py"),
    *("tests/sources/test_known_exports.py", "tests/book/test_search.py", "tests/book/test_versions.py"),
    *(f"tests/identity/test_{what}.py" for what in ("outside_names", "resolve", "why")),
    *(f"tests/lenses/test_clients_{what}.py" for what in ("models", "possible", "contracts")),
    *(f"tests/lenses/test_{what}.py" for what in ("unrated", "strengths", "declared_reads")),
    *(f"tests/lenses/hygiene/test_{what}.py" for what in ("recheck", "hygiene")),
    *(f"tests/lenses/service/test_{what}.py" for what in ("waiting", "repeats", "office")),
    *(f"tests/lenses/triggers/test_{what}.py" for what in ("short", "happened", "counted")),
    *("tests/lenses/relations/test_relations.py",),
    *("tests/desk/test_second_steps.py", "tests/web/test_second_step.py"),
)
"""Where nearly every test goes all the way, from files to an answer or through a whole book: a quarter of a
second to several each. What they are made of is tested beside the code that does it."""


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Spark first, then folder by folder of HEAVY, then the rest; within a folder as collected.

    What reads public data is marked as such, and slow, as is what asks a business loaded for many tests, what
    runs on Spark and what is in WHOLE: that runs with the marked ones.
    """
    for item in items:
        needs = getattr(item, "fixturenames", ())
        if "public_data" in needs:
            item.add_marker("public_data")
        shared = {"public_data", "loaded_sample", "tiny"} & set(needs)
        if shared or "spark" in item.nodeid or item.nodeid.startswith(WHOLE):
            item.add_marker("slow")
    places = {folder: place for place, folder in enumerate(HEAVY)}

    def place(item: pytest.Item) -> int:
        folder = item.nodeid.removeprefix("tests/").partition("/")[0]
        return -1 if "spark" in item.nodeid else places.get(folder, len(places))

    items.sort(key=place)


ALL_MARKED = re.compile(r"^pytestmark = .*mark\.(?:slow|load|fault)\b", re.MULTILINE)


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Core tests leave files unread in which all is marked, unless they are named: a third of the lines.

    Each process would read them, with all that they import, only to leave their tests out.
    """
    if not _core(config) or collection_path.suffix != ".py":
        return None
    if any(collection_path.name in given for given in config.args):
        return None
    place = collection_path.relative_to(config.rootpath).as_posix()
    whole = place.startswith(WHOLE) or "spark" in place
    return True if whole or ALL_MARKED.search(collection_path.read_text("utf-8")) else None


@pytest.hookimpl(tryfirst=True)
def pytest_collection(session: pytest.Session) -> None:
    """One worker reads all tests from the last to the first, another from the first: each compiles half of
    what was never compiled before."""
    config = session.config
    here = Path(__file__).parent
    if os.environ.get("PYTEST_XDIST_WORKER") != "gw1" or [Path(a).resolve() for a in config.args] != [here]:
        return
    for path in sorted(here.rglob("test_*.py"), reverse=True):
        if not pytest_ignore_collect(path, config):
            name = ".".join(path.relative_to(here.parent).with_suffix("").parts)
            with suppress(Exception, pytest.skip.Exception):  # told when it is collected
                importlib.import_module(name)


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Tell what fails when it does: a run that is ended for its time never comes to its summary."""
    if report.failed and os.environ.get("CI") and "PYTEST_XDIST_WORKER" not in os.environ:
        print(f"\n{report.nodeid} ({report.when})\n{report.longreprtext[-3000:]}", flush=True)


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Begin nothing after CLOSEKNIT_TEST_UNTIL, in seconds since 1970: what is left is told as skipped."""
    until = os.environ.get("CLOSEKNIT_TEST_UNTIL")
    if until and time.time() > float(until):
        pytest.skip(f"not run: {NO_TIME} (CLOSEKNIT_TEST_UNTIL)")


NO_TIME = "there was no time left for it"


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Tell how many tests of which folders had no time: a run that left some out is not all green."""
    skipped = terminalreporter.stats.get("skipped", [])
    late = [one.nodeid for one in skipped if NO_TIME in str(one.longrepr)]
    if late:
        by_folder = Counter("/".join(node.split("/")[:2]).partition("::")[0] for node in late)
        folders = ", ".join(f"{folder} {n:,}" for folder, n in by_folder.most_common())
        terminalreporter.write_line(
            f"NOT RUN, for there was no time left: {len(late):,} ({folders})", red=True
        )


def pytest_collection_finish() -> None:
    """Modules and collected tests stay to the end: looking through them for garbage again and again is in
    vain, and made every test a tenth slower."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000)  # expressions and statements make many values, few of which are garbage
    gc.enable()


SAMPLE_END = date(2026, 6, 30)
"""Last day of the shared sample business."""


@pytest.fixture(scope="session", autouse=True)
def white_space_is_cut_off_by_trimmed() -> Iterator[None]:
    """No column is asked for its `strip`, which takes letters along on Spark alone: see `portable.WHITE`."""
    import ibis.expr.types as ir

    def refused(column: ir.StringValue) -> None:
        pytest.fail(f"closeknit.engines.portable.trimmed cuts off white space on every engine: {column!r}")

    with pytest.MonkeyPatch.context() as patch:
        for name in ("strip", "lstrip", "rstrip"):
            patch.setattr(ir.StringValue, name, refused)
        yield


@pytest.fixture(scope="session")
def loaded_sample(tmp_path_factory: pytest.TempPathFactory, one_thread: None) -> Path:
    """The sample business at a sixteenth of its size, loaded by one command. All test processes share
    one: only read it, or work on a copy."""
    from closeknit.business import Business
    from closeknit.demo import make
    from closeknit.workspace import open_workspace

    base = tmp_path_factory.getbasetemp()
    shared = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    folder, done = shared / "loaded" / "veldhaven", shared / "loaded.done"
    with (shared / "loaded.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not done.exists():
            make(folder, end=SAMPLE_END, size=0.0625)
            with Business(open_workspace(folder)) as business:
                assert not business.load([folder / "exports"]).not_understood
            done.touch()
    return folder


@pytest.fixture(scope="session")
def public_data() -> Callable[[str], Path]:
    """The folder of a public data set; skips when CLOSEKNIT_TEST_DATA is unset, fails when it lacks it."""

    def folder(name: str) -> Path:
        root = os.environ.get("CLOSEKNIT_TEST_DATA")
        if not root:
            pytest.skip("CLOSEKNIT_TEST_DATA is not set: public data sets are not here (see CONTRIBUTING.md)")
        found = Path(root) / name
        if not found.is_dir():
            pytest.fail(f"CLOSEKNIT_TEST_DATA is set, but {found} is missing (see CONTRIBUTING.md)")
        return found

    return folder


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """The Chromium of this machine; skips without one, but never in CI.

    Only for a module: while it is open, nothing else in the process can run a loop of events of its own.
    """
    from playwright.sync_api import sync_playwright

    found = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if found is None and not os.environ.get("CI"):
        pytest.skip("Chromium is not installed")
    with sync_playwright() as running:
        opened = running.chromium.launch(executable_path=found)
        yield opened
        opened.close()


@pytest.fixture(scope="session", autouse=True)
def one_thread() -> Iterator[None]:
    """There are as many test processes as cores, and more threads cost a fifth more on small tables."""
    from closeknit.engines import connecting

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(connecting, "THREADS", 1)
        yield


@pytest.fixture(scope="session")
def duckdb_engine() -> Iterator[Engine]:
    """The default engine, one for all tests."""
    from closeknit.engines.duckdb import DuckDBEngine

    engine = DuckDBEngine()
    yield engine
    engine.close()


@pytest.fixture(scope="session")
def java() -> None:
    """Skips without Java, but never in CI."""
    if not os.environ.get("CI") and not (shutil.which("java") or os.environ.get("JAVA_HOME")):
        pytest.skip("Java is not installed: Spark cannot start (see CONTRIBUTING.md)")


@pytest.fixture(scope="session")
def spark_engine(java: None) -> Iterator[Engine]:
    """Spark in this machine, one session for all tests."""
    from closeknit.engines.spark import SparkEngine

    engine = SparkEngine(master="local[2]", config=SPARK_FOR_SMALL_TABLES)
    yield engine
    engine.close()


@pytest.fixture(scope="session", params=["duckdb", pytest.param("spark", marks=pytest.mark.spark)])
def every_engine(request: pytest.FixtureRequest) -> Engine:
    """Runs a test once on each engine: tables in by `from_arrow`, rows out by `collect`.

    On Spark it runs with the marked tests: to start takes half a minute, to plan up to another.
    """
    engine: Engine = request.getfixturevalue(f"{request.param}_engine")
    return engine


@pytest.fixture(scope="module")
def store_server() -> Iterator[Callable[[str], str]]:
    """Addresses in a server on this machine that speaks S3."""
    from tests.object_store import object_store

    with object_store() as address:
        yield address


@pytest.fixture
def store_address(store_server: Callable[[str], str], tmp_path: Path) -> str:
    """A place in an object store that holds nothing yet."""
    return store_server(tmp_path.name)
