"""How many examples a property is tried on, where trying one is dear or trying many is."""

from hypothesis import settings


def examples(thorough: int, *, all_of_them: int | None = None, quick: int | None = None) -> int:
    """So many in .ci/run; `all_of_them` with `--hypothesis-profile=everything`, which takes hours, and
    `quick` among core tests, where these are given."""
    by_profile = {"everything": all_of_them, "quick": quick}
    return by_profile.get(settings.get_current_profile_name()) or thorough
