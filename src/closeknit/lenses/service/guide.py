"""The reference text of the question on service."""

from __future__ import annotations

TEXT = """\
How fast customers get an answer and a solution, who is waiting now, and who had to come back.

**Waits.** From the moment a ticket was opened to the first reply of one of us, and to its solution.
Tickets that are still open count as waiting until the newest fact of their source (Kaplan–Meier): looking
at answered tickets alone flatters, because slow ones are missing from them. The answer says by how much
when it is 5 points or more. A ticket closed without a reply counts as waiting until it was closed. A reply
dated before its ticket was opened is a clock gone wrong: it is left out and counted, and a ticket with no
other reply is left out of first answers, as are sources that never say when they replied: nothing is
guessed.

**Shares.** How many wait longer than an hour, 6 hours, a day and 4 days, with 90 % ranges (Greenwood on
the log-log scale; Wilson where nothing is open). Medians and the slowest tenth and hundredth; never an
average. Office time runs only while the office is open (`[office]` in the settings, public holidays of
`country`); a day of it is as long as your office day.

**Who waits now.** Open tickets without a reply, customers who brought most in the last year first. Those
open for more than 180 days look forgotten in the tool and stay off the list for today.

**Came back.** Another ticket of the same person within 7 days of a solution, among solutions at least so
old.

**Limits.** Replies that a machine sent count as replies unless their source marks them. Being open when
the export was made is taken to say nothing about the ticket being easy or hard.

Sources: Kaplan & Meier (1958), JASA 53:457–481 · Brookmeyer & Crowley (1982), Biometrics 38:29–41 ·
Wilson (1927), JASA 22:209–212.
"""
