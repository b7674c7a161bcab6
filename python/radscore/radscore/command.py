"""The command ``pyradiomics``, run by the engine: the options, files and output of PyRadiomics' own."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence

from .engine import FOLDER
from .errors import RadscoreError
from .node import find_node


def run(arguments: Sequence[str]) -> int:
    """Runs a command line without the program's name, with the terminal of this process; gives the exit code."""
    node = find_node()
    # It reads what it is asked to and writes results; it starts no program and opens no connection.
    flags = node.fence("--allow-fs-read=*", "--allow-fs-write=*", "--allow-worker")
    child = subprocess.Popen([node.path, *flags, str(FOLDER / "pyradiomics.js"), *arguments])
    while True:
        try:
            return child.wait()
        except KeyboardInterrupt:
            # The terminal has interrupted the child as well: it ends, and says how.
            continue


def own_pyradiomics() -> None:
    """The console script ``radscore-pyradiomics``."""
    try:
        code = run(sys.argv[1:])
    except RadscoreError as error:
        print(f"pyradiomics: {error}", file=sys.stderr)
        code = 1
    raise SystemExit(code if code >= 0 else 128 - code)


def pyradiomics() -> None:
    """The console script ``pyradiomics``: PyRadiomics' own where that is installed, since the name is its."""
    if _has_pyradiomics():
        from radiomics import scripts

        raise SystemExit(scripts.parse_args())
    own_pyradiomics()


def _has_pyradiomics() -> bool:
    from importlib import metadata

    try:
        metadata.distribution("pyradiomics")
    except metadata.PackageNotFoundError:
        return False
    return True
