"""Features of images through the shim, next to PyRadiomics' values. Reads cases as JSON from standard input."""

import json
import math
import sys

import radscore
import radscore.radiomics as radiomics
from radscore.radiomics import featureextractor

radiomics.setVerbosity(60)
RELATIVE = 1e-9
faults, values = [], 0
for case in json.load(sys.stdin):
    wanted = case["features"]
    if case.get("own"):
        # A setting that PyRadiomics does not have.
        got = radscore.extract(case["image"], case["mask"], case["parameters"], label=case["label"])
    else:
        extractor = featureextractor.RadiomicsFeatureExtractor(case["parameters"])
        got = extractor.execute(case["image"], case["mask"], label=case["label"])
    names = [name for name in got if not name.startswith("diagnostics_")]
    if names != list(wanted):
        faults.append(f"{case['name']}: other names or another order")
        continue
    for name, want in wanted.items():
        have = float(got[name])
        values += 1
        is_same = math.isnan(have) if want == "nan" else have == want or abs(have - want) <= RELATIVE * abs(want)
        if not is_same:
            faults.append(f"{case['name']} {name}: got {have}, wanted {want}")
print(json.dumps({"values": values, "faults": faults[:20], "kernels": radscore.engine_info()["kernels"]}))
