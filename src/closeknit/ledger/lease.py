"""One writer at a time for a folder that several machines share by way of an object store.

It is politeness, not safety: whoever holds it for an hour may lose it to another, and is then refused when it
wants to commit (`shared`), which no clock decides.
"""

from __future__ import annotations

import json
import os
import platform
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta

from closeknit.errors import StoreError, WorkspaceBusy
from closeknit.ledger.objects import Held, Objects

LEASE = "ledger/writing"
LONGEST = timedelta(hours=1)
"""After which a writer is taken for dead."""
PAUSE = 0.3
"""Seconds between two tries."""


@contextmanager
def leased(objects: Objects, copy: str, *, wait: float) -> Iterator[None]:
    """Be the one writer of a store; WorkspaceBusy names the machine that is after `wait` seconds.

    `copy` names our own working copy, which nobody else writes: what it left behind is ours.
    """
    told = {"copy": copy, "machine": platform.node(), "process": os.getpid(), "at": time.time()}
    mine = json.dumps(told).encode()
    until = time.monotonic() + wait
    while not objects.put_new(LEASE, mine):
        held = objects.get(LEASE)
        if held is not None and _may_go(objects, held, copy):
            objects.delete([LEASE])
        elif held is not None and time.monotonic() >= until:
            raise _busy(objects.address, held)
        else:
            time.sleep(PAUSE)
    try:
        yield
    finally:
        with suppress(StoreError):  # whoever comes next waits a little; we ourselves do not
            held = objects.get(LEASE)
            if held is not None and held.content == mine:
                objects.delete([LEASE])


def _may_go(objects: Objects, held: Held, copy: str) -> bool:
    return _told(held).get("copy") == copy or objects.now() - held.at > LONGEST


def _told(held: Held) -> dict[str, object]:
    try:
        told: dict[str, object] = json.loads(held.content)
    except ValueError:
        return {}
    return told


def _busy(address: str, held: Held) -> WorkspaceBusy:
    told = _told(held)
    who = f"{told.get('machine') or 'another machine'} (process {told.get('process', '?')})"
    return WorkspaceBusy(
        f"{who} is writing {address}",
        remedy="Wait until it is done, then run the same command again. Should it have died, it is passed "
        "over an hour after it began.",
        about=address,
    )
