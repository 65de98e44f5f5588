"""The mapping language: what users write, and what comes with us, to say what a table means."""
