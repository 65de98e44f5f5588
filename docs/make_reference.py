"""Write the reference pages from the code: python docs/make_reference.py [--check].

A page that differs from what the code says fails the check, so the reference never goes stale.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import fields
from pathlib import Path

REFERENCE = Path(__file__).parent / "reference"
NOTE = "<!-- Written by docs/make_reference.py; change the code, then run it again. -->"


def table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> Iterator[str]:
    """A Markdown table."""
    head = list(head)
    yield f"| {' | '.join(head)} |"
    yield f"|{'---|' * len(head)}"
    for row in rows:
        yield f"| {' | '.join(str(c).replace('|', '&#124;') for c in row)} |"


def settings_page() -> Iterator[str]:
    """Every setting of closeknit.toml."""
    from closeknit.settings import Settings, known_keys

    yield "# Settings: closeknit.toml"
    yield ""
    yield (
        "All settings with their defaults. A dotted name stands in a section: "
        "`office.from` is `from` under `[office]`."
    )
    yield ""
    by_name = {f.name: f for f in fields(Settings)}
    default = Settings()
    yield from table(
        ["setting", "default", "meaning"],
        (
            (f"`{key}`", f"`{written(getattr(default, name))}`", by_name[name].metadata["help"])
            for key, name in known_keys().items()
        ),
    )
    yield from purchase_rules_part()


def purchase_rules_part() -> Iterator[str]:
    """The rules under [purchases]."""
    from closeknit.purchase_rules import Rules

    yield ""
    yield "## [purchases]: how invoices become purchases"
    yield ""
    yield from table(
        ["setting", "default", "meaning"],
        ((f"`purchases.{f.name}`", f"`{written(f.default)}`", f.metadata["help"]) for f in fields(Rules)),
    )
    yield ""
    yield "The same names, for one source or one customer, win over these; a customer wins over a source:"
    yield ""
    yield "```toml"
    yield "[purchases]"
    yield "steady_tolerance = 0.3"
    yield '[purchases.sources.stripe]          # or "stripe/payments"'
    yield "steady = false"
    yield '[purchases.customers."Halden AG"]   # name, e-mail, domain or key'
    yield "instalments = false"
    yield "```"
    yield ""
    yield (
        "What you say of single purchases, with `closeknit group` and `closeknit ungroup`, wins over all "
        "rules. `closeknit doctor` names exceptions that nothing loaded goes by."
    )


def written(value: object) -> str:
    """A default as one would write it in TOML."""
    if isinstance(value, str):
        return f'"{value}"'
    if isinstance(value, tuple):
        return "[" + ", ".join(written(v) for v in value) + "]"
    if isinstance(value, bool):
        return str(value).lower()
    return "none" if value is None else str(value)


def commands_page() -> Iterator[str]:
    """Every command with its help."""
    import typer

    from closeknit.cli.app import app

    yield "# Commands"
    yield ""
    yield "Exit codes: 0 done, 2 something in what was typed or given, 1 our own fault."
    main = typer.main.get_command(app)
    context = typer.Context(main, info_name="closeknit", terminal_width=80)
    for name, command in sorted(main.commands.items()):  # type: ignore[attr-defined]
        yield from ("", f"## closeknit {name}", "", "```")
        inner = typer.Context(command, parent=context, info_name=name)
        yield from command.get_help(inner).splitlines()
        for word, part in sorted(getattr(command, "commands", {}).items()):
            yield ""
            yield from part.get_help(typer.Context(part, parent=inner, info_name=word)).splitlines()
        yield "```"


def tables_page(title: str, intro: str, tables: Iterable[object]) -> Iterator[str]:
    """Tables with every column."""
    yield f"# {title}"
    yield ""
    yield intro
    for t in tables:
        yield ""
        yield f"## {t.name}"  # type: ignore[attr-defined]
        yield ""
        yield f"One row: {t.row}."  # type: ignore[attr-defined]
        yield ""
        yield from table(
            ["column", "type", "unit", "may be null", "meaning", "example"],
            (
                (f"`{c.name}`", c.type, c.unit, "yes" if c.nullable else "", c.meaning, c.example)
                for c in t.columns  # type: ignore[attr-defined]
            ),
        )


def book_page() -> Iterator[str]:
    """The book's tables."""
    import closeknit.book.schema as schema

    intro = (schema.__doc__ or "").split("\n", 2)[2].strip()
    yield from tables_page("The book: resolved tables", intro, schema.BOOK.values())


def ledger_page() -> Iterator[str]:
    """The ledger's tables and the claims."""
    import closeknit.claims as claims
    import closeknit.ledger.schema as schema

    intro = (claims.__doc__ or "").split("\n", 2)[2].strip()
    yield from tables_page(
        "The ledger: what was read and what it says",
        intro,
        [*schema.LEDGER.values(), *claims.CLAIMS.values()],
    )
    yield ""
    yield "## Kinds of activities"
    yield ""
    yield "The part each kind plays unless `[kinds]` in closeknit.toml says otherwise."
    yield ""
    yield from table(["kind", "plays"], ((f"`{k}`", v) for k, v in claims.KINDS.items()))


