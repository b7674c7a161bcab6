"""The feature class ``glszm``."""

from __future__ import annotations

from .base import RadiomicsFeaturesBase, with_features


@with_features
class RadiomicsGLSZM(RadiomicsFeaturesBase):
    _feature_class = "glszm"
