"""How wide a name may be, in whichever plain typeface and script: rather too wide than too narrow."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

SIZE = 11.5
"""Size of the letters, in pixels."""
REGULAR = 0.94
"""Width of a regular letter at most, where that of a bold one is 1."""

# All widths are of bold letters, in sizes of the letters: the widest of DejaVu Sans, Noto Sans and Liberation
# Sans, which is as wide as Arial. DejaVu is the widest in which systems write plain words.
SINGLE = {
    letter: width
    for width, letters in {
        0.0: "\N{SOFT HYPHEN}\N{VARIATION SELECTOR-15}\N{VARIATION SELECTOR-16}",
        0.43: "iIıjl.,:;'‘’‚·-‐‑‹›\N{NO-BREAK SPACE} \t\n\rіІјιΙ",
        0.5: "frtłľ()[]!/\\",
        0.6: 'cszJ|_–"`Ί',
        0.7: "?*$€£¥§«»“”„°",
        0.9: "#&+<=>~^±×÷¬µħ{}Ґ",
        1.12: "MWmw@%—…Ħ½¼¾©®™ÆæœŉΜΉΎМФЪЫЦЂЋмфжшщыюљњ",
        1.18: "ŒЮ",
        1.45: "ЖШЩЉЊ‰№سشصضښڛڜڝڞڪڡڢفڣڤڥڦ\u0e33",
    }.items()
    for letter in letters
}
"""Letters that are narrower or wider than most of their script, and what no script has for itself."""
POLYTONIC = "\u1f00", "\u1fff"
"""Greek whose accents stand before the letter."""
SCRIPTS = (
    ("0", "9", 0.7, 0.7),
    ("A", "\u017f", 0.86, 0.73),  # Latin
    ("\u0386", "\u03ce", 0.9, 0.9),  # Greek
    ("\u0400", "\u045f", 0.93, 0.82),  # Cyrillic
    ("\u048a", "\u04ff", 1.3, 1.18),
    ("\u0531", "\u0587", 1.05, 1.05),  # Armenian
    ("\u0591", "\u05ea", 0.8, 0.8),  # Hebrew
    ("\u0610", "\u06d3", 1.08, 1.08),  # Arabic
    ("\u0900", "\u097f", 1.15, 1.15),  # Devanagari
    ("\u0e01", "\u0e5b", 0.98, 0.98),  # Thai
    ("\u10a0", "\u10ff", 1.16, 1.16),  # Georgian
    (*POLYTONIC, 1.47, 1.05),
)
"""First and last letter of a script, and how wide its capitals and its other letters are."""
EAST_ASIAN, PICTOGRAM = 1.05, 1.65
MARK = 0.65
"""A mark within a script, or the box that stands for it where no typeface has it."""
HORN = 0.13
"""What the horn adds to a letter of Vietnamese; other accents add nothing."""
OTHER, OTHER_MARK = 0.95, 0.45
"""What is told nowhere above, about as wide as most of it is: a name with any of it is held to its room."""


@lru_cache(maxsize=4_096)
def wide(text: str, *, bold: bool = False) -> float:
    """How wide a text may be. Kept, since the same people stand on many maps."""
    return sum(_told_or_usual(c) for c in text) * SIZE * (1 if bold else REGULAR)


def held(text: str) -> bool:
    """Whether a text has to be held to its width: it has letters of which none is told."""
    return any(_wide(c) is None for c in text)


def _told_or_usual(c: str) -> float:
    told = _wide(c)
    if told is not None:
        return told
    return OTHER_MARK if unicodedata.category(c).startswith("M") else OTHER


def _wide(c: str) -> float | None:
    if c in SINGLE:
        return SINGLE[c]
    if POLYTONIC[0] <= c <= POLYTONIC[1]:
        return _of_its_kind(c)
    parts = list(unicodedata.normalize("NFD", c))
    letter, marks = parts[0], parts[1:]
    if "\u0300" <= letter <= "\u036f":
        return HORN if letter == "\u031b" else 0.0
    if marks and all("\u0300" <= mark <= "\u036f" for mark in marks):
        widths = [_wide(part) for part in parts]
        return None if None in widths else sum(w for w in widths if w)
    return _of_its_kind(c)


def _of_its_kind(c: str) -> float | None:
    kind = unicodedata.category(c)
    if kind == "Cf" and "\u200b" <= c <= "\u206f":
        return 0.0
    if unicodedata.east_asian_width(c) in "WF":
        return PICTOGRAM if kind.startswith("S") else EAST_ASIAN
    for first, last, capital, other in SCRIPTS:
        if first <= c <= last:
            return MARK if kind.startswith("M") else capital if kind in ("Lu", "Lt") else other
    return None
