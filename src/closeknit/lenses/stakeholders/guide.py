"""The reference text of the question on stakeholders."""

from __future__ import annotations

TEXT = """\
Who plays which part at a customer and in its open deals – by what they did, with dates – who spoke for us
and left, who has objections, who is missing, and whose words could help.

**What counts.** What people did themselves in the last 24 months, for the firm they were at on that day:
mails they wrote, meetings and calls, help they asked for, surveys; sentences in which they agreed to an
offer, order or contract, objected (a concern or complaint, but for tickets and surveys), asked for proof (a
reference, a pilot, results …), praised or liked something; colleagues whose first mail or meeting with us
they brought about. No act of theirs is what one of us wrote down: a contact or note that a CRM logs, or
that a deal names them as contact. How sentences are read, and how often that is right:
[what they think](stances.md).

**The suggested role.** Champion, decision-maker, blocker (pages say *has objections*), user – or not known.
How often somebody praises, objects, likes and asks for proof is held against how often people of each role
are taken to, per day in touch (binomial); agreeing, colleagues brought in, being the first in touch,
requests for help, the title, the contact and the role that the CRM names (in a deal: the role it gives them
there, if it does) add fixed weights. The sums become shares of belief (softmax); *not known* starts ahead.
A role is suggested with at least half of the belief and a sign of its own: nobody is a champion by title,
nor a blocker for one sentence; a champion has at least twice as many good signs as objections. All figures
are set by hand, a judgement of ours, in `lenses/stakeholders/weighing.py`; none is learned from your data.
What speaks for the role is told in the order of its weight: the title, the CRM and being named as contact
stand there beside acts.
A share is no chance of being right, so none is shown: *clear* stands for three quarters and more.

**Your word wins.** `closeknit role "Ana Ruiz" champion`, or the page of the customer. It is kept like every
decision, can be taken back, and holds at this customer (with `--deal`, in that deal) until you say
otherwise; the suggestion stays beside it. What somebody has at stake is yours to write (`--stake`): it is
never read from mail.

**Who is missing.** Of won deals of the last three years of the same kind (of all kinds, where fewer than
five were won) how many had a champion, a decision-maker, a user in their time: what at least half of them
had, and the open deal has not – or only from somebody who went silent – is named. A part that nobody showed
in writing was perhaps there all the same.

**Gone silent.** As on the page of a customer: longer than nine in ten of their own gaps and twice their
usual one, at least 30 days; here by what they did themselves, not by what we sent.

**Whose words could help.** Where a deal is open and somebody asked for proof or objected: praise of another
customer in the same industry, or about the same (a word that both sentences hold); a figure in it makes it
a result. Of more than 5,000 sentences of praise the newest are looked through, and how many are older is
said. Ask them before you name them.

**How often it is right** is told with the method in [who plays which part](roles.md): on deals we made up,
not on published data.

**Limits.** What is not in the files is not known: talks, other people's mailboxes. Only English sentences
are read. A role that the CRM keeps with the person, not with the deal (HubSpot's *Buying Role*), counts for
all their deals. Weights are not learned from roles you confirm. Whoever is described may read this page: it
tells acts and dates, never traits.

Sources: weights and roles are ours; the parts follow Webster & Wind (1972), Journal of Marketing
36(2):12–19 (buying centre: users, influencers, buyers, deciders, gatekeepers).
"""
