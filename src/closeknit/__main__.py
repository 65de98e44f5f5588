"""`python -m closeknit` is the `closeknit` command."""

from closeknit.cli import main

main()
