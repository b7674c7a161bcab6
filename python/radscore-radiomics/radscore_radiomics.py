"""Gives ``import radiomics`` to radscore, and refuses next to an installed PyRadiomics.

No file of this package lies where PyRadiomics has one: either can be installed and removed without the other. Python
runs ``install()`` when it starts (``radscore_radiomics.pth``).
"""

from __future__ import annotations

import importlib.util
import os
import sys
from collections.abc import Sequence
from importlib.machinery import ModuleSpec, PathFinder
from types import ModuleType


class RadiomicsFinder:
    """Answers for the name ``radiomics`` alone."""

    @staticmethod
    def find_spec(
        name: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        if name != "radiomics":
            return None
        ours = importlib.util.find_spec("radscore")
        if ours is None or not ours.submodule_search_locations:
            raise ImportError("got no package radscore; wanted it: run `pip install radscore`.", name="radiomics")
        # Processes that radscore starts have this folder in their path.
        folder = os.path.join(ours.submodule_search_locations[0], "toplevel")
        present = PathFinder.find_spec("radiomics", [entry for entry in sys.path if entry != folder])
        if present is not None:
            where = present.origin or "a folder of the path"
            raise ImportError(
                f"got two packages for the name radiomics: radscore-radiomics, and {where}; wanted one. "
                "Run `pip uninstall radscore-radiomics` to use PyRadiomics, or `pip uninstall pyradiomics` to use "
                "radscore under its name. `import radscore.radiomics` works next to PyRadiomics.",
                name="radiomics",
            )
        return PathFinder.find_spec("radiomics", [folder])


def install() -> None:
    """Asks this finder first."""
    if not any(getattr(finder, "__name__", "") == RadiomicsFinder.__name__ for finder in sys.meta_path):
        sys.meta_path.insert(0, RadiomicsFinder)
