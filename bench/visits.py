"""A made business whose pages people browse: its export, visitors, what pages take warm and in a crowd."""

from __future__ import annotations

import os
import random
import re
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from urllib.parse import quote

import httpx2
import numpy as np

from closeknit.business import Business
from closeknit.progress import Quiet
from closeknit.settings import SETTINGS_FILE
from closeknit.web.worker import answer_all
from closeknit.workspace import create_workspace, open_workspace

END = date(2026, 6, 30)
DAYS = 1_300
STAFF = 25
PEOPLE_A_FIRM = 4
KINDS = {"email.sent": 35, "email.received": 30, "meeting.held": 8, "ticket.opened": 7, "invoice.issued": 20}
"""What happens, and how often in a hundred."""
WAITS = "On its way"
"""Title of a page whose answer is still worked out."""
NOTHING = "Begin with the files you have"
"""Title of every page where nothing is loaded."""
PAUSE = 10.0
"""Seconds between two pages of one of the people, on average."""
LOADED_MEANWHILE = 2_000
"""Lines of each file that comes in while people browse."""

MAPPING = """
format = 1
source = "bench"
stream = "happened"
title = "Happenings of the benchmark"

[recognise]
columns = ["id", "day", "kind", "firm", "person", "mailbox", "ours", "about", "amount"]

[record]
identity = ["id"]

[party.firm]
kind = "organization"
keys = { domain = "firm" }
name = "firm_name"

[party.person]
kind = "person"
keys = { email = "mailbox" }
name = "person"
works_at = "firm"

[party.colleague]
kind = "person"
keys = { email = "ours" }
ours = true

[[activity]]
kind = { column = "kind", map = { MAP } }
at = "day"
amount = "amount"
subject = "about"
participants = { buyer = "firm", contact = "person", owner = "colleague" }
"""


def firms_of(parties: int) -> int:
    """How many firms there are among so many firms and people."""
    return parties // (PEOPLE_A_FIRM + 1)


def make(folder: Path, activities: int, parties: int) -> None:
    """`happened.csv` with so many activities of so many people and firms, and its mapping."""
    folder.mkdir(parents=True, exist_ok=True)
    names = ", ".join(f'"{kind}" = "{kind}"' for kind in KINDS)
    (folder / "happened.toml").write_text(MAPPING.replace("MAP", names))
    rows(folder / "happened.csv", activities, firms_of(parties), first=0)


def rows(file: Path, count: int, firms: int, *, first: int, seed: int = 5) -> None:
    """So many lines of what happened; each firm and person is named at least once when there are enough."""
    rng = np.random.default_rng(seed + first)
    people = firms * PEOPLE_A_FIRM
    # A few firms have most of the custom, as firms do; the first lines name everybody once.
    who = (people * rng.random(count) ** 2).astype(int)
    who[: min(count, people)] = np.arange(min(count, people))
    kinds = rng.choice(list(KINDS), count, p=np.array(list(KINDS.values())) / 100)
    days = [(END - timedelta(days=int(n))).isoformat() for n in range(DAYS)]
    ago, amount = (DAYS * rng.random(count)).astype(int), rng.integers(5_000, 900_000, count)
    ours = rng.integers(STAFF, size=count)
    with file.open("w") as out:
        out.write("id,day,kind,firm,firm_name,person,mailbox,ours,about,amount\n")
        for n in range(count):
            firm, kind = who[n] // PEOPLE_A_FIRM, kinds[n]
            money = f"{amount[n] / 100:.2f}" if kind == "invoice.issued" else ""
            site = f"firm{firm:05d}.example"
            out.write(
                f"{first + n},{days[ago[n]]},{kind},{site},Firm {firm:05d} Ltd,"
                f"Person {who[n]:06d} Of{firm:05d},"
                f"p{who[n]:06d}@{site},colleague{ours[n]:02d}@ours.example,about matter {n % 977},{money}\n"
            )


