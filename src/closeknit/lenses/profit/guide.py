"""The reference text of the question on profit."""

from __future__ import annotations

TEXT = """\
Which customers really pay, once hours, extras and waiting for money are counted.

**What an hour brings.** Revenue of a customer (invoices, orders and credit notes, without tax; payments
only for customers without either) over all hours logged for it, in the same time. A customer is named
when an hour brings less than 60 % of your average and at least 20 hours were logged, or when its work
and goods cost more than it pays. The average is over customers with both revenue and hours. Where
timesheets begin late or end early, hours and revenue are both cut to the time they cover.

**Cost.** What the timesheets say an hour costs; a cost of 0 there means that nobody entered one. Else
`cost_per_hour` of your settings. When at least 80 % of the hours have a cost, the others count with the
average; otherwise no cost is shown. For goods, the margin that order lines state. Time that went to no
customer is shown and never spread over customers (time-driven costing).

**Hours never invoiced.** Hours that may be invoiced and were not, 45 days after the work. They are valued
at what the customer's own invoiced hours bring; the range reaches to your average rate.

**Hours beyond the estimate.** Only where a source states an estimate; otherwise not shown.

**Late payment.** Invoices past due today, and the share paid after the due date with invoices still open
counted (Kaplan–Meier). Paid invoices without a day of payment are left out and counted.

**Support load.** A customer is named when its share of tickets is surely (90 %) more than twice its share
of the money, from 10 tickets on.

**The curve.** Profit added up from the best customer down. It rises above 100 % and falls back: what lies
above is what others take away again. Its band comes from drawing your customers anew 400 times.

**Completeness.** Days with an entry over working days between a person's first and last entry. Below
60 %, rates are called likely, not counted: hours are missing and an hour brings less than it seems.

**Limits.** Rates compare customers, not people. Revenue includes goods sold to the same customer.
A customer with low rates may still be worth keeping: the answer names them, it does not decide.

Sources: Kaplan & Anderson (2004), Harvard Business Review 82(11):131–138 · Kaplan & Narayanan (2001),
Journal of Cost Management 15(5) · Kaplan & Meier (1958), JASA 53:457–481 · Wilson (1927), JASA 22:209–212.
"""
