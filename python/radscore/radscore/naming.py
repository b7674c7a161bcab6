"""The name ``radiomics`` for scripts that import PyRadiomics: ``radscore.install()``."""

from __future__ import annotations

import importlib
import os
import sys
from pathlib import Path

from .errors import RadscoreError

#: What `import radiomics.…` may name.
MODULES = (
    "base",
    "featureextractor",
    "firstorder",
    "glcm",
    "gldm",
    "glrlm",
    "glszm",
    "imageoperations",
    "ngtdm",
    "scripts",
    "shape",
    "shape2D",
)

#: A folder whose package `radiomics` installs this one, for processes that are started afresh.
TOPLEVEL = str(Path(__file__).parent / "toplevel")


def install() -> None:
    """Makes ``import radiomics`` give ``radscore.radiomics``, in this process and in those that `multiprocessing` starts.

    Raises RadscoreError if PyRadiomics has been imported before: code that holds parts of it would be mixed with this.
    """
    ours = importlib.import_module("radscore.radiomics")
    present = sys.modules.get("radiomics")
    is_being_imported = getattr(present, "__file__", None) == os.path.join(TOPLEVEL, "radiomics", "__init__.py")
    if present is not None and present is not ours and not is_being_imported:
        raise RadscoreError(
            "module-present",
            f"the module radiomics, imported before from {getattr(present, '__file__', 'somewhere')}",
            "no such module yet",
            "Call radscore.install() before anything imports radiomics.",
        )
    sys.modules["radiomics"] = ours
    for name in MODULES:
        sys.modules[f"radiomics.{name}"] = importlib.import_module(f"radscore.radiomics.{name}")
    if TOPLEVEL not in sys.path:
        # `multiprocessing` hands the path on before it runs the script again in a process that it spawns.
        sys.path.insert(0, TOPLEVEL)
