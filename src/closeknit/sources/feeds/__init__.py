"""News: feeds into items, headlines into what happened to whom. Meaning: `known/feed-items.toml`."""
