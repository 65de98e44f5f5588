"""Who and what stands behind a number or key: customers and persons, deals and tickets, by name."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from closeknit.opened import OpenFolder

if TYPE_CHECKING:
    import pyarrow as pa

KEYED = (("cases", "case_key", "case_id"), ("keys", "key", "party_id"), ("parties", "key", "party_id"))
"""Tables that hold keys, each with its columns of the key and of the number that it stands for.

A party's own key goes before the same key of an entry that is its own party again: what is found later wins.
"""


class NamedFolder(OpenFolder):
    """An open folder that tells who and what its numbers and keys are."""

    def keys_of(self, ids: Sequence[int]) -> dict[int, str]:
        """The key of each of these customers and persons by number."""
        return self._of_parties("key", ids)

    def names_of(self, ids: Sequence[int]) -> dict[int, str]:
        """The name of each of these customers and persons by number."""
        return self._of_parties("name", ids)

    def standings_of(self, ids: Sequence[int]) -> dict[int, str]:
        """What each of these customers and persons is to us by number: customer, prospect, ours …"""
        return self._of_parties("standing", ids)

    def ids_of(self, keys: Sequence[str]) -> dict[str, int]:
        """The number of whoever goes by each of these keys now, or of the deal, ticket … of that key."""
        found: dict[str, int] = {}
        for table, key, number in KEYED:
            found |= self._told(table, key, number, keys)
        return found

    def any_key_of(self, ids: Sequence[int]) -> set[str]:
        """Every key by which `ids_of` may find one of these numbers."""
        return {
            key
            for table, name, number in KEYED
            for key in self._cells(table, name, number, ids)[name].to_pylist()
        }

    def accounts_of(self, cases: bool, ids: Sequence[int]) -> list[int]:
        """The customers that these customers and people, or these deals, tickets …, are of; each once."""
        table, number = ("cases", "case_id") if cases else ("parties", "party_id")
        return sorted({one for one in self._told(table, number, "account_id", ids).values() if one})

    def case_names_of(self, ids: Sequence[int]) -> dict[int, str]:
        """The title of each of these deals, tickets … by number."""
        return self._told("cases", "case_id", "name", ids)

    def _of_parties(self, column: str, ids: Sequence[int]) -> dict[int, str]:
        return self._told("parties", "party_id", column, ids)

    def _told(self, table: str, by: str, column: str, ids: Sequence[Any]) -> dict[Any, Any]:
        """What a column of a book table says of some, by another column."""
        if not ids:
            return {}
        found = self._cells(table, column, by, ids)
        return dict(zip(found[by].to_pylist(), found[column].to_pylist(), strict=True))

    def _cells(self, table: str, column: str, by: str, ids: Sequence[Any]) -> pa.Table:
        rows = self.tables()[table]
        return self.engine.collect(rows.filter(rows[by].isin(ids)).select(by, column))

    def book_column(self, table: str, column: str) -> list[Any]:
        """One column of a book table."""
        read = self.tables()[table].select(column)
        values: list[Any] = self.engine.collect(read)[column].to_pylist()
        return values
