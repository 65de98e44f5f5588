"""A tiny business, loaded and answered once in a process, and visitors of its pages."""

from __future__ import annotations

import shutil
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from multiprocessing.reduction import ForkingPickler
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING, Any

import pytest
from anyio.from_thread import BlockingPortal, start_blocking_portal
from argon2 import PasswordHasher
from starlette.applications import Starlette
from starlette.testclient import TestClient

from closeknit.business import Business
from closeknit.desk import secrets, users
from closeknit.desk.audit import By
from closeknit.ledger.store import utc_now
from closeknit.web.app import make_app
from closeknit.web.callers import cookie_name
from closeknit.web.hands import Here, Telling, Work
from closeknit.web.place import Place
from closeknit.web.serving import Listening, close_served, listen, open_served
from closeknit.web.visits import Served
from closeknit.workspace import create_workspace, open_workspace
from tests.desks import new_desk
from tests.ledger.loads import ORDERS, mapped, order, write_rows

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page, Route

HOST = "here:1"
NASTY = '<img src=x onerror="alert(1)">'
"""A city that wants to be a page."""


def orders() -> list[tuple[str, ...]]:
    """Two years of a few customers; the first stopped coming."""
    rows, number = [], 0
    for who in range(1, 5):
        for month in range(24 if who > 1 else 21):
            number += 1
            day = f"{2023 + month // 12}-{1 + month % 12:02}-{3 + who:02}"
            rows.append(order(number, day, f"{100 * who}.00", email=f"c{who}@firm{who}.example", city=NASTY))
    return rows


@pytest.fixture(scope="session")
def tiny(tmp_path_factory: pytest.TempPathFactory, one_thread: None) -> Path:
    """The folder of the tiny business, loaded, its answers worked out. Only read it."""
    folder = tmp_path_factory.mktemp("tiny")
    workspace = create_workspace(folder / "shop")
    mapped(workspace.mappings, ORDERS)
    with Business(workspace) as business:
        business.load([write_rows(folder / "orders.csv", [*orders(), order(999, "31/02/2024")])])
        business.answers()
    return folder / "shop"


class Sending(Here):
    """Works here, on nothing that could not be sent to a process of its own and come back from there."""

    def do(self, work: Work, telling: Telling) -> object:
        ForkingPickler.dumps(work)
        came = super().do(work, telling)
        ForkingPickler.dumps(came)
        return came


@contextmanager
def opened(folder: Path) -> Iterator[Served]:
    """What requests to a business share, its work such as could be done beside the pages."""
    found = open_served(open_workspace(folder), lambda _: None, working=False)
    for lane in (found.worker._doing, found.worker._asking):
        lane._hands.close()
        lane._hands = Sending(found.workspace)
    found.worker.start()
    yield found
    close_served(found)


@pytest.fixture(scope="session")
def served(tiny: Path) -> Iterator[Served]:
    """What requests to the tiny business share."""
    with opened(tiny) as found:
        yield found


@pytest.fixture
def own(tiny: Path, tmp_path: Path) -> Iterator[Served]:
    """What requests to a tiny business of one test share, which it may change."""
    shutil.copytree(tiny, tmp_path / "shop")
    with opened(tmp_path / "shop") as found:
        yield found


@pytest.fixture(scope="session")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """What requests to a new folder share, into which nothing was loaded: there in milliseconds."""
    opened = open_served(
        create_workspace(tmp_path_factory.mktemp("empty") / "new"), TOLD.append, working=False
    )
    yield opened
    close_served(opened)


TOLD: list[str] = []
"""What the console of the new folder showed."""


GOOD = "cobalt heron drifts past"
ROOT = By("root", "console", utc_now())
"""Who lets people in beforehand."""


