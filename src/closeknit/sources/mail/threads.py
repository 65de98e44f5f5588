"""Conversations: messages brought together over all mailboxes, in whatever order they came.

Each message tells by itself which one began its conversation, as far as it knows (see `ids`): often only the
message it answers. Following that from message to message leads to the first.
"""

from __future__ import annotations

from collections.abc import Mapping


def conversations(told: Mapping[str, str]) -> dict[str, str]:
    """The message that began the conversation of each message.

    `told` gives for each message the one that began it as far as it tells; it may be one that is not there.
    Messages that lead round in a circle are one conversation, named by the smallest of them.
    """
    known: dict[str, str] = {}
    for message in told:
        path: dict[str, None] = {}
        at = message
        while at not in known and at not in path:
            path[at] = None
            at = told.get(at, at)
        first = known.get(at) or min(list(path)[list(path).index(at) :])
        known |= dict.fromkeys(path, first)
    return {message: known[message] for message in told}
