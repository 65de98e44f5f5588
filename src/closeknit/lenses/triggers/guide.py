"""The docs page of the question: how to read the answer, the method, what it assumes and where it ends."""

from __future__ import annotations

from closeknit.lenses.triggers.kinds import MADE
from closeknit.lenses.triggers.outcomes import OUTCOMES

TEXT = f"""Which events come before a purchase, how much likelier they make one, how long after, how surely.

**How to read it.** "Customers buy 3.0 times as often (likely between 1.9 and 4.6) in the 5 to 13 weeks after
a funding round; from 61 purchases": in those weeks a customer buys three times as often as the same customer
would in other weeks of the same season. The range holds the truth nine times in ten. It says what comes
before purchases, not what causes them: only trying it out on some customers and leaving others alone tells.
Three sorts are kept apart and never ranked together: **triggers** (what happens outside, or in the
customer's own life), **buying signals** (what customers do towards you), **touches** (what you do). **Steps**
of the decision itself stand in a table of their own: a deal that is opened, or a contract that nears its end,
unless only first purchases, expansions or escalations are asked about. They tell of a purchase under way, not
of what sets one off. They head no answer, open no list and draw in no picture, and their yeses are counted
apart, for a sure yes among the others would lower the bar for all of them.

| what can be said | meaning |
|---|---|
| established | both comparisons show it, and at most 1 in 10 of those said here is false |
| suggestive | both point to it, not surely |
| we may be the cause | the effect is gone once your own mails, calls and meetings are counted |
| after-effect | it comes after purchases |
| same day | it falls on the day of the purchase, or is one itself; what came first is not known |
| always on | nearly all customers are in its weeks nearly all the time |
| known late | one often hears of it only after the purchase |
| recorded after the purchase | it is written down once there is a sale; so its size means nothing |
| recorded for buyers only, for customers only | others are missing; so its size means nothing |
| one import day | most carry one date |
| no evidence | purchases are no more frequent after it |
| not enough data | how many more purchases it takes is said |

**What is asked about.** {" ".join(f"`{o.name}`: {o.means}." for o in OUTCOMES.values())}
Invoices are never counted: instalments and retainers are one decision (see the question on customers). A
day on which a customer made several decisions counts as one.

**Events.** All activities whose kind plays trigger, signal, touch or step in your settings; `deal.won` is the
decision itself and is left out. And what follows from the other facts you loaded:

| kind | sort | made of |
|---|---|---|
{chr(10).join(f"| `{kind}` | {made.sort} | {made.rule} |" for kind, made in MADE.items())}

An event counts from the day one could know of it; what happened and what one knew stay apart. What a newer
list shows instead of something else - another title, another employer - is known from that list on, whatever
day it bears. An invoice paid late is known on the day of the payment, or once a source says that payments are
known. Where nothing says when something became known, its own day is taken: on past days such events then
look known sooner than they were.

**Method.** Time is cut into weeks (days from 500 decisions on, where dates are those of days and customers
times days are no more than 20 million). A customer is at risk from the day after the first sign of it.
Three windows after each event are looked at: 1 to 4, 5 to 13 and 14 to 26 weeks. Two comparisons have to
agree, because they fail for different reasons: *between* customers (the chance to buy in each week of the
calendar, knowing season, activity, pace, past purchases and segment) and *within* customers (each with
itself, season allowed for: the self-controlled case series). Each kind's p is the larger of the two, its
windows put together by the Cauchy rule; kinds whose purchases come before them are set aside first;
Benjamini-Hochberg then holds the share of false ones at 10 %. Kinds that are known of hardly anybody who has
not bought yet are compared among customers, and count with all others there: it is one question. Sizes come
from one fit of all found kinds of a sort, customers against themselves, with a weak prior; ranges from
drawing customers again. A kind that draws purchases into some weeks and so empties others is told as one
that raises, where the test of that says so too. "Count on" is the size drawn towards what kinds like it turn
out to be, for what is picked out because it looks strong looks too strong. A lag profile's band holds for
the whole profile at once.

**By segment.** Where customers have segments (an attribute named `segment`, or the one that `--segment`
names), the sure kinds' sizes are told for each: fitted together, then drawn towards the common size by as
much as the scatter among segments advises, every scatter weighed by how likely it is. A size is established
where it holds against all kinds and segments asked about (Benjamini-Hochberg). That segments differ is said
only where they lie further apart than when the same customers are dealt out to them by lot, 999 times, all
kinds counted: customers differ for reasons of their own, and a few large ones make any segment stand out.
Those who buy often, say, can hardly be made to buy four times as often; the industry they are in then shows
less, which says something of them and nothing of the industry. A segment in whose weeks fewer than 5
purchases can be expected says nothing.

**How often it cries wolf.** The search is repeated up to 200 times on your own data with whole histories of
events exchanged between customers of one segment with about as many events, nobody keeping their own;
segments of fewer than 5 customers are taken together for that. What is found then is false. If
that happens in more rounds than the 10 % allowed and chance explain, nothing is called established any more:
what is found is then suggestive at most, and the answer says so.

**Who now.** Everybody is scored on everything known, found or not: each kind of event by the share of the
coming 13 weeks that lies in a window after it, how often each kind comes, purchases, activity, segment and
season, in a fit that holds each kind back by as much as the data advises. The list is then tested: every
four weeks of the past year the fit is made anew from what was known on that day, chances are corrected by
what earlier forecasts came to, and 13 weeks later one looks who bought. What counts is the gain over the best
simple order (past purchases, activity, latest purchase), with its range from drawing customers again; where
that range includes nothing, the list goes by the simple order. Listed is who is within the weeks after such
an event and has not bought since; what we do ourselves lists nobody. *At stake* is the chance of a purchase
times the usual order. On simulated businesses of 2,500 accounts the first tenth of the list held 96 to 98 %
of the buyers that knowing the truth would have put there; the tests ask for 90 %.

**Gained by acting** is told only of campaigns (`closeknit campaign`): those acted on against those left alone
by lot, everybody in the part the lot gave them (difference of shares by Newcombe, of money by Welch), never
against last year.

**What people remember** (`closeknit review-sales`) is compared in pairs of a buyer and somebody like it who
did not buy: matched odds as of a conditional logistic regression, with exact ranges. Memory favours what did
happen, so it is never more than a hint.

**Limits.** On simulated businesses with 40 kinds of events, five of which work: of those said to be
established 2 to 7 in 100 were false, and 11 in 100 (give or take 6) where 52 firms bought for the first time.
With 52 to 56 purchases an event that makes one 4 times as likely is found seven times in ten, one that makes
it 2 times hardly ever; with 162, 3 times is found four times in five; with 540 all from 2.5 times on. How
often shuffled events show something is tried on a part of very large data. Sizes are drawn towards 1 a little
below 500 purchases. Where somebody works is what is known today: what they did while at a former firm counts
for the present one, unless the line names the firm itself, as invoices, orders, tickets and lists of deals
do; so mails, meetings and calls of the few who changed firms are told of the wrong one. What nobody recorded
cannot be found; what you record for your buyers only cannot be judged.

**With few purchases** the answer counts what happened before the latest ones, beside how many of all
customers had it at the same times, and names the way that is left: asking those who were there.

Sources: Farrington (1995), Biometrics 51:228-235 · Whitaker et al. (2006), Statistics in Medicine
25:1768-1797 · Holford (1980), Biometrics 36:299-305 · Liu & Xie (2020), JASA 115:393-402 · Benjamini &
Hochberg (1995), JRSS B 57:289-300 · Stephens (2017), Biostatistics 18:275-294 · MacKay (1992), Neural
Computation 4:415-447 · Röver (2020), Journal of Statistical
Software 93(6):1-51 · Zadrozny & Elkan (2002), KDD · Newcombe (1998), Statistics in Medicine 17:873-890 ·
Breslow & Day (1980), Statistical Methods in Cancer Research I.
"""
