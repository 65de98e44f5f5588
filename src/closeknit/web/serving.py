"""Serving a business folder: where it may listen, the link that opens it, starting and stopping."""

from __future__ import annotations

import errno
import socket
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

import uvicorn
from starlette.types import ASGIApp

from closeknit.desk import api_keys
from closeknit.desk.opening import open_desk
from closeknit.errors import SettingsError
from closeknit.ledger.store import utc_now
from closeknit.web.app import make_app
from closeknit.web.entrance import Entrance, Session
from closeknit.web.loads import go_on
from closeknit.web.pages.doors import WELCOME
from closeknit.web.place import LOOPBACK, BehindProxy, Place, place_of
from closeknit.web.readers import Readers
from closeknit.web.showing import templates
from closeknit.web.team import team_of
from closeknit.web.uploads import Incoming
from closeknit.web.visits import Served
from closeknit.web.worker import Worker
from closeknit.workspace import Workspace

PORT = 8600
TRIES = 20
"""Ports tried from the first one on, when nobody named one."""


@dataclass(frozen=True)
class Listening:
    """A socket that listens, and where people reach it."""

    socket: socket.socket
    place: Place

    @property
    def port(self) -> int:
        """The port it listens at."""
        found: int = self.socket.getsockname()[1]
        return found

    @property
    def url(self) -> str:
        """The beginning of every address."""
        return self.place.url(self.port)

    def server(self, served: Served) -> uvicorn.Server:
        """What answers there."""
        app: ASGIApp = make_app(served, hosts=self.place.hosts(self.port))
        config = uvicorn.Config(
            BehindProxy(app, self.place.proxies) if self.place.proxies else app,
            ssl_certfile=self.place.certificate,
            ssl_keyfile=self.place.key,
            # What a proxy says is believed of those that were declared, and of nobody else on this machine.
            proxy_headers=False,
            log_level="warning",
            access_log=False,
            server_header=False,
            date_header=False,
            lifespan="off",
            ws="none",
            timeout_keep_alive=30,
            timeout_graceful_shutdown=5,
        )
        return uvicorn.Server(config)


def serve(workspace: Workspace, *, port: int | None = None, tell: Callable[[str], None] = print) -> None:
    """Serve the pages of a business until it is stopped (Ctrl+C), where its settings say.

    Raises:
        SettingsError: the port is taken, or others could reach it who should not.
    """
    place = place_of(workspace.settings, workspace.folder)
    listening = Listening(listen(port, place.host), place)
    served = open_served(workspace, lambda text: tell(text.replace("{url}", listening.url)), beside=True)
    tell_way_in(served)
    tell("Stop with Ctrl+C.")
    go_on(served)
    try:
        listening.server(served).run(sockets=[listening.socket])
    finally:
        close_served(served)


def open_served(
    workspace: Workspace,
    tell: Callable[[str], None] = print,
    *,
    working: bool = True,
    beside: bool = False,
) -> Served:
    """What requests share: readers, worker, entrance and templates.

    The worker begins if it is `working`; `beside`: in processes of its own, so that it holds up no page.
    """
    settings = workspace.settings
    show = templates(settings.name or workspace.folder.name)
    worker = Worker(workspace, beside=beside)
    if working:
        worker.start()
    # The desk is opened when somebody first needs it.
    desk = cache(lambda: open_desk(workspace.desk, settings.desk_address))

    def holder(key: str) -> Session | None:
        if not (settings.desk_address or workspace.desk.exists()):
            return None
        found = api_keys.held(desk(), key, utc_now())
        return Session(found.name, found.role, 0.0, 0.0) if found is not None else None

    return Served(
        workspace,
        Readers(workspace, catching_up=worker.catching_up),
        worker,
        Incoming(workspace.data),
        Entrance(),
        show,
        tell,
        team=team_of(settings, desk),
        secure=bool(settings.serve_certificate or settings.serve_proxies),
        desk=desk,
        holder=holder,
    )


def close_served(served: Served) -> None:
    """Stop working and give everything back."""
    served.worker.close()
    served.incoming.close()
    served.readers.close()
    if served.team is not None:
        served.team.desk.close()


def tell_way_in(served: Served) -> None:
    """Print how people come in: by logging in, the first admin by a link; one person by a link."""
    if served.team is None:
        served.tell_link(served.entrance.link())
    elif served.team.no_admin_yet():
        path = f"{WELCOME}/{served.team.first_code}"
        served.tell(f"There is no admin yet. Become the admin: {{url}}{path}  (opens once)")
    else:
        served.tell("Open {url}")


def listen(port: int | None, host: str = LOOPBACK) -> socket.socket:
    """A listening socket at an address of this machine: at that port, or the first free one from PORT on.

    Raises:
        SettingsError: none of them is free, or this machine has no such address.
    """
    tried = [port] if port is not None else range(PORT, PORT + TRIES)
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    for one in tried:
        # Named as TCP, so that the loop sends the end of a page at once instead of waiting for a receipt.
        listening = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listening.bind((host, one))
        except OSError as error:
            listening.close()
            if error.errno == errno.EADDRINUSE:
                continue
            raise SettingsError(
                f"{host}:{one} cannot be listened at: {error.strerror}",
                remedy="Give an address of this machine (host under [serve]) and a free port (--port).",
            ) from error
        listening.listen(128)
        return listening
    raise SettingsError(
        f"port {tried[0]} is taken" if port is not None else f"ports {PORT} to {PORT + TRIES - 1} are taken",
        remedy="Name another one: closeknit serve --port 8700",
    )
