"""The feature class ``shape``."""

from __future__ import annotations

from .base import RadiomicsFeaturesBase, with_features


@with_features
class RadiomicsShape(RadiomicsFeaturesBase):
    _feature_class = "shape"
