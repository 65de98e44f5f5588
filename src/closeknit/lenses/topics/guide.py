"""The reference text of the question on topics."""

from __future__ import annotations

TEXT = """\
What people talk about in mails, tickets, surveys, notes and in the titles of what they open; what they like,
ask, worry about, complain of and praise, with quote and day.

**Whose words.** Mails and messages that somebody outside sent, tickets they opened, surveys they answered,
what they posted; of our own words only notes of calls and logged activities, as said of the person they are
about. Where several outsiders took part, the words count for the customer alone. Titles of what people open,
click or download are interest. Mail kept without texts (`[mail] keep`) is not read.

**Topics.** Those of your list: `[topics]` in `closeknit.toml` gives each the words that stand for it. Beside
them, words and pairs of words side by side that at least three customers use and that not nearly everybody
uses, found anew each time; what only tells an act (*add*, *logged in*) or could be of anything (*list*) is
none, though *price list* is. A sentence is about a topic whose words it holds, in singular or plural.

**Stance.** How a sentence is read, and how often that is right, is told in [what they think](stances.md).
When unsure it says nothing, so counts are rather too low. A fault named in a subject line is a topic; a
complaint is voiced in the text below.

**Raised more and more.** Customers, not sentences, are counted: of those who said anything in the last 91
days how many raised the topic, against the 91 days before. The range is exact (Clopper & Pearson, given the
sum of both counts). A topic is named when as many would be unlikely by chance, with at most one in ten of all
named expected to be a false alarm (Benjamini & Hochberg); topics that could not tell even if all raised it
lately are not looked at (Tarone). With fewer than ten customers in either time nothing is compared.

**At stake.** What customers with a concern or complaint paid in the last 12 months: what is there, not what
acting would gain, nor what one complaint puts at risk.

**Other languages.** Stances are told from English sentences alone; one in another language takes none, as a
rule, and counts as said of nothing but its topics. Your own list finds topics in any language, where it holds
the words as they are written there: only English plurals become one with their singular. What is found anew
is cleared of small and judging words of English, so those of another language can come up as topics: put
what your customers talk about on the list.

**Limits.** Who writes much is heard much: silence is no content. One sentence on one day is no judgement of a
person. Only the newest 200,000 sentences of the last 12 months are read, and the answer says when there are
more.

Sources: Przyborowski & Wilenski (1940), Biometrika 31:313–323 · Clopper & Pearson (1934), Biometrika
26:404–413 · Benjamini & Hochberg (1995), JRSS B 57:289–300 · Tarone (1990), Biometrics 46:515–522.
"""
