"""How often somebody may ask: an allowance that fills up again as time goes by."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable
from threading import Lock

REMEMBERED = 10_000
"""Askers kept in memory; those who asked longest ago go first, their allowance full again long since."""


class Pace:
    """`most` at once, and as many again in every `seconds`."""

    def __init__(self, most: int, seconds: float, clock: Callable[[], float] = time.monotonic) -> None:
        self.most = most
        self._rate = most / seconds
        self._clock = clock
        self._left: OrderedDict[str, tuple[float, float]] = OrderedDict()
        self._lock = Lock()

    def wait(self, who: str) -> float:
        """Take one from somebody's allowance; the seconds to wait where it is used up, else 0."""
        now = self._clock()
        with self._lock:
            left, at = self._left.pop(who, (float(self.most), now))
            left = min(float(self.most), left + (now - at) * self._rate)
            short = max(0.0, 1 - left)
            self._left[who] = (left if short else left - 1, now)
            while len(self._left) > REMEMBERED:
                self._left.popitem(last=False)
        return short / self._rate
