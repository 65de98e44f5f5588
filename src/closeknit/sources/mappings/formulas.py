"""Arithmetic in a mapping: `{unitPrice} * {quantity} * (1 - {discount})`.

A formula knows columns in braces, numbers, + - * /, brackets and a few functions. It is read with
Python's own grammar and turned into SQL piece by piece; nothing in it is ever executed as Python.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable
from dataclasses import dataclass

_NAME = re.compile(r"\{([^{}]+)\}")
_SIGNS: dict[type[ast.operator], str] = {ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/"}

FUNCTIONS: dict[str, str] = {
    "abs": "the number without its sign",
    "round": "rounded: round({x}, 2)",
    "min": "the smallest of several",
    "max": "the greatest of several",
    "given": "the number, or the second one where the cell is empty: given({Discount}, 0)",
}
"""Functions a formula may use, with what they give."""

_SQL_NAMES = {"abs": "abs", "round": "round", "min": "least", "max": "greatest", "given": "coalesce"}


class FormulaError(ValueError):
    """A formula that says something the language does not know; the text says what."""


@dataclass(frozen=True)
class Formula:
    """A parsed formula: its text, the columns it names, and its tree."""

    text: str
    columns: tuple[str, ...]
    tree: ast.expr

    def sql(self, number_of: Callable[[str], str]) -> str:
        """The DuckDB expression (double; null when a column is empty), given one per column."""
        return _sql(self.tree, [number_of(name) for name in self.columns])


def parse_formula(text: str) -> Formula:
    """The formula written in `text`; FormulaError when it is none."""
    columns: list[str] = []

    def place(found: re.Match[str]) -> str:
        name = found.group(1).strip()
        if name not in columns:
            columns.append(name)
        return f" _{columns.index(name)} "

    try:
        tree = ast.parse(_NAME.sub(place, text).strip(), mode="eval").body
    except (SyntaxError, ValueError) as error:
        raise FormulaError(
            f'"{text}" is no formula: write columns in braces, such as {{a}} * {{b}}'
        ) from error
    _sql(tree, ["0"] * len(columns))
    return Formula(text, tuple(columns), tree)


def _sql(node: ast.expr, columns: list[str]) -> str:
    match node:
        case ast.Constant(value=bool()):
            raise FormulaError("a formula takes numbers, not true or false")
        case ast.Constant(value=int() | float() as number):
            return f"({number!r})::double"
        case ast.Name(id=name) if (
            name.startswith("_") and name[1:].isdigit() and int(name[1:]) < len(columns)
        ):
            return columns[int(name[1:])]
        case ast.Name(id=name):
            raise FormulaError(f'"{name}" is no column: write {{{name}}}')
        case ast.UnaryOp(op=ast.USub(), operand=inner):
            return f"(-{_sql(inner, columns)})"
        case ast.BinOp(left=left, op=op, right=right) if type(op) in _SIGNS:
            divisor = _sql(right, columns)
            if isinstance(op, ast.Div):
                divisor = f"nullif({divisor}, 0)"
            return f"({_sql(left, columns)} {_SIGNS[type(op)]} {divisor})"
        case ast.Call(func=ast.Name(id=name), args=arguments, keywords=[]) if name in FUNCTIONS and arguments:
            given = ", ".join(_argument(name, n, a, columns) for n, a in enumerate(arguments))
            return f"{_SQL_NAMES[name]}({given})"
    raise FormulaError(
        f'"{ast.unparse(node)}" is not known here: a formula has columns in braces, numbers, + - * / and '
        + ", ".join(FUNCTIONS)
    )


def _argument(function: str, position: int, node: ast.expr, columns: list[str]) -> str:
    if function != "round" or position == 0:
        return _sql(node, columns)
    if isinstance(node, ast.Constant) and isinstance(node.value, int):
        return str(node.value)
    raise FormulaError("round takes a number of decimals, such as round({x}, 2)")
