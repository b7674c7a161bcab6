"""The feature class ``glcm``."""

from __future__ import annotations

from .base import RadiomicsFeaturesBase, with_features


@with_features
class RadiomicsGLCM(RadiomicsFeaturesBase):
    _feature_class = "glcm"
