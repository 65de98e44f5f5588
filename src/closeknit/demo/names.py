"""Names of people and firms from many countries, and how a name becomes an address.

Pools only: who is called what is drawn in `customers` and `firm`. Every name is an everyday one put
together by chance; none means a real person or firm.
"""

from __future__ import annotations

import re
import unicodedata
from random import Random

GIVEN: dict[str, tuple[str, ...]] = {
    "nl": tuple(
        ["Sanne", "Daan", "Femke", "Bram", "Lotte", "Jeroen", "Maaike", "Thijs", "Noor", "Ruben", "Fleur", "Sander", "Iris", "Koen", "Eva", "Joost"]
    ),
    "de": tuple(
        ["Anna", "Lukas", "Katrin", "Jürgen", "Sabine", "Felix", "Grete", "Matthias", "Heike", "Jonas", "Ute", "Björn", "Lena", "Holger", "Silke"]
    ),
    "en": tuple(
        ["Emma", "James", "Olivia", "Harry", "Grace", "Oliver", "Ruth", "Callum", "Hannah", "Simon", "Fiona", "Gareth", "Niamh", "Declan", "Amy"]
    ),
    "fr": tuple(
        ["Chloé", "Antoine", "Amélie", "Benoît", "Camille", "Étienne", "Élodie", "Guillaume", "Inès", "Mathieu", "Solène", "Rémi"]
    ),
    "es": tuple(["Lucía", "Álvaro", "Carmen", "Diego", "Inés", "Javier", "Marta", "Íñigo", "Nuria", "Pablo", "Rocío", "Sergio"]),
    "pt": tuple(["Ana", "João", "Beatriz", "Tiago", "Inês", "Rui", "Marta", "Duarte", "Sofia", "Gonçalo", "Filipa", "Nuno"]),
    "it": tuple(["Giulia", "Matteo", "Chiara", "Davide", "Elena", "Luca", "Federica", "Niccolò", "Paola", "Stefano", "Silvia", "Enzo"]),
    "nordic": tuple(["Astrid", "Søren", "Ingrid", "Lars", "Freja", "Mikael", "Åsa", "Henrik", "Linnéa", "Jørgen", "Sigrid", "Emil"]),
    "pl": tuple(
        ["Agnieszka", "Piotr", "Małgorzata", "Tomasz", "Zofia", "Łukasz", "Katarzyna", "Paweł", "Joanna", "Michał", "Ewa", "Marek"]
    ),
    "us": tuple(["Madison", "Tyler", "Ashley", "Brandon", "Latisha", "Marcus", "Megan", "Carlos", "Priya", "Kevin", "Dana", "Luis"]),
    "world": tuple(
        ["Chidi", "Amara", "Nguyễn", "Linh", "Fatima", "Omar", "Yuki", "Kenji", "Aarav", "Meera", "Leila", "Samir", "Zanele", "Thabo", "Mei"]
    ),
}

