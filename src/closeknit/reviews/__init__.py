"""Asking people who were there what came before purchases: a sheet to fill in, and read back.

What was read is kept as a decision, so that it outlives every rebuild and `undo` takes it back; the question
`triggers` tells what it says.
"""
