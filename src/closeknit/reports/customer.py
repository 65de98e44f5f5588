"""One customer's page before the call in sentences, for terminal, pages and reports."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.text import Text

from closeknit.answers import wording
from closeknit.briefings.customer import CustomerPage
from closeknit.briefings.employment import Employment
from closeknit.day_numbers import day_to_date
from closeknit.identity.wording import spoken_key
from closeknit.reports.briefings import row_view
from closeknit.reports.purchases import purchase_line
from closeknit.reports.terminal import fresh_lines
from closeknit.texts.stances import SAYS

BOUGHT_SHOWN = CLOSED_SHOWN = 5
PEOPLE_SHOWN, KEYS_SHOWN, FINDINGS_SHOWN, RELATED_SHOWN = 8, 8, 6, 5


def customer_view(page: CustomerPage) -> Group:
    """Who, since when, money, what to do, open matters, what changed, people."""
    parts: list[RenderableType] = [Text(page.subject.name, style="bold"), Text(who_line(page), "dim")]
    if page.asked.party_id != page.subject.party_id:
        parts.insert(1, Text(f"{page.asked.name} belongs here"))
        parts += section(f"{page.asked.name} works and worked at", post_lines(page.posts))
    parts += section("Money", money_lines(page))
    if page.to_do is not None:
        parts += [Text(), Text("Now", "bold"), row_view(page.to_do)]
    parts += section("Open", open_lines(page))
    parts += section("Closed", list(closed_lines(page))[:CLOSED_SHOWN])
    parts += section("Bought", bought_lines(page))
    parts += section(contact_title(page), [f"{day(h.day)}  {h.text}" for h in page.dealings.changes])
    parts += section("What they care about", voice_lines(page))
    parts += section("Mail", mail_lines(page))
    parts += section("Who plays which part", part_lines(page))
    parts += section("People", people_lines(page))
    parts += section("Related", related_lines(page))
    parts += section("What else we found", list(found_lines(page))[:FINDINGS_SHOWN])
    parts += section("Facts", [f"{name.replace('_', ' ')}: {value}" for name, value in page.facts])
    parts += section("Known as", known_lines(page))
    return Group(*parts, *fresh_lines(page.freshness))


def section(title: str, lines: Iterable[str]) -> list[RenderableType]:
    """A titled block; nothing when it has no lines."""
    lines = list(lines)
    if not lines:
        return []
    return [Text(), Text(title, "bold"), *(Padding(Text(line), (0, 0, 0, 2)) for line in lines)]


def day(number: int | None) -> str:
    """A day number as people write it."""
    return wording.day_text(day_to_date(number)) if number is not None else ""


def who_line(page: CustomerPage) -> str:
    """Kind, standing, since when, who looks after it."""
    said = [wording.standing(page.standing)]
    if page.dealings.money.first_day is not None:
        said.append(f"buys since {day(page.dealings.money.first_day)}")
    elif page.first_day is not None:
        said.append(f"known since {day(page.first_day)}")
    said.append(f"looked after by {page.owner.name}" if page.owner else "nobody looks after it")
    return " · ".join([*said, f"as of {wording.day_text(page.as_of)}"])


def headline(page: CustomerPage) -> str:
    """The weightiest that was found about them, in a sentence; where nothing was, when they bought last."""
    if page.to_do is not None:
        return page.to_do.main.text
    of_them_alone = (finding.sentence for _, finding in page.findings if len(finding.subjects) == 1)
    if sentence := next(of_them_alone, ""):
        return sentence
    if page.dealings.money.last_day is not None:
        return f"Bought last on {day(page.dealings.money.last_day)}; nothing else stands out"
    return "Nothing stands out yet"


def found_lines(page: CustomerPage) -> Iterator[str]:
    """What was found about them, one line for each finding; where it counts many and names none of them, who
    of them it is."""
    here = {page.subject.party_id, *(person.subject.party_id for person in page.people)}
    for _, finding in page.findings:
        many = finding.subjects if len(finding.subjects) > 1 else ()
        names = [one.name for one in many if one.party_id in here and one.name]
        further = [name for name in names if not _stands_in(finding.sentence, name)]
        too = " too" if len(further) < len(names) else ""
        yield f"{finding.sentence} Here{too}: {wording.listing(further)}." if further else finding.sentence


def _stands_in(sentence: str, name: str) -> bool:
    """Whether a sentence names somebody, in whole words."""
    return re.search(rf"(?<!\w){re.escape(name)}(?!\w)", sentence) is not None


def money_lines(page: CustomerPage) -> Iterator[str]:
    """Revenue now and before, rhythm, rate, products."""
    money, currency = page.dealings.money, page.currency
    if not money.purchases and money.total == 0:
        return
    year, before, total = (
        "not known (a currency without a rate)" if m is None else wording.money(m, currency)
        for m in (money.year, money.year_before, money.total)
    )
    yield f"{year} in the last 12 months, {before} the year before, {total} in all"
    bought = wording.count(money.purchases, "purchase")
    last = f", last on {day(money.last_day)}" if money.last_day is not None else ""
    rhythm = f", usually every {wording.span(money.usual_gap)}" if money.usual_gap else ""
    yield f"{bought}{last}{rhythm}"
    if money.rate is not None:
        yield f"{money.hours:,.0f} hours in the last 12 months: {wording.money(money.rate, currency)} an hour"
    if page.dealings.products:
        yield "buys " + wording.listing([name for name, _ in page.dealings.products], 5)


def open_lines(page: CustomerPage) -> Iterator[str]:
    """Open tickets, offers, invoices, contracts."""
    for matter in page.dealings.open:
        amount = f", {wording.money(matter.amount, page.currency)}" if matter.amount else ""
        note = f" – {matter.note}" if matter.note else ""
        yield f"{matter.kind}: {matter.name}{amount}{note}"


def closed_lines(page: CustomerPage) -> Iterator[str]:
    """Deals won and lost, tickets solved, projects and contracts that ended."""
    for matter in page.closed:
        amount = f", {wording.money(matter.amount, page.currency)}" if matter.amount else ""
        took = matter.closed_day - matter.since_day if matter.since_day is not None else 0
        after = f", after {wording.span(took)}" if took > 0 else ""
        yield f"{day(matter.closed_day)}  {matter.kind} {matter.status}: {matter.name}{amount}{after}"


def bought_lines(page: CustomerPage) -> Iterator[str]:
    """The newest purchases, each with the rule that made it one."""
    for purchase in page.purchases[:BOUGHT_SHOWN]:
        yield purchase_line(purchase, page.currency)
    more = len(page.purchases) - BOUGHT_SHOWN
    if more > 0:
        yield f'… and {more:,} more: closeknit purchases "{page.subject.name}"'


def contact_title(page: CustomerPage) -> str:
    """Since when the changes are listed."""
    last = page.dealings.last_contact
    return f"Since we last spoke on {day(last.day)} ({last.text})" if last else "Lately"


def voice_lines(page: CustomerPage) -> Iterator[str]:
    """What its people care about: who says what, in their words, on which day."""
    for voice in page.cares:
        yield f"{day(voice.day)}  {voice.who.name} {SAYS[voice.stance]}: “{voice.quote}”"


def mail_lines(page: CustomerPage) -> Iterator[str]:
    """The last conversations by mail: who wrote last, and how long that is ago."""
    for one in page.mail:
        wrote = (one.author.name if one.author else "they") if one.from_them else "we"
        ago = (page.as_of - day_to_date(one.last_day)).days
        since = f"{wording.span(ago)} ago" if ago else "today"
        subject = one.subject or "without a subject"
        mails = wording.count(one.mails, "mail")
        yield f"{day(one.last_day)}  {subject} – {mails}, {wrote} wrote last, {since}"


def people_lines(page: CustomerPage) -> Iterator[str]:
    """Who is there, and who went silent."""
    for person in page.people[:PEOPLE_SHOWN]:
        title = f", {person.title}" if person.title else ""
        heard = f"last heard of {day(person.last_day)}" if person.last_day is not None else "not heard of yet"
        silent = f" – {person.silent}" if person.silent else ""
        yield f"{person.subject.name}{title}: {heard}{silent}"
    if len(page.people) > PEOPLE_SHOWN:
        yield f"… and {len(page.people) - PEOPLE_SHOWN} more"


def part_lines(page: CustomerPage) -> Iterator[str]:
    """Who plays which part, by what they did, and what they have at stake."""
    told = [one for one in page.parts if one.told]
    for one in told[:PEOPLE_SHOWN]:
        stake = f"; at stake for them: {one.stake}" if one.stake else ""
        yield f"{one.who.name}: {one.words} – {one.behaviour}{stake}"
    if told:
        yield f'To say what you know: closeknit role "{told[0].who.name}" ROLE --stake "…"'


def post_lines(posts: Iterable[Employment]) -> Iterator[str]:
    """Where somebody works and worked."""
    for post in posts:
        yield f"{post.firm.name}: {term_of(post)}"


def term_of(post: Employment) -> str:
    """Since and until when somebody works at a firm, and how we know."""
    since = f"since {day(post.since_day)}" if post.since_day is not None else "since when is not known"
    if post.until_day is not None:
        since = (
            f"{since}, until {day(post.until_day)}"
            if post.since_day is not None
            else f"until {day(post.until_day)}"
        )
    return since if post.stated else f"{since}; by the address of their e-mail"


TIES = {
    "reseller_of": ("resells to", "buys through"),
    "parent_of": ("owns", "belongs to"),
    "referred_by": ("came through", "sent us"),
    "reports_to": ("reports to", "leads"),
}
"""How a tie reads from the one side and from the other."""


def related_lines(page: CustomerPage) -> Iterator[str]:
    """Others it is tied to, one line for each kind of tie; who looks after it is said above."""
    by_words: dict[str, set[str]] = {}
    for tie in page.relations:
        if tie.kind != "owns_account":
            plain = tie.kind.replace("_", " ")
            out, back = TIES.get(tie.kind, (plain, f"{plain}, from"))
            by_words.setdefault(out if tie.outgoing else back, set()).add(tie.other.name)
    for words, names in by_words.items():
        yield f"{words} {wording.listing(sorted(names), RELATED_SHOWN)}"


def known_lines(page: CustomerPage) -> Iterator[str]:
    """Its identifiers and why they are its own."""
    for known in page.known_as[:KEYS_SHOWN]:
        yield f"{spoken_key(known.key)}  ({known.why})"
    more = len(page.known_as) - KEYS_SHOWN
    if more > 0:
        yield f'… and {more} more: closeknit why "{page.subject.name}"'
