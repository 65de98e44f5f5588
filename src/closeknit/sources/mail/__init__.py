"""Mail: mailboxes into messages, messages into rows. What rows mean is said in `known/mail-messages.toml`."""