def load(folder: Path) -> None:
    """The business with the file loaded and every question answered."""
    shop = folder / "shop"
    if not shop.exists():
        workspace = create_workspace(shop)
        settings = shop / SETTINGS_FILE
        settings.write_text('name = "Bench"\nour_domains = ["ours.example"]\n')
        workspace.mappings.mkdir(parents=True, exist_ok=True)
        (workspace.mappings / "happened.toml").write_text((folder / "happened.toml").read_text())
    with Business(open_workspace(shop)) as business:
        business.load([folder / "happened.csv"])
        answer_all(business, Quiet())


@contextmanager
def served(shop: Path) -> Iterator[tuple[str, int]]:
    """`closeknit serve` in a process of its own: the link that opens it, and its number."""
    command = [sys.executable, "-m", "closeknit", "serve", "--in", str(shop)]
    running = subprocess.Popen(
        command, stdout=subprocess.PIPE, text=True, env={**os.environ, "PYTHONUNBUFFERED": "1"}
    )
    try:
        assert running.stdout is not None
        link = next(
            found[0] for line in running.stdout if (found := re.search(r"http://\S+/enter/\S+", line))
        )
        threading.Thread(target=running.stdout.read, daemon=True).start()
        yield link, running.pid
    finally:
        running.terminate()
        running.wait(timeout=60)


class Visitor:
    """A browser that is in."""

    def __init__(self, link: str, cookie: tuple[str, str] | None = None) -> None:
        self.home = link.partition("/enter/")[0]
        self.client = httpx2.Client(base_url=self.home, timeout=60, follow_redirects=True)
        if cookie:
            self.client.cookies.set(*cookie, domain="127.0.0.1")
        else:
            self.client.get(link)

    @property
    def cookie(self) -> tuple[str, str]:
        """What another browser carries to be in as well: the name and the secret."""
        ((name, secret),) = self.client.cookies.items()
        return name, secret

    def look(self, path: str) -> tuple[int, float, str]:
        """Status, milliseconds and text of a page."""
        began = time.perf_counter()
        answer = self.client.get(path)
        return answer.status_code, 1000 * (time.perf_counter() - began), answer.text

    def form(self) -> str:
        """What every form of this browser's pages carries."""
        found = re.search(r'name="form" value="([^"]+)"', self.look("/data")[2])
        assert found is not None
        return found[1]

    def drop(self, file: Path, form: str) -> int:
        """Send a file to be loaded."""
        sent = {"files": (file.name, file.read_bytes())}
        headers = {"Origin": self.home, "x-form": form}
        return int(
            self.client.post("/data/drop", data={"form": form}, files=sent, headers=headers).status_code
        )


QUESTIONS = ("clients", "triggers", "profit", "relations", "service", "hygiene", "topics")
SENTENCES = (
    "customers who are late", "customers whose last order is over 6 months ago and lifetime value > 10000",
    'people whose name contains "Of00012"',
)  # fmt: skip


def pages(firms: int, rng: random.Random) -> dict[str, str]:
    """The kinds of pages people look at, each at an address drawn by lot."""
    firm = int(firms * rng.random() ** 2)
    person = f"email:p{firm * PEOPLE_A_FIRM:06d}@firm{firm:05d}.example"
    return {
        "Today": "/",
        "customers": f"/customers?sort={rng.choice(['year', 'name', 'last_day'])}&down={rng.choice('01')}",
        "customers, filtered": f"/customers?q=firm{rng.randrange(100):03d}",
        "people": "/people",
        "people, by name": "/people?sort=name",
        "one customer": f"/who/domain:firm{firm:05d}.example",
        "one person": f"/who/{quote(person, safe=':@')}",
        "how a customer came together": f"/why/domain:firm{firm:05d}.example",
        "search": f"/search?q=firm+{firm:05d}",
        "a question": f"/questions/{rng.choice(QUESTIONS)}",
        "a sentence": f"/ask?q={quote(rng.choice(SENTENCES))}",
        "Data": "/data",
    }


def settled(visitor: Visitor, firms: int) -> None:
    """Have each kind of page asked for once, until it is there."""
    for path in pages(firms, random.Random(1)).values():
        while WAITS in (seen := visitor.look(path))[2]:
            time.sleep(2)
        if seen[0] != 200 or NOTHING in seen[2]:
            raise RuntimeError(f"{path} shows nothing to measure: {seen[0]}")