def questions_page() -> Iterator[str]:
    """Every lens with options, findings and states."""
    from closeknit.lenses.seam import each_lens

    yield "# Questions"
    for lens in each_lens():
        yield ""
        yield f"## {lens.name}"
        yield ""
        yield f"**{lens.question}** `closeknit ask {lens.name}`"
        yield ""
        yield f"Needs at least: {lens.minimum}"
        yield ""
        yield from table(
            ["option", "type", "default", "meaning"],
            (
                (
                    f"`--{o.name.replace('_', '-')}`",
                    " or ".join(o.choices) or o.type,
                    written(o.default),
                    o.help,
                )
                for o in lens.options
            ),
        )
        yield ""
        yield from table(["finding", "meaning"], ((f"`{k}`", v) for k, v in lens.findings.items()))
        yield ""
        yield from table(
            ["said of a customer", "shown as", "meaning"],
            ((f"`{s.name}`", s.words, s.means) for s in lens.states),
        )
        yield ""
        yield "Reads: " + "; ".join(f"`{t}` ({', '.join(c)})" for t, c in lens.reads.items())
        yield ""
        yield f"How it works: [explanation](../explanation/{lens.name}.md)"


def lens_page(name: str) -> Callable[[], Iterator[str]]:
    """The explanation page of one lens."""

    def page() -> Iterator[str]:
        from closeknit.lenses.seam import lens_named

        lens = lens_named(name)
        yield f"# {lens.question}"
        yield ""
        yield lens.text.strip()

    return page


def answer_page() -> Iterator[str]:
    """The JSON form of an answer."""
    from closeknit.reports.forms import FORMS
    from closeknit.reports.jsonform import FIELDS, VERSION

    yield "# The answer as JSON"
    yield ""
    yield (
        f"`closeknit ask … --json` prints this form, version {VERSION}. Within a version fields "
        "are only added. `[]` stands for each item of a list. Missing values are `null`."
    )
    yield ""
    yield from table(["field", "meaning"], ((f"`{k}`", v) for k, v in FIELDS.items()))
    for command, form in FORMS.items():
        yield ""
        yield f"## {command}"
        yield ""
        yield from table(["field", "meaning"], ((f"`{k}`", v) for k, v in form.items()))


def api_page() -> Iterator[str]:
    """Every call of the interface for programs."""
    from closeknit.web.api.calls import PREFIX
    from closeknit.web.api.openapi import INTRODUCTION, calls, document, type_words

    yield "# The interface for programs"
    yield ""
    yield f"{INTRODUCTION} How to: [use the API](../how-to/use-the-api.md)."
    yield ""
    yield f"All of it as OpenAPI 3.1: [openapi.json](openapi.json), also served at `{PREFIX}/openapi.json`."
    for call in calls():
        yield ""
        yield f"## {call.method} {PREFIX}{call.shown_path}"
        yield ""
        gives = f"`{call.gives}`" if call.gives else "the document"
        yield f"{call.help} Gives: {gives}. Least role: {call.least}."
        if call.parameters:
            yield ""
            rows = (
                (f"`{one.name}`", type_words(one), written(one.default), one.help) for one in call.parameters
            )
            yield from table(["parameter", "type", "default", "meaning"], rows)
    yield ""
    yield "## Forms"
    yield ""
    yield (
        "`Answer`, `Today`, `Party`, `WhyFinding` and `WhyParty` are those that commands print with `--json`:"
        " [the answer as JSON](answer-json.md)."
    )
    for name, form in document()["components"]["schemas"].items():
        if "required" in form:
            yield ""
            yield f"### {name}"
            yield ""
            yield form.get("description", "")
            yield ""
            fields = form["properties"].items()
            yield from table(
                ["field", "meaning"], ((f"`{n}`", of.get("description", "")) for n, of in fields)
            )


def openapi_file() -> Iterator[str]:
    """The OpenAPI document."""
    import json

    from closeknit.web.api.openapi import document

    yield json.dumps(document(), ensure_ascii=False, indent=1)


def mappings_page() -> Iterator[str]:
    """The mapping language."""
    from closeknit.sources.mappings.reference import reference

    yield reference().strip()


def sources_page() -> Iterator[str]:
    """All exports that are known."""
    from closeknit.sources.mappings.reference import known_sources

    yield known_sources().strip()


def language_page() -> Iterator[str]:
    """The question language: what can be said, its words and its grammar."""
    from closeknit.questions.reference import page

    yield from page()


def pages() -> dict[Path, Callable[[], Iterator[str]]]:
    """Every generated page and what writes it."""
    from closeknit.lenses.seam import each_lens

    explanation = REFERENCE.parent / "explanation"
    return {
        REFERENCE / "settings.md": settings_page,
        REFERENCE / "commands.md": commands_page,
        REFERENCE / "book.md": book_page,
        REFERENCE / "ledger.md": ledger_page,
        REFERENCE / "questions.md": questions_page,
        REFERENCE / "question-language.md": language_page,
        REFERENCE / "answer-json.md": answer_page,
        REFERENCE / "api.md": api_page,
        REFERENCE / "openapi.json": openapi_file,
        REFERENCE / "mappings.md": mappings_page,
        REFERENCE / "sources.md": sources_page,
        **{explanation / f"{lens.name}.md": lens_page(lens.name) for lens in each_lens()},
    }


def text_of(page: Callable[[], Iterator[str]]) -> str:
    """A page's text with the note that it is generated."""
    lines = [line.rstrip() for part in page() for line in part.split("\n")]
    return "\n".join([lines[0], "", NOTE, *lines[1:]]).rstrip() + "\n"


def main() -> int:
    """Write all pages, or with --check name those that are stale."""
    os.environ["COLUMNS"] = "80"
    stale = []
    for path, page in pages().items():
        text = text_of(page) if path.suffix == ".md" else "\n".join(page()) + "\n"
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            stale.append(path)
            if "--check" not in sys.argv:
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(text, encoding="utf-8")
    if "--check" in sys.argv and stale:
        print("Stale: " + ", ".join(str(p) for p in stale) + "\nRun: python docs/make_reference.py")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
