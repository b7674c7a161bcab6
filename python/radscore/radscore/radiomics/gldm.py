"""The feature class ``gldm``."""

from __future__ import annotations

from .base import RadiomicsFeaturesBase, with_features


@with_features
class RadiomicsGLDM(RadiomicsFeaturesBase):
    _feature_class = "gldm"
