"""Data flows one way through the tree: nothing lower imports anything higher."""

import ast
from functools import cache
from pathlib import Path

PACKAGE = Path(__file__).parent.parent / "src" / "closeknit"

ORDER = (
    "errors", "locks", "spill", "toml", "typed", "columns", "ids", "day_numbers", "progress", "claims",
    "purchase_rules", "settings", "settings_file", "keys", "methods", "texts", "engines",
    "sources", "ledger", "identity", "book", "answers", "lenses", "questions", "desk", "briefings", "reports",
    "workspace", "backup", "upgrade", "proposals", "mended_mappings", "reply", "plain_tables", "plain",
    "opened", "named", "answered", "finding", "asking", "segments", "up_to_date", "reviews", "campaigns",
    "deciding", "telling", "export", "outreach_list", "outreach", "business",
    "doctor", "demo", "assistants", "web", "cli", "__main__",
)  # fmt: skip
"""Folders and modules from low to high."""

CLOCKS_AND_FILES = {"time", "socket", "urllib", "http", "requests", "pathlib", "os", "io", "shutil", "random"}
"""What a lens has no business with: the clock, the network, files."""


def modules():
    return sorted(p for p in PACKAGE.rglob("*.py") if p != PACKAGE / "__init__.py")


def place(path):
    """The folder or module directly under the package."""
    first = path.relative_to(PACKAGE).parts[0]
    return first.removesuffix(".py")


def statements(node):
    """All statements below a node; what is no statement holds no import."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.stmt | ast.excepthandler | ast.match_case):
            yield child
            yield from statements(child)


def names_in(node):
    """What an import names; nothing for any other statement."""
    if isinstance(node, ast.Import):
        yield from (alias.name for alias in node.names)
    elif isinstance(node, ast.ImportFrom) and node.module:
        yield node.module
        yield from (f"{node.module}.{alias.name}" for alias in node.names)


def names_type_checking(test):
    """Whether a condition asks if types are checked."""
    return any("TYPE_CHECKING" in (getattr(n, "id", ""), getattr(n, "attr", "")) for n in ast.walk(test))


@cache
def imported(path):
    """(module, whether only for type checking) of every import of a module.

    Its tree is let go at once: to look through hundreds of them for garbage takes longer than to read them.
    """
    nodes = list(statements(ast.parse(path.read_text(encoding="utf-8"))))
    checked = [n for n in nodes if isinstance(n, ast.If) and names_type_checking(n.test)]
    typing_only = {inner for node in checked for inner in statements(node)}
    return tuple((name, node in typing_only) for node in nodes for name in names_in(node))


def ours(path):
    """Places under the package that a module imports."""
    names = {name for name, _ in imported(path) if name.startswith("closeknit.")}
    return {name.split(".")[1] for name in names}


def test_a_module_imports_only_from_its_own_place_or_lower():
    upwards = {
        f"{path.relative_to(PACKAGE)} imports {name}"
        for path in modules()
        for name in ours(path)
        if name in ORDER and ORDER.index(name) > ORDER.index(place(path))
    }
    assert upwards == set()


def test_every_place_in_the_tree_has_its_layer():
    assert {place(p) for p in modules()} <= set(ORDER)


LENSES = {folder.parent.name for folder in (PACKAGE / "lenses").glob("*/__init__.py")}
LOW = {
    *(
        "answers",
        "errors",
        "lenses",
        "methods",
        "progress",
        "ids",
        "day_numbers",
        "columns",
        "book",
        "claims",
        "engines",
    ),
    *("keys", "texts"),
}


def forbidden_to_lenses(path):
    """What a module of a lens, or one all lenses share, imports and should not."""
    own = path.relative_to(PACKAGE / "lenses").parts[0].removesuffix(".py")
    names = {name for name, typing in imported(path) if not typing}
    yield from {n for n in names if n.startswith("closeknit.lenses.") and n.split(".")[2] in LENSES - {own}}
    yield from {n for n in names if n.split(".")[0] in CLOCKS_AND_FILES}
    yield from ours(path) - LOW
    # Of the engines, lenses know only the expressions that read the same on both.
    yield from {n for n in names if n.startswith("closeknit.engines.")} - {
        n for n in names if n.startswith("closeknit.engines.portable")
    }


def test_lenses_import_neither_each_other_nor_clock_network_or_files():
    assert {"clients", "profit", "service", "triggers"} <= LENSES
    found = {
        str(p.relative_to(PACKAGE)): set(forbidden_to_lenses(p)) for p in modules() if place(p) == "lenses"
    }
    assert {path: names for path, names in found.items() if names} == {}


@cache
def graph():
    """Path of each module, by its name."""
    found = {}
    for path in modules():
        name = "closeknit." + ".".join(path.relative_to(PACKAGE).with_suffix("").parts)
        found[name.removesuffix(".__init__")] = path
    return found


def modules_named(path):
    """Modules that a module imports, but for folders named only for modules in them."""
    names = {name for name, _ in imported(path)} & set(graph())
    return {one for one in names if not any(other.startswith(f"{one}.") for other in names)}


def test_whatever_is_taken_from_a_module_is_an_import_of_it():
    assert "closeknit.reports.document" in modules_named(PACKAGE / "reports" / "html.py")


def test_what_stands_before_all_pages_and_calls_knows_none_of_them():
    for name in ("guard.py", "addresses.py"):
        names = {one for one, _ in imported(PACKAGE / "web" / name)}
        assert {one for one in names if one.startswith("closeknit.web")} == set(), name


def test_no_modules_import_each_other_in_a_ring_not_even_for_types_or_inside_functions():
    edges = {name: modules_named(path) - {name} for name, path in graph().items()}
    done = set()
    while ready := {n for n in edges if n not in done and edges[n] <= done}:
        done |= ready
    assert set(edges) - done == set()
