"""The reference text of the question on customers."""

from __future__ import annotations

TEXT = """\
Who your customers are, who comes back, who is late against its own habit, who has gone and is worth
winning back, which contracts end, and how much hangs on few.

**What is counted.** Buying decisions, not invoices: instalments of one project, a retainer and a contract
are one purchase each (the rule stands beside every purchase). Purchases of a customer on one day count
as one. An order through a reseller counts for the customer once. Refunds are taken off revenue and are
no purchases.

**Late** is said of a customer with at least three purchases that has been silent - no purchase, no
invoice, no payment - for longer than 95 of 100 of its own gaps. Gaps of one customer vary as a gamma
distribution; customers differ in pace; someone with few gaps is drawn towards the others. The answer says
how many customers would look late on any day although all keep their habit. Each late customer shows from
how many gaps that is told, the shortest and the longest, and how often its own gaps alone - their
logarithms taken as normal, so Student's t for the next one - would be longer still. With fewer than five
gaps, or where its own gaps alone would be longer in 5 of 100 cases, it is *a hint*. The list is well
supported only when it is longer than chance would have it and less than half of it are hints. *Good*
customers are those whose usual year is worth at least that of your middle customer. *At stake* is what a
usual year of theirs is worth - pace times amount, with the range of both, never more than they ever
bought - not what acting would gain.

**Gone silent** needs a silence of at least four usual gaps (or two years) that is either beyond 99 in 100
of the customer's own gaps, or beyond nine in ten and a model of repeat buying gives less than one half to
its still being a customer. The model alone cannot keep somebody: it takes buying for random, and of a
customer who came every eleven weeks and has been silent for ninety it may still expect a purchase. After
four years it is said of everybody. *Worth winning back*: its usual year was worth at least that of your
middle customer, and it left less than three years ago.

**New** means first bought in the last 180 days, **bought once** a single purchase longer ago.

**Contracts** are judged by their end, not by gaps: covered until their last day, late for 60 days after
it, then gone. Retainers paid by the month have 15 days of grace. The share renewed counts contracts whose
fate is known, with Wilson's range. *How long they are kept* is the Kaplan-Meier curve over each
customer's times under contract without a break of more than 60 days; those that still run, or ended
within the last 60 days, count as not over yet, and retainers that had begun before the data does are left
out. The range is Greenwood's on the log-log scale, that of the middle Brookmeyer and Crowley's. It takes
five that ended.

**Opportunities.** Where customers can, or do, buy only once a year, quarter or month - donors asked every
November, a yearly event, a monthly order day - BG/BB counts opportunities instead of time. It is taken when
at least 50 gaps between purchases are known, nine in ten of them are a whole number of such cycles give or
take an eighth (at random one in four would be), and a quarter are one cycle; the longest cycle that fits is
meant. `--opportunities year` says so yourself, `none` leaves it. Each customer's opportunities are counted
from its first purchase, and one is missed only when an eighth of a cycle has gone by after it.

**Forecast.** From 100 customers without contract and 50 repeat purchases on, BG/NBD is fitted by maximum
likelihood, Pareto/NBD as a check, and Gamma-Gamma for the worth of a purchase; equal histories are
counted once, so size does not matter. Ranges come from the curvature at the top and from futures played
through; where there are more than 5,000 customers, from slopes. A fit at the edge of what a model can
express, or whose parameters the data cannot tell apart, is said in words and used for nothing: then
no chance of still being a customer is shown. The last third of the history, at most as long as the time
looked ahead, is foretold by a fit that did not see it; the forecast is called well supported only when
what happened lies in that range.

**Accidental customers.** Of the ten largest, those with two of these: one purchase or product is nearly
all of its money; all of it within 90 days; a single person known there while others have more; the only
customer of its industry; no word on how it came while others have one. It is a question to ask, never a
score.

**Mailing list.** `--cards yes` adds one row a person with postal address (attributes `street`,
`postal_code`, `city`, `region`, `country`), e-mail and do-not-contact (attributes `do_not_contact`,
`unsubscribed`, `opted_out`). Of several e-mail addresses it is the one at the domain of the firm somebody
is at today, else one at no firm's domain, else that of the firm where they were last known to begin; of
those one without a tag (`ana+fair@…`), then the first by alphabet: when an address was last used is not kept.

**Limits.** Habit knows no seasons, holidays or strikes: a customer that buys every December is judged by
its gap of a year. Fewer than three purchases say more about all customers than about one. The models
know no campaigns or prices; BG/NBD holds everybody who bought once for a customer for ever, so such a
customer is never called gone by the model. Purchases of nobody known are left out.

Sources: Fader, Hardie & Lee (2005), Marketing Science 24:275-284 · Schmittlein, Morrison & Colombo
(1987), Management Science 33:1-24 · Fader & Hardie (2013), The Gamma-Gamma model of monetary value ·
Wilson (1927), JASA 22:209-212 · Fader, Hardie & Shang (2010), Marketing Science 29:1086-1108 · Kaplan &
Meier (1958), JASA 53:457-481. BG/BB reproduces the published figures of 11,104 donors, BG/NBD, Pareto/NBD
and Gamma-Gamma reproduce the published figures of the CDNOW data to one part in a thousand.
"""
