"""The feature class ``ngtdm``."""

from __future__ import annotations

from .base import RadiomicsFeaturesBase, with_features


@with_features
class RadiomicsNGTDM(RadiomicsFeaturesBase):
    _feature_class = "ngtdm"
