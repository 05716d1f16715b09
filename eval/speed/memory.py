"""How much memory this process has."""

import resource
import sys
from pathlib import Path

__all__ = ["peak_megabytes", "resident_megabytes"]


def peak_megabytes() -> float:
    """The most that was resident at any time, in millions of bytes."""
    held = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return held / 1e6 if sys.platform == "darwin" else held * 1024 / 1e6


def resident_megabytes() -> float:
    """What is resident now, pages of mapped files included; where the system does not say, the peak."""
    try:
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    except OSError:
        return peak_megabytes()
    return pages * resource.getpagesize() / 1e6
