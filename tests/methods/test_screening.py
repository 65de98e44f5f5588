"""The verdicts of the search, on small made businesses."""

from dataclasses import replace

import numpy as np
import pytest

from closeknit.methods.cells import LAGS
from closeknit.methods.screening import KindResult, Side, Verdict
from tests.methods import worlds
from tests.methods.searched import searched
from tests.methods.worlds import Kind, among_nulls, made, works

pytestmark = pytest.mark.slow


def found(accounts, *kinds, seed=1000, first_only=False):
    world = made(accounts, seed=seed, first_only=first_only, kinds=lambda rng: among_nulls(rng, *kinds))
    return searched(world.seen)


@pytest.fixture(scope="module")
def plain():
    return searched(made(190, seed=1003).seen)


def test_strong_triggers_are_established_in_their_window(plain):
    result = plain.results["true_4"]
    assert (result.verdict, result.direction, result.best) == (Verdict.ESTABLISHED, "raises", (29, 91))
    assert result.q <= 0.10
    assert result.p == max(result.p_between, result.p_within)


def test_every_kind_gets_a_result_in_the_order_of_the_data(plain):
    assert tuple(plain.results) == plain.h.kinds


def test_windows_come_with_the_same_day_and_the_quarter_before(plain):
    windows = [w.window for w in plain.results["true_4"].windows]
    assert windows == [*LAGS, (0, 0), (-91, -1)]
    best = plain.results["true_4"].windows[1]
    assert plain.results["true_4"].n == best.observed
    assert best.observed > 1.5 * best.expected_within


def test_the_same_data_give_the_same_digits(plain):
    assert searched(plain.h).results == plain.results


def test_what_follows_purchases_is_an_after_effect(plain):
    assert {plain.results[f"after_{i}"].verdict for i in range(5)} == {Verdict.AFTER_EFFECT}


def test_events_that_put_purchases_off_are_told_apart():
    result = found(400, works("puts_off", 0.04, 0.2, 1)).results["puts_off"]
    assert (result.verdict, result.direction) == (Verdict.ESTABLISHED, "delays")


def test_a_newsletter_is_always_on():
    results = found(100, Kind("newsletter", 0, every=(7, 1.0))).results
    assert results["newsletter"].verdict is Verdict.ALWAYS_ON


def test_an_import_day_is_refused():
    world = worlds.on_one_day(made(190, seed=1003), "true_4", 500)
    assert searched(world.seen).results["true_4"].verdict is Verdict.ONE_DAY


def test_purchases_of_one_day_refuse_all_kinds(plain):
    h = replace(plain.h, bought_on=np.where(plain.h.bought_on > 400, 700, plain.h.bought_on))
    assert {r.verdict for r in searched(h).results.values()} == {Verdict.ONE_DAY}


def test_notes_written_after_the_sale_are_refused():
    world = made(300, seed=1004, kinds=lambda rng: among_nulls(rng, Kind("note", 0.02)))
    world = worlds.logged_when_won(world, "note", otherwise=0.1, seed=1)
    assert searched(world.seen).results["note"].verdict is Verdict.RECORDED_AFTER


def test_notes_that_exist_for_buyers_only_are_refused():
    world = made(500, seed=1004, kinds=lambda rng: among_nulls(rng, Kind("note", 0.02)))
    h = worlds.logged_when_won(world, "note", otherwise=0.0, seed=1).seen
    assert searched(replace(h, known_on=h.event_on)).results["note"].verdict is Verdict.BUYERS_ONLY


def test_tickets_are_for_customers_only_but_count_among_customers():
    tickets = Kind("ticket", 0.03, buyers=True)
    everybody = found(400, tickets)
    assert everybody.results["ticket"].verdict is Verdict.CUSTOMERS_ONLY
    h = everybody.h
    since = np.full(h.accounts, h.calendar.last_day)
    np.minimum.at(since, h.bought_by, h.bought_on)
    again = searched(replace(h, first=np.maximum(since + 1, h.first)))
    assert again.results["ticket"].verdict in (Verdict.NO_EVIDENCE, Verdict.NOT_ENOUGH)


