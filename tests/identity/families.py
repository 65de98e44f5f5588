"""Planted families: firms and people whose truth is known, spread over four systems as real ones are.

Each family holds what goes wrong: a second firm of the same name elsewhere, a daughter on the mother's
domain, a firm renamed, an accountant whose address stands on its clients' invoices, two John Smiths at
one firm, a switchboard, shared mailboxes, people entered twice, tagged addresses, spellings, two accounts
that the CRM merged, father and son at one address, strangers on one line.
"""

from __future__ import annotations

from random import Random

from tests.identity.claims_made import Claims

FORMS = ("GmbH", "Ltd", "S.A.", "B.V.", "Inc.", "AB")
WRITTEN = {"Ltd": "Limited", "B.V.": "BV", "S.A.": "SA", "Inc.": "Inc"}
GIVEN = ("Anna", "Peter", "Ute", "José", "Fiona", "Łukasz", "Noor", "Samir", "Eva", "Thabo")
FAMILY = ("Keller", "Holm", "Vogt", "Ruiz", "Murphy", "Nowak", "Bakker", "Iyer", "Roth", "Adeyemi")

Truth = dict[str, str]
"""Key → the true party it belongs to."""


def plant(families: int, seed: int = 1) -> tuple[Claims, Truth]:
    """Claims of so many families, and the truth about their keys."""
    claims, truth, random = Claims(), {}, Random(seed)
    for n in range(families):
        _firm(claims, truth, random, n)
        if n % 5 == 0:
            _twin(claims, truth, n)
        if n % 7 == 0:
            _daughter(claims, truth, n)
        if n % 11 == 0:
            _renamed(claims, truth, n)
        if n % 13 == 0:
            _clients_of_an_accountant(claims, truth, n)
        if n % 17 == 0:
            _merged_in_the_crm(claims, truth, n)
        if n % 19 == 0:
            _father_and_son(claims, truth, n)
        if n % 9 == 0:
            _two_on_one_line(claims, truth, n)
        _people(claims, truth, random, n)
    return claims, truth


def _name(n: int) -> str:
    return f"{FAMILY[n % 10]}{n} {('Logistik', 'Foods', 'Maritime', 'Möbel', 'Drukkerij')[n % 5]}"


def _say(claims: Claims, truth: Truth, who: str, *keys: str, name: str, kind: str = "organization") -> None:
    claims.party(*keys, name=name, kind=kind)
    truth.update(dict.fromkeys(keys, who))


def _firm(claims: Claims, truth: Truth, random: Random, n: int) -> None:
    who, name, form = f"firm {n}", _name(n), FORMS[n % 6]
    domain = f"domain:firm{n}.example"
    accounts = f"{name} {WRITTEN.get(form, form) if random.random() < 0.4 else form}"
    _say(
        claims,
        truth,
        who,
        f"crm_company:{n}",
        domain,
        name=name if random.random() < 0.5 else f"{name} {form}",
    )
    books = [f"books_contact:{accounts.casefold()}"] + ([domain] if random.random() < 0.7 else [])
    _say(claims, truth, who, *books, name=accounts)
    hours = name.upper() if random.random() < 0.3 else name
    _say(claims, truth, who, f"hours_client:{hours.casefold()}", name=hours)