def warm(folder: Path, firms: int, times: int = 7) -> dict[str, dict[str, float]]:
    """Of each kind of page, asked for once before: median milliseconds, the server's CPU, KiB."""
    with served(folder / "shop") as (link, pid):
        visitor, found = Visitor(link), {}
        settled(visitor, firms)
        for name, path in pages(firms, random.Random(1)).items():
            before = cpu_seconds(pid)
            looks = [visitor.look(path) for _ in range(times)]
            found[name] = {
                "ms": statistics.median(ms for _, ms, _ in looks),
                "cpu_ms": 1000 * (cpu_seconds(pid) - before) / times,
                "kib": len(looks[-1][2].encode()) / 1024,
            }
        return found


@dataclass(frozen=True)
class Look:
    """What one look at a page took."""

    kind: str
    ms: float
    status: int
    waits: bool
    """Whether it said that it is on its way."""


def crowd(folder: Path, firms: int, people: int, seconds: float) -> dict[str, object]:
    """So many people who open a page every PAUSE seconds or so, while file after file is loaded."""
    looks: list[Look] = []
    with served(folder / "shop") as (link, pid):
        first = Visitor(link)
        settled(first, firms)
        ends, before = time.monotonic() + seconds, cpu_seconds(pid)
        browsing = [
            threading.Thread(target=browse, args=(n, firms, ends, Visitor(link, first.cookie), looks))
            for n in range(people)
        ]
        for one in browsing:
            one.start()
        loads = loads_meanwhile(folder, firms, first, ends)
        for one in browsing:
            one.join(timeout=seconds + 120)
        peak = re.search(r"VmHWM:\s+(\d+)", Path(f"/proc/{pid}/status").read_text())
        return {
            **told(looks), **loads, "cpu": cpu_seconds(pid) - before,
            "peak_mib": int(peak[1]) / 1024 if peak else 0.0,
        }  # fmt: skip


def browse(number: int, firms: int, ends: float, visitor: Visitor, looks: list[Look]) -> None:
    """One of the people, until the time is over."""
    rng = random.Random(number)
    while time.monotonic() < ends:
        time.sleep(rng.expovariate(1 / PAUSE))
        kind, path = rng.choice(list(pages(firms, rng).items()))
        status, ms, text = visitor.look(path)
        looks.append(Look(kind, ms, status, WAITS in text))


def cpu_seconds(pid: int) -> float:
    """CPU seconds that a process has used, those it started not counted."""
    used = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(used[11]) + int(used[12])) / os.sysconf("SC_CLK_TCK")


def loads_meanwhile(folder: Path, firms: int, visitor: Visitor, ends: float) -> dict[str, int]:
    """Drop files until the time is over, each once all is answered from the one before: how many were
    dropped, and how many were loaded and answered from before the end."""
    form, dropped, answered = visitor.form(), 0, 0
    while time.monotonic() < ends:
        file = folder / f"more-{time.time_ns()}.csv"
        rows(file, LOADED_MEANWHILE, firms, first=time.time_ns() // 1000 % 10**9 * 10_000)
        if (status := visitor.drop(file, form)) >= 400:
            raise SystemExit(f"a file was not taken: {status}")
        file.unlink()
        dropped += 1
        while (going := 'role="status"' in visitor.look("/data")[2]) and time.monotonic() < ends:
            time.sleep(3)
        answered += not going
    return {"dropped": dropped, "answered": answered}


def told(looks: list[Look]) -> dict[str, object]:
    """Looks in figures."""
    kinds = {
        kind: [one.ms for one in looks if one.kind == kind] for kind in sorted({one.kind for one in looks})
    }
    every = [one.ms for one in looks]
    return {
        "pages": len(looks),
        "errors": sum(one.status >= 400 for one in looks),
        "waits": sum(one.waits for one in looks),
        "all": shares(every),
        "kinds": {kind: shares(took) for kind, took in kinds.items()},
    }


def shares(took: list[float]) -> list[float]:
    """Milliseconds within which half, 95 % and 99 % of looks were answered, and the longest of all."""
    return [float(one) for one in (*np.quantile(took, [0.5, 0.95, 0.99]), max(took))]
