"""What to do with limited time: the choice of things whose values add up to most (0/1 knapsack).

`best` is exact, by dynamic programming over whole minutes. `greedy` takes what is worth most a minute
first: it explains itself, and is nearly always as good.

Source    Bellman (1957), Dynamic Programming; checked against published instance P07 (optimum 1,458) and
          against an integer programme on random instances.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np


def best(values: Sequence[float], minutes: Sequence[int], room: int) -> list[int]:
    """Positions of the choice with the greatest value that fits into `room` minutes, ascending.

    Things worth nothing are never chosen. Memory: len(values) × room bytes.
    """
    room = max(0, min(room, sum(minutes)))
    worth = np.zeros(room + 1)
    taken = np.zeros((len(values), room + 1), dtype=bool)
    for i, (value, length) in enumerate(zip(values, minutes, strict=True)):
        if value <= 0 or length > room:
            continue
        with_it = worth[: room + 1 - length] + value
        taken[i, length:] = with_it > worth[length:]
        worth[length:] = np.maximum(worth[length:], with_it)
    chosen, left = [], room
    for i in reversed(range(len(values))):
        if taken[i, left]:
            chosen.append(i)
            left -= minutes[i]
    return chosen[::-1]


def greedy(values: Sequence[float], minutes: Sequence[int], room: int) -> list[int]:
    """Positions of the choice by value a minute, each taken when it still fits, ascending.

    Equal ones go by position. The single most valuable thing that fits is taken instead when it is
    worth more than all of these together, so the choice is never worth less than half the best.
    """
    order = sorted(range(len(values)), key=lambda i: (-values[i] / max(1, minutes[i]), i))
    chosen, left = [], room
    for i in order:
        if values[i] > 0 and minutes[i] <= left:
            chosen.append(i)
            left -= minutes[i]
    fitting = [i for i in range(len(values)) if values[i] > 0 and minutes[i] <= room]
    single = max(fitting, key=lambda i: (values[i], -i), default=None)
    if single is not None and values[single] > sum(values[i] for i in chosen):
        return [single]
    return sorted(chosen)
