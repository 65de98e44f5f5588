"""The reference text of the question on advocates."""

from __future__ import annotations

TEXT = """\
Who recommends, praises and mentions you, who sent you customers, what these brought since, whether anybody
thanked for it, and whom one may ask for a favour now.

**Who sent whom.** A file says so: a column *Referred by* (a name, an e-mail or a firm) of contacts,
companies or deals, a list of referrals of your own, a relation *referred by* of Google or Outlook contacts.
Or a mail does: somebody outside writes to one of you and to somebody of a firm with which you had not dealt
before, in words that introduce. A name counts for whoever alone goes by it. Colleagues who name each other
are no referral. A customer counts once: for whom a file names before whom a mail shows, for the first of
these.

**What they brought.** What the customer paid since the day of the referral – where no day is known, since
you first dealt with it. It is what was paid, not what was gained: some of them would have come anyway.

**Thanked.** A mail or message of yours to them (or, where a firm sent somebody, to anybody there), or a
note of a talk with them, from that day on that thanks and, in that sentence or the next, speaks of the
referral or names who was sent. Or your own list of referrals says when. Where no text of yours was loaded,
it says that it cannot tell.

**Who speaks up.** Whoever sent somebody, wrote a recommendation within three years, mentioned you in public
within a year without a complaint in it, or praised you on two days within a year, by sentences read (see
[what they think](stances.md)). Whose newest answer of a year to how likely they would recommend you was 9
or 10 of 10 (a promoter, as the Net Promoter Score counts) said one good word with it, as good as a day of
praise: it says what they would do, not that they did. First come those whose customers brought most, then
recommendations, mentions, praise. What somebody did goes before how many they know.

**Whom one may ask.** Of those who speak up: nobody who must not be contacted; nobody whom a mail of yours
asked for a recommendation, a reference or an introduction within 91 days, or who is on a list of whom to
turn to (`closeknit outreach`) before they may be asked again; nobody who worried, complained or gave 6 or
less in a survey within 91 days; nobody who is still owed thanks. What to ask for is the next step: praise –
a recommendation; a recommendation – an introduction; a referral – whom else they know.

**Reach.** The people somebody knows at other firms you deal with, as the question on
[relationships](relations.md) counts knowing, yours left out. A count one can check, told from three firms
on; a rank in the network (PageRank, betweenness) says little more where a few hundred people are known, and
nobody can check it.

**Do they come back?** Of customers whose first purchase is over a year old, how many bought again within a
year: those sent to you against the others, with the likely range of the difference (Newcombe's method 10).
With fewer than ten of either nothing is compared. It goes with being sent; it is not shown to come from it:
whoever sends you somebody chooses whom, and files may name referrers of good customers more often.

**Given and received.** Mails by which one of you made people of two firms known to each other, against
those whom somebody sent you.

**Limits.** Thanks by phone, flowers and dinners are seen only if somebody noted them. Words are looked for
in English. A mail that introduces without saying so is not seen; one that says so and only forwards is
taken for one. Names that two people bear stand for neither.

Sources: Reichheld (2003), Harvard Business Review 81(12):46–54 · Newcombe (1998), Statistics in Medicine
17:873–890 · Wilson (1927), JASA 22:209–212.
"""
