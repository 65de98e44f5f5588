"""A server on this machine that speaks S3, reached over loopback only, one request at a time.

It is moto's; of requests that come together it takes one after the other, so that of two that give a name one
is refused, as a real store does.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Thread
from urllib.request import Request, urlopen

import pytest


@contextmanager
def object_store() -> Iterator[Callable[[str], str]]:
    """Gives for each name an address that holds nothing yet; programs started meanwhile reach it too."""
    from moto.moto_server.werkzeug_app import DomainDispatcherApplication, create_backend_app
    from werkzeug.serving import WSGIRequestHandler, make_server

    class Silent(WSGIRequestHandler):
        def log(self, type: str, message: str, *args: object) -> None:
            """Say nothing."""

    app = DomainDispatcherApplication(create_backend_app)
    server = make_server("127.0.0.1", 0, app, threaded=False, request_handler=Silent)
    serving = Thread(target=server.serve_forever, daemon=True)
    serving.start()
    place = f"http://127.0.0.1:{server.server_port}"
    variables = {
        "AWS_ENDPOINT_URL": place, "AWS_ALLOW_HTTP": "true", "AWS_REGION": "us-east-1",
        "AWS_ACCESS_KEY_ID": "made", "AWS_SECRET_ACCESS_KEY": "up",
    }  # fmt: skip

    def address(name: str) -> str:
        with urlopen(Request(f"{place}/{name.replace('_', '-')}", method="PUT")):
            return f"s3://{name.replace('_', '-')}/business"

    with pytest.MonkeyPatch.context() as patch:
        for variable, value in variables.items():
            patch.setenv(variable, value)
        try:
            yield address
        finally:
            server.shutdown()
            serving.join()
            server.server_close()
