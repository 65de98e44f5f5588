"""One module per question; each declares a Lens and imports no other lens."""
