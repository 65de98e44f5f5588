"""What the claims of a stream depend on beside its own rows, and what changed since they were made.

While a stream's fingerprint stays, only new rows have to be understood; when it changes, all of them
have to be. It is kept as JSON with each import, so that the parts can be told apart.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from hashlib import sha256

from closeknit.settings import Settings
from closeknit.sources.translation.choices import Choices

READING = 3
"""Raised whenever reading or translating the same rows by the same mapping gives other claims."""


SETTINGS_READ = ("timezone", "locale", "language", "country", "currency")
"""Settings that change what rows are taken to say."""


OURS_READ = ("our_domains", "our_people")
"""Settings that do so where a mapping asks what is ours."""


def settings_hash(settings: Settings, *, ours: bool) -> str:
    """Changes with any setting that changes what rows are taken to say; `ours`: their mapping asks who is."""
    names = SETTINGS_READ + (OURS_READ if ours else ())
    said = [(name, getattr(settings, name)) for name in names]
    return sha256(repr(said).encode()).hexdigest()[:16]


@dataclass(frozen=True)
class Fingerprint:
    """Hashes of mapping and settings, what was decided over all rows, and what is looked up."""

    mapping: str
    settings: str
    lookups: dict[str, str] = field(default_factory=dict)
    dates: dict[str, str] = field(default_factory=dict)
    numbers: dict[str, str] = field(default_factory=dict)
    reading: int = READING

    def to_json(self) -> str:
        """As text, the same for the same fingerprint."""
        return json.dumps(asdict(self), ensure_ascii=False, sort_keys=True)

    @staticmethod
    def from_json(text: str) -> Fingerprint:
        """The fingerprint that `to_json` wrote."""
        return Fingerprint(**json.loads(text))

    def rules(self) -> tuple[int, str, str]:
        """The part that is known without looking at any row."""
        return (self.reading, self.mapping, self.settings)

    def with_choices(self, choices: Choices) -> Fingerprint:
        """With what was decided over all rows."""
        return Fingerprint(
            self.mapping,
            self.settings,
            self.lookups,
            dict(choices.dates),
            dict(choices.numbers),
            self.reading,
        )


def change(before: Fingerprint, now: Fingerprint) -> str:
    """Why claims have to be made anew, in words for people; empty when they have not."""
    if before.mapping != now.mapping:
        return "its mapping changed"
    if before.settings != now.settings:
        return "settings changed"
    if before.reading != now.reading:
        return "this version reads it better"
    for name, order in now.dates.items():
        if before.dates.get(name) != order:
            return f'dates in "{name}" are now read {order}'
    for name, style in now.numbers.items():
        if before.numbers.get(name) != style:
            return f'numbers in "{name}" are now read like {style}'
    if before != now:
        return "what it looks up changed"
    return ""
