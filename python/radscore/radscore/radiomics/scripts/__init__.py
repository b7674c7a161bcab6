"""The command line as a function."""

from __future__ import annotations

import sys

from ...command import run


def parse_args() -> int:
    """Runs the command line of this process as ``pyradiomics`` and gives its exit code."""
    return run(sys.argv[1:])
