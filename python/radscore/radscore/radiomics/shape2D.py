"""The feature class ``shape2D``."""

from __future__ import annotations

from .base import RadiomicsFeaturesBase, with_features


@with_features
class RadiomicsShape2D(RadiomicsFeaturesBase):
    _feature_class = "shape2D"
