"""What scripts use of PyRadiomics 3.1.0, by its names: ``import radscore.radiomics as radiomics``.

Values are the engine's, within 1e-9 of PyRadiomics'. What is not here is refused by name.
"""

from __future__ import annotations

import logging
import os
import tempfile
from pathlib import Path
from typing import Any

from .. import _version
from ..catalogue import catalogue
from ..errors import InputRefused, NotAvailable, NotInShim

#: Whose definitions these are, and which package computes them.
__version__ = f"3.1.0+radscore.{_version.__version__}"

# The logger is PyRadiomics': scripts set it up by its name.
logger = logging.getLogger("radiomics")
logger.setLevel(logging.INFO)
handler: logging.Handler = logging.StreamHandler()
formatter = logging.Formatter("%(message)s")
if logger.handlers:
    handler = logger.handlers[0]
else:
    handler.setFormatter(formatter)
    logger.addHandler(handler)

#: A class that shows progress; features of an ROI are there before one could be seen.
progressReporter: Any = None

testCases = ("brain1", "brain2", "breast1", "lung1", "lung2", "test_wavelet_64x64x64", "test_wavelet_37x37x37")

_TEST_CASES_AT = "https://github.com/Radiomics/pyradiomics/releases/download/v1.0/"


def setVerbosity(level: int) -> None:
    """Sets from which level on messages are printed: 10 (debug) to 60 (none); 30, warnings, at first."""
    handler.setLevel(min(max(level, 10), 60))
    if handler.level < logger.level:
        logger.setLevel(handler.level)


setVerbosity(logging.WARNING)


def deprecated(func: Any) -> Any:
    """Marks the method of a feature as deprecated: it is computed only if it is named."""
    func._is_deprecated = True
    return func


def getFeatureClasses() -> dict[str, Any]:
    """The feature classes by name: ``glcm`` → ``RadiomicsGLCM`` …"""
    from . import firstorder, glcm, gldm, glrlm, glszm, ngtdm, shape, shape2D

    return {
        "firstorder": firstorder.RadiomicsFirstOrder,
        "glcm": glcm.RadiomicsGLCM,
        "gldm": gldm.RadiomicsGLDM,
        "glrlm": glrlm.RadiomicsGLRLM,
        "glszm": glszm.RadiomicsGLSZM,
        "ngtdm": ngtdm.RadiomicsNGTDM,
        "shape": shape.RadiomicsShape,
        "shape2D": shape2D.RadiomicsShape2D,
    }


def getImageTypes() -> list[str]:
    """The names of image types, in PyRadiomics' order."""
    return sorted(catalogue()["imageTypes"])


def getTestCase(testCase: str, dataDirectory: Any = None) -> tuple[str, str]:
    """The paths of an image and its mask of PyRadiomics' test cases.

    They are looked for in ``dataDirectory``, else in the folder that RADSCORE_TEST_CASES names, else in
    ``<TEMPDIR>/pyradiomics/data``, where PyRadiomics keeps them; what is missing is fetched from PyRadiomics' releases.
    Raises InputRefused ``file-missing`` if it cannot be: no network is needed once the files are there.
    """
    name = testCase.lower()
    is_slice = name.endswith("_2d")
    name = name[:-3] if is_slice else name
    if name not in testCases:
        raise ValueError(f'Testcase "{name}" not recognized!')
    named = dataDirectory or os.environ.get("RADSCORE_TEST_CASES")
    folder = Path(named) if named else Path(tempfile.gettempdir()) / "pyradiomics" / "data"
    image, mask = f"{name}_image.nrrd", f"{name}_label{'_2D' if is_slice else ''}.nrrd"
    return _test_file(folder, image), _test_file(folder, mask)


def _test_file(folder: Path, name: str) -> str:
    target = folder / name
    if target.is_file():
        return str(target)
    # Loaded with the first file that is missing: the network is rarely needed.
    import urllib.request

    try:
        with urllib.request.urlopen(_TEST_CASES_AT + name, timeout=30) as answer:
            content = answer.read()
        folder.mkdir(parents=True, exist_ok=True)
        part = target.with_suffix(f".{os.getpid()}.part")
        part.write_bytes(content)
        part.replace(target)
    except (OSError, ValueError) as error:
        raise InputRefused(
            "file-missing",
            f"no {name} in {folder}, and no way to fetch it ({error})",
            "a test case of PyRadiomics",
            f"Put {name} there, or name its folder: getTestCase(name, dataDirectory) or RADSCORE_TEST_CASES.",
        ) from error
    return str(target)


def getProgressReporter(*args: Any, **kwargs: Any) -> Any:
    """Refused: there are no voxel-based maps whose progress could be shown."""
    raise NotAvailable(
        "voxel-maps",
        "getProgressReporter",
        "features of an ROI",
        "Voxel-based maps are not made here; PyRadiomics makes them.",
    )


def getParameterValidationFiles() -> tuple[str, str]:
    """Refused: parameter files are checked by the engine."""
    raise NotAvailable(
        "not-in-shim",
        "getParameterValidationFiles",
        "parameter files that the engine checks",
        "Pass the file to RadiomicsFeatureExtractor: it refuses what is not valid, by name.",
    )


def __getattr__(name: str) -> Any:
    if name in ("cMatrices", "cShape", "_cmatrices", "_cshape"):
        raise NotInShim(
            "not-in-shim",
            f"radiomics.{name}, PyRadiomics' compiled module",
            "the classes and functions of its Python modules",
            "Use PyRadiomics itself for its matrices.",
        )
    raise AttributeError(f"module 'radscore.radiomics' has no attribute '{name}'")


# As PyRadiomics does, so that `import radiomics` is enough for both.
from . import imageoperations  # noqa: E402
