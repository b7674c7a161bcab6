"""What the feature classes have in common."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any, ClassVar

import numpy as np

from ..catalogue import catalogue
from ..engine import default_engine
from ..errors import NotAvailable, NotInShim
from ..images import Buffers, as_image
from ..settings import known

#: Features that PyRadiomics computes as numpy scalars; all others come out of its classes as arrays or floats.
SCALARS = {
    "shape": frozenset(
        [
            "Compactness1",
            "Elongation",
            "Flatness",
            "LeastAxisLength",
            "MajorAxisLength",
            "MinorAxisLength",
            "VoxelVolume",
        ]
    ),
    "shape2D": frozenset(
        ["Elongation", "MajorAxisLength", "MinorAxisLength", "PixelSurface", "Sphericity", "SphericalDisproportion"]
    ),
}

#: Settings of a class: what is prepared before (resampling, normalising …) is not done again.
_PREPARING = frozenset(
    [
        "additionalInfo",
        "correctMask",
        "interpolator",
        "label",
        "label_channel",
        "minimumROIDimensions",
        "minimumROISize",
        "normalize",
        "normalizeScale",
        "padDistance",
        "preCrop",
        "removeOutliers",
        "resampledPixelSpacing",
        "resegmentMode",
        "resegmentRange",
        "resegmentShape",
        "sigma",
    ]
)


def squeezed(feature_class: str, name: str, value: float, levels: int | None = None) -> Any:
    """A value as PyRadiomics' results have it: a 0-d array, of a few shape features a numpy scalar."""
    if name in SCALARS.get(feature_class, ()):
        return np.float64(value)
    if feature_class == "glcm" and name == "MCC" and levels == 1:
        # Of one grey level PyRadiomics returns the int 1.
        return np.array(1)
    return np.array(value)


