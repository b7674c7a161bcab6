"""Answers extraction requests, a line of JSON each: with radiomics of PyRadiomics, or of radscore.

usage: worker.py radiomics|radscore
"""

import json
import os
import resource
import sys
import time

if sys.argv[1] == "radscore":
    import radscore

    radscore.install()

import radiomics
from radiomics import featureextractor

radiomics.setVerbosity(60)


def peak(pid):
    """The largest memory of a process, in MB."""
    with open(f"/proc/{pid}/status") as status:
        return next(int(line.split()[1]) / 1024 for line in status if line.startswith("VmHWM"))


def child_seconds(pid):
    with open(f"/proc/{pid}/stat") as stat:
        user, system = stat.read().rsplit(")", 1)[1].split()[11:13]
    return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")


for line in sys.stdin:
    request = json.loads(line)
    extractor = featureextractor.RadiomicsFeatureExtractor(request["settings"])
    begun = time.perf_counter()
    result = extractor.execute(request["image"], request["mask"], label=request["label"])
    seconds = time.perf_counter() - begun
    own = resource.getrusage(resource.RUSAGE_SELF)
    answer = {
        "seconds": seconds,
        "processor": own.ru_utime + own.ru_stime,
        "memory": [peak("self")],
        "values": sum(not name.startswith("diagnostics_") for name in result),
    }
    if sys.argv[1] == "radscore":
        pid = radscore.engine_info()["pid"]
        answer["processor"] += child_seconds(pid)
        answer["memory"].append(peak(pid))
    print(json.dumps(answer), flush=True)
