"""Serving a business folder: where it may listen, the link that opens it, starting and stopping."""

from __future__ import annotations

import socket
import time
from collections.abc import Callable
from dataclasses import dataclass

import uvicorn

from closeknit.errors import SettingsError
from closeknit.web.app import make_app
from closeknit.web.entrance import Entrance
from closeknit.web.readers import Readers
from closeknit.web.showing import templates
from closeknit.web.uploads import INCOMING, sweep
from closeknit.web.visits import Served
from closeknit.web.worker import Worker
from closeknit.workspace import Workspace

PORT = 8600
TRIES = 20
"""Ports tried from the first one on, when nobody named one."""

LOOPBACK = "127.0.0.1"


@dataclass(frozen=True)
class Address:
    """Where pages are reached."""

    host: str
    port: int

    @property
    def url(self) -> str:
        """The beginning of every address."""
        return f"http://{self.host}:{self.port}"

    @property
    def names(self) -> tuple[str, ...]:
        """Host headers that belong here."""
        return tuple(f"{name}:{self.port}" for name in (self.host, "localhost", "[::1]"))


def serve(workspace: Workspace, *, port: int | None = None, tell: Callable[[str], None] = print) -> None:
    """Serve the pages of a business on this machine until it is stopped (Ctrl+C).

    Raises:
        SettingsError: the port is taken.
    """
    listening = listen(port)
    address = Address(LOOPBACK, listening.getsockname()[1])
    served = open_served(workspace, lambda text: tell(text.replace("{url}", address.url)))
    sweep(workspace.data / INCOMING, now=time.time())
    tell_link(served, served.entrance.link())
    tell("Stop with Ctrl+C.")
    served.worker.work_out()
    config = uvicorn.Config(
        make_app(served, hosts=address.names),
        log_level="warning",
        access_log=False,
        server_header=False,
        date_header=False,
        lifespan="off",
        ws="none",
        timeout_keep_alive=30,
        timeout_graceful_shutdown=5,
    )
    try:
        uvicorn.Server(config).run(sockets=[listening])
    finally:
        close_served(served)


def open_served(workspace: Workspace, tell: Callable[[str], None] = print, *, working: bool = True) -> Served:
    """What requests share: readers, worker, entrance and templates. The worker begins if it is `working`."""
    show = templates(workspace.settings.name or workspace.folder.name)
    worker = Worker(workspace)
    if working:
        worker.start()
    return Served(workspace, Readers(workspace), worker, Entrance(), show, tell)


def close_served(served: Served) -> None:
    """Stop working and give everything back."""
    served.worker.close()
    served.readers.close()


def tell_link(served: Served, secret: str) -> None:
    """Print the link that opens the pages once; nothing without a secret."""
    if secret:
        served.tell(f"Open {{url}}/enter/{secret}  (opens once, for {served.entrance.user} on this machine)")


def listen(port: int | None) -> socket.socket:
    """A listening socket on this machine: at that port, or the first free one from PORT on.

    Raises:
        SettingsError: none of them is free.
    """
    tried = [port] if port is not None else range(PORT, PORT + TRIES)
    for one in tried:
        listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listening.bind((LOOPBACK, one))
        except OSError:
            listening.close()
            continue
        listening.listen(128)
        return listening
    raise SettingsError(
        f"port {tried[0]} is taken" if port is not None else f"ports {PORT} to {PORT + TRIES - 1} are taken",
        remedy="Name another one: closeknit serve --port 8700",
    )
