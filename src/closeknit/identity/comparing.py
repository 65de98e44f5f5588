"""What is compared of two people, or of two organizations, and which pairs are compared at all.

Descriptions only; `training` trains them with Splink, `linkage` applies them. A level is one way in which two
values can relate, from the strongest down; the first that holds counts. Each has the share of true pairs for
which we expect it before any data are seen: what is learnt starts from there and, where data are few, stays
there. The same descriptions serve all data: nothing here is fitted to one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

SIMILAR = "jaro_winkler_similarity"
SLIPS, EDITS = "damerau_levenshtein", "levenshtein"


@dataclass(frozen=True)
class Level:
    """One way in which two values relate: an SQL condition over x_l and x_r, how people say it, the share
    of true pairs expected in it. `rare`: a column whose frequency says how much agreement is worth."""

    condition: str
    said: str
    expected: float
    rare: str = ""


@dataclass(frozen=True)
class Comparison:
    """A fact compared: its name, the columns it reads, what makes it unknown, and its levels.

    The last level is "different", for the rest of true pairs.
    """

    name: str
    unknown: str
    levels: tuple[Level, ...]
    different: str

    @property
    def expected(self) -> tuple[float, ...]:
        """Expected shares of true pairs by level, the last one included."""
        given = tuple(level.expected for level in self.levels)
        return (*given, 1 - sum(given))


@dataclass(frozen=True)
class Model:
    """What to compare and which pairs: those that agree in one of `blocks` (each a list of columns).

    `learning` are the blocks over which the model is trained: each teaches the facts it leaves open.
    """

    party_kind: str
    comparisons: tuple[Comparison, ...]
    blocks: tuple[tuple[str, ...], ...]
    learning: tuple[tuple[str, ...], ...]

    @property
    def rare(self) -> tuple[str, ...]:
        """Columns whose values say the more the rarer they are."""
        return tuple(level.rare for c in self.comparisons for level in c.levels if level.rare)

    @property
    def columns(self) -> tuple[str, ...]:
        """Columns whose values bring entries together, or say the more the rarer they are."""
        return tuple(sorted({*(c for block in (*self.blocks, *self.learning) for c in block), *self.rare}))

    @property
    def comparisons_of_names_only(self) -> bool:
        """Whether nothing is compared but names: these alone never show that two are one."""
        return {c.name for c in self.comparisons} <= {"given", "surname", "name"}


def _missing(*columns: str) -> str:
    return " OR ".join(f"{c}_l IS NULL OR {c}_r IS NULL" for c in columns)


def _same(column: str) -> str:
    return f"{column}_l = {column}_r"


def _alike(column: str, least: float) -> str:
    return f"{SIMILAR}({column}_l, {column}_r) >= {least}"


def _slips(column: str, most: int) -> str:
    """At most so many slips of the keyboard. Each is two edits at most, and those are quicker to count."""
    both = f"({column}_l, {column}_r)"
    return f"({EDITS}{both} <= {2 * most} AND {SLIPS}{both} <= {most})"


def _exact(
    name: str, *, expected: float, also: Sequence[Level] = (), rare: bool = True, unless: str = ""
) -> Comparison:
    """A fact in one column: the same, some way near to it, or different."""
    first = Level(_same(name), f"same {_SAID.get(name, name)}", expected, name if rare else "")
    unknown = _missing(name) + (f" OR {unless}" if unless else "")
    return Comparison(name, unknown, (first, *also), f"another {_SAID.get(name, name)}")


_SAID = {
    "given": "given name",
    "house": "house number",
    "firm": "organization",
    "birthday": "date of birth",
    "number": "phone number",
    "tax_number": "tax number",
    "mailbox": "name in the e-mail address",
    "site": "domain",
    "street": "street",
    "words": "name",
}

_INITIAL = " OR ".join(
    f"(len(given_{short}) = 1 AND starts_with(given_{long}, given_{short}))" for short, long in ("lr", "rl")
)

_COLLEAGUES = "coalesce(firm_l = firm_r, false)"
"""Whoever is at one firm has its address and number too: that says nothing more."""

_ONE_DIGIT_OFF = (Level(_slips("number", 1), "phone number but for one digit", 0.05),)


def _tax_number(unless: str = "") -> Comparison:
    slip = (Level(_slips("tax_number", 1), "tax number but for one sign", 0.05),)
    return _exact("tax_number", expected=0.9, also=slip, unless=unless)


_MADE_OF_NAMES = " OR ".join(
    f"contains(mailbox_{side}, {name}_{side})" for side in ("l", "r") for name in ("given", "surname")
)
"""An address made of somebody's name says no more than the name."""


