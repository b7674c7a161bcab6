"""The feature class ``glrlm``."""

from __future__ import annotations

from .base import RadiomicsFeaturesBase, with_features


@with_features
class RadiomicsGLRLM(RadiomicsFeaturesBase):
    _feature_class = "glrlm"
