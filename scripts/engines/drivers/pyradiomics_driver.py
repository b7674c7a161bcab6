"""PyRadiomics: `RadiomicsFeatureExtractor(parameters).execute(image, mask)`."""
import logging

import radiomics
from driver import NotOffered, serve, values_of
from radiomics import featureextractor

radiomics.setVerbosity(logging.CRITICAL)


def extract(request):
    if request["task"] == "ibsi" and request["configuration"] != "phantom":
        raise NotOffered("no resampling on a grid centred on the image, no rounding, no fixed start of the bins")
    extractor = featureextractor.RadiomicsFeatureExtractor(request["parameters"])
    result = extractor.execute(request["image"], request["mask"], label=request["label"])
    return values_of((name, value) for name, value in result.items() if not name.startswith("diagnostics"))


serve(extract, ["pyradiomics", "numpy", "SimpleITK", "PyWavelets"])