class RadiomicsFeaturesBase:
    """A feature class on an image and a mask, as they are: neither is resampled, normalised or cropped."""

    _feature_class: ClassVar[str] = ""

    def __init__(self, inputImage: Any, inputMask: Any, **kwargs: Any) -> None:
        self.logger = logging.getLogger(f"radiomics.{self._feature_class}")
        if inputImage is None or inputMask is None:
            raise ValueError("Missing input image or mask")
        self.settings = kwargs
        self.label = kwargs.get("label", 1)
        self.voxelBased = kwargs.get("voxelBased", False)
        if self.voxelBased:
            raise no_maps("voxelBased=True")
        self.enabledFeatures: dict[str, bool] = {}
        self.featureValues: dict[str, Any] = {}
        self.featureNames = self.getFeatureNames()
        self.inputImage = inputImage
        self.inputMask = inputMask
        self._computed: dict[str, float] = {}
        self._levels: int | None = None

    @property
    def imageArray(self) -> np.ndarray:
        """The voxels of the image, axes z, y, x."""
        return np.asarray(as_image(self.inputImage, "image").array)

    @property
    def maskArray(self) -> np.ndarray:
        """Where the mask has the label."""
        inside: np.ndarray = np.asarray(as_image(self.inputMask, "mask", self.inputImage).array) == self.label
        return inside

    def enableFeatureByName(self, featureName: str, enable: bool = True) -> None:
        """Enables or disables one feature. Raises LookupError for an unknown name."""
        if featureName not in self.featureNames:
            raise LookupError("Feature not found: " + featureName)
        if self.featureNames[featureName]:
            self.logger.warning("Feature %s is deprecated, use with caution!", featureName)
        self.enabledFeatures[featureName] = enable

    def enableAllFeatures(self) -> None:
        """Enables every feature that is not deprecated."""
        for name, is_deprecated in self.featureNames.items():
            if not is_deprecated:
                self.enableFeatureByName(name, True)

    def disableAllFeatures(self) -> None:
        """Disables all features and forgets their values."""
        self.enabledFeatures = {}
        self.featureValues = {}

    @classmethod
    def getFeatureNames(cls) -> dict[str, bool]:
        """Features by name; true for those that are deprecated."""
        features = catalogue()["classes"][cls._feature_class]["features"]
        return {feature["name"]: feature["deprecated"] for feature in features}

    def execute(self) -> dict[str, Any]:
        """Computes the enabled features, all if none is, and gives them by name."""
        if not self.enabledFeatures:
            self.enableAllFeatures()
        wanted = [name for name, enabled in self.enabledFeatures.items() if enabled and not _equals(self, name)]
        self._compute(wanted)
        for name in wanted:
            self.featureValues[name] = squeezed(self._feature_class, name, self._computed[name], self._levels)
        return self.featureValues

    def _value(self, name: str) -> Any:
        """What ``get<name>FeatureValue`` returns: an array of one value; of shape classes a number."""
        equals = _equals(self, name)
        if equals:
            raise DeprecationWarning(f"{self._feature_class} {name} is not computed: it is equal to {equals}")
        if name not in self._computed:
            self._compute([*self.getFeatureNames()] if not self._computed else [name])
        value = self._computed[name]
        if self._feature_class.startswith("shape"):
            return np.float64(value) if name in SCALARS[self._feature_class] else value
        return np.array([value])

    def _compute(self, names: list[str]) -> None:
        names = [name for name in names if not _equals(self, name)]
        if not names:
            return
        setting, _ = known({key: value for key, value in self.settings.items() if key not in _PREPARING})
        buffers = Buffers()
        header, values = default_engine().ask(
            "features",
            buffers,
            image=buffers.image(self.inputImage, "image"),
            mask=buffers.image(self.inputMask, "mask", grid_of=self.inputImage),
            label=int(self.label),
            featureClass=self._feature_class,
            names=names,
            setting=setting,
        )
        for warning in header["warnings"]:
            self.logger.warning("%s", warning["message"])
        self._levels = header.get("levels")
        prefix = f"original_{self._feature_class}_"
        found = zip(header["names"], np.frombuffer(values[0], dtype="<f8").tolist())
        self._computed.update({name[len(prefix) :]: value for name, value in found})

    def __getattr__(self, name: str) -> Any:
        if name.startswith(("P_", "_calculate", "_init", "_apply")) or name in ("coefficients", "discretizedImageArray"):
            raise NotInShim(
                "not-in-shim",
                f"{type(self).__name__}.{name}",
                "the features of the class",
                "Matrices and what leads to them stay in the engine; use PyRadiomics itself for them.",
            )
        raise AttributeError(f"'{type(self).__name__}' object has no attribute '{name}'")


def _equals(of: RadiomicsFeaturesBase, name: str) -> str | None:
    features = catalogue()["classes"][of._feature_class]["features"]
    return next((feature["equals"] for feature in features if feature["name"] == name), None)


def no_maps(what: str) -> NotAvailable:
    """The refusal of voxel-based maps."""
    return NotAvailable(
        "voxel-maps",
        what,
        "features of the whole region of interest",
        "Voxel-based maps are not made here; PyRadiomics makes them.",
    )


def with_features(cls: type[RadiomicsFeaturesBase]) -> type[RadiomicsFeaturesBase]:
    """Gives a class the methods ``get<Name>FeatureValue``, each with the definition of its feature."""
    described = catalogue()["classes"][cls._feature_class]
    cls.__doc__ = described["doc"]
    for feature in described["features"]:
        method = _method(feature["name"])
        method.__name__ = f"get{feature['name']}FeatureValue"
        method.__qualname__ = f"{cls.__qualname__}.{method.__name__}"
        method.__doc__ = feature["doc"]
        if feature["deprecated"]:
            method._is_deprecated = True  # type: ignore[attr-defined]
        setattr(cls, method.__name__, method)
    return cls


def _method(name: str) -> Callable[[RadiomicsFeaturesBase], Any]:
    def value(self: RadiomicsFeaturesBase) -> Any:
        return self._value(name)

    return value
