"""Images and masks as they come: paths, SimpleITK images, numpy arrays with their grid."""

from __future__ import annotations

import os
import re
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Union

import numpy as np

from .errors import InputRefused

IDENTITY = (1.0, 0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 1.0)

#: Voxel types of the engine.
_TYPES = ("int8", "uint8", "int16", "uint16", "int32", "uint32", "float32", "float64")


@dataclass(frozen=True)
class Image:
    """A numpy array with its grid.

    ``array``: axes z, y, x, as ``SimpleITK.GetArrayFromImage`` gives them. ``spacing``, ``origin``: millimetres along
    x, y, z (LPS). ``direction``: 3 × 3, row by row; its columns are the axes of the array in the order x, y, z.
    """

    array: Any = field(repr=False)
    spacing: tuple[float, float, float]
    origin: tuple[float, float, float] = (0.0, 0.0, 0.0)
    direction: tuple[float, ...] = IDENTITY

    def __post_init__(self) -> None:
        array = np.asarray(self.array)
        object.__setattr__(self, "array", array)
        for name, count in (("spacing", 3), ("origin", 3), ("direction", 9)):
            numbers = tuple(float(value) for value in np.asarray(getattr(self, name), dtype=float).ravel())
            if len(numbers) != count or not all(np.isfinite(numbers)):
                raise InputRefused(
                    "geometry-invalid", f"{name} {getattr(self, name)!r}", f"{count} finite numbers", "Correct the grid."
                )
            object.__setattr__(self, name, numbers)
        if array.ndim != 3 or min(array.shape) == 0:
            raise InputRefused(
                "unsupported-format",
                f"an array of shape {array.shape}",
                "three axes: z, y, x",
                "Give a single slice a first axis: array[None].",
            )
        if min(self.spacing) <= 0:
            raise InputRefused("geometry-invalid", f"spacing {self.spacing}", "positive numbers", "Correct the grid.")


#: What an image or a mask may be given as.
ImageLike = Union[str, "os.PathLike[str]", Image, np.ndarray, Any]


class Buffers(list[Any]):
    """The buffers of a request; each image that is added gives its part of the header."""

    def image(self, given: ImageLike, role: str, grid_of: ImageLike = None, channel: int | None = None) -> dict[str, Any]:
        """A path as its files, anything else as voxels with a grid.

        ``grid_of``: the image whose grid a bare array shares, for masks.
        """
        if isinstance(given, (str, os.PathLike)):
            itk = _read_by_simpleitk(Path(given))
            if itk is None:
                return self._files(Path(given), role)
            given = itk
        image = as_image(given, role, grid_of, channel)
        array = _of_known_type(image.array, role)
        self.append(array.reshape(-1))
        return {
            "type": array.dtype.name,
            "buffer": len(self) - 1,
            "size": list(array.shape[::-1]),
            "spacing": list(image.spacing),
            "origin": list(image.origin),
            "direction": list(image.direction),
        }

    def _files(self, path: Path, role: str) -> dict[str, Any]:
        files = []
        for file in _files_of(path, role):
            try:
                content = file.read_bytes()
            except OSError as error:
                raise InputRefused(
                    "unreadable",
                    f"{type(error).__name__} from the system",
                    "a file that can be read",
                    "Check its permissions.",
                    str(file),
                ) from error
            self.append(content)
            files.append({"name": str(file), "buffer": len(self) - 1})
        return {"files": files, "name": str(path)}


def simpleitk() -> Any:
    """The module SimpleITK if anything has imported it: without it no SimpleITK image can be there."""
    return sys.modules.get("SimpleITK")


def is_simpleitk(given: Any) -> bool:
    """Whether it is a SimpleITK image."""
    sitk = simpleitk()
    return sitk is not None and isinstance(given, sitk.Image)


def as_image(given: ImageLike, role: str, grid_of: ImageLike = None, channel: int | None = None) -> Image:
    """A SimpleITK image or an array with its grid. Raises InputRefused for anything else."""
    if isinstance(given, Image):
        return given
    if is_simpleitk(given):
        return _of_simpleitk(given, role, channel)
    if isinstance(given, np.ndarray):
        if grid_of is not None and not isinstance(grid_of, (str, os.PathLike, np.ndarray)):
            grid = as_image(grid_of, "image")
            if given.shape != grid.array.shape:
                raise InputRefused(
                    "geometry-mismatch",
                    f"a mask of shape {given.shape} for an image of shape {grid.array.shape}",
                    "the shape of the image",
                    "Give a mask of another grid as radscore.Image(array, spacing, origin, direction).",
                )
            return Image(given, grid.spacing, grid.origin, grid.direction)
        raise InputRefused(
            "geometry-missing",
            f"an array without a grid as {role}",
            "its spacing, which features depend on",
            "Give radscore.Image(array, spacing=(x, y, z)).",
        )
    raise InputRefused(
        "unsupported-format",
        f"{type(given).__name__} as {role}",
        "a path, a SimpleITK image, or radscore.Image(array, spacing)",
        "Give one of them.",
    )


