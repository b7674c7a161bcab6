"""PyRadiomics in one process: a JSON request per line on stdin, a JSON answer per line on stdout."""
import json
import logging
import os
import resource
import sys
import tempfile
import time

import radiomics
from radiomics import featureextractor

radiomics.setVerbosity(logging.CRITICAL)
answers = os.fdopen(os.dup(1), "w")
os.dup2(2, 1)
for line in sys.stdin:
    request = json.loads(line)
    with tempfile.NamedTemporaryFile("w", suffix=".yaml") as parameters:
        parameters.write(request["parameters"])
        parameters.flush()
        extractor = featureextractor.RadiomicsFeatureExtractor(parameters.name)
    start = time.perf_counter()
    result = extractor.execute(request["image"], request["mask"])
    seconds = time.perf_counter() - start
    features = sum(not name.startswith("diagnostics_") for name in result)
    megabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    answers.write(json.dumps({"seconds": seconds, "features": features, "megabytes": megabytes}) + "\n")
    answers.flush()
