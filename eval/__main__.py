"""`python -m guillemet.eval`: the same as the `guillemet` command."""

from .command import main

main()
