"""Codes by the clock agree with RFC 6238 and count once; recovery codes are typed in any way."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from pyotp import TOTP

from closeknit.desk.one_time import (
    address,
    in_groups,
    new_secret,
    recovery_codes,
    recovery_hash,
    step_of,
)

RFC = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
"""The secret of its appendix B, "12345678901234567890", in the letters of apps."""
NOW = datetime(2026, 11, 27, 12, 0)


@pytest.mark.parametrize(
    ("seconds", "code"),
    [(59, "94287082"), (1111111109, "07081804"), (1111111111, "14050471"), (1234567890, "89005924"),
     (2000000000, "69279037"), (20000000000, "65353130")],
)  # fmt: skip
def test_codes_are_those_of_RFC_6238_appendix_B_with_SHA_1(seconds: int, code: str) -> None:
    """Of its eight digits an app shows the last six: both are the rest of the same number."""
    at = datetime.fromtimestamp(seconds, UTC).replace(tzinfo=None)
    assert step_of(RFC, code[-6:], at, after=0) == seconds // 30
    assert step_of(RFC, code[-6:], at, after=seconds // 30) is None, "used"
    assert step_of(RFC, code, at, after=0) is None, "eight digits"


def test_a_code_counts_half_a_minute_before_and_after_and_no_longer() -> None:
    secret, step = new_secret(), int(NOW.replace(tzinfo=UTC).timestamp()) // 30
    for away in range(-4, 5):
        code = TOTP(secret).at(NOW.replace(tzinfo=UTC) + timedelta(seconds=30 * away))
        found = step_of(secret, code, NOW, after=0)
        assert found == (step + away if abs(away) <= 1 else None)


@pytest.mark.parametrize("typed", ["", "abcdef", "12345", "-12345", "1" * 5_000, "१२३४५६", "\ud800"])
def test_what_is_no_code_fits_nothing(typed: str) -> None:
    assert step_of(RFC, typed, NOW, after=0) is None


def test_an_app_is_given_the_names_of_user_and_business() -> None:
    found = address(RFC, "ana@firm.example", "Firm & Söhne: 1")
    assert found == (
        f"otpauth://totp/Firm%20%26%20S%C3%B6hne%3A%201:ana%40firm.example?secret={RFC}"
        "&issuer=Firm%20%26%20S%C3%B6hne%3A%201"
    )


def test_recovery_codes_are_ten_all_different_and_typed_in_any_way() -> None:
    codes = recovery_codes()
    assert len(set(codes)) == 10
    assert {len(code.replace("-", "")) for code in codes} == {16}
    one = codes[0]
    for typed in (one.upper(), one.replace("-", " "), f" {one.replace('-', '')}\n"):
        assert recovery_hash(typed) == recovery_hash(one)
    assert in_groups("abcdefghij") == "abcd efgh ij"
