"""Calendars: files into events, events into occurrences. Their meaning: see `known/calendar-events.toml`."""
