"""Address books: vCards into rows. What rows mean is said in `known/vcard-contacts.toml`."""
