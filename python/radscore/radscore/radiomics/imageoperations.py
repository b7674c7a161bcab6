"""What scripts use of PyRadiomics' ``imageoperations``: SimpleITK images in and out, computed by the engine."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from typing import Any

import numpy as np

from ..engine import default_engine
from ..errors import InputRefused, NotAvailable, NotInShim
from ..images import Buffers
from ..settings import known

logger = logging.getLogger("radiomics.imageoperations")

_Images = Iterator[tuple[Any, str, dict[str, Any]]]


def getMask(mask: Any, **kwargs: Any) -> Any:
    """The mask with one value per voxel (``label_channel``), as unsigned 32-bit integers. Raises ValueError if it lacks
    ``label``."""
    sitk = _sitk()
    label = kwargs.get("label", 1)
    if mask.GetNumberOfComponentsPerPixel() > 1:
        mask = sitk.VectorIndexSelectionCast(mask, int(kwargs.get("label_channel", 0)))
    mask = sitk.Cast(mask, sitk.sitkUInt32)
    labels = np.unique(sitk.GetArrayViewFromImage(mask))
    if not labels.any():
        raise ValueError("No labels found in this mask (i.e. nothing is segmented)!")
    if label not in labels:
        raise ValueError(f"Label ({label:g}) not present in mask. Choose from {labels[labels != 0]}")
    return mask


def checkMask(imageNode: Any, maskNode: Any, **kwargs: Any) -> tuple[np.ndarray, Any]:
    """The box of the ROI, ``(x_low, x_high, y_low, y_high, z_low, z_high)``, and the mask on the grid of the image if
    ``correctMask`` had to put it there, else None. Raises ValueError for an ROI that cannot be measured."""
    header, values = _ask("region", imageNode, maskNode, kwargs)
    lower, extent = np.array(header["lower"]), np.array(header["extent"])
    box = np.empty(6, dtype=int)
    box[0::2], box[1::2] = lower, lower + extent - 1
    if not header["corrected"]:
        return box, None
    logger.warning("Image/Mask geometry mismatch, attempting to correct Mask")
    sitk = _sitk()
    inside = np.frombuffer(values[0], dtype=np.uint8).reshape(imageNode.GetSize()[::-1])
    corrected = sitk.GetImageFromArray(inside.astype(np.uint32) * np.uint32(kwargs.get("label", 1)))
    corrected.CopyInformation(imageNode)
    return box, sitk.Cast(corrected, maskNode.GetPixelID())


def cropToTumorMask(imageNode: Any, maskNode: Any, boundingBox: Any, **kwargs: Any) -> tuple[Any, Any]:
    """Image and mask within a box of ``checkMask``, with ``padDistance`` voxels around it where there are any."""
    sitk = _sitk()
    pad = kwargs.get("padDistance", 0)
    box, size = np.asarray(boundingBox), np.array(maskNode.GetSize())
    lower = np.maximum(box[0::2] - pad, 0).astype(int).tolist()
    upper = np.maximum(size - box[1::2] - pad - 1, 0).astype(int).tolist()
    return sitk.Crop(imageNode, lower, upper), sitk.Crop(maskNode, lower, upper)


def resampleImage(imageNode: Any, maskNode: Any, **kwargs: Any) -> tuple[Any, Any]:
    """Image and mask with the spacing ``resampledPixelSpacing``, cropped to the ROI and ``padDistance`` new voxels."""
    if imageNode is None or maskNode is None:
        raise ValueError("Requires both image and mask to resample")
    settings = {
        "resampledPixelSpacing": kwargs["resampledPixelSpacing"],
        "interpolator": kwargs.get("interpolator", "sitkBSpline"),
        "padDistance": kwargs.get("padDistance", 5),
        "label": kwargs.get("label", 1),
        "minimumROIDimensions": kwargs.get("minimumROIDimensions", 1),
    }
    header, values = _ask("resample", imageNode, maskNode, settings)
    image = _itk_image(header["image"], values[0])
    mask = _itk_image({**header["image"], "type": header["mask"]}, values[1])
    return image, _sitk().Cast(mask, maskNode.GetPixelID())


def normalizeImage(image: Any, **kwargs: Any) -> Any:
    """The image less its mean over its standard deviation, times ``normalizeScale``; ``removeOutliers`` limits it."""
    buffers = Buffers()
    header, values = default_engine().ask(
        "normalise",
        buffers,
        image=buffers.image(image, "image"),
        scale=float(kwargs.get("normalizeScale", 1)),
        outliers=kwargs.get("removeOutliers"),
    )
    return _itk_image(header["image"], values[0])


def resegmentMask(imageNode: Any, maskNode: Any, **kwargs: Any) -> Any:
    """The part of the ROI whose values lie within ``resegmentRange`` (``resegmentMode``). Raises ValueError if at most
    one voxel is left."""
    if kwargs["resegmentRange"] is None:
        raise ValueError("resegmentRange is None.")
    label = kwargs.get("label", 1)
    names = ("resegmentRange", "resegmentMode", "label", "geometryTolerance")
    settings = {name: kwargs[name] for name in names if name in kwargs}
    header, values = _ask("resample", imageNode, maskNode, {**settings, "minimumROIDimensions": 1})
    left = np.frombuffer(values[1], dtype=np.uint8).reshape(header["image"]["size"][::-1])
    mask = _sitk().GetImageFromArray(left.astype(int) * int(label))
    mask.CopyInformation(maskNode)
    return mask


def getOriginalImage(inputImage: Any, inputMask: Any, **kwargs: Any) -> _Images:
    """Yields the image itself, as ``original``."""
    yield inputImage, "original", kwargs


def getLoGImage(inputImage: Any, inputMask: Any, **kwargs: Any) -> _Images:
    """Yields the image's Laplacian of Gaussian for each of ``sigma`` (millimetres)."""
    return _filtered("LoG", inputImage, inputMask, kwargs)


