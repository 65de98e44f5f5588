"""The reference text of the question on relationships."""

from __future__ import annotations

TEXT = """\
Who of us knows whom and how well, which relationships cool, what revenue hangs on one person, and who can
introduce you to somebody.

**Strength.** Every mail, message, call, meeting and ticket between two people weighs by its kind (a meeting
of two 5, a call 3, a mail to one person 1, a ticket's opening, answer or solution ½), less the more people
take part, nothing from 26 on, and half as much for every 90 days that have passed. The sum becomes a figure
between 0 and 1 – 1 − e^(−sum / 37), where 37 is what two mails a week kept up add up to: they give .63, one a
month .11, one a day .97 – and is multiplied by how far both sides take part (twice the lesser direction over
both, at least .1): who only writes, or is only written to, is hardly known. Lists, newsletters and notices
count nothing. A connection on a LinkedIn list weighs .2, having worked at one firm of m people at one time
1 / m. That recency and closeness lead is measured (Gilbert & Karahalios); the weights, the 90 days and the 37
are a judgement of ours. A strength orders relationships; it is no probability.

**Cooling.** For each outsider, the weeks with contact in the last 13 against those in the 39 before, each as
of whichever of us was in touch most: a hand-over to a colleague is no cooling. As many weeks or fewer have to
be unlikely (binomial, a quarter expected), with at most one in ten of all named expected to be a false alarm
(Benjamini & Hochberg). With fewer than nine weeks of contact in the year even none lately could be chance;
such relationships are not looked at (Tarone).

**Hangs on one person.** Of the ten customers that brought most in the last 12 months those where all contact
of that time was with one person – gone within these months, or there now (of these the three largest).

**Introductions.** The warmest way of at most three steps from any of us (or from `by`) to the person: the
product of the strengths along it, so that a warm way over two people comes before a cold direct tie. Exact.
Up to three ways that have nobody in common; to a firm, the warmest to each of three people there. Each
step says what it rests on.

**The other way round.** People we know well who do not know this person yet, those of the same industry
first: whom you could introduce to whom.

**The map.** Of everybody, the 200 closest to us; of a way, it and the six whom each person on it knows best.
Where people stand follows from who knows whom (ForceAtlas2), a crowd drawn apart so that it can be read;
names that find no room are left out, never laid on another – point at a dot, or read the table. Of more than
1,000 people groups who know each other are drawn (Louvain), and of more than 20,000 ties the strongest. One
group of more than 1,000 and half of all is cut into parts along its strongest ties (maximum spanning tree).

**Limits.** What does not go through your files – talks in the corridor, private phones – is not seen. A
colleague without a mailbox or calendar here looks as if they knew nobody; a LinkedIn list helps. A strength
says nothing of whether somebody is willing: ask before you pass a name on.

Sources: Gilbert & Karahalios (2009), CHI 211–220 · Dijkstra (1959), Numerische Mathematik 1:269–271 ·
Jacomy et al. (2014), PLoS ONE 9:e98679 · Blondel et al. (2008), J. Stat. Mech. P10008 · Benjamini & Hochberg
(1995), JRSS B 57:289–300 · Tarone (1990), Biometrics 46:515–522.
"""
