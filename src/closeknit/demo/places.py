"""Countries the sample business sells to: cities, streets, legal forms, and phone numbers kept for fiction.

Phone numbers come only from ranges that regulators set aside for drama and examples; countries without
such a range have none.
"""

from __future__ import annotations

from dataclasses import dataclass
from random import Random


@dataclass(frozen=True)
class Country:
    """One country: how firms there are called, where they sit, what they pay in."""

    code: str
    name: str
    culture: str
    weight: float
    cities: tuple[tuple[str, str], ...]
    """(city, first part of its postcodes)."""
    streets: tuple[str, ...]
    forms: tuple[str, ...]
    currency: str = "EUR"
    phone: str = ""
    """International number with # for free digits, | between ranges; empty: none is kept for fiction."""
    mobile: str = ""


COUNTRIES: tuple[Country, ...] = (
    Country(
        "NL", "Netherlands", "nl", 24,
        (
            ("Rotterdam", "3011"), ("Utrecht", "3511"), ("Groningen", "9711"), ("Breda", "4811"),
            ("Zwolle", "8011"),
        ),
        ("Havenstraat", "Molenweg", "Dorpsstraat", "Industrieweg", "Parklaan"),
        ("B.V.", "B.V.", "V.O.F.", "N.V."),
    ),
    Country(
        "DE", "Germany", "de", 21,
        (
            ("Hamburg", "20457"), ("Bremen", "28195"), ("Köln", "50667"), ("Leipzig", "04109"),
            ("Münster", "48143"),
        ),
        ("Hafenstraße", "Gartenweg", "Industriestraße", "Am Markt", "Lindenallee"),
        ("GmbH", "GmbH", "GmbH & Co. KG", "AG", "e.K."), phone="+49 30 23125 ###",
    ),
    Country(
        "BE", "Belgium", "nl", 8,
        (("Antwerpen", "2000"), ("Gent", "9000"), ("Leuven", "3000")),
        ("Kaai", "Stationsstraat", "Kerkstraat"), ("BV", "NV"),
    ),
    Country(
        "GB", "United Kingdom", "en", 10,
        (("Bristol", "BS1"), ("Leeds", "LS1"), ("Hull", "HU1"), ("Glasgow", "G2"), ("Norwich", "NR1")),
        ("Quay Street", "Mill Lane", "High Street", "Station Road"), ("Ltd", "Ltd", "Limited", "LLP"),
        phone="+44 20 7946 0###", mobile="+44 7700 900###",
    ),
    Country(
        "IE", "Ireland", "en", 5, (("Cork", "T12"), ("Galway", "H91"), ("Dublin", "D02")),
        ("Merchants Quay", "Bridge Street", "Dock Road"), ("Ltd", "DAC"),
    ),
    Country(
        "FR", "France", "fr", 7,
        (("Lille", "59000"), ("Nantes", "44000"), ("Lyon", "69002")),
        ("rue du Port", "avenue des Tilleuls", "quai Sud"), ("SARL", "SAS", "SA"),
        phone="+33 1 99 00 ## ##", mobile="+33 6 39 98 ## ##",
    ),
    Country(
        "US", "United States", "us", 8,
        (
            ("Portland, OR", "97204"), ("Columbus, OH", "43215"), ("Savannah, GA", "31401"),
            ("Austin, TX", "78701"),
        ),
        ("Main Street", "Harbor Drive", "Commerce Avenue"), ("Inc.", "LLC", "Corp."), currency="USD",
        phone="+1 503 555 01##|+1 614 555 01##|+1 912 555 01##|+1 512 555 01##",
        mobile="+1 971 555 01##|+1 380 555 01##|+1 737 555 01##",
    ),
    Country(
        "SE", "Sweden", "nordic", 4, (("Göteborg", "411 03"), ("Malmö", "211 20")),
        ("Hamngatan", "Verkstadsvägen"), ("AB",), phone="+46 8 465 004 ##",
        mobile="+46 70 174 06 6#|+46 70 174 06 7#",
    ),
    Country(
        "DK", "Denmark", "nordic", 3, (("Aarhus", "8000"), ("Esbjerg", "6700")),
        ("Havnegade", "Møllevej"), ("A/S", "ApS"),
    ),
    Country(
        "PL", "Poland", "pl", 3, (("Gdańsk", "80-001"), ("Poznań", "61-001")),
        ("ul. Portowa", "ul. Długa"), ("Sp. z o.o.", "S.A."),
    ),
    Country(
        "ES", "Spain", "es", 3, (("Valencia", "46001"), ("Bilbao", "48001")),
        ("Calle del Puerto", "Avenida de la Paz"), ("S.L.", "S.A."),
    ),
    Country(
        "PT", "Portugal", "pt", 2, (("Porto", "4000"), ("Aveiro", "3800")),
        ("Rua da Alfândega", "Avenida Central"), ("Lda", "S.A."),
    ),
    Country(
        "IT", "Italy", "it", 2, (("Genova", "16121"), ("Verona", "37121")),
        ("Via del Porto", "Corso Italia"), ("S.r.l.", "S.p.A."),
    ),
)  # fmt: skip

BY_CODE = {country.code: country for country in COUNTRIES}


def any_country(rng: Random) -> Country:
    """A country, in proportion to how much is sold there."""
    return rng.choices(COUNTRIES, [c.weight for c in COUNTRIES])[0]


def number(rng: Random, pattern: str) -> str:
    """A phone number from a reserved range; `pattern` holds # for digits and | between ranges."""
    chosen = rng.choice(pattern.split("|"))
    return "".join(str(rng.randint(0, 9)) if c == "#" else c for c in chosen)


def written(rng: Random, phone: str) -> str:
    """A phone number as somebody typed it: international, with 00, with dashes, or bare."""
    style = rng.random()
    if not phone or style < 0.55:
        return phone
    if style < 0.7:
        return "00" + phone[1:].replace(" ", "")
    if style < 0.85:
        return phone.replace(" ", "-")
    return phone.replace(" ", "")
