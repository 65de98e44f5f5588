"""What our own templates share."""

from __future__ import annotations

import re
from importlib.resources import files

from closeknit.lenses.seam import each_lens
from closeknit.web.showing import rich_text


def test_explanations_name_other_pages_of_the_docs_and_lead_nowhere_that_is_not_served() -> None:
    assert rich_text("See [who is who](identity.md).") == "<p>See “who is who” of the docs.</p>\n"
    assert rich_text("See [R](https://r.example/).").count("<a href") == 1
    assert not any(".md" in rich_text(lens.text) for lens in each_lens())


def test_what_is_wider_than_a_phone_is_reached_by_keys_and_has_a_name() -> None:
    texts = [one.read_text() for one in files("closeknit.web").joinpath("templates").iterdir()]
    wide = [tag for text in texts for tag in re.findall(r'<div class="scroll"[^>]*>', text)]
    assert wide
    assert [tag for tag in wide if 'tabindex="0"' not in tag or "aria-label=" not in tag] == []
