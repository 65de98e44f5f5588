"""The reference text of the question on what needs mending."""

from __future__ import annotations

TEXT = """\
What in your contacts needs mending, whom it concerns, and who says so: people who may be gone, entries made
twice, pairs that may be one, missing addresses and roles, customers with nobody left to talk to, and
programs that contradict each other. `closeknit export fixes` writes files that those programs import.

Only customers and those who may buy are looked at; possible customers out of the news are left alone, but
for people who went there from a customer.

**Contacts to check.** No sign of life for two years (what *they* did, not what we sent), mail that came
back (attribute `bounced`) and no sign of life since, or gone to another firm: a file says when their work
at the customer ended, or that at their present firm began later. Without such days two firms are two
employers at once. Where the day on which mail came back is not known, a sign within two years counts as
since. *Likely still there* takes half of people to stay two and a half years in a role: a belief, not a
measurement. Somebody of whom no file ever saw a sign is not called silent. Only where nobody else there was
heard of within two years, and the customer paid in the last twelve months, is there something to do today.

**Entered more than once.** One program holds two or more numbers for what an e-mail, a number or your
decision shows to be one. Programs that know people and firms by name only are left out: two spellings are no
two entries. Nor are two answers to a survey, whose kind of number ends in `_response` or `_respondent`
(`typeform_response`): name it so in mappings of your own.

**May be the same.** Pairs that are much alike without an identifier in common, from 50 % on, which wait for
`closeknit review`. How likely they are is the work of [who is who](identity.md).

**Addresses and roles.** Contacts to whom mail came back by any program's word, be it that they were heard
of since; contacts of whom no file says an e-mail address; contacts at customers of whom no file says a
title or role (attributes `title`, `job_title`, `role`, `position`).

**Nobody left to talk to.** Organizations that paid in the last twelve months and where nobody is known, or
everybody known is silent for two years or unreachable.

**Contradictions.** Two programs state different values of title, department, street, postal code, city,
region, country or birthday that both still hold. Of each program its latest statement counts; capitals,
accents and signs do not, and a country's code is not held against its name. The newest statement is shown
first; where one of the two has no date, or both have the same, nobody can tell which holds, and it says *not
known*.

**Limits.** A program's date of a value is often the day on which the entry was made, not the day on which
the value was checked. Two streets written differently ("Quay St", "Quay Street") contradict each other.
E-mail addresses and phone numbers are identifiers, of which a person may well have several: two different
ones are no contradiction here. Where mail and calendar were not loaded, there are few signs of life, and
few are called silent.
"""