def getWaveletImage(inputImage: Any, inputMask: Any, **kwargs: Any) -> _Images:
    """Yields the sub-bands of the image's undecimated wavelet transform (``wavelet``, ``level``, ``start_level``)."""
    return _filtered("Wavelet", inputImage, inputMask, kwargs)


def getSquareImage(inputImage: Any, inputMask: Any, **kwargs: Any) -> _Images:
    """Yields the square of the image, scaled to its range."""
    return _filtered("Square", inputImage, inputMask, kwargs)


def getSquareRootImage(inputImage: Any, inputMask: Any, **kwargs: Any) -> _Images:
    """Yields the square root of the image, with its signs, scaled to its range."""
    return _filtered("SquareRoot", inputImage, inputMask, kwargs)


def getLogarithmImage(inputImage: Any, inputMask: Any, **kwargs: Any) -> _Images:
    """Yields the logarithm of the image, with its signs, scaled to its range."""
    return _filtered("Logarithm", inputImage, inputMask, kwargs)


def getExponentialImage(inputImage: Any, inputMask: Any, **kwargs: Any) -> _Images:
    """Yields the exponential of the image, scaled to its range."""
    return _filtered("Exponential", inputImage, inputMask, kwargs)


def getGradientImage(inputImage: Any, inputMask: Any, **kwargs: Any) -> _Images:
    """Yields the magnitude of the image's gradient (``gradientUseSpacing``)."""
    return _filtered("Gradient", inputImage, inputMask, kwargs)


def getLBP2DImage(inputImage: Any, inputMask: Any, **kwargs: Any) -> _Images:
    """Yields the local binary patterns of the image's slices (``lbp2DRadius``, ``lbp2DSamples``, ``lbp2DMethod``)."""
    return _filtered("LBP2D", inputImage, inputMask, kwargs)


def getLBP3DImage(inputImage: Any, inputMask: Any, **kwargs: Any) -> _Images:
    """Yields the local binary patterns of the ROI by levels of spherical harmonics, and their kurtosis; 0 outside."""
    return _filtered("LBP3D", inputImage, inputMask, kwargs)


def _filtered(image_type: str, image: Any, mask: Any, kwargs: dict[str, Any]) -> _Images:
    setting, _ = known(kwargs)
    setting.pop("interpolator", None)
    buffers = Buffers()
    fields = {"image": buffers.image(image, "image"), "label": int(kwargs.get("label", 1))}
    if image_type == "LBP3D":
        fields["mask"] = buffers.image(mask, "mask", grid_of=image)
    header, values = default_engine().ask("images", buffers, imageType=image_type, setting=setting, **fields)
    for warning in header["warnings"]:
        logger.warning("%s", warning["message"])
    for described, voxels in zip(header["images"], values):
        yield _itk_image(described, voxels), described["name"], kwargs


def _ask(op: str, image: Any, mask: Any, kwargs: dict[str, Any]) -> tuple[dict[str, Any], list[bytearray]]:
    from .featureextractor import in_words_of_pyradiomics

    setting, _ = known(kwargs)
    label = int(kwargs.get("label", 1))
    buffers = Buffers()
    try:
        return default_engine().ask(
            op,
            buffers,
            image=buffers.image(image, "image"),
            mask=buffers.image(mask, "mask", grid_of=image, channel=kwargs.get("label_channel")),
            label=label,
            settings={"setting": setting},
        )
    except InputRefused as refusal:
        raise in_words_of_pyradiomics(refusal, label) from None


def _itk_image(described: dict[str, Any], voxels: bytearray) -> Any:
    array = np.frombuffer(voxels, dtype=np.dtype(described["type"])).reshape(described["size"][::-1])
    image = _sitk().GetImageFromArray(array)
    image.SetSpacing(described["spacing"])
    image.SetOrigin(described["origin"])
    image.SetDirection(described["direction"])
    return image


def _sitk() -> Any:
    try:
        import SimpleITK
    except ImportError as error:
        raise NotAvailable(
            "simpleitk-missing",
            "no package SimpleITK",
            "SimpleITK, whose images these functions take and give",
            "Run `pip install radscore[sitk]`.",
        ) from error
    return SimpleITK


_ELSEWHERE = ("getBinEdges", "binImage", "generateAngles")


def __getattr__(name: str) -> Any:
    if name in _ELSEWHERE:
        raise NotInShim(
            "not-in-shim",
            f"imageoperations.{name}",
            "checkMask, cropToTumorMask, resampleImage, normalizeImage, resegmentMask, getMask, get…Image",
            "Grey levels and neighbours stay in the engine; use PyRadiomics itself for them.",
        )
    raise AttributeError(f"module 'radscore.radiomics.imageoperations' has no attribute '{name}'")