def test_an_event_on_the_day_of_the_purchase_is_told_apart():
    h = found(400, Kind("order_form", 0.002)).h
    signed = np.random.default_rng(1).random(len(h.bought_by)) < 0.7
    parts = {
        "event_of": np.concatenate([h.event_of, h.bought_by[signed]]),
        "event_kind": np.concatenate([h.event_kind, np.zeros(signed.sum(), dtype=int)]),
        "event_on": np.concatenate([h.event_on, h.bought_on[signed]]),
        "known_on": np.concatenate([h.known_on, h.bought_on[signed]]),
    }
    assert searched(replace(h, **parts)).results["order_form"].verdict is Verdict.SAME_DAY


def test_forty_sales_say_how_many_more_are_needed():
    results = searched(made(20, seed=1001).seen).results
    assert {r.verdict for r in results.values()} == {Verdict.NOT_ENOUGH}
    assert all(r.needed >= 30 for r in results.values())


def test_rare_kinds_ask_for_more_data():
    result = found(300, Kind("rare", 0.0004)).results["rare"]
    assert result.verdict is Verdict.NOT_ENOUGH
    assert result.needed > 300


def test_late_news_is_found_by_when_it_was_known_and_not_before():
    news = works("news", 0.012, 5.0, 0, delay=30)
    result = found(400, news).results["news"]
    assert result.verdict is Verdict.KNOWN_LATE
    still = found(400, works("report", 0.012, 5.0, 1, delay=30)).results["report"]
    assert (still.verdict, still.direction) == (Verdict.ESTABLISHED, "raises")


def test_events_known_only_after_the_end_change_nothing_but_the_quarter_before():
    h = searched(made(190, seed=1003).seen).h
    hidden = h.known_on > 700
    late = replace(h, known_on=np.where(hidden, 2000, h.known_on))
    parts = ("event_of", "event_kind", "event_on", "known_on")
    gone = replace(h, **{name: getattr(h, name)[~hidden] for name in parts})
    one, other = (searched(x).results.values() for x in (late, gone))
    assert [r.windows[:3] for r in one] == [r.windows[:3] for r in other]


def test_first_purchases_are_searched_the_same_way():
    result = found(500, works("funding", 0.01, 5.0, 0), first_only=True).results["funding"]
    assert (result.verdict, result.best) == (Verdict.ESTABLISHED, (1, 28))


def test_no_events_at_all_are_not_enough_data(plain):
    h = replace(plain.h, kinds=(*plain.h.kinds, "never_seen"))
    result = searched(h).results["never_seen"]
    assert (result.verdict, result.n, result.exposure) == (Verdict.NOT_ENOUGH, 0, 0.0)


def delaying(verdict, q_of_raise):
    """A kind that its test of delays speaks for, and what its test of raises says."""
    raises = Side(0.02, 0.01, 0.02, q_of_raise)
    return KindResult(
        "kind", verdict, "delays", 1e-4, 1e-5, 1e-4, 0.01, (1, 28), (), 12, 900.0, 0, False, raises
    )


@pytest.mark.parametrize(
    ("verdict", "q_of_raise", "turned"),
    [
        (Verdict.ESTABLISHED, 0.08, (Verdict.ESTABLISHED, "raises", 0.08)),
        (Verdict.ESTABLISHED, 0.25, (Verdict.SUGGESTIVE, "raises", 0.25)),
        (Verdict.ESTABLISHED, 0.40, (Verdict.ESTABLISHED, "delays", 0.01)),
        (Verdict.SUGGESTIVE, 0.08, (Verdict.SUGGESTIVE, "raises", 0.08)),
        (Verdict.AFTER_EFFECT, 0.08, (Verdict.AFTER_EFFECT, "delays", 0.01)),
    ],
)
def test_a_raise_is_as_sure_as_its_own_test_says_and_not_as_that_of_delays(verdict, q_of_raise, turned):
    told = delaying(verdict, q_of_raise).turned()
    assert (told.verdict, told.direction, told.q) == turned
    assert told.p == (0.02 if told.direction == "raises" else 1e-4)


def test_a_kind_that_raises_is_not_turned(plain):
    assert plain.results["true_4"].turned() is plain.results["true_4"]
