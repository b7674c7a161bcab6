"""The feature class ``firstorder``."""

from __future__ import annotations

from .base import RadiomicsFeaturesBase, with_features


@with_features
class RadiomicsFirstOrder(RadiomicsFeaturesBase):
    _feature_class = "firstorder"