FAMILY: dict[str, tuple[str, ...]] = {
    "nl": tuple(
        "Hoekstra Bakker|van der Linde|de Wit|Visser|Kuipers|Postma|Dijkstra|Vermeulen|Brouwer|"
        "ter Horst|Zijlstra|van Houten|Scholten|Meijer|Wiersma|Huisman|Groenewoud".replace(
            "Hoekstra Bakker", "Hoekstra|Bakker"
        ).split("|")
    ),
    "de": tuple(
        ["Keller", "Vogt", "Lindner", "Schäfer", "Krüger", "Böhm", "Hartmann", "Seidel", "Brandt", "Weiß", "Ostermann", "Reuter", "Köhler", "Pohl", "Engelhardt", "Nowitz", "Mühlbauer", "Gröning"]
    ),
    "en": tuple(
        ["Calloway", "Hughes", "Whitfield", "Okonedo", "Barlow", "Penrose", "Ashdown", "Sinclair", "Murphy", "O'Dowd", "Kavanagh", "Thorne", "Marsh", "Fletcher", "Holroyd", "Pritchard", "Winslow", "Smith"]
    ),
    "fr": tuple(
        ["Moreau", "Delacroix", "Lefèvre", "Garnier", "Chevallier", "Roussel", "Perrin", "Blanchet", "Fournier", "Aubry", "Mercier", "Béranger", "Colin", "Vasseur"]
    ),
    "es": tuple(
        ["Ortega", "Navarro", "Ibáñez", "Serrano", "Molina", "Cabrera", "Peña", "Vidal", "Lozano", "Rivas", "Castellanos", "Ruiz"]
    ),
    "pt": tuple(["Silva", "Carvalho", "Teixeira", "Moura", "Azevedo", "Ferreira", "Lourenço", "Pires", "Magalhães", "Couto"]),
    "it": tuple(
        ["Marchetti", "Rossini", "Ferrante", "Colombo", "Galli", "Moretti", "Bianco", "Testa", "Sartori", "Longhi", "Fontana"]
    ),
    "nordic": tuple(
        ["Lindqvist", "Sørensen", "Bergström", "Haugen", "Nyström", "Dahl", "Ekström", "Møller", "Sandvik", "Holm", "Kjær", "Östlund"]
    ),
    "pl": tuple(
        ["Nowak", "Kowalczyk", "Wiśniewski", "Zieliński", "Lewandowska", "Dąbrowski", "Kamiński", "Wójcik", "Mazur", "Jabłoński"]
    ),
    "us": tuple(["Harper", "Delgado", "Whitaker", "Nguyen", "Coleman", "Brooks", "Ramirez", "Sullivan", "Patel", "Jackson", "Reed"]),
    "world": tuple(
        ["Okafor", "Haddad", "Tanaka", "Nguyen", "Sharma", "Mensah", "Rahimi", "Dlamini", "Chen", "Farouk", "Adeyemi", "Iyer"]
    ),
}

TRADES: dict[str, tuple[tuple[str, str], ...]] = {
    "nl": (
        ("Transport", "Logistics and Supply Chain"), ("Zuivel", "Food Production"),
        ("Bloemen", "Horticulture"), ("Scheepswerf", "Maritime"), ("Verpakkingen", "Packaging and Containers"),
        ("Techniek", "Machinery"), ("Interieurs", "Furniture"), ("Drukwerk", "Printing"),
        ("Groothandel", "Wholesale"), ("Bouw", "Construction"), ("Koeltechniek", "Machinery"),
    ),
    "de": (
        ("Logistik", "Logistics and Supply Chain"), ("Maschinenbau", "Machinery"), ("Backwaren", "Food Production"),
        ("Möbel", "Furniture"), ("Verpackung", "Packaging and Containers"), ("Druck", "Printing"),
        ("Medizintechnik", "Medical Devices"), ("Großhandel", "Wholesale"), ("Textil", "Textiles"),
        ("Elektro", "Electrical"), ("Spedition", "Logistics and Supply Chain"),
    ),
    "en": (
        ("Foods", "Food Production"), ("Freight", "Logistics and Supply Chain"), ("Print", "Printing"),
        ("Joinery", "Furniture"), ("Marine", "Maritime"), ("Packaging", "Packaging and Containers"),
        ("Engineering", "Machinery"), ("Textiles", "Textiles"), ("Health Supplies", "Medical Devices"),
        ("Wholesale", "Wholesale"), ("Brewing", "Food Production"), ("Instruments", "Electrical"),
    ),
    "fr": (
        ("Conserves", "Food Production"), ("Transports", "Logistics and Supply Chain"), ("Mobilier", "Furniture"),
        ("Imprimerie", "Printing"), ("Emballages", "Packaging and Containers"), ("Mécanique", "Machinery"),
        ("Tissages", "Textiles"), ("Négoce", "Wholesale"), ("Bâtiment", "Construction"),
    ),
    "es": (
        ("Conservas", "Food Production"), ("Logística", "Logistics and Supply Chain"), ("Muebles", "Furniture"),
        ("Envases", "Packaging and Containers"), ("Talleres", "Machinery"), ("Textil", "Textiles"),
    ),
    "pt": (
        ("Cortiças", "Packaging and Containers"), ("Conservas", "Food Production"), ("Têxteis", "Textiles"),
        ("Transportes", "Logistics and Supply Chain"), ("Móveis", "Furniture"), ("Vinhos", "Food Production"),
    ),
    "it": (
        ("Arredi", "Furniture"), ("Alimentari", "Food Production"), ("Trasporti", "Logistics and Supply Chain"),
        ("Meccanica", "Machinery"), ("Tessuti", "Textiles"), ("Imballaggi", "Packaging and Containers"),
    ),
    "nordic": (
        ("Verkstad", "Machinery"), ("Skibsservice", "Maritime"), ("Møbler", "Furniture"),
        ("Transport", "Logistics and Supply Chain"), ("Bygg", "Construction"), ("Fisk", "Food Production"),
        ("Emballage", "Packaging and Containers"), ("Tryk", "Printing"),
    ),
    "pl": (
        ("Meble", "Furniture"), ("Transport", "Logistics and Supply Chain"), ("Opakowania", "Packaging and Containers"),
        ("Maszyny", "Machinery"), ("Druk", "Printing"), ("Piekarnie", "Food Production"),
    ),
    "us": (
        ("Supply", "Wholesale"), ("Logistics", "Logistics and Supply Chain"), ("Foods", "Food Production"),
        ("Fixtures", "Furniture"), ("Labels", "Printing"), ("Medical", "Medical Devices"),
        ("Fabrication", "Machinery"), ("Outfitters", "Textiles"),
    ),
}  # fmt: skip
"""Culture → (word in a firm's name, industry)."""

