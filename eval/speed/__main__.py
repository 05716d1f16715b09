"""Runs the measurement of speed: `python -m guillemet.eval.speed`."""

from .command import main

main()
