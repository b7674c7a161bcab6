"""``RadiomicsFeatureExtractor``: settings, image types and features, and their values for an image with its mask."""

from __future__ import annotations

import collections
import hashlib
import json
import logging
import os
import pathlib
import sys
from collections.abc import Mapping
from typing import Any

import numpy as np

from ..engine import default_engine
from ..errors import InputRefused, NotInShim
from ..images import Buffers, is_simpleitk, simpleitk
from ..settings import known, load
from . import __version__, getFeatureClasses, getImageTypes
from .base import no_maps, squeezed

logger = logging.getLogger("radiomics.featureextractor")


class RadiomicsFeatureExtractor:
    """Computes the features of ROIs. Begins with a parameter file or dictionary, or with keyword arguments as settings;
    without either with PyRadiomics' defaults: every feature of the original image."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self.settings: dict[str, Any] = {}
        self.enabledImagetypes: dict[str, Any] = {}
        self.enabledFeatures: dict[str, Any] = {}
        self.featureClassNames = list(getFeatureClasses())

        if len(args) == 1 and isinstance(args[0], dict):
            logger.info("Loading parameter dictionary")
            self._applyParams(paramsDict=args[0])
        elif len(args) == 1 and isinstance(args[0], (str, pathlib.PurePath)):
            if not os.path.isfile(args[0]):
                raise OSError(f"Parameter file {args[0]} does not exist.")
            logger.info("Loading parameter file %s", args[0])
            self._applyParams(paramsFile=args[0])
        else:
            self.settings = self._getDefaultSettings()
            logger.info("No valid config parameter, using defaults: %s", self.settings)
            self.enabledImagetypes = {"Original": {}}
            logger.info("Enabled image types: %s", self.enabledImagetypes)
            self.enabledFeatures = {name: [] for name in self.featureClassNames if name != "shape2D"}
            logger.info("Enabled features: %s", self.enabledFeatures)

        if kwargs:
            logger.info("Applying custom setting overrides: %s", kwargs)
            self.settings.update(kwargs)
        if self.settings.get("binCount") is not None:
            logger.warning("Fixed bin Count enabled! However, we recommend using a fixed bin Width.")

    def addProvenance(self, provenance_on: bool = True) -> None:
        """Whether results begin with ``diagnostics_…``."""
        self.settings["additionalInfo"] = provenance_on

    @staticmethod
    def _getDefaultSettings() -> dict[str, Any]:
        return {
            "minimumROIDimensions": 2,
            "minimumROISize": None,
            "normalize": False,
            "normalizeScale": 1,
            "removeOutliers": None,
            "resampledPixelSpacing": None,
            "interpolator": "sitkBSpline",
            "preCrop": False,
            "padDistance": 5,
            "distances": [1],
            "force2D": False,
            "force2Ddimension": 0,
            "resegmentRange": None,
            "label": 1,
            "additionalInfo": True,
        }

    def loadParams(self, paramsFile: Any) -> None:
        """Takes the settings of a parameter file. Raises InputRefused for what is not valid."""
        self._applyParams(paramsFile=paramsFile)

    def loadJSONParams(self, JSON_configuration: str) -> None:
        """Takes settings from a text of JSON. Raises InputRefused for what is not valid."""
        self._applyParams(paramsDict=json.loads(JSON_configuration))

    def _applyParams(self, paramsFile: Any = None, paramsDict: Mapping[str, Any] | None = None) -> None:
        params = load(paramsFile if paramsFile is not None else paramsDict, default_engine())
        self.enabledImagetypes = params.get("imageType") or {"Original": {}}
        self.enabledFeatures = params.get("featureClass") or {name: [] for name in self.featureClassNames}
        self.settings = self._getDefaultSettings()
        self.settings.update(params.get("setting") or {})
        self.settings.update(params.get("voxelSetting") or {})
        logger.debug("Enabled image types: %s", self.enabledImagetypes)
        logger.debug("Enabled features: %s", self.enabledFeatures)
        logger.debug("Settings: %s", self.settings)

    def execute(
        self,
        imageFilepath: Any,
        maskFilepath: Any,
        label: int | None = None,
        label_channel: int | None = None,
        voxelBased: bool = False,
    ) -> collections.OrderedDict[str, Any]:
        """The features of an ROI by name, after ``diagnostics_…`` where the settings ask for them.

        Image and mask are paths, SimpleITK images, or ``radscore.Image``. ``label``: the value of the ROI in the mask
        (default: that of the settings, 1). Raises ValueError (InputRefused) for what cannot be measured. Voxel-based
        maps are refused (NotAvailable).
        """
        if voxelBased:
            raise no_maps("voxelBased=True")
        settings = self.settings.copy()
        if label is not None:
            settings["label"] = label
        label = settings.get("label", 1)
        if label_channel is not None:
            settings["label_channel"] = label_channel
        logger.info("Calculating features with label: %s", label)
        logger.debug("Enabled images types: %s", self.enabledImagetypes)
        logger.debug("Enabled features: %s", self.enabledFeatures)
        logger.debug("Current settings: %s", settings)

        request = self._request(settings)
        buffers = Buffers()
        try:
            logger.info("Loading image and mask")
            image = buffers.image(imageFilepath, "image")
            mask = buffers.image(
                maskFilepath, "mask", grid_of=imageFilepath, channel=settings.get("label_channel")
            )
            for image_type, options in self.enabledImagetypes.items():
                logger.info('Adding image type "%s" with custom settings: %s', image_type, options)
            header, values = default_engine().ask("extract", buffers, image=image, mask=mask, **request)
        except InputRefused as refusal:
            raise in_words_of_pyradiomics(refusal, label) from None

        for warning in header["warnings"]:
            logger.warning("%s", warning["message"])
        result: collections.OrderedDict[str, Any] = collections.OrderedDict()
        if settings.get("additionalInfo", False):
            result.update(self._diagnostics(header["diagnostics"], settings, imageFilepath))
        levels = header["greyLevels"]
        for name, value in zip(header["names"], np.frombuffer(values[0], dtype="<f8").tolist()):
            image_type, feature_class, feature = name.rsplit("_", 2)
            result[name] = squeezed(feature_class, feature, value, levels.get(image_type))
        logger.debug("Features extracted")
        return result

    def _request(self, settings: dict[str, Any]) -> dict[str, Any]:
        """The settings as the engine takes them."""
        setting, unknown = known(settings)
        types = {}
        for image_type, options in self.enabledImagetypes.items():
            if image_type not in getImageTypes():
                raise AttributeError(f"module 'radiomics.imageoperations' has no attribute 'get{image_type}Image'")
            types[image_type], more = known(options or {})
            unknown.extend(more)
        if unknown:
            logger.warning("Settings without an effect, in PyRadiomics as well: %s", ", ".join(sorted(set(unknown))))
        classes = getFeatureClasses()
        features = {}
        for name, wanted in self.enabledFeatures.items():
            if name not in classes:
                continue
            features[name] = [] if wanted is None else list(wanted)
            known_names = classes[name].getFeatureNames()
            for feature in features[name]:
                if feature not in known_names:
                    raise LookupError("Feature not found: " + str(feature))
            if known_names and any(known_names[feature] for feature in features[name]):
                logger.warning("Features of %s are deprecated, use with caution!", name)
        request: dict[str, Any] = {
            "settings": {"imageType": types, "featureClass": features, "setting": setting},
            "label": int(settings.get("label", 1)),
        }
        if settings.get("label_channel") is not None:
            request["labelChannel"] = int(settings["label_channel"])
        # Nothing enabled means everything to the engine, and nothing to PyRadiomics.
        if not features:
            request["only"] = []
        elif not types:
            request["only"] = ["shape", "shape2D"]
        return request

    def _diagnostics(self, found: dict[str, Any], settings: dict[str, Any], image: Any) -> dict[str, Any]:
        """What PyRadiomics reports of an extraction, in its order and with its types."""
        sitk = simpleitk()
        said: dict[str, Any] = {
            "Versions_PyRadiomics": __version__,
            "Versions_Numpy": np.__version__,
            "Versions_SimpleITK": sitk.Version.VersionString() if sitk else "not used",
            "Versions_PyWavelet": "not used",
            "Versions_Python": "%i.%i.%i" % sys.version_info[:3],
            "Configuration_Settings": settings,
            "Configuration_EnabledImageTypes": self.enabledImagetypes,
        }
        if is_simpleitk(image) and image.GetPixelIDTypeAsString().startswith("64-bit"):
            # The engine narrows these; the hash is that of the image as it is.
            said["Image-original_Hash"] = hashlib.sha1(sitk.GetArrayViewFromImage(image).tobytes()).hexdigest()
        result = {}
        for name, value in found.items():
            short = name[len("diagnostics_") :]
            if name in _OWN_DIAGNOSTICS:
                continue
            result[name] = said[short] if short in said else _typed(short, value)
        return result

    def __getattr__(self, name: str) -> Any:
        if name in ("loadImage", "computeFeatures", "computeShape"):
            raise NotInShim(
                "not-in-shim",
                f"RadiomicsFeatureExtractor.{name}",
                "execute, the feature classes and imageoperations",
                "The steps of an extraction stay in the engine; use imageoperations and the feature classes one by one.",
            )
        raise AttributeError(f"'{type(self).__name__}' object has no attribute '{name}'")

    def enableAllImageTypes(self) -> None:
        """Enables every image type, without settings of its own."""
        for imageType in getImageTypes():
            self.enabledImagetypes[imageType] = {}

    def disableAllImageTypes(self) -> None:
        """Disables every image type: only the shape is left."""
        self.enabledImagetypes = {}

    def enableImageTypeByName(
        self, imageType: str, enabled: bool = True, customArgs: dict[str, Any] | None = None
    ) -> None:
        """Enables or disables an image type, with settings that hold for it alone."""
        if imageType not in getImageTypes():
            logger.warning("Image type %s is not recognized", imageType)
            return
        if enabled:
            self.enabledImagetypes[imageType] = {} if customArgs is None else customArgs
        elif imageType in self.enabledImagetypes:
            del self.enabledImagetypes[imageType]
        logger.debug("Enabled images types: %s", self.enabledImagetypes)

    def enableImageTypes(self, **enabledImagetypes: dict[str, Any]) -> None:
        """Enables image types by keyword, each with its settings."""
        self.enabledImagetypes.update(enabledImagetypes)
        logger.debug("Enabled images types: %s", self.enabledImagetypes)

    def enableAllFeatures(self) -> None:
        """Enables every class with all of its features."""
        for name in self.featureClassNames:
            self.enabledFeatures[name] = []

    def disableAllFeatures(self) -> None:
        """Disables every class."""
        self.enabledFeatures = {}

    def enableFeatureClassByName(self, featureClass: str, enabled: bool = True) -> None:
        """Enables or disables all features of a class."""
        if featureClass not in self.featureClassNames:
            logger.warning("Feature class %s is not recognized", featureClass)
            return
        if enabled:
            self.enabledFeatures[featureClass] = []
        elif featureClass in self.enabledFeatures:
            del self.enabledFeatures[featureClass]
        logger.debug("Enabled features: %s", self.enabledFeatures)

    def enableFeaturesByName(self, **enabledFeatures: Any) -> None:
        """Enables features by class: ``firstorder=["Mean"]``; an empty list or None for all of a class."""
        self.enabledFeatures.update(enabledFeatures)
        logger.debug("Enabled features: %s", self.enabledFeatures)


_OWN_DIAGNOSTICS = frozenset(
    f"diagnostics_{name}"
    for name in ("Versions_Engine", "Versions_Kernels", "Configuration_Canonical", "Warnings")
)


def _typed(name: str, value: Any) -> Any:
    """Of the type that PyRadiomics gives."""
    if isinstance(value, list):
        if name.endswith(("_Size", "_BoundingBox")):
            return tuple(int(item) for item in value)
        if name.endswith("_CenterOfMassIndex"):
            return tuple(np.float64(item) for item in value)
        return tuple(float(item) for item in value)
    if isinstance(value, str):
        return value
    return int(value) if name.endswith(("_VoxelNum", "_VolumeNum")) else np.float64(value)


def in_words_of_pyradiomics(refusal: InputRefused, label: Any) -> Exception:
    """A refusal that begins as PyRadiomics' message for the same cause does: scripts look for its words."""
    words = None
    if refusal.code == "label-missing":
        is_empty = refusal.got == "a mask without any label"
        words = (
            "No labels found in this mask (i.e. nothing is segmented)!" if is_empty else f"Label ({label:g}) not present in mask."
        )
    elif refusal.code in ("geometry-mismatch", "roi-outside-image"):
        words = "Image/Mask geometry mismatch."
    elif refusal.code in ("file-missing", "unreadable", "unsupported-format") and "voxels of type" not in refusal.got:
        words = "Error reading image Filepath or SimpleITK object."
    elif refusal.code == "mask-missing":
        words = "Error reading mask Filepath or SimpleITK object."
    elif refusal.code == "roi-too-small":
        words = next((text for part, text in _TOO_SMALL if part in refusal.got or part in refusal.wanted), None)
    return refusal if words is None else refusal.beginning_with(words)


_TOO_SMALL = (
    ("after resegmentation", "Resegmentation excluded too many voxels."),
    ("minimumROISize", "Size of the ROI is too small."),
    ("an ROI of 1 voxel(s)", "mask only contains 1 segmented voxel! Cannot extract features for a single voxel."),
    ("axis/axes", "mask has too few dimensions."),
)