TITLES = (
    ("Managing Director", 5), ("Owner", 5), ("Head of Operations", 4), ("Operations Manager", 3),
    ("Warehouse Manager", 3), ("IT Manager", 3), ("Head of IT", 4), ("Purchasing Manager", 3),
    ("Buyer", 2), ("Finance Manager", 3), ("CFO", 5), ("Accounts Payable", 1), ("Office Manager", 1),
    ("Logistics Coordinator", 1), ("Marketing Manager", 3), ("Project Manager", 2), ("Team Assistant", 1),
)  # fmt: skip
"""Job title and its seniority, 1 to 5."""

_PLAIN = str.maketrans(
    {"ß": "ss", "ø": "o", "Ø": "O", "ł": "l", "Ł": "L", "æ": "ae", "Æ": "Ae", "đ": "d", "ı": "i", "œ": "oe"}
)


def plain(text: str) -> str:
    """The text in ASCII letters: accents dropped, ß as ss."""
    return unicodedata.normalize("NFKD", text.translate(_PLAIN)).encode("ascii", "ignore").decode()


def slug(text: str) -> str:
    """Lower-case ASCII words joined by hyphens, as in a domain."""
    return re.sub(r"[^a-z0-9]+", "-", plain(text).lower().replace("'", "")).strip("-")


def person_name(rng: Random, culture: str) -> tuple[str, str]:
    """Given and family name; one in nine comes from somewhere else."""
    pool = "world" if rng.random() < 0.11 else culture
    return rng.choice(GIVEN[pool]), rng.choice(FAMILY[pool])


def firm_name(rng: Random, culture: str) -> tuple[str, str]:
    """Name without legal form, and its industry."""
    word, industry = rng.choice(TRADES[culture])
    family = rng.choice(FAMILY["world" if rng.random() < 0.07 else culture])
    family = family[0].upper() + family[1:]
    style = rng.random()
    if style < 0.6:
        return f"{family} {word}", industry
    if style < 0.72:
        other = rng.choice(FAMILY[culture])
        return f"{family} & {other[0].upper()}{other[1:]}", industry
    return f"{rng.choice(PLACE_WORDS)} {word}", industry


PLACE_WORDS = (
    "Nordvik", "Altenau", "Solmar", "Greywater", "Havenlicht", "Ostara", "Brightwell", "Kestrel", "Monteverde",
    "Silverline", "Terravia", "Lumen", "Corvid", "Halden", "Juniper", "Westerdok", "Aurelia", "Pinehollow",
    "Clearford", "Marisol", "Rookwood", "Vantaa", "Castelo", "Delta", "Meridian", "Polaris", "Amberley",
    "Zonnehof", "Riverton", "Eikenbos", "Fjordland", "Cobalt", "Saffron", "Orchard", "Lindenhof", "Bellevue",
)  # fmt: skip
