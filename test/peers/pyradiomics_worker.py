"""PyRadiomics for tests: a JSON request per line on stdin, a JSON answer per line on stdout.

A request names an image, a mask and a parameter file. The answer holds the features, or the error. A mask that PyRadiomics
refuses for its grid is also extracted with correctMask, which puts it on the image's grid ("placed").
"""
import json
import logging
import math
import os
import sys

import numpy
import pywt
import radiomics
import SimpleITK
from radiomics import featureextractor

radiomics.setVerbosity(logging.CRITICAL)
answers = os.fdopen(os.dup(1), "w")
os.dup2(2, 1)


def extract(request, **settings):
    SimpleITK.ProcessObject.SetGlobalDefaultCoordinateTolerance(1e-6)
    SimpleITK.ProcessObject.SetGlobalDefaultDirectionTolerance(1e-6)
    extractor = featureextractor.RadiomicsFeatureExtractor(request["parameters"])
    extractor.settings.update(settings)
    result = extractor.execute(request["image"], request["mask"])
    values = {}
    for name, value in result.items():
        if not name.startswith("diagnostics_"):
            number = float(value)
            values[name] = number if math.isfinite(number) else str(number)
    return extractor, values


versions = {
    "PyRadiomics": radiomics.__version__,
    "SimpleITK": SimpleITK.Version_VersionString(),
    "numpy": numpy.__version__,
    "PyWavelets": pywt.__version__,
}
answers.write(json.dumps(versions) + "\n")
answers.flush()
for line in sys.stdin:
    request = json.loads(line)
    answer = {}
    try:
        _, answer["features"] = extract(request)
    except Exception as error:  # whatever it is, it is the answer
        answer["error"] = f"{type(error).__name__}: {error}"[:300]
        if request.get("place"):
            try:
                _, answer["placed"] = extract(request, correctMask=True)
            except Exception as second:
                answer["placedError"] = f"{type(second).__name__}: {second}"[:300]
    answers.write(json.dumps(answer) + "\n")
    answers.flush()