@pytest.fixture
def cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    """Passwords hashed in a millisecond."""
    monkeypatch.setattr(secrets, "HASHER", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
    secrets.nobodys.cache_clear()


@pytest.fixture
def told() -> list[str]:
    """What the console shows where a team works."""
    return []


@pytest.fixture
def firm(tmp_path: Path, told: list[str]) -> Iterator[Served]:
    """What requests share where a team works, nobody let in yet."""
    made = create_workspace(tmp_path / "firm", settings_text='name = "Firm"\n[serve]\nteam = true\n')
    new_desk(made.desk)
    opened = open_served(made, told.append, working=False)
    yield opened
    close_served(opened)


@pytest.fixture
def team(firm: Served, cheap: None) -> Served:
    """The same with an admin and Ana, who looks."""
    users.add(firm.desk(), "root", "admin", ROOT, password=GOOD)
    users.add(firm.desk(), "ana", "viewer", ROOT, password=GOOD)
    return firm


@contextmanager
def listening(served: Served) -> Iterator[Listening]:
    """What is served, at a port of this machine for as long as the block."""
    found = Listening(listen(None), Place())
    server = found.server(served)
    thread = Thread(target=lambda: server.run(sockets=[found.socket]), daemon=True)
    thread.start()
    yield found
    server.should_exit = True
    thread.join(timeout=10)


@pytest.fixture
def window(browser: Browser) -> Iterator[Callable[..., Page]]:
    """Opens windows; what goes wrong in one, or comes from elsewhere than `home`, is in its `.amiss`."""
    contexts = []

    def opened(home: str, **look: Any) -> Any:
        contexts.append(browser.new_context(**look))
        page: Any = contexts[-1].new_page()
        page.amiss = []
        page.on("pageerror", lambda error: page.amiss.append(str(error)))
        page.on("console", lambda said: page.amiss.append(said.text) if said.type == "error" else None)
        page.on("dialog", lambda dialog: page.amiss.append(f"dialog {dialog.message}") or dialog.dismiss())
        page.on("request", lambda r: None if r.url.startswith(home) else page.amiss.append(r.url))
        return page

    yield opened
    for context in contexts:
        context.close()


def without_its_scripts(page: Page) -> Page:
    """A window whose pages come without their scripts and look so: axe needs a window that runs scripts."""

    def styled(route: Route) -> None:
        came = route.fetch()
        text = came.text()
        route.fulfill(response=came, body=text.replace("(scripting: enabled)", "(scripting: none)"))

    page.route("**/*.js", lambda route: route.fulfill(body="", content_type="text/javascript"))
    page.route("**/*.css", styled)
    return page


@pytest.fixture
def visitor(served: Served) -> TestClient:
    """A browser that is in, as the one who started the server."""
    return entered(served, "admin")


def entered(served: Served, role: str, *, user: str = "ana") -> TestClient:
    """A browser of somebody with a role."""
    client = stranger(served)
    client.cookies.set(cookie_name(served), served.entrance.admit(user, role))
    return client


APPS: deque[Starlette] = deque(maxlen=4)
"""Applications put together last."""


def pages(served: Served) -> Starlette:
    """The one application of what is served: to put its routes together takes longer than some requests."""
    found = next((app for app in APPS if app.state.served is served), None)
    if found is None:
        APPS.append(found := make_app(served, hosts=(HOST,)))
    return found


LOOP: list[BlockingPortal] = []


@pytest.fixture(scope="session", autouse=True)
def loop() -> Iterator[None]:
    """One loop of events for all requests: to begin one for each takes as long as most requests."""
    with start_blocking_portal() as portal:
        LOOP.append(portal)
        yield
        LOOP.remove(portal)


def stranger(served: Served) -> TestClient:
    """A browser that nobody let in."""
    client = TestClient(pages(served), base_url=f"http://{HOST}", follow_redirects=False)
    client.portal = LOOP[-1]
    return client


def form_of(served: Served, client: TestClient) -> dict[str, str]:
    """What every form of this visitor's pages carries."""
    session = served.entrance.session(client.cookies[cookie_name(served)])
    assert session is not None
    return {"form": session.form}
