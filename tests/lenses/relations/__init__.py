"""The question who knows whom."""
