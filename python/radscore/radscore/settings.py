"""Settings on their way to the engine: PyRadiomics' parameter files, dictionaries, or nothing for its defaults."""

from __future__ import annotations

import math
import numbers
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Union

import numpy as np

from .catalogue import catalogue
from .engine import Engine
from .errors import InputRefused
from .images import simpleitk

#: A parameter file, its content, or nothing.
SettingsLike = Union[None, str, "os.PathLike[str]", Mapping[str, Any]]


def defaults() -> dict[str, Any]:
    """What PyRadiomics computes without settings: every class but shape2D, of the original image."""
    classes = [name for name in catalogue()["classes"] if name != "shape2D"]
    return {"featureClass": {name: None for name in classes}, "imageType": {"Original": {}}, "setting": {}}


def load(given: SettingsLike, engine: Engine, may_be_alone: bool = False) -> dict[str, Any]:
    """Settings as a dictionary, checked by the engine. ``may_be_alone``: a dictionary may hold settings and nothing
    around them, as PyRadiomics takes them by keyword; all features of the original image are meant. Raises InputRefused ``settings-invalid`` or ``file-missing``."""
    if given is None:
        return defaults()
    if isinstance(given, Mapping):
        parameters = dict(given)
        if may_be_alone and parameters and set(parameters) <= set(catalogue()["settings"]):
            parameters = {**defaults(), "setting": parameters}
        engine.ask("settings", settings=plain(parameters))
        return parameters
    if isinstance(given, (str, os.PathLike)):
        return read(Path(given), engine)
    raise InputRefused(
        "settings-invalid",
        f"settings of type {type(given).__name__}",
        "the path of a parameter file, a dictionary, or None",
        "Give one of them.",
    )


def read(path: Path, engine: Engine) -> dict[str, Any]:
    """A parameter file, YAML or JSON, with the types that Python gives its values."""
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError as error:
        raise InputRefused(
            "file-missing", "no such file", "a PyRadiomics parameter file", "Check the path.", str(path)
        ) from error
    except (OSError, UnicodeDecodeError) as error:
        raise InputRefused(
            "unreadable", type(error).__name__, "a text of UTF-8 that can be read", "Check the file.", str(path)
        ) from error
    header, _ = engine.ask("parameters", text=text)
    parameters = header["parameters"]
    return parameters if isinstance(parameters, dict) else {}


def plain(value: Any, name: str = "") -> Any:
    """A value as JSON has it: arrays and tuples as lists, numpy's numbers as numbers; ``sigma`` as the text from which
    names of features are made."""
    if isinstance(value, Mapping):
        return {str(key): plain(inner, str(key)) for key, inner in value.items()}
    if isinstance(value, np.ndarray):
        return plain(value.tolist() if name != "sigma" else list(value), name)
    if isinstance(value, (list, tuple, range, set)):
        if name == "sigma":
            return [str(item) if isinstance(item, numbers.Real) else plain(item) for item in value]
        return [plain(item) for item in value]
    if isinstance(value, (bool, np.bool_)):
        return bool(value)
    if isinstance(value, numbers.Integral):
        return _interpolator(int(value)) if name == "interpolator" else int(value)
    if isinstance(value, numbers.Real):
        return float(value) if math.isfinite(value) else str(value)
    if value is None or isinstance(value, str):
        return value
    return str(value)


def _interpolator(number: int) -> Any:
    """SimpleITK's number of an interpolator as its name: versions of SimpleITK number them differently."""
    sitk = simpleitk()
    if sitk is None:
        return "sitkBSpline" if number == 23 else number
    return next((name for name in catalogue()["interpolators"] if getattr(sitk, name, None) == number), str(number))


def known(settings: Mapping[str, Any]) -> tuple[dict[str, Any], list[str]]:
    """Settings that the engine knows, as it takes them, and the names of others, which PyRadiomics passes over, too."""
    names, switches = set(catalogue()["settings"]), set(catalogue()["switches"])
    kept = {}
    for name, value in settings.items():
        if name not in names:
            continue
        # Python takes any value for true or false.
        is_truth = name in switches and (value is None or isinstance(value, (int, np.bool_)))
        kept[name] = bool(value) if is_truth else plain(value, name)
    return kept, [name for name in settings if name not in names and name not in VOXEL_SETTINGS]


#: Settings of maps, and of versions before: accepted, without a meaning for features of an ROI.
VOXEL_SETTINGS = frozenset(["kernelRadius", "maskedKernel", "initValue", "voxelBatch", "enableCExtensions"])
