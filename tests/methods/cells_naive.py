"""The sums of `cells` counted day by day in plain loops: slow, and what every faster way must equal."""

from __future__ import annotations

from collections import defaultdict

from closeknit.methods.cells import EDGES, LOOK_BACK_DAYS, ROUTINE_A_YEAR, YEAR_DAYS, Facts


def bucket_of(count):
    """How many edges a count has reached."""
    return sum(edge <= count for edge in EDGES)


def days_at_risk(h, account):
    """Its days at risk."""
    return range(int(h.first[account]), int(h.last[account]) + 1)


def purchases_of(h, account):
    """All days of its purchases, in and out of risk, with repeats."""
    return [int(d) for a, d in zip(h.bought_by, h.bought_on, strict=True) if a == account]


def event_days(h, account, kind, *, known):
    """Distinct days of an account's events of a kind."""
    days = h.known_on if known else h.event_on
    return {
        int(d) for a, k, d in zip(h.event_of, h.event_kind, days, strict=True) if a == account and k == kind
    }


def is_exposed(h, account, kind, window, day):
    """Whether a day is exposed to a kind and window."""
    low, high = window
    return any(e + low <= day <= e + high for e in event_days(h, account, kind, known=low > 0))


def kinds_that_tell(h):
    """(kinds that are not routine, kinds that are clustered as well)."""
    at_risk = [a for a in range(h.accounts) if len(days_at_risk(h, a))]
    years = (h.calendar.bin_days * h.calendar.bins + LOOK_BACK_DAYS) / YEAR_DAYS
    plain, clustered = set(), set()
    for kind in range(len(h.kinds)):
        each = [sum(d <= h.calendar.last_day for d in event_days(h, a, kind, known=True)) for a in at_risk]
        if sum(each) > ROUTINE_A_YEAR * years * sum(n > 0 for n in each):
            continue
        plain.add(kind)
        mean = sum(each) / len(each)
        variance = sum(n * n for n in each) / len(each) - mean**2
        if variance > mean * (1 + 3 * (2 / len(at_risk)) ** 0.5):
            clustered.add(kind)
    return plain, clustered


def strata(h):
    """(bin, activity, pace, past, segment) → [days, purchases], and the same key of every (account, day)."""
    plain, clustered = kinds_that_tell(h)
    out, key_of = defaultdict(lambda: [0, 0]), {}
    for account in range(h.accounts):
        known = {k: event_days(h, account, k, known=True) for k in range(len(h.kinds))}
        bought = purchases_of(h, account)
        for day in days_at_risk(h, account):
            when = (day - h.calendar.first_day) // h.calendar.bin_days
            start = h.calendar.first_day + when * h.calendar.bin_days
            active = sum(start - LOOK_BACK_DAYS <= d < start for k in plain for d in known[k])
            lively = sum(d < start for k in clustered for d in known[k])
            pace = lively * YEAR_DAYS // max(start - (int(h.first[account]) - LOOK_BACK_DAYS), 1)
            past = sum(d < start for d in bought)
            segment = int(h.segment[account])
            key = (when, bucket_of(active), bucket_of(pace), bucket_of(past), segment)
            out[key][0] += 1
            out[key][1] += bought.count(day)
            key_of[account, day] = key
    return dict(out), key_of


def exposed(h, kind, window):
    """Stratum key → [exposed days, purchases on them]."""
    _, key_of = strata(h)
    out = defaultdict(lambda: [0, 0])
    for (account, day), key in key_of.items():
        if is_exposed(h, account, kind, window, day):
            out[key][0] += 1
            out[key][1] += purchases_of(h, account).count(day)
    return dict(out)


def within(h, kind, window, season):
    """observed, expected, variance and spread of accounts compared with themselves."""
    sums = [0.0, 0.0, 0.0, 0.0]
    for account in range(h.accounts):
        days = days_at_risk(h, account)
        weight = {d: season[(d - h.calendar.first_day) // h.calendar.bin_days] for d in days}
        bought = [d for d in purchases_of(h, account) if d in weight]
        if not bought:
            continue
        near = [d for d in days if is_exposed(h, account, kind, window, d)]
        share = sum(weight[d] for d in near) / sum(weight.values())
        seen, n = sum(d in near for d in bought), len(bought)
        parts = (seen, n * share, n * share * (1 - share), (seen - n * share) ** 2)
        sums = [total + part for total, part in zip(sums, parts, strict=True)]
    return tuple(sums)


def counted_purchases(h, account):
    """Days of its purchases at risk."""
    return [d for d in purchases_of(h, account) if d in days_at_risk(h, account)]


def facts(h, kind):
    """How a kind was recorded, account by account, event by event."""
    events, having, by_buyers, on_purchases = 0, 0, 0, 0
    happened, known, before, others = defaultdict(set), defaultdict(set), [], []
    for account in range(h.accounts):
        bought = counted_purchases(h, account)
        mine = [d for d in event_days(h, account, kind, known=False) if d in days_at_risk(h, account)]
        events += len(mine)
        having += bool(mine)
        on_purchases += sum(d in bought for d in mine)
        by_buyers += sum(bool(bought) and d not in bought for d in mine)
        told = zip(h.event_of, h.event_kind, h.event_on, h.known_on, strict=True)
        for day, told_on in {(int(d), int(n)) for a, k, d, n in told if (a, k) == (account, kind)}:
            happened[day].add(account)
            known[told_on].add(account)
            later = [d for d in bought if d > day]
            if later and min(later) - day <= 182:
                before.append((told_on - day, told_on > min(later)))
            else:
                others.append(told_on - day)
    usual = sum(others) / len(others) if others else 0
    return Facts(
        h.kinds[kind],
        events=events,
        accounts=having,
        busiest_day=max((len(who) for days in (happened, known) for who in days.values()), default=0),
        before=len(before),
        late=sum(late for _, late in before),
        late_unusually=sum(late and delay > 7 + 2 * usual for delay, late in before),
        by_buyers=by_buyers,
        on_purchases=on_purchases,
    )
