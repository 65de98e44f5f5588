"""The commands of a team: who may log in, keys of programs, and what was done."""

from __future__ import annotations

from getpass import getuser
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from closeknit.cli.asking import IN
from closeknit.cli.console import business, console

if TYPE_CHECKING:
    from closeknit.business import Business
    from closeknit.desk.audit import By

USERS = """People who may log in, where a team works in the browser.

    Roles: viewer looks; member also says what was done; analyst also loads and takes back; admin also manages
    people and keys.

    Example: closeknit users add ana --role analyst
    """
KEYS = """Keys with which programs ask by /api/v1.

    Example: closeknit keys add nightly-report --role viewer
    """

NAME = typer.Argument(help="The name somebody logs in with.")
KEY = typer.Argument(help="Name of the key, for what it is for.")
ROLE = typer.Option(help="viewer, member, analyst or admin.")


def add_to(app: typer.Typer) -> None:
    """Add these commands to the application."""
    for name, help_text, listing, commands in (
        ("users", USERS, users, (add, role, disable, enable, link, password, no_code)),
        ("keys", KEYS, keys, (add_key, end_key)),
    ):
        part = typer.Typer(help=help_text, rich_markup_mode=None, add_completion=False)
        part.callback(invoke_without_command=True)(listing)
        for command in commands:
            part.command(command.__name__.removesuffix("_key").replace("_", "-"))(command)
        app.add_typer(part, name=name)
    app.command("log")(log)
    app.command("shorten-log")(shorten_log)


def _me() -> By:
    from closeknit.desk.audit import CONSOLE, By
    from closeknit.ledger.store import utc_now

    return By(getuser(), CONSOLE, utc_now())


def users(context: typer.Context, folder: Annotated[Path | None, IN] = None) -> None:
    """List everybody, where nothing else is asked for."""
    if context.invoked_subcommand is not None:
        return
    from closeknit.desk.roles import MAY
    from closeknit.desk.second_steps import who_takes
    from closeknit.desk.users import last_seen
    from closeknit.desk.users import users as everybody
    from closeknit.reports.people import users_view

    desk = business(folder).desk
    console().print(users_view(everybody(desk), last_seen(desk), who_takes(desk), MAY))


def add(
    name: Annotated[str, NAME],
    role: Annotated[str, ROLE] = "viewer",
    folder: Annotated[Path | None, IN] = None,
) -> None:
    """Let somebody in; prints the link with which they choose their password.

    Example: closeknit users add ana --role analyst
    """
    from closeknit.desk.users import add as let_in

    opened = business(folder)
    user, code = let_in(opened.desk, name, role, _me())
    _tell_link(opened, user.name, code)


def _tell_link(opened: Business, name: str, code: str) -> None:
    from closeknit.desk.users import CODE_DAYS

    names, path = opened.settings.serve_names, f"/welcome/{code}"
    out = console()
    out.print(f"{name} chooses a password here, once, within {CODE_DAYS} days:", markup=False)
    where = f"https://{names[0]}{path}" if names else f"{path}  (behind the address that serve prints)"
    out.print(f"  {where}", markup=False, soft_wrap=True)
    if not opened.settings.serve_team:
        out.print("People log in once closeknit.toml says under [serve]: team = true", markup=False)


def role(
    name: Annotated[str, NAME],
    role: Annotated[str, typer.Argument(help="viewer, member, analyst or admin.")],
    folder: Annotated[Path | None, IN] = None,
) -> None:
    """Give somebody another role; they log in anew.

    Example: closeknit users role ana admin
    """
    from closeknit.desk.users import set_role

    set_role(business(folder).desk, name, role, _me())
    console().print(f"{name} is {role} from now on.", markup=False)


def disable(name: Annotated[str, NAME], folder: Annotated[Path | None, IN] = None) -> None:
    """Shut somebody out at once; what they did stays.

    Example: closeknit users disable ana
    """
    from closeknit.desk.users import set_active

    set_active(business(folder).desk, name, False, _me())
    console().print(f"{name} is shut out. To let them in again: closeknit users enable {name}", markup=False)


