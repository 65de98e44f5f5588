"""A host on this machine that answers as it is told and notes what it was asked."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

RSS = b"""<?xml version="1.0"?><rss version="2.0"><channel><title>News</title><item>
<title>Halden raises $12M Series A</title><link>https://n.example/1</link><guid>n1</guid>
<pubDate>Mon, 02 Mar 2026 10:00:00 +0100</pubDate></item></channel></rss>"""


@dataclass
class Host:
    """Its address, and the headers of each request; `answer` gives status, headers and body for a path."""

    address: str = ""
    asked: list[dict[str, str]] = field(default_factory=list)
    answer: Callable[[str, dict[str, str]], tuple[int, dict[str, str], bytes]] = lambda path, headers: (
        200,
        {"Content-Type": "application/rss+xml"},
        RSS,
    )


@contextmanager
def host() -> Iterator[Host]:
    """A host for the length of a block."""
    made = Host()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            headers = {name.lower(): value for name, value in self.headers.items()}
            made.asked.append(headers)
            status, told, body = made.answer(self.path, headers)
            self.send_response(status)
            for name, value in told.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    made.address = f"http://127.0.0.1:{server.server_address[1]}"
    try:
        yield made
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
