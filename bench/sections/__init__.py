"""The sections of docs/figures.md, each written by the module of its subject."""