def _twin(claims: Claims, truth: Truth, n: int) -> None:
    """A firm of the same name with another domain, in the CRM only; every other one of another legal form."""
    other = FORMS[(n + n // 5 % 2) % 6]
    keys = (f"crm_company:{n}9999", f"domain:twin{n}.example")
    _say(claims, truth, f"twin {n}", *keys, name=f"{_name(n)} {other}")
    # Which of the two is meant, nobody can know from a bare name.
    for name in (
        _name(n),
        _name(n).upper(),
        f"{_name(n)} {other}",
        f"{_name(n)} {WRITTEN.get(other, other)}",
    ):
        for system in ("hours_client", "books_contact"):
            truth.pop(f"{system}:{name.casefold()}", None)


def _daughter(claims: Claims, truth: Truth, n: int) -> None:
    """A daughter that uses the mother's domain, under a name of its own."""
    claims.party(f"crm_company:{n}7777", f"domain:firm{n}.example", name=f"{_name(n)} Nord")
    truth[f"crm_company:{n}7777"] = f"daughter {n}"


def _renamed(claims: Claims, truth: Truth, n: int) -> None:
    """The help desk knows the firm under its new name, on the old domain."""
    _say(
        claims,
        truth,
        f"firm {n}",
        f"desk_organization:new{n} group",
        f"domain:firm{n}.example",
        name=f"New{n} Group",
    )


def _clients_of_an_accountant(claims: Claims, truth: Truth, n: int) -> None:
    for place, client in enumerate(("Bakery", "Garage", "Florist")):
        claims.party(f"books_contact:{client.casefold()} {n}", f"domain:tax{n}.example", name=f"{client} {n}")
        truth[f"books_contact:{client.casefold()} {n}"] = f"client {n}.{place}"


def _merged_in_the_crm(claims: Claims, truth: Truth, n: int) -> None:
    """The CRM keeps a second number of the firm, under a name that it had for it before."""
    _say(claims, truth, f"firm {n}", f"crm_company:{n}", f"crm_company:{n}5555", name=f"{_name(n)} (old)")


def _father_and_son(claims: Claims, truth: Truth, n: int) -> None:
    """Private customers with one address and phone, in two systems that share no number of theirs.

    Of every other two, who bear one name, each system knows one: only their birthdays tell them apart.
    """
    home = {
        "street": f"{n % 90 + 1} {FAMILY[n % 10]}weg {n}",
        "city": f"Town {n % 40}",
        "postal_code": f"{10_000 + n}",
    }
    family, phone = f"{FAMILY[(n // 10) % 10]}sen{n}", f"phone:+4940{20_000_000 + n}"
    namesakes = n // 19 % 2 == 1
    for place, (given, born) in enumerate((("Peter", 1951), ("Peter" if namesakes else "Paul", 1983))):
        # Of one day of the year the two dates would be but two digits apart, which a slip may be; and the
        # first of January stands for a year.
        day = n + 11 * place
        who, birthday = f"private {n}.{place}", f"{born}-{day % 12 + 1:02}-{day % 27 + 2:02}"
        systems = ("crm_contact", "shop_customer")
        for system in systems[place : place + 1] if namesakes else systems:
            key = f"{system}:{n}-home{place}"
            claims.person(key, phone, name=f"{given} {family}", birthday=birthday, **home)
            truth[key] = who


def _two_on_one_line(claims: Claims, truth: Truth, n: int) -> None:
    """Strangers who gave one number, of whom each system knows one."""
    for system, name in (("shop_customer", "Iris Lang"), ("desk_user", "Max Stern")):
        claims.person(f"{system}:{n}-line", f"phone:+4960{20_000_000 + n}", name=name)
        truth[f"{system}:{n}-line"] = f"{name} {n}"


def _people(claims: Claims, truth: Truth, random: Random, n: int) -> None:
    switchboard = f"phone:+4930{20_000_000 + n}"
    for place in range(3):
        who = f"person {n}.{place}"
        given, family = random.choice(GIVEN), f"{random.choice(FAMILY)}{place}"
        mail = f"email:{given.casefold()}.{place}@firm{n}.example"
        entry = f"crm_contact:{n}-{place}"
        _say(claims, truth, who, entry, mail, name=f"{given} {family}", kind="person")
        claims.person(entry, switchboard, name=f"{given} {family}")
        _say(claims, truth, who, mail, f"desk_user:{n}-{place}", name=f"{family}, {given}", kind="person")
        if place == 1:
            tagged = mail.replace("@", "+shop@")
            _say(claims, truth, who, tagged, f"shop_user:{n}", name=f"{given[0]}. {family}", kind="person")
    for place in (1, 2):
        keys = (f"crm_contact:{n}-smith{place}", f"email:john.smith{place}@firm{n}.example")
        _say(claims, truth, f"smith {n}.{place}", *keys, name="John Smith", kind="person")
        claims.person(keys[0], switchboard, name="John Smith")
        claims.person(keys[0], f"phone:+4950{20_000_000 + n}", name="John Smith")
        claims.person(keys[0], f"email:info@firm{n}.example", name="John Smith")
    truth[f"email:info@firm{n}.example"] = f"firm {n}"