def _of_simpleitk(given: Any, role: str, channel: int | None) -> Image:
    if given.GetDimension() != 3:
        raise InputRefused(
            "unsupported-format",
            f"a {given.GetDimension()}D image as {role}",
            "three dimensions",
            "Make one slice of it, SimpleITK.JoinSeries(image), and set force2D.",
        )
    array = simpleitk().GetArrayViewFromImage(given)
    if given.GetNumberOfComponentsPerPixel() > 1:
        count = given.GetNumberOfComponentsPerPixel()
        if role != "mask":
            raise InputRefused(
                "unsupported-format",
                f"{count} values per voxel as {role}",
                "one value per voxel",
                "Take one of them: SimpleITK.VectorIndexSelectionCast(image, index).",
            )
        if not 0 <= int(channel or 0) < count:
            raise InputRefused(
                "mask-missing",
                f"label_channel {channel} of a mask with {count} values per voxel",
                f"a number from 0 to {count - 1}",
                "Correct label_channel.",
            )
        array = array[..., int(channel or 0)]
    return Image(array, given.GetSpacing(), given.GetOrigin(), given.GetDirection())


def _of_known_type(array: np.ndarray, role: str) -> np.ndarray:
    """As the engine computes with it: 64-bit integers narrowed if they fit, in the machine's order of bytes."""
    kind = array.dtype.newbyteorder("=").name
    if kind == "bool":
        kind = "uint8"
    elif kind == "float16":
        kind = "float32"
    elif kind in ("int64", "uint64"):
        least, most = (int(array.min()), int(array.max()))
        if least >= -(2**31) and most < 2**31:
            kind = "int32"
        elif least >= 0 and most < 2**32:
            kind = "uint32"
    if kind not in _TYPES:
        raise InputRefused(
            "unsupported-format",
            f"voxels of type {array.dtype} as {role}",
            f"one of {', '.join(_TYPES)}",
            "Convert the image.",
        )
    return np.ascontiguousarray(array, dtype=np.dtype(kind))


#: Formats that SimpleITK reads and the engine does not; by their endings.
_OWN = re.compile(r"(\.(nrrd|nii|mha|mhd|dcm|ima|zip)(\.gz)?$)|(^[^.]*$)|(\.\d+$)", re.IGNORECASE)


def _read_by_simpleitk(path: Path) -> Any:
    """A file of a format that only SimpleITK reads, if it is installed."""
    if _OWN.search(path.name) or not path.is_file():
        return None
    try:
        import SimpleITK as sitk
    except ImportError:
        return None
    try:
        return sitk.ReadImage(str(path))
    except RuntimeError:
        # The engine says better what it is not.
        return None


def _files_of(path: Path, role: str) -> list[Path]:
    if path.is_dir():
        files = sorted(file for file in path.rglob("*") if file.is_file() and not _is_hidden(file, path))
        if files:
            return files
        raise _missing(path, role, "an empty folder")
    if not path.exists():
        raise _missing(path, role, "no such file or folder")
    return [path, *_data_of(path)]


def _is_hidden(file: Path, folder: Path) -> bool:
    return any(part.startswith(".") for part in file.relative_to(folder).parts)


def _data_of(path: Path) -> list[Path]:
    """The data file next to a MetaImage header."""
    if path.suffix.lower() != ".mhd":
        return []
    named = re.search(rb"^ElementDataFile\s*=\s*(.+?)\s*$", path.read_bytes()[: 1 << 16], re.MULTILINE)
    name = named[1].decode(errors="replace") if named else "LOCAL"
    data = path.parent / name
    return [data] if os.path.basename(name) == name and name != "LOCAL" and data.is_file() else []


def _missing(path: Path, role: str, got: str) -> InputRefused:
    is_mask = role == "mask"
    return InputRefused(
        "mask-missing" if is_mask else "file-missing",
        got,
        "the region of interest" if is_mask else "an image",
        "Check the path.",
        str(path),
    )
