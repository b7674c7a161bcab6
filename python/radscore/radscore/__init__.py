"""Radiomics features as PyRadiomics 3.1.0 defines them, computed without a compiler. Research use only.

>>> import radscore
>>> features = radscore.extract("image.nrrd", "mask.nrrd", {"setting": {"binWidth": 25}})  # doctest: +SKIP
>>> features["original_firstorder_Mean"]  # doctest: +SKIP
385.7

Scripts that were written for PyRadiomics change one import: ``import radscore.radiomics as radiomics``.
"""

from ._version import __version__
from .engine import Engine, engine_info
from .errors import EngineFailed, InputRefused, NotAvailable, RadscoreError
from .extraction import Extraction, ExtractionWarning, extract, extract_many
from .images import Image
from .naming import install

__all__ = [
    "Engine",
    "EngineFailed",
    "Extraction",
    "ExtractionWarning",
    "Image",
    "InputRefused",
    "NotAvailable",
    "RadscoreError",
    "__version__",
    "engine_info",
    "extract",
    "extract_many",
    "install",
]
