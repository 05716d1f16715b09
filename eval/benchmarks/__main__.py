"""`python -m guillemet.eval.benchmarks`."""

from .command import main

main()