def enable(name: Annotated[str, NAME], folder: Annotated[Path | None, IN] = None) -> None:
    """Let somebody in again who was shut out.

    Example: closeknit users enable ana
    """
    from closeknit.desk.users import set_active

    set_active(business(folder).desk, name, True, _me())
    console().print(f"{name} may log in again.", markup=False)


def link(name: Annotated[str, NAME], folder: Annotated[Path | None, IN] = None) -> None:
    """A new link with which somebody chooses a password anew.

    Example: closeknit users link ana
    """
    from closeknit.desk.users import new_code

    opened = business(folder)
    _tell_link(opened, name, new_code(opened.desk, name, _me()))


def password(name: Annotated[str, NAME], folder: Annotated[Path | None, IN] = None) -> None:
    """Type somebody's new password here; they log in anew.

    Example: closeknit users password ana
    """
    from closeknit.desk.users import set_password

    typed = typer.prompt("New password", hide_input=True, confirmation_prompt="The same again")
    set_password(business(folder).desk, name, typed, _me())
    console().print(f"{name} logs in with the new password.", markup=False)


def no_code(name: Annotated[str, NAME], folder: Annotated[Path | None, IN] = None) -> None:
    """Let somebody log in by the password alone who lost the app for codes and the recovery codes.

    Example: closeknit users no-code ana
    """
    from closeknit.desk.second_steps import forget

    forget(business(folder).desk, name, _me())
    console().print(f"{name} logs in by the password alone, until codes are set up anew.", markup=False)


def keys(context: typer.Context, folder: Annotated[Path | None, IN] = None) -> None:
    """List the keys, where nothing else is asked for."""
    if context.invoked_subcommand is not None:
        return
    from closeknit.desk.api_keys import api_keys
    from closeknit.reports.people import keys_view

    console().print(keys_view(api_keys(business(folder).desk)))


def add_key(
    name: Annotated[str, KEY],
    role: Annotated[str, ROLE] = "viewer",
    folder: Annotated[Path | None, IN] = None,
) -> None:
    """Make a key; it is printed this once.

    Example: closeknit keys add nightly-report --role viewer
    """
    from closeknit.desk.api_keys import add as make

    print(make(business(folder).desk, name, role, _me()))


def end_key(name: Annotated[str, KEY], folder: Annotated[Path | None, IN] = None) -> None:
    """Have a key open nothing any more.

    Example: closeknit keys end nightly-report
    """
    from closeknit.desk.api_keys import end

    end(business(folder).desk, name, _me())
    console().print(f"The key {name} opens nothing any more.", markup=False)


def log(
    most: Annotated[int, typer.Option(min=1, help="How many entries to show.")] = 50,
    who: Annotated[str, typer.Option(help="Only what this person or key did.")] = "",
    folder: Annotated[Path | None, IN] = None,
) -> None:
    """What people and programs did, when and from where; the newest first.

    Example: closeknit log --who ana
    """
    from closeknit.desk.audit import entries
    from closeknit.reports.people import log_view

    console().print(log_view(entries(business(folder).desk, most=most, who=who)))


def shorten_log(
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would be removed.")] = False,
    clock_was_right: Annotated[
        bool, typer.Option("--clock-was-right", help="Nothing was done between entries that lie far apart.")
    ] = False,
    folder: Annotated[Path | None, IN] = None,
) -> None:
    """Remove from the log what was done longer ago than it is kept: 24 months, unless `log_months` says else.

    Example: closeknit shorten-log --dry-run
    """
    from closeknit.desk.log_kept import old, remove
    from closeknit.reports.people import old_view

    opened, by = business(folder), _me()
    months = opened.settings.serve_log_months
    if dry_run:
        found = old(opened.desk, months, by.at, trusted=clock_was_right)
    else:
        found = remove(opened.desk, months, by, trusted=clock_was_right)
    console().print(old_view(found, months, removed=not dry_run))
