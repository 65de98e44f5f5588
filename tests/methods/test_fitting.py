"""A fit is found, or says in words why it cannot be used."""

import numpy as np
import pytest

from closeknit.methods.fitting import FitVerdict, Parameter, by_differences, maximise


def parameters(*names):
    return [Parameter(n, 1.0, 1e-3, 1e3, f"{n} is nothing", f"{n} is all") for n in names]


def hill(top):
    return by_differences(lambda logs: -50 * float(((logs - np.log(top)) ** 2).sum()))


def test_the_top_is_found_with_its_width():
    fitted = maximise("hill", hill([2.0, 5.0]), parameters("u", "v"), n=100)
    assert (fitted.verdict, fitted.why) == (FitVerdict.FOUND, "")
    assert [fitted["u"], fitted["v"]] == pytest.approx([2.0, 5.0], rel=1e-6)
    low, high = fitted.interval("v")
    assert (low, high) == pytest.approx((5 * np.exp(-0.1645), 5 * np.exp(0.1645)), rel=1e-3)


def test_draws_are_as_wide_as_the_fit_is_unsure_and_the_same_again():
    fitted = maximise("hill", hill([2.0, 5.0]), parameters("u", "v"), n=100)
    drawn = fitted.draws(4_000, seed=1)
    assert np.log(drawn).std(axis=0) == pytest.approx([0.1, 0.1], rel=0.1)
    assert (drawn == fitted.draws(4_000, seed=1)).all()


def test_a_top_beyond_the_edge_is_a_boundary_with_its_meaning():
    fitted = maximise("hill", hill([2.0, 1e6]), parameters("u", "v"), n=100)
    assert (fitted.verdict, fitted.why, fitted.usable) == (FitVerdict.BOUNDARY, "v is all", False)


def test_a_ridge_is_not_identified():
    ridge = by_differences(lambda logs: -50 * float((logs.sum() - 1) ** 2))
    assert maximise("ridge", ridge, parameters("u", "v"), n=100).verdict is FitVerdict.NOT_IDENTIFIED


def test_a_flat_top_leans_to_the_case_it_cannot_be_told_from():
    flat = by_differences(lambda logs: -50 * float((logs[0]) ** 2) - 0.05 * float((logs[1] - 1.0) ** 2))
    fitted = maximise("flat", flat, parameters("u", "v"), n=100)
    assert fitted.verdict is FitVerdict.NOT_IDENTIFIED
    assert fitted.why == "v is all"
