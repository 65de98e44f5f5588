"""HubSpot's exports of contacts, companies (as a workbook) and deals."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from random import Random

from closeknit.demo.currencies import in_euros
from closeknit.demo.days import any_day
from closeknit.demo.facts import Deal, Organization, Person
from closeknit.demo.files import columns, write_csv, write_xlsx
from closeknit.demo.papers import CENT
from closeknit.demo.places import BY_CODE, written
from closeknit.demo.world import World

CONTACTS = columns(
    "Record ID,First Name,Last Name,Email,Phone Number,Mobile Phone Number,Job Title,Company Name,"
    "Contact owner,Lifecycle Stage,Lead Status,Create Date,Last Activity Date,Original Source,City,"
    "State/Region,Country/Region,Website URL,Unsubscribed from all email,Associated Company,"
    "Associated Company IDs,Associated Company (Primary),Associated Company IDs (Primary),"
    "Associated Note,Associated Email,Email hard bounce reason"
)
COMPANIES = columns(
    "Record ID,Company name,Company Domain Name,Website URL,Company owner,Industry,City,Country/Region,"
    "Create Date,Last Activity Date,Type,Referred by"
)
DEALS = columns(
    "Record ID,Deal Name,Pipeline,Deal Stage,Amount,Close Date,Create Date,Last Activity Date,Deal owner,"
    "Deal Type,Amount in company currency,Associated Company IDs (Primary),Associated Company (Primary),"
    "Associated Contact IDs,Associated Contact,Currency,Contract Start Date,Contract End Date"
)
SOURCES = ("Direct Traffic", "Organic Search", "Referrals", "Offline Sources", "Email Marketing")
LEAD_STATUS = ("New", "Attempted to contact", "Connected")
NOTES = (
    "Prefers a call before eleven.", "Met at the packaging fair, wants to see Dockhand.",
    "Budget round in October.", "Asked for references in the food trade.", "Do not call on Fridays.",
    "Knows Halden from a former job.", "Unhappy with slow answers in spring.",
    "Decides together with the warehouse manager.",
)  # fmt: skip


def write(world: World, folder: Path) -> None:
    """Write the three files, named as HubSpot names them."""
    stem = "hubspot-crm-exports-all"
    contacts, companies = f"{stem}-contacts-{world.end}.csv", f"{stem}-companies-{world.end}.xlsx"
    deals = f"{stem}-deals-{world.end}.csv"
    world.lines_written[contacts] = write_csv(folder / contacts, CONTACTS, _contacts(world))
    world.lines_written[companies] = write_xlsx(
        folder / companies, COMPANIES, _companies(world), sheet="all-companies"
    )
    world.lines_written[deals] = write_csv(folder / deals, DEALS, _deals(world))


def _contacts(world: World) -> Iterator[list[str]]:
    for o in world.organizations:
        for person in o.people:
            for n, id in enumerate(person.hubspot_ids):
                yield _in(CONTACTS, _contact(world, o, person, id, again=n > 0))
            if person.moved_to and person.hubspot_ids:
                yield _in(CONTACTS, _moved(world, person))
    yield from _ours_and_junk(world)


def _contact(world: World, o: Organization, person: Person, id: str, *, again: bool) -> dict[str, str]:
    rng = world.rng("contact", id)
    company = o.called("hubspot", world.end)
    created = person.joined or o.since - timedelta(days=rng.randint(0, 60))
    email = person.email.replace("@", f"+{rng.choice(('fair', 'old', 'news'))}@") if again else person.email
    new = o.standing != "customer"
    return {
        "Record ID": id, "First Name": person.given, "Last Name": person.family, "Email": email,
        "Phone Number": written(rng, person.phone), "Mobile Phone Number": written(rng, person.mobile),
        "Job Title": person.title, "Company Name": company, "Contact owner": o.owner.name if o.owner else "",
        "Lifecycle Stage": {"customer": "Customer", "partner": "Other"}.get(o.standing, "Lead"),
        "Lead Status": rng.choice(LEAD_STATUS) if new else "", "Create Date": _moment(rng, created),
        "Last Activity Date": _moment(rng, _last_seen(world, o, person)),
        "Original Source": rng.choice(SOURCES), "City": o.city.split(",")[0],
        "State/Region": o.city.partition(", ")[2], "Country/Region": BY_CODE[o.country].name,
        "Website URL": f"https://www.{o.domain}",
        "Unsubscribed from all email": "true" if person.unsubscribed else "",
        "Associated Company": company, "Associated Company IDs": o.hubspot_ids[0],
        "Associated Company (Primary)": company, "Associated Company IDs (Primary)": o.hubspot_ids[0],
        "Associated Note": rng.choice(NOTES) if rng.random() < 0.15 else "",
        "Email hard bounce reason": "Unknown user" if person.bounced else "",
    }  # fmt: skip


def _moved(world: World, person: Person) -> dict[str, str]:
    """The second entry of somebody who went to another firm: new address, same mobile number."""
    to = world.by_id(person.moved_to)
    local = person.email.partition("@")[0]
    new = Person(
        person.id, person.given, person.family, f"{local}@{to.domain}", person.title, mobile=person.mobile,
        silent=person.silent, joined=person.moved_on,
    )  # fmt: skip
    id = str(int(person.hubspot_ids[0]) + 5)
    if to.hubspot_ids:
        return _contact(world, to, new, id, again=False)
    return {
        "Record ID": id, "First Name": new.given, "Last Name": new.family, "Email": new.email,
        "Mobile Phone Number": new.mobile, "Company Name": to.name,
        "Create Date": f"{world.end - timedelta(days=70)} 10:12",
    }  # fmt: skip


def _moment(rng: Random, day: date) -> str:
    return f"{day} {rng.randint(8, 18):02d}:{rng.randint(0, 59):02d}"


def _last_seen(world: World, o: Organization, person: Person) -> date:
    rng = world.rng("seen", person.id)
    if person.joined and person.silent:
        return person.joined + timedelta(days=rng.randint(5, 40))
    if person.joined:
        return any_day(rng, person.joined, world.end)
    if person.silent or person.moved_to:
        return any_day(rng, o.since, max(o.since, world.end - timedelta(days=735)))
    if o.state in ("lapsed", "one-off"):
        return any_day(rng, o.since, world.end - timedelta(days=120))
    return any_day(rng, max(o.since, world.end - timedelta(days=280)), world.end - timedelta(days=1))


def _ours_and_junk(world: World) -> Iterator[list[str]]:
    """Our own people and rubbish, as every CRM holds them."""
    created = f"{world.start + timedelta(days=11)} 09:05"
    for n, us in enumerate(world.staff[:: max(1, len(world.staff) // 9)]):
        row = {
            "Record ID": str(140_000_000 + n),
            "First Name": us.given,
            "Last Name": us.family,
            "Email": us.email,
        }
        yield _in(CONTACTS, row | {"Job Title": us.role, "Create Date": created, "Lifecycle Stage": "Other"})
    for n, (given, email) in enumerate(
        (("Test", "test@test.example"), ("asdf", "asdf@asdf.example"), ("N/A", ""))
    ):
        row = {"Record ID": str(140_500_000 + n), "First Name": given, "Last Name": given, "Email": email}
        yield _in(CONTACTS, row | {"Create Date": created, "Phone Number": "000", "Company Name": "n/a"})


def _companies(world: World) -> Iterator[list[str]]:
    kinds = {"customer": "Customer", "partner": "Reseller", "prospect": "Prospect"}
    for o in world.organizations:
        for n, id in enumerate(o.hubspot_ids):
            rng = world.rng("company", id)
            name = o.called("hubspot", world.end) if n == 0 else o.name
            world.wrote_name(o, "hubspot", name)
            row = {
                "Record ID": id, "Company name": name, "Company Domain Name": "" if n else o.domain,
                "Website URL": f"https://www.{o.domain}", "Company owner": o.owner.name if o.owner else "",
                "Industry": "" if rng.random() < 0.1 else o.industry, "City": o.city.split(",")[0],
                "Country/Region": BY_CODE[o.country].name,
                "Create Date": f"{o.since - timedelta(days=rng.randint(0, 90))} 10:{rng.randint(0, 59):02d}",
                "Last Activity Date": f"{max(_last_seen(world, o, p) for p in o.people)} 11:20",
                "Type": "" if n else kinds[o.standing],
                "Referred by": "" if n else o.referred_by,
            }  # fmt: skip
            yield _in(COMPANIES, row)


def _deals(world: World) -> Iterator[list[str]]:
    for deal in world.deals:
        yield _in(DEALS, _deal(world, deal))


def _deal(world: World, deal: Deal) -> dict[str, str]:
    o, contact = deal.customer, deal.contact
    filed = bool(o.hubspot_ids)
    euros = in_euros(deal.amount, o.currency, deal.closes, world.rates)
    created, closes = f"{deal.created:%Y-%m-%d %H:%M}", f"{deal.closes} 17:00"
    return {
        "Record ID": deal.id, "Deal Name": deal.name, "Pipeline": "Sales pipeline", "Deal Stage": deal.stage,
        "Amount": f"{deal.amount}", "Close Date": closes, "Create Date": created,
        "Last Activity Date": created if deal.status == "open" else closes,
        "Deal owner": o.owner.name if o.owner else "", "Deal Type": deal.type,
        "Amount in company currency": f"{euros.quantize(CENT)}", "Currency": o.currency,
        "Associated Company IDs (Primary)": o.hubspot_ids[0] if filed else "",
        "Associated Company (Primary)": o.called("hubspot", world.end) if filed else "",
        "Associated Contact IDs": contact.hubspot_ids[0] if contact and contact.hubspot_ids else "",
        "Associated Contact": contact.name if contact and contact.hubspot_ids else "",
        "Contract Start Date": deal.starts.isoformat() if deal.starts else "",
        "Contract End Date": deal.ends.isoformat() if deal.ends else "",
    }  # fmt: skip


def _in(header: list[str], row: dict[str, str]) -> list[str]:
    return [row.get(column, "") for column in header]
