"""How many examples a property is tried on, where trying one is dear."""

from hypothesis import settings


def examples(thorough: int, *, all_of_them: int) -> int:
    """So many in .ci/run; `all_of_them` with `--hypothesis-profile=everything`, which takes hours."""
    return all_of_them if settings.get_current_profile_name() == "everything" else thorough
