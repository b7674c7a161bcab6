"""``python -m radscore.shim script.py``: runs a script that imports PyRadiomics, with this package in its place."""

from __future__ import annotations

import os
import runpy
import sys
from pathlib import Path

from radscore.naming import TOPLEVEL, install


def main() -> None:
    """Runs a script, or with ``-m`` a module, with ``radiomics`` installed."""
    arguments = sys.argv[1:]
    is_module = arguments[:1] == ["-m"]
    rest = arguments[1:] if is_module else arguments
    if not rest or rest[0].startswith("-"):
        print("usage: python -m radscore.shim script.py [arguments]\n       python -m radscore.shim -m module [arguments]", file=sys.stderr)
        raise SystemExit(2)
    install()
    sys.argv = rest
    if is_module:
        runpy.run_module(rest[0], run_name="__main__", alter_sys=True)
        return
    if not os.path.isfile(rest[0]):
        print(f"radscore.shim: got {rest[0]}, no such file; wanted a script. Check the path.", file=sys.stderr)
        raise SystemExit(2)
    sys.path[0] = str(Path(rest[0]).resolve().parent)
    if TOPLEVEL not in sys.path:
        sys.path.insert(1, TOPLEVEL)
    _as_main(rest[0])


def _as_main(script: str) -> None:
    """Runs a file as ``__main__`` itself, so that functions of it can be pickled into pools of processes."""
    main_module = sys.modules["__main__"]
    namespace = main_module.__dict__
    kept = {name: namespace[name] for name in ("__builtins__",) if name in namespace}
    with open(script, "rb") as file:
        code = compile(file.read(), script, "exec")
    namespace.clear()
    namespace.update(kept, __name__="__main__", __file__=script, __spec__=None, __loader__=None, __package__=None)
    exec(code, namespace)


if __name__ == "__main__":
    main()
