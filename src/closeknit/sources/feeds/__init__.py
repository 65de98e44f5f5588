"""News: feeds into items, headlines into what happened to whom. Meaning: mappings with `[headline]`."""