def _places(unless: str = "") -> tuple[Comparison, ...]:
    street = (
        Level(_alike("street", 0.92), "street spelt nearly alike", 0.12),
        Level("list_has_any(street_words_l, street_words_r)", "street with a rare word in common", 0.06),
    )
    city = (Level(_alike("city", 0.88), "city spelt nearly alike", 0.12),)
    postcode = (
        Level(_slips("postcode", 1), "postcode but for one sign", 0.1),
        Level(_slips("postcode", 2), "postcode but for two signs", 0.03),
    )
    return (
        _exact("house", expected=0.8, unless=unless),
        _exact("street", expected=0.66, also=street, unless=unless),
        _exact("city", expected=0.75, also=city, unless=unless),
        _exact("postcode", expected=0.75, also=postcode, unless=unless),
    )


def _given_and_surname() -> tuple[Comparison, Comparison]:
    swapped = Level("given_l = surname_r AND surname_l = given_r", "names in other order", 0.02)
    given = (
        swapped,
        Level(
            f"list_has_any(calls_l, calls_r) OR {_INITIAL}", "a short form or initial of the given name", 0.06
        ),
        Level(_alike("given", 0.88), "given name spelt nearly alike", 0.12),
        Level(_alike("given", 0.75), "given name spelt somewhat alike", 0.03),
    )
    surname = (
        swapped,
        Level(_alike("surname", 0.88), "surname spelt nearly alike", 0.12),
        Level(_alike("surname", 0.75), "surname spelt somewhat alike", 0.03),
    )
    return _exact("given", expected=0.7, also=given), _exact("surname", expected=0.75, also=surname)


def _birthday() -> Comparison:
    slips = (
        Level(_slips("birthday", 1), "date of birth but for one sign", 0.08),
        Level(_slips("birthday", 2), "date of birth but for two signs", 0.03),
    )
    return _exact("birthday", expected=0.84, also=slips)


def _mailbox() -> Comparison:
    alike = (Level(_alike("mailbox", 0.92), "name in the e-mail address nearly alike", 0.1),)
    return _exact("mailbox", expected=0.4, also=alike, unless=_MADE_OF_NAMES)


def _person() -> Model:
    return Model(
        "person",
        (
            *_given_and_surname(),
            _exact("firm", expected=0.75),
            *_places(_COLLEAGUES),
            _birthday(),
            _exact("number", expected=0.6, also=_ONE_DIGIT_OFF, unless=_COLLEAGUES),
            _tax_number(_COLLEAGUES),
            _mailbox(),
        ),
        blocks=(
            *(("given", "surname"), ("names",), ("number",), ("birthday",), ("tax_number",), ("mailbox",)),
            *(("surname", "firm"), ("given", "firm"), ("surname", "postcode"), ("given", "postcode")),
            *(("surname", "street"), ("given", "street"), ("surname", "city"), ("given", "city")),
            *(("surname", "house"), ("given", "house")),
            *(("house", "street"), ("house", "postcode"), ("street", "postcode"), ("street", "city")),
            ("house", "city"),
        ),
        learning=(
            *(("given", "surname"), ("house", "street"), ("birthday",), ("number",), ("tax_number",)),
            ("postcode",),
        ),
    )


def _organization() -> Model:
    names = (
        Level("sorted_l = sorted_r", "name with its words in other order", 0.05),
        Level(
            "len(list_intersect(words_l, words_r)) >= 2 AND len(list_intersect(words_l, words_r)) "
            ">= least(len(words_l), len(words_r))",
            "one name holds all words of the other", 0.15,
        ),
        Level(_alike("name", 0.92), "name spelt nearly alike", 0.15),
        Level(
            "len(list_intersect(words_l, words_r)) >= 2 AND 2 * len(list_intersect(words_l, words_r)) "
            ">= least(len(words_l), len(words_r))",
            "half of the words of the name", 0.1,
        ),
        Level("list_has_any(telling_l, telling_r)", "a rare word of the name", 0.1),
    )  # fmt: skip
    site = (Level(_alike("site", 0.92), "domain nearly alike", 0.1),)
    return Model(
        "organization",
        (
            _exact("name", expected=0.35, also=names),
            *_places(),
            _exact("number", expected=0.6, also=_ONE_DIGIT_OFF),
            _tax_number(),
            _exact("site", expected=0.7, also=site),
        ),
        blocks=(
            *(("name",), ("sorted",), ("number",), ("tax_number",), ("site",), ("telling_word",)),
            *(("house", "street"), ("house", "postcode"), ("street", "postcode"), ("house", "city")),
        ),
        learning=(("name",), ("house", "street"), ("number",), ("tax_number",)),
    )


PERSON, ORGANIZATION = _person(), _organization()
MODELS = (ORGANIZATION, PERSON)
