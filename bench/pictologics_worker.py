"""pictologics in one process: a JSON request per line on stdin, a JSON answer per line on stdout.

The settings `b` in its terms: nothing is resampled, a bin width of 25 (from 0, or below it from the least intensity), intensities, morphology and textures. It computes
IBSI's features, which are more than PyRadiomics' 107.
"""
import json
import os
import resource
import sys
import time
import warnings

from pictologics import RadiomicsPipeline, set_num_threads

warnings.simplefilter("ignore")
set_num_threads(1)
answers = os.fdopen(os.dup(1), "w")
os.dup2(2, 1)
pipeline = RadiomicsPipeline(load_standard=False)
pipeline.add_config(
    "b",
    [
        {"step": "discretise", "params": {"method": "FBS", "bin_width": 25, "min_val": 0}},
        {"step": "extract_features", "params": {"families": ["intensity", "morphology", "texture"]}},
    ],
)
for line in sys.stdin:
    request = json.loads(line)
    start = time.perf_counter()
    result = pipeline.run(request["image"], request["mask"], config_names=["b"])["b"]
    seconds = time.perf_counter() - start
    megabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    answers.write(json.dumps({"seconds": seconds, "features": int(result.notna().sum()), "megabytes": megabytes}) + "\n")
    answers.flush()
