"""The roles people and keys have, each of which may all that those before it may."""

ROLES = ("viewer", "member", "analyst", "admin")

MAY = {
    "viewer": "looks at everything",
    "member": "also says what was done of today's list, writes notes, and saves questions",
    "analyst": "also loads, takes back, corrects facts, and says who is the same",
    "admin": "also manages people and keys, and sees what was done",
}
