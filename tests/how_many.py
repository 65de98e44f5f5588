"""How many examples a property is tried on, where trying one is dear."""

from hypothesis import settings


def examples(thorough: int, *, all_of_them: int, quick: int | None = None) -> int:
    """So many in .ci/run; `all_of_them` with `--hypothesis-profile=everything`, which takes hours; `quick`,
    where that is given, among core tests."""
    by_profile = {"everything": all_of_them, "quick": quick or thorough}
    return by_profile.get(settings.get_current_profile_name(), thorough)
