"""Keys and systems as people say them: `hubspot_company:881` is "HubSpot company 881"."""

from __future__ import annotations

from closeknit.keys import HUBS, is_number, key_parts

SYSTEMS = {
    "hubspot": "HubSpot",
    "mailchimp": "Mailchimp",
    "quickbooks": "QuickBooks",
    "linkedin": "LinkedIn",
    "servicenow": "ServiceNow",
    "crm": "CRM",
}
"""How systems write themselves, where a capital first letter is not it."""


def system_name(kind: str) -> str:
    """The system that a kind of key, or a stream, comes from: "hubspot_company" is from HubSpot."""
    system = kind.partition("/")[0].partition("_")[0]
    return SYSTEMS.get(system, system.capitalize())


def spoken_key(key: str) -> str:
    """A key as people say it: the bare address for an e-mail, "Xero contact “bl group”" for a name."""
    kind, value = key_parts(key)
    if kind in HUBS:
        return value
    thing = kind.partition("_")[2].replace("_", " ") or "entry"
    return f"{system_name(kind)} {thing} {value if is_number(value) else f'“{value}”'}"
